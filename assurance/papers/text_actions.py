"""Writing a text of a quarter."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from assurance.models import QuarterText
from assurance.papers.slots import Slot
from assurance.standstill import refused_while_held
from core import trail, versions
from core.provenance import Provenance
from core.refusals import Refused
from core.versions import Stale
from organisation.models import Quarter, QuarterState, User


def check_writable(quarter: Quarter) -> None:
    """A text is written while its quarter is open or in review: once locked, it is frozen. Raises Refused."""
    if quarter.is_closed:
        raise Refused(f"{quarter} is locked, and its texts are frozen with it. Reopen it to change them.")
    if quarter.state == QuarterState.UPCOMING:
        raise Refused(f"{quarter} is not open yet.")


@refused_while_held()
@transaction.atomic
def write_text(
    *, quarter: Quarter, slot: Slot, by: User, changes: Mapping[str, Any], expected_version: int
) -> QuarterText:
    """Save a text; an empty one is printed nowhere. The quarter's row is held, so that no lock comes between.

    Raises Refused in a quarter that is locked or is just being frozen, Stale when somebody else has saved it meanwhile.
    """
    held = Quarter.objects.select_for_update(of=("self",), no_key=True).get(pk=quarter.pk)
    check_writable(held)
    found = QuarterText.objects.filter(quarter=held, **slot.belongs_to).first()
    versions.check_still_there(found, expected_version)
    text = versions.claim(found, expected_version) if found else QuarterText(quarter=held, **slot.belongs_to)
    for name, value in changes.items():
        setattr(text, name, value)
    text.provenance = Provenance.RETURNED
    return _saved(text, by, expected_version)


def _saved(text: QuarterText, by: User, expected_version: int) -> QuarterText:
    try:
        with transaction.atomic():
            return trail.save(text, by=by, reason="Written")
    except IntegrityError:  # someone else wrote the first version at the same moment
        there = QuarterText.objects.get(
            quarter=text.quarter,
            kind=text.kind,
            directorate=text.directorate,
            audience=text.audience,
            spans_year=text.spans_year,
        )
        raise Stale(there, expected_version) from None
