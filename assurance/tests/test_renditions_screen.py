"""The report on the screen: the sections of the PDF, with tables that scroll by themselves and figures that lead on."""

import re
import uuid
from dataclasses import replace

from django.template.loader import render_to_string

from assurance import report_contents
from assurance.renditions.links import Histories
from assurance.renditions.screen import for_screen
from assurance.tests.builders import make_figure, make_row
from assurance.tests.pack_builders import QUARTERLY, make_pack
from performance.pages import FigureState

REPORT = uuid.UUID(int=7)


def on_screen(history: Histories | None = None) -> str:
    contents = report_contents.build(make_pack(), QUARTERLY, version=1)
    return render_to_string("renditions/_report.html", {"report": contents, "history": history})


def test_a_table_stands_in_a_group_named_after_its_heading() -> None:
    html = for_screen(
        '<h3>KPIs “in” &amp; <b>out</b></h3><table class="t"><tbody></tbody></table><p>After</p>'
    )

    assert html == (
        "<h3>KPIs “in” &amp; <b>out</b></h3>"
        '<div class="scroll" role="group" aria-label="Table: KPIs “in” &amp; out" tabindex="0"><table class="t">'
        '<caption class="nhsuk-u-visually-hidden">KPIs “in” &amp; out</caption><tbody></tbody></table></div>'
        "<p>After</p>"
    )


def test_a_table_keeps_the_caption_that_it_has() -> None:
    html = for_screen("<h2>A</h2><table><caption>£000</caption></table><h3>B</h3><table></table>")

    assert html.count("<caption") == 2
    assert "<caption>£000</caption>" in html
    assert 'aria-label="Table: B, A"' in html


def test_a_table_that_follows_another_heading_has_a_name_of_its_own() -> None:
    html = for_screen('<h2>A</h2><h3>Commentary</h3><p>Text</p><table data-name="KPIs"></table>')

    assert 'aria-label="Table: KPIs, A"' in html


def test_what_is_on_paper_is_on_the_screen_in_the_same_order() -> None:
    contents = report_contents.build(make_pack(), QUARTERLY, version=1)
    paper = render_to_string("report/_sections.html", {"report": contents})

    def headings(html: str) -> list[str]:
        return re.findall(r"<h2>(.*?)</h2>", html)

    assert headings(on_screen())[:-1] == [each for each in headings(paper) if each != "Contents"]


def test_every_table_has_a_caption_and_headers_with_a_scope() -> None:
    tables = re.findall(r"<table.*?</table>", on_screen(), re.DOTALL)

    assert tables
    for table in tables:
        assert "<caption" in table
        assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", table)), table[:200]


def test_the_list_of_contents_leads_to_each_section() -> None:
    html = on_screen()
    ids = set(re.findall(r'\bid="([^"]+)"', html))

    assert set(re.findall(r'href="#([^"]+)"', html)) - {"main"} <= ids
    assert len(re.findall(r'\bid="([^"]+)"', html)) == len(ids)


def test_figures_lead_to_their_history() -> None:
    assert f'href="/reports/{REPORT}/figures/kpi-' in on_screen(Histories(REPORT))


def test_records_lead_to_their_pages() -> None:
    html = on_screen(Histories(REPORT))

    for address in ("/risks/R-001/", "/engagement/the-big-ask/", "/finance/?year=2013-14"):
        assert f'href="{address}"' in html


def test_without_an_account_there_is_nothing_to_lead_to() -> None:
    html = on_screen()

    assert "/figures/" not in html
    assert re.findall(r'href="/', html) == []


def test_each_section_ends_with_the_way_back_to_the_contents() -> None:
    html = on_screen()

    assert html.count('<a href="#contents">Back to contents</a></p></section>') == html.count("<section") - 1


def test_a_private_report_says_so() -> None:
    private = replace(QUARTERLY, part=2)
    contents = report_contents.build(make_pack(), private, version=1)

    assert "2: private." in render_to_string("renditions/_report.html", {"report": contents})
    assert "2: private." not in on_screen()


def test_nothing_is_said_in_a_style_or_a_script() -> None:
    html = on_screen(Histories(REPORT))

    assert not re.search(r"<[^>]+ (style|on\w+)=|<script|<style", html)


def test_what_was_not_returned_has_no_history() -> None:
    histories = Histories(REPORT)
    row = make_row()

    assert histories.url_of(row.slug, make_figure(state=FigureState.MISSING)) == ""
    assert histories.url_of("kpi-1", make_figure("Q4")) == f"/reports/{REPORT}/figures/kpi-1/2013-14-Q4/"


def test_on_paper_there_are_no_links_to_a_history() -> None:
    contents = report_contents.build(make_pack(), QUARTERLY, version=1)

    assert "/figures/" not in render_to_string("report/report.html", {"report": contents})
