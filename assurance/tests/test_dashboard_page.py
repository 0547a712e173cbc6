"""What the dashboard folds on a phone and leaves out on paper."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from assurance.dashboard import build_dashboard
from assurance.tests.builders import make_row
from assurance.tests.pack_builders import make_pack
from core.periods import Quarter
from core.rag import RAG
from performance.pages import ScorecardRow

TODAY = date(2014, 7, 8)


def board(*rows: ScorecardRow) -> str:
    pack = make_pack(*rows)
    quarter = SimpleNamespace(period=Quarter.from_slug("2013-14-Q4"), is_open=False)
    page = build_dashboard(pack, today=TODAY)
    card = pack.performance.scorecard
    return render_to_string(
        "assurance/_board.html", {"page": page, "card": card, "quarter": quarter, "q": "2013-14-Q4"}
    )


def test_green_kpis_are_folded_under_their_number() -> None:
    html = board(make_row(now=RAG.RED), make_row(now=RAG.GREEN, name="A"), make_row(now=RAG.GREEN, name="B"))

    assert '<details class="fold"><summary>2 green KPIs</summary>' in html
    assert html.count('class="kb__green"') == 2


def test_without_a_green_kpi_nothing_is_folded() -> None:
    html = board(make_row(now=RAG.RED))

    assert 'class="fold"' not in html
    assert "kb__green" not in html


@pytest.mark.parametrize(("notes", "said"), [(3, ""), (40, "40 in all; the report lists them.")])
def test_paper_has_the_first_notes_and_says_where_the_others_are(notes: int, said: str) -> None:
    listed = [SimpleNamespace(path="", about=f"Note {number}", text="Odd.") for number in range(notes)]

    html = render_to_string("assurance/_notes.html", {"notes": listed, "shown": 3})

    assert said in html
    assert html.count("<li>") == notes
    assert ('class="more noprint"' in html) is bool(said)
