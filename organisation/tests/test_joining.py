"""Invitations: who may be invited, the e-mail, the link that works once, and what people read when it does not."""

import re
import time
from datetime import timedelta
from threading import Event
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from core import clock
from core.refusals import Refused
from core.tests.at_once import both_at_once
from organisation.administration.actions import give_role, take_role
from organisation.joining import actions
from organisation.joining.models import Invitation, InvitationState, InvitedRole
from organisation.joining.pages import invitation_list_page
from organisation.joining.roles import HeldRole
from organisation.models import RoleAssignment, RoleOrigin, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_user
from organisation.tests.builders_joining import EMAIL, link_in_latest_mail, make_invitation

PASSWORD = "a long way to the sea"

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make_user(role=Role.ADMINISTRATOR, title="Portal administrator")


def take_up(client: Client, link: str, password: str = PASSWORD, again: str = "") -> int:
    return client.post(link, {"password1": password, "password2": again or password}).status_code


# The journey ----------------------------------------------------------------------------------------------------------


def test_an_invited_person_chooses_a_password_and_is_signed_in(client: Client, administrator: User) -> None:
    """Given an invitation as contributor and for finance, when the link is opened and a password chosen, then the
    person is signed in and holds both roles, and the trail says who gave them."""
    quality = make_directorate()
    roles = [HeldRole(Role.CONTRIBUTOR, quality), HeldRole(Role.FINANCE)]
    invitation = make_invitation(by=administrator, email="New@Example.org", roles=roles)
    link = link_in_latest_mail()

    page = client.get(link)
    assert page.status_code == 200
    assert "Contributor, Quality" in page.content.decode()
    assert take_up(client, link) == 302

    person = User.objects.get(email=EMAIL)
    assert get_user(client) == person  # type: ignore[arg-type]
    held = {str(each): each for each in person.role_assignments.all()}
    assert set(held) == {"Contributor, Quality", "Finance team"}
    assert {each.origin for each in held.values()} == {RoleOrigin.HAND}
    history = RoleAssignment.history.filter(user=person)
    assert {(row.history_user, row.history_change_reason) for row in history} == {
        (administrator, actions.TAKEN_UP)
    }
    invitation.refresh_from_db()
    assert (invitation.state, invitation.person) == (InvitationState.ACCEPTED, person)


def test_opening_the_link_changes_nothing(client: Client) -> None:
    """Mail scanners open links."""
    make_invitation()
    link = link_in_latest_mail()
    assert client.get(link).status_code == client.head(link).status_code == 200
    assert take_up(Client(), link) == 302


def test_the_link_works_once(client: Client) -> None:
    make_invitation()
    link = link_in_latest_mail()
    take_up(client, link)

    again = Client().get(link)
    assert again.status_code == 410
    assert "taken up already" in again.content.decode()
    assert take_up(Client(), link, "quite another password") == 410
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


@pytest.mark.parametrize(
    ("password", "again"),
    [("short", ""), ("password1234", ""), ("new@example.org", ""), (PASSWORD, "another long way"), ("", "")],
)
def test_a_weak_or_mistyped_password_is_refused_beside_its_field(
    client: Client, password: str, again: str
) -> None:
    make_invitation()
    link = link_in_latest_mail()
    assert take_up(client, link, password, again) == 422
    assert not User.objects.filter(email=EMAIL).exists()
    assert client.get(link).status_code == 200, "the link still works"


# Links that do not work -----------------------------------------------------------------------------------------------


def test_an_old_link_says_whom_to_ask(client: Client, administrator: User) -> None:
    make_invitation(by=administrator, until=clock.now() - timedelta(seconds=1))
    link = link_in_latest_mail()
    page = client.get(link)
    assert page.status_code == 410
    assert "Ask Portal administrator or another administrator" in page.content.decode()
    assert take_up(client, link) == 410


def test_a_withdrawn_link_says_so(client: Client, administrator: User) -> None:
    invitation = make_invitation(by=administrator)
    link = link_in_latest_mail()
    actions.withdraw(invitation=invitation, by=administrator)
    assert "It was withdrawn" in client.get(link).content.decode()
    assert take_up(client, link) == 410


def test_sent_again_it_has_a_new_link_and_the_old_one_ends(client: Client, administrator: User) -> None:
    invitation = make_invitation(by=administrator, until=clock.now() - timedelta(days=1))
    old = link_in_latest_mail()
    actions.resend(invitation=invitation, by=administrator)
    new = link_in_latest_mail()
    assert old != new
    page = client.get(old)
    assert page.status_code == 404
    assert "only the link in the newest e-mail works" in page.content.decode()
    assert take_up(client, new) == 302


def test_a_mistyped_link_is_told_from_an_old_one_and_guessing_ends(
    client: Client, settings: Settings
) -> None:
    settings.PORTAL_RATE_LIMITS = settings.PORTAL_RATE_LIMITS | {"invitation_link": "3/10m/ip"}
    make_invitation()
    codes = [client.get(f"/invitations/guess-{number}/").status_code for number in range(5)]
    assert codes == [404, 404, 404, 429, 429]
    assert client.get(link_in_latest_mail()).status_code == 200, "a good link is not counted"


def test_who_is_signed_in_already_is_told_to_sign_out_first(client: Client, administrator: User) -> None:
    make_invitation(by=administrator)
    client.force_login(administrator)
    page = client.get(link_in_latest_mail())
    assert page.status_code == 409
    assert "signed in as somebody else" in page.content.decode()


# Who may be invited ---------------------------------------------------------------------------------------------------


def test_an_address_with_an_account_is_not_invited(administrator: User) -> None:
    person = make_user(role=Role.FINANCE, email=EMAIL)
    with pytest.raises(Refused, match="There is an account"):
        make_invitation(by=administrator)
    User.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(Refused, match="Open it again"):
        make_invitation(by=administrator)
    assert mail.outbox == []


def test_an_address_is_invited_once_at_a_time(administrator: User) -> None:
    first = make_invitation(by=administrator)
    with pytest.raises(Refused, match="invited already"):
        make_invitation(by=administrator, email=f" {EMAIL.upper()} ")
    Invitation.objects.filter(pk=first.pk).update(expires_at=clock.now())
    second = make_invitation(by=administrator)
    first.refresh_from_db()
    assert (first.state, second.state) == (InvitationState.WITHDRAWN, InvitationState.OPEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=first.pk).update(state=InvitationState.OPEN)


def test_an_account_made_meanwhile_ends_the_invitation(client: Client) -> None:
    make_invitation()
    link = link_in_latest_mail()
    make_user(email=EMAIL)
    page = client.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert page.status_code == 410
    assert "was made in the meantime" in page.content.decode()


def test_nobody_is_invited_to_nothing(administrator: User) -> None:
    with pytest.raises(Refused, match="at least one role"):
        actions.invite(email=EMAIL, name="Nobody", roles=[], by=administrator)
    with pytest.raises(ValueError, match="needs a directorate"):
        HeldRole(Role.CONTRIBUTOR)
    invitation = make_invitation(by=administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitedRole.objects.create(invitation=invitation, role=Role.APPROVER)


# The e-mail and the page ----------------------------------------------------------------------------------------------


def test_the_link_is_stored_nowhere(administrator: User) -> None:
    invitation = make_invitation(by=administrator)
    token = link_in_latest_mail().split("/")[2]
    stored = str(Invitation.objects.filter(pk=invitation.pk).values()) + str(Invitation.history.values())
    assert token not in stored
    assert invitation.link_hash not in str(Invitation.history.values())
    [message] = mail.outbox
    assert message.to == [EMAIL]
    assert token in str(message.alternatives[0][0])


def test_an_e_mail_that_does_not_go_is_said_and_sent_again(
    client: Client, settings: Settings, administrator: User
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.force_login(administrator)
    fields = {"email": EMAIL, "name": "Finance team", "roles": ["finance"]}
    page = client.post("/admin/invitations/new/", fields, follow=True)
    assert "did not go: The mail server does not answer." in page.content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invitation = Invitation.objects.get()
    page = client.post(f"/admin/invitations/{invitation.pk}/resend/", follow=True)
    assert "is on its way" in page.content.decode()
    assert "did not go" not in page.content.decode()


def test_the_form_keeps_what_was_typed_and_says_what_is_missing(client: Client, administrator: User) -> None:
    make_user(email=EMAIL)
    quality = make_directorate()
    client.force_login(administrator)
    page = client.post("/admin/invitations/new/", {"email": "nobody", "name": "A"})
    assert page.status_code == 422
    page = client.post("/admin/invitations/new/", {"email": "b@example.org", "name": "B"})
    assert "Choose at least one role" in page.content.decode()
    fields = {"email": EMAIL, "name": "Deputy director", "approver": [quality.pk]}
    page = client.post("/admin/invitations/new/", fields)
    assert page.status_code == 422
    assert "There is an account with this address already." in page.content.decode()
    assert "Deputy director" in page.content.decode()


def test_sending_again_and_again_ends(client: Client, administrator: User) -> None:
    invitation = make_invitation(by=administrator)
    client.force_login(administrator)
    for _ in range(6):
        page = client.post(f"/admin/invitations/{invitation.pk}/resend/", follow=True)
    assert len(mail.outbox) == 6
    assert "sent several times" in page.content.decode()


def test_the_list_takes_as_many_queries_for_many(
    administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    of_quality = [HeldRole(Role.DIRECTOR, make_directorate())]
    for number in range(3):
        make_invitation(by=administrator, email=f"{number}@example.org", roles=of_quality)
    actions.withdraw(invitation=Invitation.objects.earliest("pk"), by=administrator)
    with django_assert_num_queries(6):
        page = invitation_list_page()
    assert (len(page.open), len(page.closed)) == (2, 1)
    for number in range(3, 9):
        make_invitation(by=administrator, email=f"{number}@example.org", roles=of_quality)
    with django_assert_num_queries(6):
        invitation_list_page()


def test_the_page_withdraws_and_shows_what_became_of_it(administrator: User) -> None:
    invitation = make_invitation(by=administrator)
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    shown = client.get("/admin/invitations/").content.decode()
    tokens = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', shown)
    assert len(tokens) == shown.count('method="post"'), "every button has its form token"
    token = {"csrfmiddlewaretoken": tokens[-1]}
    page = client.post(f"/admin/invitations/{invitation.pk}/withdraw/", token, follow=True)
    assert "its link works no more" in page.content.decode()
    assert "Nobody is invited at the moment" in page.content.decode()
    page = client.post(f"/admin/invitations/{invitation.pk}/withdraw/", token, follow=True)
    assert actions.NOT_OPEN in page.content.decode()


# Who invites ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_is_dismissed_while_inviting_leaves_no_invitation(administrator: User) -> None:
    """Whichever comes first: the invitation is refused, or it is stored and then withdrawn."""
    other = make_user(role=Role.ADMINISTRATOR)
    inviter = make_user(role=Role.ADMINISTRATOR)
    assignment = inviter.role_assignments.get()
    stored, checked = Event(), actions.check_can_be_invited

    def check_slowly(*args: Any) -> None:
        checked(*args)
        stored.set()
        time.sleep(0.5)

    def invite() -> object:
        roles = [HeldRole(Role.ADMINISTRATOR)]
        return actions.invite(email=EMAIL, name="Administrator", roles=roles, by=inviter)

    def dismiss() -> object:
        assert stored.wait(60)
        return take_role(assignment=assignment, changes={"reason": "Left"}, by=other)

    with mock.patch.object(actions, "check_can_be_invited", check_slowly):
        both_at_once(invite, dismiss)
    assert Invitation.objects.get().state == InvitationState.WITHDRAWN
    with pytest.raises(Refused, match="no administrator any more"):
        invite()


def test_who_was_dismissed_gives_no_roles(administrator: User) -> None:
    RoleAssignment.objects.filter(user=administrator).delete()
    changes = {"role": Role.ADMINISTRATOR, "directorate": None, "reason": "Covers"}
    with pytest.raises(Refused, match="no administrator any more"):
        give_role(person=make_user(), changes=changes, by=administrator)
