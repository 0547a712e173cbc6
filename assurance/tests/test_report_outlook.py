"""The year-end forecast in the report: worst first, without what is over, and the finding in a sentence."""

from django.template.loader import render_to_string

from assurance.report_outlook import OutlookRow, outlook_lede
from core.rag import RAG
from performance.follow_up.pages import YearEndOutlook


def row(number: int, rag: RAG, own: str = "", own_rag: RAG = RAG.GREY) -> OutlookRow:
    outlook = YearEndOutlook(
        year="2014/15", target_text="At least 24", projected="22", rag=rag, own=own, own_rag=own_rag
    )
    return OutlookRow(f"kpi-{number}", number, f"KPI {number}", outlook)


def test_how_many_are_expected_to_meet_their_target() -> None:
    rows = [row(1, RAG.GREEN), row(2, RAG.RED), row(3, RAG.GREY)]

    assert outlook_lede(rows) == (
        "1 of 2 KPIs is expected to meet the target of the year. All are plain projections."
    )


def test_what_the_directorates_expect_counts() -> None:
    rows = [row(1, RAG.GREEN, own="20", own_rag=RAG.RED), row(2, RAG.GREEN)]

    assert outlook_lede(rows) == (
        "1 of 2 KPIs is expected to meet the target of the year. "
        "1 differs from the plain projection, and says why."
    )


def test_the_rating_expected_is_a_cell_as_in_the_schedules() -> None:
    html = render_to_string("report/_outlook.html", {"rows": [row(1, RAG.AMBER)], "lede": ""})

    assert '<td class="rag amber">Amber</td>' in html
