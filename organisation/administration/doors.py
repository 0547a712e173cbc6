"""Who comes in: administrators, who proved a short while ago that it is them."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation.rights import Permission, require
from organisation.signing_in.recent import recently_signed_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def administered(view: View[P]) -> View[P]:
    """Open a view to administrators alone, and not to a screen that was left on."""
    return require(Permission.ADMINISTER)(recently_signed_in(view))


def page(view: View[P]) -> View[P]:
    """A page to read."""
    return require_safe(administered(view))


def form_page(view: View[P]) -> View[P]:
    """A page with a form."""
    return require_http_methods(["GET", "HEAD", "POST"])(administered(view))


def button(view: View[P]) -> View[P]:
    """What a button does."""
    return require_POST(administered(view))
