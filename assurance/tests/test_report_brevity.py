"""The summary keeps to one page: lists name the first few and count the rest."""

from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

import pytest

from assurance import report_brevity
from assurance.audience import SectionChoice
from assurance.pack import ChangeLine
from assurance.report_summary import Summary
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


WORDS = [
    "continuing",
    "healthcare",
    "visits",
    "acknowledged",
    "within",
    "three",
    "statutory",
    "completed",
    "of",
]
ACRONYMS = [
    "A&E",
    "RBCH",
    "NHS",
    "CHC/FNC",
    "MMR",
    "MRSA",
    "DTOC",
    "WMH",
    "four-hour",
    "CAMHS",
    "assessments",
]
PLACES = ["Quality", "Finance and Performance", "Service Delivery", "Engagement and Development"]
LONG_PLACES = [f"Directorate of Integrated Commissioning and Partnerships {letter}" for letter in "ABCDEFGH"]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_has_changed_the_summary_stays_on_its_page(seed: int) -> None:
    """Any number of every kind of change, with names short and long, of words and of capitals, in four directorates or
    in eight of long names, and the line of money."""
    chance = Random(seed)
    words = (WORDS, ACRONYMS)[seed % 2]
    places = LONG_PLACES if seed > 5 else PLACES
    frame = make_frame(promised_before=date(2014, 3, 31), recovery_on=date(2014, 12, 31), action="Ask again.")
    changes = [pair for pair in product((RED, GREEN, AMBER, None), (RED, GREEN, AMBER)) for _ in range(2)]
    rows = [
        make_row(
            now=now,
            before=before,
            name=f"{' '.join(chance.choices(words, k=chance.randint(3, 9)))} {number}",
            number=number,
            **_placed(chance.choice(places)),
            exception=frame if now == RED else None,
        )
        for number, (before, now) in enumerate(chance.sample(changes, k=chance.randint(12, 24)))
    ]
    sections = tuple(SectionChoice(slug) for slug in ("summary", "finance", "provenance"))
    printed = Printed(render(make_pack(*rows), replace(QUARTERLY, sections=sections)))

    assert printed.sections.count("Executive summary") == 1
    assert "RAG" in printed.text_of("Executive summary")
    assert "Money." in printed.text_of("Executive summary")


def _placed(name: str) -> dict[str, str]:
    return {"directorate": name, "directorate_slug": name.lower().replace(" ", "-")}


def test_what_has_no_room_is_counted_and_no_sooner() -> None:
    """Names in the lines of change give way first, then rows of the table of reds."""
    name = "Continuing healthcare assessments that took longer than they should have"
    reds = [make_row(now=RED, before=GREEN, name=f"{name} {each}", number=each) for each in range(8)]
    changed = [
        make_row(now=now, before=before, name=f"{name} {10 + each}", number=10 + each)
        for each, (before, now) in enumerate(product((RED, AMBER, GREEN, None), (AMBER, GREEN)))
    ]
    alone, among = build(make_pack(*reds)).summary, build(make_pack(*reds, *changed * 3)).summary

    assert (len(alone.reds), named_in(alone)) == (8, 4)
    assert (len(among.reds), among.more_reds, named_in(among)) == (5, 3, 2)


def named_in(summary: Summary) -> int:
    """KPIs that a line of change names at most."""
    return max(len(line.links) for line in summary.changes)
