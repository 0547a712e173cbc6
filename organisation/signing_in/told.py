"""A password or a second factor that changes is told to its person, and kept in the trail."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from core import trail
from core.models import EventKind
from organisation.models import User

log = logging.getLogger(__name__)
SENTENCES = {
    "account/email/password_changed": "Changed their password",
    "account/email/password_reset": "Set a new password by a link",
    "account/email/password_set": "Set a password",
    "mfa/email/totp_activated": "Set up an authenticator app",
    "mfa/email/totp_deactivated": "Removed their authenticator app",
    "mfa/email/webauthn_added": "Added a passkey",
    "mfa/email/webauthn_removed": "Removed a passkey",
    "mfa/email/recovery_codes_generated": "Made new recovery codes",
}


class ToldByMail(DefaultAccountAdapter):
    """An adapter whose notices are kept as well as sent."""

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """The change has been made: a mail server that is away must not turn it into an error."""
        if template_prefix in SENTENCES:
            trail.note(EventKind.ACCOUNT_CHANGED, SENTENCES[template_prefix], by=user, subject=user)
        try:
            super().send_notification_mail(template_prefix, user, context, email)
        except OSError:
            log.exception("A notice of %s could not be sent", template_prefix)
