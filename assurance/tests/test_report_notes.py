"""Data-quality notes are pointed to from what they are about, by their numbers."""

import pytest

from assurance import report_notes
from performance.pages import QualityNote


def note(number: int, path: str, about: str = "Something") -> QualityNote:
    return QualityNote(number, about, "Text", path=path)


def test_a_kpi_and_a_line_of_the_running_costs_carry_their_notes() -> None:
    notes = (
        note(4, "/performance/kpis/absence/"),
        note(7, "/performance/kpis/absence/"),
        note(9, "/finance/running-costs/?year=2013-14", "Running costs: Quality"),
        note(10, "/performance/?quarter=2013-14-Q4"),
    )

    assert report_notes.marks(notes) == {"kpi-absence": (4, 7), "cost-Quality": (9,)}


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((5,), "Data-quality note 5"),
        ((5, 6), "Data-quality notes 5 and 6"),
        ((3, 4, 5), "Data-quality notes 3 to 5"),
        ((1, 3, 4, 5, 9), "Data-quality notes 1, 3 to 5 and 9"),
    ],
)
def test_a_section_names_its_notes(numbers: tuple[int, ...], text: str) -> None:
    notes = [note(number, "/programmes/projects/x/") for number in numbers]

    assert report_notes.section_texts(notes) == {"projects": text}


def test_the_narrower_section_comes_first() -> None:
    notes = (note(1, "/finance/?year=2013-14"), note(2, "/finance/running-costs/"), note(3, "/elsewhere/"))

    assert report_notes.section_texts(notes) == {
        "finance": "Data-quality note 1",
        "running": "Data-quality note 2",
    }
