"""The page of pooled funds: who puts in what, year by year, with where each figure is changed."""

from dataclasses import dataclass
from decimal import Decimal

from finance.models import PooledFund, PooledFundContribution
from finance.pages import PooledFundTable
from finance.per_head import share_percent
from finance.pooled_funds import pooled_fund_tables
from finance.units import Unit, unit_of


@dataclass(frozen=True)
class Cell:
    """One partner's contribution in one year; no amount where the source gives none. `key` leads to its form."""

    year: str
    amount: Decimal | None
    key: int | None
    provenance: str = ""


@dataclass(frozen=True)
class PartnerLine:
    """One partner, with its share of the newest year."""

    partner: str
    cells: tuple[Cell, ...]
    share_percent: Decimal | None


@dataclass(frozen=True)
class FundSection:
    table: PooledFundTable
    lines: tuple[PartnerLine, ...]
    unit: Unit


def build_pooled_funds_page() -> tuple[FundSection, ...]:
    """A section a fund: two queries, whatever they hold."""
    funds = list(PooledFund.objects.with_contributions())
    return tuple(_section(fund, table) for fund, table in zip(funds, pooled_fund_tables(funds), strict=True))


def _section(fund: PooledFund, table: PooledFundTable) -> FundSection:
    held: dict[tuple[str, str], PooledFundContribution] = {
        (str(each.partner), each.year.label): each for each in fund.contributions.all()
    }
    return FundSection(
        table=table,
        lines=tuple(
            PartnerLine(
                partner=row.partner,
                cells=tuple(_cell(year, held.get((row.partner, year))) for year in table.years),
                share_percent=share_percent(row.amounts[-1] or Decimal(0), table.totals[-1]),
            )
            for row in table.rows
        ),
        unit=unit_of(each.amount for each in fund.contributions.all()),
    )


def _cell(year: str, contribution: PooledFundContribution | None) -> Cell:
    if contribution is None:
        return Cell(year, None, None)
    return Cell(year, contribution.amount, contribution.pk, contribution.provenance)
