"""What fits together in a definition: measures, their roll-ups, and what a target can be about. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.figures import MeasureKind
from performance.rollup import RollUp, rules_for

SECOND_MEASURE_FIELDS = {
    "second_measure_label": "There is no second measure to name. Choose one, or leave this empty.",
    "second_roll_up": "There is no second measure. Choose one, or leave this at None.",
    "second_is_part_of_first": "There is no second measure. Choose one, or take the tick away.",
}

MEASURED = ("measure", "second_measure")
"""What cannot change once figures are recorded in it."""

HAS_FIGURES = (
    "Figures are recorded, and they cannot become figures of another kind. To measure otherwise, retire this KPI "
    "and create another."
)


def faults_in(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields that do not fit what is measured, each with a sentence that says what would."""
    if definition.get("measure"):
        yield from _roll_up_fault("roll_up", definition.get("roll_up"), MeasureKind(definition["measure"]))
    if definition.get("second_measure"):
        yield from _second_measure_faults(definition)
    else:
        yield from ((name, why) for name, why in SECOND_MEASURE_FIELDS.items() if definition.get(name))
        if definition.get("assessed_measure") == "second":
            yield "assessed_measure", "There is no second measure for a target to be about."


def natural_roll_up(kind: MeasureKind) -> RollUp:
    """What is meant where nothing is chosen: counts and money are added up, n of d is pooled, all else is a mean."""
    rules = rules_for(kind)
    return RollUp.MEAN if kind == MeasureKind.DAYS else rules[0]


def fitting(kind: MeasureKind) -> str:
    """The roll-ups that fit a kind, as they are said: Mean of the periods, or The last period's figure."""
    *most, last = [rule.label for rule in rules_for(kind)]
    return f"{', '.join(most)} or {last}"


def _second_measure_faults(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = MeasureKind(definition["second_measure"])
    if not definition.get("second_roll_up"):
        yield (
            "second_roll_up",
            "Choose how months of the second measure make a quarter, even if it is quarterly now.",
        )
    yield from _roll_up_fault("second_roll_up", definition.get("second_roll_up"), kind)
    if definition.get("second_is_part_of_first") and definition.get("measure") != kind:
        yield (
            "second_is_part_of_first",
            "Only two measures of the same kind can be a whole and its part.",
        )


def _roll_up_fault(name: str, rule: str | None, kind: MeasureKind) -> Iterator[tuple[str, str]]:
    if not rule or RollUp(rule) in rules_for(kind):
        return
    yield (
        name,
        f"“{RollUp(rule).label}” does not fit the measure “{kind.label}”. Choose {fitting(kind)}.",
    )
