"""The XmR calculation, on tables worked out by hand from its definition, and on what must hold of any series."""

from datetime import date
from math import isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance import spc
from performance.spc import Assurance, Direction, NotAnalysed, PointType, Rule, Series, analyse

COMMON, BETTER, WORSE = PointType.COMMON, PointType.IMPROVEMENT, PointType.CONCERN


def days(count: int) -> list[date]:
    """The first days of so many months from April 2016."""
    return [date(2016 + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(count)]


def series(values: list[float | None], **others: object) -> Series:
    return Series(dates=days(len(values)), values=values, **others)


def types(values: list[float | None], **others: object) -> list[PointType]:
    return [point.type for point in analyse(series(values, **others)).points]


def rules(values: list[float | None], **others: object) -> list[Rule]:
    return [point.rule for point in analyse(series(values, **others)).points]


# Limits ---------------------------------------------------------------------------------------------------------------


def test_limits_by_hand() -> None:
    """10, 12, 11, 13: mean 11.5; moving ranges 2, 1, 2, so 5/3; limits 11.5 ± 2.66 × 5/3; near ± 2/3 of that."""
    limits = analyse(series([10, 12, 11, 13])).points[0].limits
    assert limits.mean == pytest.approx(11.5)
    assert limits.upl == pytest.approx(11.5 + 2.66 * 5 / 3)
    assert limits.lpl == pytest.approx(11.5 - 2.66 * 5 / 3)
    assert limits.near_upl == pytest.approx(11.5 + 2.66 * 5 / 3 * 2 / 3)
    assert limits.near_lpl == pytest.approx(11.5 - 2.66 * 5 / 3 * 2 / 3)


def test_an_extreme_moving_range_is_screened_and_its_value_stays_in_the_mean() -> None:
    """Ranges 1 six times, 20, 20, 1: raw 47/9; 3.267 × raw = 17.06, so both 20s are dropped."""
    limits = analyse(series([0, 1, 0, 1, 0, 1, 0, 20, 0, 1])).points[0].limits
    assert (limits.screened, limits.mean) == (2, pytest.approx(2.4))
    assert limits.raw_moving_range == pytest.approx(47 / 9)
    assert limits.upl == pytest.approx(2.4 + 2.66)
    kept = analyse(series([0, 1, 0, 1, 0, 1, 0, 20, 0, 1], screen_outliers=False)).points[0].limits
    assert (kept.screened, kept.upl) == (0, pytest.approx(2.4 + 2.66 * 47 / 9))


def test_screening_is_strict_and_made_once() -> None:
    """Ranges 3267, 300, 300, 133 have the mean 1000: 3267 is not less than 3.267 × 1000, so it is dropped."""
    limits = analyse(series([0, 3267, 2967, 3267, 3134])).points[0].limits
    assert limits.screened == 1
    assert limits.upl - limits.mean == pytest.approx(2.66 * (300 + 300 + 133) / 3)


def test_a_constant_series_has_no_limits_and_no_special_cause() -> None:
    found = analyse(series([5.0] * 9, target=5))
    assert all(isnan(edge) for edge in (found.points[0].limits.upl, found.points[0].limits.lpl))
    assert [point.type for point in found.points] == [COMMON] * 9
    assert found.assurance == Assurance.VARIES
    unscreened = analyse(series([5.0] * 9, screen_outliers=False)).points[0].limits
    assert (unscreened.lpl, unscreened.mean, unscreened.upl) == (5, 5, 5)


def test_zeros_with_a_single_one_lie_all_outside_as_in_the_package() -> None:
    values = [0.0] * 10 + [1.0] + [0.0] * 9
    found = rules(values)
    assert set(found) == {Rule.ABOVE_LIMIT, Rule.BELOW_LIMIT}
    assert found[10] == Rule.ABOVE_LIMIT


@pytest.mark.parametrize(("values", "are_defined"), [([3.0], False), ([3.0, 4.0], True)])
def test_one_point_has_no_limits_and_two_have(values: list[float], are_defined: bool) -> None:
    assert analyse(series(values)).points[0].limits.are_defined is are_defined


def test_nothing_is_cut_off_at_nought() -> None:
    assert analyse(series([0, 3, 0, 3])).points[0].limits.lpl < 0


def test_a_missing_value_takes_both_of_its_moving_ranges_with_it() -> None:
    """1, 3, –, 10, 11: ranges 2 and 1 alone."""
    limits = analyse(series([1, 3, None, 10, 11])).points[0].limits
    assert limits.mean == pytest.approx(25 / 4)
    assert limits.upl == pytest.approx(25 / 4 + 2.66 * 1.5)


def test_a_baseline_makes_the_limits_from_its_first_rows() -> None:
    values = [10, 12] * 6 + [50, 60, 70]
    limits = analyse(series(values, baseline=12)).points[-1].limits
    assert limits.mean == pytest.approx(11)
    assert limits.upl == pytest.approx(11 + 2.66 * 2)


# Groups ---------------------------------------------------------------------------------------------------------------


def test_a_rebase_starts_a_group_of_its_own() -> None:
    values = [1, 2, 1, 2, 11, 12, 11, 12]
    found = analyse(series(values, rebase_on=[days(8)[4]])).points
    assert [point.group for point in found] == [0] * 4 + [1] * 4
    assert (found[0].limits.mean, found[-1].limits.mean) == (1.5, 11.5)


def test_a_rebase_on_a_date_that_is_not_there_is_ignored() -> None:
    assert {point.group for point in analyse(series([1, 2, 3], rebase_on=[date(2016, 5, 2)])).points} == {0}


def test_a_rebase_on_the_first_date_changes_the_number_of_the_group_alone() -> None:
    plain, rebased = analyse(series([1, 2, 4])), analyse(series([1, 2, 4], rebase_on=[days(1)[0]]))
    assert {point.group for point in rebased.points} == {1}
    assert [p.limits for p in plain.points] == [p.limits for p in rebased.points]


def test_a_baseline_counts_within_each_group() -> None:
    values = [10, 12] * 6 + [90] + [20, 22] * 6 + [90]
    found = analyse(series(values, rebase_on=[days(26)[13]], baseline=12)).points
    assert (found[0].limits.mean, found[-1].limits.mean) == (pytest.approx(11), pytest.approx(21))


def test_a_run_does_not_cross_a_rebase() -> None:
    values = [1, 2, 3, 4, 5, 6, 7, 8]
    assert Rule.RISING in rules(values)
    assert set(rules(values, rebase_on=[days(8)[4]])) == {Rule.NONE}


# The four rules, each on limits given: mean 0, near ±2, limits ±3 -----------------------------------------------------

GIVEN = spc.limits_at(0.0, 3 / 2.66, 1.0, 0, 3.0)
N, UP, DOWN = Rule.NONE, Rule.ABOVE_LIMIT, Rule.BELOW_LIMIT
PAIR_UP, PAIR_DOWN = Rule.TWO_IN_THREE_ABOVE, Rule.TWO_IN_THREE_BELOW
RISE, FALL = Rule.RISING, Rule.FALLING
HIGH, LOW = Rule.SHIFT_ABOVE, Rule.SHIFT_BELOW


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([0.5, 3.1, -1, -3.1], [N, UP, N, DOWN], id="outside"),
        pytest.param([0.5, 3, -1, -3], [N, N, N, N], id="on the limit is inside"),
        pytest.param([2.5, 1, 2.5], [PAIR_UP, N, PAIR_UP], id="two in three, the third not flagged"),
        pytest.param([-2.5, -2.5, -1], [PAIR_DOWN, PAIR_DOWN, N], id="two in three below"),
        pytest.param([2.5, 0, 2.5], [N, N, N], id="a point on the mean breaks two in three"),
        pytest.param([2.5, -1, 2.5], [N, N, N], id="all three on one side"),
        pytest.param([2, 1, 2], [N, N, N], id="on the near limit is not beyond it"),
        pytest.param([2.5, 1, 3.5], [N, N, UP], id="a point outside does not count in two in three"),
        pytest.param([2.5, 2.5], [N, N], id="two in three needs three"),
        pytest.param([1, 1.5, 1, 1.5, 1, 1.5, 1], [HIGH] * 7, id="seven above"),
        pytest.param([1, 1.5, 1, 1.5, 1, 1.5], [N] * 6, id="six above"),
        pytest.param([1, 1.5, 1, 0, 1, 1.5, 1, 1.5], [N] * 8, id="a point on the mean breaks a shift"),
        pytest.param([-1, -1.5] * 4 + [1], [LOW] * 8 + [N], id="all of the run is flagged"),
        pytest.param([-1.5, -1, -0.5, 0, 0.5, 1, 1.5], [RISE] * 7, id="seven rising, the first included"),
        pytest.param([1.5, 1, 0.5, 0, -0.5, -1, -1.5, 1], [FALL] * 7 + [N], id="seven falling"),
        pytest.param([-1.5, -1, -0.5, 0, 0.5, 1, 1], [N] * 7, id="an equal pair breaks a trend"),
        pytest.param([-1.5, -1, -0.5, 0, 0.5, 1], [N] * 6, id="six rising"),
        pytest.param(
            [-1, -0.5, 0, 0.5, 1, 1.5, 1.9, 1.2, 0.8, 0.2, -0.2, -0.8, -1.2],
            [RISE] * 6 + [FALL] * 7,
            id="the shared peak is falling",
        ),
        pytest.param(
            [-1.9, -1.5, -1, -0.5, 0.5, 1, 1.9, -1.9, -1.5, -1, -0.5, 0.5, 1, 1.9],
            [RISE] * 6 + [FALL] + [RISE] * 7,
            id="the package's slip where one rise follows another",
        ),
        pytest.param([3.5, 2.5, 2, 1.5, 1, 0.5, 0.2], [UP] + [FALL] * 6, id="outside comes before trend"),
        pytest.param([0.2, 0.5, 1, 1.5, 1.9, 2.2, 2.5], [RISE] * 7, id="trend comes before two in three"),
        pytest.param(
            [1, 1.2, 1, 1.2, 1, 2.5, 2.5], [HIGH] * 5 + [PAIR_UP] * 2, id="two in three comes before shift"
        ),
        pytest.param([1, 1, 1, None, 1, 1, 1, 1], [N] * 8, id="a missing value breaks a shift"),
        pytest.param([2.5, None, 2.5], [N] * 3, id="a missing value breaks two in three"),
    ],
)
def test_one_rule_for_each_point(values: list[float | None], expected: list[Rule]) -> None:
    assert spc.rules_of(values, GIVEN) == expected


def test_points_outside_count_in_two_in_three_where_that_is_set() -> None:
    assert spc.rules_of([2.5, 1, 3.5], GIVEN, outside_counts=True) == [PAIR_UP, N, UP]


def test_shift_and_trend_speak_without_limits() -> None:
    """Twelve equal points as a baseline leave the limits undefined."""
    found = rules([5.0] * 12 + [6, 7] * 4, baseline=12)
    assert found == [N] * 12 + [HIGH] * 8


# Types ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "increase", "decrease", "neutral"),
    [
        (Rule.ABOVE_LIMIT, BETTER, WORSE, PointType.NEUTRAL_HIGH),
        (Rule.RISING, BETTER, WORSE, PointType.NEUTRAL_HIGH),
        (Rule.TWO_IN_THREE_ABOVE, BETTER, WORSE, PointType.NEUTRAL_HIGH),
        (Rule.SHIFT_ABOVE, BETTER, WORSE, PointType.NEUTRAL_HIGH),
        (Rule.BELOW_LIMIT, WORSE, BETTER, PointType.NEUTRAL_LOW),
        (Rule.FALLING, WORSE, BETTER, PointType.NEUTRAL_LOW),
        (Rule.TWO_IN_THREE_BELOW, WORSE, BETTER, PointType.NEUTRAL_LOW),
        (Rule.SHIFT_BELOW, WORSE, BETTER, PointType.NEUTRAL_LOW),
        (Rule.NONE, COMMON, COMMON, COMMON),
    ],
)
def test_types(rule: Rule, increase: PointType, decrease: PointType, neutral: PointType) -> None:
    assert [spc.type_of(rule, direction) for direction in Direction] == [increase, decrease, neutral]


def test_variation_is_that_of_the_latest_row() -> None:
    assert analyse(series([1, 2, 3, 4, 5, 6, 7])).variation == BETTER
    assert analyse(series([1, 2, 3, 4, 5, 6, 7, 6])).variation == COMMON
    assert analyse(series([1, 3, 2, 4, 3, 5, 9, None])).variation == COMMON


# 10, 12, 10, 12 …: mean 11, limits 5.68 and 16.32.
@pytest.mark.parametrize(
    ("target", "increase", "decrease"),
    [
        (17, Assurance.MISSES, Assurance.MEETS),
        (5, Assurance.MEETS, Assurance.MISSES),
        (11, Assurance.VARIES, Assurance.VARIES),
        (11 + 2.66 * 2, Assurance.VARIES, Assurance.VARIES),
        (11 - 2.66 * 2, Assurance.VARIES, Assurance.VARIES),
        (None, None, None),
    ],
)
def test_assurance(target: float | None, increase: Assurance | None, decrease: Assurance | None) -> None:
    found = [analyse(series([10, 12] * 7, target=target, direction=way)).assurance for way in Direction]
    assert found == [increase, decrease, None]


def test_assurance_is_read_from_the_last_group() -> None:
    values = [10, 12] * 7 + [20, 22] * 7
    assert analyse(series(values, target=9, rebase_on=[days(28)[14]])).assurance == Assurance.MEETS


# Refused --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Series([], []), "no values"),
        (Series(days(2), [1.0]), "2 dates and 1 values"),
        (Series([date(2016, 4, 1)] * 2, [1.0, 2.0]), "twice"),
        (Series(days(2), [1.0, float("nan")]), "not a number"),
        (Series(days(1), [1.0], target=float("inf")), "target"),
        (Series(days(1), [1.0], baseline=11), "12 points"),
        (Series(days(1), [1.0], baseline=float("nan")), "12 points"),
    ],
)
def test_refused(asked: Series, sentence: str) -> None:
    with pytest.raises(NotAnalysed, match=sentence):
        analyse(asked)


@pytest.mark.parametrize(
    ("values", "stops"),
    [
        pytest.param([1, 2, 3, None, 5, 6, 7], True, id="only rises around it"),
        pytest.param([7, 6, 5, None, 3, 2, 1], True, id="only falls around it"),
        pytest.param([1, None, 3, None, 2, None, 3], True, id="no step is known"),
        pytest.param([1, 2, 1, None, 5, 6, 7], False, id="a rise and a fall"),
        pytest.param([1, 2, 2, None, 5, 6, 7], False, id="an equal pair"),
        pytest.param([1, 2, 3, None, 5, 6], False, id="fewer than seven rows"),
        pytest.param([2, 1, 2, 1, 2, 3, 4, 5, 6, None], True, id="in the last seven"),
        pytest.param([2, 1, 2, 1, 2, 1, 2, None], False, id="zigzag"),
    ],
)
def test_where_the_package_stops_at_a_missing_value(values: list[float | None], stops: bool) -> None:
    assert spc.stops_the_package(values) is stops
    if stops:
        with pytest.raises(NotAnalysed, match="missing value"):
            analyse(series(values))


# What must hold of any series -----------------------------------------------------------------------------------------

SERIES = st.lists(st.integers(-40, 40), min_size=1, max_size=40)
SOME = settings(max_examples=60, deadline=None)


@SOME
@given(values=SERIES, by=st.integers(-64, 64))
def test_shifting_a_series_shifts_its_limits_and_nothing_else(values: list[int], by: int) -> None:
    assert rules(values) == rules([value + by for value in values])


@SOME
@given(values=SERIES, by=st.sampled_from([0.25, 0.5, 2, 4, 1024]))
def test_scaling_a_series_scales_its_limits_and_nothing_else(values: list[int], by: float) -> None:
    assert rules(values) == rules([value * by for value in values])


@SOME
@given(values=SERIES, seed=st.randoms(use_true_random=False))
def test_rows_are_taken_by_date(values: list[int], seed: object) -> None:
    rows = list(zip(days(len(values)), values, strict=True))
    seed.shuffle(rows)
    mixed = Series([on for on, _ in rows], [value for _, value in rows])
    assert analyse(mixed) == analyse(series(values)) or isnan(analyse(mixed).points[0].limits.upl)
    assert [point.rule for point in analyse(mixed).points] == rules(values)


@SOME
@given(values=SERIES)
def test_the_other_direction_says_the_opposite(values: list[int]) -> None:
    swapped = {BETTER: WORSE, WORSE: BETTER, COMMON: COMMON}
    assert types(values, direction=Direction.DECREASE) == [swapped[each] for each in types(values)]


@SOME
@given(values=SERIES)
def test_a_mirrored_series_improves_the_mirrored_way(values: list[int]) -> None:
    """But for the package's slip at the last point of a trend, whose direction is that of the next step."""
    mirrored = [-value for value in values]
    pairs = zip(
        analyse(series(values)).points,
        analyse(series(mirrored, direction=Direction.DECREASE)).points,
        strict=True,
    )
    slips = {Rule.RISING, Rule.FALLING}
    assert all(a.type == b.type or (a.rule in slips and b.rule in slips) for a, b in pairs)


@SOME
@given(values=SERIES)
def test_rows_of_one_group_share_their_limits(values: list[int]) -> None:
    assert len({id(point.limits) for point in analyse(series(values)).points}) == 1
