"""The sentence that opens each section: the finding, in words that fit one, many and none."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assurance import report_ledes
from assurance.pack import AssurancePack
from assurance.tests.builders import make_progress, make_row
from assurance.tests.pack_builders import make_activity, make_pack, make_register, make_risk
from core.rag import RAG
from finance.pages import Budget, BudgetRow, FinancePart, PositionRow
from performance.pages import FigureState, QualityNote, ReturnProgress


def with_part(**parts: Any) -> AssurancePack:
    return make_pack(**parts)


# KPIs -----------------------------------------------------------------------------------------------------


def test_red_and_amber_are_named_in_the_order_of_weight() -> None:
    rows = (
        make_row(now=RAG.AMBER, before=RAG.AMBER, name="Contracts"),
        make_row(now=RAG.RED, before=RAG.RED, name="Absence"),
        make_row(now=RAG.RED, before=RAG.GREEN, name="Cases"),
        make_row(now=RAG.GREY, name="Events"),
    )

    lede = report_ledes.schedule_lede(rows)
    assert lede == "4 KPIs: 2 red, 1 amber, 1 grey. Red: Cases; Absence. Amber: Contracts."


def test_more_than_four_of_a_colour_are_counted() -> None:
    rows = tuple(
        make_row(now=RAG.RED, before=RAG.RED, name=name, number=n) for n, name in enumerate("ABCDEF")
    )

    assert report_ledes.schedule_lede(rows) == "6 KPIs: 6 red. Red: A; B; C; D and two more."


def test_what_has_not_come_is_counted_apart_from_grey() -> None:
    rows = (
        make_row(now=RAG.GREEN),
        make_row(now=RAG.GREY, state=FigureState.MISSING, figures=("6", "")),
        make_row(now=RAG.GREY, state=FigureState.NOT_DUE, figures=("6", "")),
    )

    lede = report_ledes.schedule_lede(rows)
    assert lede == "3 KPIs: 1 green, 1 not returned, 1 not due. None is off target."


def test_ambitions_say_how_much_is_due_first() -> None:
    lede = report_ledes.ambitions_lede(make_pack())

    assert lede == (
        "The one ambition has a trajectory, and 16% of the movement is due by 2014/15. "
        "No figure later than the baseline is recorded."
    )


# Money ----------------------------------------------------------------------------------------------------


def of_finance(finance: FinancePart) -> str:
    return report_ledes.finance_lede(with_part(finance=finance))


def make_budget(**fields: Any) -> Budget:
    row = BudgetRow("Total spend", "", "spend", Decimal(956_100_000))
    return Budget(
        year="2014/15",
        year_slug="2014-15",
        rows=(),
        total=row,
        spend_total=Decimal(956_100_000),
        surplus=Decimal(14_800_000),
        months_to="June 2014",
        spend=replace(row, **fields),
    )


def test_a_closed_year_says_its_surplus_and_its_share_of_the_limit() -> None:
    total = PositionRow("Total", Decimal(947_097_000), Decimal(934_483_000), Decimal(12_614_000))

    lede = of_finance(FinancePart(year="2013/14", position=(total,)))
    assert lede == "The year closed with a surplus of £12.614m, 1.33% of the limit."


def test_a_deficit_is_called_one() -> None:
    total = PositionRow("Total", Decimal(1_000_000), Decimal(1_500_000), Decimal(-500_000))

    assert of_finance(FinancePart(year="2013/14", position=(total,))).startswith(
        "The year closed with a deficit of £0.500m"
    )


def test_a_year_under_way_says_spending_and_forecast() -> None:
    budget = make_budget(
        plan_to_date=Decimal(238_411_231),
        actual_to_date=Decimal(238_689_646),
        variance_to_date_text="(£278.4k) adverse",
        forecast_outturn=Decimal(956_100_000),
        forecast_variance_text="on plan",
    )

    assert of_finance(FinancePart(year="2014/15", budget=budget)) == (
        "Spending to June 2014 is £238.7m of £238.4m planned, (£278.4k) adverse. "
        "The year is forecast to close at £956.1m, on plan."
    )


def test_a_year_not_begun_says_its_budget() -> None:
    assert (
        of_finance(FinancePart(year="2014/15", budget=make_budget())) == "The budget of 2014/15 is £970.9m."
    )


# Risks, engagement, completeness --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "lede"),
    [
        ((20, 12), "1 of 2 open risks is extreme. The highest is R-001, at 20: The backlog grows."),
        ((20, 16), "2 of 2 open risks are extreme. The highest is R-001, at 20: The backlog grows."),
        ((12, 9), "None of 2 open risks is extreme. The highest is R-001, at 12: The backlog grows."),
        ((12,), "The one open risk, R-001, is not extreme. It stands at 12: The backlog grows."),
        ((), "No risk is open on the register."),
    ],
)
def test_the_risk_lede_names_the_highest(scores: tuple[int, ...], lede: str) -> None:
    programmes = replace(
        make_pack().programmes, register=make_register(*(make_risk(score=score) for score in scores))
    )

    assert report_ledes.risks_lede(with_part(programmes=programmes)) == lede


def test_engagement_counts_activities_answers_and_standards() -> None:
    answered = make_activity(standards_met=10, standards_not_met=1)
    half = make_activity(standards_met=3, standards_not_answered=8)
    engagement = replace(make_pack().engagement, activities=(answered, half))

    assert report_ledes.engagement_lede(with_part(engagement=engagement)) == (
        "2 activities are recorded for 2013/14; 1 answer says what came of them, "
        "and 1 of 2 have every engagement standard answered."
    )


NOTES = (QualityNote(1, "KPI 1", "Text"),)
NEVER_CAME = make_progress(state="locked", answered=0, submitted_at=None)
TAKEN_BACK = make_progress(state="in-progress", returned_at=make_progress().submitted_at)
TAKEN_BACK_LATE = (
    "10 of 20 KPIs due were answered; 1 of 2 returns have come, 1 of them late; "
    "1 of 2 was taken or sent back and not submitted again."
)
AWAITED = make_progress(state="not-started", answered=0)


@pytest.mark.parametrize(
    ("returns", "said"),
    [
        ((make_progress(), make_progress()), "20 of 20 KPIs due were answered, all in time."),
        (
            (make_progress(late_by=3), make_progress()),
            "20 of 20 KPIs due were answered, 1 of 2 returns late.",
        ),
        ((make_progress(), AWAITED), "10 of 20 KPIs due were answered; 1 of 2 returns have come."),
        (
            (make_progress(late_by=1), AWAITED),
            "10 of 20 KPIs due were answered; 1 of 2 returns have come, 1 of them late.",
        ),
        (
            (make_progress(), TAKEN_BACK),
            "20 of 20 KPIs due were answered, all in time; 1 of 2 was taken or sent back and not submitted again.",
        ),
        (
            (AWAITED, replace(TAKEN_BACK, late_by=1)),
            TAKEN_BACK_LATE,
        ),
        ((NEVER_CAME, NEVER_CAME), "0 of 20 KPIs due were answered; no return came."),
        ((AWAITED, AWAITED), "0 of 20 KPIs due were answered; no return has come yet."),
        ((), "No return is recorded for this quarter."),
    ],
)
def test_completeness_says_what_came_and_whether_in_time(
    returns: tuple[ReturnProgress, ...], said: str
) -> None:
    assert report_ledes.completeness_lede(returns, NOTES) == (
        f"{said} 1 data-quality note says where figures do not agree or are not clear."
    )
