"""A report as JSON: what it is, its figures, and every table. Described by `schema.json`, which is served with it.

Canonical: the same contents give the same bytes.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from assurance.renditions.table import DataTable, Value
from assurance.renditions.tables import tables_of
from assurance.report_contents import ReportContents
from core import clock
from core.provenance import Provenance

FORMAT = "assurance-report-data"
FORMAT_VERSION = 1
"""Raised when a key changes its meaning or goes; a new one does not raise it."""
SCHEMA = Path(__file__).with_name("schema.json")


@dataclass(frozen=True)
class Imprint:
    """What a rendition is of. `digests` are the SHA-256 of the snapshots it is made from, `identity` of all that it
    depends on: snapshots, audience, version, and when the one before was cut off. It names no row of the database.
    """

    organisation: str
    title: str
    period: str
    span: str
    audience: str
    part: int
    version: str
    status: str
    snapshot: str
    identity: str
    digests: tuple[str, ...]
    frozen_at: datetime | None
    is_demonstration: bool


def imprint_of(contents: ReportContents) -> Imprint:
    head = contents.pack.head
    return Imprint(
        organisation=head.organisation,
        title=contents.title,
        period=contents.period,
        span=contents.span,
        audience=contents.audience.readers or contents.audience.name,
        part=contents.audience.part,
        version=contents.version,
        status=contents.status,
        snapshot=contents.snapshot,
        identity=contents.identity,
        digests=contents.digests,
        frozen_at=contents.frozen_at,
        is_demonstration=head.is_demonstration,
    )


def as_json(contents: ReportContents) -> bytes:
    """The whole report as JSON text in UTF-8."""
    return (json.dumps(values_of(contents), ensure_ascii=False, indent=1) + "\n").encode()


def values_of(contents: ReportContents) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "report": {name: plain(value) for name, value in asdict(imprint_of(contents)).items()},
        "provenance_words": {str(word.label): word.meaning for word in Provenance},
        "tables": [_table(table) for table in tables_of(contents)],
    }


@lru_cache(maxsize=1)
def schema() -> bytes:
    """The JSON Schema (2020-12) of what `as_json` gives."""
    return SCHEMA.read_bytes()


def plain(value: Value | tuple[str, ...]) -> Any:
    """A value as JSON has it: numbers as numbers, dates as 2014-03-31, moments with their offset, nothing as null."""
    match value:
        case tuple():
            return list(value)
        case "":
            return None
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return value.astimezone(clock.LONDON).isoformat()
        case date():
            return value.isoformat()
    return value


def _table(table: DataTable) -> dict[str, Any]:
    keys = [column.key for column in table.columns]
    return {
        "name": table.slug,
        "title": table.title,
        "meaning": table.meaning,
        "section": table.section,
        "columns": [
            {
                "key": column.key,
                "heading": column.heading,
                "meaning": column.meaning,
                "type": column.type.value,
                "unit": column.unit or None,
                "unit_in": column.unit_in or None,
            }
            for column in table.columns
        ],
        "rows": [dict(zip(keys, map(plain, row), strict=True)) for row in table.rows],
    }
