"""The sections of the portal, as every page leads to them: in its header, and again at its foot."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from organisation.rights import Permission

SECTIONS: tuple[tuple[str, str, Permission | None], ...] = (
    ("assurance:dashboard", "Dashboard", None),
    ("performance:return_list", "Returns", Permission.VIEW_RETURNS),
    ("performance:scorecard", "Performance", None),
    ("programmes:portfolio", "Programmes", None),
    ("programmes:risk_register", "Risks", None),
    ("finance:position", "Finance", None),
    ("engagement:activity_list", "Engagement", None),
    ("assurance:round", "Assurance", Permission.RUN_ROUND),
    ("assurance:report_list", "Reports", None),
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
        if permission is None or request.user.may(permission):
            url = reverse(name)
            yield Section(url, word, current_of(url, request.path))


def current_of(url: str, path: str) -> str:
    """The dashboard's address is the beginning of every other, and holds none of them."""
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
