"""The assurance team says for which components of an assurance framework a KPI is evidence."""

import pytest
from django.test import Client

from organisation.rights import Role
from organisation.tests.builders import make_user
from organisation.tests.builders_frameworks import make_framework
from performance.models import KPIEvidence
from performance.tests.builders import make_kpi

pytestmark = pytest.mark.django_db


@pytest.fixture
def assurance(client: Client) -> Client:
    client.force_login(make_user(role=Role.ASSURANCE, title="Assurance team"))
    return client


def test_components_are_ticked_and_unticked(assurance: Client) -> None:
    first, second = make_framework().components.all()
    kpi = make_kpi()
    address = f"{kpi.get_absolute_url()}evidence/"
    assert str(first) in assurance.get(address).content.decode()
    assert assurance.post(address, {"components": [first.pk, second.pk], "version": 1}).status_code == 302
    assert list(kpi.components.all()) == [first, second]
    assurance.post(address, {"version": 2})
    assert not kpi.components.exists()
    assert {str(row.history_user) for row in KPIEvidence.history.all()} == {"Assurance team"}


def test_of_two_people_the_second_is_shown_both(assurance: Client) -> None:
    first, second = make_framework().components.all()
    kpi = make_kpi()
    address = f"{kpi.get_absolute_url()}evidence/"
    assurance.post(address, {"components": [first.pk], "version": 1})
    response = assurance.post(address, {"components": [second.pk], "version": 1})
    assert response.status_code == 409
    assert list(kpi.components.all()) == [first]
