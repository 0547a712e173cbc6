"""The year in four quarters, for the annual report: ratings by quarter and every KPI that was off target. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assurance import sentences
from assurance.pack import AssurancePack
from assurance.report_tables import Bar, bar
from assurance.sentences import Sentence, composed
from core import periods
from core.rag import RAG
from performance.pages import RagCounts

OFF_TARGET = (RAG.RED, RAG.AMBER)


@dataclass(frozen=True)
class QuarterCounts:
    quarter: str
    counts: RagCounts
    slug: str = ""

    @property
    def off_target(self) -> Bar | None:
        """Red and amber, of those that could be assessed: more KPIs are assessed later in a year than at its
        beginning, so that their number alone misleads. None where none could be."""
        off = self.counts.red + self.counts.amber
        assessed = off + self.counts.green
        return bar(Decimal(off) / assessed) if assessed else None


@dataclass(frozen=True)
class YearRow:
    """One KPI that was red or amber in some quarter, with its rating in each; None where it was not reported."""

    number: int
    name: str
    directorate: str
    ratings: tuple[RAG | None, ...]
    slug: str = ""
    quarters: tuple[str, ...] = ()
    """The quarters that the ratings are of."""

    @property
    def by_quarter(self) -> tuple[tuple[str, RAG | None], ...]:
        return tuple(zip(self.quarters, self.ratings, strict=True))


@dataclass(frozen=True)
class Year:
    """What the annual report says of its quarters before the schedules."""

    lede: Sentence
    labels: tuple[str, ...]
    counts: tuple[QuarterCounts, ...]
    rows: tuple[YearRow, ...]


def year_of(packs: Sequence[AssurancePack]) -> Year | None:
    """The year from the packs of its quarters, oldest first; None without any."""
    if not packs:
        return None
    counts = tuple(
        QuarterCounts(each.head.quarter, each.performance.scorecard.counts, each.head.quarter_slug)
        for each in packs
    )
    labels = tuple(periods.Quarter.from_slug(each.head.quarter_slug).name for each in packs)
    rows = _rows(packs)
    return Year(lede=_lede(labels, counts, rows), labels=labels, counts=counts, rows=rows)


def _rows(packs: Sequence[AssurancePack]) -> tuple[YearRow, ...]:
    by_quarter = [{row.slug: row for row in each.performance.scorecard.rows} for each in packs]
    newest = {slug: row for rows in by_quarter for slug, row in rows.items()}
    found = (
        YearRow(
            number=row.number,
            name=row.short_name,
            directorate=row.directorate,
            ratings=tuple(rows[slug].rag if slug in rows else None for rows in by_quarter),
            slug=slug,
            quarters=tuple(each.head.quarter_slug for each in packs),
        )
        for slug, row in newest.items()
    )
    off = (row for row in found if any(rating in OFF_TARGET for rating in row.ratings))
    return tuple(sorted(off, key=lambda row: row.number))


@composed
def _lede(labels: Sequence[str], counts: Sequence[QuarterCounts], off: Sequence[YearRow]) -> str:
    first, last = counts[0].counts.red, counts[-1].counts.red
    names = f"{sentences.kpis_of_year(off, off)} {'KPI was' if len(off) == 1 else 'KPIs were'}"
    was_off = f"{names} red or amber in at least one quarter." if off else "No KPI was red or amber."
    if len(counts) == 1:
        return was_off
    moved = "rose" if last > first else "fell"
    of_first, of_last = (
        sentences.count(each.counts.red, "kpis", "red_", each.slug) for each in (counts[0], counts[-1])
    )
    change = f"Red {moved} from {of_first} in {labels[0]} to {of_last} in {labels[-1]}"
    if last == first:
        change = f"Red stood at {of_first} in {labels[0]} and in {labels[-1]}"
    return f"{change}. {was_off}"
