"""The executive summary of a year: where it ended, what recovered, what was red longest, and what was restated. Pure.

It tells of four quarters as each was frozen, so it says nothing of what changed between the last two alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assurance import report_brevity, sentences
from assurance.pack import AssurancePack, ChangeLine
from assurance.report_year import OFF_TARGET, Year, YearRow
from assurance.sentences import CountedLine, Sentence, composed_each, counted_line, sentence
from core.rag import RAG

LONG = 2
"""Quarters: a KPI that was red in so many is told of as red for long."""


@dataclass(frozen=True)
class YearSummary:
    """What the summary says of a year and of no quarter; by the slug of each KPI, when and how often it was red."""

    so_what: tuple[Sentence, ...]
    lines: tuple[CountedLine, ...]
    red_in: dict[str, str]
    red_quarters: dict[str, int]


def year_summary(year: Year, packs: Sequence[AssurancePack]) -> YearSummary:
    """From the packs of the year's quarters, oldest first."""
    return YearSummary(
        so_what=_so_what(year),
        lines=tuple(_lines(year, packs)),
        red_in={row.slug: red_in(row, year.labels) for row in year.rows},
        red_quarters={row.slug: _reds(row) for row in year.rows},
    )


def recovered(year: Year) -> tuple[YearRow, ...]:
    """Off target in an earlier quarter, and on target at the year's end."""
    return tuple(row for row in year.rows if row.ratings[-1] == RAG.GREEN)


def fell(year: Year) -> tuple[YearRow, ...]:
    """Off target at the year's end, and on target when the KPI was first rated in the year."""
    return tuple(row for row in year.rows if row.ratings[-1] in OFF_TARGET and _rated(row)[:1] == [RAG.GREEN])


def red_longest(year: Year) -> tuple[YearRow, ...]:
    """Red in two quarters or more, the longest first."""
    long = (row for row in year.rows if _reds(row) >= LONG)
    return tuple(sorted(long, key=lambda row: (-_reds(row), row.number)))


def red_in(row: YearRow, labels: Sequence[str]) -> str:
    """“Q2 to Q4”, “Q1, Q4”: the quarters in which it was red; runs of three or more by their ends."""
    places = [place for place, rating in enumerate(row.ratings) if rating == RAG.RED]
    if len(places) > LONG and places[-1] - places[0] == len(places) - 1:
        return f"{labels[places[0]]} to {labels[places[-1]]}"
    return ", ".join(labels[place] for place in places)


@composed_each
def _so_what(year: Year) -> Iterable[str]:
    long = red_longest(year)
    if not long:
        yield "No KPI was red in more than one quarter."
        return
    still = [row for row in long if row.ratings[-1] == RAG.RED]
    if len(long) == 1:
        now = "still is" if still else "is not any more"
        yield f"{sentences.kpis_of_year(long, year.rows)} KPI was red in two quarters or more, and {now}."
    else:
        some = sentences.kpis_of_year(still, year.rows) if still else "none"
        of_them = "all" if len(still) == len(long) else some
        counted = f"{sentences.kpis_of_year(long, year.rows)} KPIs were red in two quarters or more"
        yield f"{counted}, {of_them} of them still at the year’s end."
    names = [f"{row.name} ({red_in(row, year.labels)})" for row in long]
    yield f"Red longest: {report_brevity.first_of(names, report_brevity.NAMED_IN_A_COLUMN)}."


def _lines(year: Year, packs: Sequence[AssurancePack]) -> Iterable[CountedLine]:
    off = [row for row in year.rows if row.ratings[-1] in OFF_TARGET]
    assessed = sentences.kpis(row for row in packs[-1].performance.scorecard.rows if row.is_assessed)
    text = sentence(f"off target at the year’s end, of {assessed} that can be assessed.")
    yield counted_line(ChangeLine(len(off), text), sentences.kpis_of_year(off, year.rows))
    yield _named("on target at first, and off target at the year’s end", fell(year), year)
    yield _named("off target in an earlier quarter, and recovered", recovered(year), year)
    yield _named("red in two quarters or more", red_longest(year), year)
    yield _restated(year, packs)


def _named(text: str, rows: Sequence[YearRow], year: Year) -> CountedLine:
    links = tuple((row.name, row.slug) for row in rows)
    line = ChangeLine(len(rows), f"{text}{':' if rows else '.'}", links)
    return counted_line(line, sentences.kpis_of_year(rows, year.rows))


def _restated(year: Year, packs: Sequence[AssurancePack]) -> CountedLine:
    """Figures of quarters that were locked again after they had been reported, by quarter."""
    found = [
        (label, pack.restated.count)
        for label, pack in zip(year.labels, packs, strict=True)
        if pack.restated and pack.restated.was_reported and pack.restated.count
    ]
    by_quarter = ", ".join(f"{count} of {label}" for label, count in found)
    figures = f"figures restated after their quarter was reported: {by_quarter}."
    nothing = "figures restated after their quarter was reported."
    number = sum(count for _, count in found)
    return counted_line(ChangeLine(number, figures if found else nothing), str(number))


def _reds(row: YearRow) -> int:
    return row.ratings.count(RAG.RED)


def _rated(row: YearRow) -> list[RAG]:
    return [rating for rating in row.ratings if rating not in (None, RAG.GREY)]  # type: ignore[misc]
