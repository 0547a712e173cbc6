"""The commissioning cycle."""

from programmes.cycle import steps
from programmes.models import Stage


def test_eight_stages_in_order_with_those_passed_and_the_current_one() -> None:
    cycle = steps(Stage.REDESIGN)

    assert [step.number for step in cycle] == list(range(1, 9))
    assert [step.is_passed for step in cycle] == [True] * 3 + [False] * 5
    assert [step.number for step in cycle if step.is_current] == [4]
    assert cycle[3].text == "Service redesign and planning"


def test_without_a_recorded_stage_none_is_marked() -> None:
    assert not any(step.is_current or step.is_passed for step in steps(""))
