"""One risk: its three scores, how the current one moved, and what is being done."""

from dataclasses import dataclass
from datetime import date

from core.changes import Change, changes_in
from programmes.models import Risk, RiskAction, RiskScore
from programmes.pages import RiskActionRow
from programmes.register import action_row
from programmes.risk_bands import band_of
from programmes.score_chart import NARROW, WIDE, ScoreChart, Scored, score_chart

WIDTHS = {"wide": WIDE, "narrow": NARROW}


@dataclass(frozen=True)
class NamedScore:
    """A score with its two parts: inherent, current or target."""

    name: str
    meaning: str
    likelihood: int
    impact: int

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def band_text(self) -> str:
        return str(band_of(self.score).label)


@dataclass(frozen=True)
class ScoreRow:
    """One dated score of the register's history; `moved` says how it changed."""

    scored_on: date
    likelihood: int
    impact: int
    score: int
    band_text: str
    moved: str
    reason: str
    scored_by: str
    provenance: str


@dataclass(frozen=True)
class RiskPage:
    """Everything on a risk's page that is not a field of the risk itself."""

    scores: tuple[NamedScore, ...]
    history: tuple[ScoreRow, ...]
    charts: tuple[tuple[str, ScoreChart], ...]
    """For a wide page and for a phone; none with a single score."""
    actions: tuple[RiskActionRow, ...]
    changes: tuple[Change, ...]
    standing: str

    @property
    def open_actions(self) -> int:
        return sum(action.done_on is None for action in self.actions)


def build_risk_page(risk: Risk, *, today: date) -> RiskPage:
    until = risk.closed_on or today
    history = list(risk.scores.select_related("scored_by").order_by("scored_on", "pk"))
    target = risk.target_likelihood * risk.target_impact
    actions = sorted((action_row(action, today) for action in risk.actions.all()), key=_open_first)
    return RiskPage(
        scores=three_scores(risk),
        history=score_rows(history),
        charts=score_charts(risk, history, until),
        actions=tuple(actions),
        changes=changes_in([risk.history.all(), RiskAction.history.filter(risk_id=risk.pk)], page_of=risk),
        standing=standing(risk.score, target),
    )


def score_charts(risk: Risk, history: list[RiskScore], until: date) -> tuple[tuple[str, ScoreChart], ...]:
    """The same chart in two widths, as text in a drawing that shrinks cannot be read."""
    scores = [Scored(row.scored_on, row.score) for row in history]
    target = risk.target_likelihood * risk.target_impact
    drawn = {
        kind: score_chart(risk.reference, scores, target, until, width) for kind, width in WIDTHS.items()
    }
    return tuple((kind, chart) for kind, chart in drawn.items() if chart)


def three_scores(risk: Risk) -> tuple[NamedScore, ...]:
    return (
        NamedScore("Inherent", "before any controls", risk.inherent_likelihood, risk.inherent_impact),
        NamedScore("Current", "with the controls in place", risk.likelihood, risk.impact),
        NamedScore("Target", "what would be accepted", risk.target_likelihood, risk.target_impact),
    )


def standing(score: int, target: int) -> str:
    """Where the current score stands against the target, in a sentence."""
    if score > target:
        return f"{score - target} above its target of {target}."
    return (
        f"At its target of {target}."
        if score == target
        else f"{target - score} below its target of {target}."
    )


def score_rows(history: list[RiskScore]) -> tuple[ScoreRow, ...]:
    """The dated scores, newest first, each with how it moved from the one before."""
    rows = [score_row(row, before) for row, before in zip(history, [None, *history], strict=False)]
    return tuple(reversed(rows))


def score_row(row: RiskScore, before: RiskScore | None) -> ScoreRow:
    return ScoreRow(
        scored_on=row.scored_on,
        likelihood=row.likelihood,
        impact=row.impact,
        score=row.score,
        band_text=str(band_of(row.score).label),
        moved=moved(row.score, before.score if before else None),
        reason=row.reason,
        scored_by=str(row.scored_by) if row.scored_by else "",
        provenance=row.provenance,
    )


def moved(score: int, before: int | None) -> str:
    if before is None:
        return "First score"
    if score == before:
        return "No change"
    return f"{'Up' if score > before else 'Down'} from {before}"


def _open_first(action: RiskActionRow) -> tuple[bool, date]:
    return action.done_on is not None, action.due_on
