"""The page of the outcome ambitions, by domain, and the published levels by area in the source's own words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from core import charts, periods
from performance.ambitions import Outcomes, change_text, read_outcomes, steps
from performance.models import AmbitionLevel, OutcomeAmbition
from performance.pages import AmbitionPoint, AmbitionRow, AreaLevel
from performance.trail import SHOWN, Trail, changes_of, newest_first, plain


@dataclass(frozen=True)
class AmbitionLine:
    """One ambition with its targets under the years of the table's columns."""

    row: AmbitionRow
    steps: tuple[charts.Step, ...]
    by_year: tuple[tuple[str, AmbitionPoint | None], ...]

    @property
    def untracked_width(self) -> int:
        """Columns that one sentence takes where there is no trajectory: all but the ambition's name."""
        return len(self.by_year) + 4

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
        """Columns: ambition, baseline, target years, reported, trajectory, asked."""
        return len(self.years) + 5

    @property
    def has_reports(self) -> bool:
        return any(line.row.actuals for domain in self.domains for line in domain.lines)


@dataclass(frozen=True)
class YearLine:
    """One year of one ambition: planned, reported, and how they differ."""

    year: str
    slug: str
    planned: AmbitionPoint | None
    reported: AmbitionPoint | None
    against_plan: str
    against_baseline: str
    source: str


@dataclass(frozen=True)
class AmbitionPage:
    """One ambition: its way year by year, its published levels, and who reported what."""

    row: AmbitionRow
    steps: tuple[charts.Step, ...]
    years: tuple[YearLine, ...]
    levels: LevelTable | None
    trail: Trail


def build_outcomes_page(year: periods.FinancialYear, *, today: date) -> OutcomesPage:
    """All ambitions and levels (three queries)."""
    outcomes = read_outcomes(year, today=today)
    years = tuple(sorted({point.year for row in outcomes.ambitions for point in row.targets}))
    by_domain = groupby(outcomes.ambitions, key=lambda row: (row.domain, row.domain_name))
    return OutcomesPage(
        years=years,
        domains=tuple(
            Domain(number, name, tuple(_line(row, years) for row in rows))
            for (number, name), rows in by_domain
        ),
        levels=_level_table(outcomes.levels),
        sources=tuple(sorted({row.source for row in outcomes.ambitions if row.source})),
    )


def _line(row: AmbitionRow, years: Sequence[str]) -> AmbitionLine:
    planned = {point.year: point for point in row.targets}
    return AmbitionLine(row, steps(row), tuple((year, planned.get(year)) for year in years))


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
    """One ambition (five queries)."""
    outcomes: Outcomes = read_outcomes(year, today=today)
    row = next(each for each in outcomes.ambitions if each.number == ambition.number)
    reports = AmbitionLevel.history.filter(ambition_id=ambition.pk, kind=AmbitionLevel.Kind.ACTUAL)
    changes = changes_of(
        reports.select_related("year"),
        lambda report: report.year.label,
        {
            "Reported level": lambda report: f"{report.value.normalize():f}",
            "Where it is published": plain("source"),
        },
    )
    told = newest_first(changes)
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
    )


def _year_lines(row: AmbitionRow, baseline: Decimal | None, sources: dict[int, str]) -> tuple[YearLine, ...]:
    planned = {point.year: point for point in row.targets}
    reported = {point.year: point for point in row.actuals}
    years = [periods.FinancialYear.from_label(label) for label in sorted({*planned, *reported})]
    return tuple(
        YearLine(
            year=year.label,
            slug=year.slug,
            planned=planned.get(year.label),
            reported=reported.get(year.label),
            against_plan=_against(planned.get(year.label), reported.get(year.label)),
            against_baseline=_change(baseline, reported.get(year.label) or planned.get(year.label)),
            source=sources.get(year.start, ""),
        )
        for year in years
    )


def _against(planned: AmbitionPoint | None, reported: AmbitionPoint | None) -> str:
    return change_text(planned.value, reported.value) if planned and reported else ""


def _change(baseline: Decimal | None, point: AmbitionPoint | None) -> str:
    return change_text(baseline, point.value) if baseline is not None and point else ""
