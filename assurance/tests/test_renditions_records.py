"""A figure of money, a project, a risk, an ambition or an activity, followed from the report to who recorded it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assurance import pack as packs
from assurance import report_contents
from assurance.assembly import build_pack
from assurance.audience import SectionChoice
from assurance.models import Report, ReportState, Snapshot
from assurance.renditions.counted import counted_of
from assurance.renditions.links import Histories
from assurance.renditions.record_history import RecordHistory, record_history_of, record_of
from assurance.report_source import contents_of
from assurance.tests.builders import make_report, make_row, make_snapshot
from assurance.tests.pack_builders import QUARTERLY, make_pack, make_register, make_risk
from core import clock, trail
from core.histories import history_models
from core.rag import RAG
from engagement.models import StandardAnswer
from engagement.tests.builders import make_activity, make_standard
from finance.models import FinancialPosition
from finance.tests.builders import make_contribution, make_line, make_position, make_running_cost
from organisation.models import Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user
from performance.models import AmbitionLevel, ReturnState
from performance.tests.builders import make_ambition, make_kpi, make_return, make_value
from programmes.models import Milestone, Part
from programmes.tests.builders import make_milestone, make_project, make_update
from programmes.tests.builders import make_risk as make_stored_risk


@pytest.fixture
def quarter(db: None) -> Quarter:
    make_organisation()
    return make_quarter(slug="2013-14-Q4", state=QuarterState.LOCKED)


@pytest.fixture
def member(db: None) -> User:
    return make_user(role=Role.GOVERNING_BODY)


def reported(quarter: Quarter, version: int = 1) -> Report:
    """A report of what the portal holds now, its snapshot taken now by the portal's clock, as all before it was."""
    for table in history_models():
        table._base_manager.filter(history_date__gt=clock.now()).update(history_date=clock.now())
    pack = packs.to_json(build_pack(quarter, today=date(2014, 5, 9), version=version))
    snapshot = make_snapshot(quarter=quarter, version=version, pack=pack)
    return make_report(snapshot=snapshot, state=ReportState.READY)


def history(report: Report, kind: str, key: str, user: User) -> RecordHistory:
    page = record_history_of(report, contents_of(report), kind=kind, key=key, user=user)
    assert page is not None
    return page


def save(record: Any, reason: str, **values: Any) -> Any:
    for name, value in values.items():
        setattr(record, name, value)
    return trail.save(record, by=make_user(title="Ada Lovelace"), reason=reason)


def test_a_score_that_was_changed_after_the_report_says_so(quarter: Quarter, member: User) -> None:
    risk = make_stored_risk(reference="R-001", likelihood=4, impact=5)
    report = reported(quarter)
    save(risk, "Two assessors came", likelihood=2)
    page = history(report, "risk", "R-001", member)

    assert ("Current score", "20, extreme") in page.printed
    newest, before = page.versions
    assert "current 2 × 5 = 10" in newest.text
    assert (newest.who, newest.why, newest.is_later) == ("Ada Lovelace", "Two assessors came", True)
    assert "current 4 × 5 = 20" in before.text
    assert before.is_reported
    assert page.later == 1


def test_the_page_says_who_when_why_and_what_changed(quarter: Quarter, member: User, client: Client) -> None:
    risk = make_stored_risk(reference="R-001", likelihood=4, impact=5)
    report = reported(quarter)
    save(risk, "Two assessors came", likelihood=2)
    client.force_login(member)
    page = client.get(f"/reports/{report.pk}/records/risk/R-001/").content.decode()

    for words in ("As reported", "After the report", "Two assessors came", "Ada Lovelace", "/risks/R-001/"):
        assert words in page


def test_other_words_of_a_record_are_no_version_of_its_figures(quarter: Quarter, member: User) -> None:
    risk = make_stored_risk(reference="R-001")
    save(risk, "Reworded", gaps="None known")
    report = reported(quarter)

    assert [each.is_reported for each in history(report, "risk", "R-001", member).versions] == [True]


def test_each_kind_of_record_has_its_history(quarter: Quarter, member: User) -> None:
    project = make_project()
    make_update(project=project, quarter=quarter)
    ambition = make_ambition(number=1)
    make_position()
    make_line(year=2013, heading="Acute services")
    make_contribution()
    make_running_cost(label="Communications")
    activity = make_activity(title="The Big Ask")
    standard = make_standard(number=1)
    StandardAnswer.objects.create(activity=activity, standard=standard, answer=StandardAnswer.Answer.MET)
    report = reported(quarter)

    for kind, key in (
        ("project", project.slug),
        ("ambition", str(ambition.number)),
        ("position", "1"),
        ("position", "2"),
        ("budget", "2013-14_acute-services"),
        ("budget", "2013-14_"),
        ("fund", "better-care-fund_1"),
        ("fund", "better-care-fund_"),
        ("running", "1"),
        ("activity", activity.slug),
        ("standard", "1"),
    ):
        page = history(report, kind, key, member)
        assert page.printed, kind
        assert page.is_known, kind
        assert page.later == 0, kind


def test_a_figure_recorded_of_an_ambition_and_taken_away_again(quarter: Quarter, member: User) -> None:
    ambition = make_ambition(number=1)
    level = AmbitionLevel.objects.filter(ambition=ambition).first()
    report = reported(quarter)
    assert level
    trail.delete(level, by=None, reason="Withdrawn by its publisher")

    newest = history(report, "ambition", "1", member).versions[0]
    assert (newest.text, newest.why, newest.is_later) == ("Removed", "Withdrawn by its publisher", True)


def test_money_recorded_since_the_lock_is_for_staff(quarter: Quarter, member: User) -> None:
    position = make_position(costs=917_000_000)
    report = reported(quarter)
    save(position, "Accounts restated", net_operating_costs=Decimal(918_000_000))
    staff = make_user(role=Role.ASSURANCE)

    assert "918,000,000" in history(report, "position", "1", staff).versions[0].text
    assert [each.is_later for each in history(report, "position", "1", member).versions] == [False]
    assert history(report, "position", "1", member).is_cut

    reported(quarter, version=2)
    assert [each.is_later for each in history(report, "position", "1", member).versions] == [True, False]


def test_while_the_quarter_is_open_again_a_member_sees_what_was_reported_alone(
    quarter: Quarter, member: User
) -> None:
    project = make_project()
    update = make_update(project=project, quarter=quarter)
    report = reported(quarter)
    save(update, "It slipped", rag="red")
    Quarter.objects.filter(pk=quarter.pk).update(state=QuarterState.OPEN)
    report = Report.objects.select_related("snapshot__quarter", "audience").get(pk=report.pk)

    assert len(history(report, "project", project.slug, member).versions) == 1
    assert len(history(report, "project", project.slug, make_user(role=Role.ASSURANCE)).versions) == 2


def test_what_is_recorded_in_another_quarter_that_is_open_again_is_for_staff(
    quarter: Quarter, member: User
) -> None:
    """The reliability of a KPI is judged by four quarters: each is read as far as it is closed itself."""
    before = make_quarter(slug="2013-14-Q3", state=QuarterState.LOCKED)
    kpi = make_kpi(number=1)
    third, _ = (make_value(kpi=kpi, period=slug, text="5") for slug in ("2013-14-Q3", "2013-14-Q4"))
    report = reported(quarter)
    Quarter.objects.filter(pk=before.pk).update(state=QuarterState.OPEN)
    save(third, "Not agreed yet", value=Decimal(77))

    told = [each.text for each in history(report, "quality", kpi.slug, member).versions]
    assert sorted(told) == ["5", "5"]
    assert "77" in [
        each.text for each in history(report, "quality", kpi.slug, make_user(role=Role.ASSURANCE)).versions
    ]

    Quarter.objects.filter(pk=before.pk).update(state=QuarterState.LOCKED)
    reported(quarter, version=2)
    assert "77" in [each.text for each in history(report, "quality", kpi.slug, member).versions]


def test_who_may_not_see_a_return_reads_of_it_what_was_reported_alone(quarter: Quarter, member: User) -> None:
    """Its moves, and the reasons for them, are its directorate's."""
    make_kpi(number=1)
    filing = make_return(quarter=quarter, state=ReturnState.SUBMITTED)
    filing.history.update(history_date=clock.now())
    save(filing, "Row sent back: figure", state=ReturnState.IN_PROGRESS)
    save(filing, "Read and agreed", state=ReturnState.SIGNED_OFF)
    report = reported(quarter)
    other = make_user(role=Role.CONTRIBUTOR, directorate=make_directorate(name="Service Delivery"))
    own = make_user(role=Role.APPROVER, directorate=filing.directorate)

    said = history(report, "return", filing.directorate.slug, other).versions
    assert [(each.text, each.why) for each in said] == [("Signed off", "")]
    whole = history(report, "return", filing.directorate.slug, own).versions
    assert "Row sent back: figure" in [each.why for each in whole]


def test_what_is_dated_after_the_report_was_not_said_there(quarter: Quarter, member: User) -> None:
    make_milestone(project=make_project(), due_on=date(2014, 5, 1), completed_on=date(2014, 6, 20))
    pack = build_pack(
        quarter, today=date(2014, 5, 9), version=1, cut_off=datetime(2014, 5, 9, 16, tzinfo=UTC)
    )
    snapshot = make_snapshot(quarter=quarter, pack=packs.to_json(pack))
    report = make_report(snapshot=snapshot, state=ReportState.READY)
    kept = Milestone.objects.get()

    (version,) = history(report, "milestone", str(kept.pk), member).versions
    assert version.text == "Due 1 May 2014, done 20 June 2014, after the report"


@pytest.mark.parametrize(("kind", "key"), [("ambition", "1"), ("position", "1"), ("risk", "R-001")])
def test_a_record_of_a_section_that_is_not_printed_is_not_found(kind: str, key: str) -> None:
    pack = make_pack()
    pack = replace(pack, programmes=replace(pack.programmes, register=make_register(make_risk())))
    summary = replace(QUARTERLY, sections=(SectionChoice("summary"),))

    assert record_of(report_contents.build(pack, QUARTERLY, version=1), kind, key) is not None
    assert record_of(report_contents.build(pack, summary, version=1), kind, key) is None


def test_what_is_counted_in_a_section_that_is_not_printed_is_not_found() -> None:
    pack = make_pack(make_row(now=RAG.RED))
    summary = replace(QUARTERLY, sections=(SectionChoice("summary"),))
    made = report_contents.build(pack, summary, version=1)

    assert counted_of(made, Histories(uuid4()), "kpis", "red") is not None
    assert counted_of(made, Histories(uuid4()), "returns", "late") is None


def test_a_kpi_that_is_new_is_not_counted_in_the_quarter_before() -> None:
    rows = make_row(now=RAG.RED, before=RAG.RED), replace(make_row(now=RAG.RED), was_in_use_before=False)
    made = report_contents.build(make_pack(*rows), QUARTERLY, version=1)
    counted = {
        key: counted_of(made, Histories(uuid4()), "kpis", key) for key in ("red", "red_before", "all_before")
    }

    assert {key: len(each.parts) for key, each in counted.items() if each} == {
        "red": 2,
        "red_before": 1,
        "all_before": 1,
    }


def test_few_people_are_not_told_of_in_a_history_either(quarter: Quarter, member: User) -> None:
    activity = make_activity(title="The Big Ask", took_part=3)
    report = reported(quarter)

    texts = [each.text for each in history(report, "activity", activity.slug, member).versions]
    assert all("fewer than 5" in text and "3" not in text for text in texts)


@pytest.mark.parametrize(
    "address", ["risk/R-999", "position/9", "budget/2013-14_nothing", "fund/none_1", "running/1", "salary/1"]
)
def test_a_record_that_the_report_does_not_print_is_not_found(
    quarter: Quarter, member: User, client: Client, address: str
) -> None:
    report = reported(quarter)
    client.force_login(member)

    assert client.get(f"/reports/{report.pk}/records/{address}/").status_code == 404


def test_a_private_risk_is_not_found_in_a_public_report(quarter: Quarter, member: User) -> None:
    make_stored_risk(reference="R-007", part=Part.PRIVATE)
    report = reported(quarter)

    assert record_history_of(report, contents_of(report), kind="risk", key="R-007", user=member) is None


def test_the_history_asks_a_fixed_number_of_questions(quarter: Quarter, member: User, client: Client) -> None:
    position = make_position()
    report = reported(quarter)
    client.force_login(member)
    counts = []
    for more in (1, 20):
        for number in range(more):
            save(position, "Again", net_operating_costs=Decimal(number))
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/reports/{report.pk}/records/position/1/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 13
    assert FinancialPosition.objects.count() == 1
    assert Snapshot.objects.count() == 1


def test_figures_on_the_page_lead_to_their_records_history() -> None:
    pack = make_pack()
    risks = make_register(make_risk())
    pack = replace(pack, programmes=replace(pack.programmes, register=risks))
    contents = report_contents.build(pack, QUARTERLY, version=1)
    report = Report()
    html = render_to_string("renditions/_report.html", {"report": contents, "history": Histories(report.pk)})
    led = set(re.findall(r'/records/([\w-]+/[\w-]+)/"', html))

    assert led >= {"risk/R-001", "ambition/1", "position/1", "activity/the-big-ask", "standard/1"}
    assert "/records/" not in render_to_string("report/report.html", {"report": contents})
