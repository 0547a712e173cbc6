"""What in a report is from where: the five words of provenance with what each covers, and the documents used. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from assurance.audience import SECTIONS, Audience
from assurance.pack import AssurancePack
from core.provenance import Provenance

MONEY_LINE = "money-line"
"""The sentence about money in the summary of a report that may print no finance beside it."""
WORKED_OUT = {
    "RAG by rule": frozenset({"summary", "year", "schedules", "outlook", "frameworks"}),
    "trends": frozenset({"schedules"}),
    "projections to the year’s end": frozenset({"outlook"}),
    "process limits": frozenset({"variation"}),
    "counts": frozenset(
        {"summary", "year", "schedules", "projects", "risks", "frameworks", "engagement", "complete"}
    ),
    "shares": frozenset({"year", "ambitions", "finance", "running", MONEY_LINE}),
    "completeness": frozenset({"complete"}),
}
"""What a report works out for itself, by the sections that print it."""
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


def covered(printed: Iterable[str], audience: Audience) -> frozenset[str]:
    """What a report of these sections says something of: its summary may quote money without a section of finance."""
    found = frozenset(printed)
    return found | {MONEY_LINE} if "summary" in found and audience.reads_of_money else found


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
    for what, sections in WORKED_OUT.items():
        if not sections.isdisjoint(printed):
            yield Entry(what, Provenance.DERIVED)
    for needed, entries in ENTRIES:
        if not needed.isdisjoint(printed):
            yield from entries(pack)


def _figures(pack: AssurancePack) -> Iterator[Entry]:
    for row in pack.performance.scorecard.rows:
        for figure in row.figures:
            yield Entry("KPI figures", figure.provenance, figure.source)


def _exceptions(pack: AssurancePack) -> Iterator[Entry]:
    for row in pack.performance.scorecard.rows:
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
    yield from _running_costs(pack)


def _money_line(pack: AssurancePack) -> Iterator[Entry]:
    """What the sentence quotes: how the year closed, with its running costs; before it has, its budget."""
    finance = pack.finance
    if finance.position:
        total = finance.position[-1]
        yield Entry("financial position", total.provenance, total.source)
        yield from _running_costs(pack)
    elif finance.budget and finance.budget.total:
        yield Entry(f"budget {finance.budget.year}", finance.budget.provenance, finance.budget.source)


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
    (frozenset({"summary", "schedules", "outlook", "variation"}), _figures),
    (frozenset({"summary", "schedules"}), _exceptions),
    (frozenset({"ambitions"}), _ambitions),
    (frozenset({"complete"}), _returns),
    (frozenset({"projects"}), _projects),
    (frozenset({"milestones"}), _milestones),
    (frozenset({"risks"}), _risks),
    (frozenset({MONEY_LINE}), _money_line),
    (frozenset({"finance"}), _finance),
    (frozenset({"running"}), _running_costs),
    (frozenset({"engagement"}), _engagement),
)
"""What the sections show, in the order in which documents are first used."""


def _sentence(things: Iterable[str]) -> str:
    """Each thing once, the first with a capital letter."""
    text = ", ".join(dict.fromkeys(things))
    return text[:1].upper() + text[1:]
