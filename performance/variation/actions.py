"""What changes the limits of a KPI: where they start afresh, which points make them, and taking either back."""

from datetime import date

from django.db import transaction

from core import clock
from core.dates import in_words
from core.provenance import Provenance
from core.refusals import Refused
from core.trail import save
from organisation.models import User
from performance.models import KPI, Baseline, Rebase


@transaction.atomic
def rebase(*, kpi: KPI, starts_on: date, reason: str, by: User) -> Rebase:
    """Let mean and limits start afresh at a period. Raises Refused where they do already."""
    _hold(kpi)
    if Rebase.objects.standing().filter(kpi=kpi, starts_on=starts_on).exists():
        raise Refused(f"Limits start afresh on {in_words(starts_on)} already.", "starts_on")
    decision = Rebase(kpi=kpi, starts_on=starts_on, **_signed(reason, by))
    return save(decision, by=by, reason=reason)


@transaction.atomic
def set_baseline(*, kpi: KPI, points: int, reason: str, by: User, shown: int | None = None) -> Baseline:
    """Make the limits from the first so many points of each stretch, in place of the baseline that was `shown`.

    Raises Refused where another stands by now, or the same.
    """
    _hold(kpi)
    current = Baseline.objects.standing().filter(kpi=kpi).first()
    if (current.pk if current else None) != shown:
        raise Refused("Somebody else decided about the baseline meanwhile. Look at it, then decide again.")
    if current and current.points == points:
        raise Refused(f"The baseline is {points} points already.", "points")
    if current:
        withdraw(decision=current, reason=f"Replaced: {reason}"[:500], by=by)
    return save(Baseline(kpi=kpi, points=points, **_signed(reason, by)), by=by, reason=reason)


@transaction.atomic
def withdraw(*, decision: Rebase | Baseline, reason: str, by: User) -> bool:
    """Take a decision back; it stays in the history. A second click finds it taken back: False."""
    _hold(decision.kpi)
    held = type(decision).objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not held.is_standing:
        return False
    held.withdrawn_reason, held.withdrawn_by, held.withdrawn_on = reason, by, clock.today()
    save(held, by=by, reason=reason)
    return True


def _hold(kpi: KPI) -> None:
    """One decision about a KPI after the other."""
    KPI.objects.select_for_update().get(pk=kpi.pk)


def _signed(reason: str, by: User) -> dict[str, object]:
    return {
        "reason": reason,
        "set_by": by,
        "set_on": clock.today(),
        "provenance": Provenance.RETURNED,
    }
