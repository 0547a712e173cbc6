"""The way of a return from draft to signed off: its moves, from where, by whom, and what is said when one is not open.

The table is the rule. The button asks the same check as the action, so screen and rule cannot disagree, and
`docs/return-workflow.md` is written from it.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone

from core import clock
from organisation.models import Quarter, User
from organisation.rights import RIGHTS, Permission
from performance.models import Return, ReturnState


class Move(TextChoices):
    """What can be done with a return."""

    SAVE = "save", "Save a draft"
    SUBMIT = "submit", "Submit"
    TAKE_BACK = "take-back", "Take back"
    SEND_BACK = "send-back", "Send a row back"
    SIGN_OFF = "sign-off", "Sign off"


@dataclass(frozen=True)
class Rule:
    """From which states a move leads where, and the permission that it takes."""

    permission: Permission
    origins: tuple[ReturnState, ...]
    to: ReturnState


RULES: dict[Move, Rule] = {
    Move.SAVE: Rule(
        Permission.FILE_RETURNS,
        (ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS),
        ReturnState.IN_PROGRESS,
    ),
    Move.SUBMIT: Rule(
        Permission.FILE_RETURNS,
        (ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS),
        ReturnState.SUBMITTED,
    ),
    Move.TAKE_BACK: Rule(Permission.FILE_RETURNS, (ReturnState.SUBMITTED,), ReturnState.IN_PROGRESS),
    Move.SEND_BACK: Rule(
        Permission.SIGN_OFF_RETURNS,
        (ReturnState.SUBMITTED, ReturnState.SIGNED_OFF, ReturnState.IN_PROGRESS),
        ReturnState.IN_PROGRESS,
    ),
    Move.SIGN_OFF: Rule(Permission.SIGN_OFF_RETURNS, (ReturnState.SUBMITTED,), ReturnState.SIGNED_OFF),
}

_NOT_SUBMITTED = "This return has not been submitted yet."
_SAID: dict[tuple[Move, ReturnState], str] = {
    (Move.SAVE, ReturnState.SUBMITTED): "This return has been submitted. Take it back to change it.",
    (Move.SAVE, ReturnState.SIGNED_OFF): (
        "This return has been signed off. Ask the approver to send back what has to change."
    ),
    (Move.SUBMIT, ReturnState.SUBMITTED): "This return has been submitted already.",
    (Move.SUBMIT, ReturnState.SIGNED_OFF): "This return has been signed off already.",
    (Move.TAKE_BACK, ReturnState.NOT_STARTED): _NOT_SUBMITTED,
    (Move.TAKE_BACK, ReturnState.IN_PROGRESS): _NOT_SUBMITTED,
    (Move.TAKE_BACK, ReturnState.SIGNED_OFF): (
        "This return has been signed off. Ask the approver to send back what has to change."
    ),
    (Move.SEND_BACK, ReturnState.NOT_STARTED): _NOT_SUBMITTED,
    (Move.SIGN_OFF, ReturnState.NOT_STARTED): _NOT_SUBMITTED,
    (Move.SIGN_OFF, ReturnState.IN_PROGRESS): _NOT_SUBMITTED,
    (Move.SIGN_OFF, ReturnState.SIGNED_OFF): "This return has been signed off already.",
}


class Refused(Exception):
    """A move that is not open now; the message is the sentence that the person reads."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


# States ---------------------------------------------------------------------------------------------------------------


def state_of(filing: Return) -> ReturnState:
    """Where a return stands. With its quarter it is locked, and with it open again, whatever its row still says."""
    if filing.quarter.is_closed:
        return ReturnState.LOCKED
    if filing.state == ReturnState.LOCKED:
        return ReturnState.SIGNED_OFF if filing.signed_off_at else ReturnState.IN_PROGRESS
    return ReturnState(filing.state)


def lock_sentence(quarter: Quarter) -> str:
    """When a quarter was locked: at 16:00 today, or on an earlier day."""
    if quarter.locked_at is None:
        return "This quarter is locked."
    moment = timezone.localtime(quarter.locked_at)
    if moment.date() == clock.today():
        return f"This quarter was locked at {moment:%H:%M}."
    return f"This quarter was locked on {moment.day} {moment:%B %Y}."


def opening_sentence(quarter: Quarter) -> str:
    """When a quarter that is not open yet will be: on the day after its last."""
    opens_on = quarter.period.next.starts_on
    return f"{quarter} opens for returns on {opens_on.day} {opens_on:%B %Y}."


# Checks ---------------------------------------------------------------------------------------------------------------


def check_save(filing: Return, by: User) -> None:
    _check(Move.SAVE, filing, by)


def check_submit(filing: Return, by: User) -> None:
    """Whether it may be submitted as far as state and person go; `actions.submit` asks whether it is complete."""
    _check(Move.SUBMIT, filing, by)


def check_take_back(filing: Return, by: User) -> None:
    _check(Move.TAKE_BACK, filing, by)


def check_send_back(filing: Return, by: User, *, waiting: int) -> None:
    """A second row may follow the first while the return is with the contributor; a draft is not the approver's."""
    _check(Move.SEND_BACK, filing, by)
    if state_of(filing) == ReturnState.IN_PROGRESS and not waiting:
        raise Refused(_NOT_SUBMITTED)


def check_sign_off(filing: Return, by: User, *, waiting: int) -> None:
    """Not while a row that was sent back is still with the contributor."""
    if waiting and state_of(filing) != ReturnState.LOCKED:
        rows = "1 row is" if waiting == 1 else f"{waiting} rows are"
        raise Refused(
            f"{rows} still with the contributor. Sign off when the return has been submitted again."
        )
    _check(Move.SIGN_OFF, filing, by)


def may(move: Move, filing: Return, by: User, *, waiting: int = 0) -> bool:
    """Whether the button for a move is shown. `waiting` counts the rows that were sent back and not changed yet."""
    try:
        match move:
            case Move.SEND_BACK:
                check_send_back(filing, by, waiting=waiting)
            case Move.SIGN_OFF:
                check_sign_off(filing, by, waiting=waiting)
            case _:
                _check(move, filing, by)
    except Refused:
        return False
    return True


def _check(move: Move, filing: Return, by: User) -> None:
    rule = RULES[move]
    if not by.may(rule.permission, filing.directorate):
        raise Refused(f"Your account may not {rule.permission.label}.")
    if filing.quarter.is_closed:
        raise Refused(lock_sentence(filing.quarter))
    if not filing.quarter.is_open:
        raise Refused(opening_sentence(filing.quarter))
    state = state_of(filing)
    if state not in rule.origins:
        raise Refused(_SAID[move, state])


# The diagram ----------------------------------------------------------------------------------------------------------


def as_markdown() -> str:
    """The table as a page of `docs/`, with its diagram."""
    return "\n".join(
        [
            "# The way of a return",
            "",
            "Written from the table in `performance/workflow.py` by `manage.py write_return_workflow`.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *_diagram(),
            "```",
            "",
            "| move | from | to | who |",
            "|---|---|---|---|",
            *(_line(move, rule) for move, rule in RULES.items()),
            "",
            "A row can be sent back from a return in progress only while another one that was sent back is waiting.",
            "Nothing is signed off while a row is waiting. With its quarter a return is locked: nothing moves until",
            "the assurance team reopens the quarter.",
            "",
        ]
    )


def _diagram() -> list[str]:
    states = [state for state in ReturnState if state != ReturnState.LOCKED]
    names = [f'    state "{state.label}" as {_id(state)}' for state in (*states, ReturnState.LOCKED)]
    moves = [
        f"    {_id(origin)} --> {_id(rule.to)}: {move.label}"
        for move, rule in RULES.items()
        for origin in rule.origins
    ]
    locks = [f"    {_id(state)} --> {_id(ReturnState.LOCKED)}: The quarter is locked" for state in states]
    return [*names, f"    [*] --> {_id(ReturnState.NOT_STARTED)}", *moves, *locks]


def _line(move: Move, rule: Rule) -> str:
    origins = ", ".join(origin.label.lower() for origin in rule.origins)
    who = ", ".join(f"{role.label.lower()}" for role in RIGHTS[rule.permission])
    return f"| {move.label} | {origins} | {rule.to.label.lower()} | {who} of the directorate |"


def _id(state: ReturnState) -> str:
    return state.value.replace("-", "_")
