"""The helper with which tests bring two people to one row: it waits for the second one, however slowly they come."""

import time

import pytest
from django.db import connection, transaction

from core.tests.at_once import at_the_same_time


@pytest.mark.django_db(transaction=True)
def test_somebody_who_comes_late_to_the_lock_is_seen_there() -> None:
    """PostgreSQL shows one transaction its activity as it was at the first look: the second look must be a new one."""

    def hold(name: str, after: float = 0) -> str:
        time.sleep(after)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(20140708)")
        return name

    outcomes = at_the_same_time(lambda: hold("First"), lambda: hold("Second", after=0.5))

    assert outcomes == ("First", "Second")
