"""Who gets what from the addresses of definitions, targets and proposals."""

from organisation.rights import Permission, roles_holding
from organisation.tests.builders import make_team
from organisation.tests.world import Address, World, answers
from performance.tests.builders import make_kpi
from performance.tests.builders_definition import make_proposal

MANAGERS = roles_holding(Permission.MANAGE_KPIS)
PROPOSERS = roles_holding(Permission.PROPOSE_KPIS)
NOT_FILLED_IN, NOT_FOUND = 422, 404


def addresses(world: World) -> list[Address]:
    own = make_kpi(directorate=world.own, team=make_team(directorate=world.own))
    other = make_kpi(directorate=world.other, team=make_team(directorate=world.other))
    return [
        Address("performance:kpi_register", get=answers()),
        *_of_managers(own.slug, world.open.slug),
        *_of_proposers(own.slug, whose="own"),
        *_of_proposers(other.slug, whose="other", found=NOT_FOUND),
        *_of_proposals(world),
    ]


def _of_managers(slug: str, quarter: str) -> list[Address]:
    forms = [
        ("kpi_create", {}),
        ("kpi_change", {"slug": slug}),
        ("kpi_retire", {"slug": slug}),
        ("kpi_bring_back", {"slug": slug}),
        ("target_set", {"slug": slug, "quarter": quarter}),
    ]
    return [
        *(
            Address(
                f"performance:{name}",
                where,
                get=answers(MANAGERS),
                post=answers(MANAGERS, code=NOT_FILLED_IN),
            )
            for name, where in forms
        ),
        Address("performance:kpi_targets", {"slug": slug}, get=answers(MANAGERS)),
        Address("performance:targets_of_year", get=answers(MANAGERS), post=answers(MANAGERS, code=302)),
    ]


def _of_proposers(slug: str, *, whose: str, found: int = 200) -> list[Address]:
    """Another directorate's KPI is not found."""
    posted = NOT_FILLED_IN if found == 200 else found
    names = ("kpi_propose_change", "kpi_propose_retirement")
    return [
        *(
            Address(
                f"performance:{name}",
                {"slug": slug},
                get=answers(PROPOSERS, code=found),
                post=answers(PROPOSERS, code=posted),
                whose=whose,
            )
            for name in names
        ),
        *(
            [Address("performance:kpi_propose", get=answers(PROPOSERS), post=answers(PROPOSERS, code=posted))]
            if whose == "own"
            else []
        ),
    ]


def _of_proposals(world: World) -> list[Address]:
    """Read by who proposes and who answers; another directorate's is not found."""
    readers = [*MANAGERS, *PROPOSERS]
    found = []
    for whose, directorate in (("own", world.own), ("other", world.other)):
        kpi = make_kpi(directorate=directorate, team=make_team(directorate=directorate))
        where = {"pk": make_proposal(kpi=kpi).pk}
        bound = {} if whose == "own" else dict.fromkeys(PROPOSERS, NOT_FOUND)
        found += [
            Address("performance:proposal_detail", where, get=answers(readers, **bound), whose=whose),
            Address(
                "performance:proposal_accept",
                where,
                get=answers(MANAGERS),
                post=answers(MANAGERS, code=NOT_FILLED_IN),
                whose=whose,
            ),
            Address(
                "performance:proposal_decline", where, post=answers(MANAGERS, code=NOT_FILLED_IN), whose=whose
            ),
        ]
    other = make_kpi(directorate=world.other, team=make_team(directorate=world.other))
    where = {"pk": make_proposal(kpi=other).pk}
    return [
        Address("performance:proposal_list", get=answers(readers)),
        *found,
        Address(
            "performance:proposal_withdraw", where, post=answers(PROPOSERS, code=NOT_FOUND), whose="other"
        ),
    ]
