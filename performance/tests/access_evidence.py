"""Who may say what a KPI is evidence for."""

from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers
from performance.tests.builders import make_kpi

MAPPERS = roles_holding(Permission.MAP_EVIDENCE)


def addresses(world: World) -> list[Address]:
    kpi = make_kpi(directorate=world.own)
    return [
        Address(
            "performance:kpi_evidence",
            {"slug": kpi.slug},
            get=answers(MAPPERS),
            post=answers(MAPPERS, code=422),
        )
    ]
