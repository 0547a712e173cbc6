"""The texts of a quarter's reports: who writes them, what stands beside, two people at once, and the freezing."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assurance.models import QuarterText
from assurance.papers import text_actions
from assurance.papers.slots import blocks_of, slots_of
from assurance.tests.builders import make_audience
from assurance.text_blocks import TextBlock, TextKind
from core.refusals import Refused
from organisation.models import Quarter, QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user

pytestmark = pytest.mark.django_db

FOREWORD = "/assurance/2014-15-Q1/texts/foreword/"
COMMENTARY = "/assurance/2014-15-Q1/texts/commentary-quality/"


@pytest.fixture
def quarter(db: None) -> Quarter:
    make_organisation()
    make_directorate(name="Quality")
    return make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)


@pytest.fixture
def office(client: Client, quarter: Quarter) -> Client:
    client.force_login(make_user(role=Role.ASSURANCE))
    return client


def write(client: Client, path: str, text: str, version: int = 0, **more: str) -> int:
    return client.post(path, {"text": text, "part": "1", "version": str(version)} | more).status_code


def test_the_office_writes_a_foreword_beside_the_figures(office: Client, quarter: Quarter) -> None:
    page = office.get(FOREWORD).content.decode()
    assert "The figures" in page
    assert "Off target" in page or "No KPI is off target" in page

    assert write(office, FOREWORD, "A hard quarter.\n\nIt ended well.") == 302

    [block] = blocks_of(quarter)
    assert block.paragraphs == ("A hard quarter.", "It ended well.")
    assert (block.kind, block.part, block.provenance) == (TextKind.FOREWORD, 1, "returned")
    row = QuarterText.objects.get()
    assert row.history.get().history_user == make_user_of(office)


def make_user_of(client: Client) -> object:
    from organisation.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


def test_a_directorate_writes_its_own_commentary_and_finds_no_other_text(quarter: Quarter) -> None:
    make_directorate(name="Service Delivery")
    own = make_directorate(name="Quality")
    client = Client()
    client.force_login(make_user(role=Role.CONTRIBUTOR, directorate=own))

    page = client.get("/assurance/2014-15-Q1/texts/").content.decode()
    assert "Commentary: Quality" in page
    assert "Foreword" not in page
    assert write(client, COMMENTARY, "Two assessors started in June.") == 302
    assert client.get("/assurance/2014-15-Q1/texts/commentary-service-delivery/").status_code == 404
    assert client.get(FOREWORD).status_code == 404
    assert [block.directorate for block in blocks_of(quarter)] == ["quality"]


def test_a_text_that_is_too_long_comes_back_whole(office: Client) -> None:
    answer = office.post(FOREWORD, {"text": "word " * 500, "part": "1", "version": "0"})

    assert answer.status_code == 422
    assert "Use 2,000 characters or fewer; this has 2,499." in answer.content.decode()
    assert answer.content.decode().count("word ") >= 499


def test_the_second_of_two_is_shown_both_versions(office: Client) -> None:
    assert write(office, FOREWORD, "Mine") == 302

    answer = office.post(FOREWORD, {"text": "Yours", "part": "1", "version": "0"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<strong>Foreword, 2014/15 Q1</strong>. Nothing is overwritten." in page
    assert "Someone saved this while you were typing" in page
    assert "Mine" in page
    assert "Yours" in page
    assert QuarterText.objects.get().text == "Mine"


def test_after_choosing_yours_it_is_saved(office: Client) -> None:
    write(office, FOREWORD, "Mine")
    chosen = {"seen": "1", "asked": "text", "keep_text": "yours"}

    assert write(office, FOREWORD, "Yours", **chosen) == 302
    assert QuarterText.objects.get().text == "Yours"
    assert QuarterText.history.count() == 2


def test_a_locked_quarter_shows_its_texts_and_takes_none(office: Client, quarter: Quarter) -> None:
    write(office, FOREWORD, "As it was.")
    quarter.state = QuarterState.LOCKED
    quarter.save()

    assert "As it was." in office.get(FOREWORD).content.decode()
    answer = office.post(FOREWORD, {"text": "Later", "part": "1", "version": "1"})
    assert answer.status_code == 409
    assert "its texts are frozen with it" in answer.content.decode()
    assert QuarterText.objects.get().text == "As it was."


def test_an_audience_has_messages_of_its_own(office: Client, quarter: Quarter) -> None:
    make_audience("nhs-england")
    assert write(office, "/assurance/2014-15-Q1/texts/key-messages-nhs-england/", "For you alone.") == 302
    assert [(block.audience, block.text) for block in blocks_of(quarter)] == [
        ("nhs-england", "For you alone.")
    ]


def test_an_emptied_text_is_printed_nowhere(office: Client, quarter: Quarter) -> None:
    write(office, FOREWORD, "Something")
    write(office, FOREWORD, "", version=1)
    assert blocks_of(quarter) == ()


def test_paragraphs_are_the_lines_of_a_text() -> None:
    text = TextBlock(TextKind.FOREWORD, "Foreword", "  One \r\n\r\n<b>Two</b>\n")
    assert text.paragraphs == ("One", "<b>Two</b>")


def test_an_upcoming_quarter_takes_none(quarter: Quarter) -> None:
    ahead = make_quarter(slug="2014-15-Q2", state=QuarterState.UPCOMING)
    with pytest.raises(Refused, match="is not open yet"):
        text_actions.check_writable(ahead)


@pytest.mark.parametrize("directorates", [1, 5])
def test_the_list_asks_the_same_however_many_texts_there_are(
    office: Client, directorates: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(directorates):
        make_directorate(name=f"Directorate {number}")
    for slot in slots_of(Quarter.objects.get()):
        write(office, f"/assurance/2014-15-Q1/texts/{slot.slug}/", "Words")
    with django_assert_max_num_queries(14):
        office.get("/assurance/2014-15-Q1/texts/")
