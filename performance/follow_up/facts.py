"""What was read of a KPI beside its figures: actions, forecasts of the year's end, dates as they were stated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core import periods
from performance.follow_up.promises import Stated
from performance.models import KPIAction, YearEndForecast


@dataclass(frozen=True)
class FollowUp:
    """Everything by which a KPI is followed up. What was not asked for is empty, and `has_actions` says so of them.

    `dates` are the recovery dates of each exception (by the id of its value) in the order in which they were stated;
    `on_time` says of a quarter whether the return of the KPI's directorate came by its due date.
    """

    actions: tuple[KPIAction, ...] = ()
    has_actions: bool = False
    forecasts: Mapping[periods.FinancialYear, YearEndForecast] = field(default_factory=dict)
    dates: Mapping[int, tuple[Stated, ...]] = field(default_factory=dict)
    on_time: Mapping[periods.Quarter, bool] = field(default_factory=dict)


NOTHING_READ = FollowUp()
