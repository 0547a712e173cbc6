"""Who reads and who writes in the tests of engagement's pages."""

import pytest
from django.test import Client

from organisation.rights import Role
from organisation.tests.builders import make_user


@pytest.fixture
def team(client: Client) -> Client:
    client.force_login(make_user(role=Role.ENGAGEMENT))
    return client


@pytest.fixture
def colleague() -> Client:
    client = Client()
    client.force_login(make_user(role=Role.ENGAGEMENT, title="Second engagement officer"))
    return client


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    return client
