"""The helper with which tests bring two people to one row: it waits for the second one, however slowly they come."""

import time

import pytest

from core.tests.at_once import at_the_same_time
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_user


@pytest.mark.django_db(transaction=True)
def test_somebody_who_comes_late_to_the_lock_is_seen_there() -> None:
    """PostgreSQL shows one transaction its activity as it was at the first look: the second look must be a new one."""
    person = make_user(role=Role.CONTRIBUTOR)

    def entitle(title: str, after: float = 0) -> str:
        time.sleep(after)
        User.objects.filter(pk=person.pk).update(title=title)
        return title

    outcomes = at_the_same_time(lambda: entitle("First"), lambda: entitle("Second", after=0.5))

    assert outcomes == ("First", "Second")
    person.refresh_from_db()
    assert person.title == "Second"
