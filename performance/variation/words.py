"""Icons and sentences of variation and assurance, in the pattern of Making Data Count.

Never said here: that something is up or down on last month, a “trend” of fewer than seven points, or “failing” for one
missed period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from performance.spc import Assurance, PointType, Rule

COMMON, EMPTY = "common", "empty"


@dataclass(frozen=True)
class Icon:
    """An icon by its name, with the word that stands beside it and what it means."""

    name: str
    word: str
    meaning: str


VARIATION = {
    "common": Icon("common", "Common cause", "No significant change"),
    "improvement-high": Icon("improvement-high", "Special cause, improving", "Significantly higher values"),
    "improvement-low": Icon("improvement-low", "Special cause, improving", "Significantly lower values"),
    "concern-high": Icon("concern-high", "Special cause, concerning", "Significantly higher values"),
    "concern-low": Icon("concern-low", "Special cause, concerning", "Significantly lower values"),
    "neutral-high": Icon("neutral-high", "Special cause, higher", "Neither way is an improvement"),
    "neutral-low": Icon("neutral-low", "Special cause, lower", "Neither way is an improvement"),
}
ASSURANCE = {
    "pass": Icon("pass", "Consistently passes", "Will pass the target if nothing changes"),
    "hit-or-miss": Icon("hit-or-miss", "Hit and miss", "Will not consistently pass or fail the target"),
    "fail": Icon("fail", "Consistently falls short", "Will fail the target if nothing changes"),
    "empty": Icon("empty", "Not assessed", "No target for the process to be held against"),
}
_ASSURANCE_NAMES = {Assurance.MEETS: "pass", Assurance.VARIES: "hit-or-miss", Assurance.MISSES: "fail"}

_RULES = {
    Rule.NONE: "",
    Rule.ABOVE_LIMIT: "above the upper limit",
    Rule.BELOW_LIMIT: "below the lower limit",
    Rule.RISING: "seven or more rising",
    Rule.FALLING: "seven or more falling",
    Rule.TWO_IN_THREE_ABOVE: "two in three near the upper limit",
    Rule.TWO_IN_THREE_BELOW: "two in three near the lower limit",
    Rule.SHIFT_ABOVE: "seven or more above the mean",
    Rule.SHIFT_BELOW: "seven or more below the mean",
}

_CHANCE = {
    Assurance.MEETS: "The target is consistently met if nothing changes.",
    Assurance.VARIES: "The target will be met in some {unit}s and missed in others by chance alone.",
    Assurance.MISSES: "The target will not be met unless the process changes.",
}
_UNSTEADY = _CHANCE | {
    Assurance.VARIES: "The process as a whole meets the target in some {unit}s and not in others."
}
_LEAVE_OR_CHANGE = {
    None: "Do not react to single {unit}s.",
    Assurance.MEETS: "Leave it alone; consider a new target.",
    Assurance.VARIES: "Change the process; do not react to single {unit}s.",
    Assurance.MISSES: "Redesign the process.",
}
_SUSTAIN = (
    "Find out why, and sustain it. Recalculate the limits only when the cause is understood and has lasted."
)
_ACTIONS = {
    PointType.IMPROVEMENT: _SUSTAIN,
    PointType.CONCERN: "Find the cause now.",
    PointType.NEUTRAL_HIGH: "Find out why; neither direction is an improvement.",
    PointType.NEUTRAL_LOW: "Find out why; neither direction is an improvement.",
}
_QUALITY = {PointType.IMPROVEMENT: ": improving", PointType.CONCERN: ": concerning"}
_OUTSIDE = {1: ("above the upper limit", "rose"), -1: ("below the lower limit", "fell")}


def mark_of(kind: PointType, rule: Rule) -> str:
    """How a point is drawn, and the name of its icon: improvement-high, concern-low, neutral-high, common."""
    if not kind.is_special:
        return COMMON
    stem = kind.value.removeprefix("special_cause_").partition("_")[0]
    return f"{stem}-{'high' if rule.sign > 0 else 'low'}"


def assurance_name(assurance: Assurance | None) -> str:
    return _ASSURANCE_NAMES[assurance] if assurance else EMPTY


def rule_text(rule: Rule) -> str:
    """Why a point is marked: “below the lower limit”; nothing for common cause."""
    return _RULES[rule]


def finding(kind: PointType, rule: Rule, assurance: Assurance | None, unit: str) -> str:
    """Variation and assurance as one statement about the process."""
    if kind == PointType.COMMON:
        said, table = "No significant change.", _CHANCE
    else:
        said = f"Significantly {'higher' if rule.sign > 0 else 'lower'}{_QUALITY.get(kind, '')}."
        table = _UNSTEADY
    return f"{said} {table[assurance].format(unit=unit)}" if assurance else said


def action(kind: PointType, assurance: Assurance | None, unit: str) -> str:
    """What to make of it."""
    return _ACTIONS.get(kind) or _LEAVE_OR_CHANGE[assurance].format(unit=unit)


def stands_out(periods: Sequence[tuple[str, Rule]]) -> str:
    """The newest stretch outside the limits before the latest period: it had a cause of its own.

    `periods` are labels and rules, oldest first; the last of them is the latest, which the finding speaks of.
    """
    earlier = periods[:-1]
    runs = [(sign, list(run)) for sign, run in groupby(earlier, key=lambda each: _outside_sign(each[1]))]
    newest = next(((sign, run) for sign, run in reversed(runs) if sign), None)
    if newest is None or (_outside_sign(periods[-1][1]) == newest[0] and newest[1][-1] == earlier[-1]):
        return ""
    sign, run = newest
    where, verb = _OUTSIDE[sign]
    when = run[0][0] if len(run) == 1 else f"{run[0][0]} to {run[-1][0]}"
    return f"{when} {verb} {where}: that had a cause of its own, to be found if it is not known."


def _outside_sign(rule: Rule) -> int:
    return rule.sign if rule in (Rule.ABOVE_LIMIT, Rule.BELOW_LIMIT) else 0
