"""The trail of one KPI in words: who changed what, when, from what, to what, and why; newest first."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from core import periods
from core.figures import format_figure
from core.provenance import Provenance
from core.rag import RAG
from performance import assessment
from performance.models import KPI, ExceptionNote, KPIValue, Target

SHOWN = 40
"""Changes listed on the page; the trail itself keeps all."""

THE_PORTAL = "The portal"
NOTHING = "nothing"
ORIGIN = "Where it is from"
DEFINITION, EXCEPTION = "Definition", "Exception"
CREATED, DELETED = "+", "-"

Wording = Callable[[Any], str]


@dataclass(frozen=True)
class Change:
    """One change in words. `before` is empty for what was recorded for the first time."""

    at: datetime
    who: str
    about: str
    what: str
    before: str
    after: str
    why: str
    is_first: bool = False


@dataclass(frozen=True)
class Trail:
    """The newest changes, and how many there are in all."""

    changes: tuple[Change, ...]
    total: int

    @property
    def older(self) -> int:
        return self.total - len(self.changes)


def trail_of(kpi: KPI, values: Collection[KPIValue]) -> Trail:
    """The trail of a KPI, its targets, and of those values that the reader may see, with their exceptions.

    Four queries. What was loaded or entered in one go is one line: “24 figures recorded”.
    """
    ids = {value.pk for value in values}
    changes = [
        *_changes(KPI.history.filter(id=kpi.pk), lambda row: DEFINITION, _definition()),
        *_changes(Target.history.filter(kpi_id=kpi.pk).select_related("year"), _target_about, _target(kpi)),
        *_changes(KPIValue.history.filter(kpi_id=kpi.pk, id__in=ids), _period_label, _value(kpi)),
        *_changes(
            ExceptionNote.history.filter(value_id__in=ids).select_related("value"),
            lambda row: f"{EXCEPTION}, {_period_label(row.value)}",
            _exception(),
        ),
    ]
    told = _together(sorted(changes, key=lambda change: change.at, reverse=True))
    return Trail(tuple(told[:SHOWN]), len(told))


def _changes(history: Any, about: Wording, wordings: dict[str, Wording]) -> Iterator[Change]:
    """What differs between each row of the history and the one before it, in the words given for its fields."""
    rows = defaultdict(list)
    for row in history.select_related("history_user").order_by("history_date", "history_id"):
        rows[row.id].append(row)
    for versions in rows.values():
        for earlier, row in zip([None, *versions], versions, strict=False):
            yield from _differences(earlier, row, about(row), wordings)


def _differences(earlier: Any, row: Any, about: str, wordings: dict[str, Wording]) -> Iterator[Change]:
    if row.history_type == DELETED:
        yield _change(row, about, "Removed", "", "")
        return
    for what, say in wordings.items():
        before, after = say(earlier) if earlier else "", say(row)
        first = row.history_type == CREATED or earlier is None
        if before != after and not (first and what == ORIGIN):
            yield _change(row, about, what, before or ("" if first else NOTHING), after or NOTHING, first)


def _change(row: Any, about: str, what: str, before: str, after: str, is_first: bool = False) -> Change:
    return Change(
        at=row.history_date,
        who=str(row.history_user or THE_PORTAL),
        about=about,
        what=what,
        before=before,
        after=after,
        why=row.history_change_reason or "",
        is_first=is_first,
    )


def _together(changes: Iterable[Change]) -> list[Change]:
    """First records of one day, person and reason told as one line."""
    told = []
    for same, members in groupby(changes, key=_occasion):
        found = list(members)
        told.extend(found if same is None or _is_one_figure(found) else [_summary(found)])
    return told


def _is_one_figure(changes: list[Change]) -> bool:
    """Whether they are all of one figure or one target, which is told in full."""
    abouts = {change.about for change in changes}
    return len(abouts) == 1 and not abouts.pop().startswith((DEFINITION, EXCEPTION))


def _occasion(change: Change) -> tuple[date, str, str] | None:
    if not change.is_first:
        return None
    return (timezone.localtime(change.at).date(), change.who, change.why)


def _summary(changes: list[Change]) -> Change:
    """“24 figures, 2 targets, 1 definition recorded”, as far as there are such."""
    abouts = {change.about for change in changes}
    targets = sum(about.startswith("Target") for about in abouts)
    exceptions = sum(about.startswith(EXCEPTION) for about in abouts)
    definition = DEFINITION in abouts
    figures = len(abouts) - targets - exceptions - definition
    counted = [_counted(figures, "figure"), _counted(targets, "target"), _counted(exceptions, "exception")]
    said = [*(["the definition"] if definition else []), *(each for each in counted if each)]
    return replace(changes[0], about="Recorded", what=", ".join(said), after="", before="")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


# Words for the fields of each kind of record --------------------------------------------------------------------------


def _definition() -> dict[str, Wording]:
    fields = {
        "Name": "name",
        "Short name": "short_name",
        "Owner": "owner",
        "Deputy": "deputy",
        "What is counted": "definition",
        "How it is collected": "collection",
        "Known data issues": "known_issues",
    }
    return {what: _plain(name) for what, name in fields.items()} | {
        "Which way is better": lambda row: row.get_polarity_display(),
        "Frequency": lambda row: row.get_frequency_display(),
        "How months make a quarter": lambda row: row.get_roll_up_display(),
        "Amber within": lambda row: f"{row.tolerance_percent.normalize():f}%",
        "Retired on": lambda row: _day(row.retired_on),
    }


def _target(kpi: KPI) -> dict[str, Wording]:
    return {"Target": lambda row: assessment.target_text(kpi, row)}


def _value(kpi: KPI) -> dict[str, Wording]:
    return {
        "Figure": lambda row: _figure(kpi, row),
        "Self-assessed RAG": lambda row: RAG(row.self_assessed).label if row.self_assessed else "",
        "Reason for the self-assessment": _plain("self_assessed_reason"),
        "Commentary": _plain("commentary"),
        "Why it was not collected": _plain("not_collected_reason"),
        "Sent back": _plain("sent_back_comment"),
        ORIGIN: lambda row: Provenance(row.provenance).label if row.provenance else "",
    }


def _exception() -> dict[str, Wording]:
    fields = {"Issue": "issue", "Cause": "cause", "Action": "action", "Owner": "owner"}
    return {what: _plain(name) for what, name in fields.items()} | {
        "Expected recovery": lambda row: _day(row.recovery_on)
    }


def _plain(name: str) -> Wording:
    return lambda row: str(getattr(row, name) or "")


def _figure(kpi: KPI, row: Any) -> str:
    if row.not_collected:
        return "not collected"
    both = (assessment.first_figure(kpi, row), assessment.second_figure(kpi, row))
    return ", ".join(text for text in map(format_figure, both) if text)


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _target_about(row: Any) -> str:
    return f"Target {row.year.label}"


def _period_label(row: Any) -> str:
    return periods.period_for(periods.PeriodKind(row.period_kind), row.starts_on).label
