"""The printed table with its footnotes: £1 differences are said, the saving is no cost."""

from datetime import date

import pytest

from core.periods import FinancialYear
from finance.models import RunningCostLine
from finance.running_costs import running_costs_in
from finance.running_costs_page import RunningCostsPage, build_running_costs_page
from finance.tests.builders import make_running_cost
from organisation.tests.builders import make_organisation

pytestmark = pytest.mark.django_db

Kind = RunningCostLine.Kind
ENDED = date(2014, 4, 1)


def make_page() -> RunningCostsPage:
    make_organisation()
    over = make_running_cost(label="Finance", amount=100, kind=Kind.SUBTOTAL)
    make_running_cost(label="Accounts", amount=60, parent=over)
    make_running_cost(label="Procurement", amount=41, parent=over)
    under = make_running_cost(label="Development", amount=300, kind=Kind.SUBTOTAL)
    make_running_cost(label="Facilities", amount=299, parent=under)
    make_running_cost(label="Running cost saving", amount=50, kind=Kind.SAVING)
    make_running_cost(label="Total", amount=450, kind=Kind.TOTAL)
    costs = running_costs_in(FinancialYear(2013))
    assert costs is not None
    return build_running_costs_page(costs)


def test_each_difference_is_a_numbered_footnote() -> None:
    page = make_page()

    assert [(note.mark, note.text) for note in page.footnotes] == [
        ("1", "Printed as £100; its parts add up to £101, £1 more. Shown as printed."),
        ("2", "Printed as £300; its parts add up to £299, £1 less. Shown as printed."),
    ]
    assert [line.marks for line in page.lines] == [("1",), (), (), ("2",), (), (), ()]


def test_a_total_that_agrees_with_its_parts_has_no_footnote() -> None:
    total = make_page().lines[-1]

    assert total.is_total
    assert total.row.parts_sum == 450
    assert total.marks == ()


def test_saving_and_total_are_no_costs_and_have_no_bar() -> None:
    bars = {line.row.label: line.bar is not None for line in make_page().lines}

    assert bars["Running cost saving"] is False
    assert bars["Total"] is False
    assert bars["Facilities"] is True


def test_a_label_that_is_not_certain_says_so() -> None:
    make_organisation()
    line = make_running_cost(label="Medicines management")
    RunningCostLine.objects.filter(pk=line.pk).update(certainty="Inferred from the order of the table")
    costs = running_costs_in(FinancialYear(2013))
    assert costs is not None

    page = build_running_costs_page(costs)

    assert page.lines[0].marks == ("a",)
    assert page.footnotes[0].text == "Inferred from the order of the table."


def test_without_the_population_there_is_no_table_per_head() -> None:
    make_running_cost()

    assert running_costs_in(FinancialYear(2013)) is None
