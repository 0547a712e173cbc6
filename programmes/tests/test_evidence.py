"""On the forms of risks and projects it is said for which components of an assurance framework they are evidence."""

from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.test import Client

from organisation.rights import Role
from organisation.tests.builders import make_user
from organisation.tests.builders_frameworks import make_evidence, make_framework
from programmes.models import PriorityProject, Risk
from programmes.tests.builders import make_project, make_risk

pytestmark = pytest.mark.django_db


@pytest.fixture
def programmes(client: Client) -> Client:
    client.force_login(make_user(role=Role.PROGRAMMES))
    return client


def as_typed(record: Any, **others: Any) -> dict[str, Any]:
    """What a form with nothing changed would send."""
    values = {name: value for name, value in model_to_dict(record).items() if value not in (None, "")}
    values.pop("components", None)
    return {name: str(value) for name, value in values.items()} | {"version": record.version} | others


def test_a_risk_is_said_to_be_evidence(programmes: Client) -> None:
    first, second = make_framework().components.all()
    risk = make_risk()
    make_evidence(record=risk, component=first)
    address = f"/risks/{risk.reference}/edit/"
    assert programmes.get(address).context["form"].fields["components"].initial == [first]
    response = programmes.post(address, as_typed(risk, components=[second.pk]))
    assert response.status_code == 302
    assert list(Risk.objects.get().components.all()) == [second]


def test_a_project_is_said_to_be_evidence(programmes: Client) -> None:
    first, second = make_framework().components.all()
    project = make_project()
    address = f"/programmes/projects/{project.slug}/edit/"
    programmes.post(address, as_typed(project, components=[first.pk, second.pk]))
    assert list(PriorityProject.objects.get().components.all()) == [first, second]


def test_a_component_that_is_not_offered_is_refused(programmes: Client) -> None:
    make_framework()
    old = make_framework(slug="past", first_year=2010, last_year=2012).components.get(number=1)
    risk = make_risk()
    response = programmes.post(f"/risks/{risk.reference}/edit/", as_typed(risk, components=[old.pk]))
    assert response.status_code == 422
    assert not risk.components.exists()


def test_of_two_people_the_second_is_shown_what_the_first_chose(programmes: Client) -> None:
    first, second = make_framework().components.all()
    risk = make_risk()
    typed = as_typed(risk)
    programmes.post(f"/risks/{risk.reference}/edit/", typed | {"components": [first.pk]})
    response = programmes.post(f"/risks/{risk.reference}/edit/", typed | {"components": [second.pk]})
    page = response.content.decode()
    assert response.status_code == 409
    assert str(first) in page
    assert str(second) in page
    assert list(risk.components.all()) == [first]
