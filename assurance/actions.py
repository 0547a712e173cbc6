"""The changes of the round: a quarter is opened, locked and frozen; a report is asked for, and asked for again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from assurance import audience as audiences
from assurance import jobs, lock_checks, quarter_workflow, report_notices
from assurance import pack as packs
from assurance.assembly import build_pack
from assurance.audiences import begin_with_usual, main_audience
from assurance.models import Report, ReportAudience, ReportState, Snapshot
from assurance.pack import AssurancePack
from assurance.papers.beside import with_what_stands_beside
from assurance.papers.cover_actions import ask_to_confirm_again
from assurance.restated.since import REOPENED, with_restated
from assurance.standstill import hold_still
from core import chain, clock, trail
from core.models import EventKind
from core.refusals import Refused
from organisation.actions import open_ended_quarters
from organisation.models import Quarter, QuarterState, User
from performance.actions import hold_returns, open_returns
from performance.models import Return, ReturnState
from performance.scorecard import build_performance_part


class Unexplained(Exception):
    """The gaps for which no reason was given: named so that each message can stand at its field."""

    def __init__(self, gaps: Iterable[lock_checks.Gap]) -> None:
        self.gaps = tuple(gaps)
        super().__init__("; ".join(gap.label for gap in self.gaps))


# Quarters -------------------------------------------------------------------------------------------------


@transaction.atomic
def open_quarters(*, today: date) -> list[Quarter]:
    """Open the quarters that have ended. Safe to repeat.

    Every open quarter is given the returns it lacks, not only those opened now: one may have been opened another way,
    and a directorate may have got its first KPI since.
    """
    opened = open_ended_quarters(today)
    for quarter in Quarter.objects.open().select_for_update(no_key=True).order_by("starts_on"):
        open_returns(quarter=quarter, by=None)
    return opened


@transaction.atomic
def lock_quarter(*, quarter: Quarter, by: User, reasons: Mapping[str, lock_checks.Reason]) -> Snapshot:
    """Lock the quarter and freeze it, in one transaction.

    Everything that the pack is made of stands still while the checks are made again and the snapshot is taken
    (assurance/standstill.py): what was saved before is in it, what comes at the same moment waits and is not.
    That its returns are locked follows from the quarter. Raises Refused, or Unexplained for gaps without a reason, or
    with one that was given for what the gap was before.
    """
    held = hold_still(lambda: _held(quarter, by))
    today = clock.today()
    quarter_workflow.check_lock(held, by, today=today)
    part = build_performance_part(held, today=today)
    gaps = lock_checks.gaps_of(lock_checks.checks_of(part, due_on=held.due_on, today=today))
    unexplained = [gap for gap in gaps if gap.key not in reasons or not reasons[gap.key].explains(gap)]
    if unexplained:
        raise Unexplained(unexplained)
    held.state, held.locked_at, held.locked_by = QuarterState.LOCKED, clock.now(), by
    held.lock_note = lock_checks.note_of(gaps, reasons)
    trail.save(held, by=by, reason="Locked")
    _note(EventKind.LOCKED, "Locked, and a snapshot taken", held, by)
    begin_with_usual(by=by)
    return take_snapshot(quarter=held, by=by)


@transaction.atomic
def reopen_quarter(*, quarter: Quarter, by: User, reason: str) -> Quarter:
    """Open a locked quarter again, so that its returns can be corrected; the trail keeps the reason.

    Snapshots and reports stay as they are. Until it is locked again, the governing body does not see the quarter.
    """
    held = _held(quarter, by)
    quarter_workflow.check_reopen(held, by)
    held.state, held.locked_at, held.locked_by, held.reported_at = QuarterState.OPEN, None, None, None
    held.lock_note, held.reopen_note = "", reason.strip()
    trail.save(held, by=by, reason=f"{REOPENED}{held.reopen_note}")
    _note(EventKind.REOPENED, f"{REOPENED}{held.reopen_note}", held, by)
    for each in Return.objects.filter(quarter=held):
        _give_back(each, by=by, reason=f"{held} reopened")
    ask_to_confirm_again(quarter=held, by=by)
    return held


def _note(kind: EventKind, sentence: str, quarter: Quarter, by: User) -> None:
    page = f"{reverse('assurance:round')}?quarter={quarter.slug}"
    trail.note(kind, sentence, by=by, subject=quarter, path=page)
    chain.seal_soon()


def _give_back(filing: Return, *, by: User, reason: str) -> None:
    """A return of a quarter that is open again. When it first came in stays what it is on time or late by."""
    if filing.state == ReturnState.LOCKED:
        filing.state = ReturnState.SIGNED_OFF if filing.signed_off_at else ReturnState.IN_PROGRESS
    filing.returned_at = filing.came_at
    trail.save(filing, by=by, reason=reason)


def _held(quarter: Quarter, by: User) -> Quarter:
    """The quarter's row and its returns, held until the transaction ends: nobody saves into it meanwhile.

    The row's key stays free (`no_key`), because a return that is begun at the same moment refers to it.
    """
    held = _row_of(quarter)
    hold_returns(quarter=held, by=by)
    return held


def _row_of(quarter: Quarter) -> Quarter:
    quarters = Quarter.objects.select_for_update(of=("self",), no_key=True).select_related("year")
    return quarters.get(pk=quarter.pk)


@transaction.atomic
def take_snapshot(*, quarter: Quarter, by: User | None) -> Snapshot:
    """Freeze what is said about a locked quarter, as it stood on the day of the lock. Each is a new version.

    Nothing is written to the rooms meanwhile, so that all parts tell of one moment. A version that follows another
    says what was restated since (assurance/restated).
    """
    hold_still(lambda: None)
    if not quarter.is_closed:
        raise Refused(f"{quarter} is not locked: there is nothing to freeze yet.")
    cut_off = timezone.localtime(quarter.locked_at or clock.now(), clock.LONDON)
    version = (quarter.snapshots.aggregate(newest=Max("version"))["newest"] or 0) + 1
    whole = _whole_pack(quarter, cut_off, version)
    return _keep(with_restated(whole, quarter), quarter, version, by)


@transaction.atomic
def take_position(*, quarter: Quarter, by: User | None) -> Snapshot:
    """Freeze what is said about an open quarter now, for one report: drafts are in it, and it is no version of the
    quarter. Raises Refused for a quarter that is not open."""
    hold_still(lambda: None)
    if not quarter.is_open:
        raise Refused(f"{quarter} is not open, so there is no position of it to take.")
    cut_off = timezone.localtime(clock.now(), clock.LONDON)
    positions = Snapshot.every.filter(quarter=quarter, is_position=True)
    version = (positions.aggregate(newest=Max("version"))["newest"] or 0) + 1
    return _keep(_whole_pack(quarter, cut_off, version), quarter, version, by, is_position=True)


def _whole_pack(quarter: Quarter, cut_off: datetime, version: int) -> AssurancePack:
    built = build_pack(quarter, today=cut_off.date(), cut_off=cut_off, version=version)
    return with_what_stands_beside(built, quarter, today=cut_off.date())


def _keep(
    whole: AssurancePack, quarter: Quarter, version: int, by: User | None, *, is_position: bool = False
) -> Snapshot:
    pack = packs.to_json(whole)
    return Snapshot.objects.create(
        is_position=is_position,
        quarter=quarter,
        version=version,
        taken_at=clock.now(),
        taken_by=by,
        schema=packs.SCHEMA,
        pack=pack,
        sha256=packs.digest(pack),
    )


# Reports --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """The report that an asking led to, and whether it is a new one or one that was there."""

    report: Report
    is_new: bool


@transaction.atomic
def request_report(
    *, snapshot: Snapshot, by: User | None, audience: ReportAudience | None = None, anew: bool = False
) -> Asked:
    """Ask for the report of a snapshot for an audience (the main one, unless said otherwise).

    Asking for one that is being made joins it; one that failed is tried again. Whoever asks is told by e-mail what
    became of it, and has only so many in the making (PORTAL_REPORTS_AT_ONCE).

    A report that is ready is given as it is, unless a new version is wanted (`anew`), the audience is described
    otherwise now, or a quarter of its year was locked again since: the old one stays. Raises Refused when a quarter it
    is made of is not locked.
    """
    audience = audience or main_audience(by=by)
    _hold_locked(snapshot.quarter, audience.spans_year)
    _refuse_retired(audience)
    sources = sources_of(snapshot, audience.spans_year)
    description = audiences.to_json(audience.frozen())
    newest = _newest(snapshot, audience)
    if newest and newest.is_unfinished:
        return _joined(newest, by)
    if newest and newest.description == description and newest.is_made_of(sources):
        was_issued = newest.ready_at is not None
        if newest.can_be_tried_again and not (anew and was_issued):
            return retry_report(report=newest, by=by)
        if not anew:
            return Asked(newest, is_new=False)
    _refuse_too_many(by)
    try:
        with transaction.atomic():
            report = _create(snapshot, audience, description, by)
            report.sources.set(sources)
            report_notices.follow(report, by)
            jobs.ring_after_commit(report.pk)
    except IntegrityError:  # someone else asked at the same moment, and was first
        return _joined(_newest_or_refused(snapshot, audience), by)
    return Asked(report, is_new=True)


@transaction.atomic
def request_position(*, quarter: Quarter, audience: ReportAudience, by: User | None) -> Asked:
    """Ask for a report of an open quarter, for an audience that reads between quarters; each is of its own moment.

    Asking while one is being made joins it. Raises Refused for an audience that waits for the lock.
    """
    _refuse_retired(audience)
    if not audience.reads_between_quarters:
        raise Refused(f"{quarter} is not locked, and the report for {audience} is made of a locked quarter.")
    held = hold_still(lambda: _row_of(quarter))
    making = Report.objects.unfinished().filter(
        audience=audience, snapshot__quarter=held, snapshot__is_position=True
    )
    found = making.first()
    if found:
        return _joined(found, by)
    _refuse_too_many(by)
    snapshot = take_position(quarter=held, by=by)
    report = _create(snapshot, audience, audiences.to_json(audience.frozen()), by)
    report_notices.follow(report, by)
    jobs.ring_after_commit(report.pk)
    return Asked(report, is_new=True)


@transaction.atomic
def retry_report(*, report: Report, by: User | None) -> Asked:
    """Make a report again that failed, was cancelled or whose file is damaged, under its own version and from what it
    was asked for with. All who asked for it before are told again.

    A second click finds it queued, and joins it. Raises Refused when a quarter it is made of is not locked, unless it
    was ready once: what was issued can be had again whatever became of its quarter.
    """
    if report.ready_at is None and not report.snapshot.is_position:
        _hold_locked(report.snapshot.quarter, report.spans_year)
    _refuse_too_many(by)
    try:
        with transaction.atomic():
            changed = (
                Report.objects.to_try_again()
                .filter(pk=report.pk)
                .update(
                    state=ReportState.QUEUED,
                    requested_at=clock.now(),
                    requested_by=by,
                    attempts=0,
                    failure="",
                    step="",
                    progress=0,
                    sent_at=None,
                    cancelled_at=None,
                    cancelled_by=None,
                )
            )
            if changed:
                report_notices.begin_again(report)
                report_notices.follow(report, by)
                jobs.ring_after_commit(report.pk)
    except IntegrityError:  # a newer one is being made from the same snapshot
        return _joined(_newest_or_refused(report.snapshot, report.audience), by)
    report.refresh_from_db()
    return Asked(report, is_new=True) if changed else _joined(report, by)


@transaction.atomic
def cancel_report(*, report: Report, by: User) -> Report:
    """Stop the making of a report. Its worker finds within seconds that the claim is gone, and drops what it has.

    The others who asked for it are told who cancelled it. One that was issued before is again what it was: ready, and
    damaged. Raises Refused when it was finished before.
    """
    unfinished = Report.objects.unfinished().filter(pk=report.pk)
    ended: dict[str, Any] = {"token": None, "lease_until": None, "step": "", "failure": ""}
    cancelled = unfinished.exclude(sha256="").update(state=ReportState.READY, progress=100, **ended)
    cancelled = cancelled or unfinished.update(
        state=ReportState.CANCELLED, cancelled_at=clock.now(), cancelled_by=by, progress=0, **ended
    )
    report.refresh_from_db()
    if not cancelled:
        raise Refused(f"It was {report.get_state_display().lower()} before it could be cancelled.")
    report_notices.not_needed(report, by)
    return report


def _joined(report: Report, by: User | None) -> Asked:
    """It is there already; whoever asks while it is being made is told of its end like the first."""
    if report.is_unfinished:
        report_notices.follow(report, by)
    return Asked(report, is_new=False)


def _refuse_retired(audience: ReportAudience) -> None:
    if audience.is_retired:
        raise Refused(f"The report for {audience} is not made any more.")


def _refuse_too_many(by: User | None) -> None:
    """Raises Refused when the person has as many reports in the making as one may have at once.

    The person's row is held, so that of two askings at the same moment the second counts the first.
    """
    if by is None:
        return
    list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk=by.pk).values_list("pk"))
    most = settings.PORTAL_REPORTS_AT_ONCE
    if Report.objects.unfinished().filter(requested_by=by).count() >= most:
        are = "1 report is" if most == 1 else f"{most} reports are"
        raise Refused(f"{are} being made for you. Ask again when one of them is ready, or cancel one.")


def quarters_missing(quarter: Quarter) -> list[str]:
    """The quarters of the year that are not locked, or have no snapshot: without them there is no annual report."""
    snapshots = Snapshot.objects.of_locked_quarters().filter(quarter__year=quarter.year_id)
    frozen = set(snapshots.values_list("quarter__starts_on", flat=True))
    return [each.name for each in quarter.period.year.quarters if each.starts_on not in frozen]


def sources_of(snapshot: Snapshot, spans_year: bool) -> list[Snapshot]:
    """The snapshots that a report over the year would be made of now; one of a quarter needs only its own."""
    if not spans_year:
        return []
    of_year = Snapshot.objects.newest().filter(quarter__year=snapshot.quarter.year_id).defer("pack")
    return [*of_year.exclude(quarter=snapshot.quarter_id), snapshot]


def _hold_locked(quarter: Quarter, spans_year: bool) -> None:
    """Refuse what is made of a quarter that is not locked, and hold those it is made of, so that none is reopened
    before the report stands in its row."""
    rows = Quarter.objects.select_for_update(of=("self",), no_key=True).select_related("year")
    if spans_year:
        list(rows.filter(year=quarter.year_id).order_by("starts_on"))
        _refuse_unfinished_year(quarter)
    elif not rows.get(pk=quarter.pk).is_closed:
        raise Refused(f"{quarter} is not locked, so no report can be made of it. Lock the quarter first.")


def _refuse_unfinished_year(quarter: Quarter) -> None:
    if quarter.number != 4:
        raise Refused("The annual report is made from the snapshot of the fourth quarter.")
    missing = quarters_missing(quarter)
    if missing:
        raise Refused(
            f"The annual report needs all four quarters of {quarter.year}; {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} not locked."
        )


def _newest(snapshot: Snapshot, audience: ReportAudience) -> Report | None:
    """What is being made, else the highest version that was made from this snapshot."""
    reports = Report.objects.filter(snapshot=snapshot, audience=audience)
    return reports.unfinished().first() or reports.order_by("-version").first()


def _newest_or_refused(snapshot: Snapshot, audience: ReportAudience) -> Report:
    report = _newest(snapshot, audience)
    if report is None:
        raise Refused("The report could not be asked for just now. Try again.")
    return report


def _create(snapshot: Snapshot, audience: ReportAudience, description: Any, by: User | None) -> Report:
    """Versions count through the quarter: a report of a second snapshot corrects those of the first. Positions of a
    quarter that was still open are counted for themselves: the first report of the locked quarter is version 1."""
    earlier = Report.objects.filter(
        snapshot__quarter=snapshot.quarter_id, snapshot__is_position=snapshot.is_position, audience=audience
    )
    return Report.objects.create(
        snapshot=snapshot,
        audience=audience,
        description=description,
        version=(earlier.aggregate(newest=Max("version"))["newest"] or 0) + 1,
        requested_at=clock.now(),
        requested_by=by,
    )
