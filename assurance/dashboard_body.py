"""The body of the dashboard, which a process draws once where the figures are frozen.

Drawing its eight sections is most of what the page costs, and it says nothing of the person who looks, but for the
links into the returns that they may open. Of an open quarter it is drawn each time.
"""

from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string

from assurance.assembly import Frozen
from assurance.dashboard import build_dashboard
from assurance.pack import AssurancePack
from organisation.models import Quarter

KEPT = 64
"""Bodies that a process keeps, of some fifty kilobytes each: a few quarters, each for a few kinds of reader."""


@lru_cache(maxsize=KEPT)
def body_of_frozen(frozen: Frozen, quarter: Quarter, today: date, readable_returns: frozenset[str]) -> str:
    """The same snapshot on the same day, with the same links, is the same page."""
    return body_of(frozen.pack, quarter, today, readable_returns)


def body_of(pack: AssurancePack, quarter: Quarter, today: date, readable_returns: frozenset[str]) -> str:
    context = {
        "quarter": quarter,
        "pack": pack,
        "page": build_dashboard(pack, today=today),
        "readable_returns": readable_returns,
    }
    return render_to_string("assurance/_dashboard.html", context)
