"""What a scheme is worth: at stake, achieved, forecast, lost and not agreed yet."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.incentives.money import Outcome, Stake, add_up, money_of

HUNDRED = Decimal(100)


def stake(amount: str | None, outcome: Outcome, earned: str = "0") -> Stake:
    return Stake(None if amount is None else Decimal(amount), outcome, Decimal(earned))


@pytest.mark.parametrize(
    ("amount", "weight", "total", "money"),
    [
        ("500", "12.5", "1000", "500"),
        (None, "12.5", "3745895", "468236.875"),
        (None, "12.5", None, None),
        (None, None, "1000", None),
        ("0", "12.5", "1000", "0"),
    ],
)
def test_an_amount_stated_goes_before_the_one_that_the_weight_makes(
    amount: str | None, weight: str | None, total: str | None, money: str | None
) -> None:
    given = [None if each is None else Decimal(each) for each in (amount, weight, total)]
    assert money_of(*given) == (None if money is None else Decimal(money))


class TestSums:
    def test_each_measure_is_counted_where_it_stands(self) -> None:
        sums = add_up(
            [
                stake("100", Outcome.FINAL, "100"),
                stake("100", Outcome.FINAL, "0"),
                stake("100", Outcome.FORECAST, "40"),
                stake("100", Outcome.NOT_ASSESSED),
                stake("100", Outcome.NOT_AGREED),
            ],
            total=Decimal(600),
            deduction_percent=None,
        )
        assert (sums.at_stake, sums.achieved, sums.forecast) == (600, 100, 140)
        assert (sums.missed, sums.not_assessed, sums.not_agreed) == (160, 100, 100)
        assert (sums.unassigned, sums.deducted) == (100, None)
        assert (sums.measures, sums.agreed, sums.open_measures) == (5, 4, 1)

    def test_a_deduction_takes_its_share_of_what_is_earned(self) -> None:
        sums = add_up([stake("100", Outcome.FINAL, "100")], Decimal(100), Decimal(25))
        assert (sums.achieved, sums.forecast, sums.deducted) == (75, 75, 25)
        assert sums.missed == 0

    def test_shares_of_a_total_add_up_to_it(self) -> None:
        total = Decimal(3745895)
        eighth = money_of(None, Decimal("12.5"), total)
        sums = add_up([Stake(eighth, Outcome.NOT_ASSESSED)] * 8, total, None)
        assert (sums.not_assessed, sums.unassigned, sums.to_assess) == (total, 0, 8)

    def test_without_any_money_nothing_is_claimed(self) -> None:
        sums = add_up([stake(None, Outcome.NOT_AGREED), stake(None, Outcome.FINAL, "100")], None, None)
        assert (sums.at_stake, sums.achieved, sums.forecast, sums.not_agreed) == (None,) * 4
        assert (sums.without_money, sums.is_known) == (2, False)

    def test_a_total_without_amounts_is_at_stake_and_no_more(self) -> None:
        sums = add_up([stake(None, Outcome.NOT_AGREED)], Decimal(900), None)
        assert (sums.at_stake, sums.achieved, sums.unassigned) == (900, None, None)

    def test_without_a_total_the_amounts_make_it(self) -> None:
        sums = add_up([stake("30", Outcome.NOT_ASSESSED), stake(None, Outcome.NOT_ASSESSED)], None, None)
        assert (sums.at_stake, sums.unassigned, sums.without_money) == (30, None, 1)

    def test_a_scheme_without_measures(self) -> None:
        assert add_up([], None, None).measures == 0


STAKES = st.builds(
    Stake,
    st.decimals(0, 10**7, places=2),
    st.sampled_from(Outcome),
    st.decimals(0, 100, places=0),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STAKES, min_size=1, max_size=12))
def test_the_parts_make_the_whole(stakes: list[Stake]) -> None:
    """Expected, lost, not assessed and not agreed are all of it, but for the rounding of each."""
    sums = add_up(stakes, None, None)
    parts = [sums.forecast, sums.missed, sums.not_assessed, sums.not_agreed]
    assert sums.at_stake is not None
    assert abs(sum(part for part in parts if part is not None) - sums.at_stake) <= Decimal("0.02")
    assert sums.achieved is not None
    assert sums.forecast is not None
    assert sums.achieved <= sums.forecast
