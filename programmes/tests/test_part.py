"""What programmes put into the assurance pack."""

from datetime import date

import pytest
from pydantic import TypeAdapter
from pytest_django import DjangoAssertNumQueries

from core.rag import RAG
from organisation.models import QuarterState
from organisation.tests.builders import make_directorate, make_quarter
from programmes.pages import ProgrammesPart
from programmes.part import build_programmes_part
from programmes.tests.builders import (
    make_action,
    make_milestone,
    make_project,
    make_risk,
    make_score,
    make_support,
    make_update,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", [2, 9])
def test_projects_and_risks_of_the_quarter_in_five_queries(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    for _ in range(size):
        project = make_project(directorate=make_directorate())
        make_update(project=project, quarter=quarter, rag=RAG.RED)
        make_milestone(project=project)
        make_support(project=project)
        risk = make_risk(project=project)
        make_score(risk=risk, scored_on=date(2014, 1, 1), likelihood=3, impact=3)
        make_action(risk=risk)

    with django_assert_num_queries(5):
        part = build_programmes_part(quarter, today=date(2014, 7, 8))

    values = TypeAdapter(ProgrammesPart)
    assert values.validate_python(values.dump_python(part, mode="json")) == part
    assert (part.portfolio.quarter, len(part.portfolio.projects)) == ("2013/14 Q4", size)
    assert part.portfolio.known_by == date(2014, 7, 8)
    assert (len(part.register.risks), part.register.on) == (size, date(2014, 3, 31))
