"""Where a served portal has no mail server: nothing is sent, and nothing printed.

Printed, the links that let people in, and their addresses, would stand in the machine's log for whoever reads that.
"""

from collections.abc import Sequence
from typing import NoReturn

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NO_MAIL_SERVER = "The portal has no mail server, so that it sends no e-mails."


class NoMailServer(OSError):
    """What becomes of a letter there: it did not go, and may be tried again once there is a server."""

    def __init__(self) -> None:
        super().__init__(NO_MAIL_SERVER)


class EmailBackend(BaseEmailBackend):
    """Fails each letter with the sentence above, and says nothing of it."""

    def open(self) -> NoReturn:
        raise NoMailServer

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> NoReturn:
        raise NoMailServer
