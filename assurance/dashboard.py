"""The governing body's page of one quarter: the pack in the order in which a member with two minutes reads it. Pure.

Nothing is computed here that the report would print differently: this chooses, orders and says dates in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assurance import story
from assurance.money_line import MoneyItem, money_items
from assurance.pack import AssurancePack, ChangeLine
from core import charts, periods
from core.provenance import Provenance
from core.rag import RAG
from engagement.pages import FeedbackRow
from organisation.models import QuarterState
from performance.ambitions import steps
from performance.drawing import points_of
from performance.pages import (
    AmbitionRow,
    AreaLevel,
    DirectorateCounts,
    ExceptionFrame,
    FigureState,
    PeriodFigure,
    ReturnProgress,
    ScorecardRow,
)
from programmes.pages import GroupCounts, RiskRow

TOP_RISKS = 5
TOP_FEEDBACK = 3
MOST_ORIGINS = 3
GAPS = {FigureState.MISSING: "Not yet returned", FigureState.NOT_DUE: "Not due"}

DAYS_COUNTED = 365
"""Days since a promised date are counted up to this; after that it has passed, and no more is said."""


@dataclass(frozen=True)
class ExceptionLine:
    """One KPI off target: what it was before, why, what is done, and the date it recovers by, with its slips."""

    row: ScorecardRow
    figure: str
    target: str
    since: str
    promise: str
    is_late: bool


@dataclass(frozen=True)
class BoardLine:
    """One KPI on the board, with the points of its small chart."""

    row: ScorecardRow
    figure: str
    points: tuple[charts.Point, ...]
    comment: str


@dataclass(frozen=True)
class BoardGroup:
    directorate: str
    lines: tuple[BoardLine, ...]


@dataclass(frozen=True)
class AmbitionLine:
    """One outcome ambition: its first and last target, the drawing, and the level published for the organisation."""

    row: AmbitionRow
    first_target: str
    last_target: str
    steps: tuple[charts.Step, ...]
    level: AreaLevel | None


@dataclass(frozen=True)
class Ambitions:
    """The ambitions under the years that most of them are planned for; `reported` says what came since."""

    lines: tuple[AmbitionLine, ...]
    first_year: str
    last_year: str
    lede: str


@dataclass(frozen=True)
class ReturnLine:
    progress: ReturnProgress
    punctuality: str
    is_late: bool


@dataclass(frozen=True)
class Dashboard:
    """Everything the page prints, in its order."""

    pack: AssurancePack
    state_line: str
    previous: str
    exceptions_lede: str
    exceptions: tuple[ExceptionLine, ...]
    board: tuple[BoardGroup, ...]
    context: tuple[BoardGroup, ...]
    grey_caption: str
    nothing_red: str
    money: tuple[MoneyItem, ...]
    ambitions: Ambitions
    groups_total: GroupCounts
    returns: tuple[ReturnLine, ...]

    @property
    def assessed(self) -> int:
        return sum(len(group.lines) for group in self.board)

    @property
    def for_context(self) -> int:
        return sum(len(group.lines) for group in self.context)

    @property
    def previous_slug(self) -> str:
        return periods.Quarter.from_slug(self.pack.head.quarter_slug).previous.slug

    @property
    def frames_are_illustrative(self) -> bool:
        """Whether the whole list is marked once, instead of each line."""
        return _all_illustrative(
            line.row.exception.provenance for line in self.exceptions if line.row.exception
        )

    @property
    def projects_are_illustrative(self) -> bool:
        rated = [row for row in self.pack.programmes.portfolio.projects if row.rag]
        return _all_illustrative(row.update_provenance for row in rated)

    @property
    def risks_are_illustrative(self) -> bool:
        return _all_illustrative(risk.provenance for risk in self.pack.programmes.register.risks)

    @property
    def returns_note(self) -> str:
        """What is said of returns that the demonstration invents, once."""
        return next(
            (line.progress.provenance_note for line in self.returns if line.progress.provenance_note), ""
        )

    @property
    def figures_from(self) -> str:
        """Where the board's figures are from: “published (annual report 2013/14)”."""
        shown = [line.row.latest for group in self.board for line in group.lines]
        origins = dict.fromkeys(
            f"{Provenance(figure.provenance).label.lower()}{f' ({figure.source})' if figure.source else ''}"
            for figure in shown
            if figure.provenance
        )
        return "; ".join(list(origins)[:MOST_ORIGINS])

    @property
    def changes(self) -> tuple[tuple[ChangeLine, tuple[str, ...]], ...]:
        """The lines of what changed, each with the slugs of the KPIs that it counts."""
        rows = self.pack.performance.scorecard.rows
        return tuple((line, story.counted_in(line, rows)) for line in self.pack.story.changes)

    @property
    def directorates(self) -> Sequence[DirectorateCounts]:
        """Those with most red first."""
        found = self.pack.performance.scorecard.by_directorate
        return sorted(found, key=lambda each: (-each.counts.red, -each.counts.amber, -each.counts.total))

    @property
    def top_risks(self) -> Sequence[RiskRow]:
        return self.pack.programmes.register.risks[:TOP_RISKS]

    @property
    def feedback(self) -> Sequence[FeedbackRow]:
        return self.pack.engagement.feedback[:TOP_FEEDBACK]


def build_dashboard(pack: AssurancePack, *, today: date) -> Dashboard:
    """The page from the pack; `today` only says which promised dates have passed."""
    scorecard = pack.performance.scorecard
    exceptions = story.exceptions_of(scorecard)
    assessed = [row for row in scorecard.rows if row.is_assessed]
    context = [row for row in scorecard.rows if not row.is_assessed]
    return Dashboard(
        pack=pack,
        state_line=state_line(pack),
        previous=story.previous_name(scorecard.quarter_slug),
        exceptions_lede=exceptions_lede(exceptions, amber=scorecard.counts.amber),
        exceptions=tuple(_exception_line(row, scorecard.quarter_slug, today) for row in exceptions),
        board=_by_directorate(assessed),
        context=_by_directorate(context),
        grey_caption=grey_caption(context),
        nothing_red=story.nothing_red(scorecard.rows),
        money=money_items(pack.finance, pack.head.year_slug),
        ambitions=_ambitions(pack.performance.ambitions),
        groups_total=_total(pack.programmes.portfolio.groups),
        returns=tuple(_return_line(progress) for progress in pack.performance.returns),
    )


# What is said ---------------------------------------------------------------------------------------------


def state_line(pack: AssurancePack) -> str:
    """“January to March 2014. Locked and reported.”; of an open quarter, that its figures can still change."""
    head = pack.head
    if head.state == QuarterState.OPEN:
        return f"{head.quarter_span}. Open for returns: figures can still change."
    if head.state == QuarterState.UPCOMING:
        return f"{head.quarter_span}. It has not ended yet."
    return f"{head.quarter_span}. {head.state_text}."


def exceptions_lede(rows: Sequence[ScorecardRow], *, amber: int) -> str:
    """How many there are, in which order they stand, and where the amber ones are."""
    reds = sum(row.rag == RAG.RED for row in rows)
    better = len(rows) - reds
    parts = []
    if reds:
        order = ": newly red first, then worse, newly assessed, unchanged" if reds > 1 else ""
        parts.append(f"{reds} red {'KPI' if reds == 1 else 'KPIs'}{order}.")
    if better:
        parts.append(
            f"{better} {'is' if better == 1 else 'are'} rated better by the directorate than by the rule."
        )
    if amber:
        parts.append(f"The {amber} amber {'KPI is' if amber == 1 else 'KPIs are'} on the board below.")
    return " ".join(parts)


def grey_caption(rows: Iterable[ScorecardRow]) -> str:
    """Why KPIs are grey: “Grey: 15 without a target, 2 not assessable.”"""
    rows = tuple(rows)
    return f"Grey: {story.grey_note(rows)}." if rows else ""


def promise_text(frame: ExceptionFrame | None, today: date) -> tuple[str, bool]:
    """What became of the promised date: slipped, passed, the first one given, or kept; and whether that is late.

    Days are counted up to a year. The page of a quarter that was frozen long ago still says that the date has passed,
    because that is so on the day it is read; a count in days would speak of the reader's calendar, not of the promise.
    """
    if frame is None or frame.recovery_on is None:
        return "", False
    slipped = frame.slipped and frame.promised_before is not None
    said = []
    if slipped and frame.promised_before:
        by = story.slip_text((frame.recovery_on - frame.promised_before).days)
        said.append(f"Was {_day(frame.promised_before)}: slipped {by}")
    passed = (today - frame.recovery_on).days
    if passed > 0:
        ago = f" {passed} {'day' if passed == 1 else 'days'} ago"
        said.append("Date passed" if passed > DAYS_COUNTED else f"Date passed{ago}")
    if said:
        return "; ".join(said), True
    if frame.promised_before is None:
        return "First date given", False
    return ("As promised before" if frame.promised_before == frame.recovery_on else "Brought forward"), False


def figure_text(figure: PeriodFigure) -> str:
    """A cell as it is read: “17, £1,059,768” for a pair, “*” for not collected, words for what is not there."""
    if figure.state in GAPS:
        return GAPS[figure.state]
    return f"{figure.text}, {figure.second}" if figure.second else figure.text


def punctuality(progress: ReturnProgress) -> tuple[str, bool]:
    """“On time”, “3 days late” (working days), “Not returned”; “Not submitted again” of what was taken back since."""
    late = progress.late_by
    by = f"{late} {'day' if late == 1 else 'days'} late"
    if progress.was_taken_back:
        return (f"{by}, not submitted again" if late else "Not submitted again"), bool(late)
    if progress.submitted_at is None:
        return (f"Not returned, {by}" if late else "Not returned"), bool(late)
    return (by if late else "On time"), bool(late)


# Parts ----------------------------------------------------------------------------------------------------


def _exception_line(row: ScorecardRow, quarter_slug: str, today: date) -> ExceptionLine:
    promise, is_late = promise_text(row.exception, today)
    return ExceptionLine(
        row=row,
        figure=figure_text(row.latest),
        target=story.in_a_sentence(row.target_text),
        since=story.since_text(row, quarter_slug),
        promise=promise,
        is_late=is_late,
    )


def _by_directorate(rows: Iterable[ScorecardRow]) -> tuple[BoardGroup, ...]:
    """Groups in the order of the most red, rows within them red first."""
    ordered = sorted(rows, key=lambda row: row.directorate_slug)
    groups = [
        BoardGroup(
            members[0].directorate,
            tuple(_board_line(row) for row in sorted(members, key=lambda r: (r.rag.order, r.number))),
        )
        for members in (list(found) for _, found in groupby(ordered, key=lambda row: row.directorate_slug))
    ]
    return tuple(sorted(groups, key=lambda group: (-_reds(group), group.lines[0].row.number)))


def _reds(group: BoardGroup) -> int:
    return sum(line.row.rag == RAG.RED for line in group.lines)


def _board_line(row: ScorecardRow) -> BoardLine:
    return BoardLine(
        row=row,
        figure=figure_text(row.latest),
        points=points_of(row.figures),
        comment=row.commentary or row.computed_reason,
    )


def _ambitions(rows: Sequence[AmbitionRow]) -> Ambitions:
    planned = [row for row in rows if row.targets]
    first_year = _most_common(row.targets[0].year for row in planned)
    last_year = _most_common(row.targets[-1].year for row in planned)
    lines = tuple(
        AmbitionLine(
            row=row,
            first_target=_target(row, 0, first_year),
            last_target=_target(row, -1, last_year),
            steps=steps(row),
            level=row.levels[0] if row.levels else None,
        )
        for row in rows
    )
    reported = sum(bool(row.actuals) for row in rows)
    lede = (
        f"{reported} of {len(rows)} have a figure later than the baseline."
        if reported
        else "No figure later than the baseline has been reported yet."
    )
    return Ambitions(lines, first_year, last_year, lede if planned else "")


def _most_common(years: Iterable[str]) -> str:
    found = list(years)
    return max(sorted(set(found)), key=found.count) if found else ""


def _target(row: AmbitionRow, index: int, year: str) -> str:
    """The target's text, with its year where that is not the column's."""
    if not row.targets:
        return ""
    point = row.targets[index]
    return point.text if point.year == year else f"{point.text} ({point.year})"


def _total(groups: Iterable[GroupCounts]) -> GroupCounts:
    groups = tuple(groups)
    return GroupCounts(
        name="All",
        slug="",
        red=sum(group.red for group in groups),
        amber=sum(group.amber for group in groups),
        green=sum(group.green for group in groups),
        not_rated=sum(group.not_rated for group in groups),
    )


def _return_line(progress: ReturnProgress) -> ReturnLine:
    said, is_late = punctuality(progress)
    return ReturnLine(progress, said, is_late)


def _all_illustrative(origins: Iterable[str]) -> bool:
    found = set(origins)
    return found == {Provenance.ILLUSTRATIVE}


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
