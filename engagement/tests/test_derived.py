"""What the engagement log proposes for KPIs of a period."""

from datetime import date

import pytest

from core.derivation import Asking
from core.periods import Quarter
from engagement.tests.builders import make_activity

pytestmark = pytest.mark.django_db


def test_activities_with_a_day_in_the_period_are_counted() -> None:
    make_activity(title="In it", starts_on=date(2014, 6, 30))
    make_activity(title="Into it", starts_on=date(2014, 3, 30), ends_on=date(2014, 4, 1))
    make_activity(title="Before it", starts_on=date(2014, 3, 31))
    make_activity(title="Some time", starts_on=None)

    found = Asking().of("events-held", Quarter.from_slug("2014-15-Q1"))

    assert found is not None
    assert found.part == 2
    assert found.sentence == "2 activities were held between 1 April 2014 and 30 June 2014."
