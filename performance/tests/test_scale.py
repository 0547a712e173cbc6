"""Ten times as many KPIs cost the database no further question, and a return of 500 rows can still be saved."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.board import make_board, make_round
from organisation.models import User
from performance.models import KPIValue
from performance.tests.people import URL, fields_of

pytestmark = pytest.mark.django_db
FEW, MANY = 50, 500


def client_of(account: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=f"{account}@example.org"))
    return client


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_fifty_and_five_hundred_kpis_cost_the_same_queries() -> None:
    make_round()
    make_board(FEW)
    pages = (("contributor", URL), ("contributor", f"{URL}paste/"), ("reader", "/performance/"))
    clients = [(client_of(account), path) for account, path in pages]
    few = [queries(client, path) for client, path in clients]

    make_board(MANY - FEW, first=FEW + 1)

    assert [queries(client, path) for client, path in clients] == few


def test_a_row_of_a_return_of_five_hundred_can_be_changed() -> None:
    make_round()
    make_board(MANY)
    client = client_of("contributor")
    fields = fields_of(client.get(URL))
    before = KPIValue.history.count()

    answer = client.post(URL, fields | {"k1-com": "Two more were done in July."})

    assert answer.status_code == 302
    assert KPIValue.history.count() == before + 1
