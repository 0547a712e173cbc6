"""Where “Value saved.” waits for the next page: in a cookie, as Django does it, which no other host can set."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class OwnCookie(CookieStorage):
    cookie_name = f"{settings.PORTAL_COOKIE_PREFIX}messages"


class Messages(FallbackStorage):
    """In the cookie, and in the session what is too long for it."""

    storage_classes = (OwnCookie, SessionStorage)
