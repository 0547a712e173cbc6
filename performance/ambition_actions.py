"""What changes an outcome ambition: a level that was reported for a year."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from core.provenance import Provenance
from core.trail import save
from organisation.models import FinancialYear, User
from performance.models import AmbitionLevel, OutcomeAmbition


@dataclass
class LevelChanged(Exception):
    """The level on record is not the one that the person was shown. Nothing was saved."""

    year: FinancialYear
    current: Decimal | None


@transaction.atomic
def record_level(
    *,
    ambition: OutcomeAmbition,
    year: FinancialYear,
    value: Decimal,
    source: str,
    by: User,
    shown: Decimal | None = None,
    reason: str = "",
) -> AmbitionLevel:
    """Record what was published for a year, or correct it: `shown` is the level that the person saw on record.

    Raises LevelChanged when another stands there by now. The ambition's row is held, so that of two people saving at
    once the second is told.
    """
    OutcomeAmbition.objects.select_for_update().get(pk=ambition.pk)
    level = AmbitionLevel.objects.filter(
        ambition=ambition, year=year, kind=AmbitionLevel.Kind.ACTUAL
    ).first() or AmbitionLevel(ambition=ambition, year=year, kind=AmbitionLevel.Kind.ACTUAL)
    if level.value != shown:
        raise LevelChanged(year, level.value)
    if (level.value, level.source) == (value, source):
        return level
    level.value, level.source, level.provenance = value, source, Provenance.PUBLISHED
    return save(level, by=by, reason=reason)
