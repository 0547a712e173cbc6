"""The tables of a report about what was written, restated, promised and shown as evidence. Pure."""

from collections.abc import Iterator
from typing import Any

from assurance.framework_rows import ComponentRow
from assurance.renditions.table import DataTable, day, moment, number, table, text, yes_no
from assurance.renditions.tables_kpis import SCHEDULES, said
from assurance.report_contents import ReportContents
from assurance.text_blocks import TextBlock


def tables(contents: ReportContents) -> Iterator[DataTable]:
    """In no particular order; the caller puts them into that of the report."""
    yield _cover(contents)
    yield _texts("texts", "Foreword and key messages", "foreword", contents.leading_texts)
    commentaries = tuple(block for schedule in contents.schedules for block in schedule.texts)
    yield _texts("commentaries", "Commentaries of directorates", SCHEDULES, commentaries)
    yield _restated(contents)
    yield _milestones(contents)
    yield _evidence(contents)


def _cover(contents: ReportContents) -> DataTable:
    columns = (
        text("topic", "Considered for", "What the report was considered for", "topic.label"),
        text("answer", "Considered", "Yes, action required, or no", "answer.label"),
        text("comment", "In what way", "The author’s comment"),
    )
    sheet = contents.pack.cover_sheet
    lines = sheet.lines if sheet else ()
    meaning = "Monitoring and assurance summary of the cover sheet"
    return table("cover-sheet", "Monitoring and assurance summary", meaning, "cover-sheet", columns, lines)


def _texts(slug: str, title: str, section: str, blocks: tuple[TextBlock, ...]) -> DataTable:
    columns = (
        text("heading", "Heading", "Heading of the text"),
        text("text", "Text", "As it was written, without markup"),
        text("provenance", "Provenance", "Where it is from", lambda each: said(each.provenance)),
    )
    return table(slug, title, "Texts written for this report", section, columns, blocks)


def _restated(contents: ReportContents) -> DataTable:
    columns = (
        text("area", "Area", "Part of the report", "area.value"),
        text("about", "About", "Whose figure it is"),
        text("figure", "Figure", "Which of its figures", "what"),
        text("before", "Was", "As it was reported"),
        text("after", "Is", "As it stands in this version"),
        text(
            "who", "Who", "Who changed it; empty in a public report, and where it follows from another change"
        ),
        moment("at", "When", "When it was changed"),
        text("why", "Why", "The reason that was given; empty in a public report"),
    )
    restated = contents.pack.restated
    title = restated.title if restated else "Restated"
    meaning = "Figures that differ from those of the version before"
    lines = restated.lines if restated else ()
    return table("restated", title, meaning, "restated", columns, lines)


def _milestones(contents: ReportContents) -> DataTable:
    columns = (
        text("milestone", "Milestone", "Name of the milestone", "name"),
        text("project", "Project", "Project that it belongs to"),
        day("due_on", "Due", "Day on which it was to be met"),
        day("forecast_on", "Expected", "Day on which it is expected now"),
        day("completed_on", "Done", "Empty while it is open"),
        yes_no("overdue", "Overdue", "Whether it is overdue", "is_overdue"),
        text("note", "Note", "What was said of it"),
        text("provenance", "Provenance", "Where it is from", lambda each: said(each.provenance)),
    )
    milestones = contents.pack.milestones
    return table("milestones", "Milestones", "By due date", "milestones", columns, milestones)


def _evidence(contents: ReportContents) -> DataTable:
    columns = (
        text("framework", "Framework", "Name of the assurance framework", lambda each: each[0].name),
        number("number", "No.", "Number of the component", lambda each: each[1].number),
        text("component", "Component", "Name of the component", lambda each: each[1].name),
        text("kind", "Kind", "KPI, risk or project; empty where there is no evidence", lambda each: each[2]),
        text("evidence", "Evidence", "What serves as evidence", lambda each: each[3]),
        text("standing", "How it stands", "RAG, reading or score", lambda each: each[4]),
        text("provenance", "Provenance", "Where the record is from", lambda each: said(each[5])),
    )
    lines = (
        (framework, row, *piece)
        for framework in contents.pack.frameworks
        for row in framework.coverage.rows
        for piece in _pieces(row)
    )
    meaning = "Each component of each framework with its evidence; one without any is a gap"
    return table("framework-evidence", "Framework evidence", meaning, "frameworks", columns, lines)


Piece = tuple[str, str, str, str]


def _pieces(row: ComponentRow) -> Iterator[Piece]:
    """Kind, name, standing and provenance of each piece of evidence; one empty line for a gap."""
    if not row.pieces:
        yield "", "", "", ""
    for kpi in row.kpis:
        yield "KPI", kpi.name, _rated(kpi.rag, kpi.reading), kpi.provenance
    for risk in row.risks:
        closed = ", closed" if risk.is_closed else ""
        yield (
            "Risk",
            f"{risk.reference} {risk.title}",
            f"{risk.score} {risk.band_text.lower()}{closed}",
            risk.provenance,
        )
    for project in row.projects:
        yield "Project", project.name, _rated(project.rag), project.provenance


def _rated(rag: Any, reading: str = "") -> str:
    return ", ".join(filter(None, (rag.label if rag else "", reading)))
