"""How far returns are: what counts as answered, what is left, and how late it is."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.periods import Quarter
from organisation.models import QuarterState
from organisation.tests.builders import make_directorate, make_quarter, make_user
from performance.models import Frequency, ReturnState
from performance.returns import find_return, late_by, quarters_before, read_sheet, return_progress
from performance.tests.builders import make_exception, make_kpi, make_return, make_target, make_value

pytestmark = pytest.mark.django_db
TODAY = date(2014, 7, 8)


def test_the_progress_of_every_directorate_in_their_own_order() -> None:
    quarter = make_quarter(slug="2014-15-Q1")
    late = make_directorate(name="Service Delivery", order=2)
    first = make_directorate(name="Quality", order=1)
    make_kpi(directorate=late)
    answered, missing_reason = make_kpi(directorate=first), make_kpi(directorate=first)
    make_kpi(directorate=first, frequency=Frequency.ANNUALLY)
    make_value(kpi=answered, period="2014-15-Q1", text="5")
    make_value(kpi=missing_reason, period="2014-15-Q1", text="*")
    make_return(directorate=first, submitted_by=None)

    quality, delivery = return_progress(quarter, TODAY)

    assert (quality.directorate, quality.state_text, quality.due) == ("Quality", "In progress", 2)
    assert (quality.answered, quality.not_collected, quality.to_do) == (2, 1, 1)
    assert quality.incomplete == (missing_reason.number,)
    assert (delivery.directorate, delivery.state_text, delivery.answered) == (
        "Service Delivery",
        "Not started",
        0,
    )
    assert (quality.due_on, quality.late_by) == (date(2014, 7, 14), 0)


def test_while_a_quarter_is_open_a_red_row_without_its_frame_is_answered_but_not_complete() -> None:
    quarter, kpi = make_quarter(slug="2014-15-Q1"), make_kpi()
    make_target(kpi=kpi, value=6, start=2014)
    value = make_value(kpi=kpi, period="2014-15-Q1", text="3")

    (before,) = return_progress(quarter, TODAY)
    assert (before.answered, before.incomplete, before.to_do) == (1, (kpi.number,), 1)
    make_exception(value=value, recovery_on=date(2014, 9, 30))
    (after,) = return_progress(quarter, TODAY)
    assert (after.answered, after.incomplete, after.to_do) == (1, (), 0)


def test_a_lock_changes_nothing_in_how_many_kpis_are_answered() -> None:
    quarter, kpi = make_quarter(slug="2014-15-Q1"), make_kpi()
    make_target(kpi=kpi, value=6, start=2014)
    make_value(kpi=kpi, period="2014-15-Q1", text="3")
    make_kpi()

    (before,) = return_progress(quarter, TODAY)
    quarter.state = QuarterState.LOCKED
    quarter.save()
    (after,) = return_progress(quarter, TODAY)

    assert (before.answered, before.due) == (after.answered, after.due) == (1, 2)


def test_in_a_closed_quarter_what_was_published_is_an_answer() -> None:
    quarter, kpi = make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED), make_kpi()
    make_target(kpi=kpi, value=6)
    make_value(kpi=kpi, period="2013-14-Q4", text="3")
    make_value(kpi=make_kpi(), period="2013-14-Q4", text="*")
    make_kpi()

    (quality,) = return_progress(quarter, TODAY)

    assert (quality.due, quality.answered, quality.not_collected) == (3, 2, 1)
    assert quality.state == ReturnState.LOCKED


def test_it_costs_the_same_for_ten_and_forty_kpis() -> None:
    quarter = make_quarter(slug="2014-15-Q1")

    def cost(more: int) -> int:
        for _ in range(more):
            make_value(kpi=make_kpi(), period="2014-15-Q1", text="5")
        with CaptureQueriesContext(connection) as captured:
            return_progress(quarter, TODAY)
        return len(captured)

    assert cost(10) == cost(30) == 6


@pytest.mark.parametrize(
    ("submitted_at", "today", "days"),
    [
        (None, date(2014, 7, 8), 0),
        (None, date(2014, 7, 14), 0),
        (None, date(2014, 7, 16), 2),
        (datetime(2014, 7, 14, 22, 30, tzinfo=UTC), date(2014, 7, 30), 0),
        (datetime(2014, 7, 14, 23, 30, tzinfo=UTC), date(2014, 7, 30), 1),
        (datetime(2014, 7, 21, 9, 0, tzinfo=UTC), date(2014, 7, 30), 5),
    ],
)
def test_lateness_is_counted_in_working_days_in_london(
    submitted_at: datetime | None, today: date, days: int
) -> None:
    state = ReturnState.SUBMITTED if submitted_at else ReturnState.IN_PROGRESS
    filing = make_return(state=state, submitted_at=submitted_at)

    assert late_by(filing, today) == days


def test_what_never_came_is_late_until_the_quarter_was_locked() -> None:
    quarter = make_quarter(
        slug="2014-15-Q1", state=QuarterState.LOCKED, locked_at=datetime(2014, 7, 16, 15, 0, tzinfo=UTC)
    )

    assert late_by(make_return(quarter=quarter, state=ReturnState.NOT_STARTED), date(2015, 1, 1)) == 2


def test_the_sheet_says_where_to_carry_on() -> None:
    filing = find_return(make_directorate(), make_quarter(slug="2014-15-Q1"))
    make_value(kpi=make_kpi(number=1), period="2014-15-Q1", text="5")
    make_kpi(number=2)
    sent_back = make_value(kpi=make_kpi(number=3), period="2014-15-Q1", text="5")
    assert read_sheet(filing).next_row.number == 2

    sent_back.sent_back_at, sent_back.sent_back_by = datetime(2014, 7, 8, tzinfo=UTC), make_user()
    sent_back.save()

    sheet = read_sheet(filing)
    assert sheet.next_row.number == 3, "what was sent back comes first"
    assert (sheet.finished, sheet.waiting, sheet.begun, sheet.to_do) == (1, 1, 0, 1)


def test_a_kpi_that_is_retired_or_not_begun_is_not_in_the_return() -> None:
    filing = find_return(make_directorate(), make_quarter(slug="2014-15-Q1"))
    make_kpi(retired_on=date(2014, 3, 31))
    make_kpi(active_from=date(2014, 7, 1))
    kept = make_kpi()

    assert [row.kpi for row in read_sheet(filing).rows] == [kept]


def test_the_last_four_quarters_reach_into_the_year_before() -> None:
    filing = find_return(make_directorate(), make_quarter(slug="2014-15-Q2"))

    assert [quarter.slug for quarter in quarters_before(Quarter.from_slug("2014-15-Q2"))] == [
        "2013-14-Q2",
        "2013-14-Q3",
        "2013-14-Q4",
        "2014-15-Q1",
    ]
    assert read_sheet(filing).past_heading == "2013/14 Q2 to 2014/15 Q1"
