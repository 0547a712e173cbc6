"""The projection of the year's end: by rule, with what it rests on, and its rating against the year's target."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.figures import NOT_COLLECTED, Figure, MeasureKind, Part
from core.rag import RAG
from performance.forecast import Method, project, rate_year, whole_year
from performance.rag import Comparator, Threshold
from performance.rollup import RollUp, roll_up


def parts(kind: MeasureKind, *texts: str | None) -> list[Part]:
    """57/60 is n of d, * not collected, None not yet returned."""
    return [_part(kind, text) for text in texts]


def _part(kind: MeasureKind, text: str | None) -> Part:
    if text is None:
        return None
    if text == "*":
        return NOT_COLLECTED
    if kind == MeasureKind.RATIO:
        numerator, _, denominator = text.partition("/")
        return Figure.ratio(Decimal(numerator), Decimal(denominator) if denominator else None)
    return Figure.of(kind, Decimal(text))


COUNT, MONEY, RATIO = MeasureKind.COUNT, MeasureKind.MONEY, MeasureKind.RATIO
PERCENTAGE, NUMBER = MeasureKind.PERCENTAGE, MeasureKind.NUMBER


@pytest.mark.parametrize(
    ("rule", "kind", "texts", "text", "sentence"),
    [
        (RollUp.SUM, COUNT, ("6", "7"), "26", "Run rate: 13 in 2 of 4 quarters"),
        (RollUp.SUM, COUNT, ("25", "25", "26"), "101", "Run rate: 76 in 3 of 4 quarters"),
        (RollUp.SUM, COUNT, ("6",), "24", "Run rate: 6 in 1 of 4 quarters"),
        (RollUp.SUM, COUNT, ("0", "0"), "0", "Run rate: 0 in 2 of 4 quarters"),
        (RollUp.SUM, COUNT, ("6", "*", "7"), "26", "Run rate: 13 in 2 of 4 quarters, 1 not collected"),
        (RollUp.SUM, COUNT, ("6", None, "7"), "26", "Run rate: 13 in 2 of 4 quarters"),
        (RollUp.SUM, MONEY, ("100.10", "100.10", "100.05"), "£400", "Run rate: £300.25 in 3 of 4 quarters"),
        (RollUp.SUM, NUMBER, ("1.1", "1.2", "1"), "4.4", "Run rate: 3.3 in 3 of 4 quarters"),
        (RollUp.SUM, COUNT, ("6", "7", "6", "5"), "24", "The year’s figure: 4 of 4 quarters"),
        (
            RollUp.SUM,
            COUNT,
            ("6", "*", "6", "5"),
            "17",
            "The year’s figure: 3 of 4 quarters, 1 not collected",
        ),
        (
            RollUp.POOLED,
            RATIO,
            ("90/100", "198/200"),
            "96%",
            "Pooled to date: 288 of 300 (96%) in 2 of 4 quarters",
        ),
        (RollUp.POOLED, RATIO, ("67", "66/66"), "100%", "Pooled to date: 66 of 66 (100%) in 1 of 4 quarters"),
        (RollUp.MEAN, PERCENTAGE, ("2.31", "3.21"), "2.76%", "Mean to date: 2 of 4 quarters"),
        (RollUp.LAST, COUNT, ("24", "25", "24"), "24", "Last value: 3 of 4 quarters"),
        (RollUp.LAST, COUNT, ("24", "25", "*"), "25", "Last value: 2 of 4 quarters, 1 not collected"),
    ],
)
def test_the_year_is_projected_by_the_rule_of_the_kpi(
    rule: RollUp, kind: MeasureKind, texts: tuple[str | None, ...], text: str, sentence: str
) -> None:
    found = project(rule, parts(kind, *texts))

    assert found is not None
    assert (found.text, found.sentence) == (text, sentence)


@pytest.mark.parametrize(
    ("rule", "kind", "texts"),
    [
        (RollUp.SUM, COUNT, ()),
        (RollUp.SUM, COUNT, (None, "*")),
        (RollUp.POOLED, RATIO, ("67", "62")),
        (RollUp.SUM, PERCENTAGE, ("95", "96")),
    ],
)
def test_with_nothing_to_project_from_nothing_is_said(
    rule: RollUp, kind: MeasureKind, texts: tuple[str | None, ...]
) -> None:
    assert project(rule, parts(kind, *texts)) is None


def test_an_annual_figure_is_the_years_own() -> None:
    found = project(RollUp.LAST, parts(COUNT, "44"), periods=1)

    assert found is not None
    assert (found.method, found.sentence) == (Method.YEAR, "The year’s figure: 1 of 1 figure")


@settings(max_examples=60)
@given(st.lists(st.integers(0, 10_000), min_size=4, max_size=4))
def test_of_a_whole_year_it_is_what_the_quarters_make(values: list[int]) -> None:
    figures = [Figure.of(COUNT, Decimal(value)) for value in values]
    for rule in (RollUp.SUM, RollUp.MEAN, RollUp.LAST):
        made, found = roll_up(rule, figures).figure, project(rule, figures)
        assert made is not None
        assert found is not None
        assert (found.value, found.is_final) == (made.value, True)


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_an_even_rate_runs_on_evenly(each: int, quarters: int) -> None:
    found = project(RollUp.SUM, [Figure.of(COUNT, Decimal(each))] * quarters)

    assert found is not None
    assert found.value == each * 4


@pytest.mark.parametrize(
    ("value", "bound", "times", "rag", "reason"),
    [
        ("24", Threshold(Comparator.AT_LEAST, Decimal(6)), 4, RAG.GREEN, "On target"),
        ("22", Threshold(Comparator.AT_LEAST, Decimal(6)), 4, RAG.AMBER, "2 short"),
        ("21", Threshold(Comparator.AT_LEAST, Decimal(6)), 4, RAG.RED, "3 short"),
        ("101", Threshold(Comparator.AT_LEAST, Decimal(100)), 1, RAG.GREEN, "On target"),
        ("9", Threshold(Comparator.BETWEEN, Decimal(1), Decimal(2)), 4, RAG.RED, "1 over"),
        ("1", Threshold(Comparator.AT_MOST, Decimal(0)), 4, RAG.RED, "1 over"),
        ("5", None, 4, RAG.GREY, "No target"),
        ("50", Threshold(Comparator.BETTER_THAN_LAST_YEAR, Decimal(40)), 1, RAG.GREEN, "On target"),
    ],
)
def test_it_is_rated_against_the_target_of_the_year(
    value: str, bound: Threshold | None, times: int, rag: RAG, reason: str
) -> None:
    rating = rate_year(Decimal(value), whole_year([bound] * times) if times > 1 else bound, COUNT)

    assert (rating.rag, rating.reason) == (rag, reason)
