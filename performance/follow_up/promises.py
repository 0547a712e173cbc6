"""Every recovery date that was promised of a KPI, in the order in which they were stated, with how each one slipped.

A date counts as stated at the end of the day on which it was typed: one that is put right on the same day is no
second promise. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core import periods
from performance import wording
from performance.follow_up.pages import Promise, in_a_sentence

__all__ = ["Stated", "at_day_end", "in_a_sentence", "promises_of"]


@dataclass(frozen=True)
class Stated:
    """A recovery date as it stood in a quarter's exception at the end of a day; the day is None where not recorded."""

    recovery_on: date | None
    on: date | None = None


def promises_of(stated: Iterable[tuple[periods.Quarter, Sequence[Stated]]]) -> tuple[Promise, ...]:
    """Quarter by quarter, and within a quarter each date that replaced another; dates taken back are passed over."""
    found: list[Promise] = []
    for quarter, dates in stated:
        of_quarter = [(each.recovery_on, each.on) for each in at_day_end(dates) if each.recovery_on]
        for number, (recovery_on, on) in enumerate(of_quarter):
            before = found[-1].recovery_on if found else None
            if not number or recovery_on != before:
                found.append(_promise(quarter, recovery_on, on, before))
    return tuple(found)


def at_day_end(dates: Sequence[Stated]) -> list[Stated]:
    """The last date of each day. Those of which no day is recorded stand by themselves."""
    last: dict[object, Stated] = {}
    for number, each in enumerate(dates):
        key: object = each.on or number
        last.pop(key, None)
        last[key] = each
    return list(last.values())


def _promise(quarter: periods.Quarter, recovery_on: date, on: date | None, before: date | None) -> Promise:
    return Promise(
        quarter=quarter.label,
        recovery_on=recovery_on,
        stated_on=on,
        slip=wording.slip(before, recovery_on),
        is_later=before is not None and recovery_on > before,
    )
