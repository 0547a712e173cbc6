"""The scorecard of a quarter: what stands in its rows, how it counts, what it may know, and in how many queries."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from core import clock
from core.figures import MeasureKind, Polarity
from core.periods import Quarter
from core.provenance import Provenance
from core.rag import RAG
from core.trend import Trend
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_team, make_user
from performance.drawing import spoken
from performance.models import KPI, Frequency, KPIValue
from performance.pages import FigureState, RagCounts, Scorecard, ScorecardRow
from performance.rag import Basis, Comparator
from performance.scorecard import build_performance_part, build_scorecard, quarters_shown
from performance.tests.builders import (
    make_exception,
    make_kpi,
    make_pair,
    make_return,
    make_target,
    make_value,
)

pytestmark = pytest.mark.django_db

Q3, Q4 = Quarter.from_slug("2013-14-Q3"), Quarter.from_slug("2013-14-Q4")
Q1 = Quarter.from_slug("2014-15-Q1")
AFTER_YEAR_END = date(2014, 4, 1)


def four_quarters(kpi: KPI, *texts: str) -> None:
    """Q1 to Q4 of 2013/14; an empty text is a quarter that was not returned."""
    for number, text in enumerate(texts, start=1):
        if text:
            make_value(kpi=kpi, period=f"2013-14-Q{number}", text=text)


def inspections(*texts: str) -> KPI:
    kpi = make_kpi(name="Quality inspections carried out", number=11)
    make_target(kpi=kpi, value=6)
    four_quarters(kpi, *texts)
    return kpi


def only_row(card: Scorecard) -> ScorecardRow:
    (row,) = card.rows
    return row


def test_a_row_says_how_the_kpi_stands_beside_the_quarters_before() -> None:
    inspections("6", "7", "6", "5")
    row = only_row(build_scorecard(Q4, known_by=AFTER_YEAR_END))
    assert [(figure.label, figure.text, figure.rag) for figure in row.figures] == [
        ("Q1", "6", RAG.GREEN),
        ("Q2", "7", RAG.GREEN),
        ("Q3", "6", RAG.GREEN),
        ("Q4", "5", RAG.RED),
    ]
    assert (row.computed, row.computed_reason) == (RAG.RED, "1 short")
    assert (row.rag, row.previous_rag, row.trend) == (RAG.RED, RAG.GREEN, Trend.DECLINED)
    assert (row.target_text, row.target_value) == ("6 a quarter", Decimal(6))
    assert (row.frequency, row.polarity_text) == ("Quarterly", "Higher is better")
    assert row.latest.provenance == "published"


def test_the_first_quarter_stands_beside_the_three_of_the_year_before() -> None:
    kpi = inspections("6", "7", "6", "5")
    make_target(kpi=kpi, value=6, start=2014)
    make_value(kpi=kpi, period="2014-15-Q1", text="6")
    row = only_row(build_scorecard(Q1, known_by=date(2014, 7, 8)))
    assert [figure.label for figure in row.figures] == ["Q2 2013/14", "Q3 2013/14", "Q4 2013/14", "Q1"]
    assert (row.previous_rag, row.trend) == (RAG.RED, Trend.IMPROVED)
    assert quarters_shown(Q4) == Q4.year.quarters


def test_a_running_total_is_drawn_at_its_even_share_and_judged_to_date() -> None:
    kpi = make_kpi(name="Meetings attended")
    make_target(kpi=kpi, value=386, basis=Basis.RUNNING_TOTAL)
    four_quarters(kpi, "96", "96", "96", "96")
    row = only_row(build_scorecard(Q4, known_by=AFTER_YEAR_END))
    assert (row.target_text, row.target_value) == ("386 a year", Decimal("96.5"))
    assert (row.computed, row.computed_reason) == (RAG.AMBER, "2 short")


def test_bare_counts_are_not_comparable_and_neither_is_what_follows() -> None:
    kpi = make_kpi(name="Complaints acknowledged", measure=MeasureKind.RATIO)
    make_target(kpi=kpi, value=100)
    four_quarters(kpi, "37", "50", "52", "57/57")
    row = only_row(build_scorecard(Q4, known_by=AFTER_YEAR_END))
    assert [figure.state for figure in row.figures] == [FigureState.NOT_COMPARABLE] * 3 + [FigureState.FIGURE]
    assert [figure.text for figure in row.figures] == ["37", "50", "52", "57 of 57 (100%)"]
    assert [figure.value for figure in row.figures] == [None, None, None, Decimal(100)]
    assert (row.rag, row.previous_rag, row.trend) == (RAG.GREEN, RAG.GREY, Trend.NOT_COMPARABLE)
    assert row.is_first_assessment


def test_not_collected_not_returned_and_not_due_are_three_things() -> None:
    quarterly, annual = make_kpi(name="Visits"), make_kpi(name="Projects", frequency=Frequency.ANNUALLY)
    four_quarters(quarterly, "0", "*", "", "")
    four_quarters(annual, "", "", "", "44")
    card = build_scorecard(Q4, known_by=AFTER_YEAR_END)
    visits, projects = card.rows
    assert [figure.state for figure in visits.figures] == [
        FigureState.FIGURE,
        FigureState.NOT_COLLECTED,
        FigureState.MISSING,
        FigureState.MISSING,
    ]
    assert [figure.text for figure in visits.figures] == ["0", "*", "", ""]
    assert [figure.state for figure in projects.figures] == [FigureState.NOT_DUE] * 3 + [FigureState.FIGURE]


def test_a_pair_prints_both_and_is_rated_by_one() -> None:
    kpi = make_pair(name="Invoices", second_measure=MeasureKind.PERCENTAGE, assessed_measure="second")
    make_target(kpi=kpi, value=95)
    make_value(kpi=kpi, text="3140", second="96.5%")
    latest = only_row(build_scorecard(Q4, known_by=AFTER_YEAR_END)).latest
    assert (latest.text, latest.second, latest.value) == ("3,140", "96.5%", Decimal("96.5"))
    assert latest.rag == RAG.GREEN


def test_what_is_reported_is_the_self_assessment_and_both_are_kept() -> None:
    kpi = inspections("6", "7", "6", "")
    make_value(kpi=kpi, text="5", self_assessed=RAG.AMBER, self_assessed_reason="Made up in April.")
    card = build_scorecard(Q4, known_by=AFTER_YEAR_END)
    row = only_row(card)
    assert (row.computed, row.self_assessed, row.rag) == (RAG.RED, RAG.AMBER, RAG.AMBER)
    assert row.assessments_differ
    assert card.counts == RagCounts(amber=1)


def test_an_exception_stands_beside_the_date_promised_a_quarter_ago() -> None:
    kpi = inspections("6", "7")
    before = make_value(kpi=kpi, period="2013-14-Q3", text="4")
    make_exception(value=before, recovery_on=date(2014, 2, 28))
    now = make_value(kpi=kpi, period="2013-14-Q4", text="5")
    make_exception(value=now, recovery_on=date(2014, 6, 30), action="Two visits in April.")
    frame = only_row(build_scorecard(Q4, known_by=AFTER_YEAR_END)).exception
    assert frame is not None
    assert (frame.action, frame.recovery_on) == ("Two visits in April.", date(2014, 6, 30))
    assert frame.promised_before == date(2014, 2, 28)
    assert frame.slipped


def test_counts_stand_beside_the_quarter_before_and_by_directorate_in_its_order() -> None:
    quality = make_team(directorate=make_directorate(name="Quality", order=2), name="Safety")
    finance = make_team(directorate=make_directorate(name="Finance", order=1), name="Invoices")
    for team, texts in ((quality, ("6", "1")), (quality, ("6", "6")), (finance, ("5.5", "6"))):
        kpi = make_kpi(team=team, measure=MeasureKind.NUMBER)
        make_target(kpi=kpi, value=6)
        four_quarters(kpi, "", "", *texts)
    make_kpi(team=finance)
    card = build_scorecard(Q4, known_by=AFTER_YEAR_END)
    assert card.counts == RagCounts(red=1, green=2, grey=1)
    assert card.previous_counts == RagCounts(amber=1, green=2, grey=1)
    assert [(each.name, each.counts.total) for each in card.by_directorate] == [
        ("Finance", 2),
        ("Quality", 2),
    ]
    assert [row.number for row in card.rows] == sorted(row.number for row in card.rows)


def test_a_kpi_that_is_new_is_not_counted_in_the_quarter_before() -> None:
    inspections("6", "7", "6", "5")
    make_kpi(name="New", active_from=Q4.starts_on)
    card = build_scorecard(Q4, known_by=AFTER_YEAR_END)
    assert (card.counts.total, card.previous_counts) == (2, RagCounts(green=1))


def test_a_first_quarter_ever_has_no_counts_before_it() -> None:
    inspections("", "", "", "5")
    assert build_scorecard(Q4, known_by=AFTER_YEAR_END).previous_counts is None


def test_only_kpis_in_use_are_reported() -> None:
    make_kpi(name="Begun later", active_from=date(2016, 4, 1))
    make_kpi(name="Retired before", retired_on=date(2013, 12, 31))
    make_kpi(name="Retired within", retired_on=date(2014, 1, 1))
    card = build_scorecard(Q4, known_by=AFTER_YEAR_END)
    assert [row.name for row in card.rows] == ["Retired within"]


def test_nothing_is_known_of_a_quarter_on_its_last_day() -> None:
    inspections("6", "7", "6", "5")
    row = only_row(build_scorecard(Q4, known_by=Q4.ends_on))
    assert row.latest.state == FigureState.NOT_DUE
    assert only_row(build_scorecard(Q4, known_by=AFTER_YEAR_END)).latest.text == "5"


def test_a_reader_may_be_shown_less() -> None:
    """A quarter that was reopened is not read by those who see locked quarters only, not even beside a later one."""
    make_quarter(slug="2013-14-Q3", state=QuarterState.OPEN)
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    inspections("6", "7", "6", "5")
    member = make_user(role=Role.GOVERNING_BODY)
    row = only_row(build_scorecard(Q4, values=KPIValue.objects.visible_to(member)))
    assert [figure.text for figure in row.figures] == ["", "", "", "5"]


def test_the_target_of_each_year_is_used_for_its_own_quarters() -> None:
    kpi = inspections("", "", "", "5")
    make_target(kpi=kpi, value=5, start=2014)
    make_value(kpi=kpi, period="2014-15-Q1", text="5")
    row = only_row(build_scorecard(Q1, known_by=date(2014, 7, 8)))
    assert (row.previous_rag, row.rag, row.target_text) == (RAG.RED, RAG.GREEN, "5 a quarter")


def test_better_than_last_year_draws_last_year() -> None:
    kpi = make_kpi(name="Press statements")
    make_target(kpi=kpi, value=None, comparator=Comparator.BETTER_THAN_LAST_YEAR)
    make_value(kpi=kpi, period="2012-13-Q4", text="60")
    make_value(kpi=kpi, period="2013-14-Q4", text="67")
    row = only_row(build_scorecard(Q4, known_by=AFTER_YEAR_END))
    assert (row.rag, row.target_value, row.target_text) == (RAG.GREEN, Decimal(60), "Better than last year")


def test_neither_way_is_better_is_said_and_not_rated() -> None:
    kpi = make_kpi(name="New risks", polarity=Polarity.NEITHER)
    four_quarters(kpi, "16", "6", "9", "12")
    row = only_row(build_scorecard(Q4, known_by=AFTER_YEAR_END))
    assert (row.trend, row.polarity_text) == (Trend.NOT_RATED, "Neither way is better")
    assert (row.rag, row.has_target, row.target_text) == (RAG.GREY, False, "No target")


@pytest.mark.parametrize("size", [1, 12])
def test_eight_queries_however_many_kpis(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(size):
        kpi = make_kpi(directorate=make_directorate(name=f"Directorate {size}"))
        make_target(kpi=kpi)
        four_quarters(kpi, "6", "7", "6", "5")
        make_exception(value=KPIValue.objects.get(kpi=kpi, starts_on=Q4.starts_on))
    with django_assert_num_queries(8):
        card = build_scorecard(Q4, known_by=AFTER_YEAR_END)
    assert len(card.rows) == size


def test_the_part_of_the_assurance_pack_holds_scorecard_outcomes_and_returns() -> None:
    inspections("6", "7", "6", "5")
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    part = build_performance_part(quarter, today=date(2014, 7, 8))
    assert part.scorecard.counts == RagCounts(red=1)
    assert [progress.directorate for progress in part.returns] == ["Quality"]


@pytest.mark.parametrize(("reopen_note", "texts"), [("A figure was wrong.", ["6", ""]), ("", ["6", "5"])])
def test_a_closed_quarter_read_live_shows_nothing_of_one_that_is_open_again(
    reopen_note: str, texts: list[str]
) -> None:
    """Where its snapshot is of an older release, a locked quarter is put together anew, for everybody."""
    kpi = inspections("6", "7", "6", "5")
    make_value(kpi=kpi, period="2014-15-Q1", text="9")
    before = make_quarter(slug="2013-14-Q4", state=QuarterState.OPEN)
    before.reopen_note = reopen_note
    before.save()
    quarter = make_quarter(slug="2014-15-Q1", state=QuarterState.REPORTED)

    row = only_row(build_performance_part(quarter, today=date(2014, 7, 8)).scorecard)

    assert [figure.text for figure in row.figures] == ["7", *texts, "9"]


@pytest.mark.parametrize(
    ("state", "typed", "is_submitted"),
    [
        ("in-progress", True, False),
        ("submitted", True, True),
        ("signed-off", True, True),
        pytest.param("in-progress", False, True, id="loaded, so in no return"),
    ],
)
def test_a_figure_of_a_return_that_is_not_submitted_says_so_in_its_row(
    state: str, typed: bool, is_submitted: bool
) -> None:
    kpi = inspections("6", "7", "6", "5")
    came = None if state == "in-progress" else clock.now()
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.OPEN)
    make_return(
        directorate=kpi.team.directorate,
        quarter=quarter,
        state=state,
        submitted_at=came,
        signed_off_at=came if state == "signed-off" else None,
    )
    kpi.values.filter(starts_on=Q4.starts_on).update(recorded_at=clock.now() if typed else None)

    row = only_row(build_performance_part(quarter, today=AFTER_YEAR_END).scorecard)

    assert row.is_submitted is is_submitted


def test_a_quarter_of_which_months_are_missing_is_a_figure_so_far_and_no_point_of_a_run() -> None:
    """Three months make the quarter: what was saved of April alone is not its figure (design: roll-up)."""
    kpi = make_kpi(frequency=Frequency.MONTHLY)
    make_target(kpi=kpi, start=2014)
    make_value(kpi=kpi, period="2014-15-Q1", text="3", is_complete=False)

    (row,) = build_scorecard(Quarter.from_slug("2014-15-Q1"), known_by=date(2014, 7, 8)).rows

    assert (row.latest.state, row.latest.text, row.latest.value) == (FigureState.PARTIAL, "3 so far", None)
    assert (row.computed, row.grey_word, row.is_awaited) == (RAG.GREY, "Returned in part", True)
    assert spoken(row.latest) == "3 so far, months are missing"


@pytest.mark.parametrize(
    ("publisher", "provenance", "seen"),
    [
        ("NHS England", Provenance.IMPORTED, True),
        ("NHS England", Provenance.RETURNED, False),
        ("", Provenance.IMPORTED, False),
    ],
)
def test_a_member_sees_of_an_open_quarter_only_what_is_published_nationally(
    publisher: str, provenance: Provenance, seen: bool
) -> None:
    make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    kpi = make_kpi(published_by=publisher)
    make_value(kpi=kpi, period="2014-15-Q1", text="7", provenance=provenance)

    member, staff = make_user(role=Role.GOVERNING_BODY), make_user(role=Role.ASSURANCE)

    assert KPIValue.objects.visible_to(member).exists() is seen
    assert KPIValue.objects.visible_to(staff).exists()


@pytest.mark.parametrize(
    ("months", "commentary", "seen"),
    [
        ([Provenance.IMPORTED] * 3, "", True),
        ([Provenance.IMPORTED] * 2 + [Provenance.RETURNED], "", False),
        ([Provenance.DERIVED] * 3, "", False),
        ([], "", False),
        ([Provenance.IMPORTED] * 3, "The winter was hard.", False),
    ],
    ids=["sum of what is published", "one month returned", "accepted by month", "accepted", "with remarks"],
)
def test_a_derived_quarter_is_public_only_as_the_sum_of_published_months(
    months: list[Provenance], commentary: str, seen: bool
) -> None:
    """A proposal that was accepted in a return is derived as well, and nobody's business until the lock."""
    make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    kpi, staff = make_kpi(published_by="NHS England"), make_user(role=Role.CONTRIBUTOR)
    for number, provenance in enumerate(months, start=4):
        make_value(kpi=kpi, period=f"2014-0{number}", text="7", provenance=provenance, recorded_by=staff)
    make_value(
        kpi=kpi,
        period="2014-15-Q1",
        text="21",
        provenance=Provenance.DERIVED,
        recorded_by=staff,
        commentary=commentary,
    )

    member = make_user(role=Role.GOVERNING_BODY)

    assert KPIValue.objects.visible_to(member).quarterly().exists() is seen
    assert KPIValue.objects.visible_to(staff).quarterly().exists()
