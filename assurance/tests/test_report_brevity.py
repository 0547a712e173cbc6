"""The summary keeps to one page: lists name the first few and count the rest."""

from dataclasses import replace
from datetime import date

import pytest

from assurance import report_brevity
from assurance.audience import SectionChoice
from assurance.pack import ChangeLine
from assurance.tests.builders import make_frame, make_row
from assurance.tests.pack_builders import QUARTERLY, make_pack
from assurance.tests.test_rendering import render
from assurance.tests.test_report_contents import build
from assurance.tests.test_report_dorset import Printed
from core.rag import RAG

AMBER, GREEN, RED = RAG.AMBER, RAG.GREEN, RAG.RED


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("A", "A"),
        ("ABCD", "A; B; C; D"),
        ("ABCDE", "A; B; C; D and one more"),
        ("ABCDEF", "A; B; C; D and two more"),
    ],
)
def test_the_first_are_named_and_the_rest_is_counted(names: str, said: str) -> None:
    assert report_brevity.first_of(names) == said


def test_a_line_of_change_names_fewer_kpis_the_more_lines_do() -> None:
    line = ChangeLine(8, "stayed red:", tuple((f"KPI {number}", f"kpi-{number}") for number in range(8)))

    (alone,) = report_brevity.change_lines([line])
    assert [name for name, _ in alone.links] == ["KPI 0", "KPI 1", "KPI 2", "KPI 3 and four more"]
    among = report_brevity.change_lines([line, line, line])
    assert [name for name, _ in among[2].links] == ["KPI 0", "KPI 1 and six more"]


def test_many_reds_fill_a_table_of_eight_rows_and_the_rest_is_counted() -> None:
    eight = build(make_pack(*[make_row(now=RED) for _ in range(8)])).summary
    nine = build(make_pack(*[make_row(now=RED) for _ in range(9)])).summary

    assert (len(eight.reds), eight.more_reds) == (8, 0)
    assert (len(nine.reds), nine.more_reds) == (7, 2)


def test_a_rating_is_compared_in_two_words_under_a_head_that_names_the_quarter() -> None:
    summary = build(make_pack(make_row(now=RED, before=RED))).summary

    assert [line.since for line in summary.reds] == ["Red, same"]


@pytest.mark.parametrize("number", [8, 9, 16])
def test_however_many_are_red_the_summary_stays_on_its_page(number: int) -> None:
    """The worst case: long names, all slipped, nobody with an open action, and something to say of every change."""
    slipped = make_frame(
        promised_before=date(2014, 3, 31), recovery_on=date(2014, 12, 31), action="Visit them again. " * 40
    )
    name = "Continuing healthcare assessments that took longer"
    reds = [
        make_row(now=RED, before=RED, name=f"{name} {each}", number=each, exception=slipped)
        for each in range(number)
    ]
    changed = [
        make_row(now=now, before=before, name=f"{name} {each}", number=number + each)
        for each, (before, now) in enumerate(
            pair for pair in ((GREEN, AMBER), (RED, AMBER), (RED, GREEN)) for _ in range(4)
        )
    ]
    idle = [replace(row, open_actions=()) for row in reds]
    alone = replace(QUARTERLY, sections=(SectionChoice("summary"), SectionChoice("provenance")))
    printed = Printed(render(make_pack(*idle, *changed), alone))

    assert printed.sections.count("Executive summary") == 1
    assert "KPIs by RAG" in printed.text_of("Executive summary")
