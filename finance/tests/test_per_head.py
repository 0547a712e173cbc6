"""£ per head and shares, as the annual report prints them."""

from decimal import Decimal

import pytest

from finance.per_head import per_head, share_percent

REGISTERED = 749_179


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        (18_730_000, "25.00"),
        (16_730_000, "22.33"),
        (2_000_000, "2.67"),
        (966_850, "1.29"),
        (751_546, "1.00"),
        (0, "0.00"),
    ],
)
def test_per_head_is_what_the_report_prints(amount: int, printed: str) -> None:
    assert per_head(Decimal(amount), REGISTERED) == Decimal(printed)


def test_half_a_penny_goes_up() -> None:
    assert per_head(Decimal("0.125"), 1) == Decimal("0.13")


@pytest.mark.parametrize("population", [0, -1])
def test_there_is_no_figure_per_head_of_nobody(population: int) -> None:
    with pytest.raises(ValueError, match="number of people"):
        per_head(Decimal(1), population)


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(966_850, 18_730_000, "5.16"), (513, 1019, "50.34"), (0, 5, "0.00"), (5, 5, "100.00")],
)
def test_shares_of_a_whole(part: int, whole: int, share: str) -> None:
    assert share_percent(Decimal(part), Decimal(whole)) == Decimal(share)


def test_nothing_has_no_shares() -> None:
    assert share_percent(Decimal(0), Decimal(0)) is None
