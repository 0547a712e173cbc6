"""What a report's own page says about its publishing: how far it is, and what this person can do."""

from dataclasses import dataclass

from assurance.models import Publication, PublicationState, Report
from assurance.publishing import workflow
from assurance.publishing.standing import standing_of
from core.dates import in_words
from core.refusals import why_not
from organisation.models import User
from organisation.rights import Permission

NEVER = "It has not been proposed for publication."


@dataclass(frozen=True)
class Panel:
    """`publication` is the last of this report; `why_not` says why it cannot be proposed, to those who may."""

    publication: Publication | None
    said: str
    may_propose: bool
    why_not: str = ""


def panel_of(report: Report, user: User) -> Panel:
    """One query, and those of `standing_of` for whoever may propose."""
    publication = report.publications.select_related("quarter").order_by("-pk").first()
    if not user.may(Permission.PUBLISH):
        return Panel(publication, _said(publication), may_propose=False)
    refusal = why_not(workflow.check_propose, report, standing_of(report), user)
    stands = publication is not None and (
        publication.is_public or publication.state == PublicationState.PROPOSED
    )
    return Panel(publication, _said(publication), not refusal, "" if stands else refusal)


def _said(publication: Publication | None) -> str:
    if publication is None:
        return NEVER
    moment = publication.ended_at or publication.published_at or publication.proposed_at
    return f"{in_words(moment)}."
