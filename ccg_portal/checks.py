"""What `manage.py check --deploy` says of a portal that is served: whether its e-mails can go out, and safely."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register("mail", deploy=True)
def check_mail(app_configs: Any, **others: Any) -> list[checks.CheckMessage]:
    """Reminders, notices and password resets all go by e-mail."""
    if not settings.PORTAL_SERVED:
        return []
    if not settings.EMAIL_HOST:
        return [
            checks.Warning(
                "No mail server is named: reminders and password resets are only printed where the portal runs.",
                hint="Set EMAIL_HOST, EMAIL_FROM and, where needed, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD.",
                id="portal.W001",
            )
        ]
    found: list[checks.CheckMessage] = []
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        found.append(
            checks.Warning(
                "E-mails come from portal@localhost, which other mail servers refuse.",
                hint="Set EMAIL_FROM to an address of your organisation.",
                id="portal.W002",
            )
        )
    if settings.EMAIL_HOST_PASSWORD and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        found.append(
            checks.Warning(
                "The password of the mail server would travel unencrypted.",
                hint="Use port 587 or 465, or set EMAIL_ENCRYPTION to starttls or tls.",
                id="portal.W003",
            )
        )
    return found
