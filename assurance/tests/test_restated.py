"""What was restated: two packs set side by side, figure by figure. Pure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assurance import pack as packs
from assurance.pack import AssurancePack
from assurance.restated.comparison import compare
from assurance.restated.lines import Area, Line, Restated
from assurance.tests.builders import make_figure, make_frame, make_row, make_scorecard
from assurance.tests.pack_builders import (
    CUT_OFF,
    make_activity,
    make_ambition,
    make_head,
    make_pack,
    make_register,
    make_risk,
)
from core.rag import RAG
from finance.pages import Budget, BudgetRow, ContributionRow, PooledFundTable, RunningCostRow, RunningCosts
from performance.pages import AmbitionPoint, FigureState, ScorecardRow
from programmes.pages import ProjectRow


def row(**fields: Any) -> ScorecardRow:
    return make_row(**({"number": 1, "name": "Cases"} | fields))


def with_rows(*rows: ScorecardRow) -> AssurancePack:
    pack = make_pack()
    return replace(pack, performance=replace(pack.performance, scorecard=make_scorecard(*rows)))


def said(before: AssurancePack, after: AssurancePack) -> list[tuple[str, str, str, str]]:
    return [(line.about, line.what, line.before, line.after) for line in compare(before, after)]


def test_a_pack_is_not_restated_against_itself() -> None:
    assert compare(make_pack(), make_pack()) == ()


def test_a_figure_and_the_rating_that_follows_are_two_lines() -> None:
    before = with_rows(row(figures=("6", "5"), now=RAG.RED))
    after = with_rows(row(figures=("6", "7"), now=RAG.GREEN))

    assert said(before, after) == [
        ("1. Cases", "Figure, Q4", "5", "7"),
        ("1. Cases", "Rating", "Red", "Green"),
    ]


@pytest.mark.parametrize(
    ("state", "text", "words"),
    [
        (FigureState.NOT_COLLECTED, "*", "Not collected"),
        (FigureState.MISSING, "", "Not returned"),
        (FigureState.PARTIAL, "3", "3, months are missing"),
        (FigureState.FIGURE, "0", "0"),
    ],
)
def test_not_collected_not_returned_and_nought_are_three_things(
    state: FigureState, text: str, words: str
) -> None:
    def of(figure: Any) -> ScorecardRow:
        return row(figures=(figure,)) if isinstance(figure, str) else replace(row(), figures=(figure,))

    found = said(with_rows(of(make_figure("Q4", "5"))), with_rows(of(make_figure("Q4", text, state=state))))
    assert found == [("1. Cases", "Figure, Q4", "5", words)]


def test_a_target_and_a_promised_date_can_be_restated() -> None:
    before = with_rows(row(target_text="6", exception=make_frame(recovery_on=date(2014, 9, 30))))
    after = with_rows(row(target_text="7 or more", exception=make_frame(recovery_on=date(2014, 12, 31))))

    assert said(before, after) == [
        ("1. Cases", "Target", "6", "7 or more"),
        ("1. Cases", "Recovery date", "30 September 2014", "31 December 2014"),
    ]


def test_a_comment_in_other_words_is_not_restated() -> None:
    assert said(with_rows(row(commentary="Busy")), with_rows(row(commentary="Very busy"))) == []


def test_a_kpi_that_came_or_went_is_one_line() -> None:
    one, other = row(), row(number=2, name="Beds")

    assert said(with_rows(one), with_rows(one, other)) == [("2. Beds", "Added", "Not in it", "Figure, Q4: 5")]
    assert said(with_rows(one, other), with_rows(one)) == [
        ("2. Beds", "Left out", "Figure, Q4: 5", "Not in it")
    ]


def make_project(rag: RAG | None, stage: str = "Procurement") -> ProjectRow:
    words = dict.fromkeys(
        (
            "working_group_slug",
            "commissioning_programme",
            "commissioning_note",
            "directorate",
            "owner",
            "stage",
            "narrative",
        ),
        "",
    )
    return ProjectRow(
        number=3,
        slug="stroke",
        name="Stroke",
        short_name="Stroke",
        working_group="Urgent care",
        stage_text=stage,
        rag=rag,
        previous_rag=None,
        next_milestone=None,
        **words,
    )


def with_project(project: ProjectRow) -> AssurancePack:
    pack = make_pack()
    portfolio = replace(pack.programmes.portfolio, projects=(project,))
    return replace(pack, programmes=replace(pack.programmes, portfolio=portfolio))


def test_a_project_that_was_not_rated_and_is_red() -> None:
    assert said(with_project(make_project(None)), with_project(make_project(RAG.RED))) == [
        ("3. Stroke", "Delivery RAG", "Not rated", "Red")
    ]


def with_risks(*risks: Any) -> AssurancePack:
    pack = make_pack()
    return replace(pack, programmes=replace(pack.programmes, register=make_register(*risks)))


def test_a_score_is_said_with_its_parts_and_band() -> None:
    lower = make_risk(likelihood=2, impact=5, score=10, band="high", band_text="High")
    assert said(with_risks(make_risk()), with_risks(lower)) == [
        ("R-001 The backlog grows", "Score", "4 × 5 = 20, extreme", "2 × 5 = 10, high")
    ]


def test_of_a_risk_that_was_put_in_other_words_nothing_is_restated() -> None:
    assert said(with_risks(make_risk()), with_risks(make_risk(title="Better said", change="New"))) == []


def with_finance(**fields: Any) -> AssurancePack:
    pack = make_pack()
    return replace(pack, finance=replace(pack.finance, **fields))


def test_money_is_said_to_the_penny() -> None:
    def budget(actual: str) -> Budget:
        line = BudgetRow("Acute", "acute", "spend", Decimal(12_000), actual_to_date=Decimal(actual))
        return Budget("2013/14", "2013-14", (line,), None)

    assert said(with_finance(budget=budget("3000")), with_finance(budget=budget("3000.50"))) == [
        ("Acute, 2013/14", "Actual to date", "£3,000", "£3,000.50")
    ]


def test_a_table_of_the_year_that_came_later_restates_nothing() -> None:
    ahead = Budget("2014/15", "2014-15", (BudgetRow("Acute", "acute", "spend", Decimal(12_000)),), None)
    before = with_finance(position=())

    assert said(before, with_finance(next_budget=ahead)) == []


def test_a_heading_that_came_into_a_table_that_was_there_is_restated() -> None:
    acute, beds = (BudgetRow(name, name.lower(), "spend", Decimal(12_000)) for name in ("Acute", "Beds"))

    def budget(*rows: BudgetRow) -> AssurancePack:
        return with_finance(budget=Budget("2013/14", "2013-14", rows, None))

    assert said(budget(acute), budget(acute, beds)) == [
        ("Beds, 2013/14", "Added", "Not in it", "Plan for the year: £12,000")
    ]


def test_running_costs_of_one_name_are_told_apart() -> None:
    def costs(*amounts: int) -> RunningCosts:
        rows = tuple(
            RunningCostRow("Communications", 1, "leaf", Decimal(amount), Decimal(1), Decimal(1))
            for amount in amounts
        )
        nought = Decimal(0)
        return RunningCosts("2013/14", rows, nought, nought, nought, 1, "", nought, nought)

    assert said(with_finance(running_costs=costs(5, 7)), with_finance(running_costs=costs(5, 8))) == [
        ("Running costs: Communications", "Amount", "£7", "£8")
    ]


def test_a_contribution_to_a_pooled_fund() -> None:
    def fund(amount: int) -> PooledFundTable:
        rows = (ContributionRow("Poole", (None, Decimal(amount))),)
        return PooledFundTable("Better Care Fund", "bcf", ("2013/14", "2014/15"), rows, ())

    assert said(with_finance(pooled_funds=(fund(1),)), with_finance(pooled_funds=(fund(2),))) == [
        ("Better Care Fund: Poole", "2014/15", "£1", "£2")
    ]


def test_an_ambition_reported_for_another_year_is_added_to_it() -> None:
    before, after = make_pack(), make_pack()
    reported = replace(make_ambition(), actuals=(AmbitionPoint("2013/14", Decimal(1700), "1,700.0"),))
    after = replace(after, performance=replace(after.performance, ambitions=(reported,)))

    assert said(before, after) == [("1. Years of life lost", "Reported for 2013/14", "Not in it", "1,700.0")]


def test_counts_of_engagement_and_how_many_took_part_stay_suppressed() -> None:
    before, after = make_pack(), make_pack()
    activities = (make_activity(took_part_text="fewer than 5"),)
    after = replace(
        after, engagement=replace(after.engagement, activities=activities, activities_in_quarter=2)
    )

    assert said(before, after) == [
        ("All activities", "Activities in the quarter", "0", "2"),
        ("The Big Ask", "People who took part", "None", "fewer than 5"),
    ]


# What is said of it -----------------------------------------------------------------------------------------


def line(area: Area = Area.KPIS) -> Line:
    return Line(area, "1. Cases", "Figure, Q4", "5", "7")


def test_it_is_said_in_one_sentence_and_listed_in_the_order_of_the_report() -> None:
    found = Restated(1, CUT_OFF, lines=(line(Area.RISKS), line(), line()))

    assert found.title == "Restated since snapshot 1 of 9 May 2014"
    assert found.sentence == "3 figures differ: 2 of KPIs, 1 of risks."
    assert [(each.area, len(each.lines)) for each in found.by_area] == [(Area.KPIS, 2), (Area.RISKS, 1)]


def test_one_none_and_what_cannot_be_compared() -> None:
    assert Restated(1, CUT_OFF, lines=(line(),)).sentence == "1 figure differs: 1 of KPIs."
    assert Restated(1, CUT_OFF).sentence == "Every figure that is printed here is as it was."
    assert "cannot be compared here" in Restated(1, CUT_OFF, is_comparable=False).sentence


def test_it_goes_into_the_snapshot_and_older_ones_are_read_without_it() -> None:
    pack = make_pack(head=make_head(version=2), restated=Restated(1, CUT_OFF, lines=(line(),)))
    values = packs.to_json(pack)
    assert packs.from_json(values) == pack

    del values["restated"]
    assert packs.from_json(values).restated is None
