"""The forms of a return: one plain object for each row, and the approver's two questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.http import QueryDict
from django.utils import timezone

from core import clock
from core.controls import Entry as SummaryLine
from core.dates import apart
from core.derivation import source
from core.figures import Figure
from core.forms import PortalForm
from core.parsing import figure_notes, whole
from performance.quality import part_above_whole
from performance.rag import Rating
from performance.return_entry import (
    Entry,
    asks_of,
    needs_frame,
    unsaved_value,
    whole_of,
)
from performance.return_fields import FigureFields
from performance.return_texts import (
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
        self.texts, self.seen = self._opening_texts(), seen_in(row, self.stored)
        self.is_posted = data is not None and self.name("seen") in data
        if data is not None and self.is_posted:
            self.texts = self._typed(data)
            self.seen = self.seen if is_saved else data.get(self.name("seen"), "")
        self.asked: dict[str, str] = {}

    def _opening_texts(self) -> dict[str, str]:
        """What stands in the fields as the page opens: what is stored, or what is proposed.

        A proposal that is left as it is differs from what `seen` names, so saving the page accepts it.
        """
        return texts_of(self.row, self.row.opening_entry) if self.row.opens_proposed else self.stored

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
        """The version that the person was shown."""
        return version_in(self.seen)

    @cached_property
    def understood(self) -> Understood:
        return understand(self.row, self.texts)

    @cached_property
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
        for drawn in ("errors", "mark", "has_frame"):
            self.__dict__.pop(drawn, None)

    def _typed(self, data: QueryDict) -> dict[str, str]:
        """A field that was not sent keeps what is stored; an unticked box is never sent."""
        typed = {key: clean(data.get(self.name(key), text)) for key, text in self.stored.items()}
        return typed | {"nc": TICKED if data.get(self.name("nc")) else ""}

    # What is drawn

    @property
    def entry(self) -> Entry:
        """What stands in the fields: as typed, as stored, or as proposed."""
        return self.understood.entry if self.is_posted else self.row.opening_entry

    @cached_property
    def rating(self) -> Rating:
        """What the rule says of what stands in the fields."""
        if not (self.is_posted or self.row.opens_proposed):
            return self.row.rating
        return self.row.rating_of(unsaved_value(self.row.kpi, self.row.quarter, self.entry))

    @property
    def is_rated(self) -> bool:
        """Whether there is anything to rate yet."""
        return self.entry.has_figure or self.entry.not_collected

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """What the months make so far, and how many of them: So far 26, (2 of 3 months)."""
        parted = (sentence.partition(" (") for sentence in whole_of(self.row.kpi, self.entry).sentences)
        return [(said, f"({more}" if more else "") for said, _, more in parted]

    @property
    def notes(self) -> tuple[str, ...]:
        """What is kept as typed, and yet should be looked at."""
        above = (part_above_whole(self.row.kpi, figures) for figures in self.entry.figures)
        said = self.understood.notes if self.is_posted else _notes_on(self.entry)
        return (*said, *(_sentence(words) for words in above if words))

    @cached_property
    def has_frame(self) -> bool:
        """Whether the exception's frame is open: the row is red, or rated better than the rule does."""
        return needs_frame(self.entry, self.rating) or any(key in self.errors for key in FRAME_KEYS)

    @cached_property
    def mark(self) -> Mark:
        if self.errors:
            return Mark("error", "Correct this") if not self.asked else Mark("todo", "To do")
        if not self.row.is_due:
            return Mark("none", "Not due")
        if self.row.is_waiting:
            return Mark("todo", "Sent back")
        if self.row.opens_proposed:
            return Mark("todo", "Proposed: save to accept")
        if not self.row.is_started:
            return Mark("todo", "To do")
        accepted = ", accepted as proposed" if self.row.kpi.derived_from and self.row.was_accepted else ""
        return Mark("done" if self.row.is_finished else "part", f"{saved_words(self.row)}{accepted}")

    @property
    def proposal_words(self) -> str:
        """What the portal's own records say, and what can be done with it."""
        proposed = self.row.proposed
        if proposed is None:
            known = source(self.row.kpi.derived_from) if self.row.is_due and not self.row.is_started else None
            return f"From {known.label}: nothing to propose for {self.row.quarter} yet." if known else ""
        said = f"From {proposed.label}: {' '.join(proposed.sentences)}"
        if self.row.opens_proposed:
            return f"{said} Leave it to accept it, or type another and say why here."
        if proposed.is_accepted_by(self.row.entry):
            return said
        return f"{said} Your figure is another." if self.row.entry.has_figure else said

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
        return f"now {apart(promised, now)} later"

    @cached_property
    def figure(self) -> FigureFields:
        """The figure's fields."""
        return FigureFields(self.row, self.texts, self.errors)

    @property
    def adds_up(self) -> str:
        """How the months of a monthly KPI make its quarter."""
        return _ADDS_UP[RollUp(self.row.kpi.roll_up)] if self.figure.is_monthly else ""

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
        return _LABELS.get(key) or self.figure.label(key)

    def _where(self, key: str) -> str:
        if key in ("nc", "day") or (key not in _LABELS and self.figure.is_single):
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
    """What the hidden field of a row carries."""
    return seen_in(row, texts_of(row))


def seen_in(row: ReturnRow, stored: Mapping[str, str]) -> str:
    """Its version, and a digest of the texts that are stored, where they are known already."""
    return f"{row.version}.{digest(stored)}"


def version_in(seen: str) -> int:
    """The version that such a field names; one that cannot be read is none that is stored."""
    version = whole(seen.partition(".")[0])
    return -1 if version is None else version


def saved_words(row: ReturnRow) -> str:
    """Saved 10:42; of an earlier day, Saved 7 July; of what was loaded, Saved."""
    if row.saved_at is None:
        return "Saved"
    moment = timezone.localtime(row.saved_at)
    if moment.date() == clock.today():
        return f"Saved {moment:%H:%M}"
    return f"Saved {moment.day} {moment:%B}"


def _notes_on(entry: Entry) -> list[str]:
    """What would have been said of the stored figures when they were typed."""
    parts = (part for answer in entry.answers for part in answer.parts)
    return [note for part in parts if isinstance(part, Figure) for note in figure_notes(part)]


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
