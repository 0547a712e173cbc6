"""Pooled funds as tables: what each partner puts in, year by year, in £."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from finance.models import PooledFund, PooledFundContribution
from finance.origin import common_provenance, common_source
from finance.pages import ContributionRow, PooledFundTable

NOUGHT = Decimal(0)


def pooled_fund_tables(funds: Iterable[PooledFund]) -> tuple[PooledFundTable, ...]:
    """A table a fund. Its contributions come prefetched, each with its partner and year."""
    return tuple(_table(fund, fund.contributions.all()) for fund in funds)


def _table(fund: PooledFund, contributions: Sequence[PooledFundContribution]) -> PooledFundTable:
    years = sorted({each.year.start for each in contributions})
    labels = {each.year.start: each.year.label for each in contributions}
    partners = {each.partner_id: str(each.partner) for each in contributions}
    amounts = {(each.partner_id, each.year.start): each.amount for each in contributions}
    rows = tuple(
        ContributionRow(name, tuple(amounts.get((partner, year)) for year in years))
        for partner, name in sorted(partners.items(), key=lambda pair: pair[1])
    )
    return PooledFundTable(
        name=fund.name,
        slug=fund.slug,
        years=tuple(labels[year] for year in years),
        rows=rows,
        totals=tuple(
            sum((row.amounts[place] or NOUGHT for row in rows), NOUGHT) for place in range(len(years))
        ),
        condition=fund.condition,
        note=fund.note,
        provenance=common_provenance([fund, *contributions]),
        source=common_source([fund, *contributions]),
    )
