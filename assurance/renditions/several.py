"""What a number in a sentence of a report counts: the key of its address names each of them, “3-7-12”, by the numbers
that they have in the report, or by their places in it (assurance/sentences.py). Pure.
"""

from collections.abc import Callable, Iterable, Mapping

from assurance.renditions.links import Histories
from assurance.renditions.parts import (
    Counted,
    Part,
    part_of_project,
    part_of_return,
    part_of_risk,
    text_of_kpi,
)
from assurance.renditions.tables_kpis import rows_of
from assurance.report_contents import ReportContents
from assurance.sentences import SEVERAL
from core.dates import in_words

Found = Iterable[tuple[int, Part]]


def _kpis(contents: ReportContents, histories: Histories) -> Found:
    """Of a report of the year, those of its earlier quarters too, as the last of these has them."""
    listed = {row.slug for row in rows_of(contents)}
    newest = {row.number: row for pack in contents.of_year for row in pack.performance.scorecard.rows}
    newest |= {row.number: row for row in contents.whole.performance.scorecard.rows}
    for number, row in newest.items():
        url = histories.url_of(row.slug, row.latest) if row.slug in listed else ""
        yield number, Part(f"KPI {number}, {row.short_name}", text_of_kpi(row.latest, row.rag), url)


def _projects(contents: ReportContents, histories: Histories) -> Found:
    listed = {each.slug for each in contents.pack.programmes.portfolio.projects}
    for row in contents.whole.programmes.portfolio.projects:
        yield row.number, part_of_project(row, listed, histories)


def _milestones(contents: ReportContents, histories: Histories) -> Found:
    listed = {row.pk for row in contents.pack.milestones}
    for row in contents.whole.milestones:
        name = f"{row.name}, {row.project}" if row.project else row.name
        url = f"{histories.records}milestone/{row.pk}/" if row.pk in listed else ""
        yield row.pk, Part(name, f"Due {in_words(row.due_on)}", url)


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
    returns = contents.pack.performance.returns
    yield from enumerate((part_of_return(each, histories) for each in returns), start=1)


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
