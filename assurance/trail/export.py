"""Lines of the trail as a file."""

from collections.abc import Sequence

from assurance.trail.search import MOST_EXPORTED
from assurance.trail.telling import Line
from core.exports import Column, Kind, Table


def as_table(lines: Sequence[Line]) -> Table:
    """As many as a file takes; where there are more, its title says so."""
    columns = [
        Column("When", Kind.DAY, 18),
        Column("Who", width=28),
        Column("Kind", width=22),
        Column("About", width=40),
        Column("What", width=18),
        Column("From what to what", width=70),
        Column("Why", width=40),
    ]
    rows = [[line.at, line.who, line.kind, line.about, line.done, line.in_words, line.why] for line in lines]
    whole = len(lines) < MOST_EXPORTED
    return Table("trail", "Trail" if whole else f"Trail, the newest {MOST_EXPORTED:,} lines", columns, rows)
