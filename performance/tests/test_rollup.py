"""How months make a quarter: added, averaged, pooled, or the last one; and what is said when one is missing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import NOT_COLLECTED, Figure, MeasureKind, Part
from core.periods import PeriodKind
from performance.rollup import RolledUp, RollUp, mean, roll_up, rules_for, total

COUNT, PERCENTAGE, RATIO = MeasureKind.COUNT, MeasureKind.PERCENTAGE, MeasureKind.RATIO


def count(value: int) -> Figure:
    return Figure.of(COUNT, Decimal(value))


def percent(value: str) -> Figure:
    return Figure.of(PERCENTAGE, Decimal(value))


def ratio(numerator: int, denominator: int | None = None) -> Figure:
    return Figure.ratio(Decimal(numerator), None if denominator is None else Decimal(denominator))


@pytest.mark.parametrize(
    ("rule", "months", "figure", "sentence"),
    [
        (RollUp.SUM, [count(12), count(14), count(11)], count(37), "Quarter 37"),
        (RollUp.SUM, [count(0), count(0), count(0)], count(0), "Quarter 0"),
        (
            RollUp.POOLED,
            [ratio(20, 20), ratio(18, 19), ratio(16, 16)],
            ratio(54, 55),
            "Quarter 54 of 55 (98.2%)",
        ),
        (RollUp.POOLED, [ratio(1, 1), ratio(1, 99), ratio(0, 0)], ratio(2, 100), "Quarter 2 of 100 (2%)"),
        (RollUp.MEAN, [percent("1.66"), percent("1.68"), percent("1.70")], percent("1.68"), "Quarter 1.68%"),
        (RollUp.MEAN, [percent("1"), percent("1"), percent("2")], percent("1.33"), "Quarter 1.33%"),
        (RollUp.LAST, [count(90), count(88), count(85)], count(85), "Quarter 85"),
    ],
)
def test_three_months_make_a_quarter(rule: RollUp, months: list[Part], figure: Figure, sentence: str) -> None:
    assert roll_up(rule, months) == RolledUp(figure, 3, 3, 0, complete=True, sentence=sentence)


@pytest.mark.parametrize(
    ("rule", "months", "sentence", "complete", "answered"),
    [
        (RollUp.SUM, [count(12), count(14), None], "So far 26 (2 of 3 months)", False, False),
        (RollUp.SUM, [count(12), None, None], "So far 12 (1 of 3 months)", False, False),
        (
            RollUp.SUM,
            [count(12), NOT_COLLECTED, None],
            "So far 12 (1 of 3 months, 1 not collected)",
            False,
            False,
        ),
        (
            RollUp.SUM,
            [count(12), NOT_COLLECTED, count(14)],
            "Quarter 26 (2 of 3 months, 1 not collected)",
            False,
            True,
        ),
        (RollUp.SUM, [None, None, None], "No figure yet", False, False),
        (RollUp.SUM, [NOT_COLLECTED, None, None], "No figure yet", False, False),
        (RollUp.SUM, [NOT_COLLECTED] * 3, "Not collected", False, True),
        (RollUp.LAST, [count(90), None, None], "So far 90 (1 of 3 months)", False, False),
        (
            RollUp.LAST,
            [count(90), count(88), NOT_COLLECTED],
            "Quarter 88 (2 of 3 months, 1 not collected)",
            False,
            True,
        ),
        (RollUp.LAST, [None, NOT_COLLECTED, count(85)], "Quarter 85", True, False),
        (RollUp.SUM, [], "No figure yet", False, True),
    ],
)
def test_what_is_missing_is_said_and_never_taken_as_nought(
    rule: RollUp, months: list[Part], sentence: str, complete: bool, answered: bool
) -> None:
    rolled = roll_up(rule, months)
    assert (rolled.sentence, rolled.complete, rolled.answered) == (sentence, complete, answered)


def test_only_a_quarter_without_any_month_collected_is_not_collected() -> None:
    assert roll_up(RollUp.SUM, [NOT_COLLECTED] * 3).not_collected
    assert not roll_up(RollUp.SUM, [NOT_COLLECTED, NOT_COLLECTED, count(1)]).not_collected
    assert not roll_up(RollUp.SUM, []).not_collected


def test_quarters_make_a_year() -> None:
    quarters = [count(96)] * 4
    assert roll_up(RollUp.SUM, quarters, PeriodKind.YEAR).sentence == "Year 384"
    assert (
        roll_up(RollUp.SUM, quarters[:2] + [None, None], PeriodKind.YEAR).sentence
        == "So far 192 (2 of 4 quarters)"
    )


def test_one_count_without_its_denominator_leaves_the_quarter_without() -> None:
    rolled = roll_up(RollUp.POOLED, [ratio(67), ratio(20, 20), ratio(22, 22)])
    assert rolled.figure == ratio(109)
    assert rolled.sentence == "Quarter 109"


def test_pooled_is_not_the_mean_of_percentages() -> None:
    """1 of 1 and 1 of 99 are 2 of 100, not half of 101%."""
    assert total([ratio(1, 1), ratio(1, 99)]).value == 2


def test_a_mean_keeps_the_places_of_its_parts() -> None:
    assert mean([percent("1.0001"), percent("1.0002")]).value == Decimal("1.0002")
    assert mean([count(1), count(2), count(2)]).value == Decimal("1.67")


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        (COUNT, (RollUp.SUM, RollUp.MEAN, RollUp.LAST)),
        (MeasureKind.MONEY, (RollUp.SUM, RollUp.MEAN, RollUp.LAST)),
        (RATIO, (RollUp.POOLED, RollUp.LAST)),
        (PERCENTAGE, (RollUp.MEAN, RollUp.LAST)),
        (MeasureKind.RATE, (RollUp.MEAN, RollUp.LAST)),
        (MeasureKind.SCORE, (RollUp.MEAN, RollUp.LAST)),
    ],
)
def test_percentages_are_never_added_and_n_of_d_never_averaged(
    kind: MeasureKind, rules: tuple[RollUp, ...]
) -> None:
    assert rules_for(kind) == rules


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        (RollUp.SUM, percent("5")),
        (RollUp.MEAN, ratio(1, 2)),
        (RollUp.SUM, ratio(1, 2)),
        (RollUp.POOLED, count(5)),
    ],
)
def test_a_rule_that_does_not_fit_the_measure_is_refused(rule: RollUp, part: Figure) -> None:
    with pytest.raises(ValueError, match="is not rolled up as"):
        roll_up(rule, [part])


def test_figures_of_two_kinds_are_not_rolled_up_together() -> None:
    with pytest.raises(ValueError, match="one kind"):
        roll_up(RollUp.SUM, [count(5), percent("5")])


PARTS = st.lists(st.one_of(st.none(), st.just(NOT_COLLECTED), st.integers(0, 10**6).map(count)), max_size=12)


@given(PARTS, st.sampled_from([RollUp.SUM, RollUp.MEAN, RollUp.LAST]))
def test_every_run_of_parts_has_an_answer(parts: list[Part], rule: RollUp) -> None:
    rolled = roll_up(rule, parts)
    assert rolled.sentence
    assert (rolled.figure is None) == (rolled.parts_present == 0)
    assert rolled.parts_present + rolled.parts_not_collected <= rolled.parts_expected == len(parts)
    assert not (rolled.complete and rolled.not_collected)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), min_size=1, max_size=12))
def test_a_pooled_ratio_lies_between_the_lowest_and_the_highest(pairs: list[tuple[int, int]]) -> None:
    ratios = [ratio(*pair) for pair in pairs]
    values = [each.value for each in ratios if each.value is not None]
    pooled = total(ratios).value
    assert pooled is not None
    margin = Decimal("1e-18")
    assert min(values) - margin <= pooled <= max(values) + margin


def test_idle_noughts_from_the_database_are_no_precision() -> None:
    stored = [
        Figure.of(MeasureKind.PERCENTAGE, Decimal(text)) for text in ("2.3100", "3.2100", "3.5600", "3.7600")
    ]

    assert mean(stored).value == Decimal("3.21")
    assert mean(stored[:3]).value == Decimal("3.03")
