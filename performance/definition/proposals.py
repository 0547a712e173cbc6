"""What a directorate asks of its KPIs, and what the assurance team answers. Accepting one makes the change itself."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from core import clock, trail
from core.refusals import Refused
from core.versions import claim
from organisation.models import Directorate, Quarter, User
from performance.definition import actions
from performance.definition.proposal_notices import tell_after_commit
from performance.models import KPI, KPIProposal, ProposalKind, ProposalState

ONE_AT_A_TIME = "A proposal for this KPI is waiting for an answer already. Withdraw it first, or wait."
ONE_OF_A_NAME = (
    "A new KPI of this name is proposed already. Withdraw that proposal first, or wait for its answer."
)


@transaction.atomic
def propose_new(
    *, directorate: Directorate, asked: Mapping[str, Any], changes: Mapping[str, Any], by: User
) -> KPIProposal:
    """A new KPI, as its form was filled in. Raises Refused where the directorate waits for one of this name."""
    proposal = KPIProposal(
        kind=ProposalKind.NEW, directorate=directorate, title=changes["short_name"], asked=dict(asked)
    )
    return _send(proposal, changes["holds_from"], changes["reason"], by=by)


def propose_change(
    *, kpi: KPI, asked: Mapping[str, Any], changes: Mapping[str, Any], by: User, expected_version: int
) -> KPIProposal:
    """A change of the fields `asked`, seen at a version of the KPI."""
    proposal = _of(kpi, ProposalKind.CHANGE, expected_version)
    proposal.asked = dict(asked)
    return _send(proposal, changes["holds_from"], changes["reason"], by=by)


def propose_retirement(
    *, kpi: KPI, changes: Mapping[str, Any], by: User, expected_version: int
) -> KPIProposal:
    """Its retirement after the quarter `last_quarter`."""
    last: Quarter = changes["last_quarter"]
    actions.check_retirement(kpi, last)
    proposal = _of(kpi, ProposalKind.RETIRE, expected_version)
    proposal.asked = {"last_quarter": last.slug}
    return _send(proposal, last, changes["reason"], by=by)


def _of(kpi: KPI, kind: ProposalKind, seen: int) -> KPIProposal:
    return KPIProposal(
        kind=kind, kpi=kpi, directorate=kpi.team.directorate, title=kpi.short_name, kpi_version=seen
    )


def _send(proposal: KPIProposal, quarter: Quarter, reason: str, *, by: User) -> KPIProposal:
    proposal.holds_from = quarter.starts_on
    proposal.reason = reason
    proposal.proposed_by, proposal.proposed_at = by, clock.now()
    try:
        with transaction.atomic():
            trail.save(proposal, by=by, reason="Proposed")
    except IntegrityError as error:
        if proposal.kind == ProposalKind.NEW:
            raise Refused(ONE_OF_A_NAME, "short_name") from error
        raise Refused(ONE_AT_A_TIME) from error
    tell_after_commit(proposal)
    return proposal


# Answers --------------------------------------------------------------------------------------------------------------


def check_open(proposal: KPIProposal) -> None:
    """A proposal is answered, or withdrawn, once."""
    if proposal.is_open:
        return
    who = proposal.answered_by or proposal.proposed_by
    raise Refused(f"This proposal is {proposal.get_state_display().lower()} by now: {who} did that.")


@transaction.atomic
def accept(
    *, proposal: KPIProposal, make: Callable[..., KPI], changes: Mapping[str, Any], by: User, **guard: int
) -> KPI:
    """Make the change that was asked for, perhaps edited, and say so. `make` is the action; `guard` its version."""
    current = _still_open(proposal)
    kpi = make(changes={name: value for name, value in changes.items() if name != "answer"}, by=by, **guard)
    current.kpi = kpi
    _close(current, ProposalState.ACCEPTED, changes.get("answer", ""), by=by)
    return kpi


@transaction.atomic
def decline(
    *, proposal: KPIProposal, changes: Mapping[str, Any], by: User, expected_version: int
) -> KPIProposal:
    current = claim(proposal, expected_version)
    check_open(current)
    return _close(current, ProposalState.DECLINED, changes["answer"], by=by)


@transaction.atomic
def withdraw(*, proposal: KPIProposal, by: User) -> KPIProposal:
    return _close(_still_open(proposal), ProposalState.WITHDRAWN, "", by=by)


def _still_open(proposal: KPIProposal) -> KPIProposal:
    current = KPIProposal.objects.select_for_update().get(pk=proposal.pk)
    check_open(current)
    current.version += 1
    return current


def _close(proposal: KPIProposal, state: ProposalState, answer: str, *, by: User) -> KPIProposal:
    proposal.state, proposal.answer = state, answer
    proposal.answered_by, proposal.answered_at = by, clock.now()
    return trail.save(proposal, by=by, reason=state.label)
