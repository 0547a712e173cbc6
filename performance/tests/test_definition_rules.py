"""What fits together in a definition and in a target: tables with the boundary values in them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.figures import MeasureKind
from performance.definition.profile import Spread, UnequalProfile, check, stored, to_date
from performance.definition.rules import faults_in, natural_roll_up
from performance.definition.targets import target_faults
from performance.rag import Basis, Comparator, rate
from performance.rollup import RollUp, rules_for
from performance.targets import Terms, part_due, threshold_for

COUNT, PERCENTAGE, RATIO, MONEY = (
    MeasureKind.COUNT,
    MeasureKind.PERCENTAGE,
    MeasureKind.RATIO,
    MeasureKind.MONEY,
)
EVEN = [Decimal(10)] * 12


class TestDefinitions:
    @pytest.mark.parametrize("kind", list(MeasureKind))
    @pytest.mark.parametrize("rule", list(RollUp))
    def test_only_roll_ups_that_fit_the_measure_are_taken(self, kind: MeasureKind, rule: RollUp) -> None:
        faults = dict(faults_in({"measure": kind, "roll_up": rule}))
        assert ("roll_up" in faults) == (rule not in rules_for(kind))

    @pytest.mark.parametrize("kind", list(MeasureKind))
    def test_what_is_meant_where_nothing_is_chosen_fits(self, kind: MeasureKind) -> None:
        assert natural_roll_up(kind) in rules_for(kind)

    def test_a_fault_says_what_would_do(self) -> None:
        faults = dict(faults_in({"measure": PERCENTAGE, "roll_up": RollUp.SUM}))
        assert faults["roll_up"] == (
            "“Added up” does not fit the measure “Percentage”. Choose Mean of the periods or The last period's figure."
        )

    @pytest.mark.parametrize(
        ("given", "at"),
        [
            ({"second_measure_label": "Value"}, {"second_measure_label"}),
            ({"second_roll_up": "sum"}, {"second_roll_up"}),
            ({"assessed_measure": "second"}, {"assessed_measure"}),
            ({"second_is_part_of_first": True}, {"second_is_part_of_first"}),
            ({"second_measure": "money"}, {"second_roll_up"}),
            ({"second_measure": "money", "second_roll_up": "sum"}, set()),
            ({"second_measure": "percentage", "second_roll_up": "sum"}, {"second_roll_up"}),
            (
                {"second_measure": "money", "second_roll_up": "sum", "second_is_part_of_first": True},
                {"second_is_part_of_first"},
            ),
            ({"second_measure": "count", "second_roll_up": "sum", "second_is_part_of_first": True}, set()),
        ],
    )
    def test_a_pair_is_whole_or_there_is_none(self, given: dict[str, Any], at: set[str]) -> None:
        assert set(dict(faults_in({"measure": "count", "roll_up": "sum"} | given))) == at


class TestTargets:
    @pytest.mark.parametrize(
        ("terms", "kind", "at"),
        [
            ({"comparator": "at_least", "value": Decimal(6)}, COUNT, set()),
            ({"comparator": "at_least", "value": None}, COUNT, {"value"}),
            ({"comparator": ""}, COUNT, {"comparator"}),
            ({"no_target": True}, COUNT, set()),
            ({"comparator": "better_than_last_year"}, PERCENTAGE, set()),
            ({"comparator": "between", "value": Decimal(6)}, COUNT, {"upper_value"}),
            (
                {"comparator": "between", "value": Decimal(6), "upper_value": Decimal(5)},
                COUNT,
                {"upper_value"},
            ),
            ({"comparator": "between", "value": Decimal(6), "upper_value": Decimal(6)}, COUNT, set()),
            (
                {"comparator": "at_least", "value": Decimal(90), "basis": "running_total"},
                PERCENTAGE,
                {"basis"},
            ),
            ({"comparator": "at_least", "value": Decimal(90), "basis": "running_total"}, RATIO, set()),
            ({"comparator": "at_least", "value": Decimal(12), "profile": ["1"] * 12}, COUNT, {"basis"}),
            (
                {
                    "comparator": "at_least",
                    "value": Decimal(12),
                    "basis": "running_total",
                    "profile": ["1"] * 12,
                },
                RATIO,
                {"spread"},
            ),
            (
                {
                    "comparator": "between",
                    "value": Decimal(6),
                    "upper_value": Decimal(9),
                    "basis": "running_total",
                    "profile": ["1"] * 12,
                },
                COUNT,
                {"spread"},
            ),
        ],
    )
    def test_the_parts_fit_each_other_and_the_measure(
        self, terms: dict[str, Any], kind: MeasureKind, at: set[str]
    ) -> None:
        assert set(dict(target_faults(terms, kind))) == at


class TestProfiles:
    def test_months_make_a_total_to_date(self) -> None:
        assert to_date(EVEN, Spread.MONTHLY)[-1] == 120
        assert to_date(EVEN, Spread.TO_DATE) == tuple(EVEN)

    @pytest.mark.parametrize(
        ("typed", "spread", "year", "sentence"),
        [
            (EVEN, Spread.MONTHLY, 120, ""),
            (
                EVEN,
                Spread.MONTHLY,
                121,
                "The twelve months make 120; the year’s target is 121. That is 1 less.",
            ),
            ([*EVEN[:11], Decimal(12)], Spread.MONTHLY, 120, "That is 2 more."),
            ([Decimal(n) for n in range(10, 130, 10)], Spread.TO_DATE, 120, ""),
            ([Decimal(n) for n in range(10, 130, 10)], Spread.TO_DATE, 100, "March stands at 120"),
            (
                [*EVEN[:10], Decimal(9), Decimal(10)],
                Spread.TO_DATE,
                10,
                "A total to date cannot fall: 9 comes after 10.",
            ),
        ],
    )
    def test_they_have_to_make_the_year(
        self, typed: list[Decimal], spread: Spread, year: int, sentence: str
    ) -> None:
        if not sentence:
            check(typed, spread, Decimal(year), COUNT)
            return
        with pytest.raises(UnequalProfile) as refused:
            check(typed, spread, Decimal(year), COUNT)
        assert sentence in str(refused.value)

    @given(st.lists(st.decimals(min_value=0, max_value=10**6, places=2), min_size=12, max_size=12))
    @settings(max_examples=50)
    def test_whatever_months_add_up_are_taken_and_kept_exactly(self, months: list[Decimal]) -> None:
        check(months, Spread.MONTHLY, sum(months, Decimal(0)), MONEY)
        totals = to_date(months, Spread.MONTHLY)
        assert [Decimal(text) for text in stored(totals)] == list(totals)

    def test_a_quarter_is_held_against_its_own_part_of_the_profile(self) -> None:
        terms = Terms(
            Comparator.AT_LEAST,
            Decimal(120),
            basis=Basis.RUNNING_TOTAL,
            profile=(Decimal(10), Decimal(30), Decimal(90), Decimal(120)),
        )
        assert [part_due(terms, number) for number in (1, 2, 3, 4)] == [10, 20, 60, 30]
        assert rate(Decimal(29), threshold_for(terms, 2)).rag.value == "amber"

    def test_without_a_profile_every_quarter_brings_the_same(self) -> None:
        terms = Terms(Comparator.AT_LEAST, Decimal(386), basis=Basis.RUNNING_TOTAL)
        assert {part_due(terms, number) for number in (1, 2, 3, 4)} == {Decimal("96.5")}
