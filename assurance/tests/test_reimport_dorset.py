"""All figures of the Dorset data set, exported and sent back unchanged: none is refused, and none would change."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.exports import CSV, XLSX
from organisation.rights import Role
from performance.tests.people import Person, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dorset")]


@pytest.mark.parametrize("wanted", [CSV, XLSX])
def test_all_figures_can_be_sent_back_as_they_were_exported(wanted: str) -> None:
    person = Person(Role.ASSURANCE, title="Assurance")
    exported = person.client.get("/performance/figures/", {"format": wanted})
    file = SimpleUploadedFile(f"figures.{wanted}", exported.getvalue())

    answer = person.client.post("/performance/history/", {"file": file, "kpi": ""})

    assert answer.status_code == 302, words(answer.content.decode())
    page = words(person.open(answer["Location"]))
    assert "0 new figures, 0 that differ from what is kept" in page
    assert re.search(r"[1-9]\d\d the same already", page)
