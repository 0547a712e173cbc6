"""A quarter as it was reported beside what is known of it now: the first word, the last word, and what changed."""

from dataclasses import replace
from datetime import date

import pytest

from assurance.publishing.known import KnownKPI
from assurance.publishing.then_and_now import Said, Source, ThenAndNow, compare
from assurance.tests.builders import make_row
from core.rag import RAG
from performance.pages import FigureState, PeriodFigure

Q1, Q2 = date(2013, 4, 1), date(2013, 7, 1)


def figure(starts_on: date, text: str, rag: RAG | None = RAG.GREEN, **fields: object) -> PeriodFigure:
    state = FigureState.FIGURE if text else FigureState.MISSING
    return PeriodFigure("Q", starts_on, **({"state": state, "text": text, "rag": rag} | fields))  # type: ignore[arg-type]


def row(slug: str, *figures: PeriodFigure) -> KnownKPI:
    return KnownKPI.of(replace(make_row(number=1), slug=slug, name=slug.title(), figures=figures))


def source(label: str, of: date, *rows: KnownKPI) -> Source:
    return Source(Said(label, f"/{label}/"), of, rows)


def now_and_then(page: ThenAndNow) -> list[tuple[str | None, str, bool]]:
    return [(line.then.text if line.then else None, line.now.text, line.has_changed) for line in page.lines]


def test_what_nobody_said_otherwise_stands() -> None:
    page = compare("Q1", Q1, [source("v1", Q1, row("falls", figure(Q1, "5")))])

    assert now_and_then(page) == [("5", "5", False)]
    assert page.lede == "It stands as reported."


def test_a_correction_of_the_quarter_is_what_is_known_now() -> None:
    page = compare(
        "Q1",
        Q1,
        [source("v1", Q1, row("falls", figure(Q1, "5"))), source("v2", Q1, row("falls", figure(Q1, "6")))],
    )

    [line] = page.changed
    assert (line.then.said.label, line.now.said.label) == ("v1", "v2")
    assert page.lede == "Its figure or rating is not as it was reported."


def test_a_later_report_that_repeats_the_quarter_counts_as_well() -> None:
    page = compare(
        "Q1",
        Q1,
        [
            source("q1", Q1, row("falls", figure(Q1, "5"))),
            source("q2", Q2, row("falls", figure(Q1, "7"), figure(Q2, "1"))),
        ],
    )

    assert now_and_then(page) == [("5", "7", True)]


def test_what_is_only_repeated_was_said_when_it_was_first_so() -> None:
    first, second, third = (source(label, Q1, row("falls", figure(Q1, "6"))) for label in ("a", "b", "c"))
    before = source("v1", Q1, row("falls", figure(Q1, "5")))

    [line] = compare("Q1", Q1, [before, first, second, third]).lines

    assert line.now.said.label == "a"


def test_what_a_list_of_exceptions_left_out_was_not_unreported() -> None:
    """Only where a report named every KPI of the quarter was one that it does not name not reported."""
    first = source("q1", Q1, row("falls", figure(Q1, "5")))
    later = source("q2", Q2, row("falls", figure(Q1, "5")), row("waits", figure(Q1, "7"), figure(Q2, "1")))

    assert now_and_then(compare("Q1", Q1, [first, later])) == [("5", "5", False), (None, "7", True)]
    assert now_and_then(compare("Q1", Q1, [replace(first, is_whole=False), later])) == [("5", "5", False)]


def test_a_rating_alone_is_a_difference() -> None:
    sources = [
        source("v1", Q1, row("falls", figure(Q1, "5", RAG.AMBER))),
        source("v2", Q1, row("falls", figure(Q1, "5", RAG.RED))),
    ]

    assert len(compare("Q1", Q1, sources).changed) == 1


@pytest.mark.parametrize("state", [FigureState.NOT_COLLECTED, FigureState.MISSING])
def test_not_collected_and_not_returned_are_said_as_such(state: FigureState) -> None:
    sources = [
        source("v1", Q1, row("falls", figure(Q1, "", None, state=state))),
        source("v2", Q1, row("falls", figure(Q1, "0"))),
    ]

    [line] = compare("Q1", Q1, sources).lines
    assert (line.then.state, line.now.text, line.has_changed) == (state, "0", True)


def test_a_kpi_that_came_later_was_not_reported_at_the_time() -> None:
    sources = [
        source("v1", Q1, row("falls", figure(Q1, "5"))),
        source("q2", Q2, row("sores", figure(Q1, "2"))),
    ]

    assert now_and_then(compare("Q1", Q1, sources)) == [("5", "5", False), (None, "2", True)]


def test_the_live_figures_have_the_last_word() -> None:
    reported = source("v1", Q1, row("falls", figure(Q1, "5")))
    live = source("live", Q1, row("falls", figure(Q1, "9")))

    assert now_and_then(compare("Q1", Q1, [reported], live=live)) == [("5", "9", True)]


def test_how_many_differ_is_said_of_all() -> None:
    before = [row(slug, figure(Q1, "5")) for slug in ("falls", "sores", "waits")]
    after = [row("falls", figure(Q1, "6")), row("sores", figure(Q1, "5")), row("waits", figure(Q1, "4"))]

    one = compare("Q1", Q1, [source("v1", Q1, *before), source("v2", Q1, *after[:2])])
    two = compare("Q1", Q1, [source("v1", Q1, *before), source("v2", Q1, *after)])

    assert one.lede == "1 of 3 KPIs has another figure or rating now than when the quarter was reported."
    assert two.lede == "2 of 3 KPIs have other figures or ratings now than when the quarter was reported."


def test_a_quarter_of_which_nothing_was_published() -> None:
    assert compare("Q1", Q1, []).lede == "No figures of this quarter have been published."
