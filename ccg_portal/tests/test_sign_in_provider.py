"""What the environment says of the sign-in provider: understood whole, or refused with the place that is wrong."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from ccg_portal.checks import check_directorates
from ccg_portal.sign_in_provider import read
from organisation.joining.oidc.configuration import Configuration, MappedRole
from organisation.rights import Role
from organisation.tests.builders import make_directorate

TOLD = {
    "PORTAL_OIDC_ISSUER": "https://login.example/tenant/v2.0",
    "PORTAL_OIDC_CLIENT_ID": "portal",
    "PORTAL_OIDC_CLIENT_SECRET": "a secret",
    "PORTAL_OIDC_NAME": "NHSmail",
}


def test_nothing_said_is_no_provider() -> None:
    assert read({}) is None
    assert read({"PORTAL_OIDC_ISSUER": " "}) is None


def test_all_that_can_be_said() -> None:
    config = read(
        TOLD
        | {
            "PORTAL_OIDC_CLAIM": "groups",
            "PORTAL_OIDC_ROLES": '{"CCG-Quality": ["contributor:quality", "finance"], "Board": ["governing-body"]}',
            "PORTAL_OIDC_CREATE": "1",
            "PORTAL_OIDC_DOMAINS": "Dorset.NHS.uk, @nhs.net",
            "PORTAL_OIDC_SECOND_FACTOR": "1",
        }
    )
    assert config is not None
    assert config.claim == "groups"
    assert config.trusted_domains == ("dorset.nhs.uk", "nhs.net")
    assert config.creates
    assert config.counts_second_factor
    quality, finance = MappedRole(Role.CONTRIBUTOR, "quality"), MappedRole(Role.FINANCE)
    assert config.roles_for(["CCG-Quality", "Board", "CCG-Quality", "Other"]) == (
        quality,
        finance,
        MappedRole(Role.GOVERNING_BODY),
    )
    assert "a secret" not in repr(config)


def test_closed_unless_it_is_said_otherwise() -> None:
    config = read(TOLD)
    assert config == Configuration(
        issuer="https://login.example/tenant/v2.0",
        client_id="portal",
        client_secret="a secret",
        name="NHSmail",
    )
    open_doors = (config.creates, config.trusted_domains, config.counts_second_factor, config.roles)
    assert not any(open_doors)


@pytest.mark.parametrize("left_out", TOLD)
def test_half_a_provider_is_refused_with_what_is_missing(left_out: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=left_out):
        read({name: text for name, text in TOLD.items() if name != left_out})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"PORTAL_OIDC_ISSUER": "http://login.example"}, "PORTAL_OIDC_ISSUER must be an https address"),
        ({"PORTAL_OIDC_ISSUER": "login.example"}, "must be an https address"),
        ({"PORTAL_OIDC_ISSUER": "http://127.0.0.1:9/x", "PORTAL_SERVED": "1"}, "must be an https address"),
        ({"PORTAL_OIDC_ISSUER": "https://login.example/common/v2.0"}, "every organisation shares"),
        ({"PORTAL_OIDC_ISSUER": "https://login.example/organizations"}, "every organisation shares"),
        ({"PORTAL_OIDC_ISSUER": "https://login.example/?tenant=1"}, "without “\\?”"),
        ({"PORTAL_OIDC_ISSUER": f"https://login.example/{'x' * 200}"}, "at most 200 characters"),
        ({"PORTAL_OIDC_CREATE": "perhaps"}, "it can be 1 or 0"),
        ({"PORTAL_OIDC_ROLES": "{"}, "PORTAL_OIDC_ROLES is not JSON .*character 2"),
        ({"PORTAL_OIDC_ROLES": '["assurance"]'}, "must be an object"),
        ({"PORTAL_OIDC_ROLES": '{"A": "assurance"}'}, "must give a list of roles for “A”"),
        ({"PORTAL_OIDC_ROLES": '{"A": []}'}, "must give a list of roles for “A”"),
        ({"PORTAL_OIDC_ROLES": '{"A": [1]}'}, "must give a list of roles for “A”"),
        ({"PORTAL_OIDC_ROLES": '{" ": ["assurance"]}'}, "empty value"),
        ({"PORTAL_OIDC_ROLES": '{"A": ["assurance"], "A": ["finance"]}'}, "names “A” twice"),
        (
            {"PORTAL_OIDC_ROLES": '{"A": ["boss"]}'},
            "gives “A” the role “boss”; there are contributor, approver",
        ),
        ({"PORTAL_OIDC_ROLES": '{"A": ["contributor"]}'}, "must name a directorate for “A”"),
        ({"PORTAL_OIDC_ROLES": '{"A": ["contributor:Quality!"]}'}, "must name a directorate for “A”"),
        ({"PORTAL_OIDC_ROLES": '{"A": ["assurance:quality"]}'}, "that role has none"),
        ({"PORTAL_OIDC_ROLES": '{"A": ["assurance:"]}'}, "that role has none"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(changes: dict[str, str], says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=says):
        read(TOLD | changes)


def test_on_this_machine_plain_http_will_do() -> None:
    assert read(TOLD | {"PORTAL_OIDC_ISSUER": "http://127.0.0.1:8080/tenant"}) is not None


@pytest.mark.django_db
def test_a_directorate_that_is_not_there_is_said_by_the_check(settings: Settings) -> None:
    make_directorate()
    settings.PORTAL_OIDC = read(
        TOLD | {"PORTAL_OIDC_ROLES": '{"A": ["contributor:quality", "approver:qualty"]}'}
    )
    [found] = check_directorates(None, databases=["default"])
    assert "approver:qualty" in found.msg
    assert check_directorates(None) == [], "where the database is not to be asked"
    settings.PORTAL_OIDC = None
    assert check_directorates(None, databases=["default"]) == []
