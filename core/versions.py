"""Two people at one record: the second is shown both versions and chooses; nothing is overwritten unseen."""

from typing import TypeVar

from django.db.models import Model

from core.refusals import Refused

M = TypeVar("M", bound=Model)


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

    Call it inside a transaction. Raises Stale.
    """
    current = type(record)._default_manager.select_for_update().get(pk=record.pk)
    if current.version != expected_version:  # type: ignore[attr-defined]
        raise Stale(current, expected_version)
    current.version += 1  # type: ignore[attr-defined]
    return current
