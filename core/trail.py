"""The trail: changes that carry their actor and their reason into the history of a record, and events beside it."""

from collections.abc import Iterable
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.http import HttpRequest
from simple_history.utils import bulk_create_with_history

from core import clock, logs
from core.models import Event, EventKind

M = TypeVar("M", bound=Model)
AT_ONCE = 200
"""Rows written together; SQLite takes a limited number of values in one statement."""
LONGEST = 300
"""Characters of an event's sentence."""


def save(instance: M, *, by: Model | None, reason: str = "") -> M:
    """Save a tracked record so that its history row names who did it and why.

    `by` is None only for what the portal does by itself (a scheduled task, the loading of a data set).
    """
    _sign(instance, by, reason)
    instance.save()
    return instance


def add_all(rows: Iterable[M], *, by: Model | None, reason: str = "") -> list[M]:
    """Add new tracked records of one kind, each with the first row of its history: two statements for all of them."""
    new = list(rows)
    if not new:
        return []
    said = {"default_user": by, "default_change_reason": reason or None, "default_date": clock.now()}
    return list(bulk_create_with_history(new, type(new[0]), batch_size=AT_ONCE, **said))


def delete(instance: Model, *, by: Model | None, reason: str = "") -> None:
    """Delete a tracked record so that its last history row names who did it and why."""
    _sign(instance, by, reason)
    instance.delete()


def _sign(instance: Model, by: Model | None, reason: str) -> None:
    """Who, why, and when by the portal's own clock, so that a demonstration's trail stands on its day."""
    instance._history_user = by  # type: ignore[attr-defined]
    instance._change_reason = reason or None  # type: ignore[attr-defined]
    instance._history_date = clock.now()  # type: ignore[attr-defined]


def note(
    kind: EventKind,
    sentence: str,
    *,
    by: Model | None,
    subject: Model | None = None,
    name: str = "",
    path: str = "",
) -> Event:
    """Keep that something was done which changes no record: a download, a sign-in, a lock.

    `subject` is the record that it is about, as it is called now; `name` says what it is where there is none, or
    where its own name would not do. `path` leads to the page. Nobody may be named in the words: what a person is
    called is looked up when the trail is read, so that it is forgotten here when it is forgotten there.
    """
    if not path and hasattr(subject, "get_absolute_url"):
        path = subject.get_absolute_url()
    return Event.objects.create(
        kind=kind,
        at=clock.now(),
        actor=by if by is not None and by.pk else None,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_key=str(subject.pk) if subject is not None else "",
        subject_name=(name or _called(subject))[:200],
        sentence=sentence[:LONGEST],
        path=path if len(path) <= 300 else "",
        request_id=logs.request_id.get(),
    )


def choose(instance: Model, name: str, chosen: Iterable[Model], *, by: Model | None) -> None:
    """Set one of a record's lists of others, such as an activity's audiences.

    A row of its history has no column for a list: an event says from what to what, and stands on the record's page
    among its changes. Call it in the transaction that saves the record.
    """
    before, after = list(getattr(instance, name).all()), list(chosen)
    if {each.pk for each in before} == {each.pk for each in after}:
        return
    getattr(instance, name).set(after)
    label = str(instance._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    sentence = f"{label[:1].upper()}{label[1:]} from {_listed(before)} to {_listed(after)}"
    if len(sentence) > LONGEST:
        gained = [each for each in after if each not in before]
        lost = [each for each in before if each not in after]
        sentence = f"{label[:1].upper()}{label[1:]}: added {_listed(gained)}; taken off {_listed(lost)}"
    note(EventKind.CHOICES_CHANGED, sentence, by=by, subject=instance)


def _listed(records: Iterable[Model]) -> str:
    return ", ".join(sorted(map(str, records))) or "none"


def _called(subject: Model | None) -> str:
    return "" if subject is None or isinstance(subject, get_user_model()) else str(subject)


def note_taken(
    request: HttpRequest,
    sentence: str,
    *,
    kind: EventKind = EventKind.DOWNLOADED,
    subject: Model | None = None,
    name: str = "",
    path: str = "",
) -> None:
    """Keep that somebody who is signed in took a file away. What everybody may have, and a mere HEAD, is not noted."""
    if request.method == "GET" and request.user.is_authenticated:
        note(kind, sentence, by=request.user, subject=subject, name=name, path=path)
