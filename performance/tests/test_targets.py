"""What a target expects by now, and how the year so far is judged against it."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import NOT_COLLECTED, Figure, MeasureKind, Part, Polarity
from core.rag import RAG
from performance.rag import Basis, Comparator, Rating, Threshold
from performance.rollup import RollUp
from performance.targets import GAP_IN_RUNNING_TOTAL, Terms, judge, threshold_for

RED, AMBER, GREEN, GREY = RAG.RED, RAG.AMBER, RAG.GREEN, RAG.GREY
COUNT = MeasureKind.COUNT


def a_year(value: str, comparator: Comparator = Comparator.AT_LEAST) -> Terms:
    """A yearly target that binds the running total."""
    return Terms(comparator, Decimal(value), basis=Basis.RUNNING_TOTAL)


def counts(*values: int | None) -> list[Part]:
    """Counts of the year's quarters; None is one that was not collected."""
    return [NOT_COLLECTED if value is None else Figure.of(COUNT, Decimal(value)) for value in values]


@pytest.mark.parametrize(
    ("target", "expected"),
    [("4", ["1", "2", "3", "4"]), ("386", ["96.5", "193", "289.5", "386"]), ("0", ["0", "0", "0", "0"])],
)
def test_a_yearly_target_is_due_in_even_parts(target: str, expected: list[str]) -> None:
    due = [threshold_for(a_year(target), number).value for number in (1, 2, 3, 4)]
    assert due == [Decimal(value) for value in expected]


def test_a_yearly_target_is_due_month_by_month_too() -> None:
    assert threshold_for(a_year("12"), 5, periods=12).value == 5


def test_both_bounds_of_between_are_shared_out() -> None:
    terms = Terms(Comparator.BETWEEN, Decimal(40), Decimal(60), basis=Basis.RUNNING_TOTAL)
    assert threshold_for(terms, 2) == Threshold(Comparator.BETWEEN, Decimal(20), Decimal(30))


def test_a_profile_replaces_the_even_share() -> None:
    terms = Terms(
        Comparator.AT_LEAST,
        Decimal(100),
        basis=Basis.RUNNING_TOTAL,
        profile=(Decimal(10), Decimal(20), Decimal(40), Decimal(100)),
    )
    assert [threshold_for(terms, number).value for number in (1, 3, 4)] == [10, 40, 100]


@pytest.mark.parametrize("basis", [Basis.EACH_PERIOD, Basis.YEAR_END])
@pytest.mark.parametrize("number", [1, 4])
def test_on_another_basis_the_target_stands_as_it_is(basis: Basis, number: int) -> None:
    terms = Terms(Comparator.AT_LEAST, Decimal(6), tolerance_percent=Decimal(5), basis=basis)
    assert threshold_for(terms, number) == Threshold(Comparator.AT_LEAST, Decimal(6), None, Decimal(5))


@pytest.mark.parametrize("number", [0, 5])
def test_a_year_has_four_quarters(number: int) -> None:
    with pytest.raises(ValueError, match="periods 1 to 4"):
        threshold_for(a_year("4"), number)


@pytest.mark.parametrize(
    ("target", "quarters", "rating"),
    [
        ("4", counts(1), Rating(GREEN, "On target")),
        ("4", counts(1, 1, 1), Rating(GREEN, "On target")),
        ("4", counts(1, 1, 1, 1), Rating(GREEN, "On target")),
        ("4", counts(1, 1, 0, 1), Rating(RED, "1 short")),
        ("386", counts(96), Rating(AMBER, "0.5 short")),
        ("386", counts(96, 96, 96, 96), Rating(AMBER, "2 short")),
        ("386", counts(96, 96, 96, 98), Rating(GREEN, "On target")),
    ],
)
def test_the_running_total_is_judged_against_what_is_due_by_now(
    target: str, quarters: list[Part], rating: Rating
) -> None:
    assert judge(a_year(target), quarters) == rating


@pytest.mark.parametrize(
    ("terms", "quarters", "rag"),
    [
        pytest.param(a_year("10"), counts(None, None, None, 11), GREEN, id="enough was done"),
        pytest.param(a_year("10"), counts(None, 1, 1, 1), GREY, id="enough may have been done"),
        pytest.param(a_year("8", Comparator.AT_MOST), counts(None, 9), RED, id="too much was done"),
        pytest.param(
            a_year("8", Comparator.AT_MOST), counts(None, 1), GREY, id="too much may have been done"
        ),
        pytest.param(a_year("8"), [None, *counts(9)], GREEN, id="a quarter not yet returned is a gap too"),
    ],
)
def test_a_gap_in_the_running_total_leaves_only_what_is_certain(
    terms: Terms, quarters: list[Part], rag: RAG
) -> None:
    assert judge(terms, quarters).rag == rag


def test_a_gap_in_money_leaves_nothing_certain() -> None:
    """Amounts may be negative, so a missing one may take back what the others show."""
    quarters = [NOT_COLLECTED, Figure.of(MeasureKind.MONEY, Decimal(5000))]
    assert judge(a_year("1000"), quarters) == Rating(
        GREY, "Not assessable: an earlier figure of the year is missing"
    )


def test_n_of_d_is_pooled_over_the_year_and_its_target_not_shared_out() -> None:
    quarters = [Figure.ratio(Decimal(10), Decimal(10)), Figure.ratio(Decimal(70), Decimal(90))]
    assert judge(a_year("90"), quarters) == Rating(RED, "10 points short")


def test_percentages_have_no_running_total() -> None:
    rating = judge(a_year("95"), [Figure.of(MeasureKind.PERCENTAGE, Decimal(96))])
    assert rating == Rating(GREY, "Not assessable: figures of this kind have no running total")


@pytest.mark.parametrize(
    ("quarters", "rating"),
    [
        (counts(9), Rating(GREY, "Judged at year end")),
        (counts(9, 9, 9), Rating(GREY, "Judged at year end")),
        (counts(9, 9, 9, 9), Rating(AMBER, "1 short")),
        (counts(0, 0, 0, 10), Rating(GREEN, "On target")),
    ],
)
def test_a_year_end_target_waits_for_the_last_quarter(quarters: list[Part], rating: Rating) -> None:
    assert judge(Terms(Comparator.AT_LEAST, Decimal(10), basis=Basis.YEAR_END), quarters) == rating


@pytest.mark.parametrize(
    ("rule", "quarters", "rating"),
    [
        (RollUp.SUM, counts(10, 10, 10, 10), Rating(GREEN, "On target")),
        (RollUp.SUM, counts(10, 10, 10, 7), Rating(AMBER, "3 short")),
        (RollUp.SUM, counts(10, 10, 10), Rating(GREY, "Judged at year end")),
        (RollUp.SUM, counts(10, None, 10, 10), Rating(GREY, GAP_IN_RUNNING_TOTAL)),
        (RollUp.SUM, counts(10, None, 10, 20), Rating(GREEN, "On target")),
        (RollUp.MEAN, counts(30, 50, 40, 40), Rating(GREEN, "On target")),
        (RollUp.MEAN, counts(30, None, 60, 60), Rating(GREY, GAP_IN_RUNNING_TOTAL)),
        (RollUp.LAST, counts(10, 10, 10, 10), Rating(RED, "30 short")),
        (RollUp.LAST, counts(None, 10, 10, 40), Rating(GREEN, "On target")),
    ],
)
def test_at_year_end_what_the_quarters_make_of_the_year_is_judged(
    rule: RollUp, quarters: list[Part], rating: Rating
) -> None:
    terms = Terms(Comparator.AT_LEAST, Decimal(40), basis=Basis.YEAR_END, roll_up=rule)
    assert judge(terms, quarters) == rating


def test_at_year_end_n_of_d_is_pooled() -> None:
    terms = Terms(Comparator.AT_LEAST, Decimal(90), basis=Basis.YEAR_END, roll_up=RollUp.POOLED)
    quarters = [Figure.ratio(Decimal(n), Decimal(d)) for n, d in ((95, 100), (5, 10))]
    assert judge(terms, quarters, periods=2) == Rating(GREEN, "On target")


def test_of_fewer_periods_each_is_due_a_greater_share() -> None:
    assert [judge(a_year("30"), counts(*[10] * number), periods=3).rag for number in (1, 2, 3)] == [GREEN] * 3
    assert judge(a_year("30"), counts(9), periods=3) == Rating(AMBER, "1 short")


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize(
    ("quarters", "reason"),
    [
        ([], "Not yet returned"),
        ([*counts(1, 1, 1), None], "Not yet returned"),
        ([*counts(1, 1, 1), Figure(COUNT, None)], "Not yet returned"),
        (counts(1, 1, 1, None), "Not collected"),
    ],
)
def test_nothing_this_quarter_is_grey_on_every_basis(basis: Basis, quarters: list[Part], reason: str) -> None:
    assert judge(Terms(Comparator.AT_LEAST, Decimal(4), basis=basis), quarters) == Rating(GREY, reason)


def test_without_a_target_there_is_nothing_to_judge() -> None:
    assert judge(None, counts(5)) == Rating(GREY, "No target")


def test_better_than_last_year_is_never_shared_out() -> None:
    terms = Terms(
        Comparator.BETTER_THAN_LAST_YEAR, Decimal(94), basis=Basis.RUNNING_TOTAL, polarity=Polarity.HIGHER
    )
    assert judge(terms, counts(60, 40)) == Rating(GREEN, "On target")
    assert threshold_for(terms, 1).value == 94


@given(st.lists(st.integers(0, 500), min_size=4, max_size=4), st.integers(1, 2000))
def test_at_year_end_the_running_total_is_held_against_the_whole_target(
    quarters: list[int], target: int
) -> None:
    met = judge(a_year(str(target)), counts(*quarters)).rag == GREEN
    assert met == (sum(quarters) >= target)


# The CCG's own annual report 2013/14 ------------------------------------------------------------------------

RATIO, PERCENTAGE, DAYS = MeasureKind.RATIO, MeasureKind.PERCENTAGE, MeasureKind.DAYS
AT_LEAST, AT_MOST = Comparator.AT_LEAST, Comparator.AT_MOST
EACH, RUNNING = Basis.EACH_PERIOD, Basis.RUNNING_TOTAL

# The 24 KPIs that have a target: number in the schedule, kind, four quarters as published, target.
PUBLISHED = [
    (2, COUNT, "96 96 96 96", AT_LEAST, "386", RUNNING),
    (4, COUNT, "0 0 0 0", AT_MOST, "0", EACH),
    (5, RATIO, "* * * 22/23", AT_LEAST, "100", EACH),
    (6, RATIO, "* 54 12 0", AT_LEAST, "100", EACH),
    (7, RATIO, "67 62 70 66/66", AT_LEAST, "90", EACH),
    (8, RATIO, "10 11 12 12/12", AT_LEAST, "100", EACH),
    (9, DAYS, "6 6 6 6", AT_MOST, "6", EACH),
    (10, PERCENTAGE, "96.5 95 98.5 97", AT_LEAST, "95", EACH),
    (11, COUNT, "6 7 6 5", AT_LEAST, "6", EACH),
    (14, PERCENTAGE, "100 100 100 100", AT_LEAST, "100", EACH),
    (15, COUNT, "1 1 1 1", AT_LEAST, "1", EACH),
    (17, RATIO, "37 50 52 57/57", AT_LEAST, "100", EACH),
    (19, COUNT, "* * * 11", AT_LEAST, "10", EACH),
    (21, COUNT, "1 1 1 1", AT_LEAST, "4", RUNNING),
    (22, COUNT, "1 1 1 1", AT_LEAST, "4", RUNNING),
    (23, RATIO, "76 79 56 63/67", AT_LEAST, "100", EACH),
    (24, RATIO, "50 21 21 6/10", AT_LEAST, "100", EACH),
    (25, COUNT, "24 25 24 24", AT_LEAST, "31", EACH),
    (27, COUNT, "* * * 214", AT_LEAST, "299", EACH),
    (28, COUNT, "* * * 85", AT_MOST, "0", EACH),
    (29, COUNT, "6 1 0 37", AT_MOST, "0", EACH),
    (34, PERCENTAGE, "2.31 3.21 3.56 3.76", AT_MOST, "2", EACH),
    (36, PERCENTAGE, "* * * 62", AT_LEAST, "90", EACH),
    (39, COUNT, "34 60 65 56", Comparator.BETTER_THAN_LAST_YEAR, None, EACH),
]
KPIS_WITHOUT_TARGET = 15


def published(text: str, kind: MeasureKind) -> Part:
    if text == "*":
        return NOT_COLLECTED
    numbers = [Decimal(number) for number in text.split("/")]
    return Figure.ratio(*numbers) if kind == RATIO else Figure.of(kind, numbers[0])


@pytest.mark.parametrize(
    ("quarter", "red", "amber", "green", "grey"), [(3, 2, 1, 9, 27), (4, 8, 3, 11, 17)], ids=["Q3", "Q4"]
)
def test_the_published_year_comes_out_as_counted_by_hand(
    quarter: int, red: int, amber: int, green: int, grey: int
) -> None:
    rated: Counter[RAG] = Counter({GREY: KPIS_WITHOUT_TARGET})
    for _number, kind, quarters, comparator, target, basis in PUBLISHED:
        terms = Terms(comparator, None if target is None else Decimal(target), basis=basis)
        parts = [published(text, kind) for text in quarters.split()]
        rated[judge(terms, parts[:quarter]).rag] += 1
    assert rated == {RED: red, AMBER: amber, GREEN: green, GREY: grey}
