"""Numbers of people below five are not shown, wherever they could be read."""

import pytest

from engagement.suppression import is_suppressed, people_text, reach_text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (None, ""),
        (0, "fewer than 5"),
        (1, "fewer than 5"),
        (4, "fewer than 5"),
        (5, "5"),
        (6_000, "6,000"),
    ],
)
def test_a_number_of_people_as_it_is_shown(count: int | None, text: str) -> None:
    assert people_text(count) == text


@pytest.mark.parametrize(("count", "suppressed"), [(None, False), (0, True), (4, True), (5, False)])
def test_what_is_suppressed(count: int | None, suppressed: bool) -> None:
    assert is_suppressed(count) is suppressed


@pytest.mark.parametrize(
    ("stated", "reached", "text"),
    [
        ("More than 12,000 were sent it", 12_000, "More than 12,000 were sent it"),
        ("", 12_000, "12,000 reached or asked"),
        ("", 3, "fewer than 5 reached or asked"),
        ("", None, ""),
    ],
)
def test_the_reach_is_told_as_its_source_does(stated: str, reached: int | None, text: str) -> None:
    assert reach_text(stated, reached) == text
