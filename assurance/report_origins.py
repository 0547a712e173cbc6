"""What in a report is from where: the five words of provenance with what each covers, and the documents used. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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


def origins(pack: AssurancePack) -> tuple[Origin, ...]:
    """All five words, in the order in which they are explained."""
    found = list(_entries(pack))
    return tuple(
        Origin(word, _sentence(each.what for each in found if each.provenance == word)) for word in Provenance
    )


def documents(pack: AssurancePack) -> tuple[Document, ...]:
    """The documents and files by name, in the order in which the report first uses them."""
    found = [each for each in _entries(pack) if each.source and each.provenance in DOCUMENTS]
    names = dict.fromkeys(each.source for each in found)
    return tuple(
        Document(name, _sentence(each.what for each in found if each.source == name)) for name in names
    )


def _entries(pack: AssurancePack) -> Iterator[Entry]:
    yield Entry(WORKED_OUT, Provenance.DERIVED)
    yield from _performance(pack)
    yield from _programmes(pack)
    yield from _finance(pack)
    yield from _engagement(pack)


def _performance(pack: AssurancePack) -> Iterator[Entry]:
    for row in pack.performance.scorecard.rows:
        for figure in row.figures:
            yield Entry("KPI figures", figure.provenance, figure.source)
        if row.exception:
            yield Entry("cause, action, owner and dates of exceptions", row.exception.provenance)
    for ambition in pack.performance.ambitions:
        yield Entry("outcome ambitions", ambition.provenance, ambition.source)
    if any(each.provenance_note for each in pack.performance.returns):
        yield Entry("dates of returns", Provenance.ILLUSTRATIVE)


def _programmes(pack: AssurancePack) -> Iterator[Entry]:
    for project in pack.programmes.portfolio.projects:
        yield Entry("project names and programmes", project.provenance)
        yield Entry("project stages, RAG and narratives", project.update_provenance)
        if project.next_milestone:
            yield Entry("milestones", project.next_milestone.provenance)
    for risk in pack.programmes.register.risks:
        yield Entry("risks and their scores", risk.provenance)


def _finance(pack: AssurancePack) -> Iterator[Entry]:
    finance = pack.finance
    for row in finance.position:
        yield Entry("financial position", row.provenance, row.source)
    for budget in filter(None, (finance.budget, finance.next_budget, finance.later_budget)):
        yield Entry(f"budget {budget.year}", budget.provenance, budget.source)
    if finance.running_costs:
        yield Entry("running costs", finance.running_costs.provenance, finance.running_costs.source)
    for fund in finance.pooled_funds:
        yield Entry(fund.name, fund.provenance, fund.source)


def _engagement(pack: AssurancePack) -> Iterator[Entry]:
    for activity in pack.engagement.activities:
        yield Entry("engagement activities", activity.provenance, activity.source)
    for answer in pack.engagement.feedback:
        yield Entry("feedback", answer.provenance)


def _sentence(things: Iterable[str]) -> str:
    """Each thing once, the first with a capital letter."""
    text = ", ".join(dict.fromkeys(things))
    return text[:1].upper() + text[1:]
