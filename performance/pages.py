"""What the performance pages, the dashboard and the report show: plain frozen values, no database rows.

The same objects go into the assurance pack, so every field is a plain value that JSON can carry.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.figures import Figure
from core.rag import RAG
from core.trend import Trend
from performance.data_quality import DataQuality
from performance.follow_up.pages import ActionLine, Promise, YearEndOutlook, in_a_sentence
from performance.variation.pages import Exhibit, Process


class FigureState(StrEnum):
    """What stands in a cell: a figure, a count that cannot be compared, a part, “*”, nothing yet, or not due.

    A part is the quarter of which some months are still missing: a figure so far, and no figure of the quarter. With a
    gap, each month was answered, one at least as not collected: that is no figure of the quarter either.
    """

    FIGURE = "figure"
    NOT_COMPARABLE = "not-comparable"
    PARTIAL = "partial"
    WITH_GAP = "with-gap"
    NOT_COLLECTED = "not-collected"
    MISSING = "missing"
    NOT_DUE = "not-due"


IN_PART = (FigureState.PARTIAL, FigureState.WITH_GAP)
"""States of a quarter that was made from some of its months: printed with their number, and not drawn."""


@dataclass(frozen=True)
class PeriodFigure:
    """One KPI in one period: the text to print, the assessed value to draw, and what the rule says of it.

    `text` is “57 of 57 (100%)”, “*” or empty; `second` is the second measure's text of a pair; `value` is the
    assessed measure in its unit (percent for n of d); `rag` is the computed rating, None where nothing was returned.
    `is_returned`: a directorate entered it, or accepted what was proposed, so that no rating of its own is agreement.
    `measured` holds the raw numbers behind the text, two of a pair; `kind` is the measure that `value` is of.
    """

    label: str
    starts_on: date
    state: FigureState
    text: str = ""
    second: str = ""
    value: Decimal | None = None
    rag: RAG | None = None
    rag_reason: str = ""
    provenance: str = ""
    source: str = ""
    printed: str = ""
    reason: str = ""
    is_returned: bool = False
    kind: str = ""
    measured: tuple[Figure, ...] = ()

    @property
    def is_recorded(self) -> bool:
        """Whether anything was said of the period, were it that nothing was collected."""
        return self.state not in (FigureState.MISSING, FigureState.NOT_DUE)


@dataclass(frozen=True)
class ExceptionFrame:
    """Why a KPI is off track and what is done about it; `promised_before` is last quarter's recovery date.

    `promises` are all recovery dates stated since the KPI last recovered, in their order.
    """

    issue: str
    cause: str = ""
    action: str = ""
    owner: str = ""
    recovery_on: date | None = None
    promised_before: date | None = None
    provenance: str = ""
    promises: tuple[Promise, ...] = ()

    @property
    def promised(self) -> str:
        """How often a date was promised, and how far it slipped in all; nothing of a single promise."""
        return in_a_sentence(self.promises)

    @property
    def slipped(self) -> bool:
        """Whether the date now promised is later than the one promised last quarter."""
        return bool(self.recovery_on and self.promised_before and self.recovery_on > self.promised_before)


@dataclass(frozen=True)
class ScorecardRow:
    """One KPI for one quarter, beside the quarters before it.

    `figures` are the year's quarters up to four, oldest first, the last being the quarter itself. `rag` is what is
    reported: the self-assessment where there is one, else the rule's; `computed` is always the rule's.
    """

    number: int
    slug: str
    name: str
    short_name: str
    directorate: str
    directorate_slug: str
    team: str
    frequency: str
    polarity: str
    polarity_text: str
    target_text: str
    target_value: Decimal | None
    figures: tuple[PeriodFigure, ...]
    computed: RAG
    computed_reason: str
    self_assessed: RAG | None
    self_assessed_reason: str
    trend: Trend
    previous_rag: RAG | None
    has_target: bool
    commentary: str = ""
    exception: ExceptionFrame | None = None
    data_quality: DataQuality | None = None
    year_end: YearEndOutlook | None = None
    open_actions: tuple[ActionLine, ...] | None = None
    process: Process | None = None
    is_submitted: bool = True
    """False of a figure that was typed into a return nobody has submitted: it is a draft, and no one stands for it."""
    was_in_use_before: bool = True
    """False of a KPI that is new in this quarter: nothing of it is counted in the quarter before."""

    @property
    def latest(self) -> PeriodFigure:
        return self.figures[-1]

    @property
    def rag(self) -> RAG:
        return self.self_assessed or self.computed

    @property
    def assessments_differ(self) -> bool:
        return self.self_assessed is not None and self.self_assessed != self.computed

    @property
    def needs_frame(self) -> bool:
        """Red, or rated better than the rule does: an action and a recovery date must be said."""
        kinder = self.self_assessed is not None and self.self_assessed.better_than(self.computed)
        return self.rag == RAG.RED or kinder

    @property
    def lacks_action(self) -> bool:
        """Red, and nobody has an open action on it. Not said where actions were not read."""
        return self.rag == RAG.RED and self.open_actions == ()

    @property
    def is_off_target(self) -> bool:
        return self.rag in (RAG.RED, RAG.AMBER)

    @property
    def is_awaited(self) -> bool:
        """Due, and not returned, or of a quarter's months only some."""
        return self.latest.state in (FigureState.MISSING, FigureState.PARTIAL)

    @property
    def grey_word(self) -> str:
        """Why there is no rating, short enough for a cell: “Not assessable”; the KPI's page says why."""
        return self.computed_reason.partition(":")[0]

    @property
    def is_assessed(self) -> bool:
        return self.rag != RAG.GREY

    @property
    def is_first_assessment(self) -> bool:
        """Assessed now and not in the quarter before: no fall, a first assessment."""
        return self.is_assessed and self.previous_rag in (None, RAG.GREY)


@dataclass(frozen=True)
class RagCounts:
    """How many KPIs stand at each RAG."""

    red: int = 0
    amber: int = 0
    green: int = 0
    grey: int = 0

    @property
    def total(self) -> int:
        return self.red + self.amber + self.green + self.grey


@dataclass(frozen=True)
class DirectorateCounts:
    name: str
    slug: str
    counts: RagCounts


@dataclass(frozen=True)
class Scorecard:
    """All KPIs of one quarter in the order of the schedule, with their counts beside the quarter before."""

    quarter: str
    quarter_slug: str
    rows: tuple[ScorecardRow, ...]
    counts: RagCounts
    previous_counts: RagCounts | None
    by_directorate: tuple[DirectorateCounts, ...]

    @property
    def reds(self) -> tuple[ScorecardRow, ...]:
        return tuple(row for row in self.rows if row.rag == RAG.RED)


@dataclass(frozen=True)
class AmbitionPoint:
    year: str
    value: Decimal
    text: str
    provenance: str = ""


@dataclass(frozen=True)
class AreaLevel:
    """A published level of performance, in the source's words, never coloured."""

    indicator: str
    area: str
    level: str
    as_at: str
    domain: int


@dataclass(frozen=True)
class AmbitionRow:
    """One outcome ambition: baseline, targets, what was reported since, and the change asked for in words.

    `share_due_percent` is the share of the whole planned movement that is due by the year shown (0 to 100).
    """

    number: int
    domain: int
    domain_name: str
    name: str
    short_name: str
    measure: str
    unit: str
    polarity_text: str
    baseline: AmbitionPoint | None
    targets: tuple[AmbitionPoint, ...]
    actuals: tuple[AmbitionPoint, ...]
    asked: str
    share_due_percent: Decimal | None
    note: str = ""
    provenance: str = ""
    source: str = ""
    levels: tuple[AreaLevel, ...] = ()

    @property
    def has_trajectory(self) -> bool:
        return self.baseline is not None


@dataclass(frozen=True)
class ReturnProgress:
    """How far one directorate's return for a quarter is, and whether it came in time.

    `answered` counts KPIs of which a figure is given, or that it was not collected: before the lock and after it alike.
    `incomplete` are the numbers of those that lack anything a return is asked for, such as the frame of a red KPI; a
    closed quarter is not held to that.

    `late_by` counts working days between due date and submission (or today); 0 is on time.
    """

    directorate: str
    directorate_slug: str
    quarter_slug: str
    state: str
    state_text: str
    due: int
    answered: int
    not_collected: int
    sent_back: int
    due_on: date
    submitted_at: datetime | None = None
    submitted_by: str = ""
    signed_off_at: datetime | None = None
    signed_off_by: str = ""
    late_by: int = 0
    provenance_note: str = ""
    returned_at: datetime | None = None
    """By which it is on time or late; another than the submission where it was corrected after a reopening."""
    incomplete: tuple[int, ...] = ()

    @property
    def came_at(self) -> datetime | None:
        """When it was returned, in a pack of whatever age."""
        return self.returned_at or self.submitted_at

    @property
    def was_taken_back(self) -> bool:
        """It came, was taken or sent back after the quarter was reopened, and was not submitted again."""
        return self.came_at is not None and self.submitted_at is None

    @property
    def to_do(self) -> int:
        return max(self.due - self.answered, len(self.incomplete))


@dataclass(frozen=True)
class FoundNote:
    """Something that a rule found in the figures of one KPI. Nobody wrote it; it goes when the figures agree.

    `figures` are the numbers that the text names, by which a note that somebody wrote is known to say the same.
    """

    about: str
    text: str
    path: str
    year: str
    quarter: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class QualityNote:
    """A data-quality note, ready to print; `number` is its footnote number in a report."""

    number: int
    about: str
    text: str
    source: str = ""
    area: str = ""
    path: str = ""


@dataclass(frozen=True)
class PerformancePart:
    """What performance puts into the assurance pack."""

    scorecard: Scorecard
    ambitions: tuple[AmbitionRow, ...] = ()
    levels: tuple[AreaLevel, ...] = ()
    returns: tuple[ReturnProgress, ...] = ()
    notes: tuple[FoundNote, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
