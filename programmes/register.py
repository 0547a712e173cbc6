"""The corporate risk register as it stood on a day, its 5 by 5 map, and how the scores moved since a day before.

Scores and whether a risk was open are those of the day; wording, controls and actions are those of today.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from core import periods
from organisation.models import Quarter
from programmes.models import Risk, RiskAction
from programmes.pages import HeatCell, RiskActionRow, RiskRegister, RiskRow
from programmes.risk_bands import Band, band_of

STEPS = range(1, 6)
"""Likelihood and impact are scored 1 to 5."""


def build_register(quarter: Quarter | periods.Quarter, *, today: date) -> RiskRegister:
    """The register as it stood at the quarter's end (today, if that is earlier), against the quarter before it.

    Two queries, however many risks there are.
    """
    period = quarter.period if isinstance(quarter, Quarter) else quarter
    on, since = min(period.ends_on, today), period.previous.ends_on
    return register_of(rows_as_stood(on, since), on, since)


def risks_added(period: periods.Quarter | periods.Month) -> int:
    """How many risks were added to the register in a period: a KPI proposes this figure."""
    return Risk.objects.filter(opened_on__range=(period.starts_on, period.ends_on)).count()


def risks_removed(period: periods.Quarter | periods.Month) -> int:
    """How many risks were removed from the register in a period: a KPI proposes this figure."""
    return Risk.objects.filter(closed_on__range=(period.starts_on, period.ends_on)).count()


def rows_as_stood(on: date, since: date) -> list[RiskRow]:
    """Every risk opened by the day, closed ones too, highest score first."""
    risks = (
        Risk.objects.opened_by(on)
        .with_scores_of(on, since)
        .select_related("directorate", "project", "strategic_aim")
        .prefetch_related("actions")
    )
    return sorted((risk_row(risk, on, since) for risk in risks), key=lambda row: (-row.score, row.reference))


def register_of(rows: Iterable[RiskRow], on: date, since: date) -> RiskRegister:
    """The register from rows of the same days: open risks, their map and counts by band, what came and what went."""
    everything = list(rows)
    risks = tuple(row for row in everything if row.closed_on is None)
    bands = Counter(row.band for row in risks)
    return RiskRegister(
        risks=risks,
        heat_map=heat_map(risks),
        extreme=bands[Band.EXTREME],
        high=bands[Band.HIGH],
        moderate=bands[Band.MODERATE],
        low=bands[Band.LOW],
        added=sum(row.opened_on > since for row in everything),
        removed=sum(row.closed_on is not None and row.closed_on > since for row in everything),
        on=on,
        since=since,
    )


def risk_row(risk: Risk, on: date, since: date) -> RiskRow:
    """One risk from `with_scores_of`. A risk without a dated score stands as it is scored now."""
    likelihood, impact = risk.likelihood_on or risk.likelihood, risk.impact_on or risk.impact
    previous = risk.likelihood_since * risk.impact_since if risk.likelihood_since else None
    band = band_of(likelihood * impact)
    return RiskRow(
        reference=risk.reference,
        title=risk.title,
        cause=risk.cause,
        event=risk.event,
        effect=risk.effect,
        directorate=risk.directorate.name,
        directorate_slug=risk.directorate.slug,
        owner=risk.owner,
        inherent=risk.inherent_likelihood * risk.inherent_impact,
        likelihood=likelihood,
        impact=impact,
        score=likelihood * impact,
        band=band.value,
        band_text=str(band.label),
        target=risk.target_likelihood * risk.target_impact,
        change=change_in_words(likelihood * impact, previous, is_new=risk.opened_on > since),
        previous=previous,
        controls=risk.controls,
        assurances=risk.assurances,
        gaps=risk.gaps,
        strategic_aim=risk.strategic_aim.text if risk.strategic_aim else "",
        project=risk.project.short_name if risk.project else "",
        project_slug=risk.project.slug if risk.project else "",
        opened_on=risk.opened_on,
        closed_on=risk.closed_on if risk.closed_on and risk.closed_on <= on else None,
        actions=tuple(action_row(action, on) for action in risk.actions.all()),
        provenance=risk.provenance,
        part=risk.part,
    )


def action_row(action: RiskAction, on: date) -> RiskActionRow:
    """An action as known on a day: one done later is still open, and overdue once its due date has passed."""
    done_on = action.done_on if action.done_on and action.done_on <= on else None
    return RiskActionRow(
        text=action.text,
        owner=action.owner,
        due_on=action.due_on,
        done_on=done_on,
        is_overdue=done_on is None and action.due_on < on,
        pk=action.pk,
    )


def change_in_words(score: int, previous: int | None, *, is_new: bool = False) -> str:
    """How a score moved: “Up from 16”, “Down from 16”, “No change”, or “New” for a risk opened since then."""
    if is_new:
        return "New"
    if previous is None:
        return "No earlier score"
    if score == previous:
        return "No change"
    return f"{'Up' if score > previous else 'Down'} from {previous}"


def heat_map(risks: Iterable[RiskRow]) -> tuple[tuple[HeatCell, ...], ...]:
    """Rows from likelihood 5 down to 1, columns from impact 1 to 5, each cell with the references that stand in it."""
    placed: dict[tuple[int, int], list[str]] = {}
    for risk in risks:
        placed.setdefault((risk.likelihood, risk.impact), []).append(risk.reference)
    return tuple(
        tuple(_cell(likelihood, impact, placed.get((likelihood, impact), ())) for impact in STEPS)
        for likelihood in reversed(STEPS)
    )


def _cell(likelihood: int, impact: int, references: Iterable[str]) -> HeatCell:
    score = likelihood * impact
    return HeatCell(likelihood, impact, score, band_of(score).value, tuple(sorted(references)))
