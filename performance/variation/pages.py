"""What is shown of a KPI's process: plain frozen values, which go into the assurance pack as they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.figures import MeasureKind, Polarity, format_value
from core.money import round_half_up
from core.rag import RAG
from performance.spc_policy import FEWEST_FULL

_ICONS = {
    Polarity.HIGHER.label: ("improvement-high", "concern-low"),
    Polarity.LOWER.label: ("improvement-low", "concern-high"),
}
_KINDS = (
    ("improvement", "special cause, improving"),
    ("concern", "special cause, concerning"),
    ("neutral-high", "special cause, higher"),
    ("neutral-low", "special cause, lower"),
)
_STANDINGS = {"trial": "trial limits", "run": "no limits"}


@dataclass(frozen=True)
class Process:
    """What the XmR chart says of one KPI, for a board's row and for its page.

    `variation` and `assurance` are the names of icons, empty where no claim is made; `message` then says why.
    `latest` is the period that variation is read from. `finding` is the sentence, `action` what to make of it.
    """

    unit: str
    points: int
    standing: str
    message: str = ""
    latest: str = ""
    latest_text: str = ""
    variation: str = ""
    variation_word: str = ""
    variation_meaning: str = ""
    assurance: str = ""
    assurance_word: str = ""
    assurance_meaning: str = ""
    finding: str = ""
    action: str = ""
    stands_out: str = ""

    @property
    def has_icons(self) -> bool:
        return bool(self.variation)


@dataclass(frozen=True)
class ProcessPoint:
    """One period on the chart. `mark` is how it is drawn, `rule` why in words; a gap has no value.

    An illustrative figure is drawn and not counted: no claim is made from what was invented.
    """

    label: str
    short: str
    year: str
    starts_on: date
    value: float | None
    text: str
    mark: str = ""
    rule: str = ""
    rag: RAG | None = None
    target: float | None = None
    is_illustrative: bool = False


@dataclass(frozen=True)
class ProcessStretch:
    """Points of one group with their mean and limits, as far as those are shown.

    `reason` is why limits start afresh here; empty for the first stretch. `first` and `last` are places among all
    points.
    """

    first: int
    last: int
    standing: str
    count: int
    mean: float | None
    lpl: float | None
    upl: float | None
    screened: int = 0
    reason: str = ""
    decided: str = ""
    starts: str = ""

    @property
    def is_trial(self) -> bool:
        return self.standing == "trial"

    @property
    def limits_word(self) -> str:
        return "trial limits" if self.is_trial else "process limits"


@dataclass(frozen=True)
class Exhibit:
    """A whole XmR chart with what it says, ready to be drawn on the screen and in print."""

    number: int
    slug: str
    name: str
    kind: MeasureKind
    polarity_text: str
    target: float | None
    target_text: str
    target_note: str
    process: Process
    points: tuple[ProcessPoint, ...]
    stretches: tuple[ProcessStretch, ...]
    baseline: int | None = None
    baseline_reason: str = ""
    baseline_decided: str = ""
    provenance: tuple[str, ...] = ()
    latest_rag: RAG | None = None
    latest_rag_reason: str = ""
    latest_beside: str = ""

    @property
    def last(self) -> ProcessStretch:
        return self.stretches[-1]

    @property
    def has_any_marks(self) -> bool:
        """Whether any stretch has enough points for its points to be marked."""
        return any(point.mark for point in self.points)

    @property
    def kinds_of_mark(self) -> tuple[tuple[str, str], ...]:
        """The kinds of special cause on the chart, with their words, for its key."""
        there = {point.mark.partition("-")[0] for point in self.points if point.mark}
        marks = {point.mark for point in self.points}
        return tuple(
            (kind, said) for kind, said in _KINDS if kind in marks or (kind in there and kind != "neutral")
        )

    def is_left_unjudged(self, point: ProcessPoint) -> bool:
        """Whether a point goes without a mark, because its stretch is too short, while others have theirs."""
        return self.has_any_marks and point.value is not None and not point.mark and not point.is_illustrative

    @property
    def has_unjudged(self) -> bool:
        return any(self.is_left_unjudged(point) for point in self.points)

    @property
    def earlier(self) -> tuple[ProcessStretch, ...]:
        """The stretches before the last rebase."""
        return self.stretches[:-1]

    @property
    def earlier_limits(self) -> str:
        """Limits of earlier stretches that are drawn and are of another kind than the last one's, with their time."""
        limited = [each for each in self.earlier if each.upl is not None]
        own = self.last.limits_word if self.last.upl is not None else ""
        return "; ".join(
            f"{word}, {self._time(each for each in limited if each.limits_word == word)}"
            for word in dict.fromkeys(each.limits_word for each in reversed(limited))
            if word != own
        )

    @property
    def earlier_trials(self) -> tuple[str, ...]:
        """Earlier stretches with trial limits: when, and of how many points."""
        return tuple(
            f"{self._time([each])}: {each.count} of {FEWEST_FULL} points"
            for each in self.earlier
            if each.is_trial and each.upl is not None
        )

    @property
    def key_texts(self) -> dict[str, str]:
        """Mean and limits for the key: the last stretch's by their values, earlier ones by the time they hold."""
        levels = self.level_texts
        before = [each for each in self.earlier if each.mean is not None]
        mean = f"mean, {self._time(before)}" if before else ""
        own = f"{self.last.limits_word} {levels['lpl']} and {levels['upl']}" if levels["upl"] else ""
        return {
            "mean": f"mean {levels['mean']}" if levels["mean"] else mean,
            "limits": "; ".join(text for text in (own, self.earlier_limits) if text),
        }

    def _time(self, stretches: Iterable[ProcessStretch]) -> str:
        """From when to when: “April 2016 to July 2018”; stretches that follow one another are told as one."""
        spans: list[tuple[int, int]] = []
        for each in stretches:
            follows = bool(spans) and spans[-1][1] == each.first - 1
            start = spans.pop()[0] if follows else each.first
            spans.append((start, each.last))
        return " and ".join(f"{self.points[start].label} to {self.points[end].label}" for start, end in spans)

    @property
    def level_texts(self) -> dict[str, str]:
        """Target, mean and limits of the last stretch as they are read; empty where there is none."""
        return {"target": self._text(self.target)} | {
            name: self._text(getattr(self.last, name)) for name in ("mean", "lpl", "upl")
        }

    @property
    def stretch_texts(self) -> tuple[dict[str, str], ...]:
        """Each stretch for the table: where it starts, its points, what they are enough for, mean and limits."""
        return tuple(
            {"starts": each.starts, "count": str(each.count), "standing": _STANDINGS.get(each.standing, "")}
            | {name: self._text(getattr(each, name)) for name in ("mean", "lpl", "upl")}
            for each in self.stretches
        )

    @property
    def newest_first(self) -> tuple[ProcessPoint, ...]:
        return self.points[::-1]

    def _text(self, level: float | None) -> str:
        return "" if level is None else level_text(level, self.kind)

    @property
    def icon_key(self) -> tuple[str, ...]:
        """The icons of variation that this KPI can come to, for the key."""
        return (*_ICONS.get(self.polarity_text, ("neutral-high", "neutral-low")), "common")

    @property
    def has_illustrative(self) -> bool:
        return any(point.is_illustrative for point in self.points)

    @property
    def rebased(self) -> tuple[ProcessStretch, ...]:
        """The stretches that a rebase began."""
        return tuple(stretch for stretch in self.stretches if stretch.reason)

    @property
    def latest_place(self) -> int:
        """The place of the newest point that counts."""
        return max(
            i for i, point in enumerate(self.points) if point.value is not None and not point.is_illustrative
        )


def level_text(value: float, kind: MeasureKind) -> str:
    """A mean or a limit as it is read: to one place, money to the pound."""
    places = 0 if kind == MeasureKind.MONEY else 1
    return format_value(round_half_up(Decimal(repr(value)), places), kind, "short")
