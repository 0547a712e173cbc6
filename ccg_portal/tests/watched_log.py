"""A pytest plugin that reads the log of the whole test run: no line may name anybody, let anybody in, or tell a story.

The watch listens beside the console, with the formatter that a served portal writes with, and notes what tests come
upon that no log may hold: people's titles, passwords as typed, keys of sessions and forms, signatures and reset links,
the portal's own secrets, the texts of commentaries and risks. When a process of the run ends, its lines are compared
with all of it; one that holds any fails the run (as an error of the last test, which is then not to blame).
"""

import json
import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

SHORTEST_SECRET = 8
WORDS_OF_A_STORY = 5
"""So many words in a row, as somebody typed them, are no accident."""
OURS = {"assurance", "performance", "finance", "engagement", "programmes", "organisation"}
# Sentences that the portal itself writes into a row, and may write into its log as well.
OWN_SENTENCES = {"failure"}

EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
LONG_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,}")
WORD = re.compile(r"[^\W\d_]+")
DIGIT = re.compile(r"\d")


@dataclass
class Known:
    """What no line of the log may hold."""

    secrets: set[str] = field(default_factory=set)
    """Found wherever they stand: passwords, the portal's own keys."""
    tokens: set[str] = field(default_factory=set)
    """Twenty letters and digits or more: keys of sessions and forms, signatures, reset links."""
    people: set[str] = field(default_factory=set)
    """Two words or more: one alone, such as “Finance”, is no name."""
    stories: set[tuple[str, ...]] = field(default_factory=set)
    """The first words of each text."""

    def note_secret(self, value: object) -> None:
        if isinstance(value, str) and len(value) >= SHORTEST_SECRET:
            self.secrets.add(value)

    def note_person(self, title: str, email: str) -> None:
        if " " in title.strip():
            self.people.add(title.strip())
        self.secrets.add(email)

    def note_story(self, text: object) -> None:
        if isinstance(text, str) and len(words := words_of(text[:200])) >= WORDS_OF_A_STORY:
            self.stories.add(words[:WORDS_OF_A_STORY])


def words_of(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(text))


def leaks(line: str, known: Known) -> list[str]:
    """What a line holds that it must not, each in a word."""
    found = ["an e-mail address"] if EMAIL.search(line) else []
    if any(secret in line for secret in known.secrets):
        found.append("a secret")
    if not known.tokens.isdisjoint(LONG_TOKEN.findall(line)):
        found.append("a token")
    if any(name in line for name in known.people):
        found.append("a person")
    words = words_of(line)
    if any(words[at : at + WORDS_OF_A_STORY] in known.stories for at in range(len(words))):
        found.append("somebody's text")
    return found


class Watch(logging.Handler):
    """Keeps one line of each kind that is written, as a served portal would write it."""

    def __init__(self, form: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(form)
        self.seen: set[tuple[str, str]] = set()
        self.lines: set[str] = set()
        self.known = Known()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            kind = (record.name, DIGIT.sub("0", record.getMessage()))
            if kind in self.seen and not record.exc_info:
                return
            self.seen.add(kind)
            said = json.loads(self.format(record))
            self.lines.add(
                " ".join(str(value) for name, value in said.items() if name not in ("time", "request_id"))
            )
        except Exception:  # as every handler: never raised into what is listened to
            self.handleError(record)

    def read(self, log: Path) -> None:
        """What another process has written, such as a worker."""
        if log.is_file():
            self.lines.update(log.read_text(errors="replace").splitlines())

    def verdict(self) -> list[str]:
        """Each line that holds what it must not, with what it is."""
        found = [(line, leaks(line, self.known)) for line in sorted(self.lines)]
        return [f"{' and '.join(what)}: {line[:400]}" for line, what in found if what]


def noting(function: Callable[..., Any], note: Callable[..., None]) -> Callable[..., Any]:
    """The function, whose arguments and answer are noted."""

    @wraps(function)
    def noted(*args: Any, **kwargs: Any) -> Any:
        answer = function(*args, **kwargs)
        note(answer, *args)
        return answer

    return noted


def sources(known: Known) -> Iterator[Any]:
    """Where what must stay out of the log comes from; each patch notes it on its way."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal import auth as totp
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.tokens import PasswordResetTokenGenerator
    from django.contrib.sessions.backends.base import SessionBase
    from django.core.signing import Signer
    from django.middleware import csrf

    def token(answer: Any, *_: Any) -> None:
        known.tokens.add(str(answer))

    def typed(_: Any, __: Any, raw: object = None, *___: Any) -> None:
        known.note_secret(raw)

    def made(answer: Any, *_: Any) -> None:
        for each in answer if isinstance(answer, list) else [answer]:
            known.note_secret(each)

    for owner, name, note in (
        (SessionBase, "_get_new_session_key", token),
        (csrf, "_get_new_csrf_string", token),
        (Signer, "signature", token),
        (secrets, "token_urlsafe", token),
        (totp, "generate_totp_secret", made),
        (RecoveryCodes, "generate_codes", made),
        (PasswordResetTokenGenerator, "_make_token_with_timestamp", token),
        (AbstractBaseUser, "set_password", typed),
        (AbstractBaseUser, "check_password", typed),
    ):
        yield mock.patch.object(owner, name, noting(getattr(owner, name), note))


def texts_of(model: Any) -> tuple[str, ...]:
    """The fields of a model in which people tell something."""
    from django.db.models import TextField

    return tuple(
        each.attname
        for each in model._meta.concrete_fields
        if type(each) is TextField and not each.choices and each.name not in OWN_SENTENCES
    )


def rows_noted(known: Known) -> Callable[..., None]:
    """A receiver of saved rows: the people and the texts of the tests' world."""
    from django.apps import apps
    from django.contrib.auth import get_user_model

    people = get_user_model()
    texts = {
        model: texts_of(model)
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith("Historical")
    }

    def saved(sender: Any, instance: Any, **_: Any) -> None:
        if sender is people:
            known.note_person(instance.title, instance.email)
        for name in texts.get(sender, ()):
            known.note_story(instance.__dict__.get(name))

    return saved


def own_secrets() -> Iterator[str]:
    from django.conf import settings

    yield settings.SECRET_KEY
    yield settings.EMAIL_HOST_PASSWORD
    yield settings.PORTAL_HEALTH_TOKEN
    yield from (str(database.get("PASSWORD") or "") for database in settings.DATABASES.values())


def quiet_about_requests(record: logging.LogRecord) -> bool:
    """The console of the tests does without a line for each request, as that of `make run` does."""
    return record.name != "portal.requests" or record.levelno >= logging.WARNING


@pytest.fixture(scope="session", autouse=True)
def watch() -> Iterator[Watch]:
    """The watch of this process of the run; its verdict is the last thing that happens."""
    from django.db.models.signals import post_save

    from core.logs import Json

    watching = Watch(Json())
    for secret in own_secrets():
        watching.known.note_secret(secret)
    saved = rows_noted(watching.known)
    listened = [logging.getLogger(name) for name in ("", "django", "django.server")]
    every = [handler for logger in listened for handler in logger.handlers]
    consoles = {
        handler for handler in every if type(handler) is logging.StreamHandler
    }  # none of pytest's own
    requests = logging.getLogger("portal.requests")
    with ExitStack() as patched:
        for patch in sources(watching.known):
            patched.enter_context(patch)
        post_save.connect(saved, weak=False)
        for console in consoles:
            console.addFilter(quiet_about_requests)
        for logger in listened:
            logger.addHandler(watching)
        level_before = requests.level
        requests.setLevel(logging.INFO)
        yield watching
        requests.setLevel(level_before)
        for logger in listened:
            logger.removeHandler(watching)
        for console in consoles:
            console.removeFilter(quiet_about_requests)
        post_save.disconnect(saved)
    found = watching.verdict()
    assert not found, "The log of this run holds what no log may hold:\n" + "\n".join(found)
