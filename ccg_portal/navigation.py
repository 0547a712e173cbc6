"""The sections of the portal, as every page leads to them: in its header, and again at its foot."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from organisation.rights import Permission

SECTIONS: tuple[tuple[str, str, Permission], ...] = (
    ("assurance:dashboard", "Dashboard", Permission.VIEW),
    ("performance:return_list", "Returns", Permission.VIEW_RETURNS),
    ("performance:scorecard", "Performance", Permission.VIEW),
    ("programmes:portfolio", "Programmes", Permission.VIEW),
    ("programmes:risk_register", "Risks", Permission.VIEW),
    ("finance:position", "Finance", Permission.VIEW),
    ("engagement:activity_list", "Engagement", Permission.VIEW),
    ("assurance:round", "Assurance", Permission.RUN_ROUND),
    ("assurance:report_list", "Reports", Permission.VIEW),
    ("administration:overview", "Administration", Permission.ADMINISTER),
)
"""Address, word, and the permission without which it is not shown."""


@dataclass(frozen=True)
class Section:
    """`current` is what `aria-current` says: `page` is this one, `true` one that lies within it."""

    url: str
    word: str
    current: str


def navigation(request: HttpRequest) -> dict[str, object]:
    """`navigation` in every template: those of the person who is signed in, worked out once a page."""
    return {"navigation": SimpleLazyObject(lambda: tuple(_shown(request)))}


def _shown(request: HttpRequest) -> Iterator[Section]:
    if not request.user.is_authenticated:
        return
    for name, word, permission in SECTIONS:
        if request.user.may(permission):
            url = reverse(name)
            yield Section(url, word, current_of(url, request.path))


def current_of(url: str, path: str) -> str:
    """The dashboard's address is the beginning of every other, and holds none of them."""
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
