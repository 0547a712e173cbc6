"""The four counts of data quality, at their thresholds, and the words of the mark."""

import pytest

from performance.data_quality import Aspect, Count, Evidence, Level, judge_quality

GOOD = Evidence(on_time=True, is_collected=True, is_complete=True, is_valid=True)
LATE = Evidence(on_time=False, is_collected=True, is_complete=True, is_valid=True)
GAP = Evidence(on_time=True, is_collected=False, is_complete=False, is_valid=False)
PARTIAL = Evidence(on_time=True, is_collected=True, is_complete=False, is_valid=True)
BARE_COUNT = Evidence(on_time=True, is_collected=True, is_complete=True, is_valid=False)
UNKNOWN = Evidence(on_time=None, is_collected=True, is_complete=True, is_valid=True)
ALL_STATED = (True, True, True, True)


@pytest.mark.parametrize(
    ("met", "of", "level", "text"),
    [
        (4, 4, Level.GOOD, "4 of 4"),
        (3, 4, Level.FAIR, "3 of 4"),
        (2, 4, Level.POOR, "2 of 4"),
        (0, 4, Level.POOR, "0 of 4"),
        (1, 1, Level.GOOD, "1 of 1"),
        (2, 3, Level.POOR, "2 of 3"),
        (0, 0, Level.NOT_JUDGED, "nothing to judge"),
    ],
)
def test_all_is_good_three_quarters_fair_and_less_poor(met: int, of: int, level: Level, text: str) -> None:
    count = Count(Aspect.TIMELINESS, met, of)
    assert (count.level, count.text) == (level, text)


@pytest.mark.parametrize(
    ("quarters", "words"),
    [
        ((GOOD,) * 4, "Good"),
        ((GOOD, GOOD, GOOD, LATE), "Fair: timeliness 3 of 4"),
        ((GOOD, GOOD, LATE, LATE), "Poor: timeliness 2 of 4"),
        ((GAP, GAP, GAP, GOOD), "Poor: completeness 1 of 4"),
        ((GOOD, GOOD, GOOD, PARTIAL), "Fair: completeness 3 of 4"),
        ((BARE_COUNT, BARE_COUNT, BARE_COUNT, GOOD), "Poor: validity 1 of 4"),
        ((UNKNOWN,) * 2, "Good"),
        ((), "Not judged"),
    ],
)
def test_the_mark_says_what_is_wanting(quarters: tuple[Evidence, ...], words: str) -> None:
    assert judge_quality(quarters, ALL_STATED).words == words


def test_a_figure_that_is_not_there_is_neither_valid_nor_invalid() -> None:
    assert judge_quality((GAP, GAP), ALL_STATED).validity.text == "nothing to judge"


def test_the_definition_stands_beside_the_figures_and_does_not_darken_them() -> None:
    found = judge_quality((GOOD,) * 4, (True, False, False, False))

    assert (found.level, found.process.level) == (Level.GOOD, Level.POOR)
    assert found.words == "Good; definition incomplete"
    counts = "timeliness 4 of 4, completeness 4 of 4, validity 4 of 4, process 1 of 4"
    assert found.sentence == f"{counts}; definition incomplete"
