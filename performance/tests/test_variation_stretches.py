"""A chart whose limits start afresh: each stretch is held to its own points, and key, words and drawing say so."""

import re
from datetime import date
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from core.periods import Quarter
from core.provenance import Provenance
from organisation.rights import Role
from organisation.tests.builders import make_user
from performance.kpi_page import build_kpi_page
from performance.models import KPI, Rebase
from performance.tests.builders_variation import ZIGZAG, make_monthly
from performance.variation.chart import NARROW, PRINT, WIDE, Size, XmRChart, title, xmr_chart
from performance.variation.pages import Exhibit

pytestmark = pytest.mark.django_db

AT = Quarter.from_slug("2014-15-Q1")
TRIAL, FULL, RUN = ZIGZAG * 6, [*("20", "22") * 6, "12"], ["15", "24", "15", "24", "15"]
"""Twelve months from January 2012; thirteen from January 2013, the last of them outside; five from February 2014."""


def shown(texts: list[str], *starts: date) -> Exhibit:
    kpi = make_monthly(texts, first="2012-01", active_from=date(2011, 4, 1))
    for day in starts:
        rebase(kpi, day)
    found = build_kpi_page(kpi, AT, user=make_user(role=Role.ASSURANCE)).exhibit
    assert found is not None
    return found


def rebase(kpi: KPI, day: date) -> None:
    Rebase.objects.create(
        kpi=kpi, starts_on=day, reason="A ward opened.", set_on=day, provenance=Provenance.RETURNED
    )


@pytest.fixture
def three() -> Exhibit:
    """Trial limits, then full ones, then too few points for any."""
    return shown([*TRIAL, *FULL, *RUN], date(2013, 1, 1), date(2014, 2, 1))


@pytest.fixture
def two() -> Exhibit:
    """Trial limits, then full ones."""
    return shown([*TRIAL, *FULL], date(2013, 1, 1))


def said(template: str, exhibit: Exhibit) -> str:
    """The words of a part of the page, without its drawings."""
    context = {"exhibit": exhibit, "process": exhibit.process, "last": exhibit.last}
    html = render_to_string(f"performance/variation/{template}.html", context)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestTheKey:
    def test_mean_and_limits_of_earlier_stretches_are_explained_where_the_last_has_none(
        self, three: Exhibit
    ) -> None:
        key = said("_key", three)
        assert "mean, January 2012 to January 2014" in key
        assert (
            "process limits, January 2013 to January 2014; trial limits, January 2012 to December 2012" in key
        )

    def test_trial_limits_of_an_earlier_stretch_are_named_beside_the_limits_of_the_last(
        self, two: Exhibit
    ) -> None:
        levels = two.level_texts
        assert two.key_texts == {
            "mean": f"mean {levels['mean']}",
            "limits": (
                f"process limits {levels['lpl']} and {levels['upl']}; trial limits, January 2012 to December 2012"
            ),
        }

    def test_points_of_a_short_stretch_are_not_called_common_cause(self, three: Exhibit) -> None:
        assert "not judged: fewer than 13 points" in said("_key", three)
        for size in (WIDE, PRINT):
            kinds = [mark.kind for mark in xmr_chart(three, size).marks]
            assert kinds[:12] == ["unjudged"] * 12
            assert kinds[-5:] == ["unjudged"] * 5
            assert "unjudged" not in kinds[12:25]
            assert xmr_chart(three, size).latest.kind == "unjudged"

    @pytest.mark.parametrize("months", [24, 11], ids=["full", "trial"])
    def test_without_a_rebase_it_reads_as_ever(self, months: int) -> None:
        found = shown((ZIGZAG * 12)[:months])
        key, levels = said("_key", found), found.level_texts
        word = "process" if months == 24 else "trial"
        assert key.endswith(f"mean {levels['mean']} {word} limits {levels['lpl']} and {levels['upl']}")
        assert "not judged" not in key
        assert {mark.kind for mark in xmr_chart(found, WIDE).marks} == {"common" if months == 24 else "run"}
        assert xmr_chart(found, WIDE).captions == ()


class TestTheWords:
    def test_the_line_below_names_the_trial_limits(self, three: Exhibit, two: Exhibit) -> None:
        sentence = "Trial limits from January 2012 to December 2012: 12 of 13 points."
        assert sentence in said("_limits", three)
        assert sentence in said("_limits", two)

    def test_the_finding_says_where_limits_were(self, three: Exhibit, two: Exhibit) -> None:
        assert "No limits since February 2014." in title(three)
        assert "since January 2013." in title(two)
        assert "Before: trial limits, January 2012 to December 2012." in title(two)

    def test_the_numbers_tell_trial_limits(self, three: Exhibit) -> None:
        assert [each["standing"] for each in three.stretch_texts] == ["trial limits", "", "no limits"]


class TestTheDrawing:
    @pytest.mark.parametrize("size", [WIDE, PRINT])
    def test_earlier_trial_limits_have_their_caption_within_their_stretch(
        self, three: Exhibit, size: Size
    ) -> None:
        chart = xmr_chart(three, size)
        (caption,) = chart.captions
        assert caption.text == "Trial limits"
        assert size.left <= float(caption.x) < float(chart.afresh[0].x)
        assert not crossings(chart, caption.text, float(caption.x), float(caption.y), caption.anchor)

    def test_trial_limits_that_a_phone_does_not_reach_have_no_caption_there(self, three: Exhibit) -> None:
        assert xmr_chart(three, NARROW).captions == ()

    @pytest.mark.parametrize("size", [WIDE, NARROW, PRINT])
    def test_the_value_farthest_out_stands_clear_of_line_and_marks(self, three: Exhibit, size: Size) -> None:
        chart = xmr_chart(three, size)
        assert chart.extreme is not None
        assert chart.extreme.text == "12, Jan 2014"
        at = (float(chart.extreme.x), float(chart.extreme.y))
        assert not crossings(chart, chart.extreme.text, *at, chart.extreme.anchor)


def crossings(chart: XmRChart, text: str, x: float, y: float, anchor: str) -> list[tuple[float, float]]:
    """Places of the run, and of its marks, that lie under a word."""
    font = chart.size.font
    width = 0.48 * font * len(text)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    places = [(float(a), float(b)) for run in chart.runs for a, b in re.findall(r"([\d.]+) ([\d.]+)", run)]
    fine = [
        (x0 + (x1 - x0) * part / 50, y0 + (y1 - y0) * part / 50)
        for (x0, y0), (x1, y1) in pairwise(places)
        for part in range(51)
    ]
    return [(a, b) for a, b in fine if left <= a <= left + width and abs(b - y) < 0.4 * font]
