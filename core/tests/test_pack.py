"""Each control of the crispy pack in each of its states: empty, filled, refused, disabled, optional, prefixed."""

from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from crispy_forms.layout import Column, Div, Fieldset, Row
from crispy_forms.layout import Layout as CrispyLayout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.forms import formset_factory
from django.template import Context, Template

from core.controls import control, kind_of, summary_of
from core.forms import Button, DateInputs, PortalForm
from core.tests.page import find, find_all, parse, text_of

CHOICES = [("treat", "Treat"), ("accept", "Accept")]
AIMS = [("care", "Safe care"), ("money", "Good use of money")]


class RiskForm(PortalForm):
    submit = "Save the risk"

    title = forms.CharField(label="Title", help_text="What the board will read.")
    cause = forms.CharField(label="Cause", widget=forms.Textarea)
    band = forms.ChoiceField(label="Band", choices=[("", "Choose"), ("high", "High")])
    response = forms.ChoiceField(label="Response", choices=CHOICES, widget=forms.RadioSelect)
    aims = forms.MultipleChoiceField(
        label="Aims threatened", choices=AIMS, widget=forms.CheckboxSelectMultiple, required=False
    )
    review_on = DateInputs(label="Review date", help_text="For example, 31 7 2014")
    is_shared = forms.BooleanField(label="Shared with partners")
    evidence = forms.FileField(label="Evidence", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)


FILLED = {
    "title": "Backlog grows",
    "cause": "Too few assessors",
    "band": "high",
    "response": "accept",
    "aims": ["money"],
    "review_on_day": "31",
    "review_on_month": "7",
    "review_on_year": "2014",
    "is_shared": "on",
    "version": "3",
}


def drawn(form: forms.BaseForm) -> Element:
    return parse(render_crispy_form(form))


@pytest.fixture
def empty() -> Element:
    return drawn(RiskForm())


@pytest.fixture
def refused() -> Element:
    return drawn(RiskForm({}))


@pytest.fixture
def filled() -> Element:
    return drawn(RiskForm(FILLED))


class TestForm:
    def test_the_browser_does_not_judge_before_the_portal(self, empty: Element) -> None:
        form = find(empty, "form")
        assert "novalidate" in form.attrib
        assert not [element for element in form.iter() if "required" in element.attrib]

    def test_it_is_sent_by_post_with_its_files(self, empty: Element) -> None:
        assert find(empty, "form").get("method") == "post"
        assert find(empty, "form").get("enctype") == "multipart/form-data"

    def test_the_token_is_sent_along(self) -> None:
        html = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
            Context({"form": RiskForm(), "csrf_token": "abc"})
        )
        assert find(parse(html), "input", name="csrfmiddlewaretoken").get("value") == "abc"

    def test_one_button_says_what_it_does(self, empty: Element) -> None:
        button = find(empty, "button", type="submit")
        assert text_of(button) == "Save the risk"
        assert str(button.get("class")).split() == ["nhsuk-button"]

    def test_every_field_is_drawn_once_and_every_id_is_unique(self, refused: Element) -> None:
        ids = [element.get("id") for element in refused.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert {e.get("name") for e in refused.iter() if e.get("name")} >= {*RiskForm().fields} - {
            "review_on"
        }

    def test_what_fields_are_described_by_exists(self, refused: Element) -> None:
        ids = {element.get("id") for element in refused.iter()}
        described = [
            element.get("aria-describedby") for element in refused.iter() if element.get("aria-describedby")
        ]
        assert described
        assert all(part in ids for reference in described for part in str(reference).split())

    def test_every_input_has_a_label(self, refused: Element) -> None:
        labelled = {label.get("for") for label in find_all(refused, "label")}
        inputs = [e for tag in ("input", "select", "textarea") for e in find_all(refused, tag)]
        assert all(e.get("id") in labelled for e in inputs if e.get("type") != "hidden")

    def test_nothing_is_drawn_inline(self, refused: Element) -> None:
        assert not [
            e for e in refused.iter() if "style" in e.attrib or any(a.startswith("on") for a in e.attrib)
        ]


class TestInput:
    def test_has_label_hint_and_class(self, empty: Element) -> None:
        box = find(empty, "input", name="title")
        assert (box.get("type"), box.get("class")) == ("text", "nhsuk-input")
        assert text_of(find(empty, "label", **{"for": "id_title"})) == "Title"
        assert box.get("aria-describedby") == "id_title-hint"
        assert text_of(find(empty, "div", id="id_title-hint")) == "What the board will read."
        assert "aria-invalid" not in box.attrib

    def test_is_filled(self, filled: Element) -> None:
        assert find(filled, "input", name="title").get("value") == "Backlog grows"

    def test_says_what_is_wrong_above_it(self, refused: Element) -> None:
        box = find(refused, "input", name="title")
        message = find(refused, "span", id="id_title-error")
        assert text_of(message) == "Error: Fill in “Title”."
        assert box.get("aria-describedby") == "id_title-hint id_title-error"
        assert box.get("aria-invalid") == "true"
        assert "nhsuk-input--error" in str(box.get("class"))
        everything = list(refused.iter())
        assert everything.index(message) < everything.index(box)

    def test_keeps_the_authors_attributes_and_drops_the_placeholder(self) -> None:
        class Form(PortalForm):
            email = forms.EmailField(
                widget=forms.EmailInput(
                    {"autocomplete": "email", "placeholder": "E-mail", "class": "nhsuk-input--width-20"}
                )
            )

        box = find(drawn(Form()), "input", name="email")
        assert box.get("autocomplete") == "email"
        assert box.get("class") == "nhsuk-input nhsuk-input--width-20"
        assert "placeholder" not in box.attrib

    def test_can_be_disabled(self) -> None:
        class Form(PortalForm):
            name = forms.CharField(disabled=True)

        assert "disabled" in find(drawn(Form()), "input", name="name").attrib

    def test_what_was_typed_is_escaped(self) -> None:
        html = render_crispy_form(RiskForm({"title": "<script>x</script>"}))
        assert "<script>" not in html

    def test_a_prefix_reaches_every_id(self) -> None:
        page = drawn(RiskForm(prefix="r1"))
        assert find(page, "input", name="r1-title").get("id") == "id_r1-title"
        assert find(page, "input", name="r1-review_on_day").get("id") == "id_r1-review_on-day"


class TestTextarea:
    def test_has_its_own_size_and_class(self, empty: Element) -> None:
        box = find(empty, "textarea")
        assert (box.get("rows"), box.get("class")) == ("4", "nhsuk-textarea")
        assert "cols" not in box.attrib

    def test_keeps_the_rows_that_the_author_set(self) -> None:
        class Form(PortalForm):
            note = forms.CharField(widget=forms.Textarea({"rows": 2}))

        assert find(drawn(Form()), "textarea").get("rows") == "2"

    def test_refused(self, refused: Element) -> None:
        assert find(refused, "textarea").get("class") == "nhsuk-textarea nhsuk-textarea--error"

    def test_filled(self, filled: Element) -> None:
        assert text_of(find(filled, "textarea")) == "Too few assessors"


class TestSelect:
    def test_empty(self, empty: Element) -> None:
        assert find(empty, "select").get("class") == "nhsuk-select"
        assert text_of(find(find(empty, "select"), "option", selected="")) == "Choose"

    def test_filled(self, filled: Element) -> None:
        assert find(find(filled, "select"), "option", selected="").get("value") == "high"

    def test_refused(self, refused: Element) -> None:
        assert text_of(find(refused, "span", id="id_band-error")) == "Error: Choose an answer for “Band”."
        assert find(refused, "select").get("aria-invalid") == "true"


class TestRadios:
    def group(self, page: Element) -> Element:
        return next(group for group in find_all(page, "fieldset") if "Response" in text_of(group))

    def test_are_a_group_with_a_legend(self, empty: Element) -> None:
        group = self.group(empty)
        assert text_of(find(group, "legend")) == "Response"
        assert [text_of(label) for label in find_all(group, "label")] == ["Treat", "Accept"]
        assert not find_all(group, "input", checked="")

    def test_filled(self, filled: Element) -> None:
        assert find(self.group(filled), "input", checked="").get("value") == "accept"

    def test_refused_at_the_group(self, refused: Element) -> None:
        assert self.group(refused).get("aria-describedby") == "id_response-error"

    def test_disabled(self) -> None:
        class Form(PortalForm):
            response = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, disabled=True)

        assert len(find_all(drawn(Form()), "input", disabled="")) == 2

    def test_no_choice_stands_for_no_answer(self) -> None:
        class Form(PortalForm):
            response = forms.ChoiceField(choices=[("", "---------"), *CHOICES], widget=forms.RadioSelect)

        assert len(find_all(drawn(Form()), "input")) == 2


class TestCheckboxes:
    def test_are_a_group_with_a_legend(self, empty: Element) -> None:
        group = next(group for group in find_all(empty, "fieldset") if "Aims" in text_of(group))
        assert text_of(find(group, "legend")) == "Aims threatened"
        assert all("nhsuk-checkboxes__input" in str(box.get("class")) for box in find_all(group, "input"))

    def test_filled(self, filled: Element) -> None:
        assert [box.get("value") for box in find_all(filled, "input", name="aims", checked="")] == ["money"]


class TestCheckbox:
    def test_its_label_stands_behind_it(self, empty: Element) -> None:
        box = find(empty, "input", name="is_shared")
        label = find(empty, "label", **{"for": "id_is_shared"})
        assert text_of(label) == "Shared with partners"
        assert list(empty.iter()).index(box) < list(empty.iter()).index(label)

    def test_filled(self, filled: Element) -> None:
        assert "checked" in find(filled, "input", name="is_shared").attrib

    def test_refused(self, refused: Element) -> None:
        assert (
            text_of(find(refused, "span", id="id_is_shared-error")) == "Error: Tick “Shared with partners”."
        )


class TestDate:
    def parts(self, page: Element) -> list[Element]:
        return find_all(page, "input", css="nhsuk-date-input__input")

    def test_is_three_inputs_under_one_legend(self, empty: Element) -> None:
        parts = self.parts(empty)
        assert [part.get("name") for part in parts] == ["review_on_day", "review_on_month", "review_on_year"]
        assert all((part.get("type"), part.get("inputmode")) == ("text", "numeric") for part in parts)
        group = next(group for group in find_all(empty, "fieldset") if "Review" in text_of(group))
        assert group.get("aria-describedby") == "id_review_on-hint"
        assert [text_of(label) for label in find_all(group, "label")] == ["Day", "Month", "Year"]

    def test_a_date_is_shown_in_its_parts(self) -> None:
        page = drawn(RiskForm(initial={"review_on": date(2014, 7, 31)}))
        assert [part.get("value") for part in self.parts(page)] == ["31", "7", "2014"]

    def test_what_was_typed_stays_and_only_the_wrong_part_is_marked(self) -> None:
        page = drawn(RiskForm({"review_on_day": "31", "review_on_month": "13", "review_on_year": "2014"}))
        assert [part.get("value") for part in self.parts(page)] == ["31", "13", "2014"]
        assert [part.get("aria-invalid") for part in self.parts(page)] == [None, "true", None]

    def test_without_an_answer_all_parts_are_marked(self, refused: Element) -> None:
        assert {part.get("aria-invalid") for part in self.parts(refused)} == {"true"}

    def test_stands_in_a_filter_as_well(self) -> None:
        class Filters(PortalForm):
            since = forms.DateField(label="Since", required=False)

        page = parse(str(Filters({"since_day": "1", "since_month": "4", "since_year": "2014"})["since"]))
        assert [part.get("aria-label") for part in find_all(page, "input")] == ["Day", "Month", "Year"]


class TestOthers:
    def test_a_file_has_its_class(self, empty: Element) -> None:
        assert find(empty, "input", type="file").get("class") == "nhsuk-file-upload__input"

    def test_a_hidden_field_is_drawn_alone(self, empty: Element) -> None:
        assert find(empty, "input", name="version").get("value") == "3"
        assert not find_all(empty, "label", **{"for": "id_version"})

    @pytest.mark.parametrize(
        ("field", "is_said"),
        [
            (forms.CharField(label="Note", required=False), True),
            (forms.CharField(label="Note"), False),
            (forms.BooleanField(label="Note", required=False), False),
        ],
    )
    def test_only_what_can_be_left_out_is_marked(self, field: forms.Field, is_said: bool) -> None:
        form = PortalForm()
        form.fields["note"] = field
        assert ("(optional)" in text_of(drawn(form))) is is_said

    @pytest.mark.parametrize(
        ("field", "kind"),
        [
            (forms.CharField(), "input"),
            (forms.CharField(widget=forms.PasswordInput), "input"),
            (forms.CharField(widget=forms.Textarea), "textarea"),
            (forms.ChoiceField(), "select"),
            (forms.MultipleChoiceField(), "select"),
            (forms.NullBooleanField(), "select"),
            (forms.CharField(widget=forms.HiddenInput), "hidden"),
            (forms.FileField(), "file"),
            (DateInputs(), "date"),
        ],
    )
    def test_each_widget_has_its_control(self, field: forms.Field, kind: str) -> None:
        form = forms.Form()
        form.fields["field"] = field
        assert kind_of(form["field"]) == kind


class TestLayout:
    def test_a_fieldset_groups_under_a_legend(self) -> None:
        class Grouped(RiskForm):
            def layout(self) -> CrispyLayout:
                return CrispyLayout(
                    Fieldset("What could happen", "title", "cause"),
                    Div(Row("band", Column("response")), css_class="extra", css_id="more"),
                )

        page = drawn(Grouped())
        group = next(g for g in find_all(page, "fieldset", css="form-group"))
        assert text_of(find(group, "legend")) == "What could happen"
        assert find_all(group, "textarea")
        assert find(page, "div", id="more").get("class") == "extra"
        assert find_all(page, "div", css="form-row")
        assert "None" not in {name for e in page.iter() for name in str(e.get("class", "")).split()}

    def test_hidden_fields_come_along_though_the_layout_does_not_name_them(self) -> None:
        class Short(RiskForm):
            def layout(self) -> CrispyLayout:
                return CrispyLayout("title")

        assert find_all(drawn(Short()), "input", name="version")

    def test_a_second_button(self) -> None:
        form = RiskForm()
        helper = form.helper
        helper.add_input(Button("another", "Save and add another", css_class="nhsuk-button--secondary"))
        page = parse(render_crispy_form(form, helper))
        second = find_all(page, "button")[1]
        assert second.get("name") == "another"
        assert str(second.get("class")).split() == ["nhsuk-button", "nhsuk-button--secondary"]

    def test_the_filter_draws_the_fields_alone(self) -> None:
        html = Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": RiskForm()}))
        assert not find_all(parse(html), "form")
        assert find_all(parse(html), "input", name="title")

    def test_a_field_drawn_by_hand_can_say_it_otherwise(self) -> None:
        html = Template(
            "{% load portal %}{% form_field form.title label='Name of the risk' hint='' %}"
        ).render(Context({"form": RiskForm()}))
        assert text_of(find(parse(html), "label")) == "Name of the risk"
        assert not find_all(parse(html), "div", css="nhsuk-hint")

    def test_a_hint_that_is_left_out_describes_nothing(self) -> None:
        class SignInForm(PortalForm):
            password = forms.CharField(label="Password", help_text="Forgot it?")

        html = Template("{% load portal %}{% form_field form.password hint='' %}").render(
            Context({"form": SignInForm()})
        )
        assert "aria-describedby" not in html
        assert "helptext" not in html

    def test_a_formset_is_drawn_with_its_management_form(self) -> None:
        page = drawn(formset_factory(RiskForm, extra=2)())
        assert find(page, "input", name="form-TOTAL_FORMS").get("value") == "2"
        assert find_all(page, "input", name="form-1-title")


class TestErrorSummary:
    def entries(self, form: Any) -> list[tuple[str, str]]:
        return [(entry.text, entry.href) for entry in summary_of(form)]

    def test_follows_the_fields_and_leads_into_them(self, refused: Element) -> None:
        entries = self.entries(RiskForm({}))
        assert entries[0] == ("Fill in “Title”.", "#id_title")
        assert ("Choose an answer for “Response”.", "#id_response_0") in entries
        assert ("Fill in “Review date”.", "#id_review_on-day") in entries
        ids = {element.get("id") for element in refused.iter()}
        assert all(href[1:] in ids for _, href in entries if href)

    def test_uses_the_words_that_stand_at_the_field(self) -> None:
        form = RiskForm({"version": "3"})
        at_the_fields = [message for name in form.errors for message in control(form[name]).errors]
        assert [text for text, _ in self.entries(form)] == at_the_fields

    def test_leads_to_the_part_of_a_date_that_is_wrong(self) -> None:
        form = RiskForm({**FILLED, "review_on_year": ""})
        assert self.entries(form) == [("Review date must include a year.", "#id_review_on-year")]

    def test_names_the_field_where_the_message_does_not(self) -> None:
        form = RiskForm(FILLED)
        form.add_error("band", "Not with this score.")
        assert self.entries(form) == [("Band: Not with this score.", "#id_band")]

    def test_one_word_of_a_message_does_not_name_the_field(self) -> None:
        class ProjectForm(PortalForm):
            number = forms.IntegerField(label="Number")

        assert self.entries(ProjectForm({"number": "x"})) == [
            ("Number: Type a whole number, like 12.", "#id_number")
        ]

    def test_a_label_that_goes_on_is_named_by_its_first_part(self) -> None:
        class CauseForm(PortalForm):
            cause = forms.CharField(label="Cause: because of …", max_length=3)

        assert self.entries(CauseForm({"cause": "Frost"})) == [
            ("Cause: Use 3 characters or fewer; this has 5.", "#id_cause")
        ]

    def test_what_concerns_the_whole_form_comes_first(self) -> None:
        form = RiskForm({})
        form.add_error(None, "The quarter was locked at 16:00.")
        assert self.entries(form)[0] == ("The quarter was locked at 16:00.", "")

    def test_a_hidden_field_leads_nowhere(self) -> None:
        form = RiskForm({**FILLED, "version": ""})
        assert self.entries(form) == [("Fill in “Version”.", "")]

    def test_a_form_not_sent_yet_has_none(self) -> None:
        assert summary_of(RiskForm(), None, "", 3) == []

    def test_takes_several_forms_and_formsets(self) -> None:
        data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-title": "x"}
        formset = formset_factory(RiskForm)(data)
        assert {entry.href for entry in summary_of([RiskForm({})], formset)} >= {
            "#id_title",
            "#id_form-0-cause",
        }
