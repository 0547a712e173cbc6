"""A KPI's rows and its target, put before the rules: every kind of KPI that the annual report prints."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.figures import NOT_COLLECTED, Figure, MeasureKind, Polarity
from core.parsing import parse_figure
from core.periods import FinancialYear, Month, Period, Quarter
from core.rag import RAG
from core.trend import Trend
from organisation.models import FinancialYear as YearRow
from performance import assessment
from performance.models import KPI, Frequency, KPIValue, Target
from performance.rag import (
    NO_DENOMINATOR,
    NO_LAST_YEAR,
    NO_TARGET,
    NOT_COLLECTED_REASON,
    NOT_RETURNED,
    ON_TARGET,
    Basis,
    Comparator,
    Rating,
)
from performance.rollup import RollUp
from performance.targets import GAP_IN_RUNNING_TOTAL, JUDGED_AT_YEAR_END

YEAR = FinancialYear(2013)
Q1, Q2, Q3, Q4 = YEAR.quarters
LAST_Q4 = YEAR.previous.quarters[3]


def a_kpi(measure: str = MeasureKind.COUNT, **others: Any) -> KPI:
    """A quarterly KPI of which more is better, unsaved."""
    fields = {
        "frequency": Frequency.QUARTERLY,
        "polarity": Polarity.HIGHER,
        "roll_up": RollUp.SUM,
        "active_from": date(2012, 4, 1),
    } | others
    return KPI(measure=measure, **fields)


def a_target(value: str | None, comparator: str = Comparator.AT_LEAST, **others: Any) -> Target:
    number = None if value is None else Decimal(value)
    fields = {"basis": Basis.EACH_PERIOD} | others
    return Target(value=number, comparator=comparator, year=YearRow(start=2013), **fields)


def a_value(text: str, period: Period, kind: str = MeasureKind.COUNT, **others: Any) -> KPIValue:
    """The row that typing `text` would make: 67, 66/66, 95%, *."""
    reading = parse_figure(text, MeasureKind(kind))
    figure = reading.figure or Figure(MeasureKind(kind), None)
    return KPIValue(
        period_kind=period.kind,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        not_collected=reading.not_collected,
        **others,
    )


def a_year(*texts: str, kind: str = MeasureKind.COUNT) -> dict[Quarter, KPIValue]:
    """The quarters of 2013/14 from the first; an empty text is a quarter that was not returned."""
    return {
        quarter: a_value(text, quarter, kind)
        for quarter, text in zip(YEAR.quarters, texts, strict=False)
        if text
    }


# Ratings --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "value", "expected"),
    [
        (("6", "7", "6", "5"), "6", Rating(RAG.RED, "1 short")),
        (("6", "7", "6"), "6", Rating(RAG.GREEN, ON_TARGET)),
        (("6", "7", "6", "*"), "6", Rating(RAG.GREY, NOT_COLLECTED_REASON)),
        (("24", "25", "24", "24"), "31", Rating(RAG.RED, "7 short")),
        (("*", "*", "*", "11"), "10", Rating(RAG.GREEN, ON_TARGET)),
    ],
)
def test_a_count_of_each_quarter_stands_by_itself(
    texts: tuple[str, ...], value: str, expected: Rating
) -> None:
    quarter = YEAR.quarters[len(texts) - 1]
    assert assessment.assess(a_kpi(), a_target(value), quarter, a_year(*texts)) == expected


@pytest.mark.parametrize(
    ("texts", "value", "expected"),
    [
        (("96",), "386", RAG.AMBER),
        (("96", "96", "96"), "386", RAG.AMBER),
        (("96", "96", "96", "96"), "386", RAG.AMBER),
        (("1",), "4", RAG.GREEN),
        (("1", "1", "1", "1"), "4", RAG.GREEN),
        (("1", "1", "1", "0"), "4", RAG.RED),
    ],
)
def test_a_yearly_total_is_due_in_even_parts(texts: tuple[str, ...], value: str, expected: RAG) -> None:
    target = a_target(value, basis=Basis.RUNNING_TOTAL)
    quarter = YEAR.quarters[len(texts) - 1]
    assert assessment.assess(a_kpi(), target, quarter, a_year(*texts)).rag == expected


def test_a_running_total_with_a_gap_cannot_be_assessed() -> None:
    target = a_target("386", basis=Basis.RUNNING_TOTAL)
    rating = assessment.assess(a_kpi(), target, Q3, a_year("96", "", "96"))
    assert rating == Rating(RAG.GREY, GAP_IN_RUNNING_TOTAL)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("67", "90", Rating(RAG.GREY, NO_DENOMINATOR)),
        ("66/66", "90", Rating(RAG.GREEN, ON_TARGET)),
        ("63/67", "100", Rating(RAG.AMBER, "6 points short")),
        ("6/10", "100", Rating(RAG.RED, "40 points short")),
        ("0", "100", Rating(RAG.GREY, NO_DENOMINATOR)),
    ],
)
def test_n_of_d_is_held_against_its_percentage_and_a_bare_count_is_not(
    text: str, value: str, expected: Rating
) -> None:
    kpi = a_kpi(MeasureKind.RATIO, roll_up=RollUp.POOLED)
    values = {Q1: a_value(text, Q1, MeasureKind.RATIO)}
    assert assessment.assess(kpi, a_target(value), Q1, values) == expected


def test_a_pair_is_assessed_by_the_measure_that_the_target_is_about() -> None:
    kpi = a_kpi(second_measure=MeasureKind.PERCENTAGE, assessed_measure=KPI.Assessed.SECOND)
    value = a_value("8651", Q2, second_value=Decimal("93.5"))
    assert assessment.assess(kpi, a_target("95"), Q2, {Q2: value}) == Rating(RAG.AMBER, "1.5 points short")
    assert assessment.assessed_figure(kpi, value) == Figure(MeasureKind.PERCENTAGE, Decimal("93.5"))
    assert assessment.first_figure(kpi, value) == Figure(MeasureKind.COUNT, Decimal(8651))


def test_without_a_target_a_figure_is_context() -> None:
    assert assessment.assess(a_kpi(), None, Q1, a_year("16")) == Rating(RAG.GREY, NO_TARGET)


def test_a_quarter_without_a_row_was_not_returned_and_of_an_annual_kpi_is_not_due() -> None:
    annual = a_kpi(frequency=Frequency.ANNUALLY)
    assert assessment.assess(a_kpi(), a_target("6"), Q3, {}) == Rating(RAG.GREY, NOT_RETURNED)
    assert assessment.assess(annual, a_target("6"), Q3, {}) == Rating(RAG.GREY, assessment.NOT_DUE)
    assert assessment.assess(annual, a_target("6"), Q4, {}) == Rating(RAG.GREY, NOT_RETURNED)


def test_the_one_figure_of_an_annual_kpi_is_its_running_total() -> None:
    annual, target = a_kpi(frequency=Frequency.ANNUALLY), a_target("40", basis=Basis.RUNNING_TOTAL)
    assert assessment.assess(annual, target, Q4, a_year("", "", "", "44")) == Rating(RAG.GREEN, ON_TARGET)


def test_a_target_of_the_year_end_waits_for_it() -> None:
    target = a_target("299", basis=Basis.YEAR_END)
    assert assessment.assess(a_kpi(), target, Q3, a_year("9", "9", "9")).reason == JUDGED_AT_YEAR_END
    once = a_year("*", "*", "*", "214")
    assert assessment.assess(a_kpi(roll_up=RollUp.LAST), target, Q4, once).rag == RAG.RED
    assert assessment.assess(a_kpi(), target, Q4, once).reason == GAP_IN_RUNNING_TOTAL
    assert assessment.assess(a_kpi(), target, Q4, a_year("100", "99", "*", "100")).rag == RAG.GREEN
    assert (
        assessment.assess(a_kpi(frequency=Frequency.ANNUALLY), target, Q4, a_year("*", "*", "*", "214")).rag
        == RAG.RED
    )


def test_a_tolerance_of_the_kpi_is_used() -> None:
    assert (
        assessment.assess(a_kpi(tolerance_percent=Decimal(20)), a_target("6"), Q1, a_year("5")).rag
        == RAG.AMBER
    )


class TestBetterThanLastYear:
    target = a_target(None, Comparator.BETTER_THAN_LAST_YEAR)

    def test_without_last_year_there_is_nothing_to_be_better_than(self) -> None:
        assert assessment.assess(a_kpi(), self.target, Q4, a_year("", "", "", "67")).reason == NO_LAST_YEAR

    def test_last_year_is_found_among_the_values(self) -> None:
        values = a_year("", "", "", "67") | {LAST_Q4: a_value("60", LAST_Q4)}
        assert assessment.assess(a_kpi(), self.target, Q4, values).rag == RAG.GREEN

    def test_last_year_can_be_named(self) -> None:
        values = a_year("", "", "", "67")
        named = a_value("70", LAST_Q4)
        assert assessment.assess(a_kpi(), self.target, Q4, values, named) == Rating(RAG.AMBER, "3 short")

    def test_a_running_total_is_held_against_the_total_to_the_same_date(self) -> None:
        target = a_target(None, Comparator.BETTER_THAN_LAST_YEAR, basis=Basis.RUNNING_TOTAL)
        before = {
            quarter: a_value(text, quarter)
            for quarter, text in zip(YEAR.previous.quarters, ("10", "10", "90"), strict=False)
        }
        assert assessment.assess(a_kpi(), target, Q2, before | a_year("11", "10")).rag == RAG.GREEN
        assert assessment.assess(a_kpi(), target, Q2, before | a_year("9", "10")).rag == RAG.AMBER

    def test_a_gap_last_year_leaves_no_total(self) -> None:
        target = a_target(None, Comparator.BETTER_THAN_LAST_YEAR, basis=Basis.RUNNING_TOTAL)
        before = {LAST_Q4: a_value("60", LAST_Q4)}
        assert (
            assessment.assess(a_kpi(), target, Q4, before | a_year("1", "1", "1", "1")).reason == NO_LAST_YEAR
        )


class TestMonthsMissing:
    def rated(self, text: str, target: Target, **kpi: Any) -> Rating:
        value = a_value(text, Q1, is_complete=False)
        return assessment.assess(a_kpi(frequency=Frequency.MONTHLY, **kpi), target, Q1, {Q1: value})

    def test_what_is_added_up_cannot_be_called_short_yet(self) -> None:
        assert self.rated("4", a_target("6")) == Rating(RAG.GREY, assessment.MONTHS_MISSING)

    def test_what_is_enough_already_stays_enough(self) -> None:
        assert self.rated("7", a_target("6")).rag == RAG.GREEN

    def test_what_is_too_much_already_stays_too_much(self) -> None:
        lower = {"polarity": Polarity.LOWER}
        assert self.rated("37", a_target("0", Comparator.AT_MOST), **lower).rag == RAG.RED
        assert self.rated("0", a_target("0", Comparator.AT_MOST), **lower).reason == assessment.MONTHS_MISSING

    def test_a_mean_says_nothing_until_it_is_whole(self) -> None:
        assert self.rated("7", a_target("6"), roll_up=RollUp.MEAN).reason == assessment.MONTHS_MISSING

    def test_an_earlier_quarter_of_a_running_total_counts_too(self) -> None:
        values = a_year("90", "96")
        values[Q1].is_complete = False
        target = a_target("386", basis=Basis.RUNNING_TOTAL)
        assert assessment.assess(a_kpi(), target, Q2, values).reason == assessment.MONTHS_MISSING
        assert assessment.assess(a_kpi(), a_target("6"), Q2, values).rag == RAG.GREEN


class TestComparedWithAQuarterInPart:
    """A quarter without all its months is nothing to be compared with: neither the last one, nor last year's."""

    def in_part(self, text: str, quarter: Quarter) -> dict[Quarter, KPIValue]:
        return {quarter: a_value(text, quarter, is_complete=False)}

    def test_the_trend_looks_past_it(self) -> None:
        values = a_year("90", "", "80") | self.in_part("54", Q2)
        assert assessment.trend_of(a_kpi(), Q3, values) == Trend.DECLINED
        assert assessment.compared_with(a_kpi(), Q3, values) == Q1
        assert assessment.trend_of(a_kpi(), Q2, values) == Trend.NOT_COMPARABLE

    @pytest.mark.parametrize("basis", [Basis.EACH_PERIOD, Basis.RUNNING_TOTAL])
    def test_40_is_not_better_than_what_two_months_of_last_year_made(self, basis: str) -> None:
        target = a_target(None, Comparator.BETTER_THAN_LAST_YEAR, basis=basis)
        values = a_year("40") | self.in_part("30", YEAR.previous.quarters[0])
        assert assessment.assess(a_kpi(), target, Q1, values) == Rating(RAG.GREY, NO_LAST_YEAR)

    def test_nor_than_a_named_quarter_in_part(self) -> None:
        target = a_target(None, Comparator.BETTER_THAN_LAST_YEAR)
        (last_year,) = self.in_part("30", YEAR.previous.quarters[0]).values()
        assert assessment.assess(a_kpi(), target, Q1, a_year("40"), last_year).reason == NO_LAST_YEAR


# Months ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kpi", "target", "text", "expected"),
    [
        (a_kpi(MeasureKind.PERCENTAGE, roll_up=RollUp.MEAN), a_target("95"), "95.3", RAG.GREEN),
        (a_kpi(MeasureKind.RATIO, roll_up=RollUp.POOLED), a_target("95"), "81/100", RAG.RED),
        (a_kpi(roll_up=RollUp.LAST), a_target("31"), "24", RAG.RED),
        (a_kpi(polarity=Polarity.LOWER), a_target("0", Comparator.AT_MOST), "1", RAG.RED),
        (a_kpi(), a_target("6"), "2", None),
        (a_kpi(roll_up=RollUp.LAST), a_target("31", basis=Basis.YEAR_END), "24", None),
        (a_kpi(roll_up=RollUp.LAST), a_target(None, Comparator.BETTER_THAN_LAST_YEAR), "24", None),
        (a_kpi(), None, "2", None),
    ],
)
def test_a_month_is_rated_only_where_the_target_speaks_of_months(
    kpi: KPI, target: Target | None, text: str, expected: RAG | None
) -> None:
    rating = assessment.assess_month(kpi, target, a_value(text, Month(2013, 6), kpi.measure))
    assert (rating.rag if rating else None) == expected


# What is reported, and the trend --------------------------------------------------------------------------------------


def test_the_self_assessment_is_reported_where_there_is_one() -> None:
    ruled = Rating(RAG.RED, "1 short")
    assert assessment.reported_rag(a_value("5", Q4), ruled) == RAG.RED
    assert assessment.reported_rag(a_value("5", Q4, self_assessed=RAG.AMBER), ruled) == RAG.AMBER
    assert assessment.reported_rag(None, Rating(RAG.GREY, NOT_RETURNED)) == RAG.GREY


@pytest.mark.parametrize(
    ("texts", "polarity", "expected"),
    [
        (("6", "7", "6", "5"), Polarity.HIGHER, Trend.DECLINED),
        (("6", "1", "0", "37"), Polarity.LOWER, Trend.DECLINED),
        (("96", "96"), Polarity.HIGHER, Trend.NO_CHANGE),
        (("*", "*", "*", "11"), Polarity.HIGHER, Trend.FIRST),
        (("5", "*", "6"), Polarity.HIGHER, Trend.IMPROVED),
        (("16", "6"), Polarity.NEITHER, Trend.NOT_RATED),
        (("6", "*"), Polarity.HIGHER, Trend.NOT_COMPARABLE),
    ],
)
def test_the_trend_is_against_the_last_collected_quarter(
    texts: tuple[str, ...], polarity: str, expected: Trend
) -> None:
    quarter = YEAR.quarters[len(texts) - 1]
    assert assessment.trend_of(a_kpi(polarity=polarity), quarter, a_year(*texts)) == expected


def test_the_first_percentage_after_bare_counts_is_not_comparable_and_no_first_figure() -> None:
    kpi = a_kpi(MeasureKind.RATIO, roll_up=RollUp.POOLED)
    values = a_year("67", "*", "70", "66/66", kind=MeasureKind.RATIO)
    assert assessment.trend_of(kpi, Q4, values) == Trend.NOT_COMPARABLE
    assert assessment.trend_of(kpi, Q3, values) == Trend.NOT_COMPARABLE
    assert assessment.trend_of(kpi, Q1, values) == Trend.FIRST


def test_bare_counts_between_two_percentages_are_passed_over() -> None:
    kpi = a_kpi(MeasureKind.RATIO, roll_up=RollUp.POOLED)
    values = a_year("60/66", "62", "70", "66/66", kind=MeasureKind.RATIO)
    assert assessment.trend_of(kpi, Q4, values) == Trend.IMPROVED


def test_the_trend_reaches_into_the_year_before() -> None:
    values = a_year("5") | {LAST_Q4: a_value("4", LAST_Q4)}
    assert assessment.trend_of(a_kpi(), Q1, values) == Trend.IMPROVED


def test_a_quarter_still_being_filled_has_no_trend() -> None:
    values = a_year("5", "4")
    values[Q2].is_complete = False
    assert assessment.trend_of(a_kpi(), Q2, values) == Trend.NOT_COMPARABLE


# Words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kpi", "target", "said"),
    [
        (a_kpi(), None, "No target"),
        (a_kpi(), a_target("6"), "6 a quarter"),
        (a_kpi(), a_target("386", basis=Basis.RUNNING_TOTAL), "386 a year"),
        (a_kpi(frequency=Frequency.ANNUALLY), a_target("40"), "40 a year"),
        (a_kpi(), a_target("299", basis=Basis.YEAR_END), "299 by year end"),
        (a_kpi(roll_up=RollUp.LAST), a_target("31"), "At least 31"),
        (a_kpi(polarity=Polarity.LOWER), a_target("0", Comparator.AT_MOST), "0"),
        (a_kpi(polarity=Polarity.LOWER), a_target("3", Comparator.AT_MOST), "At most 3 a quarter"),
        (a_kpi(MeasureKind.RATIO, roll_up=RollUp.POOLED), a_target("95"), "At least 95%"),
        (a_kpi(MeasureKind.RATIO, roll_up=RollUp.POOLED), a_target("100"), "100%"),
        (
            a_kpi(MeasureKind.RATIO, roll_up=RollUp.POOLED),
            a_target("90", basis=Basis.RUNNING_TOTAL),
            "At least 90% over the year",
        ),
        (
            a_kpi(MeasureKind.PERCENTAGE, roll_up=RollUp.MEAN),
            a_target("2", Comparator.AT_MOST),
            "At most 2%",
        ),
        (a_kpi(MeasureKind.DAYS, roll_up=RollUp.MEAN), a_target("6", Comparator.AT_MOST), "At most 6 days"),
        (a_kpi(), a_target("4", Comparator.EXACTLY), "Exactly 4 a quarter"),
        (
            a_kpi(MeasureKind.PERCENTAGE, roll_up=RollUp.MEAN),
            a_target("5", Comparator.BETWEEN, upper_value=Decimal(10)),
            "Between 5% and 10%",
        ),
        (a_kpi(), a_target(None, Comparator.BETTER_THAN_LAST_YEAR), "Better than last year"),
        (
            a_kpi(second_measure=MeasureKind.PERCENTAGE, assessed_measure=KPI.Assessed.SECOND),
            a_target("95"),
            "At least 95%",
        ),
    ],
)
def test_a_target_is_said_as_staff_say_it(kpi: KPI, target: Target | None, said: str) -> None:
    assert assessment.target_text(kpi, target) == said


def test_three_statements_stay_apart() -> None:
    kpi = a_kpi()
    assert assessment.part_of(kpi, None) is None
    assert assessment.part_of(kpi, a_value("*", Q1)) is NOT_COLLECTED
    assert assessment.part_of(kpi, a_value("0", Q1)) == Figure(MeasureKind.COUNT, Decimal(0))
    assert assessment.part_of(kpi, KPIValue(commentary="To follow.")) is None
