"""Of two who would send the same e-mail, one does, however closely they meet."""

from collections.abc import Callable
from functools import partial

import pytest

from assurance import report_notices
from assurance.models import CommitteeLetter, NoticeState, ReportNotice, ReportState
from assurance.publishing import actions, committees
from assurance.tests.builders import make_report
from assurance.tests.builders_publishing import make_committee, make_published
from core.tests.at_once import at_the_same_time
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


def letter_of_a_withdrawal() -> Callable[[], object]:
    """Written by two sweeps at once, too: it was not, when the report was withdrawn."""
    make_committee(addresses="Chair <chair@example.org>")
    published = make_published()
    actions.withdraw(publication=published, by=make_user(role=Role.ASSURANCE), reason="Wrong.")
    CommitteeLetter.objects.update(state=NoticeState.SENT)
    tell = partial(committees.tell_those_told, CommitteeLetter.objects.all())
    at_the_same_time(tell, tell)
    letter = CommitteeLetter.objects.get(kind="withdrawn")
    return lambda: committees.claim_letter(letter.pk)


@pytest.mark.parametrize(
    "one_that_waits", [notice_of_a_report, letter_to_a_committee, letter_of_a_withdrawal]
)
def test_who_waited_for_anothers_claim_finds_it_taken(
    one_that_waits: Callable[[], Callable[[], object]],
) -> None:
    claim = one_that_waits()

    got, second = at_the_same_time(claim, claim)
    assert got
    assert second is None
