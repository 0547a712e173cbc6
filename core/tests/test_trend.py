"""Every trend says what it means."""

from core.trend import Trend


def test_every_trend_has_a_label_and_a_meaning() -> None:
    assert all(trend.label and trend.meaning for trend in Trend)
