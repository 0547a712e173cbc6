"""Second factors: who must have one, setting one up, signing in with it, losing it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import allauth
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django.fixtures import Settings

from core.models import Event, EventKind
from core.refusals import Refused
from organisation.models import User
from organisation.rights import Role
from organisation.signing_in import stamps
from organisation.signing_in.actions import end_sessions, remove_second_factor
from organisation.signing_in.kept import KEPT
from organisation.signing_in.mfa import SecondFactorAdapter, encrypt_anew
from organisation.signing_in.middleware import OPEN_WITHOUT_SECOND_FACTOR, refuse_unknown_roles
from organisation.signing_in.second_factor import BY_PROVIDER
from organisation.templatetags.second_factor import in_fours
from organisation.tests.builders import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SET_UP = "/accounts/second-factor/set-up/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2014, 7, 8, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def asked_of(settings: Settings) -> None:
    settings.PORTAL_SECOND_FACTOR_ROLES = ("assurance", "finance", "administrator")


@pytest.fixture
def person() -> User:
    return make_user(role=Role.FINANCE)


def code_of(secret: str, step: int = 0) -> str:
    """What an authenticator app shows now, or some half minutes later."""
    counter = list(yield_hotp_counters_from_time())[1] + step
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(client: Client, person: User) -> str:
    """Where the right password leads."""
    location: str = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}).headers[
        "Location"
    ]
    return location


# Who must -----------------------------------------------------------------------------------------------------


def test_whoever_needs_one_is_led_to_set_it_up_and_reaches_nothing_else(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.get("/").headers["Location"] == SET_UP
    assert client.post("/finance/", {"amount": "1"}).status_code == 403
    answer = client.get("/", headers={"Accept": "application/json"})
    assert (answer.status_code, "second factor" in answer.json()["error"]) == (403, True)
    assert client.get(SET_UP).status_code == 200
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"


def test_every_address_is_closed_to_them_that_is_not_named_open(client: Client, person: User) -> None:
    client.force_login(person)
    opened = {
        name
        for name in (
            "assurance:dashboard",
            "core:figures",
            "account_change_password",
            "mfa_index",
            "usersessions_list",
        )
        if client.get(reverse(name)).status_code == 200
    }
    assert opened == {"core:figures"}


def test_what_is_named_open_is_there() -> None:
    """A name that leads nowhere would be a door that somebody thinks is open."""
    served = {f"{match}" for match in get_resolver().reverse_dict if isinstance(match, str)}
    served |= {f"signing_in:{name}" for name in get_resolver().namespace_dict["signing_in"][1].reverse_dict}
    assert served >= OPEN_WITHOUT_SECOND_FACTOR


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.GOVERNING_BODY])
def test_other_roles_may_have_one_and_need_none(client: Client, role: Role) -> None:
    client.force_login(make_user(role=role))
    assert client.get("/accounts/sessions/").status_code == 200


def test_the_second_factor_of_their_organisation_counts(client: Client, person: User) -> None:
    client.force_login(person)
    session = client.session
    session[BY_PROVIDER] = True
    session.save()
    assert client.get("/accounts/sessions/").status_code == 200


def test_recovery_codes_alone_are_none(client: Client, person: User) -> None:
    RecoveryCodes.activate(person)
    client.force_login(person)
    assert client.get("/accounts/sessions/").headers["Location"] == SET_UP


def test_a_misspelt_role_stops_the_portal() -> None:
    with pytest.raises(ImproperlyConfigured, match="names asurance; roles are contributor"):
        refuse_unknown_roles(("finance", "asurance"))


# Setting up, and signing in -------------------------------------------------------------------------------------


def set_up_app(client: Client) -> tuple[str, str]:
    """Through the page, as a person does; returns the key, and the code that was typed."""
    page = client.get("/accounts/second-factor/totp/activate/").content.decode()
    shown = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page)
    assert shown, page
    key = shown[1].replace(" ", "")
    code = code_of(key)
    answer = client.post("/accounts/second-factor/totp/activate/", {"code": code})
    assert answer.headers["Location"] == "/accounts/second-factor/recovery-codes/"
    return key, code


def shown_codes(client: Client) -> list[str]:
    page = client.get("/accounts/second-factor/recovery-codes/").content.decode()
    return re.findall(r'class="key">(\d{8})<', page)


@pytest.mark.parametrize("address", ["recovery-codes/", "recovery-codes/download/"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_recovery_codes_changes_nothing(
    client: Client, person: User, address: str, method: str
) -> None:
    TOTP.activate(person, SECRET)
    before = RecoveryCodes.activate(person).instance.data
    client.force_login(person)
    assert getattr(client, method)(f"/accounts/second-factor/{address}").status_code in (200, 302, 405)
    assert Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES).data == before
    assert len(shown_codes(client)) == 10


def test_an_app_is_set_up_and_then_asked_for(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **_: call())
    sign_in(client, person)
    client.get("/finance/?year=2013-14")
    key, first = set_up_app(client)
    assert Event.objects.of(person).order_by("pk").last().sentence == "Set up an authenticator app"
    assert [message.to for message in mail.outbox] == [[person.email]]
    codes = shown_codes(client)
    assert len(codes) == 10
    assert codes == shown_codes(client), "an answer that never arrived loses nothing"
    kept = client.post("/accounts/second-factor/recovery-codes/")
    assert kept.headers["Location"] == "/finance/?year=2013-14", "on to what they wanted to see"
    assert shown_codes(client) == [], "shown until they are kept"
    assert client.get("/accounts/sessions/").status_code == 200

    another = Client()
    assert sign_in(another, person) == "/accounts/second-factor/authenticate/"
    assert another.get("/accounts/sessions/").status_code == 302, "the password alone opens nothing"
    again = another.post("/accounts/second-factor/authenticate/", {"code": first})
    assert again.status_code == 200, "the code with which it was set up has been used"
    wrong = another.post("/accounts/second-factor/authenticate/", {"code": "000000"})
    assert "That is not the code" in wrong.content.decode()
    client.post("/accounts/second-factor/reauthenticate/", {"code": "000000"})
    said = list(Event.objects.of(person).order_by("-pk").values_list("sentence", flat=True)[:3])
    assert said == ["Sign-in failed: wrong code of the second factor"] * 3, "asked again as well"
    assert (
        another.post("/accounts/second-factor/authenticate/", {"code": code_of(key, 1)}).headers["Location"]
        == "/"
    )
    assert another.get("/accounts/sessions/").status_code == 200

    third = Client()
    sign_in(third, person)
    third.post("/accounts/second-factor/authenticate/", {"code": codes[1]})
    assert third.get("/accounts/sessions/").status_code == 200
    fourth = Client()
    sign_in(fourth, person)
    used = fourth.post("/accounts/second-factor/authenticate/", {"code": codes[1]})
    assert used.status_code == 200, "a recovery code works once"


def test_a_form_sent_too_late_outlasts_the_setting_up(client: Client, person: User) -> None:
    """Its person is led from signing in to set a factor up, and then to what waits."""
    client.force_login(person)
    session = client.session
    kept = {"path": "/finance/", "page": "/", "pairs": [["a", "b"]], "had_files": False, "person": person.pk}
    session[KEPT] = kept | {"at": stamps.seconds_now()}
    session.save()
    assert client.get("/accounts/kept-form/").headers["Location"] == SET_UP
    set_up_app(client)
    assert 'href="/accounts/kept-form/"' in client.get("/accounts/second-factor/").content.decode()
    assert (
        client.post("/accounts/second-factor/recovery-codes/").headers["Location"] == "/accounts/kept-form/"
    )


def test_a_passkey_that_is_not_accepted_leads_on_to_the_same_page_afterwards(
    client: Client, person: User
) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    wrong, to = {"credential": "", "next": "/finance/?year=2013-14"}, "?next=%2Ffinance%2F%3Fyear%3D2013-14"
    answer = client.post("/accounts/second-factor/webauthn/login/", wrong)
    assert answer.headers["Location"] == f"/accounts/login/{to}"
    client.force_login(person)
    again = "/accounts/second-factor/webauthn/reauthenticate/"
    assert client.post(again, wrong).headers["Location"] == f"{again}{to}"
    elsewhere = client.post(again, wrong | {"next": "https://elsewhere.example/"})
    assert elsewhere.headers["Location"] == again
    assert Event.objects.of(person).count() == 2, "the failures of whoever is signed in"


def test_a_passkey_that_is_not_accepted_is_noted(client: Client, person: User) -> None:
    """Signing in alone, about nobody, as anybody can name anybody; after the password, about its person."""
    TOTP.activate(person, SECRET)
    client.post("/accounts/second-factor/webauthn/login/", {"credential": '{"id": "AAAA"}'})
    [alone] = Event.objects.all()
    assert (alone.kind, alone.subject_key) == (EventKind.SIGN_IN_FAILED, "")
    assert alone.sentence == "Sign-in failed: passkey not accepted"
    sign_in(client, person)
    client.post("/accounts/second-factor/authenticate/", {"credential": '{"id": "AAAA"}'})
    [second] = Event.objects.of(person)
    assert (second.kind, second.sentence) == (EventKind.SIGN_IN_FAILED, alone.sentence)


NOT_OF_A_BROWSER = ["[]", "{}", "7", "null", '{"id": "AAAA"}', '{"id": 5, "rawId": 5, "response": {}}']


@pytest.mark.parametrize("sent", [*NOT_OF_A_BROWSER, '{"id": "AAAA", "rawId": "AAAA", "response": []}'])
def test_what_no_browser_sends_as_a_passkey_is_not_accepted(client: Client, person: User, sent: str) -> None:
    TOTP.activate(person, SECRET)
    at = "/accounts/second-factor"
    assert client.post(f"{at}/webauthn/login/", {"credential": sent}).status_code == 302
    sign_in(client, person)
    assert client.post(f"{at}/authenticate/", {"credential": sent}).status_code == 200
    client.force_login(person)
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    assert client.post(f"{at}/webauthn/reauthenticate/", {"credential": sent}).status_code == 302


def test_a_passkey_that_another_key_signed_is_not_accepted(client: Client) -> None:
    library = "allauth.mfa.webauthn.forms.auth"
    with (
        mock.patch(f"{library}.parse_authentication_response"),
        mock.patch(f"{library}.extract_user_from_response"),
        mock.patch(f"{library}.complete_authentication", side_effect=InvalidSignature),
    ):
        answer = client.post("/accounts/second-factor/webauthn/login/", {"credential": '{"id": "AAAA"}'})
    assert answer.headers["Location"] == "/accounts/login/"


def test_a_flood_of_passkeys_leaves_few_lines(client: Client) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(100):
            client.post("/accounts/second-factor/webauthn/login/", {"credential": ""})
    said = list(Event.objects.order_by("pk").values_list("sentence", flat=True))
    assert len(said) == 10 + 1
    assert said[-1].endswith("100 failures within the hour, with passkeys that are nobody's")


def test_a_code_works_once(person: User) -> None:
    """For as long as it counts: in its half minute, the one before and the one after."""
    TOTP.activate(person, SECRET)
    with time_machine.travel(NOON, tick=False) as clock:
        code = code_of(SECRET)
        for later, expected in ((0, 302), (0, 200), (59, 200)):
            clock.move_to(NOON + timedelta(seconds=later))
            other = Client()
            sign_in(other, person)
            answer = other.post("/accounts/second-factor/authenticate/", {"code": code})
            assert answer.status_code == expected, later


def test_the_picture_of_the_key_has_an_address_of_its_own(client: Client, person: User) -> None:
    client.force_login(person)
    page = client.get("/accounts/second-factor/totp/activate/").content.decode()
    assert 'src="/accounts/second-factor/qr-code.svg"' in page
    assert "data:" not in page
    picture = client.get("/accounts/second-factor/qr-code.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "private, no-store"
    assert b"<svg" in picture.content
    assert b"script" not in picture.content


def test_secrets_are_not_readable_in_the_database(person: User, settings: Settings) -> None:
    TOTP.activate(person, SECRET)
    stored = Authenticator.objects.get(user=person).data["secret"]
    assert SECRET not in stored
    adapter = SecondFactorAdapter()
    assert adapter.decrypt(stored) == SECRET
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    assert adapter.decrypt(stored) == SECRET, "an old key still opens it"
    assert encrypt_anew() == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert adapter.decrypt(Authenticator.objects.get(user=person).data["secret"]) == SECRET, (
        "without the old key"
    )
    settings.SECRET_KEY = "a third" * 10
    assert encrypt_anew() == (0, 1)
    assert adapter.decrypt(stored) != adapter.decrypt(stored), "no key: no code fits, and no page breaks"


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_login_webauthn",
        "account_reauthenticate",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_librarys_pages_are_closed_to_who_is_signed_out(client: Client, name: str, method: str) -> None:
    answer = getattr(client, method)(reverse(name))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_the_librarys_pages_are_drawn(client: Client, person: User) -> None:
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    client.force_login(person)
    for name in (
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "account_reauthenticate",
    ):
        page = client.get(reverse(name))
        assert (page.status_code, "portal-header" in page.content.decode()) == (200, True), name


def test_every_template_of_theirs_that_a_view_draws_has_one_of_ours() -> None:
    """None of the library's own is shown: those ask for what our policy does not allow."""
    theirs = Path(allauth.__file__).parent / "templates"
    drawn = {
        str(path.relative_to(theirs))
        for path in [*theirs.glob("mfa/**/*.*"), *theirs.glob("usersessions/*.html")]
        if not path.name.startswith("base") and "snippets" not in path.parts
    }
    not_reached = {"mfa/trust.html", "mfa/webauthn/signup_form.html"}
    ours = {name for name in drawn if (settings.BASE_DIR / "templates" / name).is_file()}
    assert drawn - ours == not_reached


def test_changing_factors_asks_again_after_a_while(client: Client, person: User, settings: Settings) -> None:
    TOTP.activate(person, SECRET)
    client.force_login(person)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    answer = client.post("/accounts/second-factor/totp/deactivate/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert Authenticator.objects.filter(user=person).exists()


# Losing it ----------------------------------------------------------------------------------------------------


def test_an_administrator_takes_a_lost_one_away(
    client: Client, person: User, django_capture_on_commit_callbacks: object
) -> None:
    administrator = make_user(role=Role.ADMINISTRATOR)
    TOTP.activate(person, SECRET)
    client.force_login(person)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        remove_second_factor(person=person, by=administrator, reason="Phone lost, seen in person")
    assert not Authenticator.objects.filter(user=person).exists()
    last = person.history.order_by("-history_id").first()
    assert (last.history_user, "Phone lost" in last.history_change_reason) == (administrator, True)
    assert client.get("/accounts/sessions/").headers["Location"].startswith("/accounts/login/")
    [message] = mail.outbox
    assert (message.to, "signed out everywhere" in message.body) == ([person.email], True)
    with pytest.raises(Refused, match="has no second factor"):
        remove_second_factor(person=person, by=administrator, reason="Again")


# Sessions -----------------------------------------------------------------------------------------------------


@pytest.fixture
def two(settings: Settings) -> tuple[User, Client, Client]:
    """A contributor, signed in with two browsers."""
    person = make_user(role=Role.CONTRIBUTOR)
    here = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537 Edg/120.0"})
    there = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU) Version/17.0 Safari/604"})
    for client in (here, there):
        sign_in(client, person)
    return person, here, there


def is_in(client: Client) -> bool:
    return client.get("/accounts/sessions/").status_code == 200


def test_sessions_are_listed_and_one_is_ended(two: tuple[User, Client, Client]) -> None:
    _, here, there = two
    page = here.get("/accounts/sessions/").content.decode()
    assert "Edge 120 on Windows <b>(this one)</b>" in page
    assert "Safari 17 on iPhone" in page
    [end] = re.findall(r'action="(/accounts/sessions/\d+/end/)"', page)
    assert Client().post(end).headers["Location"].startswith("/accounts/login/")
    stranger = Client()
    stranger.force_login(make_user())
    assert stranger.post(end).status_code == 404
    here.post(end)
    assert (is_in(here), is_in(there)) == (True, False)


def test_all_others_are_ended(two: tuple[User, Client, Client]) -> None:
    _, here, there = two
    here.post("/accounts/sessions/")
    assert (is_in(here), is_in(there)) == (True, False)
    assert here.get("/accounts/sessions/").content.decode().count("(this one)") == 1


def test_all_of_a_leavers_sessions_end_at_once(two: tuple[User, Client, Client]) -> None:
    """Also one that the list does not know, as one that was not begun on the sign-in page."""
    person, here, there = two
    unlisted = Client()
    unlisted.force_login(person)
    assert end_sessions(person=person) == 2
    assert [is_in(client) for client in (here, there, unlisted)] == [False, False, False]


def test_a_new_password_ends_all_others(two: tuple[User, Client, Client]) -> None:
    _, here, there = two
    new = "seven herons over wet gravel"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_key_is_read_in_fours() -> None:
    assert in_fours("JBSWY3DPEH") == "JBSW Y3DP EH"


def test_a_mail_server_that_is_away_stops_no_change(
    two: tuple[User, Client, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    _, here, _ = two
    new = "seven herons over wet gravel"
    change = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", change).status_code == 302
