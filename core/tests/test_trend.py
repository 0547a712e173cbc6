"""Every trend says what it means; only three of them claim a movement."""

from core.trend import Trend


def test_every_trend_has_a_label_and_a_meaning() -> None:
    assert all(trend.label and trend.meaning for trend in Trend)


def test_only_three_make_a_claim() -> None:
    assert [trend for trend in Trend if trend.is_a_claim] == [Trend.IMPROVED, Trend.NO_CHANGE, Trend.DECLINED]
