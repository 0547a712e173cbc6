"""The register of KPIs: who answers for each, how it is reported, and what the assurance team should look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import QueryDict

from core.filters import RowFilter, matching
from performance import wording
from performance.models import KPI, Frequency, KPIProposal, KPIQuerySet, KPIValue

NO_OWNER = "no-owner"
OWNER_LEFT = "owner-left"
NEVER_ENTERED = "never-entered"
ATTENTION = {
    NO_OWNER: "No owner",
    OWNER_LEFT: "Owner has left",
    NEVER_ENTERED: "No figure entered by owner or deputy yet",
}
IN_USE, RETIRED, COMING = "in-use", "retired", "coming"
STATES = {IN_USE: "In use", RETIRED: "Retired", COMING: "Not begun yet"}

ORDERS = {
    "number": lambda row: row.number,
    "name": lambda row: row.short_name.casefold(),
    "team": lambda row: (row.directorate, row.team, row.number),
    "owner": lambda row: (not row.owner, row.owner.casefold()),
    "reported": lambda row: list(Frequency.labels).index(row.frequency),
}


@dataclass(frozen=True)
class RegisterRow:
    """One KPI of the register. `attention` names what is wrong with its ownership, if anything."""

    number: int
    slug: str
    short_name: str
    directorate: str
    directorate_slug: str
    team: str
    team_slug: str
    frequency: str
    owner: str
    deputy: str
    state: str
    state_text: str
    attention: str
    has_open_proposal: bool

    @property
    def attention_text(self) -> str:
        return ATTENTION.get(self.attention, "")

    @property
    def has_nobody(self) -> bool:
        """Nobody answers for it; that nothing was entered yet is milder."""
        return self.attention in (NO_OWNER, OWNER_LEFT)


class RegisterFilter(RowFilter):
    """What narrows the register. Unless asked, what is retired is left out."""

    def __init__(self, data: QueryDict, *, rows: Sequence[RegisterRow], manages: bool) -> None:
        super().__init__(data, auto_id="filter_%s")
        directorates = dict.fromkeys((row.directorate_slug, row.directorate) for row in rows)
        teams = dict.fromkeys((row.team_slug, row.team) for row in rows)
        self.add("directorate", "Directorate", directorates)
        self.add("team", "Team", teams)
        self.add("state", "State", [*STATES.items(), ("any", "All")], everything="In use")
        if manages:
            self.add("attention", "Needs attention", ATTENTION.items(), everything="Any")

    def apply(self, rows: Iterable[RegisterRow]) -> list[RegisterRow]:
        tests: dict[str, Any] = {
            "directorate": lambda row: row.directorate_slug,
            "team": lambda row: row.team_slug,
            "attention": lambda row: row.attention,
        }
        chosen = self.chosen()
        state = chosen.pop("state", IN_USE)
        return [row for row in matching(rows, chosen, tests) if state in ("any", row.state)]


def register_rows(kpis: KPIQuerySet, today: date) -> list[RegisterRow]:
    """Every KPI in the order of the schedule, in one query."""
    entered = KPIValue.objects.filter(kpi=OuterRef("pk"), recorded_by__isnull=False).filter(
        Q(recorded_by=OuterRef("owner")) | Q(recorded_by=OuterRef("deputy"))
    )
    found = kpis.select_related("team__directorate", "owner", "deputy").annotate(
        is_entered=Exists(entered),
        is_asked_about=Exists(KPIProposal.objects.open().filter(kpi=OuterRef("pk"))),
        owner_is_active=F("owner__is_active"),
    )
    return [_row(kpi, today) for kpi in found.order_by("number")]


def _row(kpi: Any, today: date) -> RegisterRow:
    state = state_on(kpi, today)
    return RegisterRow(
        number=kpi.number,
        slug=kpi.slug,
        short_name=kpi.short_name,
        directorate=kpi.team.directorate.name,
        directorate_slug=kpi.team.directorate.slug,
        team=kpi.team.name,
        team_slug=kpi.team.slug,
        frequency=Frequency(kpi.frequency).label,
        owner=kpi.owner_title,
        deputy=str(kpi.deputy or ""),
        state=state,
        state_text=_state_text(kpi, state),
        attention=_attention(kpi) if state != RETIRED else "",
        has_open_proposal=kpi.is_asked_about,
    )


def state_on(kpi: KPI, today: date) -> str:
    """A KPI is retired once its last quarter is over; one retired ahead is in use until then."""
    if kpi.retired_on and kpi.retired_on < today:
        return RETIRED
    return COMING if kpi.active_from > today else IN_USE


def _state_text(kpi: KPI, state: str) -> str:
    if kpi.retired_on:
        word = "Retired" if state == RETIRED else "In use"
        return f"{word}, {'since' if state == RETIRED else 'until'} {wording.day(kpi.retired_on)}"
    return f"From {wording.day(kpi.active_from)}" if state == COMING else STATES[state]


def _attention(kpi: Any) -> str:
    """An owner is an account: a role that a document names answers to nobody."""
    if kpi.owner_id is None:
        return NO_OWNER
    if not kpi.owner.is_active:
        return OWNER_LEFT
    return "" if kpi.is_entered else NEVER_ENTERED


@dataclass(frozen=True)
class Attention:
    """How many KPIs need the same look, whether in use or still to come, and the filter that shows them."""

    key: str
    text: str
    count: int


def attention_of(rows: Iterable[RegisterRow]) -> tuple[Attention, ...]:
    found = [row.attention for row in rows]
    return tuple(Attention(key, text, found.count(key)) for key, text in ATTENTION.items() if key in found)
