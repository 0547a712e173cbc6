"""The commissioning cycle as an ordered list, with the stage at which something stands."""

from dataclasses import dataclass

from programmes.models import Stage


@dataclass(frozen=True)
class Step:
    """One of the eight stages: passed, the current one, or still to come."""

    number: int
    text: str
    is_current: bool = False
    is_passed: bool = False


def steps(stage: str) -> tuple[Step, ...]:
    """The eight stages in order. Without a recorded stage none is marked."""
    stages = list(Stage)
    at = stages.index(Stage(stage)) if stage else -1
    return tuple(
        Step(number, str(each.label), is_current=number - 1 == at, is_passed=number - 1 < at)
        for number, each in enumerate(stages, start=1)
    )
