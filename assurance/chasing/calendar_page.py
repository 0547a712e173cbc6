"""The calendar of the round: this quarter's days and those to come, how each stands, and what is overdue today."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from assurance.chasing.dates import Plan, RoundDate, RoundDay, dates_of
from core.working_days import working_days_late
from organisation.models import Quarter, QuarterState
from performance.returns import ReturnSheet, read_sheets_of

COMING = 4
"""Quarters shown that have not ended yet."""
BEHIND = 4
"""Quarters shown that have ended and are not reported."""


@dataclass(frozen=True)
class CalendarRow:
    """One day of a round, and how it stands: `mark` is a kind of `{% state %}`."""

    day: RoundDate
    mark: str
    text: str
    note: str = ""

    @property
    def is_overdue(self) -> bool:
        return self.mark == "error"


@dataclass(frozen=True)
class QuarterCalendar:
    """The round of one quarter."""

    quarter: Quarter
    rows: tuple[CalendarRow, ...]

    @property
    def has_begun(self) -> bool:
        """Whether any of its days has come."""
        return any(row.text for row in self.rows)

    @property
    def overdue(self) -> tuple[CalendarRow, ...]:
        return tuple(row for row in self.rows if row.is_overdue)


@dataclass(frozen=True)
class CalendarPage:
    """`older` counts quarters that are still open and too old to be shown."""

    quarters: tuple[QuarterCalendar, ...]
    older: int
    today: date

    @property
    def overdue(self) -> tuple[tuple[Quarter, CalendarRow], ...]:
        return tuple((each.quarter, row) for each in self.quarters for row in each.overdue)

    @property
    def next_day(self) -> tuple[Quarter, CalendarRow] | None:
        """What comes next, from today on."""
        coming = [
            (each.quarter, row)
            for each in self.quarters
            for row in each.rows
            if row.day.on >= self.today and row.mark != "done"
        ]
        return min(coming, key=lambda pair: pair[1].day.on, default=None)


def build_calendar(today: date) -> CalendarPage:
    """Six queries, however many quarters and KPIs there are."""
    quarters = list(Quarter.objects.select_related("year").order_by("starts_on"))
    reported = [quarter.ends_on for quarter in quarters if quarter.state == QuarterState.REPORTED]
    recent = [quarter for quarter in quarters if _is_running(quarter, max(reported, default=None), today)]
    coming = [quarter for quarter in quarters if quarter.ends_on >= today][:COMING]
    shown = recent[-BEHIND:]
    sheets: defaultdict[int, list[ReturnSheet]] = defaultdict(list)
    for sheet in read_sheets_of([quarter for quarter in shown if quarter.is_open], today=today):
        sheets[sheet.quarter.pk].append(sheet)
    return CalendarPage(
        quarters=tuple(
            QuarterCalendar(quarter, rows_of(quarter, sheets[quarter.pk], today))
            for quarter in [*shown, *coming]
        ),
        older=sum(quarter.is_open for quarter in recent[:-BEHIND]),
        today=today,
    )


def _is_running(quarter: Quarter, reported_until: date | None, today: date) -> bool:
    """Ended and not reported: open, or locked since the last report."""
    if quarter.ends_on >= today or quarter.state == QuarterState.REPORTED:
        return False
    return not quarter.is_closed or reported_until is None or quarter.starts_on > reported_until


def plan() -> Plan:
    return Plan.of(settings.PORTAL_ROUND)


def rows_of(quarter: Quarter, sheets: Sequence[ReturnSheet], today: date) -> tuple[CalendarRow, ...]:
    dates = dates_of(quarter.period, quarter.due_on, plan())
    return tuple(CalendarRow(each, *standing(each, quarter, sheets, today)) for each in dates)


def standing(
    each: RoundDate, quarter: Quarter, sheets: Sequence[ReturnSheet], today: date
) -> tuple[str, str, str]:
    """The mark, the words and a note of one day; nothing of one that is to come."""
    if each.what == RoundDay.DUE and sheets and not _missing(sheets):
        return "done", "All returned", ""
    if each.what == RoundDay.LOCK and quarter.locked_at:
        locked = timezone.localtime(quarter.locked_at).date()
        return "done", f"Locked on {locked.day} {locked:%B %Y}", ""
    if each.on > today:
        return "none", "", ""
    if each.what == RoundDay.OPENS:
        is_open = quarter.state != QuarterState.UPCOMING
        return ("done", "Open", "") if is_open else ("error", "Should be open", "")
    if each.is_reminder:
        return ("part", "Goes today", "") if each.on == today and quarter.is_open else ("none", "Past", "")
    if each.what == RoundDay.DUE:
        return _returned(each, quarter, sheets, today)
    return _planned(each, today)


def _returned(
    each: RoundDate, quarter: Quarter, sheets: Sequence[ReturnSheet], today: date
) -> tuple[str, str, str]:
    if quarter.is_closed or not sheets:
        return "done", "Closed" if quarter.is_closed else "No KPIs to return", ""
    note = f"Not returned: {', '.join(_missing(sheets))}."
    return ("part", "Today", note) if each.on == today else ("error", _late(each.on, today), note)


def _missing(sheets: Sequence[ReturnSheet]) -> list[str]:
    return [sheet.directorate.name for sheet in sheets if not sheet.filing.submitted_at]


def _planned(each: RoundDate, today: date) -> tuple[str, str, str]:
    return ("part", "Today", "") if each.on == today else ("error", _late(each.on, today), "")


def _late(on: date, today: date) -> str:
    days = working_days_late(on, today)
    return f"{days} working day{'' if days == 1 else 's'} overdue" if days else "Overdue"


def all_dates(page: CalendarPage) -> Iterable[tuple[Quarter, RoundDate]]:
    """Every day on the page, for the calendar file."""
    return ((each.quarter, row.day) for each in page.quarters for row in each.rows)
