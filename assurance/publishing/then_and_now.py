"""A quarter as it was reported, beside what is known of it now. Pure: facts in, rows out.

*As reported* is the first publication that gave the figure for its own quarter. *Now* is the last one that gives it,
be it a correction or a later report of the year, which repeats the quarters before; or, for those who may see them,
the figures as they stand. Nothing is judged here: the two stand side by side, and a difference is counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assurance.publishing.known import KnownFigure, KnownKPI
from assurance.restated.lines import Line as RestatedLine
from core.rag import RAG
from performance.pages import FigureState


@dataclass(frozen=True)
class Said:
    """Where something was said: “version 2 of 3 June 2014”, with its address; without one, what stands now."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Source:
    """The rows of one scorecard, which quarter it is of, and where it was said. Sources come in order, oldest first.

    One that `is_whole` names every KPI of its quarter: only beside such a one was a KPI not reported that is not in it.
    """

    said: Said
    quarter_starts_on: date
    rows: tuple[KnownKPI, ...]
    is_whole: bool = True


@dataclass(frozen=True)
class Seen:
    """One figure as somebody reads it."""

    text: str
    second: str
    state: FigureState
    rag: RAG | None
    said: Said

    @property
    def words(self) -> tuple[str, str, FigureState, RAG | None]:
        """What makes it another figure: the place where it was said does not."""
        return self.text, self.second, self.state, self.rag


@dataclass(frozen=True)
class Line:
    """One KPI of one quarter, then and now. `then` is empty of a KPI that was not reported at the time."""

    number: int
    slug: str
    name: str
    directorate: str
    then: Seen | None
    now: Seen

    @property
    def has_changed(self) -> bool:
        return self.then is None or self.then.words != self.now.words


@dataclass(frozen=True)
class ThenAndNow:
    """One quarter: every KPI that was ever reported of it. `others` is what else is known otherwise: projects, risks,
    money. `unread` is what was published, but cannot be compared just now."""

    label: str
    lines: tuple[Line, ...]
    others: tuple[RestatedLine, ...] = ()
    unread: tuple[Said, ...] = ()

    @property
    def changed(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.has_changed)

    @property
    def reported_in(self) -> tuple[Said, ...]:
        """Where the figures were first said, each place once."""
        return tuple(dict.fromkeys(line.then.said for line in self.lines if line.then))

    def line_of(self, slug: str) -> Line | None:
        return next((line for line in self.lines if line.slug == slug), None)

    @property
    def lede(self) -> str:
        """“2 of 39 KPIs have other figures or ratings now than when the quarter was reported.”"""
        total, changed = len(self.lines), len(self.changed)
        if not total:
            return "No figures of this quarter have been published."
        if not changed:
            return (
                f"All {total} figures stand as they were reported." if total > 1 else "It stands as reported."
            )
        if total == 1:
            return "Its figure or rating is not as it was reported."
        have = "has another figure or rating" if changed == 1 else "have other figures or ratings"
        return f"{changed} of {total} KPIs {have} now than when the quarter was reported."


def compare(
    label: str, starts_on: date, sources: Sequence[Source], *, live: Source | None = None
) -> ThenAndNow:
    """The quarter that starts on that day, as the sources (oldest first) said it; `live` is what stands now.

    Where only parts of the quarter were reported, only their KPIs can be known otherwise.
    """
    reported = [source for source in sources if source.quarter_starts_on == starts_on]
    then = _first_of_each(reported, starts_on)
    known = _last_of_each([*sources, *([live] if live else [])], starts_on)
    has_whole = any(source.is_whole for source in reported)
    lines = [
        Line(row.number, slug, row.name, row.directorate, then.get(slug), seen)
        for slug, (row, seen) in known.items()
        if has_whole or slug in then
    ]
    return ThenAndNow(label, tuple(sorted(lines, key=lambda line: (line.number, line.name))))


def _first_of_each(sources: Iterable[Source], starts_on: date) -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    for source in sources:
        for row, figure in _figures(source, starts_on):
            found.setdefault(row.slug, _seen(figure, source.said))
    return found


def _last_of_each(sources: Iterable[Source], starts_on: date) -> dict[str, tuple[KnownKPI, Seen]]:
    found: dict[str, tuple[KnownKPI, Seen]] = {}
    for source in sources:
        for row, figure in _figures(source, starts_on):
            before = found.get(row.slug)
            seen = _seen(figure, source.said)
            # What was merely repeated was known since it was first said so.
            if before is None or before[1].words != seen.words:
                found[row.slug] = (row, seen)
    return found


def _figures(source: Source, starts_on: date) -> Iterable[tuple[KnownKPI, KnownFigure]]:
    for row in source.rows:
        for figure in row.figures:
            if figure.starts_on == starts_on and figure.state != FigureState.NOT_DUE:
                yield row, figure


def _seen(figure: KnownFigure, said: Said) -> Seen:
    return Seen(figure.text, figure.second, figure.state, figure.rag, said)
