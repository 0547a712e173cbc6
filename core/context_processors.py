"""What every page knows: the organisation it speaks for, the day it stands on, and whether it is a demonstration."""

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property

from core import clock

DEFAULT_NAME = "Assurance portal"
DEFAULT_ORGANISATION_MODEL = "organisation.Organisation"
DEFAULT_DEMONSTRATION = "organisation.demonstration"


@dataclass(frozen=True)
class Portal:
    """The portal's own name and day; the organisation is asked for only by a page that prints it."""

    today: date
    is_frozen: bool
    is_demonstration: bool

    @cached_property
    def organisation(self) -> Any:
        """The one row of the model that settings may name, as they name that of a user; None before it is loaded."""
        model = getattr(settings, "PORTAL_ORGANISATION_MODEL", DEFAULT_ORGANISATION_MODEL)
        return apps.get_model(model).objects.first()

    @property
    def demonstration(self) -> Any:
        """The accounts and the password to show on the sign-in page; None outside the demonstration."""
        if not self.is_demonstration:
            return None
        return import_module(getattr(settings, "PORTAL_DEMONSTRATION_MODULE", DEFAULT_DEMONSTRATION))

    @property
    def name(self) -> str:
        return self.organisation.portal_name if self.organisation else DEFAULT_NAME

    @property
    def organisation_name(self) -> str:
        return self.organisation.name if self.organisation else ""


def portal(request: HttpRequest) -> dict[str, Portal]:
    """`portal` in every template."""
    return {
        "portal": Portal(
            today=clock.today(), is_frozen=clock.is_frozen(), is_demonstration=settings.PORTAL_DEMONSTRATION
        )
    }
