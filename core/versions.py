"""Two people at one record: the second is shown both versions and chooses; nothing is overwritten unseen."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError
from django.db.models import Model

from core.refusals import Refused

M = TypeVar("M", bound=Model)
P = ParamSpec("P")
R = TypeVar("R")

MOST_ATTEMPTS = 5
"""At records that others make at the same moment."""


class Stale(Exception):
    """Someone saved the record after this person had opened it. `current` is the record as it is now."""

    def __init__(self, current: Model, expected_version: int) -> None:
        super().__init__(f"{current} was saved by someone else in the meantime.")
        self.current = current
        self.expected_version = expected_version

    def record_before(self) -> Model | None:
        """The record as this person had opened it, from its history; None where that was not kept."""
        rows = self.current.history.filter(version=self.expected_version)  # type: ignore[attr-defined]
        found: Model | None = rows.order_by("-history_id").first()
        return found


def check_still_there(record: Model | None, expected_version: int) -> None:
    """What a person saw is not written anew after somebody has taken it back. Raises Refused."""
    if record is None and expected_version:
        raise Refused(
            "It was taken back by someone else while you looked at it. To give it anew, open this page again."
        )


def claim(record: M, expected_version: int) -> M:
    """The record, locked for this change and counted up, if it is still the version that the person saw.

    Its key stays free (`no_key`): whoever stores what refers to it may hold what this change waits for, and would wait
    for it in turn. A record that is removed nevertheless leaves nothing behind: the database looks when both commit.

    Call it inside a transaction. Raises Stale.
    """
    current = type(record)._default_manager.select_for_update(no_key=True).get(pk=record.pk)
    if current.version != expected_version:  # type: ignore[attr-defined]
        raise Stale(current, expected_version)
    current.version += 1  # type: ignore[attr-defined]
    return current


def once_more(action: Callable[P, R]) -> Callable[P, R]:
    """Do an action again that came upon a record which somebody had made at the same moment.

    The second time it finds that record, and raises Stale or Refused, or takes the next free number or address. It
    stands above `@transaction.atomic`. Raises what the last attempt raised.
    """

    @wraps(action)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(MOST_ATTEMPTS - 1):
            try:
                return action(*args, **kwargs)
            except IntegrityError:
                continue
        return action(*args, **kwargs)

    return again
