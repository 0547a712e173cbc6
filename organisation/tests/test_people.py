"""People: who can be signed in, as whom, and what the database refuses."""

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth import authenticate
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from organisation import demonstration
from organisation.models import RoleAssignment, User
from organisation.rights import Role
from organisation.tests.builders import PASSWORD, make_directorate, make_user

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = PASSWORD) -> bool:
    response = client.post("/accounts/login/", {"login": email, "password": password})
    return response.status_code == 302 and "_auth_user_id" in client.session


def test_signing_in_by_e_mail_address_in_any_case(client: Client) -> None:
    make_user(role=Role.FINANCE, email="finance@example.org")

    assert sign_in(client, "Finance@Example.org")


def test_a_wrong_password_and_a_closed_account_stay_outside(client: Client) -> None:
    person = make_user(role=Role.FINANCE, email="finance@example.org")
    assert not sign_in(client, person.email, "wrong")

    person.is_active = False
    person.save()
    assert not sign_in(client, person.email)


def test_nobody_signs_up(client: Client) -> None:
    response = client.post(
        "/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert response.status_code in (200, 403)
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("demonstrated", [True, False])
def test_demonstration_accounts_are_refused_outside_the_demonstration(
    client: Client, demonstrated: bool
) -> None:
    person = make_user(role=Role.ASSURANCE, email="assurance@dorset.example")
    person.is_demonstration = True
    person.save()

    with override_settings(PORTAL_DEMONSTRATION=demonstrated):
        assert sign_in(client, person.email) is demonstrated


def test_a_demonstration_session_ends_with_the_demonstration(client: Client) -> None:
    person = make_user(role=Role.ASSURANCE)
    person.is_demonstration = True
    person.save()
    with override_settings(PORTAL_DEMONSTRATION=True):
        assert sign_in(client, person.email)
        assert authenticate(email=person.email, password=PASSWORD) == person

    with override_settings(PORTAL_DEMONSTRATION=False):
        assert client.get("/accounts/password/change/").status_code == 302


def test_nobody_shuts_others_out_of_an_account_that_is_shared(client: Client) -> None:
    """Given the demonstration, when a visitor would change how an account is signed in with, then they read why not,
    and where to try it; an account of their own they change as they like. With a second factor asked for, too."""
    person, own, office = make_user(role=Role.ASSURANCE), make_user(), Client()
    office.force_login(make_user(role=Role.ADMINISTRATOR))
    person.is_demonstration = True
    person.save()
    client.force_login(person)
    ways = ["password/change/", "second-factor/totp/activate/", "second-factor/webauthn/add/"]
    theirs = f"/admin/people/{person.pk}"
    with override_settings(PORTAL_DEMONSTRATION=True, PORTAL_SECOND_FACTOR_ROLES=("assurance",)):
        for way in ways:
            assert [getattr(client, by)(f"/accounts/{way}").status_code for by in ("get", "post")] == [
                403,
                403,
            ]
        for page in (f"/accounts/{ways[0]}", "/accounts/second-factor/", "/accounts/sessions/"):
            assert "Everybody who tries the demonstration" in client.get(page).content.decode()
        changed = {
            "title": "Mine",
            "email": "me@x.example",
            "reason": "To have it",
            "version": person.version,
        }
        assert demonstration.STAYS in office.get(f"{theirs}/edit/").content.decode()
        office.post(f"{theirs}/edit/", changed)
        assert User.objects.get(pk=person.pk).email == person.email
        assert demonstration.STAYS in office.get(f"{theirs}/close/").content.decode()
        office.post(f"{theirs}/password/")
        office.post(f"{theirs}/sessions/end/")
        assert client.post("/accounts/sessions/").status_code == 403
        assert "Not shown: everybody" in office.get(f"{theirs}/").content.decode()
        assert client.get("/accounts/sessions/").status_code == 200, "nobody has ended it"
        with pytest.raises(PermissionDenied):
            get_adapter().set_password(person, PASSWORD)
        client.force_login(own)
        assert [client.get(f"/accounts/{way}").status_code for way in ways] == [200, 200, 200]
    assert mail.outbox == []


def test_the_demonstration_names_roles_not_people() -> None:
    assert len({account.email for account in demonstration.ACCOUNTS}) == len(demonstration.ACCOUNTS) == 18
    assert {account.role for account in demonstration.ACCOUNTS} == set(Role)
    assert all(account.email.endswith("@dorset.example") for account in demonstration.ACCOUNTS)


@pytest.mark.parametrize(
    ("role", "with_directorate", "allowed"),
    [
        (Role.CONTRIBUTOR, True, True),
        (Role.CONTRIBUTOR, False, False),
        (Role.APPROVER, False, False),
        (Role.DIRECTOR, True, True),
        (Role.DIRECTOR, False, False),
        (Role.ASSURANCE, False, True),
        (Role.ASSURANCE, True, False),
    ],
)
def test_directorate_roles_name_their_directorate(role: Role, with_directorate: bool, allowed: bool) -> None:
    person, directorate = make_user(), make_directorate() if with_directorate else None
    try:
        with transaction.atomic():
            RoleAssignment.objects.create(user=person, role=role, directorate=directorate)
    except IntegrityError:
        assert not allowed
    else:
        assert allowed


def test_a_role_is_held_once() -> None:
    person = make_user(role=Role.ASSURANCE)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(user=person, role=Role.ASSURANCE)


def test_changes_of_role_are_kept_with_their_time() -> None:
    person = make_user(role=Role.ASSURANCE)
    assignment = person.role_assignments.get()
    assignment.delete()

    assert RoleAssignment.history.filter(user=person).count() == 2


@pytest.mark.parametrize("password", ["password", "", "first@example.org", "correcthorsebatterystaple"])
def test_the_first_persons_password_is_judged_like_everybodys(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    asked = {
        "interactive": False,
        "email": "first@example.org",
        "title": "Portal administrator",
        "verbosity": 0,
    }
    with pytest.raises(CommandError, match=r"[Pp]assword"):
        call_command("createsuperuser", **asked)
    assert not User.objects.exists()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", **asked)
    assert User.objects.get().check_password(PASSWORD)


def test_who_is_made_without_a_password_has_none_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    call_command("createsuperuser", interactive=False, email="a@example.org", title="First", verbosity=0)
    assert not User.objects.get().has_usable_password()


def test_the_first_person_of_a_new_portal_can_let_others_in(client: Client) -> None:
    """Given what the guide to serving says, when `createsuperuser` has run, then people and roles can be made."""
    first = User.objects.create_superuser("first@example.org", PASSWORD, title="Portal administrator")
    client.force_login(first)

    assert client.get("/").status_code == 200
    assert client.get("/admin/people/").status_code == 200
    next_one = make_user()
    answer = client.post(
        f"/admin/people/{next_one.pk}/roles/give/", {"role": "assurance", "reason": "Joined"}
    )

    assert answer.status_code == 302
    assert [str(each) for each in User.objects.get(pk=next_one.pk).assignments] == ["Assurance team"]
