"""Which band a risk score is in."""

from typing import NamedTuple

from django.db.models import TextChoices


class Band(TextChoices):
    """How serious a score is, lowest first."""

    LOW = "low", "Low"
    MODERATE = "moderate", "Moderate"
    HIGH = "high", "High"
    EXTREME = "extreme", "Extreme"

    @property
    def span(self) -> str:
        """The scores of the band in words: 8 to 12."""
        limits = BANDS[self]
        return f"{limits.lowest} to {limits.highest}"


class Limits(NamedTuple):
    lowest: int
    highest: int


BANDS = {
    Band.LOW: Limits(1, 3),
    Band.MODERATE: Limits(4, 6),
    Band.HIGH: Limits(8, 12),
    Band.EXTREME: Limits(15, 25),
}
"""Likelihood 1-5 times impact 1-5; the bands of the NHS risk matrix (National Patient Safety Agency, "A risk matrix
for risk managers", 2008). No product lies between two bands: 7, 13 and 14 cannot be scored."""


def band_of(score: int) -> Band:
    """1-3 low, 4-6 moderate, 8-12 high, 15-25 extreme; any other number is no score of a 5 by 5 matrix."""
    for band, limits in BANDS.items():
        if limits.lowest <= score <= limits.highest:
            return band
    raise ValueError(f"{score} is not likelihood times impact, each from 1 to 5.")


def band_text(score: int) -> str:
    """The band in words, for the 5 by 5 map."""
    return str(band_of(score).label)
