"""The trail in words: what differs between one row of a record's history and the next, and who did it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SHOWN = 40
"""Changes listed on a page; the history itself keeps all."""

THE_PORTAL = "The portal"
NOTHING = "nothing"
ORIGIN = "Where it is from"
CREATED, DELETED = "+", "-"

Wording = Callable[[Any], str]


@dataclass(frozen=True)
class Change:
    """One change in words. `is_first` is what was recorded for the first time: there is nothing before it."""

    at: datetime
    who: str
    about: str
    what: str
    before: str
    after: str
    why: str
    is_first: bool = False
    since: str = ""
    """The quarter from which the change holds, where that is another day than the one on which it was made."""


@dataclass(frozen=True)
class Trail:
    """The newest changes, and how many there are in all."""

    changes: tuple[Change, ...]
    total: int

    @property
    def older(self) -> int:
        return self.total - len(self.changes)


def changes_of(history: Any, about: Wording, wordings: dict[str, Wording]) -> Iterator[Change]:
    """Each change in a history, in the words given for its fields (one query, with the people)."""
    return changes_in(in_order(history.select_related("history_user")), about, wordings)


def in_order(history: Any) -> Any:
    """The rows of a history from the oldest to the newest."""
    return history.order_by("history_date", "history_id")


def changes_in(rows: Iterable[Any], about: Wording, wordings: dict[str, Wording]) -> Iterator[Change]:
    """Each change between the rows of a history that were read `in_order`, with the people (no query)."""
    by_record = defaultdict(list)
    for row in rows:
        by_record[row.id].append(row)
    for versions in by_record.values():
        for earlier, row in zip([None, *versions], versions, strict=False):
            yield from differences_between(earlier, row, about(row), wordings)


def newest_first(changes: Iterable[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: change.at, reverse=True)


def plain(name: str) -> Wording:
    """The words of a field that holds words."""
    return lambda row: str(getattr(row, name) or "")


def differences_between(earlier: Any, row: Any, about: str, wordings: dict[str, Wording]) -> Iterator[Change]:
    if row.history_type == DELETED:
        yield _change(row, about, "Removed", "", "")
        return
    is_first = row.history_type == CREATED or earlier is None
    for what, say in wordings.items():
        before, after = "" if earlier is None else say(earlier), say(row)
        if before != after and not (is_first and what == ORIGIN):
            yield _change(
                row, about, what, before if is_first else before or NOTHING, after or NOTHING, is_first
            )


def _change(row: Any, about: str, what: str, before: str, after: str, is_first: bool = False) -> Change:
    return Change(
        at=row.history_date,
        who=str(row.history_user or THE_PORTAL),
        about=about,
        what=what,
        before=before,
        after=after,
        why=row.history_change_reason or "",
        is_first=is_first,
    )
