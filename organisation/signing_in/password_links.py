"""The letter with which somebody sets a new password, and how it goes.

Whoever asks on the page that is open to everybody must not learn whether an address has an account, by the answer or
by the time that it takes. So that page rings the queue alike for an address that nobody has, and a worker does the
rest: it makes the link, writes the letter, and tries again where the mail server is away.
"""

import logging

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.template.loader import render_to_string
from django.urls import reverse

from core.letters import Delivery, Letter, address, deliver
from organisation.demonstration import is_shared
from organisation.models import User

logger = logging.getLogger(__name__)
TEMPLATE = "account/email/password_reset_key"
NOBODY = 0
"""The key of no account."""


def letter_to(person: User) -> Letter:
    """The letter, with a link that works once, for a day (PASSWORD_RESET_TIMEOUT)."""
    parts = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    url = address(reverse("account_reset_password_from_key", kwargs=parts))
    return Letter(
        to=person.email,
        subject=render_to_string(f"{TEMPLATE}_subject.txt").strip(),
        text=render_to_string(f"{TEMPLATE}_message.txt", {"password_reset_url": url}),
    )


def send(key: int) -> Delivery | None:
    """Send it to whoever has an open account with that key, in a worker; None where there is nobody to write to."""
    person = User.objects.filter(pk=key, is_active=True).first()
    return None if person is None or is_shared(person) else deliver(letter_to(person))


def ring(person: User | None) -> None:
    """Ask a worker for it. Without a queue it goes at once: nobody is kept outside because that is away."""
    from organisation.tasks import send_password_link

    key = person.pk if person else NOBODY
    try:
        send_password_link.delay(key)
    except Exception as silence:
        logger.warning("The queue does not answer (%s); a link to set a password goes without it.", silence)
        send(key)
