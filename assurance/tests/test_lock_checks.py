"""What must be settled or named before a quarter is locked."""

from dataclasses import replace
from datetime import date

import pytest

from assurance.lock_checks import (
    Check,
    Gap,
    Reason,
    as_locked,
    checks_of,
    gaps_of,
    lacks_frame,
    note_of,
)
from assurance.tests.builders import make_frame, make_progress, make_row, make_scorecard
from core.rag import RAG
from performance.pages import ExceptionFrame, PerformancePart, ReturnProgress, ScorecardRow


def part(*returns: ReturnProgress, rows: tuple[ScorecardRow, ...] = ()) -> PerformancePart:
    return PerformancePart(scorecard=make_scorecard(*rows), returns=returns)


def checks_after(part_: PerformancePart) -> tuple[Check, ...]:
    """The checks on a day after the due date."""
    return checks_of(part_, due_on=date(2014, 7, 14), today=date(2014, 7, 15))


@pytest.mark.parametrize(
    ("numbers", "label"),
    [
        ((34,), "1 KPI is not complete (KPI 34)"),
        ((36, 34), "2 KPIs are not complete (KPIs 34, 36)"),
    ],
)
def test_kpis_that_are_not_complete_are_named(numbers: tuple[int, ...], label: str) -> None:
    answered = make_progress(state="in-progress", answered=10, incomplete=numbers)

    check = checks_after(part(answered))[1]

    assert (check.text, check.found) == ("Every KPI due is complete", f"{10 - len(numbers)} of 10")
    assert check.gaps == (Gap("answered", label),)


def test_a_finished_round_has_no_gap() -> None:
    framed = make_row(now=RAG.RED, exception=make_frame())
    checks = checks_after(part(make_progress(), make_progress(directorate_slug="finance"), rows=(framed,)))

    assert all(check.is_met for check in checks)
    assert [check.found for check in checks] == ["14 July 2014", "20 of 20", "All", "None", "2 of 2"]


def test_each_gap_is_counted_and_has_a_field_of_its_own() -> None:
    unsigned = make_progress(state="submitted", directorate="Finance", directorate_slug="finance")
    behind = make_progress(state="in-progress", answered=4, sent_back=1)
    bare = make_row(now=RAG.RED, name="Contracts signed")

    assert gaps_of(checks_after(part(behind, unsigned, rows=(bare,)))) == (
        Gap("answered", "6 KPIs are not complete"),
        Gap("exceptions", "Exception without an action and a date (Contracts signed)"),
        Gap("sent-back", "1 row waits after being sent back"),
        Gap("return-quality", "Quality, return not signed off"),
        Gap("return-finance", "Finance, return not signed off"),
    )


@pytest.mark.parametrize(("today", "named"), [(8, True), (14, True), (15, False)])
def test_a_lock_before_the_due_date_is_over_must_be_explained(today: int, named: bool) -> None:
    checks = checks_of(part(make_progress()), due_on=date(2014, 7, 14), today=date(2014, 7, today))

    assert (Gap("due-date", "Locked before the due date, 14 July 2014, was over") in gaps_of(checks)) is named


def test_without_exceptions_nothing_is_claimed_of_their_frames() -> None:
    found = [check.found for check in checks_after(part(make_progress(), rows=(make_row(now=RAG.GREEN),)))]
    assert "No exceptions so far" in found


def test_a_return_that_was_sent_back_after_its_sign_off_is_not_signed_off() -> None:
    sent_back = make_progress(state="in-progress", signed_off_at=make_progress().signed_off_at)
    assert [gap.key for gap in gaps_of(checks_after(part(sent_back)))] == ["return-quality"]


@pytest.mark.parametrize(
    ("rating", "frame", "lacks"),
    [
        (RAG.RED, None, True),
        (RAG.RED, make_frame(action=" "), True),
        (RAG.RED, make_frame(recovery_on=None), True),
        (RAG.RED, make_frame(), False),
        (RAG.AMBER, None, False),
    ],
)
def test_a_red_needs_an_action_and_a_date(rating: RAG, frame: ExceptionFrame | None, lacks: bool) -> None:
    assert lacks_frame(make_row(now=rating, exception=frame)) is lacks


@pytest.mark.parametrize(
    ("by_rule", "own", "lacks"),
    [
        (RAG.RED, RAG.AMBER, True),
        (RAG.AMBER, RAG.GREEN, True),
        (RAG.AMBER, RAG.RED, True),
        (RAG.GREEN, RAG.AMBER, False),
        (RAG.AMBER, RAG.AMBER, False),
    ],
)
def test_one_rated_better_than_the_rule_needs_them_too(by_rule: RAG, own: RAG, lacks: bool) -> None:
    row = make_row(now=by_rule, self_assessed=own)
    assert lacks_frame(row) is lacks
    assert not lacks_frame(make_row(now=by_rule, self_assessed=own, exception=make_frame()))


def test_a_reason_explains_only_the_gap_that_its_author_saw() -> None:
    """Another KPI, and another return in which a row waits, though the words and the count are the same."""
    behind = make_progress(state="in-progress", answered=9, incomplete=(10,), sent_back=1)
    elsewhere = replace(behind, directorate_slug="finance")
    incomplete, sent_back, _ = gaps_of(checks_after(part(behind)))
    reason = Reason("The system was down.", incomplete.as_shown)

    assert reason.explains(gaps_of(checks_after(part(behind)))[0])
    assert not reason.explains(gaps_of(checks_after(part(replace(behind, incomplete=(11,)))))[0])
    assert not Reason("Late.", sent_back.as_shown).explains(gaps_of(checks_after(part(elsewhere)))[1])
    assert not Reason(" ", incomplete.as_shown).explains(incomplete)


def test_what_was_named_at_the_lock_stays_named() -> None:
    """Every gap there is, named; and the same checks when nothing is missing any more."""
    behind = part(make_progress(state="in-progress", answered=9, sent_back=1), rows=(make_row(now=RAG.RED),))
    open_ones = checks_of(behind, due_on=date(2014, 7, 14), today=date(2014, 7, 8))
    settled = checks_after(part(make_progress()))
    gaps = gaps_of(open_ones)

    assert len(gaps) == 5
    for gap, check in zip(gaps, settled, strict=True):
        found = as_locked(settled, note_of([gap], {gap.key: Reason("Why: it was so", gap.as_shown)}))
        assert [each.text for each in found if not each.is_met] == [check.text]
    assert not as_locked(settled, "6 KPIs are not answered: as it was said before")[1].is_met
    assert as_locked(settled, "Loaded as published: nothing is not answered") == settled


def test_the_note_that_is_printed() -> None:
    gaps = [Gap("a", "Quality, return not signed off"), Gap("b", "2 KPIs are not answered")]
    texts = (" The deputy director is on leave. ", "The system was down.")
    reasons = {gap.key: Reason(text, gap.as_shown) for gap, text in zip(gaps, texts, strict=True)}
    assert note_of(gaps, reasons) == (
        "Quality, return not signed off: The deputy director is on leave.\n"
        "2 KPIs are not answered: The system was down."
    )
