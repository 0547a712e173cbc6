"""The changes of publishing: a report is proposed, published, declined, withdrawn; a correction replaces another."""

from django.db import transaction

from assurance import jobs, store
from assurance.models import CommitteeLetter, Publication, PublicationState, Report
from assurance.publishing import committees, files, workflow
from assurance.publishing.standing import current, quarters_of, standing_of
from assurance.report_contents import ReportContents
from assurance.report_source import Unreadable, contents_of
from core import chain, clock, trail
from core.models import EventKind
from core.refusals import Refused
from organisation.models import Quarter, User


@transaction.atomic
def propose(*, report: Report, by: User, note: str = "", correction: str = "") -> Publication:
    """Propose a ready report for publication; somebody else publishes it.

    Where another version of it is published, this one is a correction, names that one and says what was corrected.
    Raises Refused.
    """
    quarter = _held(report)
    workflow.check_propose(report, standing_of(report), by)
    replaces = current(report)
    if replaces and not correction.strip():
        raise Refused(f"Say what was corrected since version {replaces.version}.", "correction")
    proposal = Publication(
        report=report,
        quarter=quarter,
        slug=report.made_for.slug,
        version=report.version,
        title=f"{report.title}, {report.period_label}",
        proposed_at=clock.now(),
        proposed_by=by,
        note=note.strip(),
        replaces=replaces,
        correction=correction.strip(),
    )
    return trail.save(proposal, by=by, reason="Proposed for publication")


@transaction.atomic
def publish(*, publication: Publication, by: User) -> Publication:
    """Publish what another person proposed: its data are stored, what it corrects is replaced, and the committees
    that asked for it are sent the link. Raises Refused; then nothing has changed."""
    _held(publication.report)
    held = _again(publication)
    workflow.check_publish(held, standing_of(held.report), by)
    replaced = _still_current(held)
    _check_file(held.report)
    contents = _read(held.report)
    if replaced:
        replaced.state = PublicationState.REPLACED
        trail.save(replaced, by=by, reason=f"Replaced by version {held.version}")
    held.state, held.published_at, held.published_by = PublicationState.PUBLISHED, clock.now(), by
    held.in_brief = contents.audience.in_brief_of(contents.order)
    trail.save(held, by=by, reason="Published")
    files.keep(held, contents)
    committees.tell_of_publication(held)
    trail.note(EventKind.PUBLISHED, f"Version {held.version} published", by=by, subject=held)
    chain.seal_soon()
    return held


@transaction.atomic
def decline(*, publication: Publication, by: User, reason: str) -> Publication:
    """Decide not to publish what was proposed; whoever proposed it may take it back in the same way."""
    _held(publication.report)
    held = _again(publication)
    workflow.check_decline(held, by)
    return _end(held, PublicationState.DECLINED, by, reason)


@transaction.atomic
def withdraw(*, publication: Publication, by: User, reason: str) -> Publication:
    """Take a published report back: from now on its addresses say that it was withdrawn, when and why, and give
    nothing out. What it had replaced stays replaced. One person may, as it is urgent; a second confirms it later.
    Whoever was sent the link to it is told."""
    _held(publication.report)
    held = _again(publication)
    workflow.check_withdraw(held, by)
    trail.note(EventKind.WITHDRAWN, f"Withdrawn: {reason.strip()}", by=by, subject=held)
    chain.seal_soon()
    _end(held, PublicationState.WITHDRAWN, by, reason)
    committees.tell_those_told(CommitteeLetter.objects.filter(report=held.report_id))
    return held


@transaction.atomic
def confirm_withdrawal(*, publication: Publication, by: User) -> Publication:
    """A second person says that it was right to withdraw it: now it cannot be put back. Raises Refused."""
    _held(publication.report)
    held = _again(publication)
    workflow.check_confirm(held, by)
    held.confirmed_at, held.confirmed_by = clock.now(), by
    return trail.save(held, by=by, reason="Withdrawal confirmed")


@transaction.atomic
def put_back(*, publication: Publication, by: User) -> Publication:
    """A second person gives a report that was wrongly withdrawn back to the public, as it was; whoever was told of the
    withdrawal is told of that. Raises Refused."""
    _held(publication.report)
    held = _again(publication)
    workflow.check_put_back(held, standing_of(held.report), by)
    held.state = PublicationState.REPLACED if held.was_replaced else PublicationState.PUBLISHED
    held.ended_at, held.ended_by, held.end_reason = None, None, ""
    trail.save(held, by=by, reason=workflow.WAS_PUT_BACK)
    committees.tell_those_told(CommitteeLetter.objects.filter(report=held.report_id))
    return held


# What the moves share -------------------------------------------------------------------------------------


def _held(report: Report) -> Quarter:
    """The report's quarter, held until the transaction ends with all others that it is made of: none is reopened
    meanwhile, and of two who publish two versions at the same moment, the second sees the first."""
    rows = quarters_of(report).select_for_update(of=("self",), no_key=True)
    quarter = next(each for each in rows if each.pk == report.snapshot.quarter_id)
    report.snapshot.quarter = quarter
    return quarter


def _again(publication: Publication) -> Publication:
    """The publication as it is now that its quarter is held."""
    rows = Publication.objects.with_report().select_related("report__audience")
    return rows.get(pk=publication.pk)


def _still_current(held: Publication) -> Publication | None:
    """What it replaces, which must be what stands: a correction of something else would name the wrong one."""
    now = current(held.report)
    if (now.pk if now else None) != held.replaces_id:
        said = f"Version {now.version} was published" if now else "What it corrects was withdrawn"
        raise Refused(f"{said} in the meantime. Decline this proposal, and propose the report anew.")
    return now


def _check_file(report: Report) -> None:
    """Compared byte for byte before the public is sent to it."""
    try:
        jobs.open_file(report).close()
    except store.Damaged as damage:
        raise Refused(f"{damage} Make the file again first.") from damage


def _read(report: Report) -> ReportContents:
    try:
        return contents_of(report)
    except Unreadable as reason:
        raise Refused(str(reason)) from reason


def _end(held: Publication, state: PublicationState, by: User, reason: str) -> Publication:
    held.state, held.ended_at, held.ended_by, held.end_reason = state, clock.now(), by, reason.strip()
    return trail.save(held, by=by, reason=f"{state.label}: {held.end_reason}")
