"""Which way a figure moved since the last collected period, said from its polarity."""

from __future__ import annotations

from django.db.models import TextChoices


class Trend(TextChoices):
    IMPROVED = "improved", "Improved"
    NO_CHANGE = "no_change", "No change"
    DECLINED = "declined", "Declined"
    FIRST = "first", "First figure"
    NOT_RATED = "not_rated", "Not rated"
    NOT_COMPARABLE = "not_comparable", "Not comparable"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Trend.IMPROVED: "Better than the last collected period",
    Trend.NO_CHANGE: "The same as the last collected period",
    Trend.DECLINED: "Worse than the last collected period",
    Trend.FIRST: "No earlier figure has been collected",
    Trend.NOT_RATED: "Neither way is better, so a change is neither",
    Trend.NOT_COMPARABLE: "The two figures do not measure alike, such as a count against a percentage",
}
