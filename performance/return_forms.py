"""The forms of a return: one plain object for each row, and the approver's two questions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.http import QueryDict
from django.utils import timezone

from core import clock
from core.controls import Entry as SummaryLine
from core.figures import MeasureKind
from core.forms import PortalForm
from core.periods import Month
from performance.models import Frequency
from performance.rag import Rating
from performance.return_entry import (
    asks_of,
    figure_key,
    measures_of,
    needs_frame,
    periods_of,
    unsaved_value,
    whole_of,
)
from performance.return_texts import (
    DATE_KEYS,
    FRAME_KEYS,
    TICKED,
    Understood,
    clean,
    digest,
    texts_of,
    understand,
)
from performance.returns import ReturnRow
from performance.rollup import RollUp

OWN_RATINGS = (("green", "Green"), ("amber", "Amber"), ("red", "Red"))


@dataclass(frozen=True)
class Box:
    """One input of a figure. `label` is read out; `joint` stands before it: “of”."""

    id: str
    text: str
    label: str
    joint: str = ""
    is_wrong: bool = False
    described_by: str = ""


@dataclass(frozen=True)
class Line:
    """The inputs of one period or measure, with the message that stands above them."""

    label: str
    boxes: tuple[Box, ...]
    error: str
    error_id: str
    is_only: bool = False

    @property
    def is_shared(self) -> bool:
        """Whether n and d share the line."""
        return any(box.joint for box in self.boxes)


@dataclass(frozen=True)
class Mark:
    """The state of a row: a dot and a word."""

    kind: str
    word: str


class RowForm:
    """The fields of one KPI: as stored, or as typed, with what they mean and what is wrong with them.

    `seen` names what the person saw when the page was opened: the version, and a digest of the texts, so that a row
    that nobody touched is neither read nor written.
    """

    def __init__(self, row: ReturnRow, data: QueryDict | None = None, *, is_saved: bool = False) -> None:
        """`is_saved`: the row was stored from these texts just now, so that they follow its new version."""
        self.row = row
        self.data = data
        self.stored = texts_of(row)
        self.texts, self.seen = self.stored, seen_of(row)
        self.is_posted = data is not None and self.name("seen") in data
        if data is not None and self.is_posted:
            self.texts = self._typed(data)
            self.seen = self.seen if is_saved else data.get(self.name("seen"), "")
        self.asked: dict[str, str] = {}

    def name(self, key: str) -> str:
        """The name and id of a field: k18-com."""
        return f"k{self.row.number}-{key}"

    # What was typed

    @property
    def is_touched(self) -> bool:
        """Whether the texts are other than those that the person was shown."""
        return self.is_posted and self.seen.partition(".")[2] != digest(self.texts)

    @property
    def seen_version(self) -> int:
        """The version that the person was shown; one that cannot be read is none that is stored."""
        version = self.seen.partition(".")[0]
        return int(version) if version.isascii() and version.isdigit() and len(version) < 9 else -1

    @cached_property
    def understood(self) -> Understood:
        return understand(self.row, self.texts)

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field: what could not be understood, then what was asked for when submitting."""
        return {**self.asked, **(self.understood.errors if self.is_posted else {})}

    @property
    def says_something_new(self) -> bool:
        return self.understood.entry != self.row.entry or bool(self.understood.errors)

    @cached_property
    def picks(self) -> dict[str, str]:
        """What was chosen on the page of two versions, by the name of the choice."""
        prefix = self.name("pick-")
        data = self.data or {}
        return {name.removeprefix(prefix): data[name] for name in data if name.startswith(prefix)}

    def ask(self) -> None:
        """Ask beside the fields for what is needed before the return can be submitted."""
        self.asked = {need.key: f"{_sentence(need.ask)}." for need in self.row.needs}

    def _typed(self, data: QueryDict) -> dict[str, str]:
        """A field that was not sent keeps what is stored; an unticked box is never sent."""
        typed = {key: clean(data.get(self.name(key), text)) for key, text in self.stored.items()}
        return typed | {"nc": TICKED if data.get(self.name("nc")) else ""}

    # What is drawn

    @cached_property
    def rating(self) -> Rating:
        """What the rule says: of what is stored, or of what was typed."""
        if not self.is_posted:
            return self.row.rating
        return self.row.rating_of(unsaved_value(self.row.kpi, self.row.quarter, self.understood.entry))

    @property
    def is_rated(self) -> bool:
        """Whether there is anything to rate yet."""
        entry = self.understood.entry if self.is_posted else self.row.entry
        return entry.has_figure or entry.not_collected

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the months make so far."""
        entry = self.understood.entry if self.is_posted else self.row.entry
        return whole_of(self.row.kpi, entry).sentences

    @property
    def notes(self) -> tuple[str, ...]:
        """What is kept as typed, and yet should be looked at."""
        return self.understood.notes

    @property
    def has_frame(self) -> bool:
        """Whether the exception's frame is open: the row is red, or rated better than the rule does."""
        entry = self.understood.entry if self.is_posted else self.row.entry
        return needs_frame(entry, self.rating) or any(key in self.errors for key in FRAME_KEYS)

    @property
    def mark(self) -> Mark:
        if self.errors:
            return Mark("error", "Correct this") if not self.asked else Mark("todo", "To do")
        if not self.row.is_due:
            return Mark("none", "Not due")
        if self.row.is_waiting:
            return Mark("todo", "Sent back")
        if not self.row.is_started:
            return Mark("todo", "To do")
        return Mark("done" if self.row.is_finished else "part", saved_words(self.row))

    @property
    def asks(self) -> str:
        """What a row that is saved still lacks, said quietly before anybody submits."""
        if not self.row.is_started or self.row.is_waiting or self.errors:
            return ""
        return asks_of(self.row.needs)

    @property
    def slip_words(self) -> str:
        """How much later than last quarter's promise this one is: now 3 months later."""
        promised, now = self.row.promised_before, self.row.entry.frame.recovery_on
        if promised is None or now is None or now <= promised:
            return ""
        months = (now.year - promised.year) * 12 + now.month - promised.month
        if not months:
            return "now later in the month"
        return f"now {months} month{'' if months == 1 else 's'} later"

    @property
    def is_pair(self) -> bool:
        return self.row.kpi.is_pair

    @property
    def is_monthly(self) -> bool:
        return self.row.kpi.frequency == Frequency.MONTHLY

    @property
    def layout(self) -> str:
        """The class of the figure's cell: one input, n of d, months, or a pair under their own labels."""
        if self.is_monthly:
            return "fig--m"
        if self.is_pair:
            return "fig--cm fig--pair2"
        return "fig--nd" if self.row.kpi.measure == MeasureKind.RATIO else "fig--one"

    @property
    def measure_words(self) -> str:
        """What the two inputs of a month are: Invoices, then % of whole."""
        if not (self.is_pair and self.is_monthly):
            return ""
        return f"{self._measure_label(0)}, then {self._measure_label(1).lower()}"

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(self._lines())

    def _lines(self) -> Iterator[Line]:
        kpi = self.row.kpi
        for number, period in enumerate(periods_of(kpi, self.row.quarter)):
            measures = list(enumerate(measures_of(kpi)))
            if isinstance(period, Month):
                yield self._line(period.short, [(number, m, kind, period.name) for m, kind in measures])
                continue
            for measure, kind in measures:
                label = self._measure_label(measure) if kpi.is_pair else "Figure"
                yield self._line(label, [(number, measure, kind, "")], is_only=not kpi.is_pair)

    def _line(
        self, label: str, inputs: Iterable[tuple[int, int, MeasureKind, str]], *, is_only: bool = False
    ) -> Line:
        inputs = list(inputs)
        keys = [figure_key(period, measure) for period, measure, _, _ in inputs]
        wrong = [key for key in keys if key in self.errors]
        error_id = f"{self.name(keys[0])}-error"
        boxes = [
            box
            for key, (_, measure, kind, month) in zip(keys, inputs, strict=True)
            for box in self._boxes(key, kind, self._spoken(month, measure), error_id if key in wrong else "")
        ]
        return Line(label, tuple(boxes), " ".join(self.errors[key] for key in wrong), error_id, is_only)

    def _boxes(self, key: str, kind: MeasureKind, spoken: str, error_id: str) -> Iterator[Box]:
        first = "how many" if kind == MeasureKind.RATIO else ""
        label = ", ".join(filter(None, (spoken, first)))
        yield Box(self.name(key), self.texts[key], label, "", bool(error_id), error_id)
        if kind == MeasureKind.RATIO:
            of = ", ".join(filter(None, (spoken, "of how many")))
            yield Box(self.name(f"{key}d"), self.texts[f"{key}d"], of, "of", bool(error_id), error_id)

    def _spoken(self, month: str, measure: int) -> str:
        """What is read out of an input beside its visible label: April; April, invoices."""
        label = self._measure_label(measure).lower() if month and self.is_pair else ""
        return ", ".join(filter(None, (month, label)))

    def _measure_label(self, measure: int) -> str:
        kpi = self.row.kpi
        label = kpi.second_measure_label if measure else kpi.measure_label
        return label or measures_of(kpi)[measure].label

    @property
    def frame_fields(self) -> list[tuple[str, str, str, str]]:
        """Key, label, text and error of the frame's three texts."""
        keys = ("issue", "cause", "action")
        return [(key, _LABELS[key], self.texts[key], self.errors.get(key, "")) for key in keys]

    @property
    def date_fields(self) -> list[tuple[str, str, str]]:
        return [(key, key.capitalize(), self.texts[key]) for key in DATE_KEYS]

    @property
    def adds_up(self) -> str:
        """How the months of a monthly KPI make its quarter."""
        return _ADDS_UP[RollUp(self.row.kpi.roll_up)] if self.is_monthly else ""

    @property
    def own_ratings(self) -> list[tuple[str, str, bool]]:
        return [(value, label, self.texts["rag"] == value) for value, label in OWN_RATINGS]

    # What is said at the top

    def summary(self) -> Iterator[SummaryLine]:
        """The lines of the error summary: one for each wrong field; of what is asked for, one for the whole KPI."""
        kpi = self.row.kpi
        if self.asked:
            yield SummaryLine(
                f"{kpi.name}: {asks_of(self.row.needs)}.", f"#{self._target(self.row.needs[0].key)}"
            )
        for key, message in self.errors.items():
            if key not in self.asked:
                yield SummaryLine(f"{kpi.name}{self._where(key)}: {message}", f"#{self._target(key)}")

    def labelled_texts(self) -> list[tuple[str, str]]:
        """What was typed, with the words of its fields, for a page that can only give it back."""
        return [(self.label(key), text) for key, text in self.texts.items() if text and key != "nc"]

    def label(self, key: str) -> str:
        """The words of a field, alone: June; Value (£); Commentary; Owner (role)."""
        return _LABELS.get(key) or self._figure_label(key)

    def _figure_label(self, key: str) -> str:
        period, measure, is_of = int(key[0]) - 1, "ab".index(key[1]), key.endswith("d")
        month = self.row.quarter.months[period].name if self.is_monthly else ""
        label = self._measure_label(measure) if self.is_pair else ("" if month else "Figure")
        return ", ".join(filter(None, (month, label, "of how many" if is_of else "")))

    def _where(self, key: str) -> str:
        if key in ("nc", "day") or (key == "1a" and not self.is_monthly and not self.is_pair):
            return ""
        return f", {self.label(key)}"

    def _target(self, key: str) -> str:
        return self.row.anchor if key == "sent-back" else self.name(key)


_ADDS_UP = {
    RollUp.SUM: "Months are added to the quarter.",
    RollUp.MEAN: "The quarter is the mean of its months.",
    RollUp.POOLED: "Pooled: all of the quarter’s n over all of its d. Never a mean of percentages.",
    RollUp.LAST: "The quarter is its last month.",
}
_LABELS = {
    "nc": "Not collected",
    "ncr": "Why it was not collected",
    "rag": "Your RAG",
    "why": "Why you rate it otherwise",
    "com": "Commentary",
    "issue": "Issue",
    "cause": "Cause",
    "action": "Action",
    "owner": "Owner (role)",
    "day": "Recovery date, day",
    "month": "Recovery date, month",
    "year": "Recovery date, year",
}


def seen_of(row: ReturnRow) -> str:
    """What the hidden field of a row carries: its version, and a digest of the texts that are shown."""
    return f"{row.version}.{digest(texts_of(row))}"


def saved_words(row: ReturnRow) -> str:
    """Saved 10:42; of an earlier day, Saved 7 July; of what was loaded, Saved."""
    if row.saved_at is None:
        return "Saved"
    moment = timezone.localtime(row.saved_at)
    if moment.date() == clock.today():
        return f"Saved {moment:%H:%M}"
    return f"Saved {moment.day} {moment:%B}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


# The approver's forms -------------------------------------------------------------------------------------------------


class SendBackForm(PortalForm):
    """What the approver asks the contributor to change in one row."""

    submit = "Send this row back"

    comment = forms.CharField(
        label="What should be changed?",
        help_text="The contributor sees your words.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SignOffForm(PortalForm):
    """The approver's word that the return was read; `version` is that of the return as it was read."""

    is_read = forms.BooleanField(label="I have read this return and it may be printed as it stands")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, directorate: str, **options: object) -> None:
        self.submit = f"Sign off the {directorate} return"
        super().__init__(*args, **options)
