"""The trail of one KPI: its definition, its targets, its figures and its exceptions, newest change first."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import BooleanField, DateField, prefetch_related_objects
from django.utils import timezone
from django.utils.text import capfirst

from core import periods
from core.derivation import name_of
from core.figures import MeasureKind, format_figure, format_value
from core.provenance import Provenance
from core.rag import RAG
from organisation.models import User
from performance import assessment, wording
from performance.models import DATED_FIELDS, KPI, EarlierDefinition, ExceptionNote, KPIValue, Target
from performance.trail import (
    CREATED,
    ORIGIN,
    SHOWN,
    Change,
    Trail,
    Wording,
    changes_in,
    differences_between,
    in_order,
    newest_first,
    plain,
)

DEFINITION, TARGET, EXCEPTION = "Definition", "Target", "Exception"


def exceptions_told(values: Iterable[KPIValue]) -> list[Any]:
    """The history of the exceptions of these values, from the oldest row to the newest: one query."""
    return list(in_order(ExceptionNote.history.filter(value_id__in=[value.pk for value in values])))


def trail_of(kpi: KPI, values: Collection[KPIValue], exceptions: Collection[Any]) -> Trail:
    """The trail of a KPI, its targets, and of those values that the reader may see, with their `exceptions_told`.

    At most six queries. What was loaded or entered in one go is one line: “24 figures”.
    """
    held = {value.pk: value for value in values}
    definitions = list(in_order(KPI.history.filter(id=kpi.pk)))
    targets = list(in_order(Target.history.filter(kpi_id=kpi.pk).select_related("year")))
    figures = list(in_order(KPIValue.history.filter(kpi_id=kpi.pk, id__in=held)))
    _name_team(kpi, definitions)
    _name_people(kpi, [*definitions, *targets, *figures, *exceptions])
    changes = [
        *_dated(kpi, changes_in(definitions, lambda row: DEFINITION, definition_wordings())),
        *changes_in(targets, _target_year, _target(kpi)),
        *changes_in(figures, _period, _value(kpi)),
        *changes_in(exceptions, lambda row: f"{EXCEPTION}, {_period(held[row.value_id])}", _exception()),
    ]
    told = _together(newest_first(changes))
    return Trail(tuple(told[:SHOWN]), len(told))


def _name_team(kpi: KPI, definitions: list[Any]) -> None:
    """Give each row its team: one query, where that is another team than today's."""
    for row in definitions:
        if row.team_id == kpi.team_id:
            row.team = kpi.team
    prefetch_related_objects(definitions, "team")


NAMED = ("history_user", "owner", "deputy")


def _name_people(kpi: KPI, rows: Iterable[Any]) -> None:
    """Give each row the people that it names: one query for all, where they are others than today's owner and deputy.

    Joined to each row they would take four times as long.
    """
    people = {person.pk: person for person in (kpi.owner, kpi.deputy) if person}
    named = [
        (row, field, person)
        for row in rows
        for field in NAMED
        if (person := getattr(row, f"{field}_id", None)) is not None
    ]
    if strangers := {person for _, _, person in named} - people.keys():
        people |= User.objects.in_bulk(strangers)
    for row, field, person in named:
        setattr(row, field, people.get(person))


TOLD_HERE: dict[Any, tuple[str, ...]] = {
    KPI: ("history_user", "owner", "deputy", "team"),
    Target: ("history_user", "kpi", "year"),
    KPIValue: ("history_user", "kpi"),
    ExceptionNote: ("history_user", "value"),
}
"""The records whose changes have words of their own, and what must be fetched with a row to say them."""


def told_of(earlier: Any, row: Any) -> Iterable[Change]:
    """What one row of the history of such a record changed, in the words of the KPI's page."""
    wordings = {
        KPI: lambda: definition_wordings(),
        Target: lambda: _target(row.kpi),
        KPIValue: lambda: _value(row.kpi),
        ExceptionNote: _exception,
    }[row.instance_type]()
    return differences_between(earlier, row, "", wordings)


def _dated(kpi: KPI, changes: Iterable[Change]) -> list[Change]:
    """Each change of a dated field with the quarter from which it holds (one query, where there is such a change).

    It is where the latest of the earlier definitions kept by then ends, because no change may hold from before
    another one. A change that holds from the KPI’s start keeps none, and is said without a quarter.
    """
    found, dated = list(changes), dated_labels()
    if not any(change.what in dated and not change.is_first for change in found):
        return found
    kept = EarlierDefinition.history.filter(kpi_id=kpi.pk, history_type=CREATED)
    ends = list(kept.values_list("history_date", "until"))
    return [
        replace(change, since=_since(change, ends)) if change.what in dated else change for change in found
    ]


def _since(change: Change, ends: Iterable[tuple[datetime, date]]) -> str:
    if change.is_first:
        return ""
    latest = max((until for kept_at, until in ends if kept_at <= change.at), default=None)
    return periods.Quarter.containing(latest).label if latest else ""


def dated_labels() -> set[str]:
    """What the trail calls the dated fields; that a KPI was retired says its own day."""
    return {label_of(KPI._meta.get_field(name)) for name in DATED_FIELDS if name != "retired_on"}


# Told together --------------------------------------------------------------------------------------------------------


def _together(changes: Iterable[Change]) -> list[Change]:
    """First records of one day, person and reason told as one line, unless they are all of one figure."""
    told = []
    for same, members in groupby(changes, key=_occasion):
        found = list(members)
        told.extend(found if same is None or _is_one_figure(found) else [_summary(found)])
    return told


def _occasion(change: Change) -> tuple[date, str, str] | None:
    if not change.is_first:
        return None
    return (timezone.localtime(change.at).date(), change.who, change.why)


def _is_one_figure(changes: list[Change]) -> bool:
    abouts = {change.about for change in changes}
    return len(abouts) == 1 and not abouts.pop().startswith((DEFINITION, EXCEPTION))


def _summary(changes: list[Change]) -> Change:
    """“The definition, 24 figures, 2 targets”, as far as there are such."""
    abouts = {change.about for change in changes}
    targets = sum(about.startswith(TARGET) for about in abouts)
    exceptions = sum(about.startswith(EXCEPTION) for about in abouts)
    has_definition = DEFINITION in abouts
    counted = (
        "the definition" if has_definition else "",
        _counted(len(abouts) - targets - exceptions - has_definition, "figure"),
        _counted(targets, "target"),
        _counted(exceptions, "exception"),
    )
    return replace(changes[0], about="Recorded", what=", ".join(filter(None, counted)), before="", after="")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


# Words for the fields of each kind of record --------------------------------------------------------------------------


NOT_TOLD = ("id", "slug", "version", "provenance", "source", "provenance_note", "active_from")
"""Fields of a KPI that never change after it is created, or that the portal keeps for itself."""

LABELS = {
    "number": "Number",
    "name": "Name",
    "short_name": "Short name",
    "tolerance_percent": "Amber within",
    "polarity": "Which way is better",
    "frequency": "Frequency",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "review_every": "Reviewed",
    "linked_to": "Linked to",
}
"""What the trail calls a field where the name that it has on the form would not do."""


def definition_wordings() -> dict[str, Wording]:
    """Words for every field of a definition but those that are not told, so that none is forgotten."""
    told = [field for field in KPI._meta.concrete_fields if field.name not in NOT_TOLD]
    return {label_of(field): _wording(field) for field in told}


def label_of(field: Any) -> str:
    return LABELS.get(field.name, capfirst(str(field.verbose_name)))


def _wording(field: Any) -> Wording:
    """A choice in its words, a day in full, a yes or no, a person or team by name; all else as it stands."""
    name = field.name
    if name == "tolerance_percent":
        return lambda row: format_value(row.tolerance_percent, MeasureKind.PERCENTAGE)
    if name == "derived_from":
        return lambda row: name_of(row.derived_from)
    if isinstance(field, BooleanField):
        return lambda row: "Yes" if getattr(row, name) else "No"
    if isinstance(field, DateField):
        return lambda row: _day(getattr(row, name))
    if field.choices:
        return lambda row: getattr(row, f"get_{name}_display")()
    return plain(name)


def _target(kpi: KPI) -> dict[str, Wording]:
    return {TARGET: lambda row: assessment.target_text(kpi, row)}


def _value(kpi: KPI) -> dict[str, Wording]:
    return {
        "Figure": lambda row: _figure(kpi, row),
        "Self-assessed RAG": lambda row: RAG(row.self_assessed).label if row.self_assessed else "",
        "Reason for the self-assessment": plain("self_assessed_reason"),
        "Commentary": plain("commentary"),
        "Why it was not collected": plain("not_collected_reason"),
        ORIGIN: lambda row: Provenance(row.provenance).label,
    }


def _exception() -> dict[str, Wording]:
    fields = {"Issue": "issue", "Cause": "cause", "Action": "action", "Owner": "owner"}
    return {what: plain(name) for what, name in fields.items()} | {
        "Expected recovery": lambda row: _day(row.recovery_on)
    }


def _figure(kpi: KPI, row: Any) -> str:
    if row.not_collected:
        return "not collected"
    both = (assessment.first_figure(kpi, row), assessment.second_figure(kpi, row))
    return ", ".join(filter(None, map(format_figure, both)))


def _day(day: date | None) -> str:
    return wording.day(day) if day else ""


def _target_year(row: Any) -> str:
    since = f" from Q{row.from_quarter}" if row.from_quarter > 1 else ""
    return f"{TARGET} {row.year.label}{since}"


def _period(row: Any) -> str:
    return periods.period_for(periods.PeriodKind(row.period_kind), row.starts_on).label
