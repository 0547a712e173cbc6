"""Loads the seven outcome ambitions with baseline and targets, or none, and the 23 published levels of performance."""

from decimal import Decimal
from typing import Any

from assurance.dorset.files import read
from assurance.dorset.rows import by, create_missing
from core import periods
from core.provenance import Provenance
from organisation.models import FinancialYear
from performance.models import (
    AmbitionForecast,
    AmbitionLevel,
    OutcomeAmbition,
    OutcomeDomain,
    PerformanceLevel,
)


def load() -> int:
    """Load domains, ambitions, targets and levels, and return how many rows were created."""
    file = read("published/outcomes.json")
    domains = [OutcomeDomain(**row) for row in file["domains"]]
    created = len(create_missing(domains, key=["number"]))
    return created + _load_ambitions(file) + _load_targets(file) + _load_levels(file) + _load_invented()


def _load_ambitions(file: dict[str, Any]) -> int:
    domains = by(OutcomeDomain, "number")
    ambitions = [
        OutcomeAmbition(
            number=row["number"],
            domain=domains[row["domain"]],
            name=row["name"],
            short_name=row["short_name"],
            measure=row.get("measure", ""),
            unit=row.get("unit", ""),
            polarity=row["polarity"],
            baseline=row["baseline"].get("value"),
            baseline_printed=row["baseline"]["printed"],
            note=row.get("note", ""),
            provenance=Provenance.PUBLISHED,
            source=file["source"],
        )
        for row in file["ambitions"]
    ]
    return len(create_missing(ambitions, key=["number"]))


def _load_targets(file: dict[str, Any]) -> int:
    """The levels to be reached; an ambition printed without a trajectory has none."""
    ambitions, years = by(OutcomeAmbition, "number"), by(FinancialYear, "start")
    levels = [
        AmbitionLevel(
            ambition=ambitions[row["number"]],
            year=years[periods.FinancialYear.from_label(label).start],
            kind=AmbitionLevel.Kind.TARGET,
            value=Decimal(target["value"]),
            printed=target["printed"],
            provenance=Provenance.PUBLISHED,
            source=file["source"],
        )
        for row in file["ambitions"]
        for label, target in row["targets"].items()
        if "value" in target
    ]
    return len(create_missing(levels, key=["ambition_id", "year_id", "kind"]))


def _load_invented() -> int:
    """Levels of later years, which are shown once those have ended, and one forecast of the team's own."""
    file = read("illustrative/ambition_levels.json")
    ambitions, years = by(OutcomeAmbition, "number"), by(FinancialYear, "start")
    marks = {"provenance": Provenance.ILLUSTRATIVE, "source": file["source"]}
    levels = [
        AmbitionLevel(
            ambition=ambitions[int(number)],
            year=years[periods.FinancialYear.from_label(label).start],
            kind=AmbitionLevel.Kind.ACTUAL,
            value=value,
            **marks,
        )
        for number, by_year in file["levels"].items()
        for label, value in by_year.items()
    ]
    forecasts = [
        AmbitionForecast(
            ambition=ambitions[int(number)],
            year=years[periods.FinancialYear.from_label(row["year"]).start],
            value=row["value"],
            reason=row["reason"],
            **marks,
        )
        for number, row in file["forecasts"].items()
    ]
    created = len(create_missing(levels, key=["ambition_id", "year_id", "kind"]))
    return created + len(create_missing(forecasts, key=["ambition_id", "year_id"]))


def _load_levels(file: dict[str, Any]) -> int:
    """Levels in the words of the plan, which do not say which end is better."""
    domains, ambitions = by(OutcomeDomain, "number"), by(OutcomeAmbition, "number")
    levels = [
        PerformanceLevel(
            row=row["row"],
            domain=domains[indicator["domain"]],
            ambition=ambitions[indicator["ambition"]],
            indicator=indicator["indicator"],
            short_name=indicator["short_name"],
            area=row["area"],
            level=row["level"],
            as_at=file["as_at"],
            provenance=Provenance.PUBLISHED,
            source=file["source"],
        )
        for indicator in file["indicators"]
        for row in indicator["levels"]
    ]
    return len(create_missing(levels, key=["row"]))
