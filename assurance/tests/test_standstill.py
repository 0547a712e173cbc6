"""One moment for the whole snapshot: who saves at the same time is in it whole or not at all, and loses nothing."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection, connections, transaction

from assurance import actions, standstill
from assurance import pack as packs
from assurance.models import Snapshot
from assurance.papers.cover_actions import FIELDS, save_sheet
from assurance.papers.slots import slots_of
from assurance.papers.text_actions import write_text
from assurance.tests.builders import make_audience, reasons_for
from core import clock
from core.rag import RAG
from core.refusals import Refused
from core.tests.at_once import be_patient
from engagement.tests.builders import make_activity
from finance.models import BudgetLine
from finance.tests.builders import make_line
from organisation.models import Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from performance.models import KPIValue, Return, ReturnState
from performance.tests.builders import make_ambition, make_kpi, make_return, make_target, make_value
from programmes.models import PriorityProject, Risk
from programmes.tests.builders import make_project, make_risk, make_update

SIGNED_ON = datetime(2014, 7, 7, 9, 0, tzinfo=clock.LONDON)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> User:
    make_organisation()
    return make_user(role=Role.ASSURANCE)


@pytest.fixture
def quarter(office: User) -> Quarter:
    """2014/15 Q1, answered and signed off, with something in every room."""
    quarter = make_quarter(slug="2014-15-Q1", due_on=date(2014, 7, 7))
    kpi = make_kpi(number=11, name="Inspections")
    make_target(kpi=kpi, start=2014)
    make_value(kpi=kpi, period="2014-15-Q1", text="7")
    make_return(
        quarter=quarter, state=ReturnState.SIGNED_OFF, submitted_at=SIGNED_ON, signed_off_at=SIGNED_ON
    )
    make_update(project=make_project(short_name="Stroke"), quarter=quarter, rag=RAG.GREEN)
    make_risk(opened_on=date(2014, 5, 1))
    make_line(year=2014)
    make_ambition()
    make_activity(starts_on=date(2014, 5, 1))
    return quarter


class Writer(threading.Thread):
    """Somebody who saves in a transaction of their own, on a connection of their own, and what came of it."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self.work = work
        self.error: Exception | None = None
        self.done_at = 0.0

    def run(self) -> None:
        try:
            with transaction.atomic():
                be_patient()
                self.work()
            self.done_at = time.monotonic()
        except Exception as error:
            self.error = error
        finally:
            connections.close_all()


def lock(quarter: Quarter, office: User) -> Snapshot:
    return actions.lock_quarter(quarter=quarter, by=office, reasons={})


def test_every_table_of_every_room_stands_still_and_no_history_does() -> None:
    held = standstill.tables()

    for name in ("risk", "projectupdate", "milestone", "programme_partners"):
        assert f"programmes_{name}" in held
    assert {"finance_budgetline", "finance_budgetmonth", "engagement_engagementactivity"} <= set(held)
    assert {"performance_kpivalue", "performance_ambitionlevel", "performance_target"} <= set(held)
    assert {"assurance_quartertext", "assurance_coversheet", "assurance_coveranswer"} <= set(held)
    assert "assurance_reportaudience" in held
    assert "assurance_report" not in held
    assert not [name for name in held if "historical" in name]
    assert apps.get_model("organisation.User")._meta.db_table not in held


CHANGES: dict[str, Callable[[], Any]] = {
    "a risk": lambda: Risk.objects.update(title="Renamed"),
    "a project": lambda: PriorityProject.objects.update(short_name="Renamed"),
    "a budget": lambda: BudgetLine.objects.update(annual_plan=99),
    "an ambition": lambda: apps.get_model("performance.OutcomeAmbition").objects.update(short_name="Renamed"),
    "an activity": lambda: apps.get_model("engagement.EngagementActivity").objects.update(title="Renamed"),
    "a figure": lambda: KPIValue.objects.update(value=99),
    "the name of a team": lambda: apps.get_model("organisation.Team").objects.update(name="Renamed"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_save_that_comes_while_the_snapshot_is_taken_waits_and_is_not_in_it(
    what: str, quarter: Quarter, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Writer(CHANGES[what])
    before = packs.to_json(actions.build_pack(quarter, today=clock.today()))
    assembled_at = 0.0
    build = actions.build_pack

    def build_slowly(*args: Any, **kwargs: Any) -> Any:
        """The writer begins before the first question and has time to be done before the last."""
        nonlocal assembled_at
        writer.start()
        time.sleep(0.3)
        pack = build(*args, **kwargs)
        assembled_at = time.monotonic()
        return pack

    monkeypatch.setattr(actions, "build_pack", build_slowly)
    snapshot = lock(quarter, office)
    writer.join(120)

    assert writer.error is None
    assert writer.done_at > assembled_at
    for part in ("programmes", "finance", "engagement"):
        assert snapshot.pack[part] == before[part]
    assert snapshot.pack["performance"]["ambitions"] == before["performance"]["ambitions"]
    assert "Renamed" not in str(snapshot.pack)


def test_a_save_under_way_is_waited_for_and_is_in_the_snapshot(quarter: Quarter, office: User) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def save_slowly() -> None:
        Risk.objects.update(title="Renamed")
        begun.set()
        go_on.wait(60)

    writer = Writer(save_slowly)
    writer.start()
    assert begun.wait(60)
    threading.Timer(1.0, go_on.set).start()

    snapshot = lock(quarter, office)
    writer.join(120)

    assert writer.error is None
    assert [risk["title"] for risk in snapshot.pack["programmes"]["register"]["risks"]] == ["Renamed"]


def test_who_holds_one_thing_and_saves_another_meanwhile_is_not_thrown_out(
    quarter: Quarter, office: User
) -> None:
    """The order that would deadlock: a risk is saved, then the return is wanted, while the lock wants both."""
    begun = threading.Event()

    def save_two() -> None:
        Risk.objects.update(title="Renamed")
        begun.set()
        time.sleep(0.6)
        list(Return.objects.select_for_update())
        KPIValue.objects.update(commentary="Said late")

    writer = Writer(save_two)
    writer.start()
    assert begun.wait(60)
    snapshot = lock(quarter, office)
    writer.join(120)

    assert writer.error is None
    assert "Said late" in str(snapshot.pack)
    assert "Renamed" in str(snapshot.pack)


def test_a_portal_that_is_never_still_refuses_and_changes_nothing(
    quarter: Quarter, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standstill, "ATTEMPTS", 2)
    begun, go_on = threading.Event(), threading.Event()

    def import_for_long() -> None:
        Risk.objects.update(title="Renamed")
        begun.set()
        go_on.wait(60)

    writer = Writer(import_for_long)
    writer.start()
    assert begun.wait(60)
    try:
        with pytest.raises(Refused, match="try again in a minute"):
            lock(quarter, office)
    finally:
        go_on.set()
        writer.join(120)

    quarter.refresh_from_db()
    assert (quarter.state, Snapshot.objects.count()) == (QuarterState.OPEN, 0)


def test_two_quarters_that_are_locked_at_once_are_locked_one_after_the_other(
    quarter: Quarter, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both would hold the table of quarters still, and then neither could write its own row."""
    quarters = [quarter, make_quarter(slug="2013-14-Q4", due_on=date(2014, 4, 14))]
    both = threading.Barrier(2)
    build = actions.build_performance_part

    def build_together(*args: Any, **kwargs: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        return build(*args, **kwargs)

    monkeypatch.setattr(actions, "build_performance_part", build_together)
    writers = [
        Writer(partial(actions.lock_quarter, quarter=each, by=office, reasons=reasons_for(each)))
        for each in quarters
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)

    assert [writer.error for writer in writers] == [None, None]
    assert Quarter.objects.closed().count() == 2


def held_open(work: Callable[[], object]) -> tuple[Writer, threading.Event]:
    """Somebody in the middle of a save, and what lets them finish it."""
    begun, go_on = threading.Event(), threading.Event()

    def save_slowly() -> None:
        work()
        begun.set()
        go_on.wait(60)

    writer = Writer(save_slowly)
    writer.start()
    assert begun.wait(60)
    return writer, go_on


def write_foreword(quarter: Quarter, by: User) -> None:
    write_text(
        quarter=quarter,
        slot=slots_of(quarter)[0],
        by=by,
        changes={"text": "Words", "part": 1},
        expected_version=0,
    )


def test_a_position_that_waits_for_others_holds_nothing_that_somebody_saves(
    quarter: Quarter, office: User
) -> None:
    importing, go_on = held_open(lambda: Risk.objects.update(title="Renamed"))
    executive = make_audience("executive-team", frequency="two-monthly")
    position = Writer(partial(actions.request_position, quarter=quarter, audience=executive, by=office))
    position.start()
    time.sleep(0.5)
    writing = Writer(partial(write_foreword, quarter, office))
    writing.start()
    writing.join(30)
    said_meanwhile = not writing.is_alive()
    go_on.set()
    for each in (importing, position, writing):
        each.join(60)

    assert [each.error for each in (importing, position, writing)] == [None, None, None]
    assert said_meanwhile


NO_DATES: dict[str, Any] = {"meeting_on": None, "confirmed_on": None, "lines": {}}
SAVES: dict[str, Callable[[Quarter, User], object]] = {
    "a text": write_foreword,
    "a cover sheet": lambda quarter, by: save_sheet(
        quarter=quarter, by=by, changes=dict.fromkeys(FIELDS, "") | NO_DATES, expected_version=0
    ),
}


@pytest.mark.parametrize("what", SAVES)
def test_a_text_that_waits_too_long_for_a_standstill_is_refused_in_words(
    what: str, quarter: Quarter, office: User
) -> None:
    freezing, go_on = held_open(lambda: standstill.hold_still(lambda: None))
    try:
        with transaction.atomic():
            connection.cursor().execute("SET LOCAL lock_timeout = '200ms'")
            with pytest.raises(Refused, match="being taken just now"):
                SAVES[what](quarter, office)
    finally:
        go_on.set()
        freezing.join(60)


def test_a_failure_that_is_no_waiting_is_not_hidden(office: User) -> None:
    def fail() -> None:
        raise OperationalError("The disk is full.")

    with pytest.raises(OperationalError, match="disk"), transaction.atomic():
        standstill.hold_still(fail)


def test_afterwards_saving_waits_as_long_as_before(quarter: Quarter, office: User) -> None:
    def timeout() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return str(cursor.fetchone()[0])

    usual = timeout()
    with transaction.atomic():
        standstill.hold_still(lambda: None)
        assert timeout() == usual
    assert timeout() == usual


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    assert not [thread for thread in threading.enumerate() if isinstance(thread, Writer)]
