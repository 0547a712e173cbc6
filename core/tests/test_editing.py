"""What two people at one record are shown, and how a refusal is said. Journeys stand with the records' own pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.editing import FormPage, RemoveForm, VersionedForm, confirm, edit, plain, spoken
from core.forms import DateInputs, FigureField, MoneyField, PortalForm
from core.refusals import Refused

LEVELS = [("", "None"), (4, "4, major"), ("group", [(5, "5, catastrophic")])]


@pytest.mark.parametrize(
    ("value", "same_as"),
    [(None, ""), ("a\r\nb ", "a\nb"), (("x", "y"), ["x", "y"]), (date(2014, 7, 8), date(2014, 7, 8))],
)
def test_values_that_say_the_same_compare_equal(value: Any, same_as: Any) -> None:
    assert plain(value) == plain(same_as)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (forms.CharField(), "", "–"),
        (forms.CharField(), None, "–"),
        (forms.CharField(), "A plan.", "A plan."),
        (forms.CharField(), ("one", "two"), "one, two"),
        (forms.TypedChoiceField(choices=LEVELS), 4, "4, major"),
        (forms.TypedChoiceField(choices=LEVELS), 3, "3"),
        (DateInputs(), date(2014, 7, 31), "31 July 2014"),
        (MoneyField(), Decimal("9500000.00"), "£9,500,000"),
        (MoneyField(), Decimal("1234.50"), "£1,234.50"),
        (MoneyField(), Decimal("0.00"), "£0"),
        (MoneyField(), None, "–"),
        (FigureField(), Decimal("1059768"), "1,059,768"),
        (forms.IntegerField(), 0, "0"),
    ],
)
def test_values_are_said_in_words(field: forms.Field, value: Any, words: str) -> None:
    assert spoken(field, value) == words


# Given a change that is refused between the check and the saving


@dataclass
class Record:
    version: int = 3

    def __str__(self) -> str:
        return "The record"


class ReasonForm(VersionedForm, PortalForm):
    reason = forms.CharField(label="Reason")


def refusing(field: str | None = None) -> Callable[..., Any]:
    def refuse(**values: Any) -> None:
        raise Refused("It was closed a moment ago.", field)

    return refuse


def sent(**values: str) -> HttpRequest:
    request = RequestFactory().post("/record/", {"version": "3", **values})
    request.user = AnonymousUser()
    return request


def page(template: str) -> FormPage:
    return FormPage(title="The record", back="/", back_text="Back", saved="Saved.", template=template)


def words_of(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.mark.django_db
def test_a_refused_removal_says_why_on_the_page_that_asked() -> None:
    request = sent()
    form = RemoveForm(request.POST, record=Record(), version=3)

    answer = confirm(request, page=page("core/confirm.html"), form=form, remove=refusing())

    assert answer.status_code == 409
    assert "It was closed a moment ago." in words_of(answer)
    assert "Remove it" in words_of(answer)


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "href"), [("reason", "#id_reason"), (None, ""), ("elsewhere", "")])
def test_a_refused_change_says_why_beside_its_field_and_keeps_what_was_typed(
    field: str | None, href: str
) -> None:
    request = sent(reason="It rained.")
    form = ReasonForm(request.POST, record=Record(), version=3)

    answer = edit(request, page=page("core/form.html"), form=form, save=refusing(field))

    assert answer.status_code == 409
    assert "It was closed a moment ago." in words_of(answer)
    assert "It rained." in words_of(answer)
    assert not href or f'href="{href}"' in words_of(answer)
