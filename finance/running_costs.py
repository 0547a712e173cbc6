"""The running costs table as it was printed, with what its parts add up to beside each printed subtotal.

The saving is the part of the allocation that was not spent: it makes the table reach its total and is never a cost.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from core.periods import FinancialYear
from finance.models import RunningCostLine
from finance.origin import common_provenance, common_source
from finance.pages import RunningCostRow, RunningCosts
from finance.per_head import per_head
from organisation.models import Organisation

NOUGHT = Decimal(0)
Kind = RunningCostLine.Kind


def running_costs_in(year: FinancialYear) -> RunningCosts | None:
    """The table of a year with the organisation's population: two queries."""
    lines = list(RunningCostLine.objects.filter(year__start=year.start))
    return running_costs_of(year.label, lines, Organisation.objects.first()) if lines else None


def running_costs_of(
    year: str, lines: Sequence[RunningCostLine], organisation: Organisation | None
) -> RunningCosts | None:
    """The table of a year; None without lines, or without the population that its figures per head are of."""
    if not lines or organisation is None:
        return None
    parts = _amounts_by_parent(lines)
    saving = sum((line.amount for line in lines if line.kind == Kind.SAVING), NOUGHT)
    total = next((line.amount for line in lines if line.kind == Kind.TOTAL), sum(parts[None], NOUGHT))
    population = organisation.registered_population
    return RunningCosts(
        year=year,
        rows=tuple(_row(line, parts) for line in lines),
        total=total,
        spend=total - saving,
        saving=saving,
        population=population,
        population_note=organisation.population_note,
        allocation_per_head=per_head(total, population),
        spend_per_head=per_head(total - saving, population),
        provenance=common_provenance(lines),
        source=common_source(lines),
    )


def _amounts_by_parent(lines: Sequence[RunningCostLine]) -> dict[int | None, list[Decimal]]:
    """Amounts of the parts of each line; None has the lines that make the total."""
    parts: dict[int | None, list[Decimal]] = defaultdict(list)
    for line in lines:
        if line.kind != Kind.TOTAL:
            parts[line.parent_id].append(line.amount)
    return parts


def _row(line: RunningCostLine, parts: dict[int | None, list[Decimal]]) -> RunningCostRow:
    its_parts = {Kind.SUBTOTAL: parts.get(line.pk), Kind.TOTAL: parts.get(None)}.get(Kind(line.kind))
    parts_sum = sum(its_parts, NOUGHT) if its_parts else None
    return RunningCostRow(
        label=line.label,
        level=0 if line.kind == Kind.TOTAL else line.level,
        kind=line.kind,
        amount=line.amount,
        per_head=line.per_head,
        share_percent=line.share_percent,
        parts_sum=parts_sum,
        difference=NOUGHT if parts_sum is None else parts_sum - line.amount,
        certainty=line.certainty,
    )
