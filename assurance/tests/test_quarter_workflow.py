"""The table of a quarter's moves: every phase, every role, and the sentence for each no."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command

from assurance import quarter_workflow as workflow
from assurance.quarter_workflow import RULES, Move, Phase, check_lock, check_reopen, phase_of, what_comes_next
from assurance.tests.builders import make_progress
from core import periods
from core.refusals import Refused, why_not
from organisation.models import Quarter, QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user
from performance.pages import ReturnProgress

Q1 = periods.Quarter.from_slug("2014-15-Q1")
IN_JULY = date(2014, 7, 8)


# Phases -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("returns", "phase"),
    [
        ((), Phase.OPEN),
        (("not-started", "submitted"), Phase.OPEN),
        (("in-progress", "signed-off"), Phase.OPEN),
        (("submitted", "submitted"), Phase.RETURNS_IN),
        (("submitted", "signed-off"), Phase.REVIEW),
        (("signed-off", "signed-off"), Phase.REVIEW),
    ],
)
def test_how_far_an_open_quarter_is_follows_from_its_returns(returns: tuple[str, ...], phase: Phase) -> None:
    assert phase_of(QuarterState.OPEN, [make_progress(state=state) for state in returns]) == phase


@pytest.mark.parametrize("state", [QuarterState.UPCOMING, QuarterState.LOCKED, QuarterState.REPORTED])
def test_any_other_state_is_as_it_is_stored(state: str) -> None:
    assert phase_of(state, [make_progress(state="submitted")]) == Phase(state)


def test_a_row_that_is_sent_back_takes_the_quarter_back() -> None:
    returns: list[ReturnProgress] = [make_progress(state="signed-off"), make_progress(state="in-progress")]
    assert phase_of(QuarterState.OPEN, returns) == Phase.OPEN


# Moves ------------------------------------------------------------------------------------------------------

OPEN_TO = {
    QuarterState.UPCOMING: set(),
    QuarterState.OPEN: {Move.LOCK},
    QuarterState.LOCKED: {Move.REOPEN},
    QuarterState.REPORTED: {Move.REOPEN},
}
"""What the assurance team may do; whatever is not here, and whoever else asks, nobody may."""


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", QuarterState)
def test_every_role_in_every_state_has_exactly_its_moves(role: Role, state: QuarterState) -> None:
    quarter, person = Quarter(starts_on=Q1.starts_on, ends_on=Q1.ends_on, state=state), make_user(role=role)
    found = set()
    if not why_not(lambda: check_lock(quarter, person, today=IN_JULY)):
        found.add(Move.LOCK)
    if not why_not(check_reopen, quarter, person):
        found.add(Move.REOPEN)

    assert found == (OPEN_TO[state] if role == Role.ASSURANCE else set())


@pytest.mark.parametrize(
    ("state", "today", "said"),
    [
        ("open", date(2014, 7, 8), ""),
        ("open", date(2014, 7, 1), ""),
        ("open", date(2014, 6, 30), "2014/15 Q1 has not ended yet, so it cannot be locked."),
        ("upcoming", date(2014, 6, 1), "2014/15 Q1 has not ended yet, so it cannot be locked."),
        ("upcoming", date(2014, 7, 8), "2014/15 Q1 has not been opened yet, so it cannot be locked."),
        ("locked", date(2014, 7, 8), "2014/15 Q1 is locked already."),
        ("reported", date(2014, 7, 8), "2014/15 Q1 is locked already."),
    ],
)
def test_which_quarters_can_be_locked(state: str, today: date, said: str) -> None:
    assert why_not(workflow.check_time_to_lock, Q1, state, today) == said


@pytest.mark.django_db
def test_the_right_is_asked_for_before_anything_is_told_of_the_quarter() -> None:
    with pytest.raises(Refused, match="Your account may not see who has returned, and lock a quarter"):
        check_reopen(make_quarter(), make_user(role=Role.DIRECTOR))


@pytest.mark.parametrize(
    ("state", "is_reported"), [("open", False), ("locked", True), ("reported", False), ("upcoming", False)]
)
def test_a_report_that_is_ready_reports_a_locked_quarter_alone(state: str, is_reported: bool) -> None:
    assert workflow.is_reported_by_a_report(Quarter(state=state)) == is_reported


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("again", "said"),
    [
        ((), ""),
        (("2013-14-Q4",), "2013/14 Q4 is open again: lock it first."),
        (("2013-14-Q2", "2013-14-Q4"), "2013/14 Q2 and 2013/14 Q4 are open again: lock them first."),
        (("2014-15-Q2",), ""),
    ],
)
def test_no_quarter_is_locked_while_one_before_it_is_open_again(again: tuple[str, ...], said: str) -> None:
    quarter, office = make_quarter(slug="2014-15-Q1"), make_user(role=Role.ASSURANCE)
    make_quarter(slug="2013-14-Q3")  # open, and never locked
    locked_again = make_quarter(slug="2013-14-Q1", state=QuarterState.REPORTED)
    Quarter.objects.filter(pk=locked_again.pk).update(reopen_note="It was reopened once.")
    for slug in again:
        Quarter.objects.filter(pk=make_quarter(slug=slug).pk).update(reopen_note="A figure was wrong.")

    assert why_not(lambda: check_lock(quarter, office, today=IN_JULY)) == said


def test_every_phase_can_be_left_but_the_last_and_reached_but_the_first() -> None:
    left = {origin for rule in RULES.values() for origin in rule.origins}
    left |= {origin for origin, _, _ in workflow.FOLLOWS}
    reached = {Phase(rule.to.value) for rule in RULES.values()} | {to for _, to, _ in workflow.FOLLOWS}

    assert left == set(Phase)
    assert reached == set(Phase) - {Phase.UPCOMING}


@pytest.mark.parametrize(
    ("phase", "open_checks", "said"),
    [
        (Phase.UPCOMING, 5, "It opens for returns by itself on 1 July 2014."),
        (Phase.OPEN, 5, "Next: the missing returns."),
        (Phase.RETURNS_IN, 1, "Next: the deputy directors sign off."),
        (Phase.REVIEW, 1, "Next: 1 check is open before the lock."),
        (Phase.REVIEW, 2, "Next: 2 checks are open before the lock."),
        (Phase.REVIEW, 0, "Next: lock the quarter."),
        (Phase.LOCKED, 0, "Next: produce the report."),
        (Phase.REPORTED, 0, "The round is complete."),
    ],
)
def test_what_comes_next(phase: Phase, open_checks: int, said: str) -> None:
    quarter = Quarter(starts_on=Q1.starts_on)
    assert what_comes_next(phase, quarter=quarter, open_checks=open_checks) == said


# The page of docs -------------------------------------------------------------------------------------------


def test_the_page_of_docs_is_written_from_the_table() -> None:
    page = (settings.BASE_DIR / "docs" / "quarter-workflow.md").read_text(encoding="utf-8")
    assert page == workflow.as_markdown(), "run manage.py write_quarter_workflow"


def test_the_command_writes_the_page(tmp_path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:  # noqa: ANN001
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    call_command("write_quarter_workflow")

    assert (tmp_path / "docs" / "quarter-workflow.md").read_text(encoding="utf-8") == workflow.as_markdown()
    assert "quarter-workflow.md" in capsys.readouterr().out
