"""What the page of invitations shows: who is invited and has not come yet, and what became of the latest others."""

from dataclasses import dataclass

from organisation.joining.models import Invitation

LATEST = 20
"""Invitations taken up or withdrawn that are shown; the trail holds all."""


@dataclass(frozen=True)
class InvitationRow:
    """One invitation: the words for where it stands."""

    invitation: Invitation
    roles: tuple[str, ...]

    @property
    def mark(self) -> tuple[str, str]:
        """The kind of its mark, and its words."""
        if self.invitation.failure:
            return "error", "E-mail did not go"
        if not self.invitation.works:
            return "missed", "Link too old"
        return "sent", "Sent"


@dataclass(frozen=True)
class InvitationListPage:
    open: tuple[InvitationRow, ...]
    closed: tuple[InvitationRow, ...]


def invitation_list_page() -> InvitationListPage:
    """Six queries, however many there are."""
    rows = Invitation.objects.select_related("invited_by", "person").with_roles()
    return InvitationListPage(
        open=tuple(map(_row, rows.open())),
        closed=tuple(map(_row, rows.closed().order_by("-closed_at", "-pk")[:LATEST])),
    )


def _row(invitation: Invitation) -> InvitationRow:
    return InvitationRow(invitation, tuple(str(role) for role in invitation.roles.all()))
