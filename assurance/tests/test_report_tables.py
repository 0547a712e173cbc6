"""Tables as they are printed: years in columns, bars to scale, published words shortened but not changed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assurance import report_tables
from assurance.report_tables import BAR_STEPS
from assurance.tests.pack_builders import make_ambition, make_pack, make_register, make_risk
from finance.pages import Budget, BudgetRow, ContributionRow, FinancePart, PooledFundTable
from performance.pages import AmbitionPoint


def make_budget(year: str, surplus: int = 0, **plans: int) -> Budget:
    rows = tuple(
        BudgetRow(heading.replace("_", " ").capitalize(), heading, "spend", Decimal(plan))
        for heading, plan in plans.items()
    )
    return Budget(
        year=year,
        year_slug=year.replace("/", "-"),
        rows=rows,
        total=None,
        spend_total=Decimal(sum(plans.values())),
        surplus=Decimal(surplus),
    )


@pytest.mark.parametrize(
    ("share", "steps", "percent"),
    [
        ("0", 0, "0.0"),
        ("0.001", 1, "0.1"),
        ("0.5", BAR_STEPS // 2, "50.0"),
        ("1", BAR_STEPS, "100.0"),
        ("1.2", BAR_STEPS, "120.0"),
        ("-0.1", 0, "-10.0"),
    ],
)
def test_bars_are_to_scale_and_something_is_never_nothing(share: str, steps: int, percent: str) -> None:
    bar = report_tables.bar(Decimal(share))

    assert (bar.steps, bar.percent) == (steps, Decimal(percent))


def test_bars_stand_for_ambitions_and_partners() -> None:
    fund = PooledFundTable(
        name="Better Care Fund",
        slug="bcf",
        years=("2014/15", "2015/16"),
        rows=(ContributionRow("Poole", (Decimal(3), Decimal(1))), ContributionRow("CCG", (Decimal(1), None))),
        totals=(Decimal(4), Decimal(4)),
    )
    pack = make_pack()
    bars = report_tables.bars(replace(pack, finance=replace(pack.finance, pooled_funds=(fund,))))

    assert {key: bar.percent for key, bar in bars.items()} == {
        "ambition-1": Decimal("16.1"),
        "bcf-Poole": Decimal("25.0"),
    }


def test_targets_stand_in_a_column_a_year_with_the_same_decimal_places() -> None:
    points = {"2014/15": "3.95", "2018/19": "4.1"}
    ambition = replace(
        make_ambition(),
        baseline=AmbitionPoint("baseline", Decimal(4), "4"),
        targets=tuple(AmbitionPoint(year, Decimal(text), text) for year, text in points.items()),
    )
    without = replace(ambition, number=2, baseline=None, targets=())
    table = report_tables.ambition_table((ambition, without))

    assert table.years == ("2014/15", "2018/19")
    assert (table.lines[0].baseline, table.lines[0].targets) == ("4.00", ("3.95", "4.10"))
    assert table.lines[1].targets == ("", "")
    assert (table.has_actuals, table.columns) == (False, 4)


def test_a_later_figure_gets_a_column_of_its_own() -> None:
    ambition = replace(make_ambition(), actuals=(AmbitionPoint("2013/14", Decimal(1688), "1,688"),))
    table = report_tables.ambition_table((ambition,))

    assert table.columns == 5
    assert table.lines[0].latest is not None
    assert table.lines[0].latest.text == "1,688"


def test_published_levels_are_shortened_but_not_changed() -> None:
    (row,) = report_tables.level_rows(make_pack().performance.levels)

    assert (row.indicator, row.levels) == ("Years of life lost", ("Lowest quintile",))


def forward(**budgets: Any) -> list[tuple[str, tuple[Decimal | None, ...]]]:
    look = report_tables.forward_look(FinancePart(year="2013/14", **budgets))
    return [(row.heading, row.amounts) for row in look.rows] if look else []


def test_the_years_to_come_stand_side_by_side_largest_first_with_their_sums() -> None:
    rows = forward(
        next_budget=make_budget("2014/15", surplus=5, acute=50, prescribing=20, left_out=1),
        later_budget=make_budget("2015/16", surplus=6, prescribing=30, acute=60, better_care_fund=40),
    )

    assert rows == [
        ("Acute", (50, 60)),
        ("Better care fund", (None, 40)),
        ("Prescribing", (20, 30)),
        ("Left out", (1, None)),
        ("Planned spend", (71, 130)),
        ("Surplus", (5, 6)),
        ("Opening budget", (76, 136)),
    ]


def test_one_year_to_come_is_enough_and_none_is_nothing() -> None:
    assert forward(next_budget=make_budget("2014/15", acute=50))[0] == ("Acute", (50,))
    assert forward() == []


def test_bands_are_listed_from_the_most_serious_with_their_scores() -> None:
    register = make_register(make_risk(score=20), make_risk(score=16))

    assert [(row.label, row.span, row.count) for row in report_tables.band_rows(register)] == [
        ("Extreme", "15 to 25", 2),
        ("High", "8 to 12", 0),
        ("Moderate", "4 to 6", 0),
        ("Low", "1 to 3", 0),
    ]
