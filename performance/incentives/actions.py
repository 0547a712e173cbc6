"""What changes an incentive scheme and its measures: who did it and why goes into the history."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from core import trail
from core.provenance import Provenance
from core.refusals import Refused
from core.slugs import free_slug
from core.versions import claim
from organisation.models import User
from performance.models import IncentiveMeasure, IncentiveScheme

Changes = Mapping[str, Any]
Result = IncentiveMeasure.Result


@transaction.atomic
def create_scheme(*, changes: Changes, by: User) -> IncentiveScheme:
    """A new scheme. Its address says what it is; where an older one has that still, with a number."""
    scheme = _entered(_set(IncentiveScheme(), changes))
    called = f"{scheme.kind} {scheme.year.slug} {scheme.provider or ''}"
    scheme.slug = free_slug(called, IncentiveScheme.objects.all())
    return trail.save(scheme, by=by, reason="Recorded")


@transaction.atomic
def edit_scheme(
    *, scheme: IncentiveScheme, changes: Changes, by: User, expected_version: int
) -> IncentiveScheme:
    """Its address stays, whatever becomes of its year."""
    return trail.save(_entered(_set(claim(scheme, expected_version), changes)), by=by)


@transaction.atomic
def add_measure(*, scheme: IncentiveScheme, changes: Changes, by: User) -> IncentiveMeasure:
    """A new measure, after the others of its scope."""
    measure = _entered(_set(IncentiveMeasure(scheme=scheme), changes))
    siblings = scheme.measures.filter(scope=measure.scope, parent=measure.parent)
    measure.order = (siblings.aggregate(last=Max("order"))["last"] or 0) + 1
    return trail.save(measure, by=by, reason="Recorded")


@transaction.atomic
def edit_measure(
    *, measure: IncentiveMeasure, changes: Changes, by: User, expected_version: int
) -> IncentiveMeasure:
    """Its parts go with it, from national to local or back. Raises Refused and Stale."""
    current = _entered(_set(claim(measure, expected_version), changes))
    check_agreement(current)
    trail.save(current, by=by)
    for part in current.parts.exclude(scope=current.scope):
        moved = claim(part, part.version)
        moved.scope = current.scope
        trail.save(moved, by=by, reason="Moved with the measure that it is part of")
    return current


def check_agreement(measure: IncentiveMeasure) -> None:
    """What has a result is agreed. Raises Refused."""
    if measure.result != Result.NOT_ASSESSED and not measure.is_agreed:
        raise Refused("This measure has a result, so it is agreed. Take the result back first.", "agreement")


def check_can_be_assessed(measure: IncentiveMeasure) -> None:
    """Only what is agreed can be achieved. Raises Refused."""
    if not measure.is_agreed:
        raise Refused(
            f"This measure is not agreed yet ({measure.get_agreement_display().lower()}), so it has no result."
        )


@transaction.atomic
def record_result(
    *, measure: IncentiveMeasure, changes: Changes, by: User, expected_version: int
) -> IncentiveMeasure:
    """Achieved, partly or not, or forecast to be, and why; “not assessed yet” takes a result back."""
    current = claim(measure, expected_version)
    check_can_be_assessed(current)
    _set(current, changes)
    current.result_provenance = Provenance.RETURNED
    if current.result not in IncentiveMeasure.PARTLY_RESULTS:
        current.earned_percent = None
    if current.result == Result.NOT_ASSESSED:
        current.result_provenance = ""
    return trail.save(current, by=by, reason=current.result_reason)


def check_removable(measure: IncentiveMeasure) -> None:
    """A measure is removed with none of its parts left. Raises Refused."""
    if measure.parts.exists():
        raise Refused("This measure has parts. Remove them first.")


@transaction.atomic
def remove_measure(*, measure: IncentiveMeasure, by: User, expected_version: int) -> None:
    current = claim(measure, expected_version)
    check_removable(current)
    trail.delete(current, by=by, reason="Removed")


def _set(record: Any, changes: Changes) -> Any:
    for name, value in changes.items():
        setattr(record, name, value)
    return record


def _entered(record: Any) -> Any:
    """What a person enters with the document it is from is published; without one it is their own entry."""
    record.provenance = Provenance.PUBLISHED if record.source else Provenance.RETURNED
    return record
