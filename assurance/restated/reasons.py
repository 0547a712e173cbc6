"""Who changed a restated figure, when and why: asked of the histories, one question for each kind of record."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any

from django.db.models import Model, Q

from assurance.restated.lines import Key, Line
from core import periods
from engagement.models import EngagementActivity, Feedback, StandardAnswer
from finance.models import BudgetLine, BudgetMonth, FinancialPosition, PooledFundContribution, RunningCostLine
from performance.models import KPI, AmbitionLevel, ExceptionNote, KPIValue, OutcomeAmbition, Target
from programmes.models import PriorityProject, ProjectUpdate, Risk

THE_PORTAL = "The portal"
SAVED_IN_RETURN = "Saved in the return"
LONGEST_WHY = 300
MARGIN = timedelta(seconds=30)
"""A save that waited while the earlier version was frozen is dated just before it, and came after."""
FIGURES = (
    "value",
    "numerator",
    "denominator",
    "second_value",
    "second_numerator",
    "second_denominator",
    "not_collected",
    "is_complete",
)

TARGET = ("value", "upper_value", "comparator", "no_target", "basis", "from_quarter", "profile")


@dataclass(frozen=True)
class Change:
    """One change of one record."""

    order: tuple[datetime, int]
    who: str
    why: str


@dataclass(frozen=True)
class Source:
    """Where changes of a kind of figure are recorded: which rows, which of their fields, and whose they are.

    `key` gives the beginning of the keys of the lines that a row of the history explains.
    """

    model: type[Model]
    fields: tuple[str, ...]
    key: Callable[[Any], Key]
    related: tuple[str, ...] = ()
    where: Q = field(default_factory=Q)


def _of_kpi(row: Any) -> Key:
    return ("kpi", row.kpi.slug)


def _year(row: Any) -> str:
    return periods.FinancialYear.containing(row.starts_on).slug


def _of_project(row: Any, what: str) -> Key:
    return ("project", row.project.slug, what, row.quarter.slug)


def _of_budget(line: Any, what: str) -> Key:
    return ("budget", f"{line.year.slug}/{line.slug}", what)


QUARTERLY = Q(period_kind=periods.PeriodKind.QUARTER)

SOURCES: dict[str, tuple[Source, ...]] = {
    "kpi/figure": (
        Source(
            KPIValue,
            FIGURES,
            lambda row: (*_of_kpi(row), "figure", row.starts_on.isoformat()),
            ("kpi",),
            QUARTERLY,
        ),
    ),
    "kpi/rating": (
        Source(
            KPIValue,
            ("self_assessed", *FIGURES),
            lambda row: (*_of_kpi(row), "rating", _year(row), row.starts_on.isoformat()),
            ("kpi",),
            QUARTERLY,
        ),
        Source(Target, TARGET, lambda row: (*_of_kpi(row), "rating", row.year.slug), ("kpi", "year")),
    ),
    "kpi/rating-before": (
        Source(
            KPIValue,
            ("self_assessed", *FIGURES),
            lambda row: (*_of_kpi(row), "rating-before", row.starts_on.isoformat()),
            ("kpi",),
            QUARTERLY,
        ),
    ),
    "kpi/target": (
        Source(
            Target,
            TARGET,
            lambda row: (*_of_kpi(row), "target", row.year.slug),
            ("kpi", "year"),
        ),
    ),
    "kpi/recovery": (
        Source(
            ExceptionNote,
            ("recovery_on",),
            lambda row: (*_of_kpi(row.value), "recovery", row.value.starts_on.isoformat()),
            ("value__kpi",),
        ),
    ),
    "kpi": (Source(KPI, ("active_from", "retired_on"), lambda row: ("kpi", row.slug)),),
    "ambition": (
        Source(OutcomeAmbition, ("baseline",), lambda row: ("ambition", str(row.number), "baseline")),
        Source(
            AmbitionLevel,
            ("value",),
            lambda row: ("ambition", str(row.ambition.number), row.kind, row.year.label),
            ("ambition", "year"),
        ),
    ),
    "project": (
        Source(ProjectUpdate, ("rag",), lambda row: _of_project(row, "Delivery RAG"), ("project", "quarter")),
        Source(ProjectUpdate, ("stage",), lambda row: _of_project(row, "Stage"), ("project", "quarter")),
        Source(PriorityProject, ("starts_on", "closed_on"), lambda row: ("project", row.slug)),
    ),
    "risk": (
        Source(
            Risk,
            ("likelihood", "impact", "closed_on", "opened_on"),
            lambda row: ("risk", row.reference, "Score"),
        ),
        Source(
            Risk, ("target_likelihood", "target_impact"), lambda row: ("risk", row.reference, "Target score")
        ),
    ),
    "position": tuple(
        Source(
            FinancialPosition,
            fields,
            lambda row, what=what: ("position", row.get_part_display(), what, row.year.label),
            ("year",),
        )
        for what, fields in (
            ("Resource limit", ("resource_limit",)),
            ("Net operating costs", ("net_operating_costs",)),
            ("Surplus", ("resource_limit", "net_operating_costs")),
            ("Surplus target", ("surplus_target",)),
        )
    ),
    "budget": (
        Source(BudgetLine, ("annual_plan",), lambda row: _of_budget(row, "Plan for the year"), ("year",)),
        Source(BudgetLine, ("forecast_outturn",), lambda row: _of_budget(row, "Forecast outturn"), ("year",)),
        Source(BudgetMonth, ("actual",), lambda row: _of_budget(row.line, "Actual to date"), ("line__year",)),
    ),
    "running-cost": (
        Source(
            RunningCostLine, ("amount",), lambda row: ("running-cost", row.label, row.year.label), ("year",)
        ),
    ),
    "fund": (
        Source(
            PooledFundContribution,
            ("amount",),
            lambda row: ("fund", row.fund.slug, str(row.partner), row.year.label),
            ("fund", "partner", "year"),
        ),
    ),
    "activity": (
        Source(
            EngagementActivity,
            ("reached", "reach_text"),
            lambda row: ("activity", row.slug, "People reached"),
        ),
        Source(
            EngagementActivity, ("took_part",), lambda row: ("activity", row.slug, "People who took part")
        ),
    ),
    "engagement": (
        Source(
            EngagementActivity,
            ("starts_on", "ends_on"),
            lambda _: ("engagement", "counts", "activities"),
        ),
        Source(Feedback, ("given_on",), lambda _: ("engagement", "counts", "feedback")),
        Source(StandardAnswer, ("answer",), lambda _: ("engagement", "counts", "standards")),
    ),
}
"""By the beginning of a line's key. Where several sources explain a line, the newest change does."""


def explained(lines: Sequence[Line], *, since: datetime) -> tuple[Line, ...]:
    """The lines, each with the newest change since the earlier version was frozen that it can be put down to.

    At most two questions for each kind of figure that is restated, however many are.
    """
    kinds = {kind for line in lines for kind in _kinds(line.key)}
    changes = {kind: list(_changes(kind, since - MARGIN)) for kind in sorted(kinds)}
    return tuple(_explained(line, changes) for line in lines)


def _kinds(key: Key) -> list[str]:
    """Of a figure of a KPI that was added, what is known of the KPI itself speaks, too."""
    return [kind for kind in (f"{key[0]}/{key[2]}", key[0]) if kind in SOURCES]


def _explained(line: Line, changes: dict[str, list[tuple[Key, Change]]]) -> Line:
    fitting = [
        change for kind in _kinds(line.key) for key, change in changes[kind] if line.key[: len(key)] == key
    ]
    if not fitting:
        return line
    newest = max(fitting, key=lambda change: change.order)
    return replace(line, who=newest.who, at=newest.order[0], why=newest.why)


def _changes(kind: str, since: datetime) -> Iterator[tuple[Key, Change]]:
    for source in SOURCES[kind]:
        yield from _changes_of(source, since)


def _changes_of(source: Source, since: datetime) -> Iterator[tuple[Key, Change]]:
    """Of every record that was touched since, the changes of the fields that the figure is made of."""
    history: Any = source.model.history  # type: ignore[attr-defined]
    rows = history.filter(source.where)
    touched = rows.filter(history_date__gte=since).values("id")
    people_and_names = ("history_user", *source.related)
    earlier: dict[int, Any] = {}
    asked: dict[int, str] = {}
    for row in rows.filter(id__in=touched).select_related(*people_and_names).order_by("history_id"):
        before = earlier.get(row.id)
        earlier[row.id] = row
        sent_back_at = getattr(row, "sent_back_at", None)
        if sent_back_at and sent_back_at >= since:
            asked[row.id] = row.sent_back_comment
        is_since = row.history_date >= since and _differs(source.fields, before, row)
        if is_since and _still_there(row, source.related):
            who = str(row.history_user or THE_PORTAL)
            yield (
                source.key(row),
                Change((row.history_date, row.history_id), who, _why(before, row, asked.get(row.id, ""))),
            )


def _why(before: Any, row: Any, asked: str) -> str:
    """The reason that was given; of a figure saved in its return, what the approver `asked` for who sent it back, and
    the comment that was written with it."""
    reason = row.history_change_reason or ""
    if not reason.startswith(SAVED_IN_RETURN):
        return reason
    comment = getattr(row, "commentary", "")
    is_new = comment and comment != getattr(before, "commentary", "")
    told = (f"Sent back: {_short(asked)}" if asked else "", _short(comment) if is_new else "")
    return " ".join(filter(None, told)) or reason


def _short(text: str) -> str:
    return shorten(text, LONGEST_WHY, placeholder=" …")


def _differs(fields: Iterable[str], before: Any, row: Any) -> bool:
    is_other = before is None or row.history_type != "~"
    return is_other or any(getattr(row, name) != getattr(before, name) for name in fields)


def _still_there(row: Any, related: Iterable[str]) -> bool:
    """Whether what the record belonged to has not been deleted since: then it stands in no report either."""
    for path in related:
        found = row
        for name in path.split("__"):
            found = getattr(found, name, None)
        if found is None:
            return False
    return True
