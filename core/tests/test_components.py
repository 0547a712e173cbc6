from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.charts import HeatMark, Point, Step, heat_map
from core.controls import Entry
from core.figures import NOT_COLLECTED, Figure, MeasureKind
from core.periods import FinancialYear
from core.provenance import Provenance
from core.rag import RAG
from core.tests.page import find, find_all, parse, text_of
from core.trend import Trend


def draw(template: str, path: str = "/", **values: Any) -> str:
    """A line of a template, drawn as a page at that address would."""
    context = Context({"request": RequestFactory().get(path), **values})
    return Template("{% load portal %}" + template).render(context)


def read(template: str, path: str = "/", **values: Any) -> str:
    return text_of(parse(draw(template, path, **values)))


class TestRag:
    @pytest.mark.parametrize("rating", list(RAG))
    def test_is_a_word_and_a_shape(self, rating: RAG) -> None:
        page = parse(draw("{% rag value %}", value=rating))
        assert text_of(page) == rating.label
        assert find(page, "svg").get("aria-hidden") == "true"

    def test_every_rating_has_a_shape_of_its_own(self) -> None:
        assert len({draw("{% rag value word='x' %}", value=rating) for rating in RAG}) == 4

    def test_grey_gives_its_reason_in_place_of_the_word(self) -> None:
        page = parse(draw("{% rag 'grey' reason='No target' %}"))
        assert text_of(page) == "No target"
        assert find_all(page, "span", css="rag--quiet")

    def test_other_ratings_keep_their_word(self) -> None:
        assert read("{% rag 'red' reason='3 short' %}") == "Red"

    def test_can_count(self) -> None:
        assert read("{% rag 'red' word='2 red' %}.") == "2 red."

    def test_what_is_no_rating_is_refused(self) -> None:
        with pytest.raises(ValueError, match="purple"):
            draw("{% rag 'purple' %}")

    def test_words_are_escaped(self) -> None:
        assert "<b>" not in draw("{% rag 'grey' reason=reason %}", reason="<b>none</b>")

    def test_a_mark_alone_hides_its_word(self) -> None:
        page = parse(draw("{% rag_mark 'amber' %}"))
        assert text_of(find(page, "span", css="nhsuk-u-visually-hidden")) == "Amber"

    def test_a_mark_alone_in_print_is_titled(self) -> None:
        page = parse(draw("{% rag_mark 'amber' titled=True %}"))
        assert text_of(find(page, "title")) == "Amber"
        assert not find_all(page, "span", css="nhsuk-u-visually-hidden")


class TestMarks:
    @pytest.mark.parametrize("movement", [Trend.IMPROVED, Trend.DECLINED, Trend.NO_CHANGE])
    def test_a_trend_is_an_arrow_and_a_word(self, movement: Trend) -> None:
        page = parse(draw("{% trend value %}", value=movement))
        assert text_of(page) == movement.label
        assert find_all(page, "svg")

    @pytest.mark.parametrize("movement", [Trend.FIRST, Trend.NOT_RATED, Trend.NOT_COMPARABLE])
    def test_what_is_no_trend_is_said_without_an_arrow(self, movement: Trend) -> None:
        page = parse(draw("{% trend value %}", value=movement))
        assert text_of(page) == movement.label
        assert not find_all(page, "svg")

    def test_without_a_trend_nothing_is_drawn(self) -> None:
        assert draw("{% trend None %}") == ""

    @pytest.mark.parametrize("origin", list(Provenance))
    def test_only_what_is_illustrative_is_marked(self, origin: Provenance) -> None:
        said = read("{% provenance value %}", value=origin)
        assert said == ("illustrative" if origin == Provenance.ILLUSTRATIVE else "")

    def test_provenance_can_always_be_said(self) -> None:
        assert read("{% provenance 'derived' always=True %}") == "Derived"

    def test_a_score_says_its_band(self) -> None:
        page = parse(draw("{% score 16 'Extreme' %}"))
        assert text_of(page) == "16 Extreme"
        assert find_all(page, "span", css="score--extreme")

    def test_a_state_is_a_word_with_a_dot(self) -> None:
        assert (
            text_of(find(parse(draw("{% state 'done' 'Saved 10:42' %}")), "span", css="mark--done"))
            == "Saved 10:42"
        )

    def test_progress_is_native_and_named(self) -> None:
        bar = find(parse(draw("{% progress 9 14 'saved' %}")), "progress")
        assert (bar.get("value"), bar.get("max"), bar.get("aria-label")) == ("9", "14", "9 of 14 saved")

    def test_the_legend_gives_every_meaning(self) -> None:
        said = read("{% rag_legend tolerance='within 10%' sparkline=True %}")
        assert all(rating.meaning.lower() in said for rating in RAG)
        assert "slightly behind target, within 10%" in said
        assert "cannot be compared" in said


class TestCharts:
    def test_a_sparkline_reads_its_values(self) -> None:
        page = parse(
            draw(
                "{% sparkline 'Visits' points 6 '6 a quarter' %}",
                points=[Point("Q1", 5, "5"), Point("Q2", None)],
            )
        )
        drawing = find(page, "svg")
        assert drawing.get("role") == "img"
        assert text_of(drawing[0]) == "Visits: Q1 5, Q2 not collected; target 6 a quarter"

    def test_a_trajectory_reads_its_steps(self) -> None:
        steps = [Step(2013, 75, "baseline 75"), Step(2018, 76, "2018/19 76", is_planned=True)]
        drawing = find(parse(draw("{% trajectory 'Quality of life' steps %}", steps=steps)), "svg")
        assert text_of(drawing[0]) == "Quality of life: baseline 75, 2018/19 76 planned"

    def test_drawings_need_no_style_sheet(self) -> None:
        drawn = draw("{% sparkline 'Visits' points %}", points=[Point("Q1", 5, "5"), Point("Q2", 6, "6")])
        assert "class=" not in drawn
        assert "style=" not in drawn

    def test_the_heat_map_is_a_table_that_links_each_risk(self) -> None:
        marks = [HeatMark(4, 5, "R-014", "/risks/r-014/"), *(HeatMark(3, 3, f"R-{n}") for n in range(5))]
        heat = heat_map(marks, lambda score: "Extreme" if score >= 15 else "Low")
        page = parse(render_to_string("components/heat_map.html", {"heat": heat, "caption": "Six risks"}))
        assert text_of(find(page, "caption")) == "Six risks"
        assert len(find_all(page, "td", css="heat__cell")) == 25
        assert text_of(find(page, "a", href="/risks/r-014/")) == "R-014"
        assert "5 risks" in text_of(page)


class TestFigures:
    @pytest.mark.parametrize(
        ("template", "value", "expected"),
        [
            ("{{ value|figure }}", Figure.of(MeasureKind.MONEY, Decimal("1059768")), "£1,059,768"),
            ("{{ value|figure:'short' }}", Figure.of(MeasureKind.MONEY, Decimal("1059768")), "£1.06m"),
            ("{{ value|figure }}", Figure.ratio(Decimal(57), Decimal(57)), "57 of 57 (100%)"),
            ("{{ value|figure }}", NOT_COLLECTED, "*"),
            ("{{ value|figure }}", None, ""),
            ("{{ value|pounds }}", Decimal("1234.5"), "£1,234.50"),
            ("{{ value|thousands }}", Decimal("934483210"), "934,483"),
            ("{{ value|millions }}", Decimal("934483210"), "£934.5m"),
            ("{{ value|millions:2 }}", Decimal("16727000"), "£16.73m"),
            ("{{ value|day }}", date(2014, 7, 4), "4 July 2014"),
            ("{{ value|weekday }}", date(2014, 7, 14), "Monday 14 July 2014"),
            ("{{ value|moment }}", datetime(2014, 7, 8, 10, 15, tzinfo=UTC), "8 July 2014, 11:15"),
            ("{{ value|day }}", datetime(2019, 3, 31, 23, 0, tzinfo=UTC), "1 April 2019"),
        ],
    )
    def test_are_written_as_people_read_them(self, template: str, value: Any, expected: str) -> None:
        assert read(template, value=value) == expected

    @pytest.mark.parametrize("name", ["pounds", "thousands", "millions", "day", "weekday", "moment"])
    def test_nothing_stays_nothing(self, name: str) -> None:
        assert draw("{{ value|" + name + " }}", value=None) == ""


class TestTables:
    def sorted_by(self, path: str) -> tuple[str | None, str | None]:
        page = parse(
            "<table><tr>" + draw("{% sort_header 'Name' 'name' default='name' %}", path) + "</tr></table>"
        )
        return find(page, "th").get("aria-sort"), find(page, "a").get("href")

    def test_a_head_sorts_one_way_then_the_other(self) -> None:
        assert self.sorted_by("/risks/?sort=score") == (None, "?sort=name")
        assert self.sorted_by("/risks/?sort=name") == ("ascending", "?sort=-name")
        assert self.sorted_by("/risks/?sort=-name") == ("descending", "?sort=name")

    def test_the_order_of_the_page_itself_is_known(self) -> None:
        assert self.sorted_by("/risks/") == ("ascending", "?sort=-name")

    def test_a_head_keeps_filters_and_starts_at_the_first_page(self) -> None:
        assert self.sorted_by("/risks/?band=high&page=3&sort=-name")[1] == "?band=high&sort=name"

    def test_pages_are_linked_with_their_filters(self) -> None:
        page = Paginator(range(237), 25).page(3)
        drawn = parse(draw("{% pagination page 'risks' %}", "/risks/?band=high&page=3", page=page))
        assert "51 to 75 of 237 risks" in text_of(drawn)
        assert text_of(find(drawn, "a", aria_current="page")) == "Page 3"
        assert find(drawn, "a", rel="next").get("href") == "?band=high&page=4"

    def test_a_single_page_needs_no_links(self) -> None:
        assert draw("{% pagination page %}", page=Paginator(range(3), 25).page(1)).strip() == ""


class TestPickers:
    QUARTERS = FinancialYear(2013).quarters

    def test_the_quarter_shown_is_chosen(self) -> None:
        page = parse(
            draw("{% quarter_picker quarters current %}", quarters=self.QUARTERS, current=self.QUARTERS[3])
        )
        chosen = find(page, "option", selected="")
        assert (chosen.get("value"), text_of(chosen)) == ("2013-14-Q4", "2013/14 Q4")
        assert find(page, "label").get("for") == find(page, "select").get("id")
        assert text_of(find(page, "button")) == "Show"

    def test_the_rest_of_the_address_is_kept(self) -> None:
        page = parse(
            draw(
                "{% quarter_picker quarters None %}",
                "/?team=a&quarter=2013-14-Q1&page=2",
                quarters=self.QUARTERS,
            )
        )
        assert [(kept.get("name"), kept.get("value")) for kept in find_all(page, "input")] == [("team", "a")]

    def test_filters_keep_the_order_and_offer_to_clear(self) -> None:
        class Filters(forms.Form):
            q = forms.CharField(label="Search", required=False)

        page = parse(draw("{% filters form %}", "/?q=beds&sort=-name&page=2", form=Filters({"q": "beds"})))
        assert find(page, "input", name="q").get("value") == "beds"
        assert find(page, "input", type="hidden").get("value") == "-name"
        assert find(page, "a").get("href") == "?sort=-name"

    def test_filters_that_are_not_set_have_nothing_to_clear(self) -> None:
        class Filters(forms.Form):
            q = forms.CharField(required=False)

        assert not find_all(parse(draw("{% filters form %}", form=Filters())), "a")

    def test_the_address_to_clear_is_quoted(self) -> None:
        class Filters(forms.Form):
            q = forms.CharField(required=False)

        page = parse(draw("{% filters form %}", "/?q=a&team=A%26E", form=Filters({"q": "a"})))
        assert find(page, "a").get("href") == "?team=A%26E"


class TestErrorSummary:
    def test_leads_from_each_line_into_its_field(self) -> None:
        page = parse(
            draw(
                "{% error_summary entries intro='1 row was not saved.' %}",
                entries=[Entry("June: “x” is not a number.", "#k18-jun")],
            )
        )
        assert text_of(find(page, "h2")) == "There is a problem"
        assert text_of(find(page, "a", href="#k18-jun")) == "June: “x” is not a number."
        assert "1 row was not saved." in text_of(page)

    def test_without_errors_there_is_none(self) -> None:
        assert draw("{% error_summary form %}").strip() == ""
        assert draw("{% error_prefix form %}") == ""


class TestFrame:
    def page(self, user: Any, path: str = "/about/figures/", **values: Any) -> Any:
        """The page that is not found, as somebody sees it."""
        context = {"user": user, "portal": self.portal(), "request": RequestFactory().get(path), **values}
        return parse(render_to_string("404.html", context))

    def portal(self, **values: Any) -> SimpleNamespace:
        defaults = {
            "name": "Assurance portal",
            "organisation_name": "NHS Dorset CCG",
            "is_demonstration": True,
        }
        return SimpleNamespace(**defaults | {"is_frozen": True, "today": date(2014, 7, 8)} | values)

    def member(self, *permissions: str) -> SimpleNamespace:
        return SimpleNamespace(
            is_authenticated=True,
            is_staff=False,
            title="Contributor, Quality",
            may=lambda code: code in permissions,
        )

    def test_the_title_ends_with_the_portal(self) -> None:
        assert text_of(find(self.page(AnonymousUser()), "title")) == "Page not found – Assurance portal"

    def test_the_title_begins_with_error_while_a_form_has_errors(self) -> None:
        class Form(forms.Form):
            name = forms.CharField()

        page = self.page(AnonymousUser(), form=Form({}))
        assert text_of(find(page, "title")).startswith("Error: ")
        assert find_all(page, "div", css="nhsuk-error-summary")

    def test_landmarks_and_the_skip_link(self) -> None:
        page = self.page(self.member())
        assert find(page, "a", css="nhsuk-skip-link").get("href") == "#" + str(find(page, "main").get("id"))
        assert find(page, "html").get("lang") == "en-GB"
        assert len(find_all(page, "h1")) == 1

    def test_signed_out_nobody_sees_the_sections(self) -> None:
        page = self.page(AnonymousUser())
        assert not find_all(page, "nav", css="portal-nav")
        assert text_of(find(page, "a", href="/accounts/login/")) == "Sign in"

    def test_signing_out_is_a_form(self) -> None:
        page = self.page(self.member())
        assert find(page, "form", action="/accounts/logout/").get("method") == "post"
        assert "Contributor, Quality" in text_of(find(page, "header"))

    def test_the_day_shown_stands_on_every_page(self) -> None:
        assert "The demonstration stands on 8 July 2014." in text_of(self.page(AnonymousUser()))

    def test_outside_the_demonstration_there_is_no_banner(self) -> None:
        portal = self.portal(is_demonstration=False, is_frozen=False)
        assert not find_all(self.page(AnonymousUser(), portal=portal), "section", css="portal-demo")

    def test_nothing_is_asked_of_another_host_or_runs_inline(self) -> None:
        page = self.page(self.member())
        links = [e.get("src") or e.get("href") for tag in ("script", "link") for e in find_all(page, tag)]
        assert all(link and link.startswith("/static/") for link in links)
        assert not any(script.text for script in find_all(page, "script"))

    def test_rights_are_asked_of_the_person(self) -> None:
        assert draw("{{ user|may:'run-round' }}", user=self.member("run-round")) == "True"
        assert draw("{{ user|may:'run-round' }}", user=AnonymousUser()) == "False"

    @pytest.mark.parametrize(
        ("level", "role"),
        [("success", "status"), ("info", "status"), ("warning", "status"), ("error", "alert")],
    )
    def test_messages_are_announced(self, level: str, role: str) -> None:
        message = type("Message", (), {"level_tag": level, "__str__": lambda self: "Value saved."})()
        drawn = parse(render_to_string("components/messages.html", {"messages": [message]}))
        assert text_of(find(drawn, "div", role=role)) == "Value saved."


@pytest.mark.parametrize(
    ("template", "values", "said"),
    [
        (
            "strip",
            {"items": [SimpleNamespace(term="Surplus", figure="£12.6m", note="favourable")]},
            "Surplus £12.6m favourable",
        ),
        (
            "facts",
            {"facts": [("Owner", "Head of urgent care"), ("Note", "")]},
            "Owner Head of urgent care Note –",
        ),
        ("tabs", {"tabs": [SimpleNamespace(url="#", label="Quality (14)", current=True)]}, "Quality (14)"),
        ("jump", {"links": [("money", "Money")]}, "Money"),
        ("empty", {"text": "No KPI is red.", "url": "#", "action": "All KPIs"}, "No KPI is red. All KPIs"),
        ("back_link", {"url": "#", "text": "Back to the return"}, "Back to the return"),
        ("breadcrumbs", {"crumbs": [("Performance", "#"), ("Quality", "#")]}, "Performance Quality"),
        ("post_button", {"url": "#", "text": "Remind now", "about": "Quality"}, "Remind now Quality"),
    ],
)
def test_pieces_print_what_they_are_given(template: str, values: dict[str, Sequence[Any]], said: str) -> None:
    drawn = parse(render_to_string(f"components/{template}.html", values).replace("><", "> <"))
    assert text_of(drawn) == said
