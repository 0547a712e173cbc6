"""Engagement activities as a file. Counts of who took part below 5 stay suppressed, as on the page."""

from collections.abc import Iterable

from core.exports import Column, Kind, Table
from engagement.pages import ActivityRow


def activities(rows: Iterable[ActivityRow]) -> Table:
    columns = [
        Column("Activity", width=40),
        Column("Kind", width=18),
        Column("State", width=12),
        Column("When", width=18),
        Column("Place", width=20),
        Column("Purpose", width=40),
        Column("What can change", width=36),
        Column("What cannot change", width=36),
        Column("Audiences", width=30),
        Column("Methods", width=30),
        Column("Who was reached", width=20),
        Column("Who took part", width=16),
        Column("What was said", width=40),
        Column("Why nothing changed", width=30),
        Column("Directorate", width=22),
        Column("Project", width=30),
        Column("Programme", width=30),
        Column("Standards met", Kind.NUMBER, 9),
        Column("Not met", Kind.NUMBER, 9),
        Column("Not answered", Kind.NUMBER, 9),
        Column("Feedback", Kind.NUMBER, 9),
        Column("Where it is from", width=14),
    ]
    cells = [
        [
            row.title,
            row.kind_text,
            row.state_text,
            row.when,
            row.place,
            row.purpose,
            row.can_change,
            row.cannot_change,
            ", ".join(row.audiences),
            row.methods,
            row.reach_text,
            row.took_part_text,
            row.what_was_said,
            row.no_change_reason,
            row.directorate,
            row.project,
            row.programme,
            row.standards_met,
            row.standards_not_met,
            row.standards_not_answered,
            row.feedback_count,
            row.provenance,
        ]
        for row in rows
    ]
    return Table("engagement activities", "Engagement activities", columns, cells)
