"""What changes an outcome ambition: a level reported for a year, the way planned, and the team's own forecast."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from core.provenance import Provenance
from core.trail import delete, save
from core.versions import check_still_there, claim
from organisation.models import FinancialYear, User
from performance.models import AmbitionForecast, AmbitionLevel, OutcomeAmbition


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


# The way planned ------------------------------------------------------------------------------------------------------


@transaction.atomic
def edit_trajectory(
    *,
    ambition: OutcomeAmbition,
    changes: Mapping[str, Any],
    targets: Mapping[FinancialYear, Decimal | None],
    reason: str,
    by: User,
    expected_version: int,
) -> OutcomeAmbition:
    """The baseline, its year and the level planned for each year; None takes a year's plan back. Raises Stale."""
    current = claim(ambition, expected_version)
    for name, value in changes.items():
        setattr(current, name, value)
    current.provenance = _origin(current.source)
    save(current, by=by, reason=reason)
    planned = {level.year_id: level for level in current.levels.filter(kind=AmbitionLevel.Kind.TARGET)}
    for year, value in targets.items():
        _plan(current, year, planned.get(year.pk), value, by=by, reason=reason)
    return current


def _plan(
    ambition: OutcomeAmbition,
    year: FinancialYear,
    level: AmbitionLevel | None,
    value: Decimal | None,
    *,
    by: User,
    reason: str,
) -> None:
    """One year's planned level. One that stays as it was keeps the document it is from."""
    if value is None:
        if level:
            delete(level, by=by, reason=reason)
        return
    level = level or AmbitionLevel(ambition=ambition, year=year, kind=AmbitionLevel.Kind.TARGET)
    if level.value != value:
        level.value, level.printed, level.source = value, "", ambition.source
        level.provenance = _origin(ambition.source)
        save(level, by=by, reason=reason)


def _origin(source: str) -> Provenance:
    """What is entered with the document it is from is published; without one it is the team's own entry."""
    return Provenance.PUBLISHED if source else Provenance.RETURNED


# What the team expects ------------------------------------------------------------------------------------------------


@transaction.atomic
def forecast_level(
    *,
    ambition: OutcomeAmbition,
    year: FinancialYear,
    changes: Mapping[str, Any],
    by: User,
    expected_version: int,
) -> AmbitionForecast:
    """What the team expects of the target year in place of the projection, and why. Raises Refused and Stale.

    `expected_version` 0 says that there was none yet. The ambition's row is held, so that of two people saving at
    once the second is told.
    """
    OutcomeAmbition.objects.select_for_update().get(pk=ambition.pk)
    existing = AmbitionForecast.objects.filter(ambition=ambition, year=year).first()
    check_still_there(existing, expected_version)
    forecast = (
        claim(existing, expected_version) if existing else AmbitionForecast(ambition=ambition, year=year)
    )
    forecast.value, forecast.reason = changes["value"], changes["reason"]
    forecast.provenance = Provenance.RETURNED
    return save(forecast, by=by, reason=forecast.reason)


@transaction.atomic
def withdraw_forecast(*, forecast: AmbitionForecast, by: User, expected_version: int) -> None:
    """The projection stands again."""
    delete(claim(forecast, expected_version), by=by, reason="Withdrawn")
