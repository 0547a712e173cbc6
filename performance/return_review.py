"""A return as it will be printed: its exceptions first, then the schedule, then what sign-off asks."""

from dataclasses import dataclass
from itertools import groupby

from core.rag import RAG
from performance.models import ReturnState
from performance.pages import FoundNote, RagCounts, ScorecardRow
from performance.quality import notes_on
from performance.returns import ReturnRow, ReturnSheet
from performance.scorecard import count, scorecard_row


@dataclass(frozen=True)
class ReviewRow:
    """A line of the schedule beside the row of the return that it prints."""

    line: ScorecardRow
    row: ReturnRow
    is_in: bool = False
    """Whether the return is submitted or signed off: nobody who fills it in is asked about it any more."""

    @property
    def is_exception(self) -> bool:
        return self.line.needs_frame

    @property
    def reason(self) -> str:
        """Why a KPI without a figure has none."""
        value = self.row.value
        return value.not_collected_reason if value and value.not_collected else ""

    @property
    def notes(self) -> tuple[FoundNote, ...]:
        """What its figures show by rule: a part above its whole, a quarter that its months do not make."""
        row = self.row
        return notes_on(row.kpi, row.quarter, row.value, row.months)

    @property
    def records_say(self) -> str:
        """What the portal's other records say instead of the figure, as they are now; nothing where they agree.

        They may have changed since the return came in. That stops no sign-off: whoever signs looks at it, and may send
        the row back.
        """
        proposed, entry = self.row.proposed, self.row.entry
        if not self.is_in or proposed is None or not entry.has_figure or proposed.is_accepted_by(entry):
            return ""
        said = f"The portal’s own records now say {proposed.said}: {' '.join(proposed.sentences)}"
        return (
            f"{said} The commentary does not say why the figure is another."
            if self.row.override_needs
            else said
        )

    @property
    def sent_back(self) -> str:
        """What the approver asked for last, whether it was changed since or not."""
        return self.row.value.sent_back_comment if self.row.value else ""

    @property
    def has_promise(self) -> bool:
        """Whether an exception has its action and its recovery date."""
        frame = self.line.exception
        return frame is not None and bool(frame.action and frame.recovery_on)


@dataclass(frozen=True)
class ReviewTeam:
    name: str
    rows: tuple[ReviewRow, ...]


@dataclass(frozen=True)
class Check:
    """One thing that sign-off asks, and how it stands."""

    text: str
    answer: str
    is_met: bool


@dataclass(frozen=True)
class Review:
    """The return of one directorate as it will be printed."""

    sheet: ReturnSheet
    rows: tuple[ReviewRow, ...]

    @property
    def teams(self) -> tuple[ReviewTeam, ...]:
        by_team = groupby(self.rows, key=lambda each: each.line.team)
        return tuple(ReviewTeam(name, tuple(rows)) for name, rows in by_team)

    @property
    def exceptions(self) -> tuple[ReviewRow, ...]:
        """Red first, in the order of the schedule."""
        found = [row for row in self.rows if row.is_exception]
        return tuple(sorted(found, key=lambda each: each.line.rag.order))

    @property
    def counts(self) -> RagCounts:
        """How many of the KPIs that have a target stand at each RAG."""
        return count(each.line.rag for each in self.rows if each.line.has_target)

    @property
    def grey_words(self) -> str:
        """Why KPIs that have a target have no rating: 7 to come, 2 not collected, 1 not assessable."""
        greys = [each.row for each in self.rows if each.line.has_target and each.line.rag == RAG.GREY]
        missing = sum(row.entry.not_collected for row in greys)
        answered = sum(row.is_answered for row in greys)
        counted = (
            (len(greys) - answered, "not returned" if self.sheet.quarter.is_closed else "to come"),
            (missing, "not collected"),
            (answered - missing, "not assessable"),
        )
        return ", ".join(f"{number} {words}" for number, words in counted if number)

    @property
    def figure_labels(self) -> tuple[str, ...]:
        """The heads of the quarters, the return's own with its year."""
        figures = self.rows[0].line.figures if self.rows else ()
        return (
            *(figure.label for figure in figures[:-1]),
            f"{self.sheet.quarter.period.name} {self.sheet.quarter.year}",
        )

    @property
    def columns(self) -> int:
        """Columns of the schedule: indicator, target, the quarters, RAG, trend, commentary."""
        return len(self.figure_labels) + 5

    @property
    def checks(self) -> tuple[Check, ...]:
        sheet, exceptions = self.sheet, self.exceptions
        promised = sum(each.has_promise for each in exceptions)
        return (
            Check("Every KPI is complete", f"{sheet.complete} of {sheet.due}", sheet.complete == sheet.due),
            Check(
                "Every exception has an action and a recovery date",
                f"{promised} of {len(exceptions)}" if exceptions else "No exceptions",
                promised == len(exceptions),
            ),
            Check(
                "No row is waiting with a contributor",
                f"{sheet.waiting} waiting" if sheet.waiting else "None",
                not sheet.waiting,
            ),
        )


def build_review(sheet: ReturnSheet) -> Review:
    """The review of a return, from what its sheet has read: no query."""
    quarter = sheet.quarter.period
    is_in = sheet.state in (ReturnState.SUBMITTED, ReturnState.SIGNED_OFF)
    rows = (ReviewRow(scorecard_row(row.record, quarter), row, is_in) for row in sheet.rows)
    return Review(sheet, tuple(rows))
