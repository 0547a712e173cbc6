"""Narrowing and ordering the two lists: priority projects and the risk register.

Both lists are short and made of what a quarter says of them, so they are narrowed as rows.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.filters import Key, RowFilter, matching
from core.rag import RAG
from programmes.models import ProjectSupport, Stage, Strand
from programmes.pages import ProjectRow, RiskRow
from programmes.risk_bands import Band

NOT_RATED = "none"
FAR_AWAY = date.max

Choices = list[tuple[str, str]]


class PortfolioFilter(RowFilter):
    def __init__(self, *args: Any, rows: Iterable[ProjectRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(rows)
        rated = [(rag.value, str(rag.label)) for rag in RAG if rag.is_assessed]
        self.add("group", "Working group", named(rows, "working_group"))
        self.add("rag", "RAG", [*rated, (NOT_RATED, "Not rated")])
        self.add("strand", "Supports delivery of", Strand.choices, "Any")
        self.add("stage", "Stage", Stage.choices)
        self.add("directorate", "Led by", named(rows, "directorate"))

    def apply(self, rows: Iterable[ProjectRow]) -> list[ProjectRow]:
        chosen = self.chosen()
        tests: dict[str, Key] = {
            "group": lambda row: row.working_group_slug,
            "rag": lambda row: row.rag.value if row.rag else NOT_RATED,
            "stage": lambda row: row.stage,
            "directorate": lambda row: row.directorate_slug,
        }
        kept = matching(rows, chosen, tests)
        return [row for row in kept if "strand" not in chosen or supports(row, chosen["strand"])]


class RegisterFilter(RowFilter):
    def __init__(self, *args: Any, rows: Iterable[RiskRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            "band", "Band", [(band.value, f"{band.label}, {band.span}") for band in reversed(list(Band))]
        )
        self.add("directorate", "Directorate", named(list(rows), "directorate"))
        self.add("status", "Status", [("closed", "Closed"), ("all", "Open and closed")], "Open")
        self.add("gbaf", "Register", [("yes", "Assurance framework only")], "Corporate, all")
        self.cell = {name: _step(self.data.get(name)) for name in ("likelihood", "impact")}

    @property
    def chosen_cell(self) -> dict[str, int] | None:
        """The cell of the map that the list is narrowed to."""
        return self.cell if all(self.cell.values()) else None  # type: ignore[return-value]

    def apply(self, rows: Iterable[RiskRow]) -> list[RiskRow]:
        """Open risks unless others are asked for; `?likelihood=4&impact=5` is one cell of the map."""
        chosen = self.chosen()
        tests: dict[str, Key] = {
            "band": lambda row: row.band,
            "directorate": lambda row: row.directorate_slug,
            "gbaf": lambda row: "yes" if row.strategic_aim else "",
            "likelihood": lambda row: row.likelihood,
            "impact": lambda row: row.impact,
        }
        cell = {name: step for name, step in self.cell.items() if step}
        status = chosen.get("status", "open")
        kept = matching(rows, chosen | cell, tests)
        return [row for row in kept if status == "all" or (row.closed_on is None) == (status == "open")]


def named(rows: Iterable[Any], what: str) -> Choices:
    """The groups or directorates that occur, once each, in the order of the list."""
    pairs = {getattr(row, f"{what}_slug"): getattr(row, what) for row in rows}
    return [(slug, name) for slug, name in pairs.items() if slug]


def supports(row: ProjectRow, strand: str) -> bool:
    """Whether the answer is a recorded “yes”."""
    return any(mark.strand == strand and mark.answer == ProjectSupport.Answer.YES for mark in row.supports)


def _step(text: str | None) -> int | None:
    return int(text) if text in ("1", "2", "3", "4", "5") else None


# Order ----------------------------------------------------------------------------------------------------------------


def rag_order(rag: RAG | None) -> int:
    """Red first; what was not rated comes last."""
    return len(RAG) if rag is None else rag.order


PROJECT_ORDERS: dict[str, Key] = {
    "number": lambda row: row.number,
    "name": lambda row: row.short_name.lower(),
    "group": lambda row: (row.working_group, row.number),
    "stage": lambda row: (row.stage or "9", row.number),
    "rag": lambda row: (rag_order(row.rag), row.number),
    "milestone": lambda row: (row.next_milestone.due_on if row.next_milestone else FAR_AWAY, row.number),
}
RISK_ORDERS: dict[str, Key] = {
    "reference": lambda row: row.reference,
    "title": lambda row: row.title.lower(),
    "directorate": lambda row: (row.directorate, -row.score),
    "inherent": lambda row: row.inherent,
    "score": lambda row: row.score,
    "change": lambda row: row.score - (row.previous or 0),
    "target": lambda row: row.target,
}
