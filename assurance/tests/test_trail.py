"""The trail as one list: what is found, how it reads, who may read it, and what it costs."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assurance.trail.kinds import all_kinds, readable_by
from assurance.trail.places import KEPT, PAGES, WHOLES, needed, page_of
from assurance.trail.search import Asked, cursor_of, search, within_a_year
from assurance.trail.telling import told
from core import clock, trail
from core.figures import MeasureKind
from core.models import EventKind
from engagement.tests.builders import make_activity
from organisation.administration.actions import give_role, take_role
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_user
from performance.models import KPIValue
from performance.tests.builders import make_kpi, make_target, make_value
from performance.tests.people import words
from programmes.tests.builders import make_milestone, make_project

pytestmark = pytest.mark.django_db
URL = "/assurance/trail/"


@pytest.fixture
def office() -> User:
    return make_user(role=Role.ASSURANCE, title="Assurance team")


@pytest.fixture
def contributor() -> User:
    return make_user(role=Role.CONTRIBUTOR, title="Contributor, Quality")


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def changed(record: Any, by: User | None, reason: str = "", **values: Any) -> Any:
    for name, value in values.items():
        setattr(record, name, value)
    return trail.save(record, by=by, reason=reason)


def page(reader: User, **asked: str) -> str:
    return words(client_of(reader).get(URL, asked).content.decode())


@pytest.mark.parametrize(
    ("role", "way"),
    [
        (Role.ASSURANCE, ("/assurance/", "Back to the round")),
        (Role.ADMINISTRATOR, ("/admin/", "Back to administration")),
    ],
)
def test_each_is_led_back_to_where_they_came_from(role: Role, way: tuple[str, str]) -> None:
    html = client_of(make_user(role=role)).get(URL).content.decode()
    assert re.findall(r'<a class="nhsuk-back-link" href="([^"]+)">([^<]+)</a>', html) == [way]


def test_a_changed_figure_reads_as_on_the_page_of_its_kpi(office: User, contributor: User) -> None:
    value = make_value(
        kpi=make_kpi(name="Answered in time", measure=MeasureKind.PERCENTAGE), period="2014-15-Q1", text="92%"
    )
    changed(value, contributor, "Late returns", value=95, numerator=None, denominator=None)
    page_of_kpi = words(client_of(office).get(value.kpi.get_absolute_url()).content.decode())
    assert "changed from “92%” to “95%”" in page_of_kpi
    said = page(office, kind="performance.kpivalue")
    about = "Contributor, Quality Answered in time 2014/15 Q1 KPI value"
    assert f"{about} Figure from 92% to 95% Late returns" in said


def test_it_leads_to_the_page_where_the_record_stands(office: User) -> None:
    milestone = make_milestone(project=make_project())
    changed(milestone, office, "Moved", name="Contract signed")
    (line,) = told(search(_only("programmes.milestone"), Asked(words="moved")), office)
    assert line.page == milestone.project.get_absolute_url()
    assert (line.about, line.done) == ("Contract signed", "Changed")


def _only(key: str) -> list[Any]:
    return [kind for kind in all_kinds() if kind.key == key]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Third", "Second", "First"]),
        ({"words": "SEC"}, ["Second"]),
        ({"kind": "organisation.quarter"}, ["Third", "Second", "First"]),
        ({"kind": "programmes.risk"}, []),
        ({"since": "2014-07-08"}, ["Third", "Second", "First"]),
        ({"since": "2014-07-09"}, []),
        ({"until": "2014-07-07"}, []),
        ({"since": "no day", "person": "no number", "kind": "nothing"}, ["Third", "Second", "First"]),
    ],
)
def test_what_is_looked_for_is_found(office: User, asked: dict[str, str], found: list[str]) -> None:
    quarter = make_quarter()
    for reason in ("First", "Second", "Third"):
        changed(quarter, office, reason, reopen_note=reason)
    response = client_of(office).get(URL, {"person": str(office.pk)} | asked)
    assert [line.why for line in response.context["lines"] if line.why] == found


def test_words_are_looked_for_in_one_year_at_once(office: User) -> None:
    """No index finds them within a text: whoever looks further back says so, a year at a time."""
    quarter = make_quarter()
    quarter._history_date = clock.now() - timedelta(days=500)
    quarter._change_reason = "Long ago"
    quarter.save()
    client = client_of(office)

    this_year = client.get(URL, {"words": "long ago"})
    assert (this_year.context["lines"], this_year.context["asked"].since) == ([], date(2013, 7, 8))
    assert "“long ago” was looked for from 8 July 2013 on. Look in the year before" in words(
        this_year.content.decode()
    )
    (line,) = client.get(URL, {"words": "long ago", "until": "2013-07-07"}).context["lines"]
    assert line.why == "Long ago"

    chosen = Asked(words="x", since=date(2014, 7, 1))
    assert within_a_year(chosen, date(2014, 7, 8)) == chosen
    assert within_a_year(Asked(), date(2014, 7, 8)) == Asked()


def test_another_persons_changes_are_left_out(office: User, contributor: User) -> None:
    changed(make_quarter(), contributor, "Theirs", reopen_note="x")
    assert "Theirs" in page(office)
    assert "Theirs" not in page(office, person=str(office.pk))


def test_who_may_read_what(office: User) -> None:
    administrator = make_user(role=Role.ADMINISTRATOR)
    changed(make_quarter(), office, "A quarter", reopen_note="x")
    changed(make_user(), office, "A person", title="Another")
    trail.note(EventKind.SIGNED_IN, "Came in", by=office, subject=office)
    trail.note(EventKind.DOWNLOADED, "Taken away", by=office)
    own, others = ("A quarter", "Taken away"), ("A person", "Came in")
    for person, told_, untold in ((office, own, others), (administrator, others, own)):
        said = page(person)
        assert all(text in said for text in told_)
        assert not any(text in said for text in untold)
    assert readable_by(make_user(role=Role.GOVERNING_BODY)) == []


def test_whom_an_event_is_about_is_told_as_they_are_called_now(office: User) -> None:
    administrator, person = make_user(role=Role.ADMINISTRATOR), make_user(title="Approver, Quality")
    trail.note(EventKind.SIGN_IN_FAILED, "Sign-in failed", by=None, subject=person)
    changed(person, None, title="Director, Quality")
    (line,) = told(search(_only("sign-in-failed"), Asked()), administrator)
    assert (line.who, line.about) == ("Nobody known", "Director, Quality")
    assert line.page == reverse("administration:person_detail", args=[person.pk])
    assert "Director, Quality" in page(administrator)


def test_a_role_that_was_given_and_taken_says_whose_it_was_and_why(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    administrator = make_user(role=Role.ADMINISTRATOR)
    people = [make_user(title=f"Deputy {number}") for number in range(3)]
    for person in people:
        give_role(
            person=person,
            changes={
                "role": Role.APPROVER,
                "directorate": make_directorate(),
                "reason": "Covers for a colleague",
            },
            by=administrator,
        )
        take_role(
            assignment=person.role_assignments.get(), changes={"reason": "Back again"}, by=administrator
        )
    found = search(_only("organisation.roleassignment"), Asked())
    with django_assert_max_num_queries(2):
        lines = told(found, administrator)
    assert {(line.about, line.done, line.why) for line in lines if line.why} == {
        (f"Deputy {number}: Approver, Quality", done, why)
        for number in range(3)
        for done, why in (("Given", "Covers for a colleague"), ("Taken away", "Back again"))
    }
    own = reverse("administration:person_detail", args=[people[2].pk])
    assert {line.page for line in lines if line.about.startswith("Deputy 2")} == {own}


def test_small_numbers_of_people_stay_suppressed(office: User) -> None:
    activity = make_activity(title="A walk-in day")
    changed(activity, office, took_part=3)
    changed(activity, office, took_part=40)
    said = page(office, kind="engagement.engagementactivity")
    assert "People who took part from fewer than 5 to 40" in said


# Paging ---------------------------------------------------------------------------------------------------


def test_pages_follow_one_another_without_a_gap_even_within_one_moment(office: User) -> None:
    quarter, now = make_quarter(), clock.now()
    for number in range(5):
        quarter._history_date = now + timedelta(seconds=number // 3)
        quarter.save()
    for _ in range(4):
        trail.note(EventKind.DOWNLOADED, "Taken", by=office)
    kinds = [*_only("organisation.quarter"), *_only("downloaded")]
    every = search(kinds, Asked())
    assert len(every) == 10
    paged: list[Any] = []
    while found := search(kinds, Asked(before=cursor_of(paged[-1].cursor) if paged else None), most=3):
        paged += found
    assert [(each.kind, each.key) for each in paged] == [(each.kind, each.key) for each in every]


@pytest.mark.parametrize(
    "text",
    ["", "x", "2014-07-08_1_1", "2014-07-08T10:00:00+00:00_1", "_1_2", "0001-01-01T00:00:00+14:00_1_1"],
)
def test_an_address_that_names_no_line_begins_at_the_newest(text: str) -> None:
    assert cursor_of(text) is None


def test_it_asks_no_more_for_more_lines(office: User, contributor: User) -> None:
    client, counts = client_of(office), []
    kpis = [make_kpi(name=f"KPI {number}") for number in range(4)]
    for first, times in ((2000, 1), (2001, 12)):
        for year in range(first, first + times):
            kpi = kpis[year % 4]
            period = f"{year}-{(year + 1) % 100:02}-Q1"
            changed(make_value(kpi=kpi, period=period, text="5"), contributor, "Agreed", value=6)
            changed(make_target(kpi=kpi, start=year), office, "Agreed", value=7)
            changed(make_milestone(project=make_project(number=year)), office, "Agreed", name="Then")
            trail.note(EventKind.DOWNLOADED, "Agreed", by=contributor, subject=kpi)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL, {"words": "agreed"}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] < 60


def test_it_comes_as_a_file_and_that_is_noted(office: User) -> None:
    changed(make_quarter(), office, "Late", reopen_note="Because")
    client = client_of(office)
    lines = (
        client.get(URL, {"format": "csv", "kind": "organisation.quarter"})
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert lines[0] == "When,Who,Kind,About,What,From what to what,Why"
    assert [
        line
        for line in lines
        if "Assurance team,Quarter,2013/14 Q4,Changed," in line and line.endswith("Late")
    ]
    assert "Exported" in page(office)


# Every kind of record -------------------------------------------------------------------------------------


def test_every_record_that_cannot_be_empty_leads_somewhere() -> None:
    """A kind without a page would be a line that leads nowhere: each has one, or is part of one that has."""
    without = [kind.key for kind in all_kinds() if kind.tracked and not _has_page(kind.tracked)]
    assert without == []


def _has_page(model: Any) -> bool:
    fields = {field.name for field in model._meta.concrete_fields}
    own = model._meta.label_lower in PAGES or model in KEPT or hasattr(model, "get_absolute_url")
    return own or bool(fields & set(WHOLES))


def test_what_a_record_must_have_around_it_is_fetched_with_it() -> None:
    assert needed(KPIValue) == ["kpi", "kpi__team"]
    assert page_of(None) == ""
