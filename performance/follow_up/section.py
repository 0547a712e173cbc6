"""What the page of a KPI shows of its follow-up: actions, promises, the year's end and the quality of its data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import periods
from organisation.models import User
from organisation.rights import Permission
from performance.data_quality import DataQuality
from performance.follow_up.actions_page import action_lines
from performance.follow_up.pages import ActionLine, Promise, YearEndOutlook
from performance.follow_up.promises import in_a_sentence
from performance.follow_up.quality import quality_of
from performance.follow_up.reading import dates_in, with_follow_up
from performance.follow_up.year_end import outlook_of, projection_of
from performance.models import KPI, KPIAction, KPIValue, YearEndForecast
from performance.records import KPIRecord, read_records


@dataclass(frozen=True)
class FollowUpSection:
    """`year_slug` is the year that may be forecast; `may_edit` whether the person is of the KPI's directorate."""

    actions: tuple[ActionLine, ...]
    promises: tuple[Promise, ...]
    promised: str
    outlook: YearEndOutlook | None
    quality: DataQuality
    year_slug: str
    may_edit: bool
    may_forecast: bool

    @property
    def open_actions(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.actions if not line.closed_on)

    @property
    def closed_actions(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.actions if line.closed_on)

    @property
    def overdue(self) -> int:
        return sum(line.is_overdue for line in self.actions)


def followed_up(
    record: KPIRecord, at: periods.Quarter, *, user: User, exceptions: Iterable[Any]
) -> KPIRecord:
    """The record with what this person may see of its follow-up, its `exceptions_told` in hand: three queries."""
    (found,) = with_follow_up(
        [record],
        at,
        day=record.today,
        actions=KPIAction.objects.visible_to(user),
        forecasts=YearEndForecast.objects.visible_to(user),
        dates=dates_in(exceptions, record.today),
    )
    return found


def section_of(record: KPIRecord, at: periods.Quarter, *, user: User) -> FollowUpSection:
    """From a record with its follow-up: no query."""
    newest = max(record.values, default=at)
    may_edit = user.may(Permission.FOLLOW_UP, record.kpi.team.directorate)
    return FollowUpSection(
        actions=action_lines(record.follow_up.actions, record.today),
        promises=record.promises(newest),
        promised=in_a_sentence(record.promises_since_recovery(newest)),
        outlook=outlook_of(record, at),
        quality=quality_of(record, at),
        year_slug=at.year.slug,
        may_edit=may_edit,
        may_forecast=may_edit and at.year.ends_on >= record.today,
    )


def projection_words(kpi: KPI, year: periods.FinancialYear, *, today: date, user: User) -> str:
    """The plain projection of a year as it stands today, for the form beside it."""
    (record,) = read_records(
        KPI.objects.filter(pk=kpi.pk), values=KPIValue.objects.visible_to(user), today=today, first=year
    )
    of_year = [quarter for quarter in record.values if quarter.year == year]
    projection = projection_of(record, max(of_year)) if of_year else None
    if projection is None:
        return "There is nothing to project from yet."
    return f"The plain projection is {projection.text} ({projection.sentence[:1].lower()}{projection.sentence[1:]})."
