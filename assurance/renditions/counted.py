"""What a count of a report counts: the KPIs that are red, the projects at a stage, the risks of a band. Pure.

A count has no history of its own. It leads to what was counted, as the report's snapshot has it, and each of those to
its history. A report of exceptions counts all and lists some: what it does not list has no page in it to lead to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from assurance.pack import AssurancePack
from assurance.renditions import several
from assurance.renditions.links import Histories
from assurance.renditions.parts import (
    Counted,
    Part,
    is_printed,
    part_of_project,
    part_of_return,
    part_of_risk,
    text_of_kpi,
)
from assurance.renditions.tables_kpis import rows_of
from assurance.report_contents import ReportContents
from core import periods
from core.rag import RAG
from performance.models.kpis import Frequency
from performance.pages import FigureState, PeriodFigure, ScorecardRow
from performance.targets import QUARTERS
from programmes.pages import ProjectRow

ALL, BEFORE, NOT_RATED = "all", "before", "not-rated"
RETURNED = (FigureState.FIGURE, FigureState.NOT_COMPARABLE, FigureState.WITH_GAP, FigureState.NOT_COLLECTED)


def counted_of(contents: ReportContents, histories: Histories, kind: str, key: str) -> Counted | None:
    """What a count of the report is made of; None of a count that it has not."""
    found = KINDS.get(kind) if is_printed(contents, PRINTED_IN.get(kind, ())) else None
    return found(contents, histories, key) if found else None


PRINTED_IN: Mapping[str, tuple[str, ...]] = {
    "kpis": ("summary", "year", "complete"),
    "projects": ("projects",),
    "risks": ("risks",),
    "returns": ("complete",),
    **several.PRINTED_IN,
}
"""The sections that print counts of each kind."""


# KPIs -----------------------------------------------------------------------------------------------------


def _kpis(contents: ReportContents, histories: Histories, key: str) -> Counted | None:
    """`red`, `all_quality`, `grey_before` or `amber_2013-14-Q1`: a rating, and of which directorate, team, quarter."""
    what, _, scope = key.partition("_")
    chosen = RATINGS.get(what)
    pack, quarter = _pack_of(contents, scope)
    where = "" if quarter or scope == BEFORE else scope
    rows = [row for row in pack.performance.scorecard.rows if not where or where in _places(row)]
    if chosen is None or not rows:
        return None
    of = _before if scope == BEFORE else _now
    rated = [(row, *of(row)) for row in rows]
    listed = {row.slug for row in rows_of(contents)}
    return Counted(
        kind="Number of KPIs",
        name=_named(chosen.name, pack, scope, where and _place(rows[0], where)),
        parts=tuple(
            Part(
                name=f"KPI {row.number}, {row.short_name}",
                text=text_of_kpi(figure, rag),
                url=histories.url_of(row.slug, figure) if figure and row.slug in listed else "",
            )
            for row, figure, rag in rated
            if chosen.takes(row, rag) and (what not in OF_RETURNS or _is_due(row, pack))
        ),
    )


@dataclass(frozen=True)
class _Chosen:
    """Which KPIs a count takes, by what they are and how they are rated."""

    name: str
    takes: Callable[[ScorecardRow, RAG | None], bool]


def _is_returned(row: ScorecardRow) -> bool:
    return row.latest.state in RETURNED


RATINGS = {
    rag.value: _Chosen(f"KPIs rated {rag.label.lower()}", lambda _, of, rag=rag: of == rag) for rag in RAG
} | {
    ALL: _Chosen("KPIs", lambda _, rag: rag is not None),
    "off-target": _Chosen("KPIs off target, red or amber", lambda _, rag: rag in (RAG.RED, RAG.AMBER)),
    "due": _Chosen("KPIs due", lambda row, _: True),
    "answered": _Chosen("KPIs answered", lambda row, _: _is_returned(row)),
    "not-collected": _Chosen(
        "KPIs answered as not collected", lambda row, _: row.latest.state == FigureState.NOT_COLLECTED
    ),
}


OF_RETURNS = ("due", "answered", "not-collected")


def _is_due(row: ScorecardRow, pack: AssurancePack) -> bool:
    """An annual figure is due with the year's last return; one that came early is counted in none."""
    quarter = periods.Quarter.from_slug(pack.head.quarter_slug)
    return row.frequency != Frequency.ANNUALLY.label or quarter.number == QUARTERS


def _pack_of(contents: ReportContents, scope: str) -> tuple[AssurancePack, bool]:
    """The pack that a count is of: of a quarter of the year, that quarter's own."""
    for pack in contents.of_year:
        if pack.head.quarter_slug == scope:
            return pack, True
    return contents.whole, False


def _places(row: ScorecardRow) -> tuple[str, ...]:
    return row.directorate_slug, slugify(row.directorate), slugify(row.team)


def _place(row: ScorecardRow, where: str) -> str:
    return row.team if slugify(row.team) == where else row.directorate


def _named(what: str, pack: AssurancePack, scope: str, place: str) -> str:
    quarter = periods.Quarter.from_slug(pack.head.quarter_slug)
    label = (quarter.previous if scope == BEFORE else quarter).label
    return f"{what}, {place}, {label}" if place else f"{what}, {label}"


def _now(row: ScorecardRow) -> tuple[PeriodFigure | None, RAG | None]:
    return row.latest, row.rag


def _before(row: ScorecardRow) -> tuple[PeriodFigure | None, RAG | None]:
    """The quarter before, as this one's pack has it: of the first quarter of a year it keeps the rating alone. What was
    not returned is grey, as in the scorecard's counts."""
    before = row.figures[-2] if len(row.figures) > 1 else None
    return before, (row.previous_rag or RAG.GREY) if row.was_in_use_before else None


# Projects, risks ------------------------------------------------------------------------------------------


def _projects(contents: ReportContents, histories: Histories, key: str) -> Counted | None:
    """`health-needs_red`: projects at a stage of the commissioning cycle, and how they are rated."""
    slug, _, rating = key.partition("_")
    portfolio = contents.whole.programmes.portfolio
    stage = next((row for row in portfolio.stages if row.stage == slug), None)
    if stage is None or rating not in (ALL, NOT_RATED, RAG.RED, RAG.AMBER, RAG.GREEN):
        return None
    listed = {each.slug for each in contents.pack.programmes.portfolio.projects}
    rated = {ALL: "", NOT_RATED: ", not rated"}.get(rating, f", rated {rating}")
    return Counted(
        kind="Number of projects",
        name=f"{stage.text}{rated}",
        parts=tuple(
            part_of_project(project, listed, histories)
            for project in portfolio.projects
            if project.stage == slug and _is_rated(project, rating)
        ),
    )


def _is_rated(project: ProjectRow, rating: str) -> bool:
    if rating == NOT_RATED:
        return project.rag is None
    return rating in (ALL, project.rag)


def _risks(contents: ReportContents, histories: Histories, key: str) -> Counted | None:
    """`extreme`, the risks of a band, or `4x5`, those of a likelihood and an impact."""
    register = contents.whole.programmes.register
    cells = [cell for row in register.heat_map for cell in row]
    taken = [cell for cell in cells if key in (cell.band, f"{cell.likelihood}x{cell.impact}")]
    if not taken:
        return None
    of_band = key == taken[0].band
    counted = {reference for cell in taken for reference in cell.references}
    listed = {risk.reference for risk in contents.pack.programmes.register.risks}
    return Counted(
        kind="Number of open risks",
        name=f"{key.capitalize()} risks"
        if of_band
        else f"Likelihood {taken[0].likelihood}, impact {taken[0].impact}",
        parts=tuple(
            part_of_risk(risk, listed, histories) for risk in register.risks if risk.reference in counted
        ),
    )


# Returns --------------------------------------------------------------------------------------------------


def _returns(contents: ReportContents, histories: Histories, key: str) -> Counted | None:
    """`returned`, `late` or `signed-off`: the directorates' returns."""
    takes = {
        "returned": ("Returns that came", lambda each: each.came_at is not None),
        "late": ("Returns that came late", lambda each: bool(each.came_at and each.late_by)),
        "signed-off": ("Returns that were signed off", lambda each: each.signed_off_at is not None),
    }
    if key not in takes:
        return None
    name, is_taken = takes[key]
    return Counted(
        kind="Number of returns",
        name=name,
        parts=tuple(
            part_of_return(each, histories, is_listed=True)
            for each in contents.pack.performance.returns
            if is_taken(each)
        ),
    )


KINDS: dict[str, Callable[[ReportContents, Histories, str], Counted | None]] = {
    "kpis": _kpis,
    "projects": _projects,
    "risks": _risks,
    "returns": _returns,
    **several.KINDS,
}
"""By the first word of the address."""
