"""What a KPI means and what was asked of it: its definition, its target year by year, and its data-quality notes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from core import periods
from core.derivation import name_of
from core.figures import MeasureKind, Polarity, format_value
from core.provenance import Provenance
from core.rag import RAG
from organisation.models import DataQualityNote, Quarter, User
from performance import assessment, wording
from performance.models import KPI, Frequency, KPIValue, ReviewEvery, Target
from performance.pages import FoundNote, QualityNote
from performance.quality import SOURCE, unsaid
from performance.rag import Basis
from performance.records import KPIRecord
from performance.rollup import RollUp

Area = DataQualityNote.Area
Quarters = Sequence[periods.Quarter]
Months = Mapping[periods.Month, KPIValue]


@dataclass(frozen=True)
class TargetLine:
    """The target of one year, and how often it was met."""

    year: str
    text: str
    basis: str
    met: str
    printed: str
    provenance: str
    source: str


def target_lines(record: KPIRecord, months: Months) -> tuple[TargetLine, ...]:
    """Targets by year, newest first; one that changed within the year has a line for each."""
    newest_first = sorted(record.targets.items(), reverse=True, key=lambda pair: pair[0])
    return tuple(
        _target_line(record, target, year, _while_it_held(target, year, after), months)
        for year, targets in newest_first
        for target, after in zip(targets, [*targets[1:], None], strict=True)
    )


def no_targets_text(record: KPIRecord) -> str:
    """Where no target is on record: context where figures were reported without; of a new KPI, nobody has decided."""
    return "No target: this KPI is context." if record.values else "Not decided yet."


def _while_it_held(target: Target, year: periods.FinancialYear, after: Target | None) -> Quarters:
    """The quarters of the year from its own up to the one from which the next target holds."""
    return year.quarters[target.from_quarter - 1 : after.from_quarter - 1 if after else None]


def _target_line(
    record: KPIRecord, target: Target, year: periods.FinancialYear, held: Quarters, months: Months
) -> TargetLine:
    kpi = record.kpi_at(held[-1])
    speaks_of_months = assessment.month_level(kpi, target) is not None
    by_month = speaks_of_months and any(month in months for month in year.months)
    text = record.target_text(held[-1])
    return TargetLine(
        year=f"{year.label} from Q{target.from_quarter}" if target.from_quarter > 1 else year.label,
        text=text,
        basis="Reported as context" if target.no_target else _basis(kpi, target, speaks_of_months),
        met=_met_months(kpi, target, held, months) if by_month else _met_quarters(record, held),
        printed=wording.printed_otherwise(target.printed, text),
        provenance=target.provenance,
        source=target.source,
    )


def _basis(kpi: KPI, target: Target, speaks_of_months: bool) -> str:
    if target.profile:
        return "Running total, against a typed profile"
    if target.basis != Basis.EACH_PERIOD:
        return Basis(target.basis).label
    if kpi.frequency == Frequency.ANNUALLY:
        return "Each year"
    return (
        "Each month and quarter"
        if kpi.frequency == Frequency.MONTHLY and speaks_of_months
        else "Each quarter"
    )


def _met_months(kpi: KPI, target: Target, held: Quarters, months: Months) -> str:
    ratings = [
        assessment.assess_month(kpi, target, months.get(month))
        for quarter in held
        for month in quarter.months
    ]
    return _met([rating.rag for rating in ratings if rating], "month")


def _met_quarters(record: KPIRecord, held: Quarters) -> str:
    return _met([record.rating(quarter).rag for quarter in held], "quarter")


def _met(ratings: Sequence[RAG], noun: str) -> str:
    """3 of 12 months, 0 of 1 month: of those that could be rated."""
    rated = [rag for rag in ratings if rag.is_assessed]
    nouns = noun if len(rated) == 1 else f"{noun}s"
    return f"{sum(rag == RAG.GREEN for rag in rated)} of {len(rated)} {nouns}" if rated else ""


def definition_of(kpi: KPI) -> tuple[tuple[str, str], ...]:
    """The definition as pairs of term and words; what is not stated is left out."""
    facts = (
        ("Name, as published", kpi.name),
        ("What is counted", kpi.definition),
        ("Numerator", kpi.numerator),
        ("Denominator", kpi.denominator),
        ("Source of the data", kpi.data_source),
        ("How it is collected", kpi.collection),
        ("Measure", _measure(kpi)),
        ("Which way is better", Polarity(kpi.polarity).label),
        ("Reported", Frequency(kpi.frequency).label),
        ("Months to a quarter", RollUp(kpi.roll_up).label if kpi.frequency == Frequency.MONTHLY else ""),
        ("Amber within", f"{format_value(kpi.tolerance_percent, MeasureKind.PERCENTAGE)} of the target"),
        ("Figure proposed from", name_of(kpi.derived_from)),
        ("Why it is measured", kpi.rationale),
        ("Owner", str(kpi.owner or "")),
        ("Owner, as published", kpi.owner_role),
        ("Deputy", str(kpi.deputy or "")),
        ("Reviewed", ReviewEvery(kpi.review_every).label if kpi.review_every else ""),
        ("In use", _in_use(kpi)),
        ("Known data issues", kpi.known_issues),
        ("Published nationally by", kpi.published_by),
        ("Where it is from", _origin(kpi.provenance, kpi.source)),
    )
    return tuple((term, words) for term, words in facts if words)


def _measure(kpi: KPI) -> str:
    first = _kind(kpi.measure, kpi.measure_label)
    if not kpi.is_pair:
        return first
    second = _kind(kpi.second_measure, kpi.second_measure_label)
    about = "second" if kpi.assessed_measure == KPI.Assessed.SECOND else "first"
    return f"A pair. {first}; {second}. A target is about the {about}."


def _kind(kind: str, label: str) -> str:
    word = MeasureKind(kind).label
    return f"{label} ({word[:1].lower()}{word[1:]})" if label else word


def _in_use(kpi: KPI) -> str:
    until = f" to {wording.day(kpi.retired_on)}" if kpi.retired_on else ""
    return f"From {wording.day(kpi.active_from)}{until}"


def _origin(provenance: str, source: str) -> str:
    """A definition is typed in the portal, not returned like a figure."""
    is_typed = provenance == Provenance.RETURNED
    word = "Entered in the portal" if is_typed else Provenance(provenance).label
    return f"{word}: {source}" if source else word


def notes_about(kpi: KPI, user: User, found: Iterable[FoundNote]) -> tuple[QualityNote, ...]:
    """The data-quality notes about a KPI, as far as they concern quarters that the person may see (one query).

    First those that somebody wrote, then what a rule found in the figures and none of them says.
    """
    of_seen = Q(quarter__isnull=True) | Q(quarter__in=Quarter.objects.visible_to(user))
    written = DataQualityNote.objects.filter(of_seen, path=kpi.get_absolute_url(), resolved_on__isnull=True)
    stored = list(written.prefetch_related("year", "quarter"))
    notes = [(str(note.quarter or note.year), note.text, note.source) for note in stored]
    notes += [(note.quarter, note.text, SOURCE) for note in unsaid(found, stored)]
    return tuple(
        QualityNote(number, about, text, source, Area.PERFORMANCE.value, kpi.get_absolute_url())
        for number, (about, text, source) in enumerate(notes, start=1)
    )
