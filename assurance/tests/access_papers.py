"""Who gets what from the texts of a quarter, its cover sheet, and the audiences of reports."""

from assurance.tests.builders import make_audience
from organisation.rights import Permission, roles_holding
from organisation.tests.world import Address, World, answers

WRITERS = roles_holding(Permission.WRITE_TEXTS)
ROUND = roles_holding(Permission.RUN_ROUND)
KEEPERS = roles_holding(Permission.MANAGE_AUDIENCES)
NOT_FILLED_IN = 422
"""A form that was sent empty comes back with its errors."""


def addresses(world: World) -> list[Address]:
    """A directorate writes its own commentary; another's, and the foreword, are not found by it."""
    make_audience("nhs-england")
    unseen = {role.value: 404 for role in WRITERS if role not in ROUND}
    open_quarter = {"quarter": world.open.slug}
    audience = {"slug": "nhs-england"}
    return [
        Address("assurance:text_list", open_quarter, get=answers(WRITERS)),
        *(
            Address(
                "assurance:text_edit",
                open_quarter | {"slug": slug},
                get=answers(WRITERS) | others,
                post=answers(WRITERS, code=NOT_FILLED_IN) | others,
            )
            for slug, others in (
                (f"commentary-{world.own.slug}", {}),
                (f"commentary-{world.other.slug}", unseen),
                ("foreword", unseen),
            )
        ),
        Address(
            "assurance:cover_sheet_edit",
            open_quarter,
            get=answers(ROUND),
            post=answers(ROUND, code=NOT_FILLED_IN),
        ),
        Address(
            "assurance:cover_sheet_of_year",
            {"quarter": world.locked.slug},
            get=answers(ROUND),
            post=answers(ROUND, code=NOT_FILLED_IN),
        ),
        Address("assurance:audience_list", get=answers(KEEPERS)),
        Address("assurance:audience_create", get=answers(KEEPERS), post=answers(KEEPERS, code=NOT_FILLED_IN)),
        Address("assurance:audience_detail", audience, get=answers(KEEPERS)),
        Address("assurance:audience_preview", audience, get=answers(KEEPERS)),
        *(
            Address(name, audience, get=answers(KEEPERS), post=answers(KEEPERS, code=NOT_FILLED_IN))
            for name in (
                "assurance:audience_edit",
                "assurance:audience_sections",
                "assurance:audience_retire",
            )
        ),
        Address("assurance:audience_bring_back", audience, post=answers(KEEPERS, code=302)),
    ]
