"""The changes of the round: a quarter is locked whole or not at all, and one report is asked for once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import connection, connections

from assurance import actions, jobs
from assurance import pack as packs
from assurance.models import Report, ReportState, Snapshot
from assurance.tests.builders import make_annual, make_report, make_snapshot, reasons_for
from core import clock
from organisation.models import Directorate, Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user
from performance.models import KPI, Return, ReturnState
from performance.tests.builders import make_exception, make_kpi, make_return, make_target, make_value

pytestmark = pytest.mark.django_db
LOCKED_AT = datetime(2014, 5, 9, 17, 0, tzinfo=clock.LONDON)


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The doorbell, heard and not rung."""
    heard: list[object] = []
    monkeypatch.setattr(jobs, "ring", heard.append)
    return heard


@pytest.fixture
def office() -> User:
    make_organisation()
    return make_user(role=Role.ASSURANCE)


def finished_round() -> Quarter:
    """2014/15 Q1 with one KPI, answered, and its return signed off."""
    quarter = make_quarter(slug="2014-15-Q1", due_on=date(2014, 7, 7))
    kpi = make_kpi(number=11, name="Inspections")
    make_target(kpi=kpi, start=2014)
    make_value(kpi=kpi, period="2014-15-Q1", text="7")
    signed = datetime(2014, 7, 7, 9, 0, tzinfo=clock.LONDON)
    make_return(quarter=quarter, state=ReturnState.SIGNED_OFF, submitted_at=signed, signed_off_at=signed)
    return quarter


# Opening --------------------------------------------------------------------------------------------------


def test_a_quarter_that_has_ended_opens_with_a_return_for_each_directorate() -> None:
    quarter = make_quarter(slug="2014-15-Q1", state=QuarterState.UPCOMING)
    make_kpi()
    make_kpi(directorate=make_directorate(name="Finance"))

    assert actions.open_quarters(today=date(2014, 6, 30)) == []
    assert actions.open_quarters(today=date(2014, 7, 1)) == [quarter]

    returns = Return.objects.filter(quarter=quarter).order_by("directorate__slug")
    assert list(returns.values_list("directorate__slug", "state")) == [
        ("finance", ReturnState.NOT_STARTED),
        ("quality", ReturnState.NOT_STARTED),
    ]
    assert actions.open_quarters(today=date(2014, 7, 1)) == []


def test_a_quarter_that_is_open_already_is_given_the_returns_it_lacks() -> None:
    quarter = make_quarter(slug="2014-15-Q1")
    make_kpi()
    begun = make_return(quarter=quarter, state=ReturnState.IN_PROGRESS)
    make_kpi(directorate=make_directorate(name="Finance"))

    for _ in range(2):
        assert actions.open_quarters(today=date(2014, 7, 2)) == []

    assert list(Return.objects.order_by("pk").values_list("quarter", "directorate__slug", "state")) == [
        (quarter.pk, begun.directorate.slug, ReturnState.IN_PROGRESS),
        (quarter.pk, "finance", ReturnState.NOT_STARTED),
    ]


# Locking --------------------------------------------------------------------------------------------------


def test_a_finished_quarter_is_locked_and_frozen(office: User) -> None:
    quarter = finished_round()

    snapshot = actions.lock_quarter(quarter=quarter, by=office, reasons={})

    quarter.refresh_from_db()
    assert (quarter.state, quarter.locked_by, quarter.lock_note) == (QuarterState.LOCKED, office, "")
    assert quarter.history.order_by("history_id").last().history_user == office
    assert (snapshot.version, snapshot.taken_by, snapshot.sha256) == (1, office, packs.digest(snapshot.pack))
    pack = packs.from_json(snapshot.pack)
    assert [row.latest.text for row in pack.performance.scorecard.rows] == ["7"]
    assert pack.head.cut_off == quarter.locked_at


def test_locking_leaves_the_returns_as_they_were_signed_off(office: User) -> None:
    """That they are locked follows from the quarter; who had signed off, and who had not, stays readable."""
    actions.lock_quarter(quarter=finished_round(), by=office, reasons={})
    assert Return.objects.get().state == ReturnState.SIGNED_OFF


def test_a_snapshot_reads_back_as_the_pack_it_was_taken_of(office: User) -> None:
    snapshot = actions.lock_quarter(quarter=finished_round(), by=office, reasons={})
    snapshot.refresh_from_db()
    assert packs.to_json(packs.from_json(snapshot.pack)) == snapshot.pack
    assert packs.digest(snapshot.pack) == snapshot.sha256


def test_a_change_after_the_lock_does_not_reach_the_snapshot(office: User) -> None:
    quarter = finished_round()
    snapshot = actions.lock_quarter(quarter=quarter, by=office, reasons={})
    value = quarter_value()
    value.value = 99
    value.save()

    snapshot.refresh_from_db()
    assert packs.from_json(snapshot.pack).performance.scorecard.rows[0].latest.text == "7"


def quarter_value():  # noqa: ANN201 (a KPIValue, read back)
    from performance.models import KPIValue

    return KPIValue.objects.get()


def test_a_gap_without_a_reason_stops_the_lock_and_nothing_is_changed(office: User) -> None:
    quarter = finished_round()
    make_kpi(number=12, name="Never answered", directorate=make_directorate(name="Finance"))

    with pytest.raises(actions.Unexplained) as found:
        actions.lock_quarter(quarter=quarter, by=office, reasons=reasons_for(quarter, " "))

    assert [gap.key for gap in found.value.gaps] == ["answered", "return-finance"]
    quarter.refresh_from_db()
    assert (quarter.state, Snapshot.objects.count()) == (QuarterState.OPEN, 0)


def test_named_exceptions_are_kept_and_frozen(office: User) -> None:
    quarter = finished_round()
    make_kpi(number=12, name="Never answered", directorate=make_directorate(name="Finance"))
    reasons = reasons_for(quarter, "The system was down.") | {
        "return-finance": replace(reasons_for(quarter)["return-finance"], text="The post is vacant.")
    }

    snapshot = actions.lock_quarter(quarter=quarter, by=office, reasons=reasons)

    quarter.refresh_from_db()
    assert quarter.lock_note == (
        "1 KPI is not complete (KPI 12): The system was down.\nFinance, return not signed off: The post is vacant."
    )
    assert packs.from_json(snapshot.pack).head.lock_note == quarter.lock_note


def test_a_reason_is_not_printed_against_a_gap_that_its_author_never_saw(office: User) -> None:
    """Another KPI became incomplete after the reasons were typed."""
    quarter = finished_round()
    make_kpi(number=12, name="Never answered", directorate=make_directorate(name="Finance"))
    reasons = reasons_for(quarter)
    make_kpi(number=13, name="Blanked meanwhile", directorate=Directorate.objects.get(slug="finance"))

    with pytest.raises(actions.Unexplained) as found:
        actions.lock_quarter(quarter=quarter, by=office, reasons=reasons)

    assert [gap.label for gap in found.value.gaps] == ["2 KPIs are not complete (KPIs 12, 13)"]
    quarter.refresh_from_db()
    assert (quarter.state, quarter.lock_note) == (QuarterState.OPEN, "")


@pytest.mark.parametrize("state", [QuarterState.LOCKED, QuarterState.REPORTED, QuarterState.UPCOMING])
def test_only_an_open_quarter_is_locked(office: User, state: str) -> None:
    quarter = make_quarter(slug="2014-15-Q1", state=state)
    with pytest.raises(actions.Refused):
        actions.lock_quarter(quarter=quarter, by=office, reasons={})


def test_a_quarter_that_has_not_ended_is_not_locked(office: User) -> None:
    with pytest.raises(actions.Refused, match="has not ended yet"):
        actions.lock_quarter(quarter=make_quarter(slug="2014-15-Q2"), by=office, reasons={})


def test_a_red_without_a_frame_is_a_gap_and_one_with_a_frame_is_none(office: User) -> None:
    quarter = finished_round()
    value = quarter_value()
    value.value = 1
    value.save()
    with pytest.raises(actions.Unexplained, match="Exception without an action and a date"):
        actions.lock_quarter(quarter=quarter, by=office, reasons={})

    make_exception(value=value, recovery_on=date(2014, 9, 30))
    assert actions.lock_quarter(quarter=quarter, by=office, reasons={}).version == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_lock_at_once_take_one_snapshot() -> None:
    make_organisation()
    office = make_user(role=Role.ASSURANCE)
    quarter = finished_round()
    outcomes: list[object] = []

    def lock() -> object:
        return actions.lock_quarter(quarter=quarter, by=office, reasons={})

    at_once(lock, lock, outcomes=outcomes)

    assert Snapshot.objects.count() == 1
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "Snapshot"]


def at_once(*works: Callable[[], object], outcomes: list[object]) -> None:
    """Run each in a thread with a connection of its own; results and refusals are gathered."""
    ready = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        try:
            ready.wait(60)
            outcomes.append(work())
        except Exception as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    connection.close()


# Freezing and reopening -----------------------------------------------------------------------------------


def test_an_open_quarter_is_not_frozen(office: User) -> None:
    with pytest.raises(actions.Refused, match="not locked"):
        actions.take_snapshot(quarter=make_quarter(slug="2014-15-Q1"), by=office)


def test_a_quarter_is_frozen_as_of_the_day_it_was_locked(office: User) -> None:
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED, locked_at=LOCKED_AT)
    pack = packs.from_json(actions.take_snapshot(quarter=quarter, by=None).pack)

    assert pack.head.cut_off == LOCKED_AT
    assert pack.programmes.portfolio.known_by == date(2014, 5, 9)


def test_a_locked_quarter_is_reopened_with_a_reason_and_locked_again(office: User) -> None:
    quarter = finished_round()
    actions.lock_quarter(quarter=quarter, by=office, reasons={})

    actions.reopen_quarter(quarter=quarter, by=office, reason="A figure was wrong.")

    quarter.refresh_from_db()
    assert (quarter.state, quarter.locked_at, quarter.lock_note) == (QuarterState.OPEN, None, "")
    assert (
        quarter.history.order_by("history_id").last().history_change_reason == "Reopened: A figure was wrong."
    )
    assert actions.lock_quarter(quarter=quarter, by=office, reasons={}).version == 2


@pytest.mark.parametrize(
    ("signed_off_at", "becomes"), [(LOCKED_AT, ReturnState.SIGNED_OFF), (None, ReturnState.IN_PROGRESS)]
)
def test_returns_that_were_loaded_as_locked_can_be_worked_on_after_a_reopening(
    office: User, signed_off_at: datetime | None, becomes: str
) -> None:
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    make_return(quarter=quarter, state=ReturnState.LOCKED, signed_off_at=signed_off_at)

    actions.reopen_quarter(quarter=quarter, by=office, reason="A figure was wrong.")

    assert Return.objects.get().state == becomes


def test_a_return_that_is_corrected_after_a_reopening_is_not_late_by_that(office: User) -> None:
    quarter = finished_round()
    actions.lock_quarter(quarter=quarter, by=office, reasons={})
    actions.reopen_quarter(quarter=quarter, by=office, reason="A figure was wrong.")
    corrected = Return.objects.get()
    corrected.submitted_at = datetime(2014, 9, 30, 9, 0, tzinfo=clock.LONDON)
    corrected.save()

    pack = packs.from_json(actions.lock_quarter(quarter=quarter, by=office, reasons={}).pack)

    (progress,) = pack.performance.returns
    assert (progress.late_by, progress.submitted_at) == (0, corrected.submitted_at)
    assert progress.returned_at == datetime(2014, 7, 7, 9, 0, tzinfo=clock.LONDON)


def test_figures_that_are_being_corrected_do_not_get_out_through_the_next_lock(office: User) -> None:
    """What is frozen of a quarter shows those before it, and the governing body reads it at once."""
    quarter = finished_round()
    before = make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    typed = make_value(kpi=KPI.objects.get(), period="2013-14-Q4", text="6")
    actions.reopen_quarter(quarter=before, by=office, reason="A figure was wrong.")
    typed.value = 1
    typed.save()

    with pytest.raises(actions.Refused, match="2013/14 Q4 is open again: lock it first"):
        actions.lock_quarter(quarter=quarter, by=office, reasons={})

    quarter.refresh_from_db()
    assert (quarter.state, Snapshot.objects.count()) == (QuarterState.OPEN, 0)
    before.refresh_from_db()
    actions.lock_quarter(quarter=before, by=office, reasons=reasons_for(before))
    snapshot = actions.lock_quarter(quarter=quarter, by=office, reasons={})
    (row,) = packs.from_json(snapshot.pack).performance.scorecard.rows
    assert [each.text for each in row.figures][-2:] == ["1", "7"]


def test_an_open_quarter_is_not_reopened(office: User) -> None:
    with pytest.raises(actions.Refused):
        actions.reopen_quarter(quarter=make_quarter(slug="2014-15-Q1"), by=office, reason="Why not")


# Asking for reports ---------------------------------------------------------------------------------------


def test_a_report_is_asked_for_and_the_workers_are_told(
    office: User, rung: list[object], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        asked = actions.request_report(snapshot=make_snapshot(), by=office)

    assert asked.is_new
    assert (asked.report.state, asked.report.version, asked.report.requested_by) == ("queued", 1, office)
    assert rung == [asked.report.pk]


@pytest.mark.parametrize("state", [ReportState.QUEUED, ReportState.RUNNING, ReportState.READY])
def test_asking_again_finds_the_report_that_is_there(office: User, state: str) -> None:
    report = make_report(state=state)
    asked = actions.request_report(snapshot=report.snapshot, by=office)

    assert (asked.report, asked.is_new, Report.objects.count()) == (report, False, 1)


def test_asking_for_one_that_failed_tries_it_again_under_its_own_version(office: User) -> None:
    failed = make_report(state=ReportState.FAILED, attempts=3)
    asked = actions.request_report(snapshot=failed.snapshot, by=office)

    assert (asked.report.pk, asked.report.version, asked.is_new) == (failed.pk, 1, True)
    assert (asked.report.state, asked.report.attempts, asked.report.failure) == ("queued", 0, "")


def test_a_second_click_on_try_again_joins_the_first(office: User) -> None:
    failed = make_report(state=ReportState.FAILED)
    assert actions.retry_report(report=failed, by=office).is_new
    assert not actions.retry_report(report=failed, by=office).is_new


def test_a_failed_report_is_not_tried_while_a_newer_one_is_made(office: User) -> None:
    failed = make_report(state=ReportState.FAILED)
    newer = make_report(snapshot=failed.snapshot, version=2)

    asked = actions.retry_report(report=failed, by=office)

    assert (asked.report, asked.is_new) == (newer, False)
    failed.refresh_from_db()
    assert failed.state == ReportState.FAILED


def test_a_new_version_leaves_the_old_one_alone(office: User) -> None:
    ready = make_report(state=ReportState.READY)
    asked = actions.request_report(snapshot=ready.snapshot, by=office, anew=True)

    assert (asked.report.version, asked.is_new) == (2, True)
    ready.refresh_from_db()
    assert ready.state == ReportState.READY


def test_versions_count_through_the_snapshots_of_a_quarter(office: User) -> None:
    ready = make_report(state=ReportState.READY)
    second = make_snapshot(quarter=ready.snapshot.quarter, version=2)

    assert actions.request_report(snapshot=second, by=office).report.version == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_share_one_report() -> None:
    snapshot = make_snapshot()
    outcomes: list[object] = []

    def ask() -> object:
        return actions.request_report(snapshot=snapshot, by=None)

    at_once(ask, ask, ask, outcomes=outcomes)

    assert Report.objects.count() == 1
    assert [type(outcome) for outcome in outcomes] == [actions.Asked] * 3


def test_the_annual_report_needs_the_fourth_quarter_and_the_three_before_it(office: User) -> None:
    quarters = [
        make_quarter(slug=f"2013-14-Q{number}", state=QuarterState.REPORTED) for number in (1, 2, 3, 4)
    ]
    last = make_snapshot(quarter=quarters[3])
    with pytest.raises(actions.Refused, match="Q1 and Q2 and Q3 are not locked"):
        actions.request_report(snapshot=last, by=office, audience=make_annual())
    for quarter in quarters[:3]:
        first = make_snapshot(quarter=quarter)
    with pytest.raises(actions.Refused, match="fourth quarter"):
        actions.request_report(snapshot=first, by=office, audience=make_annual())

    asked = actions.request_report(snapshot=last, by=office, audience=make_annual())
    assert (asked.report.title, asked.report.version) == ("Annual report", 1)


def make_year_of_snapshots() -> list[Snapshot]:
    """2013/14, every quarter reported and frozen."""
    slugs = [f"2013-14-Q{number}" for number in (1, 2, 3, 4)]
    return [make_snapshot(quarter=make_quarter(slug=slug, state=QuarterState.REPORTED)) for slug in slugs]


def test_an_annual_report_keeps_the_snapshots_it_was_asked_for_with(office: User) -> None:
    year = make_year_of_snapshots()
    first = actions.request_report(snapshot=year[3], by=office, audience=make_annual()).report
    Report.objects.update(state=ReportState.FAILED, failure="Too long.")
    corrected = make_snapshot(quarter=year[1].quarter, version=2)

    second = actions.request_report(snapshot=year[3], by=office, audience=make_annual())

    assert second.is_new
    assert second.report.version == 2
    assert set(first.sources.all()) == set(year)
    assert set(second.report.sources.all()) == {year[0], corrected, year[2], year[3]}


def test_the_annual_report_is_made_anew_only_when_a_quarter_of_its_year_was_locked_again(
    office: User,
) -> None:
    year = make_year_of_snapshots()
    actions.request_report(snapshot=year[3], by=office, audience=make_annual())
    Report.objects.update(
        state=ReportState.READY, file="a.pdf", size=1, sha256="ad" * 32, ready_at=clock.now()
    )
    assert not actions.request_report(snapshot=year[3], by=office, audience=make_annual()).is_new

    make_snapshot(quarter=year[0].quarter, version=2)
    assert actions.request_report(snapshot=year[3], by=office, audience=make_annual()).is_new


def test_nothing_is_made_of_a_quarter_that_was_reopened(office: User) -> None:
    snapshot = make_snapshot()
    failed = make_report(snapshot=snapshot, state=ReportState.FAILED)
    actions.reopen_quarter(quarter=snapshot.quarter, by=office, reason="A figure was wrong.")

    with pytest.raises(actions.Refused, match="2013/14 Q4 is not locked, so no report can be made of it"):
        actions.request_report(snapshot=snapshot, by=office)
    with pytest.raises(actions.Refused, match="is not locked"):
        actions.retry_report(report=failed, by=office)
    assert Report.objects.get().state == ReportState.FAILED


def test_no_annual_report_is_made_of_a_year_with_a_quarter_reopened(office: User) -> None:
    year = make_year_of_snapshots()
    actions.reopen_quarter(quarter=year[1].quarter, by=office, reason="A figure was wrong.")

    with pytest.raises(actions.Refused, match="all four quarters of 2013/14; Q2 is not locked"):
        actions.request_report(snapshot=year[3], by=office, audience=make_annual())
