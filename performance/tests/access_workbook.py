"""Who gets what from a return's workbook, from the import of earlier figures, and from figures as a file."""

from organisation.models import Directorate, Quarter
from organisation.rights import Permission, roles_holding
from organisation.tests.builders import make_user
from organisation.tests.world import Address, World, answers
from performance.models import FigureUpload, UploadKind
from performance.tests.builders import make_kpi

READERS = roles_holding(Permission.VIEW_RETURNS)
FILERS = roles_holding(Permission.FILE_RETURNS)
IMPORTERS = roles_holding(Permission.IMPORT_HISTORY)
NO_FILE_CHOSEN, REFUSED, NOT_FOUND = 422, 409, 404


def addresses(world: World) -> list[Address]:
    make_kpi(directorate=world.own)
    return [
        Address("performance:figures", get=answers()),
        *_of_a_return(world.open, world.own, "own"),
        *_of_a_return(world.open, world.other, "other"),
        *_of_history(world),
    ]


def _of_a_return(quarter: Quarter, directorate: Directorate, whose: str) -> list[Address]:
    """Another directorate's is not found by those who are bound to theirs."""
    where = {"quarter": quarter.slug, "directorate": directorate.slug}
    is_own = whose == "own"
    lost = {} if is_own else {"contributor": NOT_FOUND}
    bound = {} if is_own else dict.fromkeys(("contributor", "approver", "director"), NOT_FOUND)
    one = {**where, "pk": _upload(quarter, directorate)}
    left = {**where, "pk": _upload(quarter, directorate)}
    filers = FILERS if is_own else []
    return [
        Address("performance:workbook", where, get=answers(READERS, **bound), whose=whose),
        Address(
            "performance:workbook_send",
            where,
            get=answers(filers, **lost),
            post=answers(filers, code=NO_FILE_CHOSEN, **lost),
            whose=whose,
        ),
        Address("performance:workbook_upload", one, get=answers(filers, **lost), whose=whose),
        Address("performance:workbook_apply", one, post=answers(filers, code=302, **lost), whose=whose),
        Address("performance:workbook_discard", left, post=answers(filers, code=302, **lost), whose=whose),
    ]


def _of_history(world: World) -> list[Address]:
    """An empty file applied without the word of its preview is shown again."""
    one, left = ({"pk": _upload(None, None, kind=UploadKind.HISTORY)} for _ in range(2))
    importers = answers(IMPORTERS)
    return [
        Address("performance:history_send", get=importers, post=answers(IMPORTERS, code=NO_FILE_CHOSEN)),
        Address("performance:history_upload", one, get=importers),
        Address("performance:history_apply", one, post=answers(IMPORTERS, code=302)),
        Address("performance:history_discard", left, post=answers(IMPORTERS, code=302)),
    ]


def _upload(quarter: Quarter | None, directorate: Directorate | None, kind: str = UploadKind.WORKBOOK) -> int:
    """A file that says nothing, sent by somebody else."""
    rows = [[2, "1", "2012-13-Q1", {"Figure": "5"}]] if kind == UploadKind.HISTORY else []
    payload = {"rows": rows, "columns": {}, "chosen": "", "unchanged": 0, "absent": 0}
    upload = FigureUpload.checked(
        by=make_user(),
        kind=kind,
        quarter=quarter,
        directorate=directorate,
        file_name="a.xlsx",
        sha256="0",
        size=1,
        payload=payload,
    )
    upload.save()
    return upload.pk
