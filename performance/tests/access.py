"""Who gets what from each address of performance: returns, scorecard, KPIs and outcome ambitions."""

from organisation.models import Directorate, Quarter
from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers
from performance.tests import (
    access_ambitions,
    access_definition,
    access_evidence,
    access_follow_up,
    access_incentives,
    access_paste,
    access_reminders,
    access_variation,
    access_workbook,
)
from performance.tests.builders import make_ambition, make_kpi

READERS = roles_holding(Permission.VIEW_RETURNS)
FILERS = roles_holding(Permission.FILE_RETURNS)
SIGNERS = roles_holding(Permission.SIGN_OFF_RETURNS)
INCOMPLETE = NOT_FILLED_IN = 422
NO_ROW_NAMED = NOT_FOUND = 404


def addresses(world: World) -> list[Address]:
    return (
        _of_returns(world)
        + _of_reading(world)
        + access_incentives.addresses(world)
        + access_paste.addresses(world)
        + access_follow_up.addresses(world)
        + access_ambitions.addresses(world)
        + access_evidence.addresses(world)
        + access_reminders.addresses(world)
        + access_variation.addresses(world)
        + access_definition.addresses(world)
        + access_workbook.addresses(world)
    )


def _of_returns(world: World) -> list[Address]:
    make_kpi(directorate=world.own)
    make_kpi(directorate=world.other)
    own = [
        *_of_a_return(world.open, world.own, "own", submit=INCOMPLETE),
        *_of_a_return(world.locked, world.own, "own, locked", submit=302),
    ]
    return [
        Address("performance:return_list", get=answers(READERS)),
        *own,
        *_of_another(world.open, world.other),
    ]


def _of_a_return(quarter: Quarter, directorate: Directorate, whose: str, *, submit: int) -> list[Address]:
    where = {"quarter": quarter.slug, "directorate": directorate.slug}
    redirect = {"code": 302}
    return [
        Address(
            "performance:return_detail",
            where,
            get=answers(READERS),
            post=answers(FILERS, **redirect),
            whose=whose,
        ),
        Address("performance:return_review", where, get=answers(READERS), whose=whose),
        Address("performance:return_row", where, post=answers(FILERS, code=NO_ROW_NAMED), whose=whose),
        Address("performance:return_submit", where, post=answers(FILERS, code=submit), whose=whose),
        Address("performance:return_take_back", where, post=answers(FILERS, **redirect), whose=whose),
        Address("performance:return_send_back", where, post=answers(SIGNERS, code=NO_ROW_NAMED), whose=whose),
        Address("performance:return_sign_off", where, post=answers(SIGNERS, code=NOT_FILLED_IN), whose=whose),
    ]


def _of_another(quarter: Quarter, directorate: Directorate) -> list[Address]:
    """Another directorate's return is not found by those who are bound to theirs; the assurance team reads it."""
    where = {"quarter": quarter.slug, "directorate": directorate.slug}
    bound = {"contributor": NOT_FOUND, "approver": NOT_FOUND, "director": NOT_FOUND}
    filers, signers = {"contributor": NOT_FOUND}, {"approver": NOT_FOUND}
    return [
        Address(
            "performance:return_detail",
            where,
            get=answers(READERS, **bound),
            post=answers([], **bound),
            whose="other",
        ),
        Address("performance:return_review", where, get=answers(READERS, **bound), whose="other"),
        *(
            Address(f"performance:{name}", where, post=answers([], **codes), whose="other")
            for name, codes in (
                ("return_row", filers),
                ("return_submit", filers),
                ("return_take_back", filers),
                ("return_send_back", signers),
                ("return_sign_off", signers),
            )
        ),
    ]


def _of_reading(world: World) -> list[Address]:
    """Everyone with a role reads every directorate's KPIs; the assurance team alone reports levels of an ambition."""
    own, other = make_kpi(directorate=world.own), make_kpi(directorate=world.other)
    ambition = {"number": make_ambition(number=1).number}
    reporters = roles_holding(Permission.EDIT_AMBITIONS)
    return [
        Address("performance:scorecard", get=answers()),
        Address("performance:kpi_detail", {"slug": own.slug}, get=answers(), whose="own"),
        Address("performance:kpi_detail", {"slug": other.slug}, get=answers(), whose="other"),
        Address("performance:outcomes", get=answers()),
        Address(
            "performance:ambition_level", ambition, get=answers(), post=answers(reporters, code=NOT_FILLED_IN)
        ),
        Address("performance:how_calculated", get=answers()),
    ]
