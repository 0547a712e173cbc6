"""How much of each list the one page of the summary holds: the first few are named, and the rest is
counted. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

from assurance.sentences import CountedLine
from assurance.story import number_in_words

NAMED = 4
"""KPIs that one sentence or line names."""
NAMED_AMONG_MANY = 2
"""As many where more than two lines name KPIs."""
NAMED_IN_A_COLUMN = 2
"""As many in one of three columns."""
LONGEST_ACTION = 90
"""Characters of an action; its whole text stands in the schedule."""
ROWS = 8
"""Rows of the table of red KPIs."""


@dataclass(frozen=True)
class Brevity:
    """How many rows the table of reds has, how many KPIs a line of change names, and how many sentences a column has;
    whether the table by RAG tells of each directorate, or of all together alone."""

    rows: int
    named: int
    sentences: int = 9
    by_place: bool = True


STEPS = (
    *(Brevity(ROWS, named) for named in (NAMED, NAMED_AMONG_MANY)),
    *(Brevity(rows, NAMED_AMONG_MANY) for rows in (7, 6)),
    *(Brevity(rows, 1) for rows in (ROWS, 7, 6, 5)),
    *(Brevity(rows, 1, by_place=False) for rows in (ROWS, 6, 4, 3)),
    *(Brevity(3, 1, sentences, by_place=False) for sentences in (2, 1)),
)
"""From the longest summary to the shortest; the first that keeps to its page is printed."""


def first_of(names: Sequence[str], most: int = NAMED) -> str:
    """“A; B; C; D and four more”."""
    return f"{'; '.join(names[:most])}{_and_more(len(names) - most)}"


def change_lines(changes: Iterable[CountedLine], most: int = NAMED) -> tuple[CountedLine, ...]:
    """The lines of what changed, each with few enough KPIs; the rest of a line is counted in its last name."""
    lines = tuple(changes)
    few = NAMED if sum(bool(line.links) for line in lines) <= 2 else NAMED_AMONG_MANY
    return tuple(_line(line, min(most, few)) for line in lines)


def _line(line: CountedLine, most: int) -> CountedLine:
    if len(line.links) <= most:
        return line
    *first, (name, slug) = line.links[:most]
    return replace(line, links=(*first, (f"{name}{_and_more(len(line.links) - most)}", slug)))


def action(text: str) -> str:
    """As much of an action as the page has room for, in whole words."""
    return shorten(text, LONGEST_ACTION, placeholder="…")


def _and_more(count: int) -> str:
    return f" and {number_in_words(count)} more" if count > 0 else ""
