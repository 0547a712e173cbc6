"""Narrowing and ordering lists of projects and risks."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from core.filters import ordered
from core.rag import RAG
from programmes.filters import (
    PROJECT_ORDERS,
    RISK_ORDERS,
    PortfolioFilter,
    RegisterFilter,
    rag_order,
)
from programmes.pages import MilestoneRow, ProjectRow, RiskRow, SupportMark

PROJECT = ProjectRow(
    number=1, slug="one", name="One", short_name="One", working_group="Mental Health", working_group_slug="mh",
    commissioning_programme="", commissioning_note="", directorate="Quality", directorate_slug="quality", owner="",
    stage="3-review", stage_text="Current service review", rag=RAG.GREEN, previous_rag=None, narrative="",
    next_milestone=None,
)  # fmt: skip
RISK = RiskRow(
    reference="R-001", title="A", cause="", event="", effect="", directorate="Quality", directorate_slug="quality",
    owner="", inherent=20, likelihood=4, impact=4, score=16, band="extreme", band_text="Extreme", target=6, change="",
    controls="", assurances="", gaps="", strategic_aim="", project="", opened_on=date(2014, 1, 1),
)  # fmt: skip

PROJECTS = [
    PROJECT,
    replace(
        PROJECT, number=2, rag=RAG.RED, working_group="Urgent", working_group_slug="urgent", stage="1-needs"
    ),
    replace(
        PROJECT,
        number=3,
        rag=None,
        directorate="",
        directorate_slug="",
        supports=(SupportMark("csr", "CSR", "yes"), SupportMark("national", "National", "no")),
    ),
]
RISKS = [
    RISK,
    replace(
        RISK, reference="R-002", likelihood=2, impact=3, score=6, band="moderate", strategic_aim="An aim"
    ),
    replace(
        RISK, reference="R-003", directorate="Service", directorate_slug="service", closed_on=date(2014, 3, 1)
    ),
]


def projects(asked: str) -> list[int]:
    return [row.number for row in PortfolioFilter(QueryDict(asked), rows=PROJECTS).apply(PROJECTS)]


def risks(asked: str) -> list[str]:
    return [row.reference for row in RegisterFilter(QueryDict(asked), rows=RISKS).apply(RISKS)]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("", [1, 2, 3]),
        ("group=urgent", [2]),
        ("rag=red", [2]),
        ("rag=none", [3]),
        ("stage=1-needs", [2]),
        ("directorate=quality", [1, 2]),
        ("strand=csr", [3]),
        ("strand=national", []),
        ("rag=green&group=urgent", []),
        ("rag=purple&group=nonsense", [1, 2, 3]),
        ("quarter=2013-14-Q4&sort=-rag", [1, 2, 3]),
    ],
)
def test_projects_are_narrowed(asked: str, numbers: list[int]) -> None:
    assert projects(asked) == numbers


def test_a_filter_offers_what_occurs() -> None:
    fields = PortfolioFilter(QueryDict(""), rows=PROJECTS).fields
    assert fields["group"].choices == [("", "All"), ("mh", "Mental Health"), ("urgent", "Urgent")]
    assert fields["directorate"].choices == [("", "All"), ("quality", "Quality")]


@pytest.mark.parametrize(
    ("asked", "references"),
    [
        ("", ["R-001", "R-002"]),
        ("status=closed", ["R-003"]),
        ("status=all", ["R-001", "R-002", "R-003"]),
        ("band=moderate", ["R-002"]),
        ("gbaf=yes", ["R-002"]),
        ("directorate=service&status=all", ["R-003"]),
        ("likelihood=2&impact=3", ["R-002"]),
        ("likelihood=9&impact=x", ["R-001", "R-002"]),
        ("status=nonsense", ["R-001", "R-002"]),
    ],
)
def test_risks_are_narrowed(asked: str, references: list[str]) -> None:
    assert risks(asked) == references


def test_a_cell_of_the_map_needs_both_its_steps() -> None:
    def cell(asked: str) -> Any:
        return RegisterFilter(QueryDict(asked), rows=RISKS).chosen_cell

    assert cell("likelihood=2&impact=3") == {"likelihood": 2, "impact": 3}
    assert cell("likelihood=2") is None


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [
        ("number", [1, 2, 3]),
        ("-number", [3, 2, 1]),
        ("rag", [2, 1, 3]),
        ("stage", [2, 1, 3]),
        ("", [1, 2, 3]),
        ("; drop table", [1, 2, 3]),
    ],
)
def test_projects_are_ordered_by_a_column(sort: str, numbers: list[int]) -> None:
    assert [row.number for row in ordered(PROJECTS, sort, PROJECT_ORDERS)] == numbers


def test_projects_without_a_milestone_come_last() -> None:
    dated = replace(PROJECT, number=9, next_milestone=MilestoneRow("M", date(2014, 8, 1)))

    assert [row.number for row in ordered([PROJECT, dated], "milestone", PROJECT_ORDERS)] == [9, 1]


@pytest.mark.parametrize("sort", sorted(RISK_ORDERS))
def test_every_column_of_the_register_orders(sort: str) -> None:
    assert len(ordered(RISKS, sort, RISK_ORDERS)) == len(ordered(RISKS, f"-{sort}", RISK_ORDERS)) == 3


def test_red_first_and_not_rated_last() -> None:
    assert sorted([None, RAG.GREY, RAG.GREEN, RAG.RED, RAG.AMBER], key=rag_order) == [
        RAG.RED,
        RAG.AMBER,
        RAG.GREEN,
        RAG.GREY,
        None,
    ]
