"""The executive summary of a report: the answer, what, so what and now what, the reds, and what changed. Pure.

It keeps to one page: of many reds, and many changes, as many are named as the page has room for (report_room).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assurance import report_brevity, report_room, sentences, story
from assurance import report_findings as findings
from assurance.pack import AssurancePack, ChangeLine, Story
from assurance.report_brevity import Brevity
from assurance.report_findings import RagTable
from assurance.report_year import Year
from assurance.report_year_summary import year_summary
from assurance.sentences import CountedLine, Sentence, counted_line
from core.rag import RAG
from performance.pages import DirectorateCounts, RagCounts, ScorecardRow


@dataclass(frozen=True)
class RedLine:
    """A red KPI on the summary page, with the recovery dates promised last quarter and now.

    `without_date` says why no date was promised before: the KPI was not red, or none was given.
    """

    row: ScorecardRow
    since: str
    without_date: str


@dataclass(frozen=True)
class SummaryWords:
    """How the summary's tables are headed: of a quarter, what it is compared with; of a year, its four quarters."""

    reds: str
    since: str
    changes: str
    compared: str
    compared_counts: RagCounts | None
    compared_with: str = "before"
    """The quarter that is compared with, or the one before, as the keys of counts have it (renditions/counted.py)."""


@dataclass(frozen=True)
class Summary:
    """What, so what, now what: the whole report on one page."""

    lede: str
    what: tuple[Sentence, ...]
    so_what: tuple[Sentence, ...]
    now_what: tuple[Sentence, ...]
    reds: tuple[RedLine, ...]
    more_reds: int
    """Red KPIs for which the table has no row."""
    changes: tuple[CountedLine, ...]
    words: SummaryWords
    directorates: tuple[DirectorateCounts, ...]
    rag_table: RagTable
    unchanged: str
    grey_note: Sentence
    is_illustrative: bool


def summary_of(
    pack: AssurancePack, year: Year | None, of_year: Sequence[AssurancePack], *, money: str
) -> Summary:
    """Of a quarter, or of the year where the report is about one; `money` is the line of finance that it ends with."""
    whole = _of_year(pack, year, of_year) if year else _of_quarter(pack)
    *longer, shortest = (_briefly(whole, brevity) for brevity in report_brevity.STEPS)
    return next((each for each in longer if report_room.is_one_page(_blocks(each, money))), shortest)


def _of_quarter(pack: AssurancePack) -> Summary:
    scorecard, previous, told = pack.performance.scorecard, pack.head.previous_quarter, _told(pack)
    reds = story.in_order(scorecard.reds)
    name = previous[-2:]
    return Summary(
        lede=told.answer,
        what=findings.what(pack, reds),
        so_what=findings.so_what(pack, reds),
        now_what=(*findings.awaited(pack), *findings.now_what(reds)),
        reds=tuple(_red_line(row, story.since_words(row)) for row in reds),
        more_reds=0,
        changes=tuple(_counted(line, scorecard.rows) for line in told.changes),
        words=SummaryWords(
            reds="Red KPIs, newly fallen first",
            since=f"Since {name}",
            changes=f"What changed since {previous}",
            compared=previous,
            compared_counts=scorecard.previous_counts,
        ),
        directorates=scorecard.by_directorate,
        rag_table=findings.rag_table(scorecard),
        unchanged=findings.unchanged(scorecard),
        grey_note=story.grey_note(scorecard.rows),
        is_illustrative=findings.is_illustrative(reds),
    )


def _told(pack: AssurancePack) -> Story:
    """The pack's story. A snapshot keeps its words alone: where the same come of its scorecard, their figures lead to
    what they count."""
    performance, is_closed = pack.performance, story.is_closed(pack.head.state)
    again = story.build_story(performance.scorecard, performance.returns, is_closed=is_closed)
    return again if again == pack.story else pack.story


def _counted(line: ChangeLine, rows: Sequence[ScorecardRow]) -> CountedLine:
    slugs = story.counted_in(line, rows)
    counted = [row for row in rows if row.slug in slugs]
    return counted_line(
        line, sentences.kpis(counted, line.count) if len(counted) == line.count else str(line.count)
    )


def _of_year(pack: AssurancePack, year: Year, of_year: Sequence[AssurancePack]) -> Summary:
    """Where the year ended, and how it came there; what is done now is what its last quarter says."""
    scorecard = pack.performance.scorecard
    told = year_summary(year, of_year)
    reds = sorted(story.in_order(scorecard.reds), key=lambda row: -told.red_quarters.get(row.slug, 0))
    first = year.counts[0]
    return replace(
        _of_quarter(pack),
        lede=year.lede,
        what=findings.what(pack, reds, " at the year’s end"),
        so_what=(*told.so_what, *([findings.where(reds, scorecard.rows)] if reds else [])),
        now_what=(*findings.awaited(pack), *findings.now_what(reds)),
        reds=tuple(_red_line(row, told.red_in.get(row.slug, "")) for row in reds),
        changes=told.lines,
        words=SummaryWords(
            reds="Red at the year’s end, longest first",
            since="Red in",
            changes=f"The year {pack.head.year}",
            compared=first.quarter,
            compared_counts=first.counts if len(year.counts) > 1 else None,
            compared_with=first.slug,
        ),
    )


def _red_line(row: ScorecardRow, since: str) -> RedLine:
    without_date = "None given" if row.previous_rag == RAG.RED else "New"
    return RedLine(row, since, without_date)


def _briefly(whole: Summary, brevity: Brevity) -> Summary:
    """With so many reds in the table, one row of it left for how many more there are, and so many KPIs to a change."""
    listed = whole.reds if len(whole.reds) <= brevity.rows else whole.reds[: brevity.rows - 1]
    return replace(
        whole,
        reds=listed,
        more_reds=len(whole.reds) - len(listed),
        changes=report_brevity.change_lines(whole.changes, brevity.named),
        what=whole.what[: brevity.sentences],
        so_what=whole.so_what[: brevity.sentences],
        now_what=whole.now_what[: brevity.sentences],
        rag_table=whole.rag_table if brevity.by_place else replace(whole.rag_table, rows=()),
    )


def _blocks(summary: Summary, money: str) -> report_room.Blocks:
    """What takes room on the page."""
    changes = [
        " ".join([str(line.count), line.text, "; ".join(name for name, _ in line.links), line.after])
        for line in summary.changes
    ] or [summary.unchanged]
    compared = [summary.words.compared] if summary.words.compared_counts else []
    return report_room.Blocks(
        lede=summary.lede,
        under_counts=summary.grey_note,
        columns=(summary.what, summary.so_what, summary.now_what),
        reds=tuple(line.row.short_name for line in summary.reds),
        has_caption=summary.is_illustrative,
        has_more=summary.more_reds > 0,
        changes=tuple(changes),
        money=f"Money. {money}" if money else "",
        counted=(*(name for name, _ in summary.rag_table.rows), "All", *compared),
    )
