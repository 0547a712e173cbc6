"""What changes a return: each with the actor named, in one transaction, with its reason in the history.

Whoever changes a return, or locks its quarter, first takes the row of the return and keeps it to the end: two saves
of one directorate come one after the other, and a quarter cannot be locked in the middle of a save.
"""

from contextlib import suppress

from django.db import IntegrityError, transaction

from core import clock
from core.derivation import Asking
from core.figures import NOT_COLLECTED
from core.periods import Month
from core.periods import Quarter as QuarterPeriod
from core.provenance import Provenance
from core.trail import delete, save
from organisation.models import Directorate, Quarter, User
from performance import workflow
from performance.derived import proposed_for
from performance.holding import hold_for_figures
from performance.models import KPI, ExceptionNote, Frequency, KPIValue, Return, ReturnState
from performance.records import quarter_and_months
from performance.return_entry import Answer, Entry, Frame, entry_of, fill, fill_figures
from performance.returns import ReturnRow, ReturnSheet, read_sheet

SENT_BACK, ROW_SENT_BACK = "Sent back by the approver", "Row sent back: "
"""Reasons in the history of a row that was sent back, and of its return, with the KPI's name."""


class Stale(Exception):
    """Somebody else saved the row after it was opened. Nothing was written."""

    def __init__(self, kpi: KPI) -> None:
        super().__init__(f"Someone saved “{kpi.name}” while you were typing.")
        self.kpi = kpi


class Incomplete(Exception):
    """The return cannot be submitted yet: rows of the sheet still lack something."""

    def __init__(self, sheet: ReturnSheet) -> None:
        super().__init__("Some KPIs are not finished.")
        self.sheet = sheet

    @property
    def rows(self) -> tuple[ReturnRow, ...]:
        return self.sheet.gaps


# Opening and holding --------------------------------------------------------------------------------------------------


@transaction.atomic
def open_returns(*, quarter: Quarter, by: User | None) -> list[Return]:
    """A return for every directorate that reports KPIs in the quarter; those that are there stay as they are."""
    directorates = Directorate.objects.filter(
        teams__kpis__in=KPI.objects.reported_in(quarter.period)
    ).distinct()
    missing = directorates.exclude(returns__quarter=quarter)
    opened = (
        _begin(Return(directorate=directorate, quarter=quarter), by, "Opened with the quarter")
        for directorate in missing
    )
    return [filing for filing in opened if filing]


def hold_returns(*, quarter: Quarter, by: User | None) -> list[Return]:
    """For locking a quarter, within its transaction: waits for saves under way and keeps new ones out."""
    open_returns(quarter=quarter, by=by)
    return list(Return.objects.select_for_update().filter(quarter=quarter).order_by("pk"))


def _hold(filing: Return, by: User) -> Return:
    """The return, begun if nobody has, held until the transaction ends, with its quarter as it stands now."""
    where = {"directorate": filing.directorate, "quarter": filing.quarter}
    # By its own key: the order of lists would join the quarter, and hold that for every directorate.
    held = Return.objects.select_for_update().filter(**where).order_by("pk").first()
    if held is None:
        _begin(Return(**where), by, "Begun")
        held = Return.objects.select_for_update().get(**where)
    held.directorate = filing.directorate
    held.quarter = Quarter.objects.get(pk=held.quarter_id)
    return held


def _begin(filing: Return, by: User | None, reason: str) -> Return | None:
    """None when somebody else has begun it at the same moment: theirs is then there to be read."""
    with suppress(IntegrityError), transaction.atomic():
        return save(filing, by=by, reason=reason)
    return None


# Rows -----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_row(
    *, filing: Return, kpi: KPI, entry: Entry, by: User, expected_version: int, reason: str = ""
) -> KPIValue | None:
    """Store what a contributor says of one KPI for the quarter, with its months and its exception.

    An entry that says what is stored already writes nothing. Raises Stale when somebody else has saved another one
    since `expected_version` (0: no row yet), and Refused when the return cannot be changed now, or the KPI was.
    """
    quarter = filing.quarter.period
    kpi = hold_for_figures(kpi, quarter)
    held = _hold(filing, by)
    workflow.check_save(held, by)
    value, months = _rows_of(kpi, quarter)
    stored = entry_of(kpi, quarter, value, months)
    if entry == stored:
        return value
    if expected_version != (value.version if value else 0):
        raise Stale(kpi)
    derived = _derived_from(kpi, quarter, entry, value if value and stored.answers == entry.answers else None)
    value = value or KPIValue(
        kpi=kpi, period_kind=quarter.kind, starts_on=quarter.starts_on, ends_on=quarter.ends_on, version=0
    )
    fill(value, kpi, entry, keep_figure=kpi.frequency == Frequency.MONTHLY and not months)
    value.version += 1
    value.sent_back_at = None
    reason = reason or f"Saved in the return, {quarter}"
    _save_value(value, held, by=by, reason=reason, derived=derived)
    if kpi.frequency == Frequency.MONTHLY:
        for month, answer in zip(quarter.months, entry.answers, strict=True):
            _record_month(kpi, month, months.get(month), answer, held, by=by, reason=reason, derived=derived)
    _record_frame(value, kpi, entry.frame, held, by=by, reason=reason)
    if held.state == ReturnState.NOT_STARTED:
        held.state = ReturnState.IN_PROGRESS
        save(held, by=by, reason="First row saved")
    return value


def _rows_of(kpi: KPI, quarter: QuarterPeriod) -> tuple[KPIValue | None, dict[Month, KPIValue]]:
    """The row of the quarter with its exception, and those of its months, held until the transaction ends."""
    rows = KPIValue.objects.select_for_update(of=("self",)).within(quarter).filter(kpi=kpi)
    return quarter_and_months(rows.select_related("exception").order_by("pk"))


def _derived_from(kpi: KPI, quarter: QuarterPeriod, entry: Entry, same: KPIValue | None) -> str:
    """What the figure is derived from, where it is the one proposed; else nothing.

    `same` is the stored row while its figures stay: what was accepted stays so, whatever the records say now.
    """
    if same is not None and same.provenance == Provenance.DERIVED:
        return same.source
    proposed = proposed_for(kpi, quarter, Asking())
    return proposed.source if proposed and proposed.is_accepted_by(entry) else ""


def _save_value(value: KPIValue, filing: Return, *, by: User, reason: str, derived: str) -> None:
    """A figure that was returned says who returned it; one that was accepted as proposed, what it is derived from.

    What was printed of an earlier one goes with it.
    """
    value.provenance = Provenance.DERIVED if derived else Provenance.RETURNED
    value.source = derived or f"{filing.directorate} return, {filing.quarter}: {by}"[:250]
    value.printed = ""
    value.recorded_by = by
    value.recorded_at = clock.now()
    save(value, by=by, reason=reason)


def _record_month(
    kpi: KPI,
    month: Month,
    row: KPIValue | None,
    answer: Answer,
    filing: Return,
    *,
    by: User,
    reason: str,
    derived: str,
) -> None:
    """One month of a monthly KPI; a month that says nothing has no row."""
    if answer.is_blank:
        if row is not None:
            delete(row, by=by, reason=reason)
        return
    before = _figures(row)
    row = row or KPIValue(kpi=kpi, period_kind=month.kind, starts_on=month.starts_on, ends_on=month.ends_on)
    row.not_collected = NOT_COLLECTED in answer.parts
    fill_figures(row, answer.first, answer.second)
    if before != _figures(row):
        _save_value(row, filing, by=by, reason=reason, derived=derived)


def _figures(row: KPIValue | None) -> tuple[object, ...] | None:
    """What a month's row says, to see whether it changes. Of n of d the parts count, not the rounded percentage."""
    if row is None:
        return None
    first = row.value if row.numerator is None else row.numerator
    second = row.second_value if row.second_numerator is None else row.second_numerator
    return (row.not_collected, first, row.denominator, second, row.second_denominator)


def _record_frame(value: KPIValue, kpi: KPI, frame: Frame, filing: Return, *, by: User, reason: str) -> None:
    note: ExceptionNote | None = getattr(value, "exception", None)
    if frame.is_blank_for(kpi):
        if note is not None:
            delete(note, by=by, reason=reason)
        return
    note = note or ExceptionNote(value=value)
    says = {name: getattr(frame, name) for name in ("issue", "cause", "action", "owner", "recovery_on")}
    if note.pk and all(getattr(note, name) == said for name, said in says.items()):
        return
    for name, said in says.items():
        setattr(note, name, said)
    note.provenance, note.source = Provenance.RETURNED, value.source
    save(note, by=by, reason=reason)


# Moves ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(*, filing: Return, by: User) -> bool:
    """Hand the return to the approver. A second click finds it submitted, changes nothing, and is answered False.

    Raises Incomplete, with the rows that lack something, and Refused.
    """
    held = _hold(filing, by)
    if workflow.state_of(held) == ReturnState.SUBMITTED:
        return False
    workflow.check_submit(held, by)
    sheet = read_sheet(held)
    if sheet.gaps:
        raise Incomplete(sheet)
    held.submitted_at, held.submitted_by = clock.now(), by
    return _move(held, workflow.Move.SUBMIT, by, "Submitted")


@transaction.atomic
def take_back(*, filing: Return, by: User) -> bool:
    """Take a submitted return back to change it. One that is back already stays so: False."""
    held = _hold(filing, by)
    if workflow.state_of(held) == ReturnState.IN_PROGRESS:
        return False
    workflow.check_take_back(held, by)
    held.submitted_at = held.submitted_by = None
    return _move(held, workflow.Move.TAKE_BACK, by, "Taken back")


@transaction.atomic
def send_back_row(*, filing: Return, kpi: KPI, comment: str, by: User) -> bool:
    """Send one row back with what should be changed; a return that was signed off is thereby recalled.

    It counts as returned again when it is submitted again. The same words sent twice change nothing: False.
    """
    held = _hold(filing, by)
    waiting = read_sheet(held).waiting
    workflow.check_send_back(held, by, waiting=waiting)
    value, _ = _rows_of(kpi, held.quarter.period)
    if value is None:
        raise workflow.Refused(f"“{kpi.name}” has no row in this return to send back.")
    if value.sent_back_at and value.sent_back_comment == comment:
        return False
    value.sent_back_comment, value.sent_back_at, value.sent_back_by = comment, clock.now(), by
    save(value, by=by, reason=SENT_BACK)
    held.submitted_at = held.submitted_by = held.signed_off_at = held.signed_off_by = None
    return _move(held, workflow.Move.SEND_BACK, by, f"{ROW_SENT_BACK}{kpi.short_name}")


@transaction.atomic
def sign_off(*, filing: Return, by: User, expected_version: int) -> bool:
    """Sign the return off as it was read. A second click finds it signed off, and changes nothing: False.

    Raises Refused when it has been taken back, changed or submitted again since it was opened.
    """
    held = _hold(filing, by)
    if workflow.state_of(held) == ReturnState.SIGNED_OFF:
        return False
    workflow.check_sign_off(held, by, waiting=read_sheet(held).waiting)
    if held.version != expected_version:
        raise workflow.Refused(
            "This return has changed since you opened it. Read it again, then sign it off."
        )
    held.signed_off_at, held.signed_off_by = clock.now(), by
    return _move(held, workflow.Move.SIGN_OFF, by, "Signed off")


def _move(held: Return, move: workflow.Move, by: User, reason: str) -> bool:
    held.state = workflow.RULES[move].to
    held.version += 1
    save(held, by=by, reason=reason)
    return True
