"""Who gets what from the pages about a KPI's limits: the assurance team alone decides about them."""

from datetime import date

from core.provenance import Provenance
from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers
from performance.models import Rebase
from performance.tests.builders import make_kpi

DECIDERS = roles_holding(Permission.SET_LIMITS)
NOT_FILLED_IN = 422


def addresses(world: World) -> list[Address]:
    kpi = make_kpi(directorate=world.own)
    decision = Rebase.objects.create(
        kpi=kpi,
        starts_on=date(2013, 4, 1),
        reason="Why",
        set_on=date(2014, 4, 1),
        provenance=Provenance.RETURNED,
    )
    where = {"slug": kpi.slug}
    form = {"get": answers(DECIDERS), "post": answers(DECIDERS, code=NOT_FILLED_IN)}
    return [
        Address("performance:limits", where, get=answers(DECIDERS)),
        Address("performance:rebase_add", where, **form),
        Address("performance:baseline_set", where, **form),
        Address("performance:decision_withdraw", where | {"kind": "rebase", "pk": decision.pk}, **form),
    ]
