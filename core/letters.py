"""Letters: one e-mail to one person, as plain text with a simple HTML twin, and what became of it.

What a mail server said decides whether a letter may be tried again. It is tried again only when it is certain that it
did not go; where the server fell silent in the middle, it may have gone, and is left alone.
"""

import logging
import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from core.logs import without_addresses
from core.no_mail_server import NoMailServer

logger = logging.getLogger(__name__)

NO_ANSWER = "The mail server does not answer."
NOT_WANTED = "The mail server does not take e-mails from the portal"
MAY_HAVE_ARRIVED = "the e-mail may have arrived."
FELL_SILENT = f"The mail server stopped answering in the middle: {MAY_HAVE_ARRIVED}"


class Outcome(Enum):
    """What became of a letter."""

    SENT = auto()
    """The mail server took it."""
    LATER = auto()
    """It did not go, and may be tried again."""
    REFUSED = auto()
    """It did not go, and never will: there is no such mailbox, or the letter is not wanted."""
    UNKNOWN = auto()
    """It may have gone: it is not sent a second time."""


@dataclass(frozen=True)
class Letter:
    """One e-mail. `stop_url` is where one click ends all such e-mails (RFC 8058), without signing in."""

    to: str
    subject: str
    text: str
    html: str = ""
    stop_url: str = ""

    def message(self) -> EmailMultiAlternatives:
        headers = {"Auto-Submitted": "auto-generated"}
        if self.stop_url:
            headers["List-Unsubscribe"] = f"<{self.stop_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message = EmailMultiAlternatives(self.subject, self.text, None, [self.to], headers=headers)
        if self.html:
            message.attach_alternative(self.html, "text/html")
        return message


@dataclass(frozen=True)
class Delivery:
    """What became of a letter and why; `of_server` says that no other letter would go now either."""

    outcome: Outcome
    why: str = ""
    of_server: bool = False

    @property
    def is_sent(self) -> bool:
        return self.outcome == Outcome.SENT


def address(path: str) -> str:
    """The whole address of a page, for those who read it outside the portal."""
    return f"{settings.PORTAL_URL}{path}"


def deliver(letter: Letter) -> Delivery:
    """Hand one letter to the mail server, on a connection of its own. Raises nothing that a mail server causes."""
    try:
        message = letter.message()
        message.message()
        connection = get_connection()
    except (ValueError, UnicodeError):
        return Delivery(Outcome.REFUSED, "The e-mail address cannot be written to.")
    try:
        connection.open()
    except NoMailServer as failure:
        logger.warning("An e-mail did not go: %s", failure)
        return Delivery(Outcome.LATER, str(failure), of_server=True)
    except (OSError, smtplib.SMTPException) as failure:
        logger.warning("The mail server does not answer: %s", failure)
        return Delivery(Outcome.LATER, NO_ANSWER, of_server=True)
    try:
        connection.send_messages([message])
    except (OSError, smtplib.SMTPException, ValueError) as failure:
        delivery = _without_reader(judge(failure), letter.to)
        logger.warning("An e-mail did not go: %s", delivery.why)
        return delivery
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()
    return Delivery(Outcome.SENT)


def judge(failure: Exception) -> Delivery:
    """What a failure in the middle means. Of SMTP's answers, 4xx is for now and 5xx for good (RFC 5321, 4.2.1)."""
    match failure:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(failure.recipients.values()))
            return _answered(code, said, "The mail server does not know this address")
        case smtplib.SMTPSenderRefused():
            why = f"{NOT_WANTED} ({_words(failure.smtp_code, failure.smtp_error)})."
            return Delivery(Outcome.LATER, why, of_server=True)
        case smtplib.SMTPResponseException():
            return _answered(failure.smtp_code, failure.smtp_error, "The mail server refused this e-mail")
        case smtplib.SMTPNotSupportedError() | ValueError():
            return Delivery(Outcome.REFUSED, "The e-mail address cannot be written to.")
        case _:
            return Delivery(Outcome.UNKNOWN, FELL_SILENT)


def _without_reader(delivery: Delivery, to: str) -> Delivery:
    """Servers name the mailbox as well as the address: “550 no user jane.smith here”."""
    mailbox = re.escape(to.rpartition("@")[0])
    if not mailbox:
        return delivery
    named = re.compile(rf"(?<![\w.-]){mailbox}(?![\w-])", re.IGNORECASE)
    return replace(delivery, why=named.sub("[mailbox]", delivery.why))


def _answered(code: int, said: bytes | str, refused: str) -> Delivery:
    if code >= 500:
        return Delivery(Outcome.REFUSED, f"{refused} ({_words(code, said)}).")
    return Delivery(Outcome.LATER, f"The mail server asks to try again later ({_words(code, said)}).")


def _words(code: int, said: bytes | str) -> str:
    """What the server said, without whom it was about: the words stay where a person's name and address do not."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(without_addresses(text).split())}"[:150].strip()
