"""The records that a report prints figures of, money, projects, risks and engagement: what it prints of each, and where
the history of it is kept.

A figure leads to its record by two words, which stand in the address: the kind, and the name or place of the row in the
report's own table. What the report does not print is not found.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from assurance.pack import AssurancePack
from assurance.renditions.recorded import Dated, Record, Recorded
from core import periods
from core.dates import in_words
from core.figures import MeasureKind, format_value
from core.money import pounds
from core.provenance import Provenance
from core.rag import RAG
from engagement.models import EngagementActivity, StandardAnswer
from engagement.suppression import people_text, reach_text
from finance.models import BudgetLine, BudgetMonth, FinancialPosition, PooledFundContribution, RunningCostLine
from finance.pages import Budget, BudgetRow
from performance.models import AmbitionLevel, OutcomeAmbition, PerformanceLevel
from performance.trail import THE_PORTAL
from programmes.models import Milestone, ProjectUpdate, Risk, RiskAction, RiskScore, Stage
from programmes.pages import MilestoneRow

NOT_STATED = "Not stated"


# Ambitions ------------------------------------------------------------------------------------------------


def _ambition(pack: AssurancePack, key: str) -> Iterator[Record]:
    for row in pack.performance.ambitions:
        if str(row.number) == key:
            points = [("Baseline", row.baseline)] if row.baseline else []
            points += [(f"Target {point.year}", point) for point in row.targets]
            points += [(f"Reported {point.year}", point) for point in row.actuals]
            yield Record(
                kind="Outcome ambition",
                name=row.name,
                printed=tuple((what, point.text) for what, point in points),
                page=reverse("performance:outcomes"),
                recorded=(
                    Recorded(
                        OutcomeAmbition.history.filter(number=row.number),
                        lambda _: "Baseline",
                        lambda each: _figure(each.baseline),
                    ),
                    Recorded(
                        AmbitionLevel.history.filter(ambition__number=row.number).select_related("year"),
                        lambda each: f"{each.get_kind_display()} {each.year}",
                        lambda each: _figure(each.value),
                    ),
                ),
                provenance=row.provenance,
                source=row.source,
            )


def _level(pack: AssurancePack, key: str) -> Iterator[Record]:
    """A published level by the places of its indicator and its area in the table, `2_1`."""
    indicators = tuple(dict.fromkeys(row.indicator for row in pack.performance.levels))
    areas = tuple(dict.fromkeys(row.area for row in pack.performance.levels))
    for row in pack.performance.levels:
        if f"{indicators.index(row.indicator) + 1}_{areas.index(row.area) + 1}" == key:
            history = PerformanceLevel.history.filter(short_name=row.indicator, area=row.area)
            yield Record(
                kind="Published level of performance",
                name=f"{row.indicator}, {row.area}",
                printed=(("Level", row.level), ("As at", row.as_at)),
                page=reverse("performance:outcomes"),
                recorded=(Recorded(history, lambda each: each.as_at, lambda each: each.level),),
                provenance=Provenance.PUBLISHED,
            )


def _figure(value: Any) -> str:
    return NOT_STATED if value is None else format_value(value, MeasureKind.NUMBER)


# Projects and risks ---------------------------------------------------------------------------------------


def _project(pack: AssurancePack, key: str) -> Iterator[Record]:
    """RAG and stage in the quarter of the report."""
    quarter = periods.Quarter.from_slug(pack.head.quarter_slug)
    for row in pack.programmes.portfolio.projects:
        if row.slug == key:
            updates = ProjectUpdate.history.filter(project__slug=key, quarter__starts_on=quarter.starts_on)
            yield Record(
                kind="Project",
                name=f"{row.number}. {row.name}",
                printed=(
                    ("RAG", str(row.rag.label) if row.rag else "No update"),
                    ("Stage of the cycle", row.stage_text or "Not recorded"),
                ),
                page=reverse("programmes:project_detail", args=[row.slug]),
                recorded=(Recorded(updates, lambda _: quarter.label, _update),),
                provenance=row.update_provenance,
            )


def _update(row: Any) -> str:
    stage = f", {Stage(row.stage).label}" if row.stage else ""
    return f"{RAG(row.rag).label}{stage}"


def _milestone(pack: AssurancePack, key: str) -> Iterator[Record]:
    """A milestone of the report's own list, or the next one of a project, by its number in the portal."""
    listed = {str(row.pk): row for row in (*_next_milestones(pack), *pack.milestones)}
    row = listed.get(key)
    if row:
        yield Record(
            kind="Milestone",
            name=f"{row.name}, {row.project}" if row.project else row.name,
            printed=tuple(
                (what, in_words(day))
                for what, day in (
                    ("Due", row.due_on),
                    ("Expected", row.forecast_on),
                    ("Done", row.completed_on),
                )
                if day
            ),
            page=reverse("programmes:timeline"),
            recorded=(
                Recorded(
                    Milestone.history.filter(id=row.pk),
                    lambda each: each.name,
                    partial(_days, _known_by(pack)),
                ),
            ),
            provenance=row.provenance,
        )


def _next_milestones(pack: AssurancePack) -> Iterator[MilestoneRow]:
    for project in pack.programmes.portfolio.projects:
        if project.next_milestone:
            yield replace(project.next_milestone, project=project.short_name)


def _days(known_by: date, row: Any) -> str:
    said = [f"Due {in_words(row.due_on)}"]
    said += [f"expected {in_words(row.forecast_on)}"] if row.forecast_on else []
    return f"{', '.join(said)}{_done(row.completed_on, known_by)}"


def _risk(pack: AssurancePack, key: str) -> Iterator[Record]:
    for row in pack.programmes.register.risks:
        if row.reference == key:
            yield Record(
                kind="Risk",
                name=f"{row.reference} {row.title}",
                printed=(
                    ("Inherent score", str(row.inherent)),
                    ("Current score", f"{row.score}, {row.band_text.lower()}"),
                    ("Target score", str(row.target)),
                ),
                page=reverse("programmes:risk_detail", args=[row.reference]),
                recorded=(
                    Recorded(Risk.history.filter(reference=key), lambda _: "Scores", _scores),
                    Recorded(
                        RiskAction.history.filter(risk__reference=key),
                        lambda each: f"Action: {each.text}",
                        partial(_action, _known_by(pack)),
                    ),
                ),
                provenance=row.provenance,
                dated=partial(_scored, key),
            )


def _action(known_by: date, row: Any) -> str:
    return f"Due {in_words(row.due_on)}{_done(row.done_on, known_by)}"


def _done(day: date | None, known_by: date) -> str:
    """What is dated after the report was not yet said there."""
    if day is None:
        return ""
    return f", done {in_words(day)}{'' if day <= known_by else ', after the report'}"


def _known_by(pack: AssurancePack) -> date:
    return localdate(pack.head.cut_off) if pack.head.cut_off else date.max


def _scored(reference: str) -> Iterator[Dated]:
    """Each score of a risk by the day on which it was given."""
    for score in RiskScore.objects.filter(risk__reference=reference).select_related("scored_by"):
        yield Dated(
            on=score.scored_on,
            text=f"{score.likelihood} × {score.impact} = {score.score}",
            who=str(score.scored_by or THE_PORTAL),
            why=score.reason,
            provenance=score.provenance,
        )


def _scores(row: Any) -> str:
    inherent = row.inherent_likelihood * row.inherent_impact
    current = f"{row.likelihood} × {row.impact} = {row.likelihood * row.impact}"
    return (
        f"Inherent {inherent}, current {current}, target {row.target_likelihood * row.target_impact}"
        f"{', closed' if row.closed_on else ''}"
    )


# Money ----------------------------------------------------------------------------------------------------


def _position(pack: AssurancePack, key: str) -> Iterator[Record]:
    """A part of the year's position by its place; the total is made of them all."""
    finance = pack.finance
    for place, row in enumerate(finance.position, start=1):
        if str(place) == key:
            parts = {label: value for value, label in FinancialPosition.Part.choices}
            rows = FinancialPosition.history.filter(year__start=_start(finance.year))
            yield Record(
                kind="Position of the year",
                name=f"{row.part}, {finance.year}",
                printed=(
                    ("Revenue resource limit", pounds(row.resource_limit)),
                    ("Net operating costs", pounds(row.net_operating_costs)),
                    ("Surplus", pounds(row.surplus)),
                ),
                page=_of_year("finance:position", finance.year),
                recorded=(
                    Recorded(
                        rows.filter(part=parts[row.part]) if row.part in parts else rows,
                        lambda each: each.get_part_display(),
                        lambda each: (
                            f"Limit {pounds(each.resource_limit)}, costs {pounds(each.net_operating_costs)}"
                        ),
                    ),
                ),
                provenance=row.provenance,
                source=row.source,
                is_held_back=True,
            )


def _budget(pack: AssurancePack, key: str) -> Iterator[Record]:
    """A heading, `2013-14_acute-services`; a total, `2013-14_`, is made of all headings of the year."""
    year, _, slug = key.partition("_")
    for budget in filter(None, (pack.finance.budget, pack.finance.next_budget, pack.finance.later_budget)):
        if budget.year_slug == year:
            rows = {row.slug: row for row in budget.rows}
            if slug in rows:
                page = reverse("finance:budget_line_detail", args=[year, slug])
                yield _of_budget(pack, budget, rows[slug], page, {"slug": slug})
            elif not slug and budget.total:
                yield _of_budget(pack, budget, budget.total, _of_year("finance:position", budget.year), {})


def _of_budget(
    pack: AssurancePack, budget: Budget, row: BudgetRow, page: str, narrowed: dict[str, str]
) -> Record:
    ends_on = periods.Quarter.from_slug(pack.head.quarter_slug).ends_on
    in_year = {"year__start": _start(budget.year)} | narrowed
    of_months = {f"line__{name}": value for name, value in in_year.items()}
    to = f" to {budget.months_to}" if budget.months_to else " to date"
    amounts = (
        ("Plan for the year", row.annual_plan),
        (f"Plan{to}", row.plan_to_date),
        (f"Actual{to}", row.actual_to_date),
        ("Forecast outturn", row.forecast_outturn),
    )
    lines = BudgetLine.history.filter(**in_year)
    months = BudgetMonth.history.filter(starts_on__lte=ends_on, **of_months).select_related("line")
    return Record(
        kind="Budget",
        name=f"{row.heading}, {budget.year}",
        printed=tuple((what, pounds(amount)) for what, amount in amounts if amount is not None),
        page=page,
        recorded=(
            Recorded(lines, lambda each: each.heading, _line),
            Recorded(months, lambda each: f"{each.line.heading}, {each.starts_on:%B %Y}", _month),
        ),
        provenance=row.provenance or budget.provenance,
        source=budget.source,
        is_held_back=True,
    )


def _line(row: Any) -> str:
    forecast = "" if row.forecast_outturn is None else f", forecast {pounds(row.forecast_outturn)}"
    return f"Plan {pounds(row.annual_plan)}{forecast}"


def _month(row: Any) -> str:
    actual = "not entered" if row.actual is None else pounds(row.actual)
    return f"Plan {pounds(row.plan)}, actual {actual}"


def _fund(pack: AssurancePack, key: str) -> Iterator[Record]:
    """A partner by its place in the fund's table, `better-care-fund_1`; the total, `better-care-fund_`, is of all."""
    slug, _, place = key.partition("_")
    for fund in pack.finance.pooled_funds:
        rows = [("Total", fund.totals), *((row.partner, row.amounts) for row in fund.rows)]
        for number, (partner, amounts) in enumerate(rows):
            if (fund.slug, str(number or "")) == (slug, place):
                history = PooledFundContribution.history.filter(fund__slug=slug)
                printed = zip(fund.years, amounts, strict=True)
                yield Record(
                    kind="Pooled fund",
                    name=f"{fund.name}: {partner}",
                    printed=tuple((year, pounds(each)) for year, each in printed if each is not None),
                    page=reverse("finance:pooled_funds"),
                    recorded=(
                        Recorded(
                            (history.filter(partner__name=partner) if number else history).select_related(
                                "partner", "year"
                            ),
                            lambda each: f"{each.partner}, {each.year}",
                            lambda each: pounds(each.amount),
                        ),
                    ),
                    provenance=fund.provenance,
                    source=fund.source,
                    is_held_back=True,
                )


def _running(pack: AssurancePack, key: str) -> Iterator[Record]:
    """A line by its place in the table: of two that have the same label, each has its own history."""
    costs = pack.finance.running_costs
    for place, row in enumerate(costs.rows if costs else (), start=1):
        if costs and str(place) == key:
            before = sum(each.label == row.label for each in costs.rows[: place - 1])
            named = RunningCostLine.objects.filter(year__start=_start(costs.year), label=row.label)
            history = RunningCostLine.history.filter(id__in=named.order_by("order").values("pk")[before:][:1])
            yield Record(
                kind="Running costs",
                name=f"{row.label}, {costs.year}",
                printed=(
                    ("Amount", pounds(row.amount)),
                    ("A head", pounds(row.per_head)),
                    ("Share", f"{row.share_percent}%"),
                ),
                page=_of_year("finance:running_costs", costs.year),
                recorded=(
                    Recorded(
                        history,
                        lambda each: each.label,
                        lambda each: (
                            f"{pounds(each.amount)}, {pounds(each.per_head)} a head, {each.share_percent}%"
                        ),
                    ),
                ),
                provenance=costs.provenance,
                source=costs.source,
                is_held_back=True,
            )


def _start(label: str) -> int:
    return int(label[:4])


def _of_year(page: str, label: str) -> str:
    return f"{reverse(page)}?year={label.replace('/', '-')}"


# Engagement -----------------------------------------------------------------------------------------------


def _activity(pack: AssurancePack, key: str) -> Iterator[Record]:
    for row in pack.engagement.activities:
        if row.slug == key:
            yield Record(
                kind="Engagement activity",
                name=row.title,
                printed=(
                    ("Reach", row.reach_text or NOT_STATED),
                    ("People who took part", row.took_part_text or NOT_STATED),
                ),
                page=reverse("engagement:activity_detail", args=[row.slug]),
                recorded=(Recorded(EngagementActivity.history.filter(slug=key), lambda _: "Reach", _reach),),
                provenance=row.provenance,
                source=row.source,
            )


def _reach(row: Any) -> str:
    """Small numbers of people are suppressed in the history as they are on the activity's page."""
    reach, took_part = reach_text(row.reach_text, row.reached), people_text(row.took_part)
    return "; ".join(filter(None, (reach, f"took part: {took_part}" if took_part else ""))) or NOT_STATED


def _standard(pack: AssurancePack, key: str) -> Iterator[Record]:
    """How the activities that the report prints answered a standard."""
    slugs = [row.slug for row in pack.engagement.activities]
    for row in pack.engagement.standards:
        if str(row.number) == key:
            answers = StandardAnswer.history.filter(standard__number=row.number, activity__slug__in=slugs)
            yield Record(
                kind="Engagement standard",
                name=row.name,
                printed=(
                    ("Met", str(row.met)),
                    ("Not met", str(row.not_met)),
                    ("Not answered", str(row.not_answered)),
                ),
                page=reverse("engagement:activity_list"),
                recorded=(
                    Recorded(
                        answers.select_related("activity"),
                        lambda each: each.activity.title,
                        lambda each: each.get_answer_display(),
                    ),
                ),
            )


KINDS: dict[str, Callable[[AssurancePack, str], Iterator[Record]]] = {
    "ambition": _ambition,
    "level": _level,
    "project": _project,
    "milestone": _milestone,
    "risk": _risk,
    "position": _position,
    "budget": _budget,
    "fund": _fund,
    "running": _running,
    "activity": _activity,
    "standard": _standard,
}
"""By the first word of the address."""
