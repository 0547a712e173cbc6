"""The assurance team hears of a proposal: a letter to each, by the queue, so that nobody waits for a mail server.

What waits for an answer stands on the page of proposals whether a letter goes or not; a letter that the queue lost is
therefore not written again.
"""

import logging
from collections.abc import Iterable

from django.db import transaction

from core.letters import Delivery, address, deliver
from organisation.models import RoleAssignment, User
from organisation.rights import RIGHTS, Permission
from performance.models import KPIProposal, ProposalState
from performance.return_notices import notice_to, willing

logger = logging.getLogger(__name__)


def tell_after_commit(proposal: KPIProposal) -> None:
    transaction.on_commit(lambda: _ring(proposal))


def _ring(proposal: KPIProposal) -> None:
    """One task a person: of two, one may be tried again, and the other is not told twice."""
    from performance.tasks import send_proposal_letter

    try:
        for person in team_told_of(proposal):
            send_proposal_letter.delay(proposal.pk, person.pk)
    except Exception as silence:  # the proposal is stored and sent
        logger.warning("The queue does not answer (%s); nobody is written to of a proposal.", silence)


def team_told_of(proposal: KPIProposal) -> list[User]:
    """Who answers proposals, but for whoever made this one, and for those who have stopped their e-mails."""
    held = RoleAssignment.objects.filter(role__in=RIGHTS[Permission.MANAGE_KPIS])
    team = User.objects.filter(is_active=True, role_assignments__in=held).distinct()
    return willing(team.exclude(pk=proposal.proposed_by_id))


def send(proposal_id: int, person_id: int) -> Delivery | None:
    """In a worker; None where there is nothing to say any more, or nobody to say it to."""
    waiting = KPIProposal.objects.filter(pk=proposal_id, state=ProposalState.OPEN)
    proposal = waiting.select_related("directorate", "proposed_by").first()
    person = User.objects.filter(pk=person_id).first()
    if proposal is None or person is None or person not in team_told_of(proposal):
        return None
    link = address(proposal.get_absolute_url())
    subject = f"KPI proposed by {proposal.directorate}: {proposal.title}"
    return deliver(notice_to(person, subject, list(_said(proposal)), "Read it and answer it", link, "KPIs"))


def _said(proposal: KPIProposal) -> Iterable[str]:
    kind = proposal.get_kind_display()
    yield f"{proposal.proposed_by} proposes: {kind[:1].lower()}{kind[1:]}, “{proposal.title}”."
    yield f"Why: {proposal.reason}"
