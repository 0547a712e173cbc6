"""The governing body's cover sheet: what the records suggest, how it is filled in, and what the report prints."""

from dataclasses import replace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from assurance import actions
from assurance.cover_sheet import Considered, Topic
from assurance.models import CoverAnswer, CoverSheet
from assurance.papers.cover_actions import sheet_of
from assurance.papers.forms import typed_from
from assurance.papers.suggested import outdated, suggested_sheet
from assurance.report_contents import build
from assurance.tests.pack_builders import QUARTERLY, make_pack, make_register, make_risk
from core import clock
from organisation.models import Quarter, QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user

PATH = "/assurance/2014-15-Q1/cover-sheet/"


@pytest.fixture
def quarter(db: None) -> Quarter:
    make_organisation()
    return make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)


@pytest.fixture
def office(client: Client, quarter: Quarter) -> Client:
    client.force_login(make_user(role=Role.ASSURANCE))
    return client


def typed(version: int = 0, **fields: str) -> dict[str, str]:
    values: dict[str, Any] = typed_from(suggested_sheet(make_pack())) | {"version": version}
    return {name: str(value) for name, value in values.items() if value is not None} | fields


def considered(**answers: str) -> dict[str, str]:
    """Yes to what the records cannot know, unless said otherwise."""
    told = dict.fromkeys(("legal", "people", "equality"), "yes") | answers
    return {f"{name}_answer": answer for name, answer in told.items()}


def dated(name: str, day: int, month: int, year: int) -> dict[str, str]:
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}


def test_it_is_suggested_from_the_records() -> None:
    sheet = suggested_sheet(make_pack(), author="Head of Planning and Assurance")

    assert sheet.author == "Head of Planning and Assurance"
    assert "in 2013/14 Q4" in sheet.purpose
    assert sheet.recommendation == (
        "The Governing Body is asked to note the position at 31 March 2014; and to agree the recovery dates of the "
        "1 red KPI."
    )
    answers = {line.topic: line for line in sheet.lines}
    assert list(answers) == list(Topic)
    assert answers[Topic.QUALITY].answer is Considered.ACTION
    assert answers[Topic.RISK].comment == "1 extreme risk of 1."
    assert answers[Topic.LEGAL].comment == "Not considered yet."
    assert (sheet.is_draft, sheet.is_confirmed) == (True, False)


def test_it_counts_no_private_risk() -> None:
    pack = make_pack()
    private = make_risk(reference="R-902", part=2)
    pack = replace(pack, programmes=replace(pack.programmes, register=make_register(make_risk(), private)))
    [risk] = [line for line in suggested_sheet(pack).lines if line.topic is Topic.RISK]
    assert risk.comment == "1 extreme risk of 1."


def test_it_is_filled_in_and_confirmed(office: Client, quarter: Quarter) -> None:
    assert "shows what the records suggest" in office.get(PATH).content.decode()
    sent = typed(
        author="Head of Planning",
        **considered(legal="action-required"),
        legal_comment="Late answers",
        initials="HPA",
        confirmed_role="Head of Planning and Assurance",
        **dated("meeting_on", 16, 7, 2014),
        **dated("confirmed_on", 8, 7, 2014),
    )

    assert office.post(PATH, sent).status_code == 302

    sheet = sheet_of(quarter, make_pack())
    assert (sheet.author, sheet.is_confirmed, sheet.is_draft) == ("Head of Planning", True, False)
    assert [line.comment for line in sheet.actions if line.topic is Topic.LEGAL] == ["Late answers"]
    assert CoverAnswer.objects.count() == len(Topic)


def test_nothing_is_confirmed_that_is_not_considered_yet(office: Client) -> None:
    answer = office.post(PATH, typed(initials="HPA", **dated("confirmed_on", 8, 7, 2014)))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Say whether it has been considered: a sheet is not confirmed before.") >= 3
    assert CoverSheet.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "day", "said"),
    [
        ("meeting_on", (1, 1, 2010), "Date of the meeting must be after the quarter ended on 30 June 2014."),
        ("meeting_on", (30, 6, 2014), "Date of the meeting must be after the quarter ended on 30 June 2014."),
        ("meeting_on", (1, 7, 2014), ""),
        ("meeting_on", (31, 12, 2030), ""),
        ("confirmed_on", (30, 6, 2014), "Confirmed on must be after the quarter ended on 30 June 2014."),
        ("confirmed_on", (8, 7, 2014), ""),
        ("confirmed_on", (9, 7, 2014), "Confirmed on must be today or before: nobody confirms ahead."),
    ],
)
def test_dates_that_cannot_be_true_are_refused_beside_their_field(
    office: Client, name: str, day: tuple[int, int, int], said: str
) -> None:
    initials = "HPA" if name == "confirmed_on" else ""
    answer = office.post(PATH, typed(**considered(), initials=initials, **dated(name, *day)))

    assert answer.status_code == (422 if said else 302)
    assert said in answer.content.decode()
    assert CoverSheet.objects.exists() is not bool(said)


def test_what_is_said_of_a_topic_has_room_for_two_lines(office: Client) -> None:
    assert '<textarea name="legal_comment"' in office.get(PATH).content.decode()


def test_a_reopening_asks_for_the_confirmation_again(office: Client, quarter: Quarter) -> None:
    office.post(PATH, typed(**considered(), initials="HPA", **dated("confirmed_on", 8, 7, 2014)))
    assert CoverSheet.objects.get().initials == "HPA"
    Quarter.objects.update(state=QuarterState.LOCKED, locked_at=clock.now())
    quarter.refresh_from_db()

    actions.reopen_quarter(quarter=quarter, by=make_user(role=Role.ASSURANCE), reason="A figure was wrong.")

    sheet = CoverSheet.objects.get()
    assert (sheet.initials, sheet.confirmed_on, sheet.version) == ("", None, 2)
    assert sheet.history.first().history_change_reason == "The quarter was reopened: to be confirmed again"
    assert not sheet_of(quarter, make_pack()).is_confirmed


def test_what_the_records_say_otherwise_by_now_is_said(office: Client, quarter: Quarter) -> None:
    pack = make_pack()
    sheet = suggested_sheet(pack)
    lines = tuple(
        replace(line, comment="8 red KPIs of 39.") if line.topic is Topic.QUALITY else line
        for line in sheet.lines
    )
    saved = replace(
        sheet,
        lines=lines,
        recommendation="The Governing Body is asked to note the position at 31 March 2014; and to agree the recovery "
        "dates of the 8 red KPIs.",
    )

    assert [(each.label, each.suggested) for each in outdated(saved, pack)] == [
        ("Recommendation", sheet.recommendation),
        ("Quality", "Action required. 1 red KPI of 2."),
    ]
    assert outdated(sheet, pack) == ()


def test_the_authors_own_words_are_never_out_of_date() -> None:
    pack = make_pack()
    sheet = suggested_sheet(pack)
    lines = tuple(replace(line, comment="Discussed on 3 July.") for line in sheet.lines)
    assert outdated(replace(sheet, lines=lines, recommendation="Approve it."), pack) == ()


def test_the_sheet_and_the_lock_say_what_is_out_of_date(office: Client) -> None:
    office.post(
        PATH, typed(quality_answer="action-required", risk_answer="yes", risk_comment="8 extreme risks of 9.")
    )

    sheet, lock = (office.get(path).content.decode() for path in (PATH, "/assurance/2014-15-Q1/lock/"))

    assert "The records now suggest" in sheet
    assert "Risk: Yes. 0 extreme risks of 0." in " ".join(sheet.split())
    assert "the cover sheet says otherwise than the records do now" in lock


def test_initials_need_a_date(office: Client) -> None:
    answer = office.post(PATH, typed(initials="HPA"))
    assert answer.status_code == 422
    assert "A confirmation has initials and a date" in answer.content.decode()
    assert CoverSheet.objects.count() == 0


def test_the_next_quarter_suggests_the_same_roles(office: Client, quarter: Quarter) -> None:
    office.post(PATH, typed(author="Head of Planning", sponsor="Director of Quality"))
    following = make_quarter(slug="2014-15-Q2", state=QuarterState.OPEN)
    sheet = sheet_of(following, make_pack())
    assert (sheet.author, sheet.sponsor) == ("Head of Planning", "Director of Quality")


def test_the_second_of_two_is_shown_both_versions(office: Client) -> None:
    assert office.post(PATH, typed(author="First")).status_code == 302

    answer = office.post(PATH, typed(author="Second", legal_comment="Another"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "First" in page
    assert "Second" in page
    assert CoverSheet.objects.get().author == "First"


def test_the_report_prints_it_after_its_cover() -> None:
    sheet = replace(suggested_sheet(make_pack()), author="Head of <Planning>", is_draft=False)
    contents = build(replace(make_pack(), cover_sheet=sheet), QUARTERLY, version=1)

    page = render_to_string("report/report.html", {"report": contents})

    assert contents.sections[0].title == "Governing body cover sheet"
    assert page.index('id="cover-sheet"') < page.index('id="summary"')
    assert "Head of &lt;Planning&gt;" in page
    assert "<b>Action required</b>" in page
    assert "Not confirmed yet" in page


def test_an_older_snapshot_has_none() -> None:
    assert "cover-sheet" not in build(make_pack(), QUARTERLY, version=1).order
