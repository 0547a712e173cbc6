"""What changes a KPI's place in the assurance frameworks."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import trail
from core.versions import claim
from organisation.evidence import FIELD, set_evidence
from organisation.models import User
from performance.models import KPI


@transaction.atomic
def say_evidence(*, kpi: KPI, changes: Mapping[str, Any], by: User, expected_version: int) -> KPI:
    """The components that the KPI is evidence for. Raises Stale."""
    current = claim(kpi, expected_version)
    trail.save(current, by=by, reason="Evidence for assurance frameworks")
    set_evidence(record=current, components=changes[FIELD], by=by)
    return current
