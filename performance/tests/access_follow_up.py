"""Who gets what from the addresses on which a KPI is followed up: its own directorate, and nobody else."""

from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers
from performance.models import KPI
from performance.tests.builders import make_kpi
from performance.tests.builders_follow_up import make_action, make_forecast

KEEPERS = roles_holding(Permission.FOLLOW_UP)
NOT_FILLED_IN, NOT_FOUND, CHANGED = 422, 404, 409


def addresses(world: World) -> list[Address]:
    own, other = make_kpi(directorate=world.own), make_kpi(directorate=world.other)
    return [*_of(own, "own"), *_of(other, "other")]


def _of(kpi: KPI, whose: str) -> list[Address]:
    """Of another directorate's KPI nothing is found."""
    action, forecast = make_action(kpi=kpi), make_forecast(kpi=kpi)
    where = {"slug": kpi.slug}
    addresses = [
        ("action_create", where),
        ("action_edit", where | {"pk": action.pk}),
        ("forecast_edit", where | {"year": forecast.year.slug}),
        ("forecast_remove", where | {"year": forecast.year.slug}),
    ]
    found = {"get": answers(KEEPERS), "post": answers(KEEPERS, code=NOT_FILLED_IN)}
    hidden = {"get": answers(KEEPERS, code=NOT_FOUND), "post": answers(KEEPERS, code=NOT_FOUND)}
    codes = found if whose == "own" else hidden
    return [Address(f"performance:{name}", kwargs, whose=whose, **codes) for name, kwargs in addresses]
