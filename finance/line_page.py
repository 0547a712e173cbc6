"""One budget heading: its year month by month, its forecast, and what was changed."""

from dataclasses import dataclass
from datetime import date

from core.changes import Change, changes_in
from finance.budget import heading_row
from finance.models import BudgetLine, BudgetMonth
from finance.pages import BudgetRow
from finance.profile import MonthRow, month_rows, plan_gap_text
from finance.profile_chart import NARROW, ProfileChart, profile_chart
from finance.units import Unit, unit_of


@dataclass(frozen=True)
class LinePage:
    """Everything on the page that is not a field of the heading itself."""

    row: BudgetRow
    months_to: str
    months: tuple[MonthRow, ...]
    has_months: bool
    unit: Unit
    plan_gap: str
    chart: ProfileChart | None
    narrow_chart: ProfileChart | None
    changes: tuple[Change, ...]


def build_line_page(line: BudgetLine, *, up_to: date | None, is_staff: bool) -> LinePage:
    """The page as far as this reader may see: actuals to `up_to`, plans for the whole year.

    The forecast and the trail tell of months that are not locked yet, and are for staff.
    """
    row, last = heading_row(line, up_to=up_to, forecasts=is_staff)
    held = list(line.months.all())
    is_surplus = line.kind == BudgetLine.Kind.SURPLUS
    rows = month_rows(line.year.period, held, up_to=up_to, is_surplus=is_surplus)
    histories = [line.history.all(), BudgetMonth.history.filter(line_id=line.pk)] if is_staff else []
    return LinePage(
        row=row,
        months_to=last.label if last else "",
        months=rows,
        has_months=bool(held),
        unit=unit_of(amount for month in rows for amount in (month.plan, month.actual)),
        plan_gap=plan_gap_text(line.annual_plan, [month.plan for month in held]),
        chart=profile_chart(line.heading, rows),
        narrow_chart=profile_chart(line.heading, rows, NARROW),
        changes=changes_in(histories),
    )
