"""A quarter of which a month was not collected: answered, and not whole, wherever it is read."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.figures import NOT_COLLECTED, Figure, MeasureKind
from core.periods import Quarter
from core.rag import RAG
from core.trend import Trend
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_user
from performance import actions, export_tables
from performance.definition.rollover import read_year
from performance.kpi_page import KPIPage, build_kpi_page
from performance.models import KPI, Frequency, KPIValue
from performance.pages import FigureState, ScorecardRow
from performance.rag import Basis, Comparator
from performance.return_entry import Answer, Entry
from performance.returns import find_return, read_sheet
from performance.rollup import RollUp
from performance.scorecard import build_performance_part
from performance.tests.builders import make_kpi, make_pair, make_target, make_value

pytestmark = pytest.mark.django_db

SLUG = "2014-15-Q1"
Q1 = Quarter.from_slug(SLUG)
TODAY = date(2014, 7, 10)


@pytest.fixture
def contributor() -> User:
    return make_user(role=Role.CONTRIBUTOR)


def visits_of(**others: Any) -> KPI:
    """A monthly count, added up, of which 90 a quarter are wanted."""
    kpi = make_kpi(frequency=Frequency.MONTHLY, **{"roll_up": RollUp.SUM} | others)
    target = {"comparator": Comparator.AT_MOST} if kpi.polarity == "lower" else {}
    make_target(kpi=kpi, value=90, start=2014, **target)
    return kpi


def month(text: str) -> Answer:
    """What is typed of one month: 40, 54/55, * or nothing."""
    if text in ("", "*"):
        return Answer(NOT_COLLECTED if text else None)
    numbers = [Decimal(number) for number in text.split("/")]
    return Answer(Figure.ratio(*numbers) if len(numbers) == 2 else Figure.of(MeasureKind.COUNT, numbers[0]))


def returned(kpi: KPI, by: User, *texts: str) -> None:
    filing = find_return(make_directorate(), make_quarter(slug=SLUG))
    entry = Entry(answers=tuple(month(text) for text in texts))
    actions.record_row(filing=filing, kpi=kpi, entry=entry, by=by, expected_version=0)


def board_row() -> ScorecardRow:
    (row,) = build_performance_part(make_quarter(slug=SLUG), today=TODAY).scorecard.rows
    return row


def page_of(kpi: KPI, by: User) -> KPIPage:
    return build_kpi_page(KPI.objects.with_people().get(pk=kpi.pk), Q1, user=by)


def test_board_and_export_say_how_many_months_a_sum_is_of(contributor: User) -> None:
    returned(visits_of(), contributor, "40", "42", "*")

    row = board_row()

    assert (row.latest.state, row.latest.text) == (FigureState.WITH_GAP, "82 (2 of 3 months)")
    assert row.latest.value is None, "what is no figure of the quarter is not drawn as one"
    (cells,) = export_tables.board([row], quarter=Q1.label, slug=SLUG).rows
    assert "82 (2 of 3 months)" in cells


def test_the_page_of_the_kpi_says_it_too(contributor: User, settings: Any) -> None:
    settings.PORTAL_TODAY = TODAY
    kpi = visits_of()
    returned(kpi, contributor, "40", "42", "*")

    page = page_of(kpi, contributor)

    assert (page.big, page.beside, page.in_part) == ("82", "", "2 of 3 months, 1 not collected")
    assert page.years[0].whole == ""
    assert page.answer == f"Not rated in {Q1.label}: not every month was collected (target: 90 a quarter)."


@pytest.mark.parametrize(
    ("polarity", "texts", "rag"),
    [
        pytest.param("higher", ("40", "42", "*"), RAG.GREY, id="enough may have been done"),
        pytest.param("higher", ("48", "42", "*"), RAG.GREEN, id="enough was done"),
        pytest.param("lower", ("40", "42", "*"), RAG.GREY, id="too much may have been done"),
        pytest.param("lower", ("48", "43", "*"), RAG.GREY, id="over, and nobody knows how far"),
        pytest.param("lower", ("60", "43", "*"), RAG.RED, id="too much was done"),
    ],
)
def test_a_sum_with_a_gap_is_rated_only_where_it_is_certain(
    contributor: User, polarity: str, texts: tuple[str, ...], rag: RAG
) -> None:
    returned(visits_of(polarity=polarity), contributor, *texts)

    assert board_row().computed == rag


def test_a_pooled_share_with_a_gap_is_not_rated(contributor: User) -> None:
    kpi = visits_of(measure=MeasureKind.RATIO, roll_up=RollUp.POOLED)
    returned(kpi, contributor, "54/55", "*", "40/40")

    row = board_row()

    assert row.latest.text == "94 of 95 (98.9%) (2 of 3 months)"
    assert (row.computed, row.grey_word) == (RAG.GREY, "Not assessable")


def test_it_is_nothing_to_go_on_from_and_not_complete(contributor: User) -> None:
    kpi = visits_of()
    make_value(kpi=kpi, period="2013-14-Q4", text="80")
    returned(kpi, contributor, "40", "42", "*")

    row = board_row()

    assert row.year_end is None, "two months are no quarter to run on from"
    assert row.trend == Trend.NOT_COMPARABLE
    assert row.data_quality is not None
    assert row.data_quality.completeness.text == "1 of 4"


def test_of_a_pair_it_is_said_beside_both(contributor: User, settings: Any) -> None:
    settings.PORTAL_TODAY = TODAY
    kpi = make_pair(frequency=Frequency.MONTHLY, second_measure=MeasureKind.COUNT)
    both = (Answer(month("3").first, month("9").first), Answer(NOT_COLLECTED, NOT_COLLECTED))
    filing = find_return(make_directorate(), make_quarter(slug=SLUG))
    for entry, said in (
        (
            Entry(answers=(*both, Answer(month("4").first, month("8").first))),
            "2 of 3 months, 1 not collected",
        ),
        (Entry(answers=(*both, Answer(month("4").first))), "So far: 1 of 3 months"),
    ):
        version = kpi.values.quarterly().values_list("version", flat=True).first() or 0
        actions.record_row(filing=filing, kpi=kpi, entry=entry, by=contributor, expected_version=version)
        page = page_of(kpi, contributor)
        assert (page.big, page.in_part) == ("7", said)


def test_nothing_is_left_to_type_so_the_return_can_be_submitted(contributor: User) -> None:
    returned(visits_of(), contributor, "40", "42", "*")

    (row,) = read_sheet(find_return(make_directorate(), make_quarter(slug=SLUG))).rows

    assert (row.is_answered, row.needs) == (True, ())


def test_a_month_still_to_come_says_so_far(contributor: User) -> None:
    returned(visits_of(), contributor, "40", "", "*")

    row = board_row()

    assert (row.latest.state, row.latest.text) == (FigureState.PARTIAL, "40 so far (1 of 3 months)")
    assert row.grey_word == "Returned in part"


def test_a_quarter_with_all_its_months_stands_as_it_did(contributor: User) -> None:
    returned(visits_of(), contributor, "40", "42", "0")

    row = board_row()

    assert (row.latest.state, row.latest.text, row.computed_reason) == (FigureState.FIGURE, "82", "8 short")


@pytest.fixture
def three_and_a_part() -> KPI:
    """10, 10 and 10 of 2013/14, and of its last quarter one month so far."""
    kpi = make_kpi(frequency=Frequency.MONTHLY)
    make_target(kpi=kpi, value=30, start=2013, basis=Basis.RUNNING_TOTAL)
    for number, text in enumerate(("10", "10", "10", "3"), start=1):
        make_value(kpi=kpi, period=f"2013-14-Q{number}", text=text, is_complete=number < 4)
    return kpi


def test_a_year_of_three_quarters_and_a_part_is_not_over(three_and_a_part: KPI) -> None:
    page = build_kpi_page(
        KPI.objects.with_people().get(pk=three_and_a_part.pk),
        Quarter.from_slug("2013-14-Q4"),
        user=make_user(role=Role.ASSURANCE),
    )

    assert page.years[0].whole == "So far 30 (3 of 4 quarters)"


def test_nor_is_it_in_the_review_of_the_year(three_and_a_part: KPI) -> None:
    (row,) = read_year(make_quarter(slug=SLUG).year, TODAY)

    assert (row.outcome.year, row.outcome.year_rag) == ("So far 30 (3 of 4 quarters)", None)


@pytest.mark.parametrize("second", ["", "5", None])
@pytest.mark.parametrize(
    "texts", [("40", "42", "*"), ("40", "", "*"), ("*", "*", ""), ("40", "42", "44"), ("9", "", "")]
)
def test_months_are_counted_alike_in_the_query_and_of_months_that_were_read(
    texts: tuple[str, ...], second: str | None, contributor: User
) -> None:
    """Of a KPI with one measure, and of a pair whose second measure is there or missing."""
    is_pair = second is not None
    kpi = visits_of(
        **{"second_measure": MeasureKind.COUNT, "second_measure_label": "beds"} if is_pair else {}
    )
    for number, text in enumerate(texts, 4):
        if text:
            make_value(
                kpi=kpi,
                period=f"2014-{number:02}",
                text=text,
                second_value=Decimal(second) if second and text != "*" else None,
            )
    make_value(kpi=kpi, period=SLUG, text="82", is_complete=False)

    (counted,) = KPIValue.objects.quarterly().with_months_counted()
    read = KPIValue.objects.quarterly().get()
    read.count_months(KPIValue.objects.monthly(), is_pair=is_pair)

    assert (read.months_present, read.months_not_collected) == (
        counted.months_present,
        counted.months_not_collected,
    )
    assert counted.months_not_collected == texts.count("*")
