"""Two people who record the same thing for the first time at the same moment."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django.fixtures import Settings

from core.tests.at_once import both_at_once
from core.versions import Stale
from finance import actions
from finance.models import BudgetLine, FinancialPosition
from organisation.rights import Role
from organisation.tests.builders import make_user, make_year

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_record_a_position_the_second_is_shown_both(settings: Settings) -> None:
    settings.PORTAL_TODAY = date(2014, 7, 8)
    year, people = make_year(start=2013), [make_user(role=Role.FINANCE) for _ in range(2)]
    typed = {"resource_limit": Decimal(100), "net_operating_costs": Decimal(90)}

    outcomes = both_at_once(
        *(
            lambda by=by: actions.record_position(
                year=year, part="programme", changes=typed, by=by, expected_version=0
            )
            for by in people
        )
    )

    assert outcomes.count(Stale) == 1
    assert FinancialPosition.objects.count() == 1


def test_two_headings_of_one_name_both_find_an_address() -> None:
    year, people = make_year(start=2014), [make_user(role=Role.FINANCE) for _ in range(2)]
    changes = {"year": year, "heading": "Acute services", "annual_plan": Decimal(12), "kind": "spend"}

    both_at_once(*(lambda by=by: actions.create_line(changes=changes, by=by) for by in people))

    slugs = [line.slug for line in BudgetLine.objects.order_by("slug")]
    assert slugs == ["acute-services", "acute-services-2"]
