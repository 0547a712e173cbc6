"""The page of what was restated in a quarter: of one of its versions, or so far while it is open again."""

from dataclasses import dataclass
from datetime import date

from assurance.live import live_pack
from assurance.restated.lines import Restated
from assurance.restated.since import restated_since
from assurance.round_record import VersionRow, versions_of
from core.exports import Column, Kind, Table
from organisation.models import Quarter


@dataclass(frozen=True)
class RestatedPage:
    """`version` is the one shown, None being what the next lock would say; `versions` those that restate something."""

    quarter: Quarter
    version: VersionRow | None
    versions: tuple[VersionRow, ...]
    restated: Restated | None
    is_so_far: bool


def build_restated(quarter: Quarter, *, today: date, number: int | None = None) -> RestatedPage | None:
    """The newest version, or the one asked for; of a quarter that is open again, what has changed so far.

    None for a version that is not there.
    """
    versions = versions_of(quarter)
    chosen = next((version for version in versions if number in (None, version.number)), None)
    if number is not None and chosen is None:
        return None
    is_so_far = quarter.is_open and number is None and bool(versions)
    if is_so_far:
        restated = restated_since(quarter, live_pack(quarter, today=today))
    else:
        restated = chosen.restated if chosen else None
    return RestatedPage(
        quarter=quarter,
        version=None if is_so_far else chosen,
        versions=tuple(version for version in versions if version.restated),
        restated=restated,
        is_so_far=is_so_far,
    )


def as_table(quarter: Quarter, restated: Restated) -> Table:
    """The lines as a list to be taken away."""
    columns = [
        Column("Part", width=20),
        Column("About", width=40),
        Column("Figure", width=24),
        Column("Was", width=24),
        Column("Is", width=24),
        Column("Changed by", width=24),
        Column("On", Kind.DAY, 14),
        Column("Recorded reason", width=40),
    ]
    rows = [
        [str(line.area), line.about, line.what, line.before, line.after, line.who, line.at, line.why]
        for line in restated.lines
    ]
    return Table(f"restated-{quarter.slug}", f"{quarter}: {restated.title}", columns, rows)
