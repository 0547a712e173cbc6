"""What people type into a row, and what is understood of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from core.figures import NOT_COLLECTED, Figure, MeasureKind
from core.periods import Quarter
from core.rag import RAG
from organisation.tests.builders import make_quarter
from performance.models import KPI, Frequency
from performance.return_forms import RowForm, seen_of
from performance.return_texts import MIXED_PERIOD, MIXED_ROW, texts_of, understand
from performance.returns import ReturnRow, read_rows
from performance.rollup import RollUp
from performance.tests.builders import make_exception, make_kpi, make_pair, make_target, make_value

pytestmark = pytest.mark.django_db
Q1 = Quarter.from_slug("2014-15-Q1")


def row_of(kpi: KPI) -> ReturnRow:
    return next(row for row in read_rows(Q1, KPI.objects.filter(pk=kpi.pk)))


def typed(kpi: KPI, **texts: str) -> Any:
    """What is understood of a row whose other fields are as stored; `k1a="57/57"` types into the field 1a."""
    row = row_of(kpi)
    return understand(row, texts_of(row) | {key.removeprefix("k"): text for key, text in texts.items()})


def first_of(understood: Any, period: int = 0) -> Any:
    return understood.entry.answers[period].first


# Figures --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "text", "value"),
    [
        (MeasureKind.COUNT, "1,059,768", 1059768),
        (MeasureKind.COUNT, " 12 ", 12),
        (MeasureKind.COUNT, "0", 0),
        (MeasureKind.MONEY, "£1.06m", 1060000),
        (MeasureKind.MONEY, "920410", 920410),
        (MeasureKind.PERCENTAGE, "95%", 95),
        (MeasureKind.DAYS, "6 days", 6),
    ],
)
def test_one_figure_as_people_type_it(measure: str, text: str, value: int) -> None:
    understood = typed(make_kpi(measure=measure), k1a=text)

    assert first_of(understood) == Figure.of(MeasureKind(measure), Decimal(value))
    assert understood.errors == {}


@pytest.mark.parametrize(
    ("n", "d"),
    [("57/60", ""), ("57 of 60", ""), ("57 of 60 (95%)", ""), ("57", "60"), ("57", " 60 "), ("", "57/60")],
)
def test_n_of_d_in_two_boxes_or_in_either(n: str, d: str) -> None:
    understood = typed(make_kpi(measure=MeasureKind.RATIO), k1a=n, k1ad=d)

    assert first_of(understood) == Figure.ratio(Decimal(57), Decimal(60))


@pytest.mark.parametrize("box", ["k1a", "k1ad"])
def test_both_numbers_typed_over_a_filled_row_replace_it(box: str) -> None:
    kpi = make_kpi(measure=MeasureKind.RATIO)
    make_value(kpi=kpi, period="2014-15-Q1", text="11/12")

    understood = typed(kpi, **{box: "6 of 10"})

    assert first_of(understood) == Figure.ratio(Decimal(6), Decimal(10))
    assert understood.errors == {}


def test_both_numbers_in_the_last_box_of_three_months() -> None:
    kpi = make_kpi(measure=MeasureKind.RATIO, frequency=Frequency.MONTHLY)

    understood = typed(kpi, k1a="5", k1ad="9", k2a="7/8", k3ad="6/10")

    assert first_of(understood, 2) == Figure.ratio(Decimal(6), Decimal(10))
    assert understood.errors == {}


def test_two_boxes_that_were_both_typed_and_disagree_are_a_question() -> None:
    understood = typed(make_kpi(measure=MeasureKind.RATIO), k1a="6 of 10", k1ad="12")

    assert understood.errors == {"1a": "“6 of 10” and “12” do not agree. Clear one of the two boxes."}


def test_n_above_d_is_kept_and_noted() -> None:
    understood = typed(make_kpi(measure=MeasureKind.RATIO), k1a="61", k1ad="60")

    assert first_of(understood) == Figure.ratio(Decimal(61), Decimal(60))
    assert understood.notes == ("61 is more than 60: the part is above its whole.",)


def test_what_cannot_be_understood_is_refused_and_the_rest_of_the_row_is_kept() -> None:
    kpi = make_kpi(measure=MeasureKind.PERCENTAGE)
    make_value(kpi=kpi, period="2014-15-Q1", text="94%")

    understood = typed(kpi, k1a="0.95", kcom="Better than last year.")

    assert understood.errors == {"1a": "Is 0.95 meant as 0.95% or 95%? Type the % sign."}
    assert first_of(understood) == Figure.of(MeasureKind.PERCENTAGE, Decimal(94)), "the stored figure stays"
    assert understood.entry.commentary == "Better than last year."


def test_months_are_understood_one_by_one_and_rolled_up() -> None:
    kpi = make_kpi(frequency=Frequency.MONTHLY)

    understood = typed(kpi, k1a="12", k2a="14", k3a="about 15")

    assert [first_of(understood, month) for month in range(3)] == [
        Figure.of(MeasureKind.COUNT, Decimal(12)),
        Figure.of(MeasureKind.COUNT, Decimal(14)),
        None,
    ]
    assert understood.errors == {"3a": "“about 15” is not a number. Type 15, or * if it was not collected."}


def test_a_month_that_was_not_collected_is_no_gap() -> None:
    kpi = make_kpi(frequency=Frequency.MONTHLY)

    understood = typed(kpi, k1a="12", k2a="*", k3a="14")

    assert first_of(understood, 1) is NOT_COLLECTED
    assert not understood.entry.not_collected


# Not collected --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["*", "n/a", "N/A", "not collected"])
def test_a_star_in_the_only_field_says_not_collected(text: str) -> None:
    understood = typed(make_kpi(), k1a=text)

    assert understood.entry.not_collected
    assert first_of(understood) is None
    assert understood.errors == {}


def test_stars_in_every_month_say_not_collected() -> None:
    assert typed(make_kpi(frequency=Frequency.MONTHLY), k1a="*", k2a="*", k3a="*").entry.not_collected


def test_a_tick_beside_a_figure_is_a_question_and_stores_neither() -> None:
    understood = typed(make_kpi(), k1a="5", knc="on")

    assert understood.errors == {"nc": MIXED_ROW}
    assert not understood.entry.not_collected
    assert not understood.entry.has_figure


def test_a_figure_typed_over_what_was_not_collected_is_collected() -> None:
    kpi = make_kpi()
    make_value(kpi=kpi, period="2014-15-Q1", not_collected=True, not_collected_reason="Late")
    understood = typed(kpi, k1a=" 12 ")

    assert understood.errors == {}
    assert not understood.entry.not_collected
    assert first_of(understood) == Figure.of(MeasureKind.COUNT, Decimal(12))


def test_a_pair_is_collected_as_a_whole() -> None:
    assert typed(make_pair(), k1a="17", k1b="*").errors == {"1a": MIXED_PERIOD}
    assert typed(make_pair(), k1a="*", k1b="").entry.not_collected
    both = typed(make_pair(), k1a="17", k1b="£1,059,768").entry.answers[0]
    assert both.second == Figure.of(MeasureKind.MONEY, Decimal(1059768))


# Rating and frame -----------------------------------------------------------------------------------------------------


def test_an_own_rating_needs_a_target_and_one_of_three_words() -> None:
    with_target, without = make_kpi(), make_kpi()
    make_target(kpi=with_target, start=2014)

    assert typed(with_target, k1a="5", krag="amber").entry.self_assessed == RAG.AMBER
    assert typed(with_target, k1a="5", krag="purple").entry.self_assessed == ""
    assert typed(without, k1a="5", krag="amber").entry.self_assessed == ""


def test_what_was_not_collected_has_no_own_rating() -> None:
    kpi = make_kpi()
    make_target(kpi=kpi, start=2014)

    assert typed(kpi, knc="on", krag="green").entry.self_assessed == ""


@pytest.mark.parametrize(
    ("day", "month", "year", "recovery_on"),
    [("30", "9", "2014", date(2014, 9, 30)), ("30", "Sep", "2014", date(2014, 9, 30)), ("", "", "", None)],
)
def test_the_recovery_date(day: str, month: str, year: str, recovery_on: date | None) -> None:
    understood = typed(make_kpi(), kissue="Late", kday=day, kmonth=month, kyear=year)

    assert understood.entry.frame.recovery_on == recovery_on
    assert understood.errors == {}


@pytest.mark.parametrize(
    ("day", "month", "year", "says"),
    [
        ("31", "9", "2014", "must be a real date"),
        ("30", "", "2014", "must include a month"),
        ("30", "6", "2014", "must be after the quarter’s last day, 30 June 2014"),
    ],
)
def test_a_recovery_date_that_cannot_be_is_refused(day: str, month: str, year: str, says: str) -> None:
    understood = typed(make_kpi(), kissue="Late", kday=day, kmonth=month, kyear=year)

    assert says in understood.errors["day"]
    assert understood.entry.frame.issue == "Late"


def test_the_owner_that_the_form_proposes_is_no_exception_by_itself() -> None:
    kpi = make_kpi(owner_role="Head of quality")
    row = row_of(kpi)

    assert texts_of(row)["owner"] == "Head of quality"
    assert understand(row, texts_of(row)).entry == row.entry
    assert typed(kpi, kowner="Somebody else").entry.frame.owner == "Somebody else"


def test_texts_that_are_too_long_are_refused_and_kept_out() -> None:
    understood = typed(make_kpi(), kncr="x" * 301)

    assert understood.errors == {"ncr": "Use 300 characters or fewer; this has 301."}
    assert understood.entry.not_collected_reason == ""


# Stored rows as texts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "text", "shown"),
    [
        (MeasureKind.COUNT, "1059768", {"1a": "1,059,768"}),
        (MeasureKind.MONEY, "£1.06m", {"1a": "£1,060,000"}),
        (MeasureKind.PERCENTAGE, "98.5%", {"1a": "98.5%"}),
        (MeasureKind.RATIO, "57/60", {"1a": "57", "1ad": "60"}),
        (MeasureKind.RATIO, "67", {"1a": "67", "1ad": ""}),
        (MeasureKind.DAYS, "6", {"1a": "6"}),
        (MeasureKind.COUNT, "*", {"1a": "", "nc": "on"}),
    ],
)
def test_what_is_stored_is_shown_as_understood_and_read_back_as_the_same(
    measure: str, text: str, shown: dict[str, str]
) -> None:
    kpi = make_kpi(measure=measure)
    make_value(kpi=kpi, period="2014-15-Q1", text=text)
    row = row_of(kpi)

    texts = texts_of(row)

    assert shown.items() <= texts.items()
    assert understand(row, texts).entry == row.entry


def test_a_whole_stored_row_reads_back_as_the_same() -> None:
    kpi = make_pair(frequency=Frequency.MONTHLY, second_roll_up=RollUp.SUM)
    make_target(kpi=kpi, start=2014)
    for month, text in (("2014-04", "12"), ("2014-05", "14"), ("2014-06", "15")):
        make_value(kpi=kpi, period=month, text=text, second="£1,000")
    value = make_value(
        kpi=kpi,
        period="2014-15-Q1",
        text="41",
        second="£3,000",
        self_assessed="green",
        self_assessed_reason="Few",
        commentary="Two\nlines",
    )
    make_exception(value=value, recovery_on=date(2014, 9, 30))
    row = row_of(kpi)

    assert understand(row, texts_of(row)).entry == row.entry


# What somebody touched ------------------------------------------------------------------------------------------------


def posted(row: ReturnRow, **changes: str) -> RowForm:
    texts = texts_of(row) | {key.removeprefix("k"): text for key, text in changes.items()}
    data = QueryDict(mutable=True)
    data.update({f"k{row.number}-{key}": text for key, text in texts.items() if key != "nc" or text})
    data[f"k{row.number}-seen"] = seen_of(row)
    return RowForm(row, data)


def test_a_row_that_is_sent_as_it_was_shown_is_untouched() -> None:
    make_quarter(slug="2014-15-Q1")
    kpi = make_kpi()
    make_value(kpi=kpi, period="2014-15-Q1", text="5", commentary="Two\nlines")

    assert not posted(row_of(kpi)).is_touched
    assert not posted(row_of(kpi), kcom="Two\r\nlines ").is_touched, "line ends are the browser's affair"
    assert posted(row_of(kpi), kcom="Other words").is_touched


def test_the_same_figure_typed_differently_says_nothing_new() -> None:
    kpi = make_kpi()
    make_value(kpi=kpi, period="2014-15-Q1", text="1500")
    form = posted(row_of(kpi), k1a="1500.0")

    assert form.is_touched
    assert not form.says_something_new
