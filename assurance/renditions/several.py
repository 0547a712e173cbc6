"""What a number in a sentence of a report counts: the key of its address names each of them, “3-7-12”, by the numbers
that they have in the report, or by their places in it (assurance/sentences.py). Pure.

A key can be typed by hand: it finds what the report says of that kind, and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping

from assurance.renditions.links import Histories
from assurance.renditions.parts import (
    Counted,
    Part,
    is_printed,
    part_of_project,
    part_of_return,
    part_of_risk,
    text_of_kpi,
)
from assurance.renditions.tables_kpis import rows_of
from assurance.report_contents import ReportContents
from assurance.report_year import YearRow
from assurance.sentences import SEVERAL
from core.dates import in_words
from core.rag import RAG
from performance.pages import ScorecardRow

Found = Iterable[tuple[int, Part]]


def _kpis(contents: ReportContents, histories: Histories) -> Found:
    listed = {row.slug for row in rows_of(contents)}
    for row in _kpis_told(contents):
        url = histories.url_of(row.slug, row.latest) if row.slug in listed else ""
        yield row.number, Part(f"KPI {row.number}, {row.short_name}", text_of_kpi(row.latest, row.rag), url)


def _kpis_told(contents: ReportContents) -> Iterable[ScorecardRow]:
    """All of them, as the summary and the schedules count all; where neither is printed, those that are named."""
    rows = contents.whole.performance.scorecard.rows
    if is_printed(contents, ("summary", "year", "schedules")):
        return rows
    of_outlook = [row.slug for row in contents.outlook] if is_printed(contents, ("outlook",)) else []
    of_charts = [each.row.slug for each in contents.in_depth] if is_printed(contents, ("variation",)) else []
    return (row for row in rows if row.slug in (*of_outlook, *of_charts))


def _kpis_of_year(contents: ReportContents, histories: Histories) -> Found:
    """By their places in the year's table: a KPI that another has its number from stands there beside that one."""
    listed = {row.slug: row for row in rows_of(contents)}
    for place, each in enumerate(contents.year.rows if contents.year else (), start=1):
        row = listed.get(each.slug)
        url = histories.url_of(row.slug, row.latest) if row else ""
        yield place, Part(f"KPI {each.number}, {each.name}", _ratings(each), url)


def _ratings(row: YearRow) -> str:
    """“Q1 red, Q2 amber, Q3 not reported”."""
    quarters = (quarter.rpartition("-")[2] for quarter in row.quarters)
    rated = zip(quarters, row.ratings, strict=True)
    return ", ".join(f"{name} {RAG(rag).label.lower() if rag else 'not reported'}" for name, rag in rated)


def _projects(contents: ReportContents, histories: Histories) -> Found:
    listed = {each.slug for each in contents.pack.programmes.portfolio.projects}
    for row in contents.whole.programmes.portfolio.projects:
        yield row.number, part_of_project(row, listed, histories)


def _milestones(contents: ReportContents, histories: Histories) -> Found:
    """A snapshot can be older than their keys: then they have no history to lead to."""
    listed = {row.pk for row in contents.pack.milestones if row.pk}
    for place, row in enumerate(contents.whole.milestones, start=1):
        name = f"{row.name}, {row.project}" if row.project else row.name
        url = f"{histories.records}milestone/{row.pk}/" if row.pk in listed else ""
        yield place, Part(name, f"Due {in_words(row.due_on)}", url)


def _risks(contents: ReportContents, histories: Histories) -> Found:
    listed = {risk.reference for risk in contents.pack.programmes.register.risks}
    risks = contents.whole.programmes.register.risks
    yield from enumerate((part_of_risk(risk, listed, histories) for risk in risks), start=1)


def _ambitions(contents: ReportContents, histories: Histories) -> Found:
    for row in contents.pack.performance.ambitions:
        text = f"Baseline {row.baseline.text}, {row.baseline.year}" if row.baseline else "No baseline"
        yield row.number, Part(row.name, text, f"{histories.records}ambition/{row.number}/")


def _activities(contents: ReportContents, histories: Histories) -> Found:
    for place, row in enumerate(contents.pack.engagement.activities, start=1):
        text = ", ".join(filter(None, (row.state_text, row.when)))
        yield place, Part(row.title, text, f"{histories.records}activity/{row.slug}/")


def _returns(contents: ReportContents, histories: Histories) -> Found:
    is_listed = is_printed(contents, ("complete",))
    returns = contents.pack.performance.returns
    yield from enumerate((part_of_return(each, histories, is_listed=is_listed) for each in returns), start=1)


def _answers(contents: ReportContents, histories: Histories) -> Found:
    """Each answer leads to the activity that it was given on."""
    slugs = {row.slug for row in contents.pack.engagement.activities}
    for place, row in enumerate(contents.pack.engagement.feedback, start=1):
        url = f"{histories.records}activity/{row.activity_slug}/" if row.activity_slug in slugs else ""
        yield place, Part(row.activity, row.did or row.no_change_reason, url)


def _notes(contents: ReportContents, histories: Histories) -> Found:
    """Each note leads to the page that it is about."""
    for note in contents.pack.notes:
        yield note.number, Part(note.about, note.text, note.path)


FOUND: Mapping[str, tuple[str, Callable[[ReportContents, Histories], Found]]] = {
    "kpis": ("KPIs", _kpis),
    "kpis-of-year": ("KPIs", _kpis_of_year),
    "projects": ("projects", _projects),
    "milestones": ("milestones", _milestones),
    "risks": ("open risks", _risks),
    "ambitions": ("outcome ambitions", _ambitions),
    "activities": ("engagement activities", _activities),
    "returns": ("returns", _returns),
    "answers": ("answers to what was said", _answers),
    "notes": ("data-quality notes", _notes),
}


def _several(kind: str) -> Callable[[ReportContents, Histories, str], Counted | None]:
    """The page of such a number; None for a key that names anything that the report has not."""
    what, found = FOUND[kind]

    def several(contents: ReportContents, histories: Histories, key: str) -> Counted | None:
        parts = {str(number): part for number, part in found(contents, histories)}
        wanted = dict.fromkeys(key.split("-"))
        if not all(number in parts for number in wanted):
            return None
        name = f"{what[0].upper()}{what[1:]} counted in the sentence"
        return Counted(f"Number of {what}", name, tuple(parts[number] for number in wanted))

    return several


KINDS = {f"{SEVERAL}{kind}": _several(kind) for kind in FOUND}
"""By the first word of the address."""

PRINTED_IN: Mapping[str, tuple[str, ...]] = {
    "several-kpis": ("summary", "year", "schedules", "outlook", "variation"),
    "several-kpis-of-year": ("summary", "year"),
    "several-projects": ("projects",),
    "several-milestones": ("milestones",),
    "several-risks": ("risks",),
    "several-ambitions": ("ambitions",),
    "several-activities": ("engagement",),
    "several-returns": ("summary", "complete"),
    "several-answers": ("engagement",),
    "several-notes": ("complete",),
}
"""The sections whose sentences count things of each kind."""
