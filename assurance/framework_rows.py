"""How far the components of an assurance framework are covered by evidence: plain frozen values, which go into the pack
of a quarter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.provenance import Provenance
from core.rag import RAG

KINDS = ("KPI", "risk", "project")


@dataclass(frozen=True)
class KPILine:
    """A KPI as it was reported in the quarter; `reading` says so where it was not. `grey_word` is why it is grey."""

    slug: str
    name: str
    rag: RAG | None
    reading: str
    provenance: str
    grey_word: str = ""


@dataclass(frozen=True)
class RiskLine:
    """A risk as it stood at the quarter's end."""

    reference: str
    title: str
    score: int
    band_text: str
    is_closed: bool
    provenance: str


@dataclass(frozen=True)
class ProjectLine:
    """A project with its delivery RAG of the quarter; None where it was not updated."""

    slug: str
    name: str
    rag: RAG | None
    provenance: str


@dataclass(frozen=True)
class ComponentRow:
    """One component with its evidence."""

    number: int
    name: str
    note: str
    kpis: tuple[KPILine, ...] = ()
    risks: tuple[RiskLine, ...] = ()
    projects: tuple[ProjectLine, ...] = ()

    @property
    def pieces(self) -> int:
        return len(self.kpis) + len(self.risks) + len(self.projects)

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds of evidence that it has none of."""
        return tuple(
            kind
            for kind, found in zip(KINDS, (self.kpis, self.risks, self.projects), strict=True)
            if not found
        )

    @property
    def is_gap(self) -> bool:
        """Nothing is evidence for it."""
        return not self.pieces

    @property
    def reds(self) -> int:
        return sum(line.rag == RAG.RED for line in (*self.kpis, *self.projects))

    @property
    def gap_text(self) -> str:
        """No evidence; no KPI and no project; or nothing, where every kind is there."""
        if self.is_gap:
            return "No evidence"
        return " and ".join(f"no {kind}" for kind in self.missing).capitalize().replace("kpi", "KPI")


@dataclass(frozen=True)
class Coverage:
    """A framework's components, gaps first."""

    rows: tuple[ComponentRow, ...]
    answer: str
    all_illustrative: bool


@dataclass(frozen=True)
class FrozenFramework:
    """A framework in force with its coverage, as a snapshot keeps it."""

    slug: str
    name: str
    component_word: str
    source: str
    coverage: Coverage


def in_a_sentence(rows: Sequence[ComponentRow], word: str) -> str:
    """The finding: how many components have no evidence, and of the others how many lack one kind of it."""
    if not rows:
        return f"No {word} has been entered."
    covered = [row for row in rows if not row.is_gap]
    told = [f"{_of(len(covered), len(rows), word)} evidence."]
    if covered and len(covered) < len(rows):
        told.append(f"{_has(len(rows) - len(covered))} none.")
    lacking = [(kind, sum(kind in row.missing for row in covered)) for kind in KINDS]
    lines = [f"{_has(count)} no {kind}" for kind, count in lacking if count]
    if lines:
        told.append(f"{', '.join(lines)}.")
    return " ".join(told)


def _of(count: int, whole: int, word: str) -> str:
    if whole == 1:
        return f"The one {word} has {'' if count else 'no'}".rstrip()
    if count == whole:
        return f"All {whole} {word}s have"
    return f"{count or 'None'} of {whole} {word}s {'have' if count > 1 else 'has'}"


def _has(count: int) -> str:
    return f"{count} {'has' if count == 1 else 'have'}"


def all_illustrative(rows: Iterable[ComponentRow]) -> bool:
    """Whether every link was invented for the demonstration: then it is said once."""
    said = {line.provenance for row in rows for line in (*row.kpis, *row.risks, *row.projects)}
    return said == {Provenance.ILLUSTRATIVE}
