"""What changes a return: what is written, by whom and why, and what never is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Barrier, Event
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction

from core.figures import NOT_COLLECTED, Figure, MeasureKind
from core.periods import Month, Quarter
from core.provenance import Provenance
from core.tests.at_once import be_patient
from organisation.models import QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_user
from performance import actions
from performance.actions import Incomplete, Stale
from performance.models import KPI, ExceptionNote, Frequency, KPIValue, Return, ReturnState
from performance.return_entry import Answer, Entry, Frame, blank_entry, entry_of
from performance.returns import find_return, read_sheet
from performance.tests.builders import make_exception, make_kpi, make_return, make_target, make_value
from performance.workflow import Refused

Q1 = Quarter.from_slug("2014-15-Q1")
FRAME = Frame("Three of six.", "Two posts vacant.", "Both filled.", "Head of quality", date(2014, 9, 30))


def a_return() -> Return:
    """The return of Quality for 2014/15 Q1 that nobody has begun."""
    return find_return(make_directorate(), make_quarter(slug="2014-15-Q1"))


def count(number: int) -> Figure:
    return Figure.of(MeasureKind.COUNT, Decimal(number))


def saying(kpi: KPI, *numbers: int, **others: Any) -> Entry:
    """An entry with one figure for each period of the KPI."""
    answers = tuple(Answer(count(number)) for number in numbers)
    return replace(blank_entry(kpi, Q1), **({"answers": answers} if answers else {}), **others)


def record(kpi: KPI, entry: Entry, by: User, version: int = 0) -> KPIValue | None:
    return actions.record_row(filing=a_return(), kpi=kpi, entry=entry, by=by, expected_version=version)


# Rows -----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestRecordRow:
    def test_a_figure_says_who_returned_it_and_its_history_says_why(self) -> None:
        contributor = make_user(role=Role.CONTRIBUTOR, title="Contributor, Quality")
        kpi = make_kpi()

        value = record(kpi, saying(kpi, 5, commentary="Fewer visits."), contributor)

        assert value is not None
        assert (value.value, value.commentary, value.version) == (5, "Fewer visits.", 1)
        assert value.provenance == Provenance.RETURNED
        assert value.source == "Quality return, 2014/15 Q1: Contributor, Quality"
        assert value.recorded_by == contributor
        trail = value.history.get()
        assert trail.history_user == contributor
        assert trail.history_change_reason == "Saved in the return, 2014/15 Q1"

    def test_the_first_row_begins_the_return(self) -> None:
        contributor, kpi = make_user(role=Role.CONTRIBUTOR), make_kpi()

        record(kpi, saying(kpi, 5), contributor)

        filing = Return.objects.get()
        assert filing.state == ReturnState.IN_PROGRESS
        assert {row.history_user for row in filing.history.all()} == {contributor}

    def test_what_says_the_same_writes_nothing(self) -> None:
        contributor, kpi = make_user(role=Role.CONTRIBUTOR), make_kpi()
        entry = saying(kpi, 5, frame=FRAME)
        value = record(kpi, entry, contributor)

        record(kpi, entry, contributor, version=0)

        assert value is not None
        assert KPIValue.objects.get().version == 1
        assert value.history.count() == 1
        assert ExceptionNote.history.count() == 1

    def test_saying_nothing_of_a_row_that_is_not_there_makes_none(self) -> None:
        kpi = make_kpi()

        assert record(kpi, blank_entry(kpi, Q1), make_user(role=Role.CONTRIBUTOR)) is None
        assert not KPIValue.objects.exists()

    def test_a_changed_figure_forgets_what_was_printed_of_the_old_one(self) -> None:
        kpi = make_kpi()
        make_value(kpi=kpi, period="2014-15-Q1", text="5", printed="five", provenance=Provenance.ILLUSTRATIVE)

        value = record(kpi, saying(kpi, 6), make_user(role=Role.CONTRIBUTOR), version=1)

        assert value is not None
        assert (value.value, value.printed, value.provenance) == (6, "", Provenance.RETURNED)

    def test_a_later_save_over_an_earlier_version_is_stale_and_writes_nothing(self) -> None:
        kpi = make_kpi()
        first, second = make_user(role=Role.CONTRIBUTOR), make_user(role=Role.CONTRIBUTOR)
        record(kpi, saying(kpi, 5), first)

        with pytest.raises(Stale):
            record(kpi, saying(kpi, 6), second, version=0)

        assert KPIValue.objects.get().value == 5

    def test_two_people_who_say_the_same_do_not_conflict(self) -> None:
        kpi = make_kpi()
        record(kpi, saying(kpi, 5), make_user(role=Role.CONTRIBUTOR))

        record(kpi, saying(kpi, 5), make_user(role=Role.CONTRIBUTOR), version=0)

        assert KPIValue.objects.get().version == 1

    def test_not_collected_takes_the_figure_away(self) -> None:
        kpi, contributor = make_kpi(), make_user(role=Role.CONTRIBUTOR)
        record(kpi, saying(kpi, 5), contributor)

        entry = saying(kpi, not_collected=True, not_collected_reason="Counted once a year")
        value = record(kpi, entry, contributor, version=1)

        assert value is not None
        assert (value.value, value.not_collected, value.not_collected_reason) == (
            None,
            True,
            "Counted once a year",
        )

    def test_a_row_that_is_emptied_is_not_yet_returned_again(self) -> None:
        kpi, contributor = make_kpi(), make_user(role=Role.CONTRIBUTOR)
        record(kpi, saying(kpi, 5), contributor)

        value = record(kpi, blank_entry(kpi, Q1), contributor, version=1)

        assert value is not None
        assert not value.has_figure
        assert not value.not_collected
        assert value.version == 2, "so that whoever still sees the figure is told"

    def test_an_annual_kpi_is_not_taken_before_the_fourth_quarter(self) -> None:
        kpi = make_kpi(frequency=Frequency.ANNUALLY)

        with pytest.raises(Refused, match="is not due in 2014/15 Q1"):
            record(kpi, saying(kpi, 5), make_user(role=Role.CONTRIBUTOR))

    @pytest.mark.parametrize("state", [ReturnState.SUBMITTED, ReturnState.SIGNED_OFF])
    def test_a_return_that_was_handed_over_is_not_changed(self, state: ReturnState) -> None:
        kpi, contributor = make_kpi(), make_user(role=Role.CONTRIBUTOR)
        make_return(state=state)

        with pytest.raises(Refused):
            record(kpi, saying(kpi, 5), contributor)

        assert not KPIValue.objects.exists()

    def test_a_quarter_locked_after_the_page_was_opened_takes_nothing(self) -> None:
        kpi, contributor = make_kpi(), make_user(role=Role.CONTRIBUTOR)
        filing = a_return()
        make_quarter(slug="2014-15-Q1", state=QuarterState.LOCKED)

        with pytest.raises(Refused, match=r"^This quarter was locked"):
            actions.record_row(
                filing=filing, kpi=kpi, entry=saying(kpi, 5), by=contributor, expected_version=0
            )

    def test_a_row_that_was_sent_back_is_no_longer_waiting_once_changed(self) -> None:
        kpi, contributor = make_kpi(), make_user(role=Role.CONTRIBUTOR)
        approver = make_user(role=Role.APPROVER)
        make_return(state=ReturnState.SUBMITTED)
        make_value(kpi=kpi, period="2014-15-Q1", text="5")
        actions.send_back_row(filing=a_return(), kpi=kpi, comment="Is it 6?", by=approver)

        value = record(kpi, saying(kpi, 6), contributor, version=1)

        assert value is not None
        assert value.sent_back_at is None
        assert value.sent_back_comment == "Is it 6?", "the approver sees what was asked"


@pytest.mark.django_db
class TestMonths:
    def test_three_months_make_the_quarter(self) -> None:
        kpi = make_kpi(frequency=Frequency.MONTHLY)

        value = record(kpi, saying(kpi, 12, 14, 15), make_user(role=Role.CONTRIBUTOR))

        assert value is not None
        assert (value.value, value.is_complete) == (41, True)
        months = KPIValue.objects.monthly().order_by("starts_on")
        assert [(row.period, row.value) for row in months] == [
            (Month(2014, 4), 12),
            (Month(2014, 5), 14),
            (Month(2014, 6), 15),
        ]

    def test_two_months_make_it_so_far_and_a_missing_one_has_no_row(self) -> None:
        kpi = make_kpi(frequency=Frequency.MONTHLY)
        entry = saying(kpi, answers=(Answer(count(12)), Answer(count(14)), Answer()))

        value = record(kpi, entry, make_user(role=Role.CONTRIBUTOR))

        assert value is not None
        assert (value.value, value.is_complete, value.is_answered) == (26, False, False)
        assert KPIValue.objects.monthly().count() == 2

    def test_n_of_d_is_pooled_and_never_averaged(self) -> None:
        kpi = make_kpi(frequency=Frequency.MONTHLY, measure=MeasureKind.RATIO)
        parts = [(18, 18), (16, 17), (20, 20)]
        answers = tuple(Answer(Figure.ratio(Decimal(n), Decimal(d))) for n, d in parts)

        value = record(kpi, saying(kpi, answers=answers), make_user(role=Role.CONTRIBUTOR))

        assert value is not None
        assert (value.numerator, value.denominator) == (54, 55)

    def test_only_the_month_that_changed_is_written(self) -> None:
        kpi, contributor = make_kpi(frequency=Frequency.MONTHLY), make_user(role=Role.CONTRIBUTOR)
        record(kpi, saying(kpi, 12, 14, 15), contributor)

        record(kpi, saying(kpi, 12, 14, 16), contributor, version=1)

        changes = [row.history.count() for row in KPIValue.objects.monthly().order_by("starts_on")]
        assert changes == [1, 1, 2]

    def test_a_month_that_is_cleared_leaves_its_history(self) -> None:
        kpi, contributor = make_kpi(frequency=Frequency.MONTHLY), make_user(role=Role.CONTRIBUTOR)
        record(kpi, saying(kpi, 12, 14, 15), contributor)
        entry = saying(kpi, answers=(Answer(count(12)), Answer(count(14)), Answer()))

        record(kpi, entry, contributor, version=1)

        june = KPIValue.history.filter(starts_on=date(2014, 6, 1)).first()
        assert (june.history_type, june.history_user, june.value) == ("-", contributor, 15)

    def test_a_month_that_was_not_collected_is_a_row_that_says_so(self) -> None:
        kpi = make_kpi(frequency=Frequency.MONTHLY)
        entry = saying(kpi, answers=(Answer(count(12)), Answer(NOT_COLLECTED), Answer(count(15))))

        value = record(kpi, entry, make_user(role=Role.CONTRIBUTOR))

        assert value is not None
        assert (value.value, value.is_complete, value.is_answered) == (27, False, True)
        assert KPIValue.objects.monthly().get(starts_on=date(2014, 5, 1)).not_collected

    def test_a_quarter_loaded_without_its_months_keeps_its_figure_until_one_is_typed(self) -> None:
        kpi, contributor = make_kpi(frequency=Frequency.MONTHLY), make_user(role=Role.CONTRIBUTOR)
        stored = make_value(kpi=kpi, period="2014-15-Q1", text="40")

        value = record(
            kpi, replace(entry_of(kpi, Q1, stored, {}), commentary="As loaded."), contributor, version=1
        )

        assert value is not None
        assert value.value == 40


@pytest.mark.django_db
class TestFrame:
    def test_it_is_stored_with_its_row_and_moves_the_row_on(self) -> None:
        kpi, contributor = make_kpi(), make_user(role=Role.CONTRIBUTOR)
        record(kpi, saying(kpi, 3), contributor)

        value = record(kpi, saying(kpi, 3, frame=FRAME), contributor, version=1)

        assert value is not None
        note = ExceptionNote.objects.get()
        assert (note.value, note.recovery_on, note.provenance) == (value, FRAME.recovery_on, "returned")
        assert value.version == 2

    def test_one_that_is_emptied_leaves_its_history(self) -> None:
        kpi, contributor = make_kpi(), make_user(role=Role.CONTRIBUTOR)
        record(kpi, saying(kpi, 3, frame=FRAME), contributor)

        record(kpi, saying(kpi, 6), contributor, version=1)

        assert not ExceptionNote.objects.exists()
        assert ExceptionNote.history.first().history_type == "-"


# Two at once ----------------------------------------------------------------------------------------------------------


def both_at_once(*calls: Callable[[], Any]) -> list[Any]:
    """The calls in threads of their own, begun together, each with its outcome or the exception it raised."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=60)
            be_patient()
            return call()
        except (Stale, Refused) as said:
            return type(said)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, call) for call in calls]]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("is_there", [False, True])
    def test_of_two_people_on_one_row_the_second_is_told(self, is_there: bool) -> None:
        kpi, filing = make_kpi(), a_return()
        people = [make_user(role=Role.CONTRIBUTOR) for _ in range(2)]
        if is_there:
            make_return()
            make_value(kpi=kpi, period="2014-15-Q1", text="1")

        outcomes = both_at_once(
            *(
                lambda number=number, person=person: actions.record_row(
                    filing=filing,
                    kpi=kpi,
                    entry=saying(kpi, number),
                    by=person,
                    expected_version=1 if is_there else 0,
                )
                for number, person in zip((5, 6), people, strict=True)
            )
        )

        assert sum(outcome is Stale for outcome in outcomes) == 1
        kept = next(outcome for outcome in outcomes if outcome is not Stale)
        value = KPIValue.objects.get()
        assert (value.value, value.version) == (kept.value, 2 if is_there else 1)
        assert Return.objects.count() == 1

    def test_a_quarter_is_not_locked_in_the_middle_of_a_save(self) -> None:
        kpi, quarter = make_kpi(), make_quarter(slug="2014-15-Q1")
        contributor = make_user(role=Role.CONTRIBUTOR)
        make_return()
        filing = a_return()

        def lock() -> int:
            with transaction.atomic():
                actions.hold_returns(quarter=quarter, by=None)
                quarter.state = QuarterState.LOCKED
                quarter.save()
                return KPIValue.objects.count()

        def save() -> Any:
            return actions.record_row(
                filing=filing, kpi=kpi, entry=saying(kpi, 5), by=contributor, expected_version=0
            )

        seen_at_lock, saved = both_at_once(lock, save)

        assert KPIValue.objects.count() == seen_at_lock, "nothing came after what the lock saw"
        assert (saved is Refused) == (seen_at_lock == 0)

    def test_a_lock_waits_for_a_return_that_is_being_begun(self) -> None:
        quarter, begun = make_quarter(slug="2014-15-Q1"), Event()
        kpi, contributor, filing = make_kpi(), make_user(role=Role.CONTRIBUTOR), a_return()
        entry = saying(kpi, 5)

        def save() -> Any:
            with transaction.atomic():
                actions.record_row(filing=filing, kpi=kpi, entry=entry, by=contributor, expected_version=0)
                begun.set()
                sleep(0.3)  # the lock meanwhile sees no return, and makes one

        def lock() -> int:
            assert begun.wait(timeout=60)
            with transaction.atomic():
                held = actions.hold_returns(quarter=quarter, by=None)
                return len(held) + KPIValue.objects.count()

        assert both_at_once(save, lock) == [None, 2]
        assert Return.objects.get().state == ReturnState.IN_PROGRESS


# Moves ----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestSubmit:
    def test_it_is_handed_over_once_however_often_one_clicks(self) -> None:
        kpi, contributor = make_kpi(), make_user(role=Role.CONTRIBUTOR)
        record(kpi, saying(kpi, 5), contributor)

        assert actions.submit(filing=a_return(), by=contributor) is True
        assert actions.submit(filing=a_return(), by=contributor) is False

        filing = Return.objects.get()
        assert (filing.state, filing.submitted_by) == (ReturnState.SUBMITTED, contributor)
        assert filing.history.filter(history_change_reason="Submitted").count() == 1

    def test_every_kpi_that_is_due_must_be_answered(self) -> None:
        answered, missing = make_kpi(), make_kpi()
        make_kpi(frequency=Frequency.ANNUALLY)
        contributor = make_user(role=Role.CONTRIBUTOR)
        record(answered, saying(answered, 5), contributor)

        with pytest.raises(Incomplete) as refusal:
            actions.submit(filing=a_return(), by=contributor)

        assert [row.kpi for row in refusal.value.rows] == [missing]
        assert Return.objects.get().state == ReturnState.IN_PROGRESS


@pytest.mark.django_db
class TestNeeds:
    """What a row lacks, one example for each."""

    def asks(self, kpi: KPI, entry: Entry) -> list[str]:
        record(kpi, entry, make_user(role=Role.CONTRIBUTOR))
        (row,) = read_sheet(a_return()).rows
        return [need.ask for need in row.needs]

    def test_a_figure(self) -> None:
        kpi = make_kpi()
        assert self.asks(kpi, saying(kpi, commentary="Words alone")) == [
            "type a figure, or tick Not collected and say why"
        ]

    def test_the_months_that_are_missing(self) -> None:
        kpi = make_kpi(frequency=Frequency.MONTHLY)
        entry = saying(kpi, answers=(Answer(count(1)), Answer(), Answer()))
        assert self.asks(kpi, entry) == ["type May and June, or * for a month that was not collected"]

    def test_why_it_was_not_collected(self) -> None:
        kpi = make_kpi()
        assert self.asks(kpi, saying(kpi, not_collected=True)) == ["say why it was not collected"]

    def test_why_it_is_rated_otherwise(self) -> None:
        kpi = make_kpi()
        make_target(kpi=kpi, start=2014)
        assert self.asks(kpi, saying(kpi, 6, self_assessed="amber")) == ["say why you rate it otherwise"]

    def test_the_whole_frame_on_red(self) -> None:
        kpi = make_kpi()
        make_target(kpi=kpi, start=2014)
        assert self.asks(kpi, saying(kpi, 3, frame=Frame(issue="Three of six."))) == [
            "say what caused it",
            "say what is being done about it",
            "say who owns the action",
            "give the date by which you expect it to recover",
        ]

    def test_the_frame_when_rated_better_than_the_rule_does(self) -> None:
        kpi = make_kpi()
        make_target(kpi=kpi, start=2014)
        entry = saying(kpi, 3, self_assessed="amber", self_assessed_reason="Few cases", frame=FRAME)
        assert self.asks(kpi, entry) == []
        assert read_sheet(a_return()).rows[0].rating.rag == "red"

    def test_nothing_on_amber_that_agrees(self) -> None:
        kpi = make_kpi()
        make_target(kpi=kpi, value=10, start=2014)
        assert self.asks(kpi, saying(kpi, 9)) == []


@pytest.mark.django_db
class TestTheApprover:
    def test_a_row_goes_back_with_its_comment_and_the_return_with_it(self) -> None:
        kpi, approver = make_kpi(), make_user(role=Role.APPROVER)
        value = make_value(kpi=kpi, period="2014-15-Q1", text="5")
        make_return(state=ReturnState.SUBMITTED)

        assert actions.send_back_row(filing=a_return(), kpi=kpi, comment="Is it 6?", by=approver) is True

        value.refresh_from_db()
        assert (value.sent_back_comment, value.sent_back_by, value.version) == ("Is it 6?", approver, 1)
        assert Return.objects.get().state == ReturnState.IN_PROGRESS
        assert read_sheet(a_return()).waiting == 1

    def test_the_same_words_twice_change_nothing(self) -> None:
        kpi, approver = make_kpi(), make_user(role=Role.APPROVER)
        make_value(kpi=kpi, period="2014-15-Q1", text="5")
        make_return(state=ReturnState.SUBMITTED)
        actions.send_back_row(filing=a_return(), kpi=kpi, comment="Is it 6?", by=approver)

        assert actions.send_back_row(filing=a_return(), kpi=kpi, comment="Is it 6?", by=approver) is False

    def test_sending_a_row_back_recalls_a_return_that_was_signed_off(self) -> None:
        kpi, approver = make_kpi(), make_user(role=Role.APPROVER)
        make_value(kpi=kpi, period="2014-15-Q1", text="5")
        make_return(state=ReturnState.SIGNED_OFF, signed_off_by=approver)

        actions.send_back_row(filing=a_return(), kpi=kpi, comment="Is it 6?", by=approver)

        filing = Return.objects.get()
        assert (filing.state, filing.signed_off_by) == (ReturnState.IN_PROGRESS, None)

    def test_a_row_that_was_sent_back_keeps_the_return_from_being_submitted(self) -> None:
        kpi, approver, contributor = (
            make_kpi(),
            make_user(role=Role.APPROVER),
            make_user(role=Role.CONTRIBUTOR),
        )
        make_value(kpi=kpi, period="2014-15-Q1", text="5")
        make_return(state=ReturnState.SUBMITTED)
        actions.send_back_row(filing=a_return(), kpi=kpi, comment="Is it 6?", by=approver)

        with pytest.raises(Incomplete):
            actions.submit(filing=a_return(), by=contributor)

        record(kpi, saying(kpi, 6), contributor, version=1)
        assert actions.submit(filing=a_return(), by=contributor) is True

    def test_it_is_signed_off_once_as_it_was_read(self) -> None:
        approver = make_user(role=Role.APPROVER)
        version = make_return(state=ReturnState.SUBMITTED).version

        assert actions.sign_off(filing=a_return(), by=approver, expected_version=version) is True
        assert actions.sign_off(filing=a_return(), by=approver, expected_version=version) is False

        filing = Return.objects.get()
        assert (filing.state, filing.signed_off_by) == (ReturnState.SIGNED_OFF, approver)

    def test_not_when_it_was_submitted_anew_since_it_was_read(self) -> None:
        approver, contributor = make_user(role=Role.APPROVER), make_user(role=Role.CONTRIBUTOR)
        version = make_return(state=ReturnState.SUBMITTED).version
        actions.take_back(filing=a_return(), by=contributor)
        actions.submit(filing=a_return(), by=contributor)

        with pytest.raises(Refused, match="has changed since you opened it"):
            actions.sign_off(filing=a_return(), by=approver, expected_version=version)

    def test_taking_back_twice_is_taking_back(self) -> None:
        contributor = make_user(role=Role.CONTRIBUTOR)
        make_return(state=ReturnState.SUBMITTED, submitted_by=contributor)

        assert actions.take_back(filing=a_return(), by=contributor) is True
        assert actions.take_back(filing=a_return(), by=contributor) is False
        assert Return.objects.get().submitted_by is None


@pytest.mark.django_db
def test_a_quarter_opens_with_a_return_for_every_directorate_that_reports() -> None:
    quarter = make_quarter(slug="2014-15-Q1")
    make_kpi()
    make_kpi(directorate=make_directorate(name="Service Delivery"))
    make_directorate(name="Without KPIs")
    make_return(state=ReturnState.SUBMITTED)

    actions.open_returns(quarter=quarter, by=None)
    actions.open_returns(quarter=quarter, by=None)

    assert sorted(Return.objects.values_list("directorate__name", "state")) == [
        ("Quality", ReturnState.SUBMITTED),
        ("Service Delivery", ReturnState.NOT_STARTED),
    ]


@pytest.mark.django_db
def test_the_promise_of_the_quarter_before_stands_beside_this_one() -> None:
    kpi = make_kpi()
    before = make_value(kpi=kpi, period="2013-14-Q4", text="3")
    make_exception(value=before, recovery_on=date(2014, 6, 30))

    (row,) = read_sheet(a_return()).rows

    assert row.promised_before == date(2014, 6, 30)


@pytest.mark.django_db(transaction=True)
def test_a_save_of_one_directorate_does_not_wait_for_that_of_another() -> None:
    """Each holds its own return, and nothing that others share, such as the quarter."""
    quarter = make_quarter(slug="2014-15-Q1")
    places = [make_directorate(), make_directorate(name="Service Delivery", order=2)]
    saves = []
    for place in places:
        kpi, by = make_kpi(directorate=place), make_user(role=Role.CONTRIBUTOR, directorate=place)
        filing = make_return(directorate=place, quarter=quarter)
        saves.append({"filing": filing, "kpi": kpi, "entry": saying(kpi, 5), "by": by, "expected_version": 0})

    def save_elsewhere() -> None:
        try:
            actions.record_row(**saves[1])
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        actions.record_row(**saves[0])
        pool.submit(save_elsewhere).result(timeout=60)

    assert [value.kpi for value in KPIValue.objects.order_by("kpi_id")] == [save["kpi"] for save in saves]
