"""What the programme and risk pages, the dashboard and the report show: plain frozen values."""

from dataclasses import dataclass
from datetime import date

from core.rag import RAG


@dataclass(frozen=True)
class MilestoneRow:
    name: str
    due_on: date
    forecast_on: date | None = None
    completed_on: date | None = None
    is_overdue: bool = False
    provenance: str = ""
    project: str = ""
    project_slug: str = ""
    project_number: int = 0
    working_group: str = ""
    note: str = ""
    pk: int = 0


@dataclass(frozen=True)
class SupportMark:
    """Whether a project supports delivery of a strand: yes, no, not-recorded."""

    strand: str
    strand_text: str
    answer: str
    note: str = ""


@dataclass(frozen=True)
class ProjectRow:
    """One priority project for a quarter. `rag` is None where no update was made for it."""

    number: int
    slug: str
    name: str
    short_name: str
    working_group: str
    working_group_slug: str
    commissioning_programme: str
    commissioning_note: str
    directorate: str
    owner: str
    stage: str
    stage_text: str
    rag: RAG | None
    previous_rag: RAG | None
    narrative: str
    next_milestone: MilestoneRow | None
    milestones_total: int = 0
    milestones_done: int = 0
    milestones_overdue: int = 0
    supports: tuple[SupportMark, ...] = ()
    provenance: str = ""
    update_provenance: str = ""
    directorate_slug: str = ""


@dataclass(frozen=True)
class GroupCounts:
    """Projects of one clinical working group by delivery RAG; `not_rated` have no update for the quarter."""

    name: str
    slug: str
    red: int = 0
    amber: int = 0
    green: int = 0
    not_rated: int = 0
    next_milestone: MilestoneRow | None = None

    @property
    def total(self) -> int:
        return self.red + self.amber + self.green + self.not_rated


@dataclass(frozen=True)
class StageRow:
    """How many projects of each RAG stand at one stage of the commissioning cycle."""

    stage: str
    text: str
    red: int = 0
    amber: int = 0
    green: int = 0
    not_rated: int = 0

    @property
    def total(self) -> int:
        return self.red + self.amber + self.green + self.not_rated


@dataclass(frozen=True)
class Portfolio:
    """All priority projects of a quarter by working group, and where they stand in the cycle.

    RAG, stage and narrative are those of the quarter; milestones are as known on `known_by`.
    """

    quarter: str
    projects: tuple[ProjectRow, ...]
    groups: tuple[GroupCounts, ...]
    stages: tuple[StageRow, ...]
    known_by: date | None = None


@dataclass(frozen=True)
class RiskActionRow:
    text: str
    owner: str
    due_on: date
    done_on: date | None = None
    is_overdue: bool = False
    pk: int = 0


@dataclass(frozen=True)
class RiskRow:
    """One risk as it stood: scores are likelihood × impact, 1 to 25; `band` low, moderate, high, extreme.

    `change` says in words how the current score moved since the quarter before (“Up from 16”, “New”, “No change”).
    `part` is 2 where the risk may be spoken of in the private part of a meeting alone.
    """

    reference: str
    title: str
    cause: str
    event: str
    effect: str
    directorate: str
    owner: str
    inherent: int
    likelihood: int
    impact: int
    score: int
    band: str
    band_text: str
    target: int
    change: str
    controls: str
    assurances: str
    gaps: str
    strategic_aim: str
    project: str
    opened_on: date
    closed_on: date | None = None
    actions: tuple[RiskActionRow, ...] = ()
    provenance: str = ""
    directorate_slug: str = ""
    project_slug: str = ""
    previous: int | None = None
    part: int = 1

    @property
    def open_actions(self) -> tuple[RiskActionRow, ...]:
        return tuple(action for action in self.actions if action.done_on is None)


@dataclass(frozen=True)
class HeatCell:
    likelihood: int
    impact: int
    score: int
    band: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class RiskRegister:
    """Open risks, highest score first, and the 5 × 5 map (rows: likelihood 5 to 1; columns: impact 1 to 5)."""

    risks: tuple[RiskRow, ...]
    heat_map: tuple[tuple[HeatCell, ...], ...]
    extreme: int = 0
    high: int = 0
    moderate: int = 0
    low: int = 0
    added: int = 0
    removed: int = 0
    on: date | None = None
    since: date | None = None

    @property
    def references(self) -> frozenset[str]:
        return frozenset(risk.reference for risk in self.risks)


@dataclass(frozen=True)
class ProgrammesPart:
    """What programmes put into the assurance pack."""

    portfolio: Portfolio
    register: RiskRegister
