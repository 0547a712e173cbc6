"""Messages to the people whom a move of a return concerns: a link, and no figures."""

import logging
from collections.abc import Iterable
from smtplib import SMTPException

from django.core.mail import send_mail

from organisation.models import RoleAssignment, User
from organisation.rights import Role
from performance.models import KPI, Return

logger = logging.getLogger(__name__)


def approvers_of(filing: Return) -> list[User]:
    """Who can sign the return off."""
    held = RoleAssignment.objects.filter(role=Role.APPROVER, directorate=filing.directorate)
    return list(User.objects.filter(is_active=True, role_assignments__in=held).distinct())


def approvers_by_directorate() -> dict[int, tuple[str, ...]]:
    """The titles of those who sign off, by directorate: one query."""
    held = RoleAssignment.objects.filter(role=Role.APPROVER, user__is_active=True).select_related("user")
    found: dict[int, tuple[str, ...]] = {}
    for assignment in held:
        titles = found.get(assignment.directorate_id, ())
        found[assignment.directorate_id] = (*titles, str(assignment.user))
    return found


def tell_submitted(filing: Return, link: str) -> list[str]:
    """Tell the approvers that a return waits for them; answers with the titles of those who were told."""
    people = approvers_of(filing)
    what = f"The {filing} was submitted by {filing.submitted_by}."
    text = f"{what}\n\nRead it as it will be printed, and sign it off:\n{link}\n"
    return _tell(people, f"For sign-off: {filing}", text)


def tell_sent_back(
    filing: Return, kpi: KPI, comment: str, contributors: Iterable[User], link: str
) -> list[str]:
    """Tell who filed the return what is to be changed."""
    text = f"One row of the {filing} was sent back.\n\n{kpi.name}: {comment}\n\n{link}\n"
    return _tell(contributors, f"Sent back: {filing}", text)


def _tell(people: Iterable[User], subject: str, text: str) -> list[str]:
    """A mail server that does not answer keeps nobody from going on; then nobody is said to have been told."""
    told = list(people)
    if not told:
        return []
    try:
        send_mail(subject, text, None, [person.email for person in told])
    except (OSError, SMTPException):
        logger.exception("A message about a return could not be sent")
        return []
    return [str(person) for person in told]
