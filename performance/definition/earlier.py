"""What a KPI meant before: for each dated change, the quarter from which it holds and what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from core import periods
from core.changes import ChangedField
from core.money import tidy
from performance import wording
from performance.models import DATED_FIELDS, KPI, Definition, EarlierDefinition


@dataclass(frozen=True)
class DatedChange:
    """One change of the definition: from which quarter it holds, and each field from what to what."""

    quarter: str
    fields: tuple[ChangedField, ...]


def dated_changes(kpi: KPI, earlier: Sequence[EarlierDefinition]) -> tuple[DatedChange, ...]:
    """Newest first; `earlier` is what the KPI meant before, oldest first. That it was away is a change, too."""
    versions: Sequence[Definition] = [*earlier, kpi]
    changes = [
        DatedChange(periods.Quarter.containing(before.until).label, tuple(_differences(before, after)))
        for before, after in pairwise(versions)
    ]
    return tuple(reversed(changes))


def _differences(before: Definition, after: Definition) -> list[ChangedField]:
    fields = (after._meta.get_field(name) for name in DATED_FIELDS)
    return [
        ChangedField(
            field.name, _label(str(field.verbose_name)), _said(before, field.name), _said(after, field.name)
        )
        for field in fields
        if getattr(before, field.attname) != getattr(after, field.attname)
    ]


def _label(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"


def _said(definition: Any, name: str) -> str:
    """A field in words: a choice by its label, a day in full, – for nothing."""
    choice = getattr(definition, f"get_{name}_display", None)
    value = choice() if choice else getattr(definition, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return wording.day(value)
    return str(tidy(value)) if name == "tolerance_percent" else str(value or "–")
