"""Of two who would send the same e-mail, one does, however closely they meet."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from assurance import report_notices
from assurance.models import CommitteeLetter, ReportNotice, ReportState
from assurance.publishing import committees
from assurance.tests.builders import make_report
from assurance.tests.builders_publishing import make_committee, make_published
from organisation.rights import Role
from organisation.tests.builders import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def notice_of_a_report() -> Callable[[], object]:
    person = make_user(role=Role.ASSURANCE)
    notice = ReportNotice.objects.create(report=make_report(state=ReportState.READY), person=person)
    return lambda: report_notices.claim(notice.pk)


def letter_to_a_committee() -> Callable[[], object]:
    make_committee(addresses="Chair <chair@example.org>")
    make_published()
    letter = CommitteeLetter.objects.get()
    return lambda: committees.claim_letter(letter.pk)


def at_the_same_time(first: Callable[[], object], second: Callable[[], object]) -> object:
    """What the second got, which came to the row when the first had written it and not yet committed."""
    got: list[object] = []

    def come_second() -> None:
        try:
            got.append(second())
        finally:
            connections.close_all()

    with transaction.atomic():
        assert first()
        thread = threading.Thread(target=come_second)
        thread.start()
        until_somebody_waits_for_a_lock()
    thread.join(60)
    (only,) = got
    return only


def until_somebody_waits_for_a_lock() -> None:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 60
    waiting = 0
    while not waiting:
        assert time.monotonic() < deadline, "nobody came to the lock"
        time.sleep(0.02)
        with connection.cursor() as cursor:
            cursor.execute(asked)
            (waiting,) = cursor.fetchone()


@pytest.mark.parametrize("one_that_waits", [notice_of_a_report, letter_to_a_committee])
def test_who_waited_for_anothers_claim_finds_it_taken(
    one_that_waits: Callable[[], Callable[[], object]],
) -> None:
    claim = one_that_waits()

    assert at_the_same_time(claim, claim) is None
