"""What a report over the year is made of: its quarters, each as it was frozen when it was locked. Pure.

An earlier quarter can be locked again after the year's last one. Then the newer snapshot is what the whole report says
of that quarter, its schedules as well as the year's tables, and a data-quality note names what the older one holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse

from assurance import story
from assurance.pack import AssurancePack, PackHead
from core import clock, periods
from core.figures import Figure, Polarity
from core.provenance import Provenance
from core.trend import Trend
from organisation.models import DataQualityNote
from performance.drawing import spoken
from performance.pages import FigureState, PeriodFigure, QualityNote, RagCounts, ScorecardRow
from performance.quality import SOURCE
from performance.scorecard import count
from performance.trend import trend_since

COMPARED = (FigureState.FIGURE, FigureState.NOT_COMPARABLE)


@dataclass(frozen=True)
class Source:
    """One snapshot that a report is made of; `kpis` are the slugs of those whose figure it gives."""

    quarter: str
    quarter_slug: str
    issue: str
    version: int
    cut_off: datetime | None
    sha256: str
    kpis: frozenset[str]

    @property
    def moment(self) -> str:
        return moment_text(self.cut_off)

    @property
    def name(self) -> str:
        """Q1 version 2, beside the year that is said once."""
        return f"{self.quarter_slug[-2:]} {self.issue} {self.version}"


def sources_of(packs: Sequence[AssurancePack], digests: Sequence[str]) -> tuple[Source, ...]:
    """The snapshots of these packs, in their order."""
    return tuple(_source(pack, sha256) for pack, sha256 in zip(packs, digests, strict=True))


def _source(pack: AssurancePack, sha256: str) -> Source:
    head, rows = pack.head, pack.performance.scorecard.rows
    return Source(
        quarter=head.quarter,
        quarter_slug=head.quarter_slug,
        issue=issue_of(head),
        version=head.version,
        cut_off=head.cut_off,
        sha256=sha256,
        kpis=frozenset(row.slug for row in rows),
    )


def source_of(sources: Sequence[Source], kpi: str, quarter: periods.Quarter) -> Source:
    """The snapshot that a printed figure is from: its own quarter's, else the newest, which looks back at all."""
    own = (each for each in sources if each.quarter_slug == quarter.slug and kpi in each.kpis)
    return next(own, sources[-1])


def issue_of(head: PackHead) -> str:
    """A locked quarter has versions; a position of an open one is no version of it."""
    return "version" if story.is_closed(head.state) else "position"


def moment_text(moment: datetime | None) -> str:
    return (
        f"{moment.astimezone(clock.LONDON):%-d %B %Y, %H:%M}" if moment else "Not yet: they can still change"
    )


# One truth of each quarter --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Frozen:
    """An earlier quarter of the year: what its pack is of, and the KPIs in it."""

    head: PackHead
    rows: Mapping[str, ScorecardRow]


Earlier = Mapping[date, Frozen]
"""The earlier quarters by the day on which each starts."""


def with_quarters_as_frozen(pack: AssurancePack, of_year: Sequence[AssurancePack]) -> AssurancePack:
    """The last quarter's pack with the figures and ratings of each earlier quarter from that quarter's own pack, and
    a note for every figure of which the two said different things.

    What rests on several quarters at once stays as it was frozen at the year's end: ratings of a running total,
    charts, forecasts. The note says so.
    """
    earlier = _earlier(of_year, unless=pack.head.quarter_slug)
    scorecard = pack.performance.scorecard
    rows = tuple(_row(row, earlier) for row in scorecard.rows)
    before = _counts_before(pack.head, rows, earlier) or scorecard.previous_counts
    scorecard = replace(scorecard, rows=rows, previous_counts=before)
    return replace(
        pack,
        performance=replace(pack.performance, scorecard=scorecard),
        notes=(*pack.notes, *_notes(pack, rows, earlier)),
    )


def _earlier(packs: Sequence[AssurancePack], *, unless: str) -> Earlier:
    return {
        periods.Quarter.from_slug(each.head.quarter_slug).starts_on: Frozen(
            each.head, {row.slug: row for row in each.performance.scorecard.rows}
        )
        for each in packs
        if each.head.quarter_slug != unless
    }


def _own(slug: str, starts_on: date, earlier: Earlier) -> ScorecardRow | None:
    frozen = earlier.get(starts_on)
    return frozen.rows.get(slug) if frozen else None


def _row(row: ScorecardRow, earlier: Earlier) -> ScorecardRow:
    figures = (*(_figure(row.slug, figure, earlier) for figure in row.figures[:-1]), row.latest)
    before = _own(row.slug, figures[-2].starts_on, earlier) if len(figures) > 1 else None
    has_moved = any(_differ(old, new) for old, new in zip(row.figures, figures, strict=True))
    return replace(
        row,
        figures=figures,
        previous_rag=before.rag if before else row.previous_rag,
        trend=_trend(row, figures, earlier) if has_moved else row.trend,
    )


def _figure(slug: str, figure: PeriodFigure, earlier: Earlier) -> PeriodFigure:
    own = _own(slug, figure.starts_on, earlier)
    return replace(own.latest, label=figure.label) if own else figure


def _differ(old: PeriodFigure, new: PeriodFigure) -> bool:
    return spoken(old) != spoken(new)


def _trend(row: ScorecardRow, figures: Sequence[PeriodFigure], earlier: Earlier) -> Trend:
    """Against the figures that are printed, and beyond the year against those that its first quarter stood beside."""
    current = _compared(row.latest)
    if current is None:
        return row.trend
    first = _own(row.slug, figures[0].starts_on, earlier)
    seen = [*(first.figures[:-1] if first else ()), *figures[:-1]]
    is_invented = row.latest.provenance == Provenance.ILLUSTRATIVE
    like = [each for each in seen if is_invented or each.provenance != Provenance.ILLUSTRATIVE]
    newest_first = [_compared(each) for each in reversed(like)]
    return trend_since(current, filter(None, newest_first), Polarity(row.polarity))


def _compared(figure: PeriodFigure) -> Figure | None:
    """The raw figure that a trend compares: of a pair, the assessed one. None of what is no figure of the quarter."""
    if figure.state not in COMPARED:
        return None
    alike = (each for each in figure.measured if (each.kind, each.value) == (figure.kind, figure.value))
    return next(alike, None)


def _counts_before(head: PackHead, rows: Iterable[ScorecardRow], earlier: Earlier) -> RagCounts | None:
    """The same KPIs in the quarter before, as that was frozen."""
    before = earlier.get(periods.Quarter.from_slug(head.quarter_slug).previous.starts_on)
    return count(before.rows[row.slug].rag for row in rows if row.slug in before.rows) if before else None


def _notes(pack: AssurancePack, rows: Sequence[ScorecardRow], earlier: Earlier) -> tuple[QualityNote, ...]:
    """One for each figure that the snapshot of the year's end holds otherwise, numbered after the pack's own."""
    found = [
        (row, old, new)
        for held, row in zip(pack.performance.scorecard.rows, rows, strict=True)
        for old, new in zip(held.figures, row.figures, strict=True)
        if _differ(old, new)
    ]
    return tuple(
        QualityNote(
            number=number,
            about=row.short_name,
            text=_note_text(old, new, earlier[old.starts_on].head, pack.head),
            source=SOURCE,
            area=str(DataQualityNote.Area.PERFORMANCE.label),
            path=reverse("performance:kpi_detail", args=[row.slug]),
        )
        for number, (row, old, new) in enumerate(found, start=len(pack.notes) + 1)
    )


def _note_text(old: PeriodFigure, new: PeriodFigure, own: PackHead, last: PackHead) -> str:
    return (
        f"{new.label} is printed as the snapshot of {_snapshot(own)} has it: {spoken(new)}. "
        f"That of {_snapshot(last)} has: {spoken(old)}. "
        "Ratings of the year so far, charts and forecasts rest on the latter."
    )


def _snapshot(head: PackHead) -> str:
    when = f" ({issue_of(head)} {head.version}, {moment_text(head.cut_off)})" if head.cut_off else ""
    return f"{head.quarter}{when}"
