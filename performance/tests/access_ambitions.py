"""Who gets what from the pages on which an ambition's plan and forecast are kept: the assurance team alone."""

from decimal import Decimal

from core.provenance import Provenance
from organisation.rights import Permission, roles_holding
from organisation.tests.builders import make_year
from organisation.tests.world import Address, World, answers
from performance.models import AmbitionForecast
from performance.tests.builders import make_ambition

EDITORS = roles_holding(Permission.EDIT_AMBITIONS)
NOT_FILLED_IN = 422


def addresses(world: World) -> list[Address]:
    ambition = make_ambition(number=2)
    AmbitionForecast.objects.create(
        ambition=ambition,
        year=make_year(start=2018),
        value=Decimal(1600),
        reason="A new service opens.",
        provenance=Provenance.RETURNED,
    )
    return [
        Address(
            f"performance:{name}",
            {"number": ambition.number},
            get=answers(EDITORS),
            post=answers(EDITORS, code=NOT_FILLED_IN),
        )
        for name in ("ambition_trajectory", "ambition_forecast", "ambition_forecast_remove")
    ]
