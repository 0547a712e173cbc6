"""The annual report counts each quarter and lists what was off target in any of them."""

from dataclasses import replace

from assurance import report_year
from assurance.pack import AssurancePack
from assurance.tests.builders import make_row
from assurance.tests.pack_builders import make_head, make_pack
from core.rag import RAG


def quarter(number: int, *ratings: RAG) -> AssurancePack:
    rows = [
        make_row(now=rag, number=place, name=f"Measure {place}") for place, rag in enumerate(ratings, start=1)
    ]
    head = make_head(quarter=f"2013/14 Q{number}", quarter_slug=f"2013-14-Q{number}")
    return replace(make_pack(*rows), head=head)


def test_every_kpi_that_was_off_target_stands_with_its_four_ratings() -> None:
    year = report_year.year_of(
        [
            quarter(1, RAG.GREEN, RAG.GREEN),
            quarter(2, RAG.AMBER, RAG.GREEN),
            quarter(3, RAG.GREEN, RAG.GREEN),
            quarter(4, RAG.GREEN, RAG.GREEN, RAG.RED),
        ]
    )

    assert year is not None
    assert year.labels == ("Q1", "Q2", "Q3", "Q4")
    assert [(row.name, row.ratings) for row in year.rows] == [
        ("Measure 1", (RAG.GREEN, RAG.AMBER, RAG.GREEN, RAG.GREEN)),
        ("Measure 3", (None, None, None, RAG.RED)),
    ]
    assert year.lede == "Red rose from 0 in Q1 to 1 in Q4. 2 KPIs were red or amber in at least one quarter."


def test_a_year_that_stood_still_and_one_that_was_on_target() -> None:
    same = report_year.year_of([quarter(1, RAG.RED), quarter(2, RAG.RED)])
    good = report_year.year_of([quarter(1, RAG.GREEN), quarter(2, RAG.GREEN)])

    assert same is not None
    assert good is not None
    assert same.lede == "Red stood at 1 in Q1 and in Q2. 1 KPI was red or amber in at least one quarter."
    assert good.lede == "Red stood at 0 in Q1 and in Q2. No KPI was red or amber."


def test_without_quarters_there_is_no_year() -> None:
    assert report_year.year_of([]) is None
