"""Messages to the people whom a move of a return concerns: a link, and no figures."""

from collections.abc import Iterable

from django.template.loader import render_to_string

from core.letters import Letter, deliver
from organisation.models import RoleAssignment, User
from organisation.rights import Role
from performance.models import KPI, RemindersStopped, Return
from performance.reminders.stopping import stop_url


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
    says = [f"The {filing} was submitted by {filing.submitted_by}. It waits for your sign-off."]
    return _tell(approvers_of(filing), f"For sign-off: {filing}", says, "Read it and sign it off", link)


def tell_sent_back(
    filing: Return, kpi: KPI, comment: str, contributors: Iterable[User], link: str
) -> list[str]:
    """Tell who filed the return what is to be changed."""
    says = [
        f"One row of the {filing} was sent back. It is to be changed and submitted again.",
        f"{kpi.name}: {comment}",
    ]
    return _tell(contributors, f"Sent back: {filing}", says, "Open the row", link)


def tell_signed_off(filing: Return, contributors: Iterable[User], link: str) -> list[str]:
    """Tell who filed the return that it is done with."""
    says = [f"The {filing} was signed off by {filing.signed_off_by}. There is nothing more for you to do."]
    return _tell(contributors, f"Signed off: {filing}", says, "Open the return", link)


def _tell(people: Iterable[User], subject: str, says: list[str], link_words: str, link: str) -> list[str]:
    """One e-mail to each. Who is said to have been told is only whoever the mail server took it for.

    A mail server that is down keeps nobody from going on, and is not asked a second time.
    """
    told = []
    for person in willing(people):
        delivery = deliver(notice_to(person, subject, says, link_words, link))
        if delivery.is_sent:
            told.append(str(person))
        elif delivery.of_server:
            break
    return told


def willing(people: Iterable[User]) -> list[User]:
    """Those who can be written to and have not stopped their e-mails about returns."""
    active = [person for person in people if person.is_active]
    stopped = set(RemindersStopped.objects.filter(person__in=active).values_list("person", flat=True))
    return [person for person in active if person.pk not in stopped]


def notice_to(
    person: User, subject: str, says: list[str], link_words: str, link: str, about: str = "returns"
) -> Letter:
    """One letter, with the link that ends all such letters to this person."""
    stop = stop_url(person)
    context = {
        "subject": subject,
        "says": says,
        "link_words": link_words,
        "link": link,
        "person": person,
        "about": about,
        "stop_url": stop,
    }
    return Letter(
        to=person.email,
        subject=subject,
        text=render_to_string("performance/email/notice.txt", context),
        html=render_to_string("performance/email/notice.html", context),
        stop_url=stop,
    )
