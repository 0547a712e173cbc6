"""How a year ended: revenue resource limit, net operating costs and surplus, by part and in total, in £."""

from collections.abc import Sequence
from decimal import Decimal

from finance.models import FinancialPosition
from finance.origin import common_provenance, common_source
from finance.pages import PositionRow

NOUGHT = Decimal(0)


def position_rows(positions: Sequence[FinancialPosition]) -> tuple[PositionRow, ...]:
    """A row a part, and their total last; nothing without parts. The surplus is the limit less the costs."""
    if not positions:
        return ()
    return (*(_row(position) for position in positions), _total(positions))


def _row(position: FinancialPosition) -> PositionRow:
    return PositionRow(
        part=str(position.get_part_display()),
        resource_limit=position.resource_limit,
        net_operating_costs=position.net_operating_costs,
        surplus=position.resource_limit - position.net_operating_costs,
        surplus_target=position.surplus_target,
        provenance=position.provenance,
        source=position.source,
    )


def _total(positions: Sequence[FinancialPosition]) -> PositionRow:
    """The parts added up; a target in total only where every part has one."""
    limit = sum((position.resource_limit for position in positions), NOUGHT)
    costs = sum((position.net_operating_costs for position in positions), NOUGHT)
    targets = [position.surplus_target for position in positions]
    known = [target for target in targets if target is not None]
    return PositionRow(
        part="Total",
        resource_limit=limit,
        net_operating_costs=costs,
        surplus=limit - costs,
        surplus_target=sum(known, NOUGHT) if len(known) == len(targets) else None,
        provenance=common_provenance(positions),
        source=common_source(positions),
    )
