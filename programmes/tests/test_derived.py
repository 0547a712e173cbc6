"""What programmes and the risk register propose for KPIs of a period."""

from datetime import date

import pytest

from core.derivation import Asking
from core.periods import Month, Quarter
from core.rag import RAG
from organisation.tests.builders import make_quarter
from programmes.tests.builders import make_project, make_risk, make_update

pytestmark = pytest.mark.django_db

Q1 = Quarter.from_slug("2014-15-Q1")


def test_projects_that_were_green_of_those_rated() -> None:
    quarter = make_quarter(slug="2014-15-Q1")
    for number, rag in enumerate((RAG.GREEN, RAG.GREEN, RAG.RED), start=1):
        make_update(project=make_project(number=number), quarter=quarter, rag=rag)

    found = Asking().of("projects-on-target", Q1)

    assert found is not None
    assert (found.part, found.whole) == (2, 3)
    assert found.sentence == "2 of 3 rated projects were green in 2014/15 Q1."


def test_no_rating_proposes_nothing_and_is_no_nought() -> None:
    make_quarter(slug="2014-15-Q1")
    make_project()

    assert Asking().of("projects-on-target", Q1) is None
    assert Asking().of("projects-on-target", Month.from_slug("2014-04")) is None


def test_risks_added_and_removed_by_quarter_and_by_month() -> None:
    make_risk(reference="R1", opened_on=date(2014, 4, 1))
    make_risk(reference="R2", opened_on=date(2014, 6, 30), closed_on=date(2014, 6, 30))
    make_risk(reference="R3", opened_on=date(2014, 3, 31))
    asking = Asking()

    added, removed = asking.of("risks-added", Q1), asking.of("risks-removed", Q1)
    assert added is not None
    assert removed is not None
    assert (added.part, removed.part) == (2, 1)
    assert added.sentence == "2 risks were added to it between 1 April 2014 and 30 June 2014."
    assert removed.sentence == "1 risk was removed from it between 1 April 2014 and 30 June 2014."
    april = asking.of("risks-added", Month.from_slug("2014-04"))
    assert april is not None
    assert april.part == 1
