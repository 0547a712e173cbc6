"""The bands of the 5 by 5 risk matrix."""

import pytest

from programmes.risk_bands import Band, band_of, band_text

PRODUCTS = {likelihood * impact for likelihood in range(1, 6) for impact in range(1, 6)}


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (1, Band.LOW),
        (3, Band.LOW),
        (4, Band.MODERATE),
        (6, Band.MODERATE),
        (8, Band.HIGH),
        (12, Band.HIGH),
        (15, Band.EXTREME),
        (25, Band.EXTREME),
    ],
)
def test_each_band_from_its_lowest_to_its_highest_score(score: int, band: Band) -> None:
    assert band_of(score) == band


def test_every_product_of_likelihood_and_impact_has_a_band() -> None:
    assert {band_of(score) for score in PRODUCTS} == set(Band)


@pytest.mark.parametrize("number", [-1, 0, 7, 13, 14, 26])
def test_a_number_that_no_two_steps_multiply_to_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="is not likelihood times impact"):
        band_of(number)


def test_bands_are_said_in_words() -> None:
    assert band_text(16) == "Extreme"
    assert [band.span for band in Band] == ["1 to 3", "4 to 6", "8 to 12", "15 to 25"]
