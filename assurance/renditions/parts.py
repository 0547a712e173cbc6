"""The things that a count of a report counts, as its page lists them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from assurance.renditions.links import Histories
from assurance.report_contents import ReportContents
from core.rag import RAG
from performance.pages import PeriodFigure, ReturnProgress
from programmes.pages import ProjectRow, RiskRow


@dataclass(frozen=True)
class Part:
    """One of the things counted, what is printed of it, and where its own history is; empty where it has none."""

    name: str
    text: str
    url: str


@dataclass(frozen=True)
class Counted:
    """The page: what is counted, and each of them."""

    kind: str
    name: str
    parts: tuple[Part, ...]


def is_printed(contents: ReportContents, sections: Iterable[str]) -> bool:
    """Whether the report has one of these sections."""
    return any(section in contents.order for section in sections)


def text_of_kpi(figure: PeriodFigure | None, rag: RAG | None) -> str:
    """“37, Red”: a KPI's figure, both of a pair, and its rating."""
    text = ", ".join(filter(None, (figure.text, figure.second))) if figure else ""
    return ", ".join(filter(None, (text, str(rag.label) if rag else "")))


def part_of_project(project: ProjectRow, listed: Iterable[str], histories: Histories) -> Part:
    """A project with its rating; `listed` are the slugs of those that the report has in its rows."""
    return Part(
        name=f"{project.number}. {project.name}",
        text=str(project.rag.label) if project.rag else "No update",
        url=f"{histories.records}project/{project.slug}/" if project.slug in listed else "",
    )


def part_of_risk(risk: RiskRow, listed: Iterable[str], histories: Histories) -> Part:
    """A risk with its score; `listed` are the references of those that the report has in its rows."""
    url = f"{histories.records}risk/{risk.reference}/" if risk.reference in listed else ""
    return Part(f"{risk.reference} {risk.title}", f"{risk.score}, {risk.band_text.lower()}", url)


def part_of_return(each: ReturnProgress, histories: Histories, *, is_listed: bool) -> Part:
    """A directorate's return: whether it came; where the report lists the returns, also how late, and its history."""
    came = "Returned" if each.came_at else "Not returned"
    again = ["not submitted again"] if each.was_taken_back else []
    late = [_late(each)] if is_listed and (each.came_at or each.late_by) else []
    url = f"{histories.records}return/{each.directorate_slug}/" if is_listed else ""
    return Part(each.directorate, ", ".join([came, *late, *again]), url)


def _late(each: ReturnProgress) -> str:
    if not each.late_by:
        return "on time"
    days = "working day" if each.late_by == 1 else "working days"
    return f"{each.late_by} {days} {'late' if each.came_at else 'overdue'}"
