"""The months of a heading as they stood at an earlier version of it."""

from decimal import Decimal

import pytest

from finance.actions import record_months
from finance.forms import MonthsForm
from finance.models import BudgetLine
from finance.tests.builders import make_line
from organisation.rights import Role
from organisation.tests.builders import make_user

pytestmark = pytest.mark.django_db


def enter(line: BudgetLine, version: int, april: str) -> None:
    changes: dict[str, Decimal | None] = {}
    for month in line.year.period.months:
        changes |= {f"plan_{month.slug}": Decimal(1_000), f"actual_{month.slug}": None}
    changes["actual_2014-04"] = Decimal(april)
    record_months(line=line, changes=changes, by=make_user(role=Role.FINANCE), expected_version=version)


@pytest.mark.parametrize(("version", "april"), [(1, "950"), (2, "1010"), (3, "1020")])
def test_each_version_has_the_months_it_was_saved_with(version: int, april: str) -> None:
    line = make_line(actuals=[950])
    enter(line, 1, "1010")
    enter(line, 2, "1020")

    form = MonthsForm(record=line)
    then = form.values_of(line.history.get(version=version))

    assert then["actual_2014-04"] == Decimal(april)
    assert then["plan_2015-03"] == 1_000
