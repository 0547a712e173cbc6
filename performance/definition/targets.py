"""Changes to what a KPI should reach: one target from a quarter on, and all targets of a new year at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from core import trail
from core.figures import MeasureKind
from core.provenance import Provenance
from core.refusals import Refused
from core.versions import Stale, claim
from organisation.models import FinancialYear, Quarter, User
from performance.assessment import assessed_kind
from performance.definition.dates import check_not_locked
from performance.definition.profile import CAN_FOLLOW_PROFILE, CAN_RUN
from performance.models import KPI, Target
from performance.rag import Basis, Comparator

NOT_OF_THE_TARGET = ("reason",)
TERMS = ("no_target", "comparator", "value", "upper_value", "basis", "profile")
"""What makes one target another."""


def target_faults(terms: Mapping[str, Any], kind: MeasureKind) -> Iterable[tuple[str, str]]:
    """The parts of a target that do not fit each other or the measure, each with a sentence. Pure."""
    if terms.get("no_target"):
        return
    comparator, value, upper = terms.get("comparator"), terms.get("value"), terms.get("upper_value")
    if not comparator:
        yield "comparator", "Choose how the figure is held against the target."
    elif comparator != Comparator.BETTER_THAN_LAST_YEAR and value is None:
        yield "value", "Type the target’s value."
    if comparator == Comparator.BETWEEN and (upper is None or (value is not None and upper < value)):
        yield "upper_value", "Type an upper value that is not below the lower one."
    if terms.get("basis") == Basis.RUNNING_TOTAL and kind not in CAN_RUN:
        yield (
            "basis",
            f"A measure of the kind “{kind.label}” has no running total. Choose each period, or year end only.",
        )
    if terms.get("profile"):
        yield from _profile_faults(terms, kind)


def _profile_faults(terms: Mapping[str, Any], kind: MeasureKind) -> Iterable[tuple[str, str]]:
    if terms.get("basis") != Basis.RUNNING_TOTAL:
        yield "basis", "A profile by month is for a running total. Choose that, or even parts."
    elif kind not in CAN_FOLLOW_PROFILE:
        yield (
            "spread",
            "n of d is pooled over the year, so its target is not shared out by month. Choose even parts.",
        )
    elif terms.get("comparator") in (Comparator.BETWEEN, Comparator.BETTER_THAN_LAST_YEAR):
        yield "spread", "A profile by month needs a target of one value: at least, at most or exactly."


@transaction.atomic
def set_target(
    *, kpi: KPI, quarter: Quarter, changes: Mapping[str, Any], by: User, expected_version: int
) -> Target:
    """What the KPI should reach from a quarter on, to the end of its year. Earlier quarters keep their target.

    `expected_version` 0 says that no target was recorded from that quarter. Raises Refused and Stale.
    """
    check_not_locked(quarter)
    for name, sentence in target_faults(changes, assessed_kind(kpi)):
        raise Refused(sentence, name)
    target = _claimed(kpi, quarter, expected_version)
    before = [getattr(target, name) for name in TERMS]
    for name, value in _whole(changes).items():
        setattr(target, name, value)
    if before != [getattr(target, name) for name in TERMS]:
        target.printed = ""
    target.provenance = Provenance.RETURNED
    return trail.save(target, by=by, reason=changes.get("reason", ""))


def _whole(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored: nothing is kept of values that the comparator does not use."""
    kept = {name: value for name, value in changes.items() if name not in NOT_OF_THE_TARGET}
    if kept.get("no_target"):
        empty = {"comparator": "", "value": None, "upper_value": None, "profile": []}
        return kept | empty | {"basis": Basis.EACH_PERIOD}
    if kept["comparator"] == Comparator.BETTER_THAN_LAST_YEAR:
        kept |= {"value": None}
    if kept["comparator"] != Comparator.BETWEEN:
        kept |= {"upper_value": None}
    return kept


def _claimed(kpi: KPI, quarter: Quarter, expected_version: int) -> Target:
    existing = Target.objects.filter(kpi=kpi, year=quarter.year, from_quarter=quarter.number).first()
    if existing is not None:
        return claim(existing, expected_version)
    if expected_version:
        raise Refused("This target was taken away while you looked at it. Open the page again.")
    return Target(kpi=kpi, year=quarter.year, from_quarter=quarter.number)


# All targets of a year ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """What was decided of one KPI's target for a year, against the version that was looked at (0: none yet)."""

    kpi: KPI
    terms: Mapping[str, Any]
    expected_version: int


class RowsStale(Exception):
    """Somebody else decided some of these meanwhile; nothing was saved. `targets` are theirs, by KPI."""

    def __init__(self, targets: dict[int, Target]) -> None:
        super().__init__("Somebody else set some of these targets meanwhile.")
        self.targets = targets


@transaction.atomic
def decide_year(*, year: FinancialYear, decisions: Iterable[Decision], by: User) -> list[Target]:
    """Targets for a whole year, all or none. Raises Refused, and RowsStale with every row that changed meanwhile."""
    first = Quarter.objects.select_related("year").get(year=year, number=1)
    saved, stale = [], {}
    for decision in decisions:
        try:
            saved.append(
                set_target(
                    kpi=decision.kpi,
                    quarter=first,
                    changes=decision.terms,
                    by=by,
                    expected_version=decision.expected_version,
                )
            )
        except Stale as error:
            stale[decision.kpi.pk] = error.current
    if stale:
        raise RowsStale(stale)
    return saved


def terms_like(target: Target | None) -> dict[str, Any]:
    """The terms of a target, to be kept for another year; that there is none is kept, too."""
    if target is None or target.no_target:
        return {"no_target": True}
    return {name: getattr(target, name) for name in TERMS}


def bound(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")
