"""How secrets are made and kept, measured on the portal as it is served; and the inventory in docs/asvs.md."""

import math
import re
from pathlib import Path
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.test import Client
from pytest_django.fixtures import Settings

from ccg_portal.tests.test_asvs import PAGE
from ccg_portal.tests.test_coding_rules import modules
from ccg_portal.tests.test_environment import SERVED
from ccg_portal.tests.test_settings import read
from organisation import devices
from organisation.models import User
from organisation.signing_in.mfa import SecondFactorAdapter
from organisation.tests.builders import make_user
from performance.models import RemindersStopped

INVENTORY = PAGE.split("## What cryptography is used for")[1].split("\n## ")[0].lower()
LEAST_ROUNDS = 1_000_000


# Passwords ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_served_a_password_is_stored_by_a_slow_hash(tmp_path: Path, settings: Settings) -> None:
    """Tests work with a fast one, so that the hashers are those of a served portal."""
    settings.PASSWORD_HASHERS = read(["PASSWORD_HASHERS"], **SERVED, PORTAL_VAR=str(tmp_path))[
        "PASSWORD_HASHERS"
    ]
    person = make_user()
    person.set_password("seven herons over wet gravel")
    person.save()
    stored = User.objects.values_list("password", flat=True).get(pk=person.pk)
    algorithm, rounds, salt, _ = stored.split("$")
    assert algorithm == "pbkdf2_sha256"
    assert int(rounds) >= max(LEAST_ROUNDS, PBKDF2PasswordHasher.iterations)
    assert len(salt) * math.log2(62) >= 128
    assert "heron" not in stored
    assert check_password("seven herons over wet gravel", stored)


# Keys and codes that are random -------------------------------------------------------------------------------


def test_a_sessions_key_has_128_bits_and_more(tmp_path: Path) -> None:
    assert read(["SESSION_ENGINE"], **SERVED, PORTAL_VAR=str(tmp_path)) == {
        "SESSION_ENGINE": "django.contrib.sessions.backends.db"
    }
    with mock.patch.object(SessionStore, "exists", return_value=False):
        keys = {SessionStore()._get_new_session_key() for _ in range(200)}
    assert len(keys) == 200
    assert {len(key) for key in keys} == {32}
    letters = {letter for key in keys for letter in key}
    assert 32 * math.log2(len(letters)) >= 128
    with (
        mock.patch("secrets.choice", return_value="q"),
        mock.patch.object(SessionStore, "exists", return_value=False),
    ):
        assert SessionStore()._get_new_session_key() == "q" * 32, "each letter is one of the module “secrets”"


@pytest.mark.django_db
def test_recovery_codes_have_20_bits_and_more_by_a_secure_generator() -> None:
    codes = [code for _ in range(20) for code in RecoveryCodes.activate(make_user()).generate_codes()]
    assert len(codes) == 200
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)
    assert math.log2(10**8) >= 20
    assert len(set(codes)) > 195, "each person has their own"
    assert all(len({code[place] for code in codes}) == 10 for place in range(8)), (
        "every figure, at every place"
    )
    with mock.patch("secrets.token_hex", return_value="seed") as drawn:
        assert RecoveryCodes.generate_seed() == "seed"
    assert drawn.call_args.args[0] * 8 >= 128
    with mock.patch("secrets.token_bytes", return_value=b"k" * 20) as drawn:
        generate_totp_secret()
    assert drawn.call_args.args[0] * 8 >= 128


# What is encrypted and signed -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_secret_that_was_changed_where_it_lies_is_no_secret() -> None:
    """Fernet authenticates: whoever can write into the database can make no codes either."""
    RecoveryCodes.activate(person := make_user())
    stored = Authenticator.objects.get(user=person).data["seed"]
    adapter = SecondFactorAdapter()
    opened = adapter.decrypt(stored)
    middle = len(stored) // 2
    changed = f"{stored[:middle]}{'A' if stored[middle] != 'A' else 'B'}{stored[middle + 1 :]}"
    assert adapter.decrypt(changed) != opened
    assert adapter.decrypt(changed) != adapter.decrypt(changed), "no key: no code fits"
    assert adapter.decrypt(Fernet(Fernet.generate_key()).encrypt(opened.encode()).decode()) != opened


@pytest.mark.django_db
def test_a_link_that_was_signed_for_another_purpose_is_none() -> None:
    person = make_user()
    for token in (signing.dumps(person.pk), signing.dumps(person.pk, salt=devices.SALT)):
        assert Client().get(f"/reminders/stop/{token}/").status_code == 404
        assert (
            Client().post(f"/reminders/stop/{token}/", {"List-Unsubscribe": "One-Click"}).status_code == 404
        )
    assert not RemindersStopped.objects.exists()


# The inventory ----------------------------------------------------------------------------------------------

USED = (
    re.compile(r"\bhashlib\.(?!file_digest)(\w+)|from hashlib import (\w+)|file_digest\([^)]*\"(\w+)\""),
    re.compile(r"^(?:import|from) (hmac|secrets|jwt|fido2)\b", re.MULTILINE),
    # What it raises is no cipher.
    re.compile(r"^from cryptography\.(?!exceptions\b)(\w+)", re.MULTILINE),
    re.compile(r"\b(salted_hmac|signing)\b(?=\(|\.(?:dumps|loads))"),
)
SAID = {
    "sha256": "sha-256",
    "sha512": "sha-512",
    "blake2b": "blake2b",
    "hmac": "hmac",
    "salted_hmac": "hmac-sha256",
    "signing": "hmac-sha256",
    "secrets": "`secrets`",
    "fernet": "fernet",
    "jwt": "signatures",
    "fido2": "signatures",
}
"""What a module uses, and the word by which the inventory knows it."""


def used_in(source: str) -> set[str]:
    """
    >>> sorted(used_in("import hmac\\nfrom hashlib import sha1"))
    ['hmac', 'sha1']
    """
    return {
        name.lower()
        for pattern in USED
        for match in pattern.finditer(source)
        for name in match.groups()
        if name
    }


def test_all_cryptography_that_is_used_stands_in_the_inventory() -> None:
    used = {name for path in modules() for name in used_in(path.read_text())}
    assert {"sha256", "fernet", "secrets", "signing"} <= used
    assert used - SAID.keys() == set(), "none that the inventory does not know"
    assert {name for name in used if SAID[name] not in INVENTORY} == set()
    assert "pbkdf2-sha256" in INVENTORY
    assert "tls 1.2 and 1.3" in INVENTORY


def test_our_own_signatures_are_made_with_sha_256() -> None:
    """Django's `salted_hmac` takes SHA-1 unless it is told otherwise."""
    calls = [
        (path.name, call) for path in modules() for call in re.findall(r"salted_hmac\(.*\)", path.read_text())
    ]
    assert calls
    assert [each for each in calls if 'algorithm="sha256"' not in each[1]] == []
    assert signing.Signer().algorithm == "sha256"
