"""Changes to the lists that administrators keep."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from core import clock, trail
from core.provenance import Provenance
from core.refusals import Refused
from core.slugs import free_slug
from core.versions import claim
from organisation.administration import rules
from organisation.administration.hanging import hanging_on
from organisation.administration.lists import Kind
from organisation.administration.owned import uses_of
from organisation.models import User

Changes = Mapping[str, Any]

ADDED = "Added"
ENTERED_MEANWHILE = "Somebody else entered the same at this moment. Look at the list again."
ONLY_ONE = "There is one organisation; it is changed, not added."


@transaction.atomic
def add_record(*, kind: Kind, changes: Changes, by: User) -> Model:
    """A new record, under an address of its own where it has one. Raises Refused."""
    check_may_be_added(kind)
    record: Any = kind.model()
    _set(record, changes)
    if hasattr(record, "slug"):
        record.slug = free_slug(record.name, kind.model._default_manager.all(), otherwise=kind.slug)
    return _saved(record, by=by, reason=changes["reason"] or ADDED)


def check_may_be_added(kind: Kind) -> None:
    if kind.is_single and kind.model._default_manager.exists():
        raise Refused(ONLY_ONE)


@transaction.atomic
def change_record(*, record: Model, changes: Changes, by: User, expected_version: int) -> Model:
    """Raises Refused and Stale."""
    current = claim(record, expected_version)
    _set(current, changes)
    return _saved(current, by=by, reason=changes["reason"])


def _set(record: Any, changes: Changes) -> None:
    for name, value in changes.items():
        if name != "reason":
            setattr(record, name, value)
    if hasattr(record, "provenance") and not record.provenance:
        record.provenance = Provenance.RETURNED


def _saved(record: Model, *, by: User, reason: str) -> Model:
    try:
        with transaction.atomic():
            return trail.save(record, by=by, reason=reason)
    except IntegrityError:
        raise Refused(ENTERED_MEANWHILE) from None


@transaction.atomic
def retire_record(*, record: Model, changes: Changes, by: User, expected_version: int) -> Model:
    """From today it is offered for nothing new; what names it keeps it. Raises Refused while something needs it."""
    current: Any = claim(record, expected_version)
    check_retires(current)
    current.retired_on = clock.today()
    return trail.save(current, by=by, reason=changes["reason"])


def check_retires(record: Any) -> None:
    rules.check_retires(is_retired=record.is_retired, in_use=uses_of(record))


@transaction.atomic
def restore_record(*, record: Model, changes: Changes, by: User, expected_version: int) -> Model:
    current: Any = claim(record, expected_version)
    rules.check_restores(is_retired=current.is_retired)
    current.retired_on = None
    return trail.save(current, by=by, reason=changes["reason"])


@transaction.atomic
def remove_record(*, record: Model, by: User, expected_version: int) -> None:
    """Only what nothing points to, and nothing ever did. Raises Refused."""
    current = claim(record, expected_version)
    rules.check_removes(hanging_on(current))
    trail.delete(current, by=by, reason="Removed: entered by mistake")
