from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.contrib.auth import get_user_model

from core.figures import MeasureKind
from core.forms import DateInputs, FigureField, MoneyField, PortalForm


def typed(day: str, month: str, year: str) -> dict[str, str]:
    return {"day": day, "month": month, "year": year}


class TestDateInputs:
    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            (typed("31", "7", "2014"), date(2014, 7, 31)),
            (typed("01", "04", "2014"), date(2014, 4, 1)),
            (typed("1", "April", "2014"), date(2014, 4, 1)),
            (typed("1", "sept.", "2014"), date(2014, 9, 1)),
            (typed("5", "JUL", "1948"), date(1948, 7, 5)),
            (typed("29", "2", "2016"), date(2016, 2, 29)),
        ],
    )
    def test_understands(self, parts: dict[str, str], expected: date) -> None:
        assert DateInputs(label="Due date").clean(parts) == expected

    @pytest.mark.parametrize(
        ("parts", "message", "wrong"),
        [
            (typed("31", "", "2014"), "Due date must include a month.", {"month"}),
            (typed("", "", "2014"), "Due date must include a day and a month.", {"day", "month"}),
            (typed("31", "2", "2014"), "Due date must be a real date.", {"day"}),
            (typed("29", "2", "2014"), "Due date must be a real date.", {"day"}),
            (typed("32", "7", "2014"), "Due date must be a real date, like 31 7 2014.", {"day"}),
            (typed("x", "13", "2014"), "Due date must be a real date, like 31 7 2014.", {"day", "month"}),
            (typed("1", "ju", "2014"), "Due date must be a real date, like 31 7 2014.", {"month"}),
            (
                typed("1", "7", "14"),
                "Due date must have a year of four figures, from 1948 to 2100.",
                {"year"},
            ),
            (
                typed("1", "7", "20145"),
                "Due date must have a year of four figures, from 1948 to 2100.",
                {"year"},
            ),
            (typed("１", "7", "2014"), "Due date must be a real date, like 31 7 2014.", {"day"}),
            (typed("-1", "7", "2014"), "Due date must be a real date, like 31 7 2014.", {"day"}),
        ],
    )
    def test_refuses_in_words(self, parts: dict[str, str], message: str, wrong: set[str]) -> None:
        with pytest.raises(forms.ValidationError) as refusal:
            DateInputs(label="Due date").clean(parts)
        assert refusal.value.messages == [message]
        assert set(refusal.value.error_list[0].params["parts"]) == wrong

    def test_nothing_typed_is_no_date(self) -> None:
        assert DateInputs(required=False).clean(typed("", "", "")) is None

    def test_nothing_typed_is_missed_where_it_is_needed(self) -> None:
        with pytest.raises(forms.ValidationError):
            DateInputs().clean(typed("", "", ""))

    def test_spaces_do_not_matter(self) -> None:
        class Form(PortalForm):
            due_on = DateInputs()

        form = Form({"due_on_day": " 1 ", "due_on_month": "4", "due_on_year": "2014 "})
        assert form.is_valid()
        assert form.cleaned_data["due_on"] == date(2014, 4, 1)

    @pytest.mark.parametrize(
        ("parts", "changed"),
        [
            (("1", "4", "2014"), False),
            (("1", "April", "2014"), False),
            (("2", "4", "2014"), True),
            (("x", "4", "2014"), True),
        ],
    )
    def test_knows_whether_it_was_changed(self, parts: tuple[str, str, str], changed: bool) -> None:
        assert DateInputs().has_changed(date(2014, 4, 1), typed(*parts)) is changed

    def test_stands_in_for_every_date_of_a_form(self) -> None:
        class Form(PortalForm):
            due_on = forms.DateField(label="Due date", help_text="A working day", required=False)

        field = Form().fields["due_on"]
        assert isinstance(field, DateInputs)
        assert (field.label, field.help_text, field.required) == ("Due date", "A working day", False)


class TestFigures:
    @pytest.mark.parametrize(
        ("field", "text", "expected"),
        [
            (MoneyField(), "£1,234.50", Decimal("1234.50")),
            (MoneyField(), "1.06m", Decimal(1060000)),
            (FigureField(kind=MeasureKind.PERCENTAGE), "95%", Decimal(95)),
            (FigureField(), " 12.5 ", Decimal("12.5")),
            (MoneyField(required=False), "", None),
        ],
    )
    def test_understand_what_people_type(
        self, field: FigureField, text: str, expected: Decimal | None
    ) -> None:
        assert field.clean(text) == expected

    @pytest.mark.parametrize("text", ["about ten", "1e5", "1_000", "*", "１２"])
    def test_refuse_the_rest_without_offering_not_collected(self, text: str) -> None:
        with pytest.raises(forms.ValidationError) as refusal:
            MoneyField().clean(text)
        assert "not collected" not in refusal.value.messages[0]

    def test_show_what_is_stored_as_it_may_be_typed(self) -> None:
        field = MoneyField()
        shown = field.prepare_value(Decimal("1234.50"))
        assert shown == "£1,234.50"
        assert not field.has_changed(Decimal("1234.50"), shown)
        assert field.has_changed(Decimal("1234.50"), "£1,235")
        assert field.has_changed(Decimal("1234.50"), "about ten")

    def test_show_what_was_typed_as_it_was_typed(self) -> None:
        assert MoneyField().prepare_value("about ten") == "about ten"


class TestMessages:
    class Form(PortalForm):
        title = forms.CharField(label="Title", max_length=5)
        impact = forms.IntegerField(label="Impact", min_value=1, max_value=5)
        share = forms.DecimalField(label="Share")
        band = forms.ChoiceField(label="Band", choices=[("high", "High")])
        agreed = forms.BooleanField(label="Agreed")
        note = forms.CharField(label="Note", error_messages={"required": "Say why it was accepted."})

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            ("title", "", "Fill in “Title”."),
            ("title", "too long", "Use 5 characters or fewer; this has 8."),
            ("impact", "9", "Type 5 or less."),
            ("impact", "0", "Type 1 or more."),
            ("impact", "high", "Type a whole number, like 12."),
            ("share", "half", "Type a number, like 12.5."),
            ("band", "", "Choose an answer for “Band”."),
            ("band", "purple", "Choose one of the answers listed."),
            ("agreed", "", "Tick “Agreed”."),
            ("note", "", "Say why it was accepted."),
        ],
    )
    def test_say_what_to_do(self, name: str, text: str, message: str) -> None:
        assert self.Form({name: text}).errors[name] == [message]

    @pytest.mark.django_db
    @pytest.mark.parametrize(("required", "word"), [(True, "Choose"), (False, "None")])
    def test_a_list_says_what_its_blank_means(self, required: bool, word: str) -> None:
        class Form(PortalForm):
            band = forms.ChoiceField(choices=[("", "---------"), ("high", "High")], required=required)
            owner = forms.ModelChoiceField(get_user_model().objects.none(), required=required)
            chosen = forms.ChoiceField(choices=[("", "Any"), ("high", "High")], required=required)

        fields = Form().fields
        assert [next(iter(fields[name].widget.choices))[1] for name in ("band", "owner", "chosen")] == [
            word,
            word,
            "Any",
        ]

    def test_no_text_of_several_lines_is_without_end(self) -> None:
        class Form(PortalForm):
            cause = forms.CharField(label="Cause", widget=forms.Textarea)
            short = forms.CharField(label="Short", widget=forms.Textarea, max_length=500)

        form = Form({"cause": "x" * 6_000, "short": "y" * 501})

        assert form.errors["cause"] == ["Use 2,000 characters or fewer; this has 6,000."]
        assert form.errors["short"] == ["Use 500 characters or fewer; this has 501."]
        assert "x" * 6_000 in str(form["cause"])
        assert "maxlength" not in f"{form['cause']}{form['short']}"

    def test_a_text_of_one_line_is_refused_with_words_and_never_cut_by_the_browser(self) -> None:
        class Form(PortalForm):
            title = forms.CharField(label="Title", max_length=250)

        form = Form({"title": "x" * 400})

        assert form.errors["title"] == ["Use 250 characters or fewer; this has 400."]
        assert "maxlength" not in str(form["title"])
        assert "x" * 400 in str(form["title"])

    def test_the_end_of_a_line_is_one_character(self) -> None:
        class Form(PortalForm):
            cause = forms.CharField(widget=forms.Textarea, max_length=5)

        assert Form({"cause": "a\r\nb\r\nc"}).is_valid()

    def test_numbers_are_typed_as_text(self) -> None:
        widget = self.Form().fields["impact"].widget
        assert (type(widget), widget.attrs["inputmode"]) == (forms.TextInput, "numeric")
        assert self.Form().fields["share"].widget.attrs["inputmode"] == "decimal"

    def test_one_form_does_not_change_another(self) -> None:
        class Plain(forms.Form):
            title = self.Form.base_fields["title"]

        self.Form({})
        assert Plain({}).errors["title"] == ["This field is required."]
