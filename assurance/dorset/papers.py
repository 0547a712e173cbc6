"""Loads invented texts and a cover sheet, so that the demonstration's reports show where they stand."""

from datetime import date
from typing import Any

from assurance.dorset.files import read
from assurance.dorset.rows import by, create_missing
from assurance.models import CoverAnswer, CoverSheet, QuarterText, ReportAudience
from core import periods
from core.provenance import Provenance
from organisation.models import Directorate, Quarter
from programmes.models import Part


def load() -> int:
    """Create what is missing, and return how many rows were created.

    They go with a quarter's row alone: the snapshot of a reported quarter is taken after them.
    """
    file = read("illustrative/papers.json")
    marks = {"provenance": Provenance.ILLUSTRATIVE, "source": file["source"]}
    texts = [_text(row, marks) for row in file["texts"]]
    created = len(
        create_missing(texts, key=["quarter_id", "kind", "directorate_id", "audience_id", "spans_year"])
    )
    return created + sum(_load_sheet(row, marks) for row in file["cover_sheets"])


def _text(row: dict[str, Any], marks: dict[str, Any]) -> QuarterText:
    directorates, audiences = by(Directorate, "slug"), by(ReportAudience, "slug")
    return QuarterText(
        quarter=_quarter(row["quarter"]),
        kind=row["kind"],
        directorate=directorates[row["directorate"]] if "directorate" in row else None,
        audience=audiences[row["audience"]] if "audience" in row else None,
        text=row["text"],
        part=row.get("part", Part.PUBLIC),
        spans_year=row.get("spans_year", False),
        **marks,
    )


def _load_sheet(row: dict[str, Any], marks: dict[str, Any]) -> int:
    """A sheet that is there is somebody's, with its lines."""
    dates = {name: date.fromisoformat(row[name]) for name in ("meeting_on", "confirmed_on")}
    words = {name: value for name, value in row.items() if name not in (*dates, "quarter", "answers")}
    new = create_missing(
        [CoverSheet(quarter=_quarter(row["quarter"]), **words, **dates, **marks)],
        key=["quarter_id", "spans_year"],
    )
    answers = [
        CoverAnswer(sheet=sheet, topic=topic, answer=answer, comment=comment)
        for sheet in new
        for topic, (answer, comment) in row["answers"].items()
    ]
    return len(new) + len(create_missing(answers, key=["sheet_id", "topic"]))


def _quarter(slug: str) -> Quarter:
    return Quarter.objects.of(periods.Quarter.from_slug(slug))
