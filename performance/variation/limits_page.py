"""The page on which limits are decided: the chart as it is, what has been decided, and what a decision would change."""

from dataclasses import dataclass

from core import clock, periods
from core.dates import in_words
from performance.models import KPI, Baseline, KPIValue, Rebase
from performance.records import KPIRecord, read_records
from performance.variation.pages import Exhibit
from performance.variation.process import Decisions, Figures, exhibit_of, read_decisions, too_few


@dataclass(frozen=True)
class DecisionLine:
    """One decision as the list shows it, with what became of it."""

    pk: int
    kind: str
    what: str
    reason: str
    decided: str
    withdrawn: str
    withdrawn_reason: str


@dataclass(frozen=True)
class LimitsPage:
    """What the pages about a KPI's limits print; `too_few` is why there is nothing to decide."""

    kpi: KPI
    exhibit: Exhibit | None
    too_few: str
    decisions: tuple[DecisionLine, ...]
    baseline: Baseline | None

    @property
    def periods(self) -> list[tuple[str, str]]:
        """The periods from which limits could start afresh, newest first: not the first, and none that is taken."""
        if self.exhibit is None:
            return []
        taken = {each.first for each in self.exhibit.stretches}
        return [
            (point.starts_on.isoformat(), point.label)
            for place, point in reversed(list(enumerate(self.exhibit.points)))
            if place not in taken
        ]

    @property
    def points(self) -> int:
        return self.exhibit.process.points if self.exhibit else 0


@dataclass(frozen=True)
class Effect:
    """A chart as it is and as it would be, line by line."""

    before: Exhibit
    after: Exhibit

    @property
    def lines(self) -> tuple[tuple[str, str, str], ...]:
        sides = [self._said(side) for side in (self.before, self.after)]
        return tuple((name, sides[0][name], sides[1][name]) for name in sides[0])

    @staticmethod
    def _said(side: Exhibit) -> dict[str, str]:
        levels, process = side.level_texts, side.process
        return {
            "Points that limits speak of": str(side.last.count),
            "Mean": levels["mean"] or "–",
            "Lower limit": levels["lpl"] or "–",
            "Upper limit": levels["upl"] or "–",
            "Variation": process.variation_word or process.message,
            "Assurance": process.assurance_word or process.message,
        }


def build_limits_page(kpi: KPI) -> LimitsPage:
    """The page at the newest period that has ended."""
    record, figures, decisions = _read(kpi)
    at = _newest(record)
    return LimitsPage(
        kpi=kpi,
        exhibit=exhibit_of(record, figures, at, decisions),
        too_few=too_few(record, figures, at),
        decisions=_lines(kpi),
        baseline=decisions.baseline,
    )


def effect_of(kpi: KPI, *, rebase: Rebase | None = None, baseline: Baseline | None = None) -> Effect | None:
    """What one more decision, not made yet, would change; None where there is no chart."""
    record, figures, decisions = _read(kpi)
    at = _newest(record)
    rebases = (*decisions.rebases, rebase) if rebase else decisions.rebases
    before = exhibit_of(record, figures, at, decisions)
    after = exhibit_of(record, figures, at, Decisions(rebases, baseline or decisions.baseline))
    return Effect(before, after) if before and after else None


def _read(kpi: KPI) -> tuple[KPIRecord, Figures, Decisions]:
    today = clock.today()
    seen = KPIValue.objects.known_by(today)
    (record,) = read_records(KPI.objects.filter(pk=kpi.pk), values=seen, today=today)
    months = {periods.Month.containing(value.starts_on): value for value in seen.monthly().filter(kpi=kpi)}
    return record, Figures(months, record.values), read_decisions([kpi.pk], on=today)[kpi.pk]


def _newest(record: KPIRecord) -> periods.Quarter:
    return periods.Quarter.containing(record.today).previous


def _lines(kpi: KPI) -> tuple[DecisionLine, ...]:
    """All decisions, newest first, those taken back among them."""
    people, today = ("set_by", "withdrawn_by"), clock.today()
    found: list[Rebase | Baseline] = [
        *Rebase.objects.filter(kpi=kpi, set_on__lte=today).select_related(*people),
        *Baseline.objects.filter(kpi=kpi, set_on__lte=today).select_related(*people),
    ]
    found.sort(key=lambda each: (each.set_on, each.pk), reverse=True)
    return tuple(_line(each) for each in found)


def _line(decision: Rebase | Baseline) -> DecisionLine:
    is_rebase = isinstance(decision, Rebase)
    what = (
        f"Afresh from {in_words(decision.starts_on)}"
        if isinstance(decision, Rebase)
        else f"Baseline of {decision.points} points"
    )
    return DecisionLine(
        pk=decision.pk,
        kind="rebase" if is_rebase else "baseline",
        what=what,
        reason=decision.reason,
        decided=f"{decision.set_by or 'The portal'}, {in_words(decision.set_on)}",
        withdrawn=(
            f"{decision.withdrawn_by or 'The portal'}, {in_words(decision.withdrawn_on)}"
            if decision.withdrawn_on
            else ""
        ),
        withdrawn_reason=decision.withdrawn_reason,
    )
