"""The schemes of all years, and one scheme: its measures, their money, and what they are measured by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.changes import Change, changes_in
from core.figures import HUNDRED
from core.money import short_pounds
from core.periods import FinancialYear
from core.provenance import Provenance
from core.rag import RAG
from performance.incentives.money import NOTHING, Outcome, Stake, Sums, add_up, money_of
from performance.models import IncentiveMeasure, IncentiveScheme
from performance.pages import AmbitionRow, Scorecard, ScorecardRow

Result = IncentiveMeasure.Result
Scope = IncentiveMeasure.Scope

EARNED = {
    Result.ACHIEVED: HUNDRED,
    Result.FORECAST_ACHIEVED: HUNDRED,
    Result.NOT_ACHIEVED: NOTHING,
    Result.FORECAST_NOT: NOTHING,
}
"""The share of its money that a result earns; of a partly achieved measure it is said."""
FORECASTS = (Result.FORECAST_ACHIEVED, Result.FORECAST_PARTLY, Result.FORECAST_NOT)
MARKS = {
    Result.ACHIEVED: "done",
    Result.FORECAST_ACHIEVED: "sent",
    Result.PARTLY: "part",
    Result.FORECAST_PARTLY: "part",
    Result.NOT_ACHIEVED: "missed",
    Result.FORECAST_NOT: "missed",
    Result.NOT_ASSESSED: "todo",
}
"""How a result is marked beside its words. Red is kept for RAG: what is not achieved is bold, with an open mark."""


@dataclass(frozen=True)
class MeasuredBy:
    """A KPI or an outcome ambition by which a measure is judged, as it stands now."""

    url_name: str
    key: str
    name: str
    rag: RAG | None
    reading: str


@dataclass(frozen=True)
class MeasureRow:
    """One measure or part of one. `carries` says whether the scheme's money hangs on it, and not on its parts."""

    pk: int
    name: str
    is_agreed: bool
    agreement_text: str
    agreement_note: str
    weight_percent: Decimal | None
    amount: Decimal | None
    carries: bool
    measured_by: tuple[MeasuredBy, ...]
    result_text: str
    result_mark: str
    is_assessed: bool
    earned: Decimal | None
    earned_percent: Decimal | None
    reason: str
    result_provenance: str
    provenance: str
    parts: tuple["MeasureRow", ...] = ()


@dataclass(frozen=True)
class MeasureGroup:
    """The national measures of a scheme, or the local ones."""

    name: str
    rows: tuple[MeasureRow, ...]
    status: str


@dataclass(frozen=True)
class SchemeRow:
    """One scheme in the list of all."""

    slug: str
    kind: str
    name: str
    provider: str
    year: str
    sums: Sums
    status: str
    provenance: str
    is_illustrative: bool


@dataclass(frozen=True)
class YearGroup:
    year: str
    rows: tuple[SchemeRow, ...]


@dataclass(frozen=True)
class SchemePage:
    """Everything on a scheme's page that is not a field of the scheme itself."""

    sums: Sums
    answer: str
    groups: tuple[MeasureGroup, ...]
    notes: tuple[str, ...]
    changes: tuple[Change, ...]
    is_illustrative: bool
    has_weights: bool
    has_agreed: bool

    @property
    def width(self) -> int:
        """Columns: measure, agreed and measured by; weight and money; result and what it earned."""
        return 3 + 2 * (self.has_weights + self.has_agreed)


# Reading --------------------------------------------------------------------------------------------------------------


def build_schemes(schemes: Iterable[IncentiveScheme]) -> tuple[YearGroup, ...]:
    """All schemes, newest year first (two queries when measures are fetched beforehand)."""
    groups: dict[str, list[SchemeRow]] = {}
    for scheme in schemes:
        groups.setdefault(scheme.year.label, []).append(_scheme_row(scheme))
    return tuple(YearGroup(year, tuple(rows)) for year, rows in groups.items())


def _scheme_row(scheme: IncentiveScheme) -> SchemeRow:
    measures = list(scheme.measures.all())
    sums = sums_of(scheme, measures)
    return SchemeRow(
        slug=scheme.slug,
        kind=scheme.get_kind_display(),
        name=str(scheme),
        provider=str(scheme.provider or ""),
        year=scheme.year.label,
        sums=sums,
        status=agreed_text(sums),
        provenance=scheme.provenance,
        is_illustrative=_has_invented_results(measures),
    )


def build_scheme_page(
    scheme: IncentiveScheme,
    *,
    card: Scorecard | None,
    ambitions: Sequence[AmbitionRow],
    year: FinancialYear,
) -> SchemePage:
    """One scheme: its measures in one query, its trail in three; what measures them is read by the caller."""
    measures = list(scheme.measures.select_related("kpi", "ambition"))
    sums = sums_of(scheme, measures)
    kpis = {row.slug: row for row in card.rows} if card else {}
    outlooks = {row.number: row for row in ambitions}
    judges = _Judges(kpis, outlooks, card.quarter if card else "", scheme.year.label)
    rows = {scope: tuple(_measure_rows(measures, scope, scheme, judges)) for scope in Scope}
    history = [
        IncentiveScheme.history.filter(id=scheme.pk),
        IncentiveMeasure.history.filter(scheme_id=scheme.pk),
    ]
    return SchemePage(
        sums=sums,
        answer=in_a_sentence(sums, has_ended=scheme.year.period < year),
        groups=tuple(
            MeasureGroup(f"{scope.label} measures", rows[scope], _group_status(rows[scope]))
            for scope in Scope
            if rows[scope]
        ),
        notes=tuple(_notes(measures, sums)),
        changes=changes_in(history, page_of=scheme),
        is_illustrative=_has_invented_results(measures),
        has_weights=any(
            measure.weight_percent is not None or measure.amount is not None for measure in measures
        ),
        has_agreed=bool(sums.agreed),
    )


@dataclass(frozen=True)
class _Judges:
    """The KPIs of a quarter and the ambitions as they stand, by which measures are judged."""

    kpis: Mapping[str, ScorecardRow]
    ambitions: Mapping[int, AmbitionRow]
    quarter: str
    year: str

    def of(self, measure: IncentiveMeasure) -> tuple[MeasuredBy, ...]:
        found = []
        if measure.kpi:
            found.append(self._kpi(measure.kpi.slug, measure.kpi.short_name))
        if measure.ambition:
            found.append(self._ambition(measure.ambition.number, measure.ambition.short_name))
        return tuple(found)

    def _kpi(self, slug: str, name: str) -> MeasuredBy:
        row = self.kpis.get(slug)
        if row is None:
            reading = f"not reported in {self.quarter}" if self.quarter else ""
            return MeasuredBy("performance:kpi_detail", slug, name, None, reading)
        return MeasuredBy("performance:kpi_detail", slug, name, row.rag, f"{row.latest.text} {self.quarter}")

    def _ambition(self, number: int, name: str) -> MeasuredBy:
        """The ambition with the latest level that was reported of a year up to the scheme's own."""
        row = self.ambitions.get(number)
        until = [point for point in row.actuals if point.year <= self.year] if row else []
        reading = f"{until[-1].text} in {until[-1].year}" if until else "no level reported yet"
        return MeasuredBy(
            "performance:ambition_level", str(number), f"Ambition {number}: {name}", None, reading
        )


def _measure_rows(
    measures: Sequence[IncentiveMeasure], scope: str, scheme: IncentiveScheme, judges: _Judges
) -> Iterable[MeasureRow]:
    """The measures of a scope with their parts. A measure's money is its own, or that of the parts that carry it."""
    for measure in measures:
        if measure.parent_id is not None or measure.scope != scope:
            continue
        parts = parts_of(measure, measures)
        carrying = carriers_of(measure, parts)
        rows = tuple(_measure_row(part, scheme, judges, carrying) for part in parts)
        yield replace(_measure_row(measure, scheme, judges, carrying), parts=rows)


def _measure_row(
    measure: IncentiveMeasure, scheme: IncentiveScheme, judges: _Judges, carrying: Sequence[IncentiveMeasure]
) -> MeasureRow:
    stake, carries = stake_of(measure, scheme), measure in carrying
    amount = stake.amount if carries else None
    if not carries and measure.parent_id is None:
        amount = _sum_known(stake_of(each, scheme).amount for each in carrying)
    return MeasureRow(
        pk=measure.pk,
        name=measure.name,
        is_agreed=measure.is_agreed,
        agreement_text=measure.get_agreement_display(),
        agreement_note=measure.agreement_note,
        weight_percent=measure.weight_percent,
        amount=amount,
        carries=carries,
        measured_by=judges.of(measure),
        result_text=measure.get_result_display(),
        result_mark=MARKS[Result(measure.result)],
        is_assessed=measure.result != Result.NOT_ASSESSED,
        earned=stake.earned if amount is not None and carries else None,
        earned_percent=measure.earned_percent,
        reason=measure.result_reason,
        result_provenance=measure.result_provenance,
        provenance=measure.provenance,
    )


# Money ----------------------------------------------------------------------------------------------------------------


def sums_of(scheme: IncentiveScheme, measures: Sequence[IncentiveMeasure]) -> Sums:
    """The money of a scheme, from the measures that carry it."""
    carrying = [
        each
        for measure in measures
        if measure.parent_id is None
        for each in carriers_of(measure, parts_of(measure, measures))
    ]
    return add_up([stake_of(each, scheme) for each in carrying], scheme.total, scheme.deduction_percent)


def parts_of(measure: IncentiveMeasure, measures: Iterable[IncentiveMeasure]) -> list[IncentiveMeasure]:
    return [part for part in measures if part.parent_id == measure.pk]


def carriers_of(measure: IncentiveMeasure, parts: Sequence[IncentiveMeasure]) -> list[IncentiveMeasure]:
    """Those of a measure and its parts on which money hangs: the parts, once any of them has a weight or an amount."""
    has_money = any(part.amount is not None or part.weight_percent is not None for part in parts)
    return list(parts) if has_money else [measure]


def stake_of(measure: IncentiveMeasure, scheme: IncentiveScheme) -> Stake:
    result = Result(measure.result)
    earned = measure.earned_percent if measure.earned_percent is not None else EARNED.get(result, NOTHING)
    amount = money_of(measure.amount, measure.weight_percent, scheme.total)
    return Stake(amount, outcome_of(measure), earned)


def outcome_of(measure: IncentiveMeasure) -> Outcome:
    if not measure.is_agreed:
        return Outcome.NOT_AGREED
    if measure.result == Result.NOT_ASSESSED:
        return Outcome.NOT_ASSESSED
    return Outcome.FORECAST if measure.result in FORECASTS else Outcome.FINAL


def _sum_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, NOTHING) if known else None


# Words ----------------------------------------------------------------------------------------------------------------


def agreed_text(sums: Sums) -> str:
    """How far the scheme is agreed: “4 of 6 measures agreed”, “Nothing agreed yet”."""
    if not sums.measures:
        return "No measures yet"
    if not sums.agreed:
        return f"None of {sums.measures} measures agreed yet"
    return f"{sums.agreed} of {sums.measures} measures agreed"


def in_a_sentence(sums: Sums, *, has_ended: bool) -> str:
    """The finding of a scheme: what is still to be agreed, or what it is expected to bring."""
    if not sums.measures:
        return "No measure has been entered yet."
    if not sums.agreed:
        money = "" if sums.is_known else " No money is stated for it yet."
        return f"None of its {sums.measures} measures is agreed yet.{money}"
    still = f"{_counted(sums.open_measures)} still to be agreed." if sums.open_measures else ""
    if sums.forecast is None or sums.at_stake is None:
        return f"{still or 'All measures are agreed.'} No money is stated for them yet."
    is_settled = has_ended and sums.achieved == sums.forecast and not sums.not_assessed
    told = "It has earned" if is_settled else "It is expected to earn"
    earned = f"{told} {short_pounds(sums.forecast)} of {short_pounds(sums.at_stake)}."
    waiting = f"{_counted(sums.to_assess)} not assessed yet." if sums.to_assess else ""
    return " ".join(filter(None, [earned, waiting, still]))


def _counted(measures: int) -> str:
    return "1 measure is" if measures == 1 else f"{measures} measures are"


def _group_status(rows: Sequence[MeasureRow]) -> str:
    """What is said once of all measures of a group: the one state of agreement that they share."""
    states = {row.agreement_text for row in rows}
    if states == {"Agreed"} or len(states) != 1:
        return ""
    return states.pop()


def _notes(measures: Sequence[IncentiveMeasure], sums: Sums) -> Iterable[str]:
    """What does not add up, said and not corrected."""
    tops = [measure for measure in measures if measure.parent_id is None]
    weights = [measure.weight_percent for measure in tops if measure.weight_percent is not None]
    if len(weights) == len(tops) and weights and sum(weights) != HUNDRED:
        yield f"The weights add up to {sum(weights).normalize():f}%, not to 100%."
    for measure in tops:
        weights_of_parts = (part.weight_percent for part in parts_of(measure, measures))
        known = [weight for weight in weights_of_parts if weight is not None]
        if known and measure.weight_percent is not None and sum(known) != measure.weight_percent:
            yield (
                f"The parts of “{measure.name}” weigh {sum(known).normalize():f}% together, "
                f"the measure {measure.weight_percent.normalize():f}%."
            )
    if sums.unassigned is not None and sums.unassigned < 0:
        yield "The money of the measures is more than the total at stake."
    if sums.without_money and sums.is_known:
        yield f"{_counted(sums.without_money)} without money and not in the sums."


def _has_invented_results(measures: Iterable[IncentiveMeasure]) -> bool:
    return any(measure.result_provenance == Provenance.ILLUSTRATIVE for measure in measures)
