"""The mail server of a served portal: read from the environment, and judged before anybody waits for an e-mail."""

import ssl

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend
from django.test import override_settings

from ccg_portal.checks import check_mail
from ccg_portal.environment import mail_encryption, own_address

SERVED = {
    "PORTAL_SERVED": True,
    "EMAIL_HOST": "mail.example.nhs.uk",
    "DEFAULT_FROM_EMAIL": "portal@example.nhs.uk",
    "EMAIL_HOST_PASSWORD": "secret",
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
}


@pytest.mark.parametrize(
    ("word", "port", "starttls", "tls"),
    [
        ("", 587, True, False),
        ("", 465, False, True),
        ("", 25, False, False),
        ("starttls", 25, True, False),
        ("TLS", 2465, False, True),
        ("none", 587, False, False),
    ],
)
def test_how_the_mail_server_is_spoken_to(word: str, port: int, starttls: bool, tls: bool) -> None:
    assert mail_encryption({"EMAIL_ENCRYPTION": word}, port) == (starttls, tls)


def test_an_encryption_is_not_guessed() -> None:
    with pytest.raises(ImproperlyConfigured, match="can be starttls, tls or none"):
        mail_encryption({"EMAIL_ENCRYPTION": "ssl3"}, 25)


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORTAL_URL": "https://kpi.example.nhs.uk/"}, "https://kpi.example.nhs.uk"),
        ({"PORTAL_SERVED": "1", "PORTAL_HOSTS": "a.example.nhs.uk,b.example"}, "https://a.example.nhs.uk"),
    ],
)
def test_where_links_in_e_mails_lead(environment: dict[str, str], address: str) -> None:
    assert own_address(environment) == address


def test_the_certificate_of_the_mail_server_is_checked() -> None:
    checked = EmailBackend(host="mail.example", use_tls=True).ssl_context
    assert (checked.verify_mode, checked.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_an_address_has_its_scheme() -> None:
    with pytest.raises(ImproperlyConfigured, match="such as https://portal"):
        own_address({"PORTAL_URL": "portal.example.nhs.uk"})


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"PORTAL_SERVED": False, "EMAIL_HOST": ""}, []),
        ({"EMAIL_HOST": ""}, ["portal.W001"]),
        ({"DEFAULT_FROM_EMAIL": "portal@localhost"}, ["portal.W002"]),
        ({"EMAIL_USE_TLS": False}, ["portal.W003", "portal.W012"]),
        ({"EMAIL_USE_TLS": False, "EMAIL_HOST_PASSWORD": ""}, ["portal.W012"]),
        ({"EMAIL_USE_TLS": False, "EMAIL_HOST_PASSWORD": "", "EMAIL_USE_SSL": True}, []),
        ({"EMAIL_USE_TLS": False, "EMAIL_HOST_PASSWORD": "", "EMAIL_HOST": "127.0.0.1"}, []),
    ],
)
def test_what_the_deployment_check_says_of_e_mail(change: dict[str, object], found: list[str]) -> None:
    with override_settings(**SERVED | change):
        assert [each.id for each in check_mail(None)] == found
