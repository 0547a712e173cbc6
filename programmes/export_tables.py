"""Projects and risks as files, as their lists show them."""

from collections.abc import Iterable
from datetime import date

from core.exports import Column, Kind, Table
from programmes.pages import ProjectRow, RiskRow


def projects(rows: Iterable[ProjectRow], *, quarter: str, slug: str) -> Table:
    """Priority projects with the rating and narrative of a quarter."""
    columns = [
        Column("No.", Kind.NUMBER, 6),
        Column("Project", width=44),
        Column("Clinical working group", width=26),
        Column("Commissioning programme", width=26),
        Column("Directorate", width=22),
        Column("Owner", width=24),
        Column("Stage", width=26),
        Column("RAG", width=9),
        Column("RAG the quarter before", width=12),
        Column("Narrative", width=50),
        Column("Next milestone", width=36),
        Column("Due", Kind.DAY, 12),
        Column("Milestones", Kind.NUMBER, 10),
        Column("Done", Kind.NUMBER, 8),
        Column("Overdue", Kind.NUMBER, 8),
        Column("Where the rating is from", width=14),
    ]
    cells = [
        [
            row.number,
            row.name,
            row.working_group,
            row.commissioning_programme,
            row.directorate,
            row.owner,
            row.stage_text,
            row.rag.value.capitalize() if row.rag else "",
            row.previous_rag.value.capitalize() if row.previous_rag else "",
            row.narrative,
            row.next_milestone.name if row.next_milestone else "",
            row.next_milestone.due_on if row.next_milestone else None,
            row.milestones_total,
            row.milestones_done,
            row.milestones_overdue,
            row.update_provenance,
        ]
        for row in rows
    ]
    return Table(f"projects {slug}", f"Priority projects, {quarter}", columns, cells)


def risks(rows: Iterable[RiskRow], *, on: date) -> Table:
    """The risk register as it stood on a day."""
    scores = ("Inherent", "Likelihood", "Impact", "Current score")
    columns = [
        Column("Reference", width=11),
        Column("Risk", width=40),
        Column("Cause", width=36),
        Column("Event", width=36),
        Column("Effect", width=36),
        Column("Directorate", width=22),
        Column("Owner", width=24),
        *(Column(heading, Kind.NUMBER, 10) for heading in scores),
        Column("Band", width=10),
        Column("Target score", Kind.NUMBER, 10),
        Column("Since the quarter before", width=18),
        Column("Controls", width=40),
        Column("Assurances", width=40),
        Column("Gaps", width=40),
        Column("Open actions", Kind.NUMBER, 8),
        Column("Opened", Kind.DAY, 12),
        Column("Closed", Kind.DAY, 12),
        Column("Where it is from", width=14),
    ]
    cells = [
        [
            row.reference,
            row.title,
            row.cause,
            row.event,
            row.effect,
            row.directorate,
            row.owner,
            row.inherent,
            row.likelihood,
            row.impact,
            row.score,
            row.band_text,
            row.target,
            row.change,
            row.controls,
            row.assurances,
            row.gaps,
            len(row.open_actions),
            row.opened_on,
            row.closed_on,
            row.provenance,
        ]
        for row in rows
    ]
    return Table(f"risks {on.isoformat()}", f"Risk register, {on.day} {on:%B %Y}", columns, cells)
