"""When reminders go: three stages around the due date, Monday 14 July 2014, and never a fourth."""

from datetime import date

import pytest

from core.refusals import Refused
from organisation.rights import Role
from performance.models import ReturnState
from performance.models.reminders import wait_after
from performance.reminders.audience import has_to_act
from performance.reminders.stages import GOES_TO, Stage, Timing, day_of, stage_by_hand, stage_on

DUE = date(2014, 7, 14)
TIMING = Timing()


@pytest.mark.parametrize(
    ("stage", "day"),
    [(Stage.BEFORE, date(2014, 7, 7)), (Stage.DUE, DUE), (Stage.AFTER, date(2014, 7, 17))],
)
def test_the_day_of_each_stage(stage: Stage, day: date) -> None:
    assert day_of(stage, DUE, TIMING) == day


def test_bank_holidays_do_not_count() -> None:
    assert day_of(Stage.BEFORE, date(2014, 4, 24), TIMING) == date(2014, 4, 15), "Easter lies in between"


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2014, 7, 4), None),
        (date(2014, 7, 7), Stage.BEFORE),
        (date(2014, 7, 13), Stage.BEFORE),
        (date(2014, 7, 14), Stage.DUE),
        (date(2014, 7, 16), Stage.DUE),
        (date(2014, 7, 17), Stage.AFTER),
        (date(2014, 8, 11), Stage.AFTER),
        (date(2014, 8, 12), None),
        (date(2019, 4, 8), None),
    ],
)
def test_the_stage_that_has_come_last(today: date, stage: Stage | None) -> None:
    assert stage_on(today, DUE, TIMING) == stage


def test_the_offsets_are_settings() -> None:
    timing = Timing.of({"remind_before": 2, "remind_after": 1, "remind_until": 4})
    assert [day_of(stage, DUE, timing).day for stage in Stage] == [10, 14, 15]
    assert stage_on(date(2014, 7, 21), DUE, timing) is None


@pytest.mark.parametrize(
    ("used", "today", "stage"),
    [
        ([], date(2014, 7, 2), Stage.BEFORE),
        ([Stage.BEFORE], date(2014, 7, 8), Stage.DUE),
        ([], date(2014, 7, 14), Stage.DUE),
        ([Stage.BEFORE, Stage.DUE], date(2014, 7, 15), Stage.AFTER),
        ([], date(2014, 7, 30), Stage.AFTER),
        ([Stage.BEFORE], date(2015, 7, 30), Stage.AFTER),
    ],
)
def test_one_sent_by_hand_is_the_next_brought_forward(used: list[Stage], today: date, stage: Stage) -> None:
    assert stage_by_hand(used, today, DUE, TIMING) == stage


def test_the_director_is_not_told_of_a_return_that_is_not_late() -> None:
    with pytest.raises(Refused, match="waits until the return is late"):
        stage_by_hand([Stage.BEFORE, Stage.DUE], DUE, DUE, TIMING)


@pytest.mark.parametrize("used", [list(Stage), [Stage.AFTER]])
def test_there_is_no_fourth(used: list[Stage]) -> None:
    with pytest.raises(Refused, match="All three reminders"):
        stage_by_hand(used, date(2014, 7, 30), DUE, TIMING)


def test_reminders_climb() -> None:
    assert [[role.value for role in GOES_TO[stage]] for stage in Stage] == [
        ["contributor"],
        ["contributor", "approver"],
        ["contributor", "approver", "director"],
    ]


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (ReturnState.NOT_STARTED, {Role.CONTRIBUTOR, Role.APPROVER, Role.DIRECTOR}),
        (ReturnState.IN_PROGRESS, {Role.CONTRIBUTOR, Role.APPROVER, Role.DIRECTOR}),
        (ReturnState.SUBMITTED, {Role.APPROVER, Role.DIRECTOR}),
        (ReturnState.SIGNED_OFF, set()),
        (ReturnState.LOCKED, set()),
    ],
)
def test_with_whom_a_return_lies(state: ReturnState, who: set[Role]) -> None:
    roles = (Role.CONTRIBUTOR, Role.APPROVER, Role.DIRECTOR)
    assert {role for role in roles if has_to_act(role, state)} == who


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 10), (2, 20), (3, 40), (5, 160), (6, 240), (12, 240)])
def test_a_failed_one_is_tried_again_ever_later(attempts: int, minutes: int) -> None:
    assert wait_after(attempts).total_seconds() / 60 == minutes
