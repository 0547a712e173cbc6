"""Builders for tests about variation: KPIs with a run of months."""

from collections.abc import Sequence
from typing import Any

from core.periods import Month
from core.provenance import Provenance
from performance.models import KPI, Frequency
from performance.tests.builders import make_kpi, make_value

ZIGZAG = ("10", "12")
"""Mean 11, limits 5.68 and 16.32."""


def make_monthly(
    texts: Sequence[str], *, first: str = "2012-04", provenance: str = Provenance.RETURNED, **others: Any
) -> KPI:
    """A monthly KPI with these figures, one a month from April 2012; an empty text is a month without a row."""
    kpi = make_kpi(**({"frequency": Frequency.MONTHLY} | others))
    add_months(kpi, texts, first=first, provenance=provenance)
    return kpi


def add_months(kpi: KPI, texts: Sequence[str], *, first: str, provenance: str = Provenance.RETURNED) -> None:
    month = Month.from_slug(first)
    for text in texts:
        if text:
            make_value(kpi=kpi, period=month.slug, text=text, provenance=provenance)
        month = month.next
