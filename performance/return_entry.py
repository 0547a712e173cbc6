"""What one row of a return says: the figures of its periods, what was not collected, its rating and its exception.

An `Entry` is what a form reads, what an action stores, and what the stored rows give back; two of them are compared
to see whether anything has changed. Nothing here asks the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core import periods
from core.figures import NOT_COLLECTED, Figure, MeasureKind, Part
from core.rag import RAG
from performance.assessment import first_figure, second_figure
from performance.models import KPI, ExceptionNote, Frequency, KPIValue
from performance.rag import Rating
from performance.rollup import RolledUp, roll_up

Months = Mapping[periods.Month, KPIValue]
ReportedPeriod = periods.Month | periods.Quarter


@dataclass(frozen=True)
class Answer:
    """What is said of one period: a figure for each measure, *not collected*, or nothing yet."""

    first: Part = None
    second: Part = None

    @property
    def parts(self) -> tuple[Part, Part]:
        return (self.first, self.second)

    @property
    def is_blank(self) -> bool:
        return self.first is None and self.second is None

    @property
    def is_not_collected(self) -> bool:
        return NOT_COLLECTED in self.parts


@dataclass(frozen=True)
class Frame:
    """The fixed frame of an exception: issue, cause, action, owner, expected recovery date."""

    issue: str = ""
    cause: str = ""
    action: str = ""
    owner: str = ""
    recovery_on: date | None = None

    def is_blank_for(self, kpi: KPI) -> bool:
        """Nothing was said: the owner that the form proposes is not counted."""
        says_more = self.issue or self.cause or self.action or self.recovery_on
        return not says_more and self.owner in ("", kpi.owner_title)


@dataclass(frozen=True)
class Entry:
    """One row as a whole. `answers` has one part for the quarter, or one for each of its months."""

    answers: tuple[Answer, ...]
    not_collected: bool = False
    not_collected_reason: str = ""
    self_assessed: str = ""
    self_assessed_reason: str = ""
    commentary: str = ""
    frame: Frame = field(default_factory=Frame)

    @property
    def has_figure(self) -> bool:
        return any(isinstance(part, Figure) for answer in self.answers for part in answer.parts)

    @property
    def figures(self) -> Iterator[list[Figure]]:
        """What was collected in each period: one figure, or both of a pair."""
        for answer in self.answers:
            yield [part for part in answer.parts if isinstance(part, Figure)]


@dataclass(frozen=True)
class Whole:
    """The quarter that the answers make, with the roll-up said in words.

    It is answered when nothing is left to type, and complete when all its months have figures: a month that was not
    collected answers, and leaves a gap.
    """

    first: Figure | None = None
    second: Figure | None = None
    not_collected: bool = False
    is_complete: bool = False
    is_answered: bool = False
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Need:
    """Something that a row still needs before the return can be submitted: the field, and what to do there.

    `part` is what an exception lacks, so that several can be said together.
    """

    key: str
    ask: str
    part: str = ""


# Periods, measures and the keys of their fields -----------------------------------------------------------------------


def periods_of(kpi: KPI, quarter: periods.Quarter) -> tuple[ReportedPeriod, ...]:
    """What is asked for: each month of a monthly KPI, else the quarter itself."""
    return quarter.months if kpi.frequency == Frequency.MONTHLY else (quarter,)


def measures_of(kpi: KPI) -> tuple[MeasureKind, ...]:
    """The kinds of the KPI's one or two measures."""
    kinds = (kpi.measure, kpi.second_measure) if kpi.is_pair else (kpi.measure,)
    return tuple(MeasureKind(kind) for kind in kinds)


def figure_key(period: int, measure: int) -> str:
    """The key of a figure's field: `1a` is the first measure of the first period."""
    return f"{period + 1}{'ab'[measure]}"


# Reading and filling rows ---------------------------------------------------------------------------------------------


def entry_of(kpi: KPI, quarter: periods.Quarter, value: KPIValue | None, months: Months) -> Entry:
    """What the stored rows say."""
    if value is None:
        return blank_entry(kpi, quarter)
    if kpi.frequency == Frequency.MONTHLY:
        answers = tuple(_answer(kpi, months.get(month)) for month in quarter.months)
    else:
        answers = (Answer() if value.not_collected else _answer(kpi, value),)
    return Entry(
        answers=answers,
        not_collected=value.not_collected,
        not_collected_reason=value.not_collected_reason,
        self_assessed=value.self_assessed,
        self_assessed_reason=value.self_assessed_reason,
        commentary=value.commentary,
        frame=_frame(getattr(value, "exception", None)),
    )


def blank_entry(kpi: KPI, quarter: periods.Quarter) -> Entry:
    """The row of a KPI of which nothing has been said yet."""
    return Entry(answers=tuple(Answer() for _ in periods_of(kpi, quarter)))


def settled(entry: Entry) -> Entry:
    """One way to say a thing: no month collected is not collected, and what was not collected has no own rating."""
    if entry.answers and all(answer.is_not_collected for answer in entry.answers):
        entry = replace(entry, not_collected=True)
    return replace(entry, self_assessed="") if entry.not_collected else entry


def whole_of(kpi: KPI, entry: Entry) -> Whole:
    """The quarter, rolled up from its months by the KPI's own rules."""
    if entry.not_collected:
        return Whole(not_collected=True, is_complete=True, is_answered=True)
    if kpi.frequency == Frequency.MONTHLY:
        return _rolled_up(kpi, entry)
    parts = entry.answers[0].parts
    first, second = (part if isinstance(part, Figure) else None for part in parts)
    has_all = first is not None and (second is not None or not kpi.is_pair)
    return Whole(first, second, is_complete=has_all, is_answered=has_all)


def fill(value: KPIValue, kpi: KPI, entry: Entry, *, keep_figure: bool = False) -> None:
    """Put an entry into the row of its quarter.

    `keep_figure` is for a quarter that was loaded without its months: until a month is given its figure stands.
    """
    whole = whole_of(kpi, entry)
    value.not_collected_reason = entry.not_collected_reason
    value.self_assessed = entry.self_assessed
    value.self_assessed_reason = entry.self_assessed_reason
    value.commentary = entry.commentary
    if keep_figure and not entry.has_figure and not whole.not_collected:
        return
    value.not_collected = whole.not_collected
    value.is_complete = whole.is_complete
    value.months_present = sum(_is_there(kpi, answer) for answer in entry.answers)
    value.months_not_collected = sum(answer.is_not_collected for answer in entry.answers)
    fill_figures(value, whole.first, whole.second)


def fill_figures(value: KPIValue, first: Part, second: Part) -> None:
    """Put figures into the row of any period; what is no figure leaves its columns empty."""
    for prefix, part in (("", first), ("second_", second)):
        figure = part if isinstance(part, Figure) else None
        setattr(value, f"{prefix}value", figure.value if figure else None)
        setattr(value, f"{prefix}numerator", figure.numerator if figure else None)
        setattr(value, f"{prefix}denominator", figure.denominator if figure else None)


def unsaved_value(kpi: KPI, quarter: periods.Quarter, entry: Entry) -> KPIValue:
    """The row that an entry would make, for the rating proposed while it is typed."""
    value = KPIValue(kpi=kpi, period_kind=quarter.kind, starts_on=quarter.starts_on, ends_on=quarter.ends_on)
    fill(value, kpi, entry)
    return value


def _answer(kpi: KPI, value: KPIValue | None) -> Answer:
    if value is None:
        return Answer()
    if value.not_collected:
        return Answer(NOT_COLLECTED, NOT_COLLECTED if kpi.is_pair else None)
    return Answer(_part(first_figure(kpi, value)), _part(second_figure(kpi, value)))


def _part(figure: Figure | None) -> Figure | None:
    return figure if figure is not None and figure.has_figure else None


def _frame(note: ExceptionNote | None) -> Frame:
    if note is None:
        return Frame()
    return Frame(note.issue, note.cause, note.action, note.owner, note.recovery_on)


def _rolled_up(kpi: KPI, entry: Entry) -> Whole:
    rolled = [roll_up(kpi.roll_up, [answer.first for answer in entry.answers])]
    if kpi.is_pair:
        rolled.append(roll_up(kpi.second_roll_up or kpi.roll_up, [answer.second for answer in entry.answers]))
    return Whole(
        first=rolled[0].figure,
        second=rolled[1].figure if kpi.is_pair else None,
        not_collected=all(each.not_collected for each in rolled),
        is_complete=all(each.complete for each in rolled),
        is_answered=all(_is_answered(each) for each in rolled),
        sentences=tuple(each.sentence for each in rolled) if any(each.figure for each in rolled) else (),
    )


def _is_answered(rolled: RolledUp) -> bool:
    """No month is still to be answered. A month that was not collected is an answer."""
    return rolled.complete or (rolled.answered and rolled.figure is not None)


def _is_there(kpi: KPI, answer: Answer) -> bool:
    """Whether a period has its figure; of a pair, both."""
    return all(isinstance(part, Figure) for part in answer.parts[: len(measures_of(kpi))])


# What is still needed -------------------------------------------------------------------------------------------------


def needs_frame(entry: Entry, rating: Rating) -> bool:
    """Red, by the rule or by one's own rating, or rated better than the rule does."""
    own = RAG(entry.self_assessed) if entry.self_assessed else None
    return (own or rating.rag) == RAG.RED or (own is not None and own.better_than(rating.rag))


def needs_of(kpi: KPI, quarter: periods.Quarter, entry: Entry, rating: Rating) -> tuple[Need, ...]:
    """What the row lacks before it can be submitted, in the order of its fields."""
    return (
        *_figure_needs(kpi, quarter, entry),
        *_rating_needs(entry, rating),
        *(_frame_needs(kpi, entry.frame) if needs_frame(entry, rating) else ()),
    )


def _figure_needs(kpi: KPI, quarter: periods.Quarter, entry: Entry) -> tuple[Need, ...]:
    if entry.not_collected:
        return () if entry.not_collected_reason else (Need("ncr", "say why it was not collected"),)
    if whole_of(kpi, entry).is_answered:
        return ()
    missing = [
        (number, measure)
        for number, answer in enumerate(entry.answers)
        for measure in range(len(measures_of(kpi)))
        if answer.parts[measure] is None
    ]
    key = figure_key(*missing[0])
    if not entry.has_figure and not any(answer.is_not_collected for answer in entry.answers):
        return (Need(key, "type a figure, or tick Not collected and say why"),)
    if kpi.frequency != Frequency.MONTHLY:
        return (Need(key, f"type the figure for {_label(kpi, missing[0][1])} as well"),)
    months = list(dict.fromkeys(quarter.months[number].name for number, _ in missing))
    return (Need(key, f"type {_listed(months)}, or * for a month that was not collected"),)


def _rating_needs(entry: Entry, rating: Rating) -> tuple[Need, ...]:
    differs = entry.self_assessed and entry.self_assessed != rating.rag
    if not differs or entry.self_assessed_reason:
        return ()
    return (Need("why", "say why you rate it otherwise"),)


def _frame_needs(kpi: KPI, frame: Frame) -> tuple[Need, ...]:
    """An owner is not asked for where the form proposes one."""
    owner = kpi.owner_title if frame.is_blank_for(kpi) else frame.owner
    asks = (
        ("issue", frame.issue, "say what the issue is", "the issue"),
        ("cause", frame.cause, "say what caused it", "its cause"),
        ("action", frame.action, "say what is being done about it", "the action"),
        ("owner", owner, "say who owns the action", "its owner"),
        ("day", frame.recovery_on, "give the date by which you expect it to recover", "the recovery date"),
    )
    return tuple(Need(key, ask, part) for key, answer, ask, part in asks if not answer)


def asks_of(needs: tuple[Need, ...]) -> str:
    """All that a row lacks, as one instruction: say why you rate it otherwise; give its cause and the action."""
    parts = [need.part for need in needs if need.part]
    asks = [need.ask for need in needs if not need.part]
    if len(parts) == 1:
        asks += [need.ask for need in needs if need.part]
    elif parts:
        asks.append(f"give {_listed(parts)}")
    return "; ".join(asks)


def _label(kpi: KPI, measure: int) -> str:
    label = kpi.second_measure_label if measure else kpi.measure_label
    return label or measures_of(kpi)[measure].label


def _listed(words: list[str]) -> str:
    """May; May and June; April, May and June."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
