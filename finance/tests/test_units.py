"""£m where the source prints whole millions, £000 elsewhere, £ where amounts are small."""

from decimal import Decimal

import pytest

from finance.units import Unit, in_unit, unit_of


@pytest.mark.parametrize(
    ("amounts", "unit"),
    [
        (["513000000", "15000000"], Unit.MILLIONS),
        (["513000000", "498600000"], Unit.THOUSANDS),
        (["513000000", None, "0"], Unit.MILLIONS),
        (["99999.99"], Unit.POUNDS),
        (["100000"], Unit.THOUSANDS),
        (["-100000"], Unit.THOUSANDS),
        ([], Unit.POUNDS),
    ],
)
def test_the_unit_of_a_table(amounts: list[str | None], unit: Unit) -> None:
    assert unit_of(Decimal(amount) if amount else None for amount in amounts) is unit


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        ("934483000", Unit.THOUSANDS, "934,483"),
        ("513000000", Unit.MILLIONS, "513"),
        ("1234.50", Unit.POUNDS, "1,234.5"),
        ("0", Unit.THOUSANDS, "0"),
        ("-5000000", Unit.THOUSANDS, "(5,000)"),
        ("-5000", Unit.POUNDS, "(5,000)"),
        ("-499.99", Unit.THOUSANDS, "(£499.99)"),
        ("500", Unit.THOUSANDS, "1"),
        ("499.99", Unit.THOUSANDS, "£499.99"),
        ("49999", Unit.MILLIONS, "£49,999"),
    ],
)
def test_an_amount_in_its_unit_never_vanishes(amount: str, unit: Unit, text: str) -> None:
    assert in_unit(Decimal(amount), unit) == text
