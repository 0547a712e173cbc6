"""The page of the outcome ambitions, by domain, and the published levels by area in the source's own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from core import charts, periods
from performance.ambition_outlook import Outlook, outlook_of, years_between
from performance.ambitions import Outcomes, change_text, figure_text, read_outcomes, steps
from performance.models import KPI, AmbitionForecast, AmbitionLevel, OutcomeAmbition
from performance.pages import AmbitionPoint, AmbitionRow, AreaLevel
from performance.trail import SHOWN, THE_PORTAL, Change, Trail, Wording, changes_of, newest_first, plain


@dataclass(frozen=True)
class AmbitionLine:
    """One ambition with its targets under the years of the table's columns."""

    row: AmbitionRow
    steps: tuple[charts.Step, ...]
    by_year: tuple[tuple[str, AmbitionPoint | None], ...]
    outlook: Outlook | None = None

    @property
    def untracked_width(self) -> int:
        """Columns that one sentence takes where there is no trajectory: all but the ambition's name."""
        return len(self.by_year) + 5

    @property
    def latest(self) -> AmbitionPoint | None:
        return self.row.actuals[-1] if self.row.actuals else None


@dataclass(frozen=True)
class Domain:
    number: int
    name: str
    lines: tuple[AmbitionLine, ...]


@dataclass(frozen=True)
class LevelRow:
    """One indicator with the level of each area; empty where none is published."""

    indicator: str
    by_area: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LevelGroup:
    domain: int
    rows: tuple[LevelRow, ...]


@dataclass(frozen=True)
class LevelTable:
    """Published levels: indicators by domain, areas as columns."""

    areas: tuple[str, ...]
    as_at: str
    groups: tuple[LevelGroup, ...]

    @property
    def width(self) -> int:
        return len(self.areas) + 1


@dataclass(frozen=True)
class OutcomesPage:
    years: tuple[str, ...]
    domains: tuple[Domain, ...]
    levels: LevelTable | None
    sources: tuple[str, ...]

    @property
    def width(self) -> int:
        """Columns: ambition, baseline, target years, reported, trajectory, asked, expected."""
        return len(self.years) + 6

    @property
    def has_reports(self) -> bool:
        return any(line.row.actuals for domain in self.domains for line in domain.lines)


@dataclass(frozen=True)
class YearLine:
    """One year of one ambition: planned, reported, and how they differ.

    `on_the_way` is the level on the straight way between two planned years, where none is planned for this one.
    """

    year: str
    slug: str
    planned: AmbitionPoint | None
    reported: AmbitionPoint | None
    against_plan: str
    against_baseline: str
    source: str
    on_the_way: str = ""


@dataclass(frozen=True)
class AmbitionPage:
    """One ambition: its way year by year, its published levels, and who reported what."""

    row: AmbitionRow
    steps: tuple[charts.Step, ...]
    years: tuple[YearLine, ...]
    levels: LevelTable | None
    trail: Trail
    outlook: Outlook | None = None
    kpis: tuple[KPI, ...] = ()

    @property
    def has_years_between(self) -> bool:
        return any(line.on_the_way and not line.planned for line in self.years)


def build_outcomes_page(year: periods.FinancialYear, *, today: date) -> OutcomesPage:
    """All ambitions, levels and forecasts (four queries)."""
    outcomes = read_outcomes(year, today=today)
    forecasts = forecasts_by_ambition()
    years = tuple(sorted({point.year for row in outcomes.ambitions for point in row.targets}))
    by_domain = groupby(outcomes.ambitions, key=lambda row: (row.domain, row.domain_name))
    return OutcomesPage(
        years=years,
        domains=tuple(
            Domain(number, name, tuple(_line(row, years, forecasts) for row in rows))
            for (number, name), rows in by_domain
        ),
        levels=_level_table(outcomes.levels),
        sources=tuple(sorted({row.source for row in outcomes.ambitions if row.source})),
    )


Forecasts = Mapping[tuple[int, str], AmbitionForecast]


def forecasts_by_ambition() -> Forecasts:
    """The team's own forecasts, by the ambition's number and the year."""
    forecasts = AmbitionForecast.objects.select_related("ambition", "year")
    return {(forecast.ambition.number, forecast.year.label): forecast for forecast in forecasts}


def _line(row: AmbitionRow, years: Sequence[str], forecasts: Forecasts) -> AmbitionLine:
    planned = {point.year: point for point in row.targets}
    by_year = tuple((year, planned.get(year)) for year in years)
    return AmbitionLine(row, steps(row), by_year, _outlook(row, forecasts))


def _outlook(row: AmbitionRow, forecasts: Forecasts) -> Outlook | None:
    own = forecasts.get((row.number, row.targets[-1].year)) if row.targets else None
    return outlook_of(row, own)


def _level_table(levels: Iterable[AreaLevel]) -> LevelTable | None:
    """Areas and indicators in the order of the document."""
    found = list(levels)
    if not found:
        return None
    areas = tuple(dict.fromkeys(level.area for level in found))
    said: dict[tuple[int, str], dict[str, str]] = {}
    for level in found:
        said.setdefault((level.domain, level.indicator), {})[level.area] = level.level
    rows = [
        (domain, LevelRow(indicator, tuple((area, cells.get(area, "")) for area in areas)))
        for (domain, indicator), cells in said.items()
    ]
    groups = groupby(sorted(rows, key=lambda pair: pair[0]), key=lambda pair: pair[0])
    return LevelTable(
        areas=areas,
        as_at=", ".join(dict.fromkeys(level.as_at for level in found)),
        groups=tuple(LevelGroup(domain, tuple(row for _, row in members)) for domain, members in groups),
    )


def build_ambition_page(
    ambition: OutcomeAmbition, year: periods.FinancialYear, *, today: date
) -> AmbitionPage:
    """One ambition (ten queries)."""
    outcomes: Outcomes = read_outcomes(year, today=today)
    row = next(each for each in outcomes.ambitions if each.number == ambition.number)
    told = newest_first(changes_to(ambition))
    sources = dict(
        AmbitionLevel.objects.filter(ambition=ambition, kind=AmbitionLevel.Kind.ACTUAL).values_list(
            "year__start", "source"
        )
    )
    return AmbitionPage(
        row=row,
        steps=steps(row),
        years=_year_lines(row, ambition.baseline, sources),
        levels=_level_table(row.levels),
        trail=Trail(tuple(told[:SHOWN]), len(told)),
        outlook=_outlook(row, forecasts_by_ambition()),
        kpis=tuple(ambition.kpis.select_related("team__directorate").order_by("retired_on", "number")),
    )


def changes_to(ambition: OutcomeAmbition) -> list[Change]:
    """Who reported, planned or forecast what. What was loaded, by nobody, is a start and no change."""
    levels = AmbitionLevel.history.filter(ambition_id=ambition.pk).select_related("year")
    reports, plans = (
        levels.filter(kind=kind) for kind in (AmbitionLevel.Kind.ACTUAL, AmbitionLevel.Kind.TARGET)
    )
    forecasts = AmbitionForecast.history.filter(ambition_id=ambition.pk).select_related("year")
    published = {"Where it is published": plain("source")}
    told = [
        *changes_of(reports, _year_label, {"Reported level": _level("value")} | published),
        *changes_of(plans, _year_label, {"Planned level": _level("value")}),
        *changes_of(forecasts, _year_label, {"Own forecast": _level("value")}),
        *changes_of(
            ambition.history.all(),
            lambda row: "The plan",
            {"Baseline": _level("baseline"), "Year of the baseline": plain("baseline_period")} | published,
        ),
    ]
    return [change for change in told if not (change.is_first and change.who == THE_PORTAL)]


def _year_label(row: Any) -> str:
    return str(row.year.label)


def _level(name: str) -> Wording:
    """A level as it is read; nothing where there is none."""

    def words(row: Any) -> str:
        value = getattr(row, name)
        return "" if value is None else figure_text(value)

    return words


def _year_lines(row: AmbitionRow, baseline: Decimal | None, sources: dict[int, str]) -> tuple[YearLine, ...]:
    planned = {point.year: point for point in row.targets}
    reported = {point.year: point for point in row.actuals}
    between = years_between(row)
    years = [periods.FinancialYear.from_label(label) for label in sorted({*planned, *reported, *between})]
    return tuple(
        YearLine(
            year=year.label,
            slug=year.slug,
            planned=planned.get(year.label),
            reported=reported.get(year.label),
            against_plan=_against(planned.get(year.label), reported.get(year.label)),
            against_baseline=_change(baseline, reported.get(year.label) or planned.get(year.label)),
            source=sources.get(year.start, ""),
            on_the_way=between.get(year.label, ""),
        )
        for year in years
    )


def _against(planned: AmbitionPoint | None, reported: AmbitionPoint | None) -> str:
    return change_text(planned.value, reported.value) if planned and reported else ""


def _change(baseline: Decimal | None, point: AmbitionPoint | None) -> str:
    return change_text(baseline, point.value) if baseline is not None and point else ""
