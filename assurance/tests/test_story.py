"""The answer and the counted lines of change, as rules: counts, causes, and no claim that figures do not carry."""

from datetime import date

import pytest

from assurance.story import (
    Move,
    build_story,
    exceptions_of,
    in_order,
    move_of,
    nothing_red,
    since_text,
    slip_text,
    slipped,
)
from assurance.tests.builders import make_figure, make_frame, make_progress, make_row, make_scorecard
from core.rag import RAG
from core.trend import Trend
from performance.pages import FigureState, ScorecardRow

RED, AMBER, GREEN, GREY = RAG.RED, RAG.AMBER, RAG.GREEN, RAG.GREY


def answer(*rows: ScorecardRow, **options: bool) -> str:
    return build_story(make_scorecard(*rows, **options)).answer  # type: ignore[arg-type]


def lines(*rows: ScorecardRow) -> list[tuple[int, str]]:
    return [(line.count, line.text) for line in build_story(make_scorecard(*rows)).changes]


@pytest.mark.parametrize(
    ("before", "now", "earlier", "trend", "move"),
    [
        (GREEN, RED, None, Trend.DECLINED, Move.FELL),
        (GREEN, AMBER, None, Trend.DECLINED, Move.FELL),
        (AMBER, RED, None, Trend.DECLINED, Move.FELL),
        (RED, RED, None, Trend.DECLINED, Move.WORSE),
        (RED, RED, None, Trend.NO_CHANGE, Move.SAME),
        (RED, RED, None, Trend.IMPROVED, Move.SAME),
        (GREEN, GREEN, None, Trend.DECLINED, Move.SAME),
        (RED, AMBER, None, Trend.IMPROVED, Move.ROSE),
        (RED, GREEN, None, Trend.IMPROVED, Move.RECOVERED),
        (AMBER, GREEN, None, Trend.IMPROVED, Move.RECOVERED),
        (GREY, RED, None, Trend.FIRST, Move.FIRST),
        (None, RED, None, Trend.FIRST, Move.FIRST),
        (GREY, RED, GREEN, Trend.DECLINED, Move.AGAIN),
        (RED, GREY, None, Trend.FIRST, Move.DROPPED),
        (GREY, GREY, None, Trend.FIRST, Move.NONE),
        (None, GREY, None, Trend.FIRST, Move.NONE),
    ],
)
def test_how_a_kpi_moved(before: RAG | None, now: RAG, earlier: RAG | None, trend: Trend, move: Move) -> None:
    assert move_of(make_row(before=before, now=now, earlier=earlier, trend=trend)) == move


@pytest.mark.parametrize("state", [FigureState.MISSING, FigureState.NOT_DUE])
def test_what_is_not_returned_or_not_due_has_not_moved(state: FigureState) -> None:
    assert move_of(make_row(before=RED, now=GREY, state=state)) == Move.NONE


def test_the_fourth_quarter_of_2013_14() -> None:
    """Eight red after two, of which four were assessed for the first time: no collapse (look: notes-pages)."""
    rows = [
        *[make_row(before=GREEN, now=RED) for _ in range(2)],
        *[make_row(before=RED, now=RED) for _ in range(2)],
        *[make_row(before=GREY, now=RED) for _ in range(4)],
        *[make_row(before=GREY, now=AMBER) for _ in range(2)],
        make_row(before=AMBER, now=AMBER),
        *[make_row(before=GREY, now=GREEN) for _ in range(4)],
        *[make_row(before=GREEN, now=GREEN) for _ in range(7)],
        *[make_row(before=GREY, now=GREY, has_target=False) for _ in range(17)],
    ]
    story = build_story(make_scorecard(*rows))

    assert story.answer == (
        "11 of 39 KPIs are off target: 8 red and 3 amber. "
        "Red rose from 2 to 8, mostly because four were assessed for the first time."
    )
    assert [(line.count, line.text) for line in story.changes] == [
        (2, "fell from green to red:"),
        (6, "assessed for the first time and off target:"),
        (2, "stayed red:"),
        (0, "recovered."),
    ]
    assert story.changes[1].after == "4 red, 2 amber. Four more came in on target."


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "No KPI is reported for this quarter."),
        (
            [make_row(now=GREEN), make_row(now=GREY, before=GREY)],
            "The one KPI that can be assessed is on target. None was red in the quarter before either.",
        ),
        (
            [make_row(now=GREY, before=GREY)],
            "None of 1 KPI can be assessed this quarter. None was red in the quarter before either.",
        ),
        (
            [make_row(now=RED, before=RED), make_row()],
            "1 of 2 KPIs is off target: red. Red stayed at 1, the same KPIs.",
        ),
        (
            [make_row(now=RED, before=GREEN), make_row(now=GREEN, before=RED)],
            "1 of 2 KPIs is off target: red. Red stayed at 1, but one of them is new.",
        ),
        (
            [make_row(now=AMBER, before=RED), make_row(now=AMBER, before=RED)],
            "2 of 2 KPIs are off target, all amber. Red fell from 2 to 0, because two improved to amber.",
        ),
        (
            [
                make_row(now=GREY, before=RED),
                make_row(now=GREEN, before=RED),
                make_row(now=GREEN, before=RED),
            ],
            "All 2 KPIs that can be assessed are on target. Red fell from 3 to 0, mostly because two recovered.",
        ),
        (
            [make_row(now=RED, before=GREEN), make_row(now=RED, before=GREY)],
            (
                "2 of 2 KPIs are off target, all red. "
                "Red rose from 0 to 2, because one fell back and one was assessed for the first time."
            ),
        ),
    ],
)
def test_the_answer(rows: list[ScorecardRow], said: str) -> None:
    assert answer(*rows) == said


def test_a_single_cause_is_the_reason_and_not_most_of_it() -> None:
    rows = [make_row(now=RED, before=GREEN), make_row(now=RED, before=AMBER)]
    assert answer(*rows).endswith("Red rose from 0 to 2, because two fell back.")


def test_without_an_earlier_quarter_nothing_is_said_to_have_changed() -> None:
    story = build_story(make_scorecard(make_row(now=RED, before=None), has_previous=False))

    assert story.answer.endswith("There is no earlier quarter to compare with.")
    assert story.changes == ()


def test_while_returns_come_in_nothing_is_compared() -> None:
    awaited = [make_row(now=GREY, before=RED, state=FigureState.MISSING) for _ in range(2)]
    not_due = make_row(now=GREY, before=GREEN, state=FigureState.NOT_DUE)

    assert answer(*awaited, not_due) == "None of the 2 KPIs due has been returned yet."
    assert lines(*awaited, not_due) == []
    assert answer(*awaited, not_due, make_row(now=RED)) == "1 of 3 KPIs due are returned so far: 1 red."
    assert lines(*awaited, make_row(now=RED, before=RED)) == [
        (0, "fell to red or amber."),
        (1, "stayed red:"),
        (0, "recovered."),
        (2, "red in Q3 and not returned yet:"),
    ]


def test_of_a_locked_quarter_nothing_is_awaited() -> None:
    awaited = make_row(now=GREY, state=FigureState.MISSING)
    none = build_story(make_scorecard(awaited), is_closed=True).answer
    some = build_story(make_scorecard(awaited, make_row(now=RED)), is_closed=True).answer

    assert none == "None of the 1 KPI due was returned."
    assert some == "1 of 2 KPIs due were returned: 1 red."


def test_what_was_red_and_is_not_returned_is_named_and_nothing_is_claimed_of_it() -> None:
    silent = make_row(
        now=GREY, before=RED, state=FigureState.MISSING, figures=("37", ""), name="Staff absence", number=4
    )
    quiet = make_row(now=GREY, before=GREEN, state=FigureState.MISSING, figures=("6", ""))
    card = make_scorecard(silent, quiet, make_row(now=GREEN))

    locked = build_story(card, is_closed=True).changes[-1]
    assert (locked.count, locked.text) == (1, "red in Q3 and not returned:")
    assert locked.links == (("Staff absence (37 in Q3)", "kpi-4"),)
    assert build_story(card).changes[-1].text == "red in Q3 and not returned yet:"
    assert nothing_red(card.rows) == "No KPI that was returned is red."
    assert nothing_red(make_scorecard(make_row()).rows) == "No KPI is red."


def test_a_quarter_of_which_months_are_missing_is_not_returned_and_says_nothing_of_change() -> None:
    part = make_row(before=GREEN, now=GREY, state=FigureState.PARTIAL)

    assert answer(part, make_row(now=RED)) == "1 of 2 KPIs due are returned so far: 1 red."
    assert move_of(part) == Move.NONE


def test_answers_are_counted_as_the_returns_count_them() -> None:
    """A red figure without its note is there, and is not an answer yet."""
    rows = make_scorecard(make_row(now=RED), make_row(now=GREY, state=FigureState.MISSING))
    returns = [make_progress(due=14, answered=3), make_progress(due=10, answered=2)]

    assert build_story(rows, returns).answer == "5 of 24 KPIs due are returned so far: 1 red."


def test_a_date_kept_from_before_a_kpi_recovered_has_not_slipped() -> None:
    late = make_frame(promised_before=date(2014, 3, 31))
    red, recovered = make_row(now=RED, exception=late), make_row(now=GREEN, exception=late)

    assert slipped([red, recovered]) == (red,)


def test_a_red_that_is_not_collected_any_more_is_no_recovery() -> None:
    assert lines(make_row(now=GREY, before=RED, state=FigureState.NOT_COLLECTED)) == [
        (0, "fell to red or amber."),
        (1, "off target before and not assessed any more:"),
        (0, "recovered."),
    ]


def test_lines_name_the_figures_and_lead_to_the_kpi() -> None:
    fallen = make_row(now=RED, before=GREEN, figures=("0", "37"), name="Cases over 28 days", number=29)
    still = make_row(now=RED, before=RED, figures=("24", "24"), name="Projects", number=25, target_text="31")
    changes = build_story(make_scorecard(fallen, still)).changes

    assert changes[0].links == (("Cases over 28 days (0 to 37)", "kpi-29"),)
    assert changes[1].links == (("Projects (24; target 31)", "kpi-25"),)


@pytest.mark.parametrize(
    ("provenance", "said"),
    [
        ("illustrative", "Two promised dates slipped by six months (illustrative)."),
        ("returned", "Two promised dates slipped by six months."),
    ],
)
def test_slipped_dates_are_counted(provenance: str, said: str) -> None:
    slipped = [
        make_frame(promised_before=date(2014, 3, 31), recovery_on=date(2014, 9, 30), provenance=provenance),
        make_frame(promised_before=date(2014, 6, 30), recovery_on=date(2014, 12, 31), provenance=provenance),
        make_frame(promised_before=None, provenance=provenance),
    ]
    rows = [make_row(now=RED, before=RED, exception=frame) for frame in slipped]
    assert build_story(make_scorecard(*rows)).changes[-1].after == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "one day"), (14, "14 days"), (45, "45 days"), (61, "two months"), (184, "six months")],
)
def test_delays_in_words(days: int, said: str) -> None:
    assert slip_text(days) == said


def test_exceptions_stand_in_the_order_in_which_they_are_read() -> None:
    same = make_row(number=1, now=RED, before=RED)
    first = make_row(number=2, now=RED, before=GREY)
    worse = make_row(number=3, now=RED, before=RED, trend=Trend.DECLINED)
    fell_to_amber = make_row(number=4, now=AMBER, before=GREEN)
    fell = make_row(number=5, now=RED, before=GREEN)

    ordered = in_order([same, first, worse, fell_to_amber, fell])
    assert [row.number for row in ordered] == [5, 4, 3, 2, 1]


def test_exceptions_are_the_reds_and_what_is_rated_better_than_the_rule_does() -> None:
    red = make_row(number=1, now=RED)
    better = make_row(number=2, now=RED, self_assessed=AMBER)
    worse = make_row(number=3, now=GREEN, self_assessed=AMBER)
    amber = make_row(number=4, now=AMBER)

    assert {row.number for row in exceptions_of(make_scorecard(red, better, worse, amber))} == {1, 2}


@pytest.mark.parametrize(
    ("row", "quarter", "said"),
    [
        (make_row(now=RED, before=GREEN), "2013-14-Q4", "Green in Q3"),
        (make_row(now=RED, before=RED, trend=Trend.DECLINED), "2013-14-Q4", "Red in Q3, worse"),
        (make_row(now=RED, before=RED), "2013-14-Q4", "Red in Q3, same"),
        (make_row(now=RED, before=RED, trend=Trend.IMPROVED), "2013-14-Q4", "Red in Q3, better"),
        (make_row(now=RED, before=GREY), "2013-14-Q4", "First assessed"),
        (make_row(now=RED, before=GREY, earlier=GREEN), "2013-14-Q4", "Not assessed in Q3"),
        (make_row(now=RED, before=GREEN), "2014-15-Q1", "Green in 2013/14 Q4"),
        (make_row(now=GREY, before=GREY), "2013-14-Q4", ""),
    ],
)
def test_what_a_rating_is_compared_with(row: ScorecardRow, quarter: str, said: str) -> None:
    assert since_text(row, quarter) == said


def test_a_figure_that_was_not_collected_is_said() -> None:
    row = make_row(now=GREY, before=RED, state=FigureState.NOT_COLLECTED, figures=("3", ""), name="Starters")
    lost = next(line for line in build_story(make_scorecard(row)).changes if line.count)
    assert lost.links[0][0] == "Starters (3 to not collected)"
    assert make_figure().text == "5"
