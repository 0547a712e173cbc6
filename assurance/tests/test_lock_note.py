"""What each line of a lock's note names, by which a report knows whether it may say it."""

from datetime import date

from assurance.lock_checks import Reason, checks_of, gaps_of, note_of
from assurance.lock_note import GapKind, NamedGap, named_in, note_with
from assurance.tests.builders import make_progress, make_row, make_scorecard
from core.rag import RAG
from performance.pages import PerformancePart


def test_every_gap_of_the_checks_is_known_by_its_line() -> None:
    behind = make_progress(state="in-progress", answered=9, sent_back=1)
    part = PerformancePart(make_scorecard(make_row(now=RAG.RED)), returns=(behind,))
    gaps = gaps_of(checks_of(part, due_on=date(2014, 7, 14), today=date(2014, 7, 8)))

    named = named_in(note_of(gaps, {gap.key: Reason("Agreed", gap.as_shown) for gap in gaps}))

    assert [each.kind for each in named] == list(GapKind)
    assert [each.directorate for each in named] == ["", "", "", "", "Quality"]


def test_a_reason_of_several_lines_stays_with_its_gap() -> None:
    gaps = gaps_of(
        checks_of(
            PerformancePart(make_scorecard(), returns=(make_progress(state="submitted"),)),
            due_on=date(2014, 7, 14),
            today=date(2014, 7, 15),
        )
    )
    why = Reason("The director is on leave.\nDue back on Monday.", gaps[0].as_shown)
    note = note_of(gaps, {"return-quality": why})

    assert note == "Quality, return not signed off: The director is on leave. Due back on Monday."
    assert note_with(note, lambda gap: gap.directorate != "Quality") == ""


def test_a_line_is_told_apart_into_what_was_missing_and_why() -> None:
    """The name of a KPI may hold a colon, and so may a reason."""
    note = (
        "Exception without an action and a date (Falls: all, Falls): The post is vacant: see (1): below\n"
        "1 KPI is not complete (KPI 11): The system was down: all week."
    )
    assert [(each.what, each.why) for each in named_in(note)] == [
        (
            "Exception without an action and a date (Falls: all, Falls)",
            "The post is vacant: see (1): below",
        ),
        ("1 KPI is not complete (KPI 11)", "The system was down: all week."),
    ]


def test_a_line_that_no_check_wrote_has_no_kind() -> None:
    assert named_in("Loaded as published: nothing is not answered") == (
        NamedGap("Loaded as published: nothing is not answered"),
    )
