"""The table of a return's moves: every state, every role, and the sentence for each no."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_user
from performance import workflow
from performance.models import Return, ReturnState
from performance.tests.builders import make_return
from performance.workflow import Move, Refused, may

pytestmark = pytest.mark.django_db

NOT_STARTED, IN_PROGRESS = ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS
SUBMITTED, SIGNED_OFF = ReturnState.SUBMITTED, ReturnState.SIGNED_OFF
CONTRIBUTOR, APPROVER = Role.CONTRIBUTOR, Role.APPROVER

OPEN_TO: dict[tuple[Role, ReturnState], set[Move]] = {
    (CONTRIBUTOR, NOT_STARTED): {Move.SAVE, Move.SUBMIT},
    (CONTRIBUTOR, IN_PROGRESS): {Move.SAVE, Move.SUBMIT},
    (CONTRIBUTOR, SUBMITTED): {Move.TAKE_BACK},
    (APPROVER, SUBMITTED): {Move.SEND_BACK, Move.SIGN_OFF},
    (APPROVER, SIGNED_OFF): {Move.SEND_BACK},
}
"""What a person of the directorate may do while the quarter is open; whatever is not here, nobody may."""


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", [NOT_STARTED, IN_PROGRESS, SUBMITTED, SIGNED_OFF])
def test_every_role_in_every_state_has_exactly_its_moves(role: Role, state: ReturnState) -> None:
    filing = make_return(state=state)
    person = make_user(role=role)

    assert {move for move in Move if may(move, filing, person)} == OPEN_TO.get((role, state), set())


@pytest.mark.parametrize("quarter_state", [QuarterState.LOCKED, QuarterState.REPORTED, QuarterState.UPCOMING])
@pytest.mark.parametrize("role", Role)
def test_nothing_moves_in_a_quarter_that_is_not_open(role: Role, quarter_state: QuarterState) -> None:
    quarter = make_quarter(slug="2014-15-Q1", state=quarter_state)
    person = make_user(role=role)

    for state in (NOT_STARTED, IN_PROGRESS, SUBMITTED, SIGNED_OFF):
        filing = make_return(quarter=quarter, state=state)
        assert not any(may(move, filing, person, waiting=1) for move in Move)


def test_nothing_of_another_directorate_moves() -> None:
    filing = make_return(directorate=make_directorate(name="Service Delivery"), state=SUBMITTED)

    for role in (CONTRIBUTOR, APPROVER):
        assert not any(may(move, filing, make_user(role=role)) for move in Move)


def test_a_second_row_follows_the_first_but_a_draft_is_not_the_approvers() -> None:
    filing, approver = make_return(state=IN_PROGRESS), make_user(role=APPROVER)

    assert may(Move.SEND_BACK, filing, approver, waiting=1)
    assert not may(Move.SEND_BACK, filing, approver, waiting=0)
    with pytest.raises(Refused, match="has not been submitted yet"):
        workflow.check_send_back(filing, approver, waiting=0)


def test_nothing_is_signed_off_while_a_row_is_waiting() -> None:
    filing, approver = make_return(state=SUBMITTED), make_user(role=APPROVER)

    assert not may(Move.SIGN_OFF, filing, approver, waiting=1)
    with pytest.raises(Refused, match=r"^2 rows are still with the contributor\."):
        workflow.check_sign_off(filing, approver, waiting=2)


def test_every_no_is_a_sentence() -> None:
    people = {role: make_user(role=role) for role in (CONTRIBUTOR, APPROVER)}
    for state in (NOT_STARTED, IN_PROGRESS, SUBMITTED, SIGNED_OFF):
        filing = make_return(state=state)
        for move, rule in workflow.RULES.items():
            role = CONTRIBUTOR if "file" in rule.permission else APPROVER
            if not may(move, filing, people[role]):
                with pytest.raises(Refused) as refusal:
                    _check(move, filing, people[role])
                assert refusal.value.message.endswith(".")


def _check(move: Move, filing: Return, person: object) -> None:
    match move:
        case Move.SEND_BACK:
            workflow.check_send_back(filing, person, waiting=0)
        case Move.SIGN_OFF:
            workflow.check_sign_off(filing, person, waiting=0)
        case Move.TAKE_BACK:
            workflow.check_take_back(filing, person)
        case Move.SUBMIT:
            workflow.check_submit(filing, person)
        case Move.SAVE:
            workflow.check_save(filing, person)


def test_the_lock_says_when() -> None:
    today = make_quarter(slug="2014-15-Q1", state=QuarterState.LOCKED)
    today.locked_at = datetime(2014, 7, 8, 15, 0, tzinfo=UTC)
    assert workflow.lock_sentence(today) == "This quarter was locked at 16:00."

    today.locked_at = datetime(2014, 5, 12, 9, 0, tzinfo=UTC)
    assert workflow.lock_sentence(today) == "This quarter was locked on 12 May 2014."


def test_with_its_quarter_a_return_is_locked_and_an_upcoming_one_says_when_it_opens() -> None:
    locked = make_return(
        quarter=make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED), state=SIGNED_OFF
    )
    upcoming = make_quarter(slug="2014-15-Q2", state=QuarterState.UPCOMING)

    assert workflow.state_of(locked) == ReturnState.LOCKED
    with pytest.raises(Refused, match=r"^2014/15 Q2 opens for returns on 1 October 2014\.$"):
        workflow.check_save(make_return(quarter=upcoming), make_user(role=CONTRIBUTOR))


def test_the_page_of_docs_is_written_from_the_table() -> None:
    page = (settings.BASE_DIR / "docs" / "return-workflow.md").read_text(encoding="utf-8")

    assert page == workflow.as_markdown(), "run manage.py write_return_workflow"
