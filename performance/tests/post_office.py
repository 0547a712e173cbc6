"""A real mail server on this machine, for tests: it takes e-mails, refuses some, falls silent, or is down."""

import asyncio
import socket
from collections.abc import Awaitable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

PATIENCE = 60  # seconds, on a machine that is busy with other tests
SOON = 3  # seconds, where a test waits for a silence to be borne no longer


@dataclass
class PostOffice:
    """What the server was handed, and how it answers: `refuses` gives an address the answer that it gets."""

    letters: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    falls_silent: bool = False

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == address]

    # aiosmtpd calls these by name.

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.falls_silent:
            await asyncio.sleep(PATIENCE)
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 Taken"


def settings_for(port: int, **others: Any) -> override_settings:
    """The portal's settings for a mail server on that port of this machine."""
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_USE_TLS=False,
        EMAIL_USE_SSL=False,
        DEFAULT_FROM_EMAIL="portal@ccg.example.nhs.uk",
        **{"EMAIL_TIMEOUT": PATIENCE} | others,
    )


class Counter(Controller):
    """Where letters are handed in: it listens from the beginning, on a port that nobody else can have meanwhile."""

    def __init__(self, office: PostOffice) -> None:
        self.line = socket.create_server(("127.0.0.1", 0))
        host, self.own_port = self.line.getsockname()
        # It is told its name, or would ask the network for it at each call.
        super().__init__(office, host, self.own_port, ready_timeout=PATIENCE, server_hostname="localhost")

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self.line)


@contextmanager
def open_post_office() -> Iterator[PostOffice]:
    """A mail server that takes what it is given, with the portal's settings pointing to it."""
    office = PostOffice()
    counter = Counter(office)
    counter.start()
    try:
        with settings_for(counter.own_port):
            yield office
    finally:
        counter.stop()


@contextmanager
def falling_silent(office: PostOffice) -> Iterator[None]:
    """It takes each letter, and does not say so."""
    office.falls_silent = True
    with override_settings(EMAIL_TIMEOUT=SOON):
        yield
    office.falls_silent = False


@contextmanager
def closed_post_office() -> Iterator[None]:
    """Nobody listens, and nobody else can on that port."""
    with closing(socket.socket()) as line:
        line.bind(("127.0.0.1", 0))
        with settings_for(int(line.getsockname()[1])):
            yield


@contextmanager
def frozen_post_office() -> Iterator[None]:
    """It takes the call, and never says a word."""
    with closing(socket.socket()) as line:
        line.bind(("127.0.0.1", 0))
        line.listen(8)
        with settings_for(int(line.getsockname()[1]), EMAIL_TIMEOUT=1):
            yield
