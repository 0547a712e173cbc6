"""Journeys through a return: typing, saving, submitting, sending back, signing off, as the people would."""

import pytest
from django.test import Client

from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user
from performance.tests.builders import make_kpi, make_target, make_value

pytestmark = pytest.mark.django_db
URL = "/returns/2014-15-Q1/quality/"


def signed_in(role: Role, **others: object) -> Client:
    client = Client()
    client.force_login(make_user(role=role, **others))
    return client


def test_smoke() -> None:
    make_quarter(slug="2014-15-Q1")
    kpi = make_kpi()
    make_target(kpi=kpi, start=2014)
    make_value(kpi=kpi, period="2013-14-Q4", text="5")
    client = signed_in(Role.CONTRIBUTOR)
    answer = client.get(URL)
    assert answer.status_code == 200, answer.content
    assert b"k1" in answer.content
    answer = client.get("/returns/")
    assert answer.status_code == 200
