"""The section of a second version's report that says what was restated since the first."""

from dataclasses import replace
from datetime import datetime

from django.template.loader import render_to_string

from assurance.audience import PRIVATE, Audience
from assurance.report_contents import ReportContents, build
from assurance.restated.lines import Area, Line, Reopening, Restated
from assurance.tests.pack_builders import CUT_OFF, make_head, make_pack
from core import clock

AT = datetime(2014, 5, 20, 9, 30, tzinfo=clock.LONDON)
LINES = (
    Line(Area.KPIS, "1. Cases over 28 days", "Figure, Q4", "37", "31", "Contributor", AT, "Counted twice"),
    Line(Area.RISKS, "R-001 The backlog grows", "Score", "4 × 5 = 20, extreme", "3 × 5 = 15, extreme"),
)
RESTATED = Restated(
    1, CUT_OFF, reopenings=(Reopening(AT, "Assurance team", "Six cases were counted twice."),), lines=LINES
)
GOVERNING_BODY = Audience("governing-body", "Governing Body", "Quarterly assurance report")


def contents(restated: Restated | None, audience: Audience = GOVERNING_BODY) -> ReportContents:
    pack = make_pack(head=make_head(version=2), restated=restated)
    return build(pack, audience=audience, version=2)


def printed(restated: Restated | None, audience: Audience = GOVERNING_BODY) -> str:
    return render_to_string("report/report.html", {"report": contents(restated, audience)})


def test_it_stands_in_the_contents_and_follows_the_summary() -> None:
    slugs = [section.id for section in contents(RESTATED).sections]
    assert slugs[slugs.index("summary") + 1] == "restated"


def test_it_says_from_to_who_and_why_and_why_it_was_reopened() -> None:
    html = printed(RESTATED, replace(GOVERNING_BODY, part=PRIVATE))

    assert "<h2>Restated since snapshot 1 of 9 May 2014</h2>" in html
    assert "2 figures differ: 1 of KPIs, 1 of risks." in html
    assert "Reopened on 20 May 2014, 09:30 by Assurance team: Six cases were counted twice." in html
    assert "<td>37</td><td><b>31</b></td><td>Contributor, 20 May 2014, 09:30. Counted twice</td>" in html
    assert "Follows from another change" in html


def test_the_public_reads_what_and_when_and_why_it_was_reopened() -> None:
    html = printed(RESTATED)

    assert "Reopened on 20 May 2014, 09:30: Six cases were counted twice." in html
    assert "<td>37</td><td><b>31</b></td><td>20 May 2014, 09:30</td>" in html


def test_the_caption_promises_a_reason_only_where_one_stands() -> None:
    assert "and when and why it was changed</caption>" in printed(
        RESTATED, replace(GOVERNING_BODY, part=PRIVATE)
    )
    assert "and when it was changed</caption>" in printed(RESTATED)


def test_a_figure_and_its_rating_count_as_one() -> None:
    figure = Line(Area.KPIS, "11", "Figure, Q4", "6", "4", key=("kpi", "eleven", "figure", "2014-01-01"))
    rating = replace(figure, what="Rating", key=("kpi", "eleven", "rating", "2013-14", "2014-01-01"))
    other = replace(rating, key=("kpi", "twelve", "rating", "2013-14", "2014-01-01"))

    assert replace(RESTATED, lines=(figure, rating)).sentence == "1 figure differs: 1 of KPIs."
    assert replace(RESTATED, lines=(figure, rating, other)).sentence == "2 figures differ: 2 of KPIs."


def test_a_first_version_has_no_such_section() -> None:
    assert "restated" not in [section.id for section in contents(None).sections]
    assert 'id="restated"' not in printed(None)


def test_a_version_in_which_nothing_changed_says_that() -> None:
    html = printed(replace(RESTATED, lines=()))
    assert "Every figure that is printed here is as it was." in html
