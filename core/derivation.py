"""Figures that the portal can propose from its own records: where they come from, by a key.

The rooms that hold the facts register a source when the portal starts (`AppConfig.ready`); whoever needs a figure asks
by key, and knows nothing of the room. A source answers for one period, or says that it holds nothing of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from core.figures import Figure, MeasureKind, percentage_of
from core.money import round_half_up
from core.periods import Period

PERCENT_PLACES = 2
"""Places to which a percentage is proposed; n of d is proposed as n of d."""


@dataclass(frozen=True)
class Derived:
    """What the records say of a period: how much, of how much where there is such a whole, and that in a sentence.

    `is_money` tells pounds from things that are counted.
    """

    part: Decimal
    whole: Decimal | None = None
    sentence: str = ""
    is_money: bool = False

    def figure(self, kind: MeasureKind) -> Figure | None:
        """The facts as a figure of this kind; None where they cannot be one (no percentage without a whole)."""
        if kind == MeasureKind.RATIO and not self.is_money:
            return None if self.whole is None else Figure.ratio(self.part, self.whole)
        if kind == MeasureKind.PERCENTAGE:
            percent = percentage_of(self.part, self.whole)
            return None if percent is None else Figure.of(kind, round_half_up(percent, PERCENT_PLACES))
        fits = (MeasureKind.MONEY,) if self.is_money else (MeasureKind.COUNT, MeasureKind.NUMBER)
        return Figure.of(kind, self.part) if kind in fits else None


@dataclass(frozen=True)
class Source:
    """One set of records that figures are proposed from.

    `key` is made of words that say which figure: “risks-added”.
    `label` is said after “from”: “the risk register”. `answer` gives what it holds of a period, None where it holds
    nothing: a source that knows quarters alone is silent about months.
    """

    key: str
    label: str
    answer: Callable[[Period], Derived | None]

    @property
    def name(self) -> str:
        """The records and the figure: “The risk register: risks added”."""
        return f"{self.label[:1].upper()}{self.label[1:]}: {self.key.replace('-', ' ')}"


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a source known. Registering it twice (a portal started twice in one process) changes nothing."""
    known = _SOURCES.setdefault(source.key, source)
    if (known.label, known.answer) != (source.label, source.answer):
        raise ValueError(f"Another source is registered as “{source.key}” already.")


def sources() -> tuple[Source, ...]:
    """Every source, in the order of their names."""
    return tuple(sorted(_SOURCES.values(), key=lambda source: source.name))


def source(key: str) -> Source | None:
    """The source of that key; None where no room answers to it."""
    return _SOURCES.get(key)


def name_of(key: str) -> str:
    """The name of the source of that key; of one that no room answers to any more, the key itself."""
    found = source(key)
    return found.name if found else key


class Asking:
    """Sources asked once for each period, however many KPIs name them."""

    def __init__(self) -> None:
        self._ask = cache(_answer)

    def of(self, key: str, period: Period) -> Derived | None:
        """What the source of that key says of the period; None for an unknown key."""
        return self._ask(key, period)


def _answer(key: str, period: Period) -> Derived | None:
    found = source(key)
    return found.answer(period) if found else None


def derived(
    part: int | Decimal, whole: int | Decimal | None, sentence: str, *, is_money: bool = False
) -> Derived:
    """The facts from plain numbers."""
    return Derived(Decimal(part), None if whole is None else Decimal(whole), sentence, is_money)
