"""A sentence of a report says its words to everybody, and to pages with histories where each figure leads to."""

import copy
import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assurance import sentences
from assurance.renditions.links import Histories
from assurance.sentences import Part, Sentence, composed, composed_each, lead, sentence
from assurance.templatetags.renditions import led
from assurance.tests.builders import make_row

HISTORIES = Histories(UUID("3f0f5d1e-0c7e-4f44-9c0a-4a8f3f2f9b11"))


def test_its_words_are_those_of_any_text() -> None:
    said = sentence(f"{lead(3, 'kpis', 'red')} of {lead('£1.06m', 'position', 4)}.")

    assert said == "3 of £1.06m."
    assert str(said) + "" == "3 of £1.06m."
    assert json.dumps(said, ensure_ascii=False) == '"3 of £1.06m."'
    assert copy.deepcopy(said).parts == said.parts


def test_no_mark_is_left_of_a_record_with_whatever_key() -> None:
    assert sentence(f"At {lead(20, 'risk', 'CRR 1/2')}.") == "At 20."


def test_its_parts_say_where_a_figure_leads() -> None:
    said = sentence(f"Red rose from {lead(3, 'kpis', 'red', '_', 'before')} to {lead(5, 'kpis', 'red')}.")

    assert said.parts == (
        Part("Red rose from "),
        Part("3", "kpis", "red_before"),
        Part(" to "),
        Part("5", "kpis", "red"),
        Part("."),
    )
    assert sentence(said) is said


def test_without_a_figure_it_is_one_part() -> None:
    assert sentence("No KPI is red.").parts == (Part("No KPI is red."),)
    assert sentence("").parts == ()


@given(st.text(), st.text())
def test_whatever_people_wrote_stays_as_it_is(before: str, after: str) -> None:
    """Even the marks that a figure is told by, which nobody can type, make no figure of anything alone."""
    kept = [each.replace(mark, "") for each in (before, after) for mark in "\x02\x03"]
    said = sentence(f"{kept[0]}{lead(7, 'risk', 'R-001')}{kept[-1]}")

    assert said == f"{kept[0]}7{kept[-1]}"
    assert [part for part in said.parts if part.kind] == [Part("7", "risk", "R-001")]


def test_a_function_gives_what_it_composes() -> None:
    @composed
    def one() -> str:
        return f"{lead(2, 'kpis', 'red')} red."

    @composed_each
    def several() -> list[str]:
        return [one(), "None."]

    assert (one().parts[0].kind, several()) == ("kpis", ("2 red.", "None."))
    assert all(isinstance(each, Sentence) for each in several())
    assert several()[0].parts == one().parts


@pytest.mark.parametrize(("numbers", "said"), [((), "0"), ((3,), "1"), ((3, 7), "2")])
def test_a_number_of_kpis_names_each_of_them(numbers: tuple[int, ...], said: str) -> None:
    made = sentence(sentences.kpis([make_row(number=number) for number in numbers]))

    assert made == said
    assert [part.key for part in made.parts if part.kind] == (
        ["-".join(map(str, numbers))] if numbers else []
    )


def test_on_a_page_each_figure_is_a_link() -> None:
    said = sentence(f"<b> {lead(3, 'several-kpis', '1-2-3')} & {lead('£2m', 'position', 4)}")

    html = led(HISTORIES, said)

    assert html == (
        f'&lt;b&gt; <a href="{HISTORIES.records}several-kpis/1-2-3/">3'
        '<span class="nhsuk-u-visually-hidden">, each of them</span></a> &amp; '
        f'<a href="{HISTORIES.records}position/4/">£2m'
        '<span class="nhsuk-u-visually-hidden">, history</span></a>'
    )


def test_on_paper_it_is_its_words() -> None:
    said = sentence(f"<b> {lead(3, 'kpis', 'red')}")

    assert led(None, said) == "&lt;b&gt; 3"
    assert led(HISTORIES, "<b> 3") == "&lt;b&gt; 3"
