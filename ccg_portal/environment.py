"""The portal's environment, read and judged: plain values out, a refusal in one sentence otherwise."""

import hashlib
import os
import secrets
import tempfile
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"", "0", "false", "no", "off"}


def flag(environment: Mapping[str, str], name: str) -> bool:
    """Whether a switch is on; a word that is neither yes nor no is refused rather than guessed."""
    word = environment.get(name, "").strip().lower()
    if word in YES | NO:
        return word in YES
    raise ImproperlyConfigured(f"{name} is {word!r}; it can be 1 or 0.")


def words(environment: Mapping[str, str], name: str) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in environment.get(name, "").split(",") if word.strip()]


def several(environment: Mapping[str, str], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """A comma-separated list that may be said to be empty: `none`."""
    found = words(environment, name)
    if not found:
        return default
    return () if found == ["none"] else tuple(found)


def day(environment: Mapping[str, str], name: str) -> date | None:
    """A date written 2014-07-08, or None when it is not set."""
    text = environment.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {text!r}; it must be a date such as 2014-07-08.") from None


def number(environment: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    """A whole number."""
    text = environment.get(name, "").strip() or str(default)
    if text.isascii() and text.isdigit() and int(text) >= least:
        return int(text)
    raise ImproperlyConfigured(
        f"{name} is {text!r}; it must be a whole number{f' of {least} or more' if least else ''}."
    )


def choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    """One word of a few."""
    word = environment.get(name, "").strip().lower() or default
    if word not in choices:
        raise ImproperlyConfigured(f"{name} is {word!r}; it can be {' or '.join(choices)}.")
    return word


SHORTEST_TOKEN = 20


def token(environment: Mapping[str, str], name: str) -> str:
    """A secret that a program shows; empty: none. A short one could be guessed."""
    text = environment.get(name, "").strip()
    if text and len(text) < SHORTEST_TOKEN:
        raise ImproperlyConfigured(
            f"{name} is shorter than {SHORTEST_TOKEN} characters: it could be guessed."
        )
    return text


def mail_encryption(environment: Mapping[str, str], port: int) -> tuple[bool, bool]:
    """Whether the mail server is spoken to by STARTTLS, and whether by TLS from the first byte.

    Port 587 means the first and 465 the second, unless EMAIL_ENCRYPTION says otherwise.
    """
    word = environment.get("EMAIL_ENCRYPTION", "").strip().lower()
    if word not in ("", "starttls", "tls", "none"):
        raise ImproperlyConfigured(f"EMAIL_ENCRYPTION is {word!r}; it can be starttls, tls or none.")
    word = word or {587: "starttls", 465: "tls"}.get(port, "none")
    return word == "starttls", word == "tls"


def own_address(environment: Mapping[str, str]) -> str:
    """Where people reach the portal: PORTAL_URL, else its first host by https; embedded, this machine."""
    given = environment.get("PORTAL_URL", "").strip().rstrip("/")
    if given:
        if not given.startswith(("https://", "http://")):
            raise ImproperlyConfigured(
                f"PORTAL_URL is {given!r}; it must be an address such as https://portal.example.nhs.uk."
            )
        return given
    hosts = words(environment, "PORTAL_HOSTS")
    served = flag(environment, "PORTAL_SERVED") and hosts
    return f"https://{hosts[0].lstrip('.')}" if served else "http://127.0.0.1:8000"


def secret_kept_in(path: Path) -> str:
    """The secret of an embedded portal: made once, readable by its owner alone.

    Several processes can start at the same moment: each writes a file of its own, the first to link it wins,
    and all read the winner's.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_once(path, secrets.token_urlsafe(64))
        return path.read_text()
    except OSError as failure:
        raise ImproperlyConfigured(f"{path} cannot be written: {failure.strerror}.") from None


def write_once(path: Path, text: str) -> None:
    """Write a file whole or not at all, unless somebody else has written it meanwhile."""
    mine = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        os.link(mine, path)
    except FileExistsError:
        return
    finally:
        mine.unlink(missing_ok=True)


SHORTEST_KEY = 50
FEWEST_LETTERS = 10
"""Different ones, in a key of that length; by chance there are more than thirty."""


def refuse_unsafe(environment: Mapping[str, str]) -> None:
    """What must never be served: each combination with the sentence that says why.

    Served means that people other than the one at the keyboard reach it (PORTAL_SERVED=1).
    """
    if not flag(environment, "PORTAL_SERVED"):
        return
    if flag(environment, "PORTAL_DEBUG"):
        raise ImproperlyConfigured(
            "PORTAL_DEBUG shows the portal's inside to every visitor: never when served."
        )
    needed = {
        "SECRET_KEY": "the key that signs sessions; embedded, the portal makes its own",
        "PORTAL_HOSTS": "the host names it answers to, such as portal.example.nhs.uk",
        "DATABASE_URL": "the PostgreSQL database, such as postgres://portal@db/portal",
        "REDIS_URL": "the queue, such as redis://queue/0",
    }
    missing = [
        f"{name} ({meaning})" for name, meaning in needed.items() if not environment.get(name, "").strip()
    ]
    if missing:
        raise ImproperlyConfigured(f"A served portal needs {'; '.join(missing)}.")
    _refuse_key("SECRET_KEY", environment["SECRET_KEY"])
    for key in words(environment, "SECRET_KEY_FALLBACKS"):
        _refuse_key("A key of SECRET_KEY_FALLBACKS", key)
    _refuse_addresses(environment)
    if environment.get("PORTAL_TODAY") and not flag(environment, "PORTAL_DEMONSTRATION"):
        raise ImproperlyConfigured(
            "PORTAL_TODAY stops the clock, and with it every deadline: demonstration only."
        )


def _refuse_key(name: str, key: str) -> None:
    """A key that was used before lets in whoever guesses it, like the one in use."""
    if len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(
            f"{name} is shorter than {SHORTEST_KEY} characters: too short to serve with."
        )
    if len(set(key)) < FEWEST_LETTERS:
        raise ImproperlyConfigured(f"{name} repeats itself: make one by chance (docs/serving.md says how).")


def _refuse_addresses(environment: Mapping[str, str]) -> None:
    """Under which names the portal is reached, and where it reaches its database and its queue."""
    hosts = words(environment, "PORTAL_HOSTS")
    if "*" in hosts:
        raise ImproperlyConfigured(
            "PORTAL_HOSTS is *, which lets any site pose as the portal: name the hosts."
        )
    if any(set(host) & set("/: ") for host in hosts):
        raise ImproperlyConfigured(
            "PORTAL_HOSTS takes names alone, such as portal.example.nhs.uk: no https://, no port."
        )
    if environment.get("PORTAL_URL", "").strip().startswith("http://"):
        raise ImproperlyConfigured(
            "PORTAL_URL is plain http: links that let people in would travel open. Make it https://."
        )
    if not environment["DATABASE_URL"].startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            "A served portal stands on PostgreSQL: DATABASE_URL must start with postgres://."
        )
    if urlsplit(environment["DATABASE_URL"]).username == "postgres":
        raise ImproperlyConfigured(
            "DATABASE_URL names PostgreSQL's superuser, who is refused nothing: give the portal a role of its own."
        )
    if not environment["REDIS_URL"].startswith(("redis://", "rediss://", "redis+socket://")):
        raise ImproperlyConfigured("The queue is a Redis: REDIS_URL must start with redis:// or rediss://.")


# A unix socket's path has room for 107 bytes; some tools add a few of their own.
LONGEST_SOCKET_PATH = 100


def queue_socket(var: Path) -> Path:
    """Where the embedded queue listens: beside the data, or under a short name when that path is too long."""
    beside = var / "valkey.sock"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_PATH:
        return beside
    name = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{name}" / "valkey.sock"
