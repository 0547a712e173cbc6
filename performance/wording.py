"""Sentences about one KPI, composed by rule from what the scorecard holds."""

import re
from datetime import date

from core import dates, periods
from core.rag import RAG
from core.trend import Trend
from performance.pages import FigureState, ScorecardRow

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MOVED = {
    Trend.IMPROVED: "That is better than {before} in {when}.",
    Trend.DECLINED: "That is worse than {before} in {when}.",
    Trend.NO_CHANGE: "That is the same as in {when}.",
    Trend.FIRST: "It is the first figure that can be compared.",
    Trend.NOT_COMPARABLE: "It is the first figure that can be compared.",
}


def answer(row: ScorecardRow, quarter: str) -> str:
    """How the KPI stands by the rule: “Red in 2013/14 Q4: 1 short of the target (6 a quarter).”."""
    if not row.has_target:
        return f"Context for {quarter}: there is no target to rate it against."
    target = row.target_text[:1].lower() + row.target_text[1:]
    if row.computed == RAG.GREY:
        return f"Not rated in {quarter}: {_lower(row.computed_reason)} (target: {target})."
    if row.computed == RAG.GREEN:
        return f"Green in {quarter}: the target is met ({target})."
    return f"{row.computed.label} in {quarter}: {_lower(row.computed_reason)} (target: {target})."


def movement(row: ScorecardRow, before: str, when: str) -> str:
    """What the trend says, with the figure and the quarter that it looks back at; nothing of what is no figure, or of
    a count that cannot be compared."""
    if row.latest.state != FigureState.FIGURE:
        return ""
    return _MOVED.get(row.trend, "").format(before=before, when=when)


def slip(promised: date | None, expected: date | None) -> str:
    """How the date now expected stands to the one promised a quarter ago."""
    if promised is None or expected is None or promised == expected:
        return ""
    how = "slipped" if expected > promised else "brought forward"
    return f"Was {day(promised)}: {how} {dates.apart(promised, expected)}"


def outcome(recovery_on: date | None, rating: RAG | None, today: date) -> str:
    """What became of a promised recovery: `rating` is that of the quarter in which the date lies, once reported."""
    if recovery_on is None:
        return ""
    quarter = periods.Quarter.containing(recovery_on)
    if rating is not None and rating.is_assessed:
        return f"{'Met' if rating == RAG.GREEN else 'Not met'}: {rating.label.lower()} in {quarter.label}"
    return "The date has passed" if recovery_on < today else ""


def printed_otherwise(printed: str, shown: str) -> str:
    """What a document prints, where its numbers are not those shown: “44/£2.5m” beside £2,500,000; else nothing."""
    return (
        ""
        if _NUMBER.findall(printed.replace(",", "")) == _NUMBER.findall(shown.replace(",", ""))
        else printed
    )


def in_use(first: date, last: date | None) -> str:
    """It is reported from 1 April 2012; it was reported from 1 April 2012 to 31 March 2014."""
    return (
        f"It was reported from {day(first)} to {day(last)}." if last else f"It is reported from {day(first)}."
    )


def day(on: date) -> str:
    """30 June 2014."""
    return f"{on.day} {on:%B %Y}"


def _lower(reason: str) -> str:
    """A reason within a sentence; “Not assessable:” is said already by “not rated”."""
    said = reason.removeprefix("Not assessable: ").removeprefix("Returned in part: ")
    return said[:1].lower() + said[1:]
