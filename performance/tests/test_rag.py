"""The proposed RAG, with the boundary values of each way to set a target."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import NOT_COLLECTED, Figure, MeasureKind, Part, Polarity
from core.rag import RAG
from performance.rag import Comparator, Rating, Threshold, rate, rate_part

RED, AMBER, GREEN, GREY = RAG.RED, RAG.AMBER, RAG.GREEN, RAG.GREY


def threshold(
    comparator: Comparator,
    value: str | None,
    upper: str | None = None,
    *,
    tolerance: str = "10",
    polarity: Polarity = Polarity.HIGHER,
) -> Threshold:
    value_of = {text: None if text is None else Decimal(text) for text in (value, upper)}
    return Threshold(comparator, value_of[value], value_of[upper], Decimal(tolerance), polarity)


@pytest.mark.parametrize(
    ("value", "rag", "reason"),
    [
        ("101", GREEN, "On target"),
        ("100", GREEN, "On target"),
        ("99.9999", AMBER, "0.0001 short"),
        ("90", AMBER, "10 short"),
        ("89.9999", RED, "10.0001 short"),
        ("0", RED, "100 short"),
        ("-5", RED, "105 short"),
    ],
)
def test_at_least_100(value: str, rag: RAG, reason: str) -> None:
    assert rate(Decimal(value), threshold(Comparator.AT_LEAST, "100")) == Rating(rag, reason)


@pytest.mark.parametrize(
    ("value", "rag", "reason"),
    [
        ("1.99", GREEN, "On target"),
        ("2", GREEN, "On target"),
        ("2.2", AMBER, "0.2 over"),
        ("2.21", RED, "0.21 over"),
        ("3.76", RED, "1.76 over"),
    ],
)
def test_at_most_2(value: str, rag: RAG, reason: str) -> None:
    assert rate(Decimal(value), threshold(Comparator.AT_MOST, "2")) == Rating(rag, reason)


@pytest.mark.parametrize(
    ("value", "rag", "reason"),
    [
        ("5.39", RED, "0.61 short"),
        ("5.4", AMBER, "0.6 short"),
        ("6", GREEN, "On target"),
        ("6.6", AMBER, "0.6 over"),
        ("6.61", RED, "0.61 over"),
    ],
)
def test_exactly_6(value: str, rag: RAG, reason: str) -> None:
    assert rate(Decimal(value), threshold(Comparator.EXACTLY, "6")) == Rating(rag, reason)


@pytest.mark.parametrize(
    ("value", "rag", "reason"),
    [
        ("35.9", RED, "4.1 short"),
        ("36", AMBER, "4 short"),
        ("40", GREEN, "On target"),
        ("60", GREEN, "On target"),
        ("66", AMBER, "6 over"),
        ("66.1", RED, "6.1 over"),
    ],
)
def test_between_40_and_60(value: str, rag: RAG, reason: str) -> None:
    assert rate(Decimal(value), threshold(Comparator.BETWEEN, "40", "60")) == Rating(rag, reason)


@pytest.mark.parametrize(
    ("value", "last_year", "polarity", "rag", "reason"),
    [
        ("216", "215", Polarity.HIGHER, GREEN, "On target"),
        ("215", "215", Polarity.HIGHER, AMBER, "The same as last year"),
        ("200", "215", Polarity.HIGHER, AMBER, "15 short"),
        ("190", "215", Polarity.HIGHER, RED, "25 short"),
        ("9", "10", Polarity.LOWER, GREEN, "On target"),
        ("11", "10", Polarity.LOWER, AMBER, "1 over"),
        ("12", "10", Polarity.LOWER, RED, "2 over"),
        ("215", None, Polarity.HIGHER, GREY, "Not assessable: no figure for last year"),
        ("215", "215", Polarity.NEITHER, GREY, "Not assessable: neither way is better"),
    ],
)
def test_better_than_last_year(
    value: str, last_year: str | None, polarity: Polarity, rag: RAG, reason: str
) -> None:
    bound = threshold(Comparator.BETTER_THAN_LAST_YEAR, last_year, polarity=polarity)
    assert rate(Decimal(value), bound) == Rating(rag, reason)


@pytest.mark.parametrize(("breaches", "rag"), [("0", GREEN), ("1", RED), ("37", RED)])
def test_a_target_of_nought_has_no_tolerance(breaches: str, rag: RAG) -> None:
    assert rate(Decimal(breaches), threshold(Comparator.AT_MOST, "0")).rag == rag


@pytest.mark.parametrize(("balance", "rag"), [("-100", GREEN), ("-110", AMBER), ("-111", RED)])
def test_a_target_below_nought_has_the_tolerance_of_its_size(balance: str, rag: RAG) -> None:
    assert rate(Decimal(balance), threshold(Comparator.AT_LEAST, "-100")).rag == rag


@pytest.mark.parametrize(("tolerance", "rag"), [("0", RED), ("4.99", RED), ("5", AMBER), ("100", AMBER)])
def test_each_kpi_has_its_own_tolerance(tolerance: str, rag: RAG) -> None:
    assert rate(Decimal(95), threshold(Comparator.AT_LEAST, "100", tolerance=tolerance)).rag == rag


@pytest.mark.parametrize(
    ("value", "target", "kind", "reason"),
    [
        ("94.0299", "100", MeasureKind.RATIO, "6 points short"),
        ("62", "90", MeasureKind.PERCENTAGE, "28 points short"),
        ("99", "100", MeasureKind.PERCENTAGE, "1 point short"),
        ("99.99", "100", MeasureKind.PERCENTAGE, "Less than 0.1 points short"),
        ("1500", "2500.50", MeasureKind.MONEY, "£1,000.50 short"),
        ("5", "6", MeasureKind.DAYS, "1 day short"),
        ("214", "1299", MeasureKind.COUNT, "1,085 short"),
    ],
)
def test_the_reason_has_the_unit_of_the_measure(
    value: str, target: str, kind: MeasureKind, reason: str
) -> None:
    assert rate(Decimal(value), threshold(Comparator.AT_LEAST, target), kind).reason == reason


AT_LEAST_90 = threshold(Comparator.AT_LEAST, "90")


@pytest.mark.parametrize(
    ("part", "bound", "reason"),
    [
        (Figure.ratio(Decimal(66), Decimal(66)), None, "No target"),
        (NOT_COLLECTED, None, "No target"),
        (NOT_COLLECTED, AT_LEAST_90, "Not collected"),
        (None, AT_LEAST_90, "Not yet returned"),
        (Figure(MeasureKind.COUNT, None), AT_LEAST_90, "Not yet returned"),
        (Figure.ratio(Decimal(67)), AT_LEAST_90, "Not assessable: a count without a denominator"),
        (Figure.ratio(Decimal(0), Decimal(0)), AT_LEAST_90, "Not assessable: 0 of 0 has no percentage"),
    ],
)
def test_grey_says_why(part: Part, bound: Threshold | None, reason: str) -> None:
    assert rate_part(part, bound) == Rating(GREY, reason)


def test_a_count_with_its_denominator_is_rated_as_a_percentage() -> None:
    assert rate_part(Figure.ratio(Decimal(22), Decimal(23)), threshold(Comparator.AT_LEAST, "100")) == Rating(
        AMBER, "4.3 points short"
    )


def test_a_bare_value_without_target_or_figure_is_grey() -> None:
    assert rate(Decimal(5), None) == Rating(GREY, "No target")
    assert rate(None, AT_LEAST_90) == Rating(GREY, "Not yet returned")


@pytest.mark.parametrize(
    ("comparator", "value", "upper", "tolerance"),
    [
        (Comparator.AT_LEAST, None, None, "10"),
        (Comparator.BETWEEN, "40", None, "10"),
        (Comparator.BETWEEN, "60", "40", "10"),
        (Comparator.AT_LEAST, "90", None, "-1"),
    ],
)
def test_a_target_that_says_nothing_is_refused(
    comparator: Comparator, value: str | None, upper: str | None, tolerance: str
) -> None:
    with pytest.raises(ValueError, match=r"target|tolerance"):
        threshold(comparator, value, upper, tolerance=tolerance)


# What holds for every value and target ----------------------------------------------------------------------

VALUES = st.decimals(-(10**6), 10**6, places=2)
TOLERANCES = st.decimals(0, 100, places=2)
ONE_SIDED = st.one_of(
    st.builds(
        Threshold, st.sampled_from([Comparator.AT_LEAST, Comparator.AT_MOST]), VALUES, st.none(), TOLERANCES
    ),
    st.builds(
        Threshold,
        st.just(Comparator.BETTER_THAN_LAST_YEAR),
        VALUES,
        st.none(),
        TOLERANCES,
        st.sampled_from([Polarity.HIGHER, Polarity.LOWER]),
    ),
)


def rises(bound: Threshold) -> bool:
    """Whether a higher value is better."""
    if bound.comparator == Comparator.BETTER_THAN_LAST_YEAR:
        return bound.polarity == Polarity.HIGHER
    return bound.comparator == Comparator.AT_LEAST


@given(VALUES, VALUES, ONE_SIDED)
def test_a_better_value_never_has_a_worse_rating(one: Decimal, other: Decimal, bound: Threshold) -> None:
    worse, better = sorted((one, other), reverse=not rises(bound))
    assert not rate(better, bound).rag.worse_than(rate(worse, bound).rag)


@given(VALUES, VALUES, TOLERANCES, TOLERANCES)
def test_a_wider_tolerance_never_makes_a_rating_worse(
    value: Decimal, target: Decimal, one: Decimal, other: Decimal
) -> None:
    narrow, wide = (Threshold(Comparator.AT_LEAST, target, None, each) for each in sorted((one, other)))
    assert not rate(value, wide).rag.worse_than(rate(value, narrow).rag)


@given(VALUES, VALUES, TOLERANCES)
def test_exactly_is_both_at_least_and_at_most(value: Decimal, target: Decimal, tolerance: Decimal) -> None:
    at_least, at_most, exactly = (
        rate(value, Threshold(comparator, target, None, tolerance)).rag
        for comparator in (Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.EXACTLY)
    )
    assert exactly == min(at_least, at_most, key=lambda rag: rag.order)
