"""Letters: what a mail server's answer means for trying again."""

import smtplib
from unittest import mock

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings

from core.letters import Delivery, Letter, Outcome, address, deliver, judge
from core.no_mail_server import NO_MAIL_SERVER, NoMailServer


@pytest.mark.parametrize(
    ("failure", "outcome", "of_server"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"No such user")}), Outcome.REFUSED, False),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (452, b"Mailbox full")}), Outcome.LATER, False),
        (smtplib.SMTPSenderRefused(530, b"Sign in first", "portal@example.org"), Outcome.LATER, True),
        (smtplib.SMTPDataError(554, b"Rejected"), Outcome.REFUSED, False),
        (smtplib.SMTPDataError(451, b"Try later"), Outcome.LATER, False),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), Outcome.UNKNOWN, False),
        (TimeoutError("timed out"), Outcome.UNKNOWN, False),
        (ConnectionResetError(), Outcome.UNKNOWN, False),
    ],
)
def test_it_is_tried_again_only_when_it_is_certain_not_to_have_gone(
    failure: Exception, outcome: Outcome, of_server: bool
) -> None:
    found = judge(failure)
    assert (found.outcome, found.of_server) == (outcome, of_server)
    assert found.why.endswith(".")


def test_without_a_mail_server_nothing_is_sent_or_printed_and_the_letter_says_so(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    letter = Letter(to="jane.smith@nhs.example", subject="Your link", text="https://portal.example/key/4711/")
    with override_settings(EMAIL_BACKEND="core.no_mail_server.EmailBackend"):
        delivery = deliver(letter)
        with pytest.raises(NoMailServer, match="has no mail server"):
            mail.send_mail(letter.subject, letter.text, None, [letter.to])
    assert delivery == Delivery(Outcome.LATER, NO_MAIL_SERVER, of_server=True)
    assert mail.outbox == []
    said = "".join(capfd.readouterr()) + caplog.text
    assert "jane" not in said
    assert "4711" not in said


def test_what_the_server_said_is_kept() -> None:
    failure = smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"5.1.1 No such\r\n user")})
    assert judge(failure).why == "The mail server does not know this address (550 5.1.1 No such user)."


@pytest.mark.parametrize(
    "said",
    [
        "451 4.7.1 <Jane.Smith@nhs.example>: Recipient address deferred",
        "550 5.1.1 no mailbox jane.smith here",
        "550 jane.smith@nhs.example",
    ],
)
def test_what_is_kept_of_a_refusal_names_nobody(said: str) -> None:
    """It stands in rows and their histories, which are kept when the person is forgotten."""
    with mock.patch.object(EmailBackend, "send_messages", side_effect=refusal(said)):
        found = deliver(Letter("jane.smith@nhs.example", "Due today", "Text"))
    assert found.outcome in (Outcome.LATER, Outcome.REFUSED)
    assert "jane" not in found.why.lower()
    assert said[:3] in found.why


def refusal(said: str) -> smtplib.SMTPRecipientsRefused:
    code, words = said.split(" ", 1)
    return smtplib.SMTPRecipientsRefused({"jane.smith@nhs.example": (int(code), words.encode())})


def test_a_letter_says_that_no_person_wrote_it_and_how_to_stop_it() -> None:
    letter = Letter("a@example.org", "Due today", "Text", "<p>Text</p>", "https://portal.example/stop/")
    assert deliver(letter) == Delivery(Outcome.SENT)

    (message,) = mail.outbox
    assert (message.to, message.subject, message.body) == (["a@example.org"], "Due today", "Text")
    assert message.extra_headers == {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": "<https://portal.example/stop/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@pytest.mark.parametrize(
    "letter",
    [Letter("two\nlines@example.org", "Subject", "Text"), Letter("a@example.org", "Two\nlines", "Text")],
)
def test_what_no_e_mail_can_hold_is_refused_not_raised(letter: Letter) -> None:
    assert deliver(letter).outcome == Outcome.REFUSED
    assert mail.outbox == []


def test_links_lead_to_the_portal_as_others_reach_it() -> None:
    with override_settings(PORTAL_URL="https://portal.example.nhs.uk"):
        assert address("/returns/") == "https://portal.example.nhs.uk/returns/"
