"""The milestones of all priority projects in a financial year: by month, at a glance, and what is overdue."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.filters import Key, RowFilter
from core.periods import FinancialYear, Month
from programmes.models import Milestone
from programmes.pages import MilestoneRow
from programmes.portfolio import milestone_row

DONE, OVERDUE, TO_COME = "done", "overdue", "to-come"
STATES = {OVERDUE: "Overdue", TO_COME: "To come", DONE: "Done"}


@dataclass(frozen=True)
class TimelineRow:
    """A milestone and how it stands: done, overdue or to come."""

    milestone: MilestoneRow
    group_slug: str
    state: str
    days_late: int = 0

    @property
    def state_text(self) -> str:
        return STATES[self.state]

    @property
    def late_text(self) -> str:
        """“8 days late”, of a milestone that is overdue or was done after its day."""
        return f"{self.days_late} day{'s' if self.days_late != 1 else ''} late" if self.days_late else ""


@dataclass(frozen=True)
class MonthRows:
    """The milestones promised for one month."""

    month: Month
    is_current: bool
    rows: tuple[TimelineRow, ...] = ()


@dataclass(frozen=True)
class QuarterRows:
    label: str
    months: tuple[MonthRows, ...]

    @property
    def total(self) -> int:
        return sum(len(month.rows) for month in self.months)


@dataclass(frozen=True)
class ProjectLine:
    """One project across the twelve months of the year."""

    number: int
    name: str
    slug: str
    group: str
    months: tuple[MonthRows, ...]


@dataclass(frozen=True)
class Timeline:
    """The year's milestones, and those of any year that are overdue."""

    year: FinancialYear
    quarters: tuple[QuarterRows, ...]
    lines: tuple[ProjectLine, ...]
    earlier: tuple[TimelineRow, ...]
    """Overdue since before the year began: they must not be lost with the turn of the year."""

    @property
    def total(self) -> int:
        return sum(quarter.total for quarter in self.quarters)

    def count(self, state: str) -> int:
        rows = (row for quarter in self.quarters for month in quarter.months for row in month.rows)
        return sum(row.state == state for row in rows)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        return tuple((text, self.count(state)) for state, text in STATES.items())


class TimelineFilter(RowFilter):
    def __init__(self, *args: object, rows: Iterable[TimelineRow], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        groups = {row.group_slug: row.milestone.working_group for row in rows}
        self.add("group", "Working group", groups.items())
        self.add("state", "Milestones", STATES.items())

    def apply(self, rows: Iterable[TimelineRow]) -> list[TimelineRow]:
        chosen = self.chosen()
        tests: dict[str, Key] = {"group": lambda row: row.group_slug, "state": lambda row: row.state}
        return [row for row in rows if all(tests[name](row) == value for name, value in chosen.items())]


def timeline_rows(today: date) -> list[TimelineRow]:
    """All milestones of open projects by due date: one query."""
    milestones = (
        Milestone.objects.filter(project__closed_on__isnull=True)
        .select_related("project__working_group")
        .order_by("due_on", "project__number", "pk")
    )
    return [timeline_row(milestone, today) for milestone in milestones]


def timeline_row(milestone: Milestone, today: date) -> TimelineRow:
    row = milestone_row(milestone, milestone.project, today)
    state = DONE if row.completed_on else OVERDUE if row.is_overdue else TO_COME
    days_late = ((row.completed_on or today) - row.due_on).days
    return TimelineRow(row, milestone.project.working_group.slug, state, max(days_late, 0))


def build_timeline(rows: Iterable[TimelineRow], *, year: FinancialYear, today: date) -> Timeline:
    """The year's rows under the months for which they were promised; nothing moves when a milestone slips."""
    rows = list(rows)
    within = [row for row in rows if row.milestone.due_on in year]
    return Timeline(
        year=year,
        quarters=tuple(
            QuarterRows(f"{quarter.name}, {quarter.span}", by_month(within, quarter.months, today))
            for quarter in year.quarters
        ),
        lines=tuple(project_lines(within, year, today)),
        earlier=tuple(row for row in rows if row.state == OVERDUE and row.milestone.due_on < year.starts_on),
    )


def by_month(rows: Iterable[TimelineRow], months: Iterable[Month], today: date) -> tuple[MonthRows, ...]:
    placed: dict[Month, list[TimelineRow]] = defaultdict(list)
    for row in rows:
        placed[Month.containing(row.milestone.due_on)].append(row)
    return tuple(MonthRows(month, today in month, tuple(placed[month])) for month in months)


def project_lines(rows: Iterable[TimelineRow], year: FinancialYear, today: date) -> list[ProjectLine]:
    """One line for each project that has a milestone in the year, in the plan's order."""
    placed: dict[int, list[TimelineRow]] = defaultdict(list)
    for row in rows:
        placed[row.milestone.project_number].append(row)
    lines = []
    for number, own in sorted(placed.items()):
        first = own[0].milestone
        months = by_month(own, year.months, today)
        lines.append(ProjectLine(number, first.project, first.project_slug, first.working_group, months))
    return lines
