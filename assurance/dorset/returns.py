"""Loads what surrounds the figures of 2013/14, all invented: exception notes, and when each return came in.

The round that is open has a return for each directorate, not started.
"""

from assurance.dorset.files import read
from assurance.dorset.organisation import moment
from assurance.dorset.rows import by, create_missing
from core import periods
from core.provenance import Provenance
from organisation.models import Directorate, Quarter, RoleAssignment, User
from organisation.rights import Role
from performance.models import ExceptionNote, KPIValue, Return, ReturnState

RETURN_KEY = ("directorate_id", "quarter_id")


def load() -> int:
    """Load exceptions and returns, and return how many rows were created."""
    return _load_exceptions() + _load_returns() + _load_open_returns()


def _load_exceptions() -> int:
    file = read("illustrative/exceptions.json")
    quarterly = KPIValue.objects.quarterly().select_related("kpi")
    values = {(value.kpi.number, value.starts_on): value for value in quarterly}
    notes = [
        ExceptionNote(
            value=values[row["kpi"], periods.Quarter.from_slug(row["quarter"]).starts_on],
            provenance=Provenance.ILLUSTRATIVE,
            source=file["source"],
            **{name: row[name] for name in ("issue", "cause", "action", "owner", "recovery_on")},
        )
        for row in file["exceptions"]
    ]
    return len(create_missing(notes, key=["value_id"]))


def _load_returns() -> int:
    """The returns of 2013/14, locked with their quarters, at invented times."""
    file = read("illustrative/round.json")
    directorates = by(Directorate, "slug")
    quarters = {quarter.slug: quarter for quarter in Quarter.objects.select_related("year")}
    contributors, approvers = _people(Role.CONTRIBUTOR), _people(Role.APPROVER)
    returns = [
        Return(
            directorate=directorates[row["directorate"]],
            quarter=quarters[row["quarter"]],
            state=ReturnState.LOCKED,
            submitted_at=moment(row["submitted_at"]),
            submitted_by=contributors.get(row["directorate"]),
            signed_off_at=moment(row["signed_off_at"]),
            signed_off_by=approvers.get(row["directorate"]),
            provenance_note=file["returns_note"],
        )
        for row in file["returns"]
    ]
    return len(create_missing(returns, key=RETURN_KEY))


def _load_open_returns() -> int:
    directorates = list(Directorate.objects.all())
    returns = [
        Return(directorate=directorate, quarter=quarter)
        for quarter in Quarter.objects.open()
        for directorate in directorates
    ]
    return len(create_missing(returns, key=RETURN_KEY))


def _people(role: Role) -> dict[str, User]:
    """The demonstration's people of a role, by directorate; nobody where there is no demonstration."""
    held = RoleAssignment.objects.filter(role=role, user__is_demonstration=True)
    return {each.directorate.slug: each.user for each in held.select_related("user", "directorate")}
