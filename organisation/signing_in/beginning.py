"""What happens when somebody signs in, in whatever way: by password, by passkey, by their organisation."""

from typing import Any

from django.http import HttpRequest

from organisation.models import User
from organisation.signing_in import kept, stamps


def on_signed_in(sender: Any, request: HttpRequest, user: User, **others: Any) -> None:
    """Django's own signal is the one place through which every way goes (organisation/apps.py)."""
    stamps.begin(request.session)
    kept.forget_anothers(request.session, user.pk)
