"""Where the marks of a risk's score chart stand."""

from datetime import date

from programmes.score_chart import NARROW, WIDE, Scored, score_chart

SCORES = [Scored(date(2013, 9, 30), 12), Scored(date(2014, 3, 24), 20)]


def test_a_score_holds_until_the_next_one_and_on_to_the_day_shown() -> None:
    chart = score_chart("R-014", SCORES, 12, date(2014, 7, 8))

    assert chart is not None
    assert chart.path == "M34.0 94.2 H305.5 V42.4 H470.0"
    assert (chart.latest.x, chart.latest.y, chart.target_y) == ("305.5", "42.4", "94.2")
    assert len(chart.dots) == 1


def test_the_chart_reads_itself_aloud() -> None:
    chart = score_chart("R-014", SCORES, 12, date(2014, 7, 8))

    assert chart is not None
    assert chart.title == "R-014: 30 September 2013 12, 24 March 2014 20; target 12"


def test_dates_stand_where_there_is_room_first_and_last_always() -> None:
    dates = [date(2014, 1, 1), date(2014, 1, 20), date(2014, 4, 1), date(2014, 6, 1)]
    chart = score_chart("R-001", [Scored(day, 4) for day in dates], 4, date(2014, 7, 8))

    assert chart is not None
    assert [tick.text for tick in chart.ticks] == ["1 Jan 2014", "1 Apr 2014", "8 Jul 2014"]
    assert [tick.anchor for tick in chart.ticks] == ["start", "middle", "end"]


def test_on_a_phone_only_the_first_and_the_last_date_have_room() -> None:
    chart = score_chart("R-014", SCORES, 12, date(2014, 7, 8), NARROW)

    assert chart is not None
    assert [tick.text for tick in chart.ticks] == ["30 Sep 2013", "8 Jul 2014"]


def test_the_bands_are_named_from_the_lowest() -> None:
    chart = score_chart("R-001", SCORES, 4, date(2014, 7, 8))

    assert chart is not None
    assert [band.text for band in chart.bands] == ["Low", "Moderate", "High", "Extreme"]


def test_a_single_score_makes_no_chart() -> None:
    assert score_chart("R-001", SCORES[:1], 4, date(2014, 7, 8)) is None
    assert score_chart("R-001", [], 4, date(2014, 7, 8)) is None


def test_two_scores_on_one_day_do_not_divide_by_nothing() -> None:
    same = [Scored(date(2014, 7, 8), 4), Scored(date(2014, 7, 8), 6)]

    chart = score_chart("R-001", same, 4, date(2014, 7, 8))

    assert chart is not None
    assert chart.latest.x == "34.0"
    assert [tick.text for tick in chart.ticks] == ["8 Jul 2014"]


def test_the_narrow_chart_keeps_room_for_the_names() -> None:
    wide, narrow = (score_chart("R-001", SCORES, 4, date(2014, 7, 8), width) for width in (WIDE, NARROW))

    assert wide is not None
    assert narrow is not None
    assert (wide.right, narrow.right) == ("470.0", "240.0")
