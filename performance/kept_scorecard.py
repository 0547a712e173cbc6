"""The scorecard as it was last worked out, while nothing has changed since.

Working it out reads years of figures, and a board is looked at far more often than a figure changes. Whether anything
changed is one question (organisation/changes.py); the answer is kept in the shared cache beside the scorecard.
"""

from typing import Any

from django.core.cache import cache
from pydantic import TypeAdapter, ValidationError

from core import clock
from organisation.changes import newest_changes
from organisation.models import Quarter, User
from organisation.rights import Permission
from performance.models import KPIValue
from performance.pages import Scorecard
from performance.scorecard import build_scorecard

KEPT_FOR = 60
"""Seconds, after which even those changes show that leave no newer key: see organisation/changes.py."""
ROOMS = ("organisation", "performance")
SHAPE = TypeAdapter(Scorecard)


def scorecard_for(user: User, quarter: Quarter) -> Scorecard:
    """All KPIs of a quarter, as far as the person may see their figures."""
    sees_all = user.may(Permission.VIEW_OPEN_QUARTERS)
    key = f"scorecard-{quarter.slug}-{'staff' if sees_all else 'members'}"
    mark = [clock.today().isoformat(), *newest_changes(ROOMS)]
    card = _readable(cache.get(key), mark)
    if card is None:
        card = build_scorecard(quarter, values=KPIValue.objects.visible_to(user))
        cache.set(key, {"mark": mark, "card": SHAPE.dump_python(card, mode="json")}, KEPT_FOR)
    return card


def _readable(kept: dict[str, Any] | None, mark: list[Any]) -> Scorecard | None:
    """The scorecard that was kept under this mark; None for another, or one of another release."""
    if not kept or kept["mark"] != mark:
        return None
    try:
        return SHAPE.validate_python(kept["card"])
    except ValidationError:
        return None
