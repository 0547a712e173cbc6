"""Builders for tests about Quality Premium and CQUIN."""

from decimal import Decimal
from itertools import count
from typing import Any

from core.provenance import Provenance
from organisation.tests.builders import make_year
from performance.models import IncentiveMeasure, IncentiveScheme

_number = count(1)


def make_scheme(
    *,
    start: int = 2013,
    kind: str = IncentiveScheme.Kind.QUALITY_PREMIUM,
    total: int | str | None = "100000",
    **others: Any,
) -> IncentiveScheme:
    """A Quality Premium of £100,000 for 2013/14, unless told otherwise."""
    year = make_year(start=start)
    fields = {"slug": f"{kind}-{year.slug}", "provenance": Provenance.PUBLISHED} | others
    return IncentiveScheme.objects.create(
        kind=kind, year=year, total=None if total is None else Decimal(total), **fields
    )


def make_measure(
    *, scheme: IncentiveScheme, name: str = "", weight: int | str | None = None, **others: Any
) -> IncentiveMeasure:
    """An agreed national measure that is not assessed yet, unless told otherwise."""
    number = next(_number)
    fields = {
        "scope": IncentiveMeasure.Scope.NATIONAL,
        "order": number,
        "provenance": Provenance.PUBLISHED,
    } | others
    if fields.get("result") and "result_reason" not in fields:
        fields["result_reason"] = "As reported"
    return IncentiveMeasure.objects.create(
        scheme=scheme,
        name=name or f"Measure {number}",
        weight_percent=None if weight is None else Decimal(weight),
        **fields,
    )
