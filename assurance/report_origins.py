"""What in a report is from where: the five words of provenance with what each covers, and the documents used. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from assurance.audience import SECTIONS
from assurance.pack import AssurancePack
from core.provenance import Provenance

WORKED_OUT = "RAG by rule, trends, counts, shares and completeness"
"""What every report works out for itself."""
DOCUMENTS = (Provenance.PUBLISHED, Provenance.IMPORTED)


@dataclass(frozen=True)
class Origin:
    """One word of provenance and what it covers in this report; `covers` is empty where nothing does."""

    word: Provenance
    covers: str


@dataclass(frozen=True)
class Document:
    """One document or file that figures were taken from."""

    name: str
    used_for: str


@dataclass(frozen=True)
class Entry:
    """That something in the report has a provenance, and the document where it has one."""

    what: str
    provenance: str
    source: str = ""


def covered(sections: Iterable[str], *, is_of_all: bool) -> frozenset[str]:
    """The sections of which a report says something: the summary speaks of KPIs, and where it is of all, of money."""
    printed = set(sections)
    if "summary" in printed:
        printed |= {"schedules", "finance"} if is_of_all else {"schedules"}
    return frozenset(printed)


def origins(pack: AssurancePack, printed: Collection[str] = tuple(SECTIONS)) -> tuple[Origin, ...]:
    """All five words, in the order in which they are explained, each with what of the printed sections it covers."""
    found = list(_entries(pack, printed))
    return tuple(
        Origin(word, _sentence(each.what for each in found if each.provenance == word)) for word in Provenance
    )


def documents(pack: AssurancePack, printed: Collection[str] = tuple(SECTIONS)) -> tuple[Document, ...]:
    """The documents and files by name, in the order in which the report first uses them."""
    found = [each for each in _entries(pack, printed) if each.source and each.provenance in DOCUMENTS]
    names = dict.fromkeys(each.source for each in found)
    return tuple(
        Document(name, _sentence(each.what for each in found if each.source == name)) for name in names
    )


def _entries(pack: AssurancePack, printed: Collection[str]) -> Iterator[Entry]:
    yield Entry(WORKED_OUT, Provenance.DERIVED)
    for section, of_section in ENTRIES:
        if section in printed:
            yield from of_section(pack)


def _kpis(pack: AssurancePack) -> Iterator[Entry]:
    for row in pack.performance.scorecard.rows:
        for figure in row.figures:
            yield Entry("KPI figures", figure.provenance, figure.source)
        if row.exception:
            yield Entry("cause, action, owner and dates of exceptions", row.exception.provenance)


def _ambitions(pack: AssurancePack) -> Iterator[Entry]:
    for ambition in pack.performance.ambitions:
        yield Entry("outcome ambitions", ambition.provenance, ambition.source)


def _returns(pack: AssurancePack) -> Iterator[Entry]:
    if any(each.provenance_note for each in pack.performance.returns):
        yield Entry("dates of returns", Provenance.ILLUSTRATIVE)


def _projects(pack: AssurancePack) -> Iterator[Entry]:
    for project in pack.programmes.portfolio.projects:
        yield Entry("project names and programmes", project.provenance)
        yield Entry("project stages, RAG and narratives", project.update_provenance)
        if project.next_milestone:
            yield Entry("milestones", project.next_milestone.provenance)


def _milestones(pack: AssurancePack) -> Iterator[Entry]:
    for each in pack.milestones:
        yield Entry("milestones", each.provenance)


def _risks(pack: AssurancePack) -> Iterator[Entry]:
    for risk in pack.programmes.register.risks:
        yield Entry("risks and their scores", risk.provenance)


def _finance(pack: AssurancePack) -> Iterator[Entry]:
    finance = pack.finance
    for row in finance.position:
        yield Entry("financial position", row.provenance, row.source)
    for budget in filter(None, (finance.budget, finance.next_budget, finance.later_budget)):
        yield Entry(f"budget {budget.year}", budget.provenance, budget.source)
    for fund in finance.pooled_funds:
        yield Entry(fund.name, fund.provenance, fund.source)


def _running_costs(pack: AssurancePack) -> Iterator[Entry]:
    costs = pack.finance.running_costs
    if costs:
        yield Entry("running costs", costs.provenance, costs.source)


def _engagement(pack: AssurancePack) -> Iterator[Entry]:
    for activity in pack.engagement.activities:
        yield Entry("engagement activities", activity.provenance, activity.source)
    for answer in pack.engagement.feedback:
        yield Entry("feedback", answer.provenance)


ENTRIES = (
    ("schedules", _kpis),
    ("ambitions", _ambitions),
    ("complete", _returns),
    ("projects", _projects),
    ("milestones", _milestones),
    ("risks", _risks),
    ("finance", _finance),
    ("running", _running_costs),
    ("engagement", _engagement),
)
"""What each section shows, in the order in which documents are first used."""


def _sentence(things: Iterable[str]) -> str:
    """Each thing once, the first with a capital letter."""
    text = ", ".join(dict.fromkeys(things))
    return text[:1].upper() + text[1:]
