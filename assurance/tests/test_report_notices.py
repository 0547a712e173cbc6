"""Who asked for a report is told once how it ended, whatever the mail server and the workers do."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from assurance import actions, posting, report_notices
from assurance.models import NoticeState, Report, ReportNotice, ReportState
from assurance.tests.builders import make_report, make_snapshot
from core import clock
from organisation.models import QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user
from performance.models.reminders import MOST_ATTEMPTS
from performance.tests.post_office import closed_post_office, falling_silent, open_post_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_user(role=Role.ASSURANCE, email="assurance@example.org", title="Assurance team")


def make_notice(person: User, state: str = ReportState.READY, **fields: Any) -> ReportNotice:
    report = make_report(state=state, requested_by=person, **fields)
    return ReportNotice.objects.create(report=report, person=person)


def state_of(notice: ReportNotice) -> tuple[str, int]:
    notice.refresh_from_db()
    return notice.state, notice.attempts


@pytest.mark.parametrize(
    ("state", "subject", "text"),
    [
        (ReportState.READY, "Ready: Quarterly assurance report, 2013/14 Q4, version 1", "22 pages, 1.4"),
        (
            ReportState.FAILED,
            "Could not be made: Quarterly assurance report, 2013/14 Q4, version 1",
            "The commentary is too long to lay out.",
        ),
        (
            ReportState.CANCELLED,
            "Cancelled: Quarterly assurance report, 2013/14 Q4, version 1",
            "was cancelled by Head of assurance",
        ),
    ],
)
def test_the_letter_says_how_it_ended_and_leads_to_the_page(
    person: User, state: str, subject: str, text: str
) -> None:
    other = make_user(role=Role.ASSURANCE, title="Head of assurance")
    notice = make_notice(person, state, cancelled_by=other if state == ReportState.CANCELLED else None)

    assert report_notices.send_waiting() == 1

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["assurance@example.org"], subject)
    assert text in letter.body
    assert f"{notice.report.get_absolute_url()}\n" in letter.body
    assert not letter.attachments
    assert state_of(notice) == (NoticeState.SENT, 1)
    assert notice.sent_at is not None


@pytest.mark.parametrize("state", [ReportState.QUEUED, ReportState.RUNNING])
def test_while_it_is_being_made_nobody_is_written_to(person: User, state: str) -> None:
    notice = make_notice(person, state)
    assert report_notices.send_waiting() == 0
    assert state_of(notice) == (NoticeState.WAITING, 0)


def test_told_once_however_often_the_sweep_comes(person: User) -> None:
    make_notice(person)
    assert [report_notices.send_waiting() for _ in range(3)] == [1, 0, 0]


def test_of_two_workers_one_has_the_letter(person: User) -> None:
    notice = make_notice(person)
    assert report_notices.claim(notice.pk)
    assert report_notices.claim(notice.pk) is None


def test_everybody_who_joined_is_told(person: User, rung: list[str]) -> None:
    snapshot = make_snapshot()
    other = make_user(role=Role.ASSURANCE, email="other@example.org")
    for by in (person, other, person, None):
        report = actions.request_report(snapshot=snapshot, by=by).report
    Report.objects.update(state=ReportState.FAILED, failure="It was too long.")

    assert report_notices.send_waiting(report.pk) == 2
    assert sorted(letter.to[0] for letter in mail.outbox) == ["assurance@example.org", "other@example.org"]


def test_who_cancels_needs_no_letter_and_the_others_get_one(person: User, rung: list[str]) -> None:
    other = make_user(role=Role.ASSURANCE, email="other@example.org")
    snapshot = make_snapshot()
    for by in (person, other):
        report = actions.request_report(snapshot=snapshot, by=by).report
    actions.cancel_report(report=report, by=person)

    report_notices.send_waiting()
    assert [letter.to for letter in mail.outbox] == [["other@example.org"]]


def test_tried_again_all_are_told_again(person: User, rung: list[str]) -> None:
    notice = make_notice(person, ReportState.FAILED)
    report_notices.send_waiting()
    actions.retry_report(report=notice.report, by=None)
    assert report_notices.send_waiting() == 0

    Report.objects.update(state=ReportState.FAILED, failure="Again.")
    assert report_notices.send_waiting() == 1


def test_a_closed_account_is_not_written_to(person: User) -> None:
    notice = make_notice(person)
    User.objects.update(is_active=False)
    assert report_notices.send_waiting() == 0
    assert state_of(notice)[0] == NoticeState.NOT_NEEDED


def test_with_the_mail_server_down_the_letter_waits_and_goes_later(person: User) -> None:
    notice = make_notice(person)
    with closed_post_office():
        assert report_notices.send_waiting() == 0
    assert state_of(notice) == (NoticeState.WAITING, 1)
    assert notice.failure == "The mail server does not answer."

    with open_post_office() as office:
        assert report_notices.send_waiting() == 0, "not at once"
        ReportNotice.objects.update(try_again_at=clock.wall_now() - timedelta(seconds=1))
        assert report_notices.send_waiting() == 1
        assert len(office.letters) == 1
    assert state_of(notice) == (NoticeState.SENT, 2)


def test_a_mail_server_that_is_down_is_asked_once(person: User) -> None:
    make_notice(person)
    quarter = make_quarter(slug="2013-14-Q3", state=QuarterState.LOCKED)
    second = make_notice(make_user(role=Role.ASSURANCE), snapshot=make_snapshot(quarter=quarter))
    with closed_post_office():
        report_notices.send_waiting()
    assert state_of(second) == (NoticeState.WAITING, 0)


def test_an_address_that_is_refused_is_not_tried_again(person: User) -> None:
    notice = make_notice(person)
    with open_post_office() as office:
        office.refuses["assurance@example.org"] = "550 No such mailbox"
        report_notices.send_waiting()
    assert state_of(notice) == (NoticeState.NOT_SENT, 1)
    assert "550" in notice.failure


def test_a_server_that_falls_silent_is_not_written_to_twice(person: User) -> None:
    notice = make_notice(person)
    with open_post_office() as office, falling_silent(office):
        report_notices.send_waiting()
        assert state_of(notice) == (NoticeState.NOT_SENT, 1)
        time.sleep(0.1)


def test_it_is_not_tried_for_ever(person: User) -> None:
    notice = make_notice(person)
    ReportNotice.objects.update(attempts=MOST_ATTEMPTS - 1)
    with closed_post_office():
        report_notices.send_waiting()
    assert state_of(notice) == (NoticeState.NOT_SENT, MOST_ATTEMPTS)


def test_what_a_dead_worker_was_sending_is_not_sent_twice(person: User) -> None:
    notice = make_notice(person)
    assert report_notices.claim(notice.pk)
    ReportNotice.objects.update(claimed_at=clock.wall_now() - timedelta(minutes=11))

    assert report_notices.send_waiting() == 0
    assert state_of(notice)[0] == NoticeState.NOT_SENT
    assert notice.failure == posting.WORKER_DIED


def test_a_letter_that_cannot_be_written_stops_no_other(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = make_notice(person)

    def fail(notice: ReportNotice) -> None:
        raise ValueError("no template")

    monkeypatch.setattr(report_notices, "letter_of", fail)
    assert report_notices.send_waiting() == 0
    assert state_of(notice) == (NoticeState.WAITING, 1)
