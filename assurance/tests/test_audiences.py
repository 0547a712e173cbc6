"""Whom reports are for: kept by the office, asked for by name, and frozen beside what was asked for."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assurance import actions
from assurance.audiences import add_missing, begin_with_usual, main_audience, usual
from assurance.models import Report, ReportAudience, Snapshot
from assurance.papers import audience_actions
from assurance.report_source import contents_of
from assurance.tests.builders import make_annual, make_audience, make_report, make_snapshot
from core import clock
from core.refusals import Refused
from core.versions import Stale
from organisation.models import Organisation, QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user

pytestmark = pytest.mark.django_db

LIST = "/reports/audiences/"


@pytest.fixture
def office(client: Client) -> Client:
    make_organisation()
    make_audience()
    client.force_login(make_user(role=Role.ASSURANCE))
    return client


def typed(**fields: str) -> dict[str, str]:
    values = {
        "name": "Finance committee",
        "title": "Finance report",
        "readers": "Finance committee",
        "frequency": "quarterly",
        "detail": "full",
        "part": "1",
        "position": "9",
        "version": "0",
    }
    return values | fields


def places(*slugs: str, version: int = 1) -> dict[str, str]:
    typed = {f"place-{slug}": str(place) for place, slug in enumerate(slugs, start=1)}
    return typed | {f"part-{slug}": "1" for slug in slugs} | {"version": str(version)}


def sections_of(slug: str) -> list[str]:
    return [each.section for each in ReportAudience.objects.get(slug=slug).sections.all()]


def test_a_portal_begins_with_the_governing_body_by_quarter_and_by_year() -> None:
    begin_with_usual(by=None)
    assert [each.slug for each in ReportAudience.objects.all()] == ["governing-body", "annual"]
    assert begin_with_usual(by=None) == []
    assert main_audience(by=None).slug == "governing-body"
    assert add_missing(usual(Organisation()), by=None) == []


def test_an_audience_is_added_and_its_sections_are_chosen(office: Client) -> None:
    added = office.post(f"{LIST}add/", typed())
    assert added["Location"] == f"{LIST}finance-committee/"

    saved = office.post(f"{LIST}finance-committee/sections/", places("finance", "summary"))

    assert saved.status_code == 302
    assert sections_of("finance-committee") == ["finance", "summary"]
    page = office.get(f"{LIST}finance-committee/").content.decode()
    assert page.index("<li>Finance</li>") < page.index("<li>Executive summary</li>")


def test_a_place_that_is_no_number_comes_back_as_typed(office: Client) -> None:
    answer = office.post(f"{LIST}governing-body/sections/", places("summary") | {"place-finance": "first"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="first"' in page
    assert "Finance: Type a whole number from 1 to 99, or nothing." in page
    assert 'href="#place-finance"' in page


@pytest.mark.parametrize("part", ["", "3", "private"])
def test_a_section_whose_part_is_not_said_is_not_taken_for_public(office: Client, part: str) -> None:
    before = sections_of("governing-body")
    answer = office.post(f"{LIST}governing-body/sections/", places("summary") | {"part-summary": part})
    assert answer.status_code == 422
    assert "Executive summary: Choose Part 1 or Part 2." in answer.content.decode()
    assert sections_of("governing-body") == before


def test_no_section_at_all_is_refused(office: Client) -> None:
    answer = office.post(f"{LIST}governing-body/sections/", {"version": "1"})
    assert answer.status_code == 422
    assert "Give at least one section a place." in answer.content.decode()


def test_of_two_who_choose_sections_the_second_is_shown_both(office: Client) -> None:
    office.post(f"{LIST}governing-body/sections/", places("summary", "risks"))

    answer = office.post(f"{LIST}governing-body/sections/", places("finance"))

    assert answer.status_code == 409
    assert "Somebody else saved the sections" in answer.content.decode()
    assert sections_of("governing-body") == ["summary", "risks"]
    assert office.post(f"{LIST}governing-body/sections/", places("finance", version=2)).status_code == 302


def test_a_directorate_and_a_programme_are_not_both_chosen(office: Client) -> None:
    from programmes.tests.builders import make_programme

    both = typed(directorate=str(make_directorate().pk), programme=str(make_programme().pk))
    answer = office.post(f"{LIST}add/", both)
    assert answer.status_code == 422
    assert "not both" in answer.content.decode()


def test_the_main_audience_is_not_retired_and_another_is(office: Client) -> None:
    main, other = make_audience(), make_audience("nhs-england")
    by = make_user(role=Role.ASSURANCE)
    with pytest.raises(Refused, match="counts as reported"):
        audience_actions.retire_audience(audience=main, by=by, expected_version=1)

    assert office.post(f"{LIST}nhs-england/retire/", {"version": "1"}).status_code == 302

    other.refresh_from_db()
    assert other.is_retired
    with pytest.raises(actions.Refused, match="is not made any more"):
        actions.request_report(snapshot=make_snapshot(), audience=other, by=None)
    office.post(f"{LIST}nhs-england/bring-back/")
    other.refresh_from_db()
    assert not other.is_retired


def test_a_stale_change_is_refused() -> None:
    audience, by = make_audience(), make_user(role=Role.ASSURANCE)
    audience_actions.edit_audience(audience=audience, changes={"title": "One"}, by=by, expected_version=1)
    with pytest.raises(Stale):
        audience_actions.edit_audience(audience=audience, changes={"title": "Two"}, by=by, expected_version=1)


def test_a_report_keeps_its_audience_as_it_was_asked_for() -> None:
    report = make_report(state="ready")
    audience_actions.edit_audience(
        audience=report.audience, changes={"title": "Another title"}, by=make_user(), expected_version=1
    )

    report = Report.objects.get()
    assert (report.title, report.made_for.title) == ("Quarterly assurance report",) * 2
    anew = actions.request_report(snapshot=report.snapshot, by=None).report
    assert (anew.title, anew.version) == ("Another title", 2)


def test_each_audience_has_its_own_report_of_a_snapshot() -> None:
    snapshot = make_snapshot()
    first = actions.request_report(snapshot=snapshot, by=None)
    second = actions.request_report(snapshot=snapshot, audience=make_audience("nhs-england"), by=None)
    assert (first.is_new, second.is_new) == (True, True)
    assert second.report.version == 1
    assert not actions.request_report(snapshot=snapshot, by=None).is_new


def test_only_the_main_audiences_report_makes_a_quarter_reported() -> None:
    assert make_audience().is_main
    assert not make_annual().is_main


@pytest.mark.parametrize("audiences", [2, 8])
def test_the_list_asks_the_same_however_many_there_are(
    office: Client, audiences: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(audiences):
        make_audience(f"audience-{number}")
    with django_assert_max_num_queries(8):
        office.get(LIST)


# Between quarters -----------------------------------------------------------------------------------------


@pytest.fixture
def executive(db: None) -> ReportAudience:
    audience = make_audience("executive-team")
    audience.frequency = ReportAudience.Frequency.TWO_MONTHLY
    audience.save()
    return audience


def test_who_reads_between_quarters_gets_an_open_quarter_as_it_stands(
    office: Client, executive: ReportAudience
) -> None:
    quarter = make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)

    asked = office.post("/reports/produce/", {"quarter": quarter.slug, "audience": executive.slug})

    report = Report.objects.get()
    assert asked["Location"] == report.get_absolute_url()
    assert report.snapshot.is_position
    contents = contents_of(report)
    assert (contents.snapshot, contents.status) == ("2014-15-Q1, position 1", "Open for returns")
    assert Snapshot.objects.count() == 0
    assert quarter.snapshots.count() == 0


def test_pages_of_an_open_quarters_report_do_not_call_it_frozen(
    office: Client, executive: ReportAudience
) -> None:
    quarter = make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    report = actions.request_position(quarter=quarter, audience=executive, by=None).report

    waiting = office.get(report.get_absolute_url()).content.decode()
    Report.objects.update(state="ready", file="a", sha256="b", size=1, ready_at=clock.now())
    ready = office.get(report.get_absolute_url()).content.decode()
    data = office.get(f"{report.get_absolute_url()}data/").content.decode()

    for page in (waiting, ready, data):
        assert "position 1" in page
        assert "open for returns" in page
        assert "snapshot 1" not in page
        assert "frozen" not in page
    assert "Figures that are not submitted or signed off yet are among them." in waiting


def test_a_second_asking_joins_the_one_being_made_and_a_later_one_takes_its_own_position(
    executive: ReportAudience,
) -> None:
    make_organisation()
    quarter = make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    first = actions.request_position(quarter=quarter, audience=executive, by=None).report
    assert not actions.request_position(quarter=quarter, audience=executive, by=None).is_new
    Report.objects.update(state="failed", failure="No room")

    second = actions.request_position(quarter=quarter, audience=executive, by=None)

    assert (second.is_new, second.report.snapshot.version) == (True, 2)
    Report.objects.filter(pk=second.report.pk).update(state="cancelled", cancelled_at=clock.now())
    assert actions.retry_report(report=first, by=None).is_new


def test_positions_are_counted_for_themselves_and_the_locked_quarter_is_newer_than_any(
    executive: ReportAudience,
) -> None:
    make_organisation()
    quarter = make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    finished = {"state": "ready", "file": "a", "sha256": "b", "size": 1, "ready_at": clock.now()}
    positions = []
    for _ in range(2):
        positions.append(actions.request_position(quarter=quarter, audience=executive, by=None).report)
        Report.objects.update(**finished)
    quarter.state = QuarterState.LOCKED
    quarter.locked_at = clock.now()
    quarter.save()
    snapshot = actions.take_snapshot(quarter=quarter, by=None)

    report = actions.request_report(snapshot=snapshot, by=None, audience=executive).report
    Report.objects.update(**finished)

    assert [each.issue for each in (*positions, report)] == ["position 1", "position 2", "version 1"]
    assert [list(Report.objects.newer_than(each)) for each in (*positions, report)] == [
        [report, positions[1]],
        [report],
        [],
    ]
    assert contents_of(positions[1]).version == "Position 2 of the open quarter"


def test_a_position_is_for_those_who_may_read_an_open_quarter(executive: ReportAudience) -> None:
    make_organisation()
    quarter = make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    report = actions.request_position(quarter=quarter, audience=executive, by=None).report
    Report.objects.update(state="ready", file="a", sha256="b", size=1, ready_at=clock.now())

    assert report in Report.objects.visible_to(make_user(role=Role.FINANCE))
    assert report not in Report.objects.visible_to(make_user(role=Role.GOVERNING_BODY))


def test_others_wait_for_the_lock(office: Client) -> None:
    make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    answer = office.post(
        "/reports/produce/", {"quarter": "2014-15-Q1", "audience": "governing-body"}, follow=True
    )
    assert "2014/15 Q1 is not locked" in answer.content.decode()
    assert Report.objects.count() == 0


# The list -------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_audience_and_quarter(office: Client) -> None:
    snapshot = make_snapshot()
    make_report(snapshot=snapshot, state="ready")
    make_report(snapshot=snapshot, audience=make_audience("nhs-england"), state="ready")

    both = office.get("/reports/").content.decode()
    one = office.get("/reports/?audience=nhs-england&quarter=2013-14-Q4").content.decode()
    none = office.get("/reports/?audience=governing-body&quarter=2012-13-Q4").content.decode()

    assert both.count('<a class="what"') == 2
    assert one.count('<a class="what"') == 1
    assert "Report for nhs-england" in one
    assert none.count('<a class="what"') == 1


def test_a_report_is_asked_for_an_audience_that_is_chosen(office: Client) -> None:
    make_snapshot()
    make_audience("nhs-england")
    page = office.get("/reports/").content.decode()
    assert '<option value="nhs-england">' in page
    assert '<option value="2013-14-Q4" selected>' in page

    office.post("/reports/produce/", {"quarter": "2013-14-Q4", "audience": "nhs-england"})
    assert Report.objects.get().audience.slug == "nhs-england"
