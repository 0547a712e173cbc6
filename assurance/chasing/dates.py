"""The dates of a round, from the day on which its quarter ends to its report. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from core.periods import Quarter
from core.working_days import add_working_days
from performance.reminders.stages import Stage, Timing, day_of


class RoundDay(TextChoices):
    """What happens on a day of the round; the value stands in the identifier of its calendar entry."""

    OPENS = "opens", "Opens for returns"
    FIRST = "first-reminder", "First reminder: contributors"
    DUE = "due", "Returns due"
    SECOND = "second-reminder", "Second reminder: contributors and deputy directors"
    THIRD = "third-reminder", "Third reminder: directors as well"
    LOCK = "lock", "Lock planned"
    REPORT = "report", "Quarterly report planned"
    ANNUAL = "annual-report", "Annual report planned"


REMINDERS = {Stage.BEFORE: RoundDay.FIRST, Stage.DUE: RoundDay.SECOND, Stage.AFTER: RoundDay.THIRD}


@dataclass(frozen=True)
class Plan:
    """Working days from the due date: when the quarter is locked, its report made and, after Q4, the annual one."""

    reminders: Timing
    lock_after: int
    report_after: int
    annual_report_after: int

    @classmethod
    def of(cls, settings: Mapping[str, int]) -> "Plan":
        """From the portal's settings (PORTAL_ROUND)."""
        return cls(
            Timing.of(settings),
            settings["lock_after"],
            settings["report_after"],
            settings["annual_report_after"],
        )


@dataclass(frozen=True)
class RoundDate:
    """One day of a round."""

    what: RoundDay
    on: date

    @property
    def is_reminder(self) -> bool:
        return self.what in REMINDERS.values()


def dates_of(quarter: Quarter, due_on: date, plan: Plan) -> tuple[RoundDate, ...]:
    """The days of a quarter's round in their order: 2014/15 Q1 opens on 1 July and is due on 14 July 2014."""
    found = {
        RoundDay.OPENS: quarter.next.starts_on,
        **{what: day_of(stage, due_on, plan.reminders) for stage, what in REMINDERS.items()},
        RoundDay.DUE: due_on,
        RoundDay.LOCK: add_working_days(due_on, plan.lock_after),
        RoundDay.REPORT: add_working_days(due_on, plan.report_after),
    }
    if quarter.number == 4:
        found[RoundDay.ANNUAL] = add_working_days(due_on, plan.annual_report_after)
    order = list(RoundDay)
    dates = (RoundDate(what, on) for what, on in found.items())
    return tuple(sorted(dates, key=lambda each: (each.on, order.index(each.what))))
