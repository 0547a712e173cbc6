"""What an administrator may not do, with the boundaries in tables."""

from datetime import date

import pytest

from core.refusals import Refused, why_not
from organisation.administration import rules
from organisation.rights import Role

TODAY = date(2014, 7, 8)


@pytest.mark.parametrize(
    ("to_oneself", "is_open", "is_held", "refusal"),
    [
        (False, True, False, ""),
        (True, True, False, rules.NOT_TO_ONESELF),
        (False, False, False, rules.CLOSED),
        (False, True, True, rules.HELD),
    ],
)
def test_a_role_is_given_to_another_whose_account_is_open(
    to_oneself: bool, is_open: bool, is_held: bool, refusal: str
) -> None:
    said = why_not(lambda: rules.check_gives_role(to_oneself=to_oneself, is_open=is_open, is_held=is_held))
    assert said == refusal


@pytest.mark.parametrize(
    ("role", "others", "refusal"),
    [
        (Role.ADMINISTRATOR, 0, rules.THE_LAST),
        (Role.ADMINISTRATOR, 1, ""),
        (Role.ASSURANCE, 0, ""),
    ],
)
def test_the_last_administrator_stays_one(role: Role, others: int, refusal: str) -> None:
    assert why_not(lambda: rules.check_takes_role(role=role, other_administrators=others)) == refusal
    closing = {"oneself": False, "is_open": True, "roles": [role], "other_administrators": others}
    assert why_not(lambda: rules.check_closes(**closing)) == refusal


def test_nobody_closes_their_own_account_or_one_that_is_closed() -> None:
    facts = {"roles": [Role.ASSURANCE], "other_administrators": 2}
    assert why_not(lambda: rules.check_closes(oneself=True, is_open=True, **facts)) == rules.NOT_ONESELF
    assert why_not(lambda: rules.check_closes(oneself=False, is_open=False, **facts))


@pytest.mark.parametrize(
    ("left_on", "allowed"),
    [(date(2014, 7, 7), True), (TODAY, True), (date(2014, 7, 9), False)],
)
def test_a_leaver_has_left(left_on: date, allowed: bool) -> None:
    if allowed:
        rules.check_left_on(left_on, TODAY)
    else:
        with pytest.raises(Refused) as refused:
            rules.check_left_on(left_on, TODAY)
        assert refused.value.field == "left_on"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([], ""),
        ([(0, "teams")], ""),
        ([(1, "open risks")], "1 open risk"),
        ([(2, "KPIs in use"), (1, "teams")], "2 KPIs in use and 1 team"),
        (
            [(1, "KPIs in use"), (0, "teams"), (1_200, "risks"), (1, "engagement activities")],
            "1 KPI in use, 1,200 risks and 1 engagement activity",
        ),
    ],
)
def test_what_hangs_on_a_record_is_counted_in_words(counts: list[tuple[int, str]], words: str) -> None:
    assert rules.in_words(counts) == words


def test_an_account_is_opened_again_while_its_owner_is_known() -> None:
    def said(is_open: bool, is_forgotten: bool) -> str:
        return why_not(lambda: rules.check_reopens(is_open=is_open, is_forgotten=is_forgotten))

    assert said(False, False) == ""
    assert said(True, False) == rules.OPEN
    assert said(False, True) == rules.FORGOTTEN


def test_what_is_needed_is_not_retired_and_what_is_pointed_to_is_not_removed() -> None:
    needed = [(3, "KPIs in use")]
    assert "3 KPIs in use" in why_not(lambda: rules.check_retires(is_retired=False, in_use=needed))
    assert why_not(lambda: rules.check_retires(is_retired=True, in_use=[])) == rules.RETIRED
    assert why_not(lambda: rules.check_retires(is_retired=False, in_use=[(0, "teams")])) == ""
    assert "3 KPIs in use" in why_not(lambda: rules.check_removes(needed))
    assert why_not(lambda: rules.check_removes([])) == ""
    assert why_not(lambda: rules.check_restores(is_retired=False)) == rules.IN_USE
