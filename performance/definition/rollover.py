"""A new year: last year's target and outcome of every KPI, and one row each to keep it, change it, or have none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices

from core import periods
from core.controls import Entry
from core.figures import MeasureKind, format_value
from core.parsing import FigureError, parse_figure, whole
from core.provenance import Provenance
from core.rag import RAG
from organisation.models import FinancialYear
from performance import assessment
from performance.definition.target_forms import target_kind
from performance.definition.targets import Decision, target_faults, terms_like
from performance.follow_up.year_end import year_rag
from performance.models import KPI, Frequency, KPIValue, Target
from performance.rag import Basis, Comparator
from performance.records import YEARS_BEFORE, KPIRecord, read_records

WITH_PROFILE = "The profile by month does not fit another target. Set this one on the page of its KPI."
TYPED_BUT_LEFT = "You typed another target. Choose “Another target” to save it, or put back what stood there."


class Choice(TextChoices):
    """What is decided of one KPI."""

    LEAVE = "", "Leave as it is"
    KEEP = "keep", "Keep last year’s"
    CHANGE = "change", "Another target"
    NONE = "none", "No target"


@dataclass(frozen=True)
class TypedTerms:
    """What was typed into one row, as text."""

    choice: str = ""
    comparator: str = Comparator.AT_LEAST
    value: str = ""
    upper: str = ""
    basis: str = Basis.EACH_PERIOD
    version: str = "0"

    @property
    def terms(self) -> tuple[str, ...]:
        return (self.comparator, self.value, self.upper, self.basis)


@dataclass(frozen=True)
class Outcome:
    """What a year came to by the KPI's own rule, and its last quarter, each as it was rated where it can be.

    A year may reach its target though its last quarter did not, and the other way round.
    """

    year: str
    year_rag: RAG | None
    quarter: str
    quarter_rag: RAG | None


@dataclass(frozen=True)
class YearRow:
    """One KPI of the new year: last year beside this, and what was typed. `errors` are by field."""

    kpi: KPI
    last_target: Target | None
    last_text: str
    outcome: Outcome
    current: Target | None
    current_text: str
    later: bool
    shown: TypedTerms
    typed: TypedTerms
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"k{self.kpi.number}"

    @property
    def has_profile(self) -> bool:
        """Whether the target that another one is typed from has a profile by month, which a row has no room for."""
        start = self.current or self.last_target
        return bool(start and start.profile)

    @property
    def is_decided(self) -> bool:
        return self.current is not None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Nothing can be kept where there was no target, but that there is none."""
        return [
            (choice.value, choice.label)
            for choice in Choice
            if choice != Choice.KEEP or (self.last_target and not self.last_target.no_target)
        ]

    @property
    def entries(self) -> list[Entry]:
        return [
            Entry(f"{self.kpi.short_name}: {sentence}", f"#{self.key}-{name}")
            for name, sentence in self.errors.items()
        ]


def read_year(year: FinancialYear, today: date, typed: Mapping[str, str] | None = None) -> list[YearRow]:
    """Every KPI in use in the year, by directorate and team: four queries, however many there are."""
    period = year.period
    in_use = KPI.objects.in_use_between(period.starts_on, period.ends_on)
    records = read_records(
        in_use.order_by("team__directorate__order", "team__order", "number"),
        values=KPIValue.objects.known_by(today),
        today=today,
        first=periods.FinancialYear(period.start - 1 - YEARS_BEFORE),
        last=period.previous.quarters[-1],
    )
    return [_row(record, period, typed) for record in records]


def _row(record: KPIRecord, year: periods.FinancialYear, typed: Mapping[str, str] | None) -> YearRow:
    last_year = year.previous
    before = record.targets.get(last_year, ())
    ours = record.targets.get(year, ())
    current = ours[0] if ours and ours[0].from_quarter == 1 else None
    shown = _shown(record.kpi, current or (before[-1] if before else None), current)
    return YearRow(
        kpi=record.kpi,
        last_target=before[-1] if before else None,
        last_text=record.target_text(last_year.quarters[-1]),
        outcome=_outcome(record, last_year),
        current=current,
        current_text=assessment.target_text(record.kpi, current) if current else "",
        later=any(target.from_quarter > 1 for target in ours),
        shown=shown,
        typed=shown if typed is None else _typed(record.kpi, typed),
    )


def _outcome(record: KPIRecord, year: periods.FinancialYear) -> Outcome:
    last = year.quarters[-1]
    kpi = record.kpi_at(last)
    rag, figure = record.reported_rag(last), record.figure(last)
    if kpi.frequency == Frequency.ANNUALLY:
        return Outcome(f"Year {figure.text}" if figure.text else "", year_rag(record, year), "", None)
    whole = record.whole_year(year)
    return Outcome(
        year=whole.sentence if whole else "",
        year_rag=year_rag(record, year),
        quarter=f"{last.name} {figure.text}" if figure.text else "",
        quarter_rag=rag if rag and rag.is_assessed else None,
    )


def _typed(kpi: KPI, typed: Mapping[str, str]) -> TypedTerms:
    """What was typed into a KPI's row."""
    names = [field.name for field in fields(TypedTerms)]
    there = {name: typed.get(f"k{kpi.number}-{name}") for name in names}
    return TypedTerms(**{name: text.strip() for name, text in there.items() if text is not None})


def _shown(kpi: KPI, start: Target | None, current: Target | None) -> TypedTerms:
    """A row as it is first shown: with this year's target, or last year's to start from."""
    version = str(current.version) if current else "0"
    if start is None or start.no_target:
        return TypedTerms(version=version)
    kind = target_kind(kpi)
    return TypedTerms(
        comparator=start.comparator,
        value=_bound(start.value, kind),
        upper=_bound(start.upper_value, kind),
        basis=start.basis,
        version=version,
    )


def _bound(value: Decimal | None, kind: MeasureKind) -> str:
    return "" if value is None else format_value(value, kind)


# What was decided -----------------------------------------------------------------------------------------------------


def decide(row: YearRow) -> tuple[Decision | None, dict[str, str]]:
    """The decision that a row states, or the errors beside its fields; neither where it is left as it is. Pure."""
    typed = row.typed
    if typed.choice not in Choice.values:
        return None, {"choice": "Choose one of the answers listed."}
    if typed.choice == Choice.LEAVE:
        return None, {} if typed.terms == row.shown.terms else {"choice": TYPED_BUT_LEFT}
    version = whole(typed.version)
    if version is None:
        return None, {"choice": "This row was not sent whole. Open the page again."}
    terms, errors = _terms(row)
    if errors:
        return None, errors
    return Decision(row.kpi, terms, version), {}


def _terms(row: YearRow) -> tuple[dict[str, Any], dict[str, str]]:
    if row.typed.choice == Choice.NONE:
        return terms_like(None), {}
    if row.typed.choice == Choice.KEEP:
        return {**terms_like(row.last_target), "source": _source(row.last_target)}, {}
    return _other_terms(row)


def _source(target: Target | None) -> str:
    """A kept target says whose it is; an invented one stays marked as such in words."""
    if target is None:
        return ""
    invented = " (illustrative)" if target.provenance == Provenance.ILLUSTRATIVE else ""
    return f"Kept from {target.year.label}{invented}"


def _other_terms(row: YearRow) -> tuple[dict[str, Any], dict[str, str]]:
    typed, errors = row.typed, {}
    if typed.comparator not in Comparator.values:
        errors["comparator"] = "Choose one of the answers listed."
    if typed.basis not in Basis.values:
        errors["basis"] = "Choose one of the answers listed."
    elif typed.basis == Basis.RUNNING_TOTAL and row.has_profile:
        errors["basis"] = WITH_PROFILE
    values: dict[str, Decimal | None] = {}
    for name, text in (("value", typed.value), ("upper", typed.upper)):
        try:
            values[name] = _figure(text, target_kind(row.kpi))
        except FigureError as error:
            errors[name] = error.alone
    if errors:
        return {}, errors
    terms = {
        "no_target": False,
        "comparator": typed.comparator,
        "value": values["value"],
        "upper_value": values["upper"],
        "basis": typed.basis,
        "profile": [],
    }
    faults = dict(target_faults(terms, assessment.assessed_kind(row.kpi)))
    return terms, {name.removesuffix("_value"): sentence for name, sentence in faults.items()}


def _figure(text: str, kind: MeasureKind) -> Decimal | None:
    if not text:
        return None
    reading = parse_figure(text, kind)
    if reading.figure is None:
        raise FigureError("Type a figure.")
    return reading.figure.value


def teams_of(rows: Iterable[YearRow]) -> list[tuple[str, list[YearRow]]]:
    """The rows under the names of their teams, in the order of the schedule."""
    found: dict[tuple[int, str], list[YearRow]] = {}
    for row in rows:
        team = row.kpi.team
        found.setdefault((team.pk, f"{team.name}, {team.directorate}"), []).append(row)
    return [(name, members) for (_, name), members in found.items()]
