"""Sentences of a report whose figures lead somewhere. Pure.

A sentence is composed as any other text, with `lead` around each figure, and read as any other text: by paper, data and
feeds as its words alone, by a page that has histories as its parts (templatetags/renditions.py).
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from operator import attrgetter
from typing import ParamSpec, Protocol, TypeVar

from assurance.pack import ChangeLine
from core import periods
from engagement.pages import ActivityRow, FeedbackRow
from performance.pages import ReturnProgress, ScorecardRow
from programmes.pages import MilestoneRow, RiskRow

P = ParamSpec("P")
R = TypeVar("R")

FIGURE = "figure"
"""The kind of a KPI's own figure; its key is that of the KPI and its quarter."""

SEVERAL, COUNTS = "several-", ("kpis", "risks")
"""Kinds of what is counted (renditions/several.py, renditions/counted.py)."""

_BEGIN, _TEXT, _END = "\x02", "\x1f", "\x03"
_LEAD = re.compile(f"{_BEGIN}([a-z-]+)/([^{_BEGIN}{_TEXT}{_END}]+){_TEXT}([^{_BEGIN}{_END}]*){_END}")


@dataclass(frozen=True)
class Part:
    """Some words of a sentence, and the kind and the key of the record or count that they lead to; empty of most."""

    text: str
    kind: str = ""
    key: str = ""

    @property
    def is_count(self) -> bool:
        """Whether it leads to several things, and not to the history of one."""
        return self.kind.startswith(SEVERAL) or self.kind in COUNTS


class Sentence(str):
    """Its words, and the `parts` that they are made of."""

    __slots__ = ("parts",)
    parts: tuple[Part, ...]


def sentence(composed: str) -> Sentence:
    """Of what was composed with `lead`; one that is made already stays as it is."""
    if isinstance(composed, Sentence):
        return composed
    parts, place = [], 0
    for found in _LEAD.finditer(composed):
        parts += [Part(composed[place : found.start()]), Part(found[3], found[1], found[2])]
        place = found.end()
    parts = [part for part in (*parts, Part(composed[place:])) if part.text]
    made = Sentence("".join(part.text for part in parts))
    made.parts = tuple(parts)
    return made


NOTHING = sentence("")


def composed(function: Callable[P, str]) -> Callable[P, Sentence]:
    """A function that composes a sentence gives it with its parts."""

    @wraps(function)
    def giving(*args: P.args, **kwargs: P.kwargs) -> Sentence:
        return sentence(function(*args, **kwargs))

    return giving


def composed_each(function: Callable[P, Iterable[str]]) -> Callable[P, tuple[Sentence, ...]]:
    """The same of one that composes several."""

    @wraps(function)
    def giving(*args: P.args, **kwargs: P.kwargs) -> tuple[Sentence, ...]:
        return tuple(sentence(each) for each in function(*args, **kwargs))

    return giving


@dataclass(frozen=True)
class CountedLine(ChangeLine):
    """A line of what changed, whose `number` leads to what it counts."""

    number: Sentence = NOTHING


def counted_line(line: ChangeLine, number: str) -> CountedLine:
    """The line with its number as a sentence has it."""
    return CountedLine(line.count, line.text, line.links, line.after, sentence(number))


# What a figure leads to -----------------------------------------------------------------------------------


class Numbered(Protocol):
    """A row with a number that is its own in the report."""

    @property
    def number(self) -> int: ...


class Named(Protocol):
    """A KPI of a year."""

    @property
    def slug(self) -> str: ...


def lead(text: object, kind: str, *key: object) -> str:
    """A figure within a sentence that is being composed, with the record or count that it leads to."""
    return f"{_BEGIN}{kind}/{''.join(map(str, key))}{_TEXT}{text}{_END}"


def count(number: int, kind: str, *key: object) -> str:
    """A number of things that the report counts elsewhere, too; none leads nowhere."""
    return lead(number, kind, *key) if number else "0"


def figure(row: ScorecardRow) -> str:
    """A KPI's figure of the report's quarter."""
    if not row.latest.is_recorded:
        return row.latest.text
    quarter = periods.Quarter.containing(row.latest.starts_on)
    return lead(row.latest.text, FIGURE, row.slug, "_", quarter.slug)


def target(row: ScorecardRow, text: str) -> str:
    """A KPI's target, in words that fit the sentence."""
    return lead(text, "target", row.slug) if row.has_target else text


def kpis(rows: Iterable[Numbered], text: object = None) -> str:
    """How many there are, leading to each of them; the `text` in place of their number."""
    return _several("kpis", [row.number for row in rows], text)


def kpis_of_year(rows: Iterable[Named], of: Iterable[Named]) -> str:
    """The same of KPIs of a year, by their places in its table: in the course of it, two can have the same number."""
    return _placed("kpis-of-year", rows, of, attrgetter("slug"))


def projects(rows: Iterable[Numbered]) -> str:
    """The same of projects."""
    return _several("projects", [row.number for row in rows])


def risks(rows: Iterable[RiskRow], of: Iterable[RiskRow]) -> str:
    """The same of risks, by their places in the register."""
    return _placed("risks", rows, of, attrgetter("reference"))


def ambitions(rows: Iterable[Numbered]) -> str:
    """The same of ambitions."""
    return _several("ambitions", [row.number for row in rows])


def milestones(rows: Iterable[MilestoneRow], of: Iterable[MilestoneRow]) -> str:
    """The same of milestones, by their places in the report."""
    return _placed("milestones", rows, of, lambda row: row)


def activities(rows: Iterable[ActivityRow], of: Iterable[ActivityRow]) -> str:
    """The same of activities, by their places in the report."""
    return _placed("activities", rows, of, attrgetter("slug"))


def returns(rows: Iterable[ReturnProgress], of: Iterable[ReturnProgress]) -> str:
    """The same of returns, by their places in the report."""
    return _placed("returns", rows, of, attrgetter("directorate_slug"))


def answers(rows: Sequence[FeedbackRow]) -> str:
    """The same of all answers to what was said."""
    return _several("answers", list(range(1, len(rows) + 1)))


def notes(rows: Iterable[Numbered]) -> str:
    """The same of data-quality notes."""
    return _several("notes", [row.number for row in rows])


def _placed(kind: str, rows: Iterable[R], of: Iterable[R], which: Callable[[R], Hashable]) -> str:
    places = {which(row): place for place, row in enumerate(of, start=1)}
    return _several(kind, [places[which(row)] for row in rows])


def _several(kind: str, keys: list[int], text: object = None) -> str:
    said = len(keys) if text is None else text
    return lead(said, f"{SEVERAL}{kind}", "-".join(map(str, keys))) if keys else str(said)
