"""Loads the data-quality notes: where the documents do not agree with themselves, or leave open what is meant."""

from datetime import date
from typing import Any

from assurance.dorset.files import read
from assurance.dorset.rows import by, create_missing
from core import periods
from core.provenance import Provenance
from organisation.models import DataQualityNote, FinancialYear, Quarter
from performance.models import KPI


def load() -> int:
    """Load the notes, and return how many were created.

    A note on the plan stands in each year whose report shows the plan's figures; its key then names the year.
    """
    kpis, years, quarters = by(KPI, "number"), by(FinancialYear, "start"), by(Quarter, "starts_on")
    notes = [
        _note(row, kpis, years[periods.FinancialYear.from_label(label).start], quarters)
        for row in read("published/notes.json")["notes"]
        for label in row["years"]
    ]
    return len(create_missing(notes, key=["key"]))


def _note(
    row: dict[str, Any], kpis: dict[int, KPI], year: FinancialYear, quarters: dict[date, Quarter]
) -> DataQualityNote:
    about, path = _subject(row, kpis)
    slug = row.get("quarter")
    return DataQualityNote(
        key=row["key"] if len(row["years"]) == 1 else f"{row['key']}-{year.slug}",
        area=row["area"],
        about=about,
        path=path,
        year=year,
        quarter=quarters[periods.Quarter.from_slug(slug).starts_on] if slug else None,
        text=row["text"],
        provenance=Provenance.DERIVED,
        source=row["source"],
    )


def _subject(row: dict[str, Any], kpis: dict[int, KPI]) -> tuple[str, str]:
    """What a note is about and the address of its page: a KPI, or what the file names."""
    if "kpi" in row:
        kpi = kpis[row["kpi"]]
        return kpi.short_name, kpi.get_absolute_url()
    return row["about"], row["path"]
