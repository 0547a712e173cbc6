"""What the portal shows of a chart: by how many points there are, and where the package's answer would mislead."""

import pytest

from performance.spc import Assurance, Direction, NotAnalysed, PointType, Rule
from performance.spc_policy import Standing, read
from performance.tests.test_spc import days, series

ZIGZAG = [10.0, 12.0] * 20


@pytest.mark.parametrize(
    ("count", "standing", "has_limits", "has_icons", "message"),
    [
        (9, Standing.RUN, False, False, "Not enough data for SPC (9 of 13 points)"),
        (10, Standing.TRIAL, True, False, "Trial limits (10 of 13 points)"),
        (12, Standing.TRIAL, True, False, "Trial limits (12 of 13 points)"),
        (13, Standing.FULL, True, True, ""),
    ],
)
def test_what_is_shown_by_number_of_points(
    count: int, standing: Standing, has_limits: bool, has_icons: bool, message: str
) -> None:
    reading = read(series(ZIGZAG[:count], target=11))
    assert (reading.standing, reading.message) == (standing, message)
    assert (reading.last.limits is not None) is has_limits
    assert (reading.variation is not None, reading.assurance is not None) == (has_icons, has_icons)


def test_missing_values_are_no_points() -> None:
    assert read(series([*ZIGZAG[:12], None])).standing == Standing.TRIAL


def test_no_mark_on_a_point_of_fewer_than_thirteen() -> None:
    assert {point.type for point in read(series([float(n) for n in range(12)])).last.points} == {
        PointType.COMMON
    }


def test_the_last_group_counts_and_an_earlier_one_keeps_what_it_had() -> None:
    reading = read(series(ZIGZAG[:24], rebase_on=[days(24)[15]]))
    assert [stretch.standing for stretch in reading.stretches] == [Standing.FULL, Standing.RUN]
    assert reading.stretches[0].limits is not None
    assert (reading.variation, reading.last.limits) == (None, None)


@pytest.mark.parametrize(
    ("direction", "target", "assurance"),
    [
        (Direction.INCREASE, 100, Assurance.MEETS),
        (Direction.INCREASE, 95, Assurance.MEETS),
        (Direction.INCREASE, 101, Assurance.MISSES),
        (Direction.DECREASE, 100, Assurance.MEETS),
        (Direction.DECREASE, 95, Assurance.MISSES),
        (Direction.NEUTRAL, 95, None),
        (Direction.INCREASE, None, None),
    ],
)
def test_a_constant_series_meets_its_target_or_does_not(
    direction: Direction, target: float | None, assurance: Assurance | None
) -> None:
    reading = read(series([100.0] * 14, target=target, direction=direction))
    assert (reading.variation, reading.last.limits) == (PointType.COMMON, None)
    assert reading.assurance == assurance


def test_zeros_with_a_single_one_have_the_limits_without_screening() -> None:
    """Ranges 1 and 1 in 19: limits 1/20 ± 2.66 × 2/19. The 1 alone lies outside."""
    reading = read(series([0.0] * 10 + [1.0] + [0.0] * 9))
    limits = reading.last.limits
    assert limits is not None
    assert limits.upl == pytest.approx(1 / 20 + 2.66 * 2 / 19)
    outside = [point.value for point in reading.last.points if point.rule == Rule.ABOVE_LIMIT]
    assert outside == [1.0]


def test_a_missing_value_is_never_an_error_and_the_latest_figure_speaks() -> None:
    values = [*ZIGZAG[:12], 30.0, None, None]
    reading = read(series(values))
    assert reading.latest is not None
    assert reading.latest.on == days(15)[12]
    assert reading.variation == PointType.IMPROVEMENT
    assert read(series([float(n) for n in range(20)] + [None])).latest is not None


def test_undefined_limits_make_no_assurance() -> None:
    """A baseline of equal values has none, although the values after it differ."""
    reading = read(series([5.0] * 12 + [6.0, 7.0], baseline=12, target=6))
    assert (reading.last.limits, reading.assurance) == (None, None)


def test_what_cannot_be_a_series_is_refused() -> None:
    with pytest.raises(NotAnalysed):
        read(series([1.0], baseline=3))
