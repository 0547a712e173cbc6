"""Changes to what a KPI is. A change is dated: what the KPI meant before is kept for the quarters before."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from core import trail
from core.provenance import Provenance
from core.refusals import Refused
from core.slugs import free_slug
from core.versions import claim
from organisation.models import Quarter, User
from performance.definition.dates import check_not_locked
from performance.definition.rules import HAS_FIGURES, MEASURED, faults_in
from performance.models import DATED_FIELDS, KPI, EarlierDefinition

Changes = Mapping[str, Any]

RESERVED_SLUGS = {"new", "propose"}
"""Words that stand in addresses where a KPI's slug would."""

NOT_THE_KPIS = ("holds_from", "reason", "answer", *KPI.LINKS)
"""Fields of the form that are not columns of the KPI."""

STAYS_IN_DIRECTORATE = (
    "Its past returns are {directorate}’s, so it stays there. To move it, retire it and create it anew in the other "
    "directorate."
)
LINK_WORDS = {
    "programmes": "programme",
    "projects": "project",
    "strategic_aims": "strategic aim",
    "ambitions": "outcome ambition",
}


def next_number() -> int:
    """The number proposed for a new KPI of the schedule."""
    return (KPI.objects.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def create_kpi(*, changes: Changes, by: User, reason: str = "Created") -> KPI:
    """A new KPI, reported from the quarter `holds_from` on. Raises Refused."""
    quarter: Quarter = changes["holds_from"]
    check_not_locked(quarter, "holds_from")
    check_fits(changes)
    kpi = _set(KPI(provenance=Provenance.RETURNED), changes)
    kpi.number = kpi.number or next_number()
    kpi.slug = free_slug(kpi.short_name, KPI.objects.all(), reserved=RESERVED_SLUGS, otherwise="kpi")
    kpi.active_from = quarter.starts_on
    kpi.linked_to = said_links(changes)
    _save_numbered(kpi, by=by, reason=changes.get("reason") or reason)
    _link(kpi, changes)
    return kpi


@transaction.atomic
def change_kpi(*, kpi: KPI, changes: Changes, by: User, expected_version: int) -> KPI:
    """Another definition from the quarter `holds_from` on. Raises Refused and Stale.

    What it meant until then is kept, unless the KPI only begins with that quarter, or only what is not dated changes:
    owner, deputy, remarks and links hold at once.
    """
    current = claim(kpi, expected_version)
    before = copy(current)
    _set(current, changes)
    check_change(before, current)
    check_fits(changes)
    if any(getattr(before, name) != getattr(current, name) for name in DATED_FIELDS):
        _keep(before, until=changes["holds_from"])
    if any(name in changes for name in KPI.LINKS):
        current.linked_to = said_links(changes)
    _save_numbered(current, by=by, reason=changes.get("reason", ""))
    _link(current, changes)
    return current


def _save_numbered(kpi: KPI, *, by: User, reason: str) -> None:
    """Save it, unless somebody has given its number or its address to another KPI since the form was checked."""
    try:
        with transaction.atomic():
            trail.save(kpi, by=by, reason=reason)
    except IntegrityError as taken:
        if not KPI.objects.exclude(pk=kpi.pk).filter(Q(number=kpi.number) | Q(slug=kpi.slug)).exists():
            raise
        raise Refused(
            f"Someone has just saved another KPI with this number or name. The next free number is {next_number()}.",
            "number",
        ) from taken


def check_fits(definition: Changes) -> None:
    for name, sentence in faults_in(definition):
        raise Refused(sentence, name)


def check_change(before: KPI, after: KPI) -> None:
    """What cannot change: the kind of figures that are recorded, and the directorate whose returns they are in."""
    changed = [name for name in MEASURED if getattr(before, name) != getattr(after, name)]
    if changed and before.values.exists():
        raise Refused(HAS_FIGURES, changed[0])
    if before.team.directorate_id != after.team.directorate_id:
        raise Refused(STAYS_IN_DIRECTORATE.format(directorate=before.team.directorate), "team")


def _keep(before: KPI, *, until: Quarter) -> None:
    """Keep a definition for the quarters before `until`. Of two changes from one quarter, the first kept it already."""
    check_not_locked(until, "holds_from")
    later = before.earlier_definitions.filter(until__gt=until.starts_on).order_by("-until").first()
    if later is not None:
        raise Refused("A later change is recorded already. Choose its quarter, or a later one.", "holds_from")
    begins_with_it = until.starts_on <= before.active_from
    if begins_with_it or before.earlier_definitions.filter(until=until.starts_on).exists():
        return
    kept = {name: getattr(before, name) for name in DATED_FIELDS}
    trail.save(EarlierDefinition(kpi_id=before.pk, until=until.starts_on, **kept), by=None)


def _set(kpi: KPI, changes: Changes) -> KPI:
    for name, value in changes.items():
        if name not in NOT_THE_KPIS:
            setattr(kpi, name, value)
    return kpi


# Links ----------------------------------------------------------------------------------------------------------------


def said_links(changes: Changes) -> str:
    """“Better Together (programme); Enhance quality (strategic aim)”, for the trail."""
    return "; ".join(
        f"{record} ({word})" for name, word in LINK_WORDS.items() for record in changes.get(name, ())
    )


def _link(kpi: KPI, changes: Changes) -> None:
    for name in KPI.LINKS:
        if name in changes:
            getattr(kpi, name).set(changes[name])


# Out of use, and back -------------------------------------------------------------------------------------------------


@transaction.atomic
def retire_kpi(*, kpi: KPI, changes: Changes, by: User, expected_version: int) -> KPI:
    """Out of use after the quarter `last_quarter`. Its figures and pages stay. Raises Refused and Stale.

    The quarters after it are held, so that none of them is locked with the KPI in it meanwhile.
    """
    last: Quarter = changes["last_quarter"]
    current = claim(kpi, expected_version)
    list(
        Quarter.objects.select_for_update(no_key=True)
        .filter(starts_on__gt=last.ends_on)
        .order_by("starts_on")
    )
    check_retirement(current, last)
    current.retired_on = last.ends_on
    trail.save(current, by=by, reason=changes["reason"])
    for definition in current.earlier_definitions.filter(until__gt=last.ends_on, retired_on__isnull=True):
        definition.retired_on = last.ends_on
        trail.save(definition, by=by, reason=changes["reason"])
    return current


def check_retirement(kpi: KPI, last: Quarter) -> None:
    if kpi.is_retired:
        raise Refused("It is retired already.")
    following = Quarter.objects.filter(starts_on__gt=last.ends_on)
    if any(quarter.is_closed for quarter in following):
        raise Refused(
            f"A quarter after {last.label} is locked, and this KPI is in it. Choose a later quarter.",
            "last_quarter",
        )
    figure = kpi.values.filter(starts_on__gt=last.ends_on).order_by("-starts_on").first()
    if figure is not None:
        raise Refused(
            f"A figure for {figure.period.label} is recorded already. Choose its quarter, or a later one.",
            "last_quarter",
        )


@transaction.atomic
def bring_back_kpi(*, kpi: KPI, changes: Changes, by: User, expected_version: int) -> KPI:
    """In use again from the quarter `holds_from`; the quarters in between stay without it. Raises Refused and Stale."""
    quarter: Quarter = changes["holds_from"]
    current = claim(kpi, expected_version)
    check_bringing_back(current, quarter)
    before = copy(current)
    current.retired_on = None
    if quarter.period.previous.ends_on != before.retired_on:
        _keep(before, until=quarter)
    else:
        check_not_locked(quarter, "holds_from")
        _undo_retirement(current.earlier_definitions.filter(retired_on=before.retired_on), by=by)
    return trail.save(current, by=by, reason=changes["reason"])


def check_bringing_back(kpi: KPI, quarter: Quarter) -> None:
    if kpi.retired_on is None:
        raise Refused("It is in use.")
    if quarter.starts_on <= kpi.retired_on:
        raise Refused("It is in use in that quarter. Choose one after its retirement.", "holds_from")


def _undo_retirement(definitions: Iterable[EarlierDefinition], *, by: User) -> None:
    for definition in definitions:
        definition.retired_on = None
        trail.save(definition, by=by, reason="Brought back")
