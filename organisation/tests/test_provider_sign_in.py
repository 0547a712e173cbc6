"""Signing in with the organisation's own accounts, against a real provider on this machine that can be told to lie."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from core import clock
from core.models import Event
from organisation.joining.models import Invitation, InvitationState
from organisation.joining.oidc.configuration import Configuration, MappedRole
from organisation.joining.oidc.identity import verified_email, with_more
from organisation.models import RoleAssignment, RoleOrigin, User
from organisation.rights import Role
from organisation.tests.builders import PASSWORD, make_directorate, make_user
from organisation.tests.builders_joining import make_invitation
from organisation.tests.provider import CLIENT_ID, CLIENT_SECRET, Claims, Provider, signed

EMAIL = "nina@dorset.example"
VOUCHED = {"email": EMAIL, "email_verified": True}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(server: Provider, settings: Settings) -> Provider:
    """The provider, honest again, and the portal told of it."""
    server.person, server.more, server.description, server.asked = {"sub": "1001"} | VOUCHED, {}, {}, []
    server.twist, server.sign = lambda claims: claims, signed
    settings.PORTAL_OIDC = Configuration(
        issuer=server.issuer,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        name="NHSmail",
        claim="groups",
        roles={
            "CCG-Quality": (MappedRole(Role.CONTRIBUTOR, "quality"),),
            "CCG-Finance": (MappedRole(Role.FINANCE),),
            "CCG-Nowhere": (MappedRole(Role.DIRECTOR, "nowhere"),),
        },
    )
    return server


@pytest.fixture
def nina() -> User:
    return make_user(email=EMAIL, role=Role.PROGRAMMES)


def told(settings: Settings, **changes: Any) -> None:
    settings.PORTAL_OIDC = replace(settings.PORTAL_OIDC, **changes)


def to_provider(client: Client, path: str = "/accounts/provider/", **fields: str) -> str:
    """Press the button: the address at the provider that the page goes on to."""
    page = client.post(path, fields)
    assert page.status_code == 200
    return str(page.headers["Refresh"]).partition("url=")[2]


def sign_in(client: Client, provider: Provider) -> HttpResponse:
    """The whole walk, there and back."""
    return client.get(provider.let_in(to_provider(client)))


def who(client: Client) -> User | None:
    user = get_user(client)  # type: ignore[arg-type]
    return user if isinstance(user, User) else None


def roles(person: User) -> set[str]:
    return {f"{each} {each.origin}" for each in person.role_assignments.all()}


# The walk -------------------------------------------------------------------------------------------------------------


def test_the_sign_in_page_offers_it_only_where_there_is_one(
    client: Client, provider: Provider, settings: Settings
) -> None:
    assert "Sign in with NHSmail" in client.get("/accounts/login/").content.decode()
    settings.PORTAL_OIDC = None
    assert "/accounts/provider/" not in client.get("/accounts/login/").content.decode()
    assert client.post("/accounts/provider/").status_code == 404
    assert client.get("/accounts/provider/back/?code=1&state=2").status_code == 404


def test_a_known_person_signs_in(client: Client, provider: Provider, nina: User) -> None:
    """Given an account with a verified address, when its owner comes from the provider, then they are signed in where
    they wanted to go, and the account is tied to issuer and subject; nothing else of what the provider said is kept."""
    address = to_provider(client, next="/risks/")
    answer = client.get(provider.let_in(address))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/risks/")
    assert who(client) == nina
    tie = SocialAccount.objects.get(user=nina)
    assert (tie.provider, tie.uid, tie.extra_data) == (provider.issuer, "1001", {})
    [asked] = provider.asked
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}


def test_issuer_and_subject_are_matched_before_the_address(
    client: Client, provider: Provider, nina: User
) -> None:
    """Somebody who marries keeps the account; the address of a colleague in the token moves nobody."""
    sign_in(client, provider)
    colleague = make_user(email="colleague@dorset.example")
    provider.person = {"sub": "1001", "email": colleague.email, "email_verified": True}
    again = Client()
    sign_in(again, provider)
    assert who(again) == nina


def test_the_link_cannot_ask_for_more(client: Client, provider: Provider, nina: User) -> None:
    """Neither further scopes and parameters, nor that the provider's account be tied to whoever is signed in."""
    other = make_user(email="other@dorset.example")
    client.force_login(other)
    query = "?scope=offline_access&auth_params=prompt%3Dnone&process=connect"
    asked = parse_qs(urlsplit(to_provider(client, f"/accounts/provider/{query}")).query)
    assert "offline_access" not in asked["scope"][0]
    assert "prompt" not in asked
    client.get(provider.let_in(to_provider(client, f"/accounts/provider/{query}")))
    assert who(client) == nina
    assert not SocialAccount.objects.filter(user=other).exists()


def test_a_sign_in_is_started_by_a_button_alone(client: Client, provider: Provider) -> None:
    assert client.get("/accounts/provider/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/accounts/provider/").status_code == 403


def test_nobody_is_sent_to_another_host_afterwards(client: Client, provider: Provider, nina: User) -> None:
    answer = client.get(provider.let_in(to_provider(client, next="https://elsewhere.example/")))
    assert answer.headers["Location"] == "/"


# Proof that is none ---------------------------------------------------------------------------------------------------


def unsigned(claims: Claims) -> str:
    return jwt.encode(claims, None, algorithm="none")


def by_shared_secret(claims: Claims) -> str:
    return jwt.encode(claims, CLIENT_SECRET.ljust(32, "."), algorithm="HS256", headers={"kid": "key-1"})


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


@pytest.mark.parametrize(
    "twist",
    [
        pytest.param(lambda claims: claims | {"nonce": "another"}, id="wrong nonce"),
        pytest.param(without("nonce"), id="no nonce"),
        pytest.param(lambda claims: claims | {"nonce": 5}, id="a nonce that is a number"),
        pytest.param(lambda claims: claims | {"aud": "another-client"}, id="wrong audience"),
        pytest.param(
            lambda claims: claims | {"aud": [CLIENT_ID, "another-client"]}, id="another audience as well"
        ),
        pytest.param(lambda claims: claims | {"iss": "https://elsewhere.example"}, id="wrong issuer"),
        pytest.param(lambda claims: claims | {"exp": claims["exp"] - 3600}, id="expired"),
        pytest.param(without("exp"), id="never expires"),
        pytest.param(lambda claims: claims | {"iat": claims["iat"] + 3600}, id="from the future"),
        pytest.param(lambda claims: claims | {"sub": ""}, id="no subject"),
    ],
)
def test_a_token_that_is_not_as_it_must_be_lets_nobody_in(
    client: Client, provider: Provider, nina: User, twist: Callable[[Claims], Claims]
) -> None:
    provider.twist = twist
    assert sign_in(client, provider).status_code == 401
    assert who(client) is None
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(unsigned, id="unsigned"),
        pytest.param(by_shared_secret, id="signed by a secret that both sides know"),
        pytest.param(lambda claims: signed(claims, key="forged"), id="signed by somebody else in its name"),
        pytest.param(
            lambda claims: signed(claims, key="forged", named="key-2"), id="signed by an unknown key"
        ),
        pytest.param(lambda claims: "not a token", id="no token"),
        pytest.param(lambda claims: signed(claims)[:-8] + "AAAAAAAA", id="with a broken signature"),
    ],
)
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    client: Client, provider: Provider, nina: User, sign: Callable[[Claims], str]
) -> None:
    provider.sign = sign
    assert sign_in(client, provider).status_code == 401
    assert who(client) is None


def test_an_answer_to_a_question_that_this_browser_did_not_ask(
    client: Client, provider: Provider, nina: User
) -> None:
    """Somebody else's way back, sent as a link; a state that was made up; the same way back twice."""
    back = provider.let_in(to_provider(client))
    assert Client().get(back).status_code == 401
    assert client.get(back.replace("state=", "state=x")).status_code == 401
    assert client.get(back).status_code == 302
    client.logout()
    assert client.get(back).status_code == 401
    assert who(client) is None


def test_a_code_of_another_browser_is_no_use(client: Client, provider: Provider, nina: User) -> None:
    """Injected into one's own session: PKCE ties the code to where it began."""
    attacker = Client()
    code = parse_qs(urlsplit(provider.let_in(to_provider(client))).query)["code"][0]
    own_state = parse_qs(urlsplit(to_provider(attacker)).query)["state"][0]
    assert attacker.get(f"/accounts/provider/back/?code={code}&state={own_state}").status_code == 401
    assert who(attacker) is None


def test_who_stops_before_the_end_reads_so(client: Client, provider: Provider) -> None:
    state = parse_qs(urlsplit(to_provider(client)).query)["state"][0]
    page = client.get(f"/accounts/provider/back/?error=access_denied&state={state}")
    assert "You stopped before the end" in page.content.decode()


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"jwks_uri": None},
    ],
)
def test_a_description_that_is_not_its_own_is_not_followed(
    client: Client, provider: Provider, description: Claims
) -> None:
    provider.description = description
    page = client.post("/accounts/provider/")
    assert page.status_code == 503
    assert "NHSmail does not answer" in page.content.decode()


def test_a_provider_that_sends_the_portal_elsewhere_is_not_followed(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even to what would be right: nobody at the provider chooses what the portal asks."""
    handler = provider._server.RequestHandlerClass
    answer, led_on = handler.do_GET, []  # type: ignore[attr-defined]

    def lead_on(self: Any) -> None:
        if "led" in self.path:
            led_on.append(self.path)
            answer(self)
            return
        self.send_response(302)
        self.send_header("Location", f"{self.path}?led")
        self.send_header("Content-Length", "0")
        self.end_headers()

    monkeypatch.setattr(handler, "do_GET", lead_on)
    assert client.post("/accounts/provider/").status_code == 503
    assert led_on == []


def test_a_provider_that_is_away_is_said_to_be(
    client: Client, provider: Provider, settings: Settings
) -> None:
    told(settings, issuer="http://127.0.0.1:1/tenant")
    assert client.post("/accounts/provider/").status_code == 503


# Addresses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "trusted", "comes_in"),
    [
        ({"email_verified": True}, (), True),
        ({"email_verified": "true"}, (), True),
        ({"email_verified": False}, (), False),
        ({"email_verified": False}, ("dorset.example",), False),
        ({"email_verified": "yes"}, (), False),
        ({"email_verified": 1}, (), False),
        ({}, (), False),
        ({}, ("dorset.example",), True),
        ({}, ("example",), False),
    ],
)
def test_an_address_is_believed_only_when_it_is_verified(
    client: Client,
    provider: Provider,
    nina: User,
    settings: Settings,
    said: Claims,
    trusted: tuple[str, ...],
    comes_in: bool,
) -> None:
    """Or whoever writes a director's address into their profile elsewhere takes the account over."""
    told(settings, trusted_domains=trusted)
    provider.person = {"sub": "666", "email": EMAIL.upper()} | said
    assert sign_in(client, provider).status_code == (302 if comes_in else 403)
    assert (who(client) == nina) is comes_in
    assert SocialAccount.objects.exists() is comes_in


def test_an_address_that_only_looks_alike_is_not_believed() -> None:
    """PostgreSQL takes “ı” for “i” where it compares without regard to capitals."""
    assert verified_email({"email": "nına@dorset.example", "email_verified": True}, ()) == ""


@pytest.mark.parametrize(
    ("token", "second", "expected"),
    [
        ({"email": "director@x"}, {"email": "own@x", "email_verified": True}, {"email": "director@x"}),
        ({"email_verified": True}, {"email": "director@x"}, {"email": "director@x"}),
        ({"sub": "1"}, VOUCHED | {"amr": ["mfa"]}, {"sub": "1"} | VOUCHED),
    ],
)
def test_no_address_is_verified_by_what_is_said_of_another(
    token: Claims, second: Claims, expected: Claims
) -> None:
    assert with_more(token, second) == expected


def test_an_address_that_is_given_to_somebody_new_opens_no_account(
    client: Client, provider: Provider, nina: User
) -> None:
    """A leaver's mailbox is given to a successor: the address is verified, and the person another."""
    sign_in(client, provider)
    provider.person = {"sub": "2002"} | VOUCHED
    successor = Client()
    page = sign_in(successor, provider)
    assert page.status_code == 403
    assert "belongs to another identity" in page.content.decode()
    RoleAssignment.objects.create(user=nina, role=Role.FINANCE, origin=RoleOrigin.SIGN_IN)
    office, address = Client(), f"/admin/people/{nina.pk}/provider/"
    office.force_login(make_user(role=Role.ADMINISTRATOR))
    assert address in office.get(f"/admin/people/{nina.pk}/").content.decode()
    page = office.get(address)
    assert page.context["tie"].given == ("Finance team",)
    assert page.context["tie"].by_hand == ("Programme office",)
    answer = office.post(address, {"reason": "A new person has the address"}, follow=True)
    assert "Ended with it: Finance team." in answer.content.decode()
    assert roles(nina) == {"Programme office hand"}
    assert client.get("/accounts/sessions/").headers["Location"].startswith("/accounts/login/")
    said = Event.objects.of(nina).order_by("-pk").values_list("sentence", flat=True)[:2]
    assert list(said) == ["Role taken away: Finance team", "No longer tied to the sign-in provider"]
    assert "is not tied to the sign-in provider" in office.get(address).content.decode()
    assert sign_in(successor, provider).status_code == 302


@pytest.mark.parametrize(
    ("origin", "has_password", "colleague", "code"),
    [
        (RoleOrigin.SIGN_IN, True, "", 409),  # the role ends with the tie
        (RoleOrigin.HAND, False, "", 409),  # the role stays, and there is no way in
        (RoleOrigin.HAND, True, "", 302),
        (RoleOrigin.SIGN_IN, False, "with a password", 302),
        (RoleOrigin.SIGN_IN, False, "tied", 302),
        (RoleOrigin.SIGN_IN, False, "no way in", 409),
    ],
)
def test_an_administrator_who_can_sign_in_is_left(
    client: Client, provider: Provider, origin: RoleOrigin, has_password: bool, colleague: str, code: int
) -> None:
    def administrator(subject: str, *, has_password: bool) -> User:
        person = make_user(role=Role.ADMINISTRATOR)
        if subject:
            SocialAccount.objects.create(user=person, provider=provider.issuer, uid=subject)
        if not has_password:
            person.set_unusable_password()
            person.save()
        return person

    person = administrator("1001", has_password=has_password)
    person.role_assignments.update(origin=origin)
    if colleague:
        administrator("2002" if colleague == "tied" else "", has_password=colleague == "with a password")
    client.force_login(person)
    answer = client.post(f"/admin/people/{person.pk}/provider/", {"reason": "Moved to another tenant"})
    assert answer.status_code == code
    assert SocialAccount.objects.filter(user=person).exists() is (code == 409)


def test_the_same_subject_of_another_provider_is_somebody_else(
    client: Client, provider: Provider, nina: User
) -> None:
    SocialAccount.objects.create(user=nina, provider="https://before.example", uid="1001")
    provider.person = {"sub": "1001"}
    assert sign_in(client, provider).status_code == 403


def test_an_address_may_come_with_the_second_question(client: Client, provider: Provider, nina: User) -> None:
    provider.person, provider.more = {"sub": "1001"}, VOUCHED
    assert sign_in(client, provider).status_code == 302
    provider.more = VOUCHED | {"sub": "of somebody else"}
    other = Client()
    assert sign_in(other, provider).status_code == 401
    assert who(other) is None


# Who comes in ---------------------------------------------------------------------------------------------------------


def test_an_unknown_person_stays_outside(client: Client, provider: Provider) -> None:
    page = sign_in(client, provider)
    assert page.status_code == 403
    assert "Ask an administrator of the portal for an invitation" in page.content.decode()
    assert not User.objects.exists()


def test_an_unknown_person_with_a_mapped_group_comes_in_where_the_settings_say_so(
    client: Client, provider: Provider, settings: Settings
) -> None:
    make_directorate()
    provider.person |= {"groups": ["CCG-Quality", "Everybody"]}
    assert sign_in(client, provider).status_code == 403
    told(settings, creates=True)
    assert sign_in(client, provider).status_code == 302
    person = User.objects.get(email=EMAIL)
    assert who(client) == person
    assert person.title == "Contributor, Quality"
    assert not person.has_usable_password()
    assert roles(person) == {"Contributor, Quality sign-in"}


def test_who_has_no_password_here_reads_where_to_change_it(client: Client, provider: Provider) -> None:
    make_invitation(email=EMAIL)
    sign_in(client, provider)
    page = client.get("/accounts/password/change/", follow=True)
    assert "Change your password there." in page.content.decode()


def test_groups_alone_without_a_verified_address_make_no_account(
    client: Client, provider: Provider, settings: Settings
) -> None:
    told(settings, creates=True)
    provider.person = {"sub": "1001", "email": EMAIL, "groups": ["CCG-Finance"]}
    assert "was not confirmed" in sign_in(client, provider).content.decode()
    provider.person = {"sub": "1001", "groups": ["Everybody"]} | VOUCHED
    assert sign_in(client, provider).status_code == 403
    assert not User.objects.exists()


def test_an_invited_person_takes_the_invitation_up_by_signing_in(client: Client, provider: Provider) -> None:
    invitation = make_invitation(email=EMAIL)
    assert sign_in(client, provider).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.state, invitation.person) == (InvitationState.ACCEPTED, who(client))
    assert roles(invitation.person) == {"Finance team hand"}  # type: ignore[arg-type]


def test_an_old_invitation_lets_nobody_in(client: Client, provider: Provider) -> None:
    make_invitation(email=EMAIL, until=clock.now() - timedelta(seconds=1))
    assert sign_in(client, provider).status_code == 403
    assert Invitation.objects.open().count() == 1


def test_a_closed_person_stays_out_and_keeps_no_new_role(
    client: Client, provider: Provider, nina: User
) -> None:
    for is_tied in (False, True):
        if is_tied:
            SocialAccount.objects.create(user=nina, provider=provider.issuer, uid="1001")
        User.objects.filter(pk=nina.pk).update(is_active=False)
        provider.person |= {"groups": ["CCG-Finance"]}
        page = sign_in(client, provider)
        assert page.status_code == 403
        assert "is closed" in page.content.decode()
        assert who(client) is None
        assert roles(nina) == {"Programme office hand"}


def test_a_demonstration_account_is_for_its_password_alone(
    client: Client, provider: Provider, nina: User
) -> None:
    User.objects.filter(pk=nina.pk).update(is_demonstration=True)
    assert sign_in(client, provider).status_code == 403


# Roles ----------------------------------------------------------------------------------------------------------------


def test_roles_follow_the_claim_and_those_given_by_hand_stay(
    client: Client, provider: Provider, nina: User
) -> None:
    """Given a role by hand, when groups come, change and go, then the roles of the groups do, with the trail."""
    make_directorate()
    provider.person |= {"groups": ["CCG-Quality", "CCG-Finance", "CCG-Nowhere"]}
    sign_in(client, provider)
    by_hand = "Programme office hand"
    assert roles(nina) == {by_hand, "Contributor, Quality sign-in", "Finance team sign-in"}

    provider.person["groups"] = "CCG-Finance"
    sign_in(client, provider)
    assert roles(nina) == {by_hand, "Finance team sign-in"}

    del provider.person["groups"]
    sign_in(client, provider)
    assert roles(nina) == {by_hand}

    reasons = RoleAssignment.history.filter(user=nina, origin=RoleOrigin.SIGN_IN).order_by("history_id")
    assert [(row.history_type, row.history_change_reason) for row in reasons] == [
        ("+", "by OIDC sign-in"),
        ("+", "by OIDC sign-in"),
        ("-", "by OIDC sign-in"),
        ("-", "by OIDC sign-in"),
    ]


def test_a_role_held_by_hand_is_not_taken_with_the_claim(client: Client, provider: Provider) -> None:
    person = make_user(email=EMAIL, role=Role.FINANCE)
    provider.person |= {"groups": ["CCG-Finance"]}
    sign_in(client, provider)
    provider.person |= {"groups": []}
    sign_in(client, provider)
    assert roles(person) == {"Finance team hand"}


@pytest.mark.parametrize("said", [{"hasgroups": True}, {"_claim_names": {"groups": "src1"}}])
def test_too_many_groups_for_the_token_take_nothing_away(
    client: Client, provider: Provider, nina: User, said: Claims
) -> None:
    """Entra leaves the claim out when somebody has more than two hundred groups."""
    provider.person |= {"groups": ["CCG-Finance"]}
    sign_in(client, provider)
    provider.person = {"sub": "1001"} | VOUCHED | said
    assert sign_in(Client(), provider).status_code == 401
    assert "Finance team sign-in" in roles(nina)


def test_whoever_has_roles_by_the_claim_comes_in_by_it_alone(
    client: Client, provider: Provider, nina: User
) -> None:
    """A password would keep the roles alive after the provider has taken them away."""
    fields = {"login": EMAIL, "password": PASSWORD}
    sign_in(Client(), provider)
    assert client.post("/accounts/login/", fields).status_code == 302, "roles by hand: both ways"
    provider.person |= {"groups": ["CCG-Finance"]}
    sign_in(Client(), provider)
    other = Client()
    page = other.post("/accounts/login/", fields)
    assert page.status_code == 403
    assert "Sign in with NHSmail" in page.content.decode()
    assert who(other) is None


# The second factor ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amr", "counts", "noted"),
    [
        (["pwd", "mfa"], True, True),
        (["pwd", "mfa"], False, False),
        (["pwd"], True, False),
        ("mfa", True, True),
        (None, True, False),
    ],
)
def test_the_providers_second_factor_counts_where_the_settings_say_so(
    client: Client, provider: Provider, nina: User, settings: Settings, amr: Any, counts: bool, noted: bool
) -> None:
    told(settings, counts_second_factor=counts)
    provider.person |= {"amr": amr}
    sign_in(client, provider)
    assert client.session["second_factor_by_provider"] is noted


def test_a_password_inherits_no_second_factor(
    client: Client, provider: Provider, nina: User, settings: Settings
) -> None:
    told(settings, counts_second_factor=True)
    provider.person |= {"amr": ["mfa"]}
    sign_in(client, provider)
    client.logout()
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert who(client) == nina
    assert client.session["second_factor_by_provider"] is False


# The log --------------------------------------------------------------------------------------------------------------


def test_the_log_says_what_was_wrong_and_names_nobody(
    client: Client, provider: Provider, nina: User, caplog: pytest.LogCaptureFixture
) -> None:
    provider.twist = lambda claims: claims | {"nonce": "another"}
    sign_in(client, provider)
    said = json.dumps([record.getMessage() for record in caplog.records])
    assert "in answer to another question" in said
    assert EMAIL not in said
    assert "1001" not in said
