"""The scorecard as a page: one directorate or all, filtered, by team as the annual report prints it or in an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import Http404, QueryDict
from django.urls import reverse

from core.charts import Point
from core.provenance import Provenance
from core.rag import RAG
from performance.drawing import points_of
from performance.filters import ScorecardFilters, in_order, is_order
from performance.pages import PeriodFigure, RagCounts, Scorecard, ScorecardRow
from performance.scorecard import count

NOT_RECORDED = "Not recorded"
AS_THE_RULE = "As the rule"


@dataclass(frozen=True)
class Tab:
    """One directorate to choose, with how many KPIs it reports."""

    url: str
    label: str
    current: bool


@lru_cache(maxsize=2_000)
def address_of(slug: str) -> str:
    """The address of a KPI's page, worked out once: a board asks for dozens on every look."""
    return reverse("performance:kpi_detail", args=[slug])


@dataclass(frozen=True)
class SheetRow:
    """A row of the scorecard, with its chart and with what is said where no self-assessment is."""

    row: ScorecardRow
    points: tuple[Point, ...]
    without_self_assessment: str

    @property
    def url(self) -> str:
        return address_of(self.row.slug)

    @property
    def earlier(self) -> tuple[PeriodFigure, ...]:
        return self.row.figures[:-1]


@dataclass(frozen=True)
class TeamGroup:
    """The rows of one team; without a name, rows in an order of their own."""

    team: str
    directorate: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class Sheet:
    """What the page prints."""

    scope: str
    tabs: tuple[Tab, ...]
    filters: ScorecardFilters
    groups: tuple[TeamGroup, ...]
    counts: RagCounts
    columns: tuple[str, ...]
    total: int
    teams: int
    by_team: bool
    by_team_url: str
    all_url: str
    is_illustrative: bool

    @property
    def shown(self) -> int:
        return self.counts.total

    @property
    def counted(self) -> tuple[tuple[RAG, str], ...]:
        """“2 red”, “1 amber” and so on, worst first."""
        return tuple((rag, f"{getattr(self.counts, rag.value)} {rag.value}") for rag in RAG)

    @property
    def width(self) -> int:
        """Columns of the table: name, quarters, target, both ratings, trend, chart."""
        return len(self.columns) + 6


def build_sheet(card: Scorecard, query: QueryDict) -> Sheet:
    """The page that an address asks for. Raises Http404 with a sentence for a directorate that reports no KPI."""
    slug = query.get("directorate", "")
    scope = _scope(card, slug)
    rows = [row for row in card.rows if slug in ("", row.directorate_slug)]
    filters, order = ScorecardFilters(query, rows=rows), query.get("sort", "")
    chosen = filters.chosen()
    return Sheet(
        scope=scope,
        tabs=_tabs(card, query, slug),
        filters=filters,
        groups=_flat(in_order(chosen, order)) if is_order(order) else _by_team(chosen),
        counts=count(row.rag for row in chosen),
        columns=tuple(figure.label for figure in card.rows[0].figures) if card.rows else (),
        total=len(rows),
        teams=len({row.team for row in rows}),
        by_team=not is_order(order),
        by_team_url=_address(query, sort=""),
        all_url=_address(query, **dict.fromkeys(filters.fields, "")),
        is_illustrative=_all_illustrative(chosen),
    )


def _scope(card: Scorecard, slug: str) -> str:
    names = {"": "All directorates"} | {each.slug: each.name for each in card.by_directorate}
    if slug not in names:
        raise Http404(f"No directorate “{slug[:40]}” reported KPIs in {card.quarter}.")
    return names[slug]


def _tabs(card: Scorecard, query: QueryDict, slug: str) -> tuple[Tab, ...]:
    """All, then each directorate. A team or KPI belongs to one directorate, so its filter does not come along."""
    of_all = Tab(_address(query, directorate="", team="", kpi=""), f"All ({len(card.rows)})", not slug)
    each = [
        Tab(
            _address(query, directorate=each.slug, team="", kpi=""),
            f"{each.name} ({each.counts.total})",
            each.slug == slug,
        )
        for each in card.by_directorate
    ]
    return (of_all, *each)


def _address(query: QueryDict, **changes: str) -> str:
    """The address with these parameters changed; an empty one is left out."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"


def _by_team(rows: Sequence[ScorecardRow]) -> tuple[TeamGroup, ...]:
    """Teams in the order of their first KPI in the schedule."""
    teams: dict[tuple[str, str], list[SheetRow]] = {}
    for row in sorted(rows, key=lambda row: row.number):
        teams.setdefault((row.directorate, row.team), []).append(_sheet_row(row))
    return tuple(
        TeamGroup(team, directorate, tuple(members)) for (directorate, team), members in teams.items()
    )


def _flat(rows: Sequence[ScorecardRow]) -> tuple[TeamGroup, ...]:
    return (TeamGroup("", "", tuple(_sheet_row(row) for row in rows)),) if rows else ()


def _sheet_row(row: ScorecardRow) -> SheetRow:
    """Where no self-assessment is kept, it was not recorded, or a return agreed with the rule."""
    agreed = row.latest.is_returned or row.latest.provenance == Provenance.RETURNED
    words = (AS_THE_RULE if agreed else NOT_RECORDED) if row.latest.provenance else ""
    return SheetRow(row, points_of(row.figures), words)


def _all_illustrative(rows: Sequence[ScorecardRow]) -> bool:
    """Whether every figure shown was invented, so that one mark above the table says it."""
    origins = {figure.provenance for row in rows for figure in row.figures if figure.provenance}
    return origins == {Provenance.ILLUSTRATIVE.value}
