"""Loads the Quality Premium and CQUIN schemes as far as documents state them; what was earned is invented."""

from typing import Any

from assurance.dorset.files import read
from assurance.dorset.rows import by, create_missing
from core import periods
from core.provenance import Provenance
from organisation.models import FinancialYear
from performance.models import IncentiveMeasure, IncentiveScheme, OutcomeAmbition

Row = dict[str, Any]
TEXTS = ("total_note", "source", "note")


def load() -> int:
    """Load schemes with their measures, and return how many rows were created.

    A measure can be renamed, so measures come with a new scheme only.
    """
    rows = {_slug(row): row for row in read("published/incentives.json")["schemes"]}
    years = by(FinancialYear, "start")
    schemes = [
        IncentiveScheme(
            slug=slug,
            kind=row["kind"],
            year=years[periods.FinancialYear.from_label(row["year"]).start],
            total=row.get("total"),
            provenance=row.get("provenance", Provenance.PUBLISHED),
            **{name: row.get(name, "") for name in TEXTS},
        )
        for slug, row in rows.items()
    ]
    new = create_missing(schemes, key=["slug"])
    return len(new) + sum(_load_measures(scheme, rows[scheme.slug]) for scheme in new)


def _slug(row: Row) -> str:
    return f"{row['kind']}-{periods.FinancialYear.from_label(row['year']).slug}"


def _load_measures(scheme: IncentiveScheme, row: Row) -> int:
    """The measures in the order of the document, then the parts of those that have some."""
    results, ambitions = _results(scheme), by(OutcomeAmbition, "number")
    whole = [
        _measure(scheme, measure, order, ambitions, **results.get(measure["name"], {}))
        for order, measure in enumerate(row["measures"], start=1)
    ]
    created = create_missing(whole, key=["scheme_id", "scope", "name"])
    parts = [
        _measure(scheme, measure | part, order, ambitions, parent=parent)
        for parent, measure in zip(created, row["measures"], strict=True)
        for order, part in enumerate(measure.get("parts", ()), start=1)
    ]
    return len(created) + len(create_missing(parts, key=["parent_id", "name"]))


def _measure(
    scheme: IncentiveScheme, row: Row, order: int, ambitions: dict[int, OutcomeAmbition], **others: Any
) -> IncentiveMeasure:
    return IncentiveMeasure(
        scheme=scheme,
        scope=row["scope"],
        name=row["name"],
        order=order,
        agreement=row.get("agreement", IncentiveMeasure.Agreement.AGREED),
        agreement_note=row.get("agreement_note", ""),
        weight_percent=row.get("weight"),
        ambition=ambitions.get(row.get("ambition")),
        provenance=scheme.provenance,
        source=scheme.source,
        **others,
    )


def _results(scheme: IncentiveScheme) -> dict[str, Row]:
    """The invented results of a scheme, by measure."""
    file = read("illustrative/incentive_results.json")
    if file["scheme"] != scheme.slug:
        return {}
    return {
        name: {
            "result": row["result"],
            "result_reason": row["reason"],
            "result_provenance": Provenance.ILLUSTRATIVE,
        }
        for name, row in file["results"].items()
    }
