"""What a snapshot keeps about what was restated: plain values, which the pack carries into every rendering."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from core import clock
from core.dates import in_words


class Area(StrEnum):
    """The parts of a report, in its order."""

    KPIS = "KPIs"
    AMBITIONS = "Outcome ambitions"
    PROJECTS = "Projects"
    FINANCE = "Finance"
    RISKS = "Risks"
    ENGAGEMENT = "Engagement"


Key = tuple[str, ...]
FIGURE = ("figure",)
RATINGS = (("rating",), ("rating-before",))
"""What the keys of a KPI's lines have in the third place."""


@dataclass(frozen=True)
class Line:
    """One figure that is not what was reported: from, to, who changed it, when, and why as far as that is recorded.

    Without a time the figure follows from another one that was changed (a total, a rating of a year's plan).
    `path` is the record's page; `key` says which record and which of its figures.
    """

    area: Area
    about: str
    what: str
    before: str
    after: str
    who: str = ""
    at: datetime | None = None
    why: str = ""
    path: str = ""
    key: Key = ()


@dataclass(frozen=True)
class Reopening:
    """Why the quarter was opened again, and by whom."""

    at: datetime
    who: str
    why: str


@dataclass(frozen=True)
class LinesOfArea:
    area: Area
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Restated:
    """What differs from an earlier version of the quarter, `since` being the moment at which that was frozen.

    `is_comparable` is False where the earlier version was frozen by a release whose pack cannot be read any more.
    """

    since_version: int
    since: datetime
    was_reported: bool = True
    reopenings: tuple[Reopening, ...] = ()
    lines: tuple[Line, ...] = ()
    is_comparable: bool = True

    def in_public(self) -> "Restated":
        """As the public reads it: what changed and when, and why the quarter was opened again.

        Neither who typed it, nor the words of the trail, which were written for colleagues; whoever reopens a quarter
        is told that the reason is printed.
        """
        return replace(
            self,
            lines=tuple(replace(line, who="", why="") for line in self.lines),
            reopenings=tuple(replace(each, who="") for each in self.reopenings),
        )

    @property
    def figures(self) -> tuple[Line, ...]:
        """Without the ratings that follow from a figure that differs itself: the two are one."""
        differing = {_whose(line) for line in self.lines if line.key[2:3] == FIGURE}
        return tuple(
            line for line in self.lines if line.key[2:3] not in RATINGS or _whose(line) not in differing
        )

    @property
    def count(self) -> int:
        return len(self.figures)

    @property
    def tells_why(self) -> bool:
        """Whether any line has its own reason: in public none has, and the reopening's speaks for all of them."""
        return any(line.why for line in self.lines)

    @property
    def title(self) -> str:
        """Restated since snapshot 1 of 9 May 2014. The versions of its reports are counted by themselves."""
        return (
            f"Restated since snapshot {self.since_version} of {in_words(self.since.astimezone(clock.LONDON))}"
        )

    @property
    def sentence(self) -> str:
        """How much, in one sentence: “4 figures differ: 3 of KPIs, 1 of risks.”"""
        if not self.is_comparable:
            return (
                f"Snapshot {self.since_version} was frozen by an earlier release of the portal, so the two "
                "cannot be compared here."
            )
        if not self.lines:
            return "Every figure that is printed here is as it was."
        counts = Counter(line.area for line in self.figures)
        parts = ", ".join(f"{counts[area]} of {_in_a_sentence(area)}" for area in Area if counts[area])
        return f"{self.count} {'figure differs' if self.count == 1 else 'figures differ'}: {parts}."

    @property
    def by_area(self) -> tuple[LinesOfArea, ...]:
        """In the order of the report."""
        ordered = sorted(self.lines, key=lambda line: list(Area).index(line.area))
        return tuple(
            LinesOfArea(area, tuple(lines)) for area, lines in groupby(ordered, key=lambda line: line.area)
        )


def _whose(line: Line) -> Key:
    """Of a KPI's figure or rating: the KPI and the first day of the quarter, in which their keys end."""
    return (*line.key[:2], *line.key[-1:])


def _in_a_sentence(area: Area) -> str:
    return area.value if area is Area.KPIS else area.value.lower()
