"""The data-quality notes of a quarter: what somebody wrote, then what a rule found in the figures, under one count."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from assurance.assembly import build_pack, notes_for
from core.figures import MeasureKind
from core.provenance import Provenance
from organisation.models import DataQualityNote, Quarter
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user, make_year
from performance.tests.builders import make_kpi, make_value

pytestmark = pytest.mark.django_db

TODAY = date(2014, 7, 8)
FOUND = "60 of 57 (105.3%) in 2014/15 Q1: the part is above its whole."


@pytest.fixture
def quarter() -> Quarter:
    """A quarter in which more press statements were published than issued, and a finance note of its year."""
    kpi = make_kpi(number=39, short_name="Press statements", measure=MeasureKind.RATIO)
    make_value(kpi=kpi, period="2014-15-Q1", text="60/57")
    DataQualityNote.objects.create(
        key="budget",
        area=DataQualityNote.Area.FINANCE,
        about="Budget",
        path="/finance/",
        year=make_year(start=2014),
        text="The parts are £1 short.",
        provenance=Provenance.DERIVED,
    )
    return make_quarter(slug="2014-15-Q1")


def test_what_a_rule_found_is_numbered_after_the_written_notes(quarter: Quarter) -> None:
    notes = build_pack(quarter, today=TODAY).notes

    assert [(note.number, note.about, note.area, note.text) for note in notes] == [
        (1, "Budget", "Finance", "The parts are £1 short."),
        (2, "Press statements", "Performance", FOUND),
    ]
    assert notes[1].path == "/performance/kpis/kpi-39/"


def test_without_anything_found_the_written_notes_stand_alone(quarter: Quarter) -> None:
    assert [note.about for note in notes_for(quarter, today=TODAY)] == ["Budget"]


@pytest.mark.parametrize("page", ["assurance:dashboard", "assurance:round"])
def test_the_pages_of_the_quarter_show_it(page: str, quarter: Quarter, client: Client) -> None:
    client.force_login(make_user(role=Role.ASSURANCE))

    assert FOUND in client.get(reverse(page), {"quarter": quarter.slug}).content.decode()
