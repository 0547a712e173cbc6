"""Reminders as they go out: queued once, one e-mail a person, through a mail server that also fails."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import clock
from core.letters import Letter
from core.refusals import Refused
from organisation.models import Quarter, QuarterState, RoleAssignment, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user
from performance.models import ReminderState, ReturnReminder, ReturnState
from performance.reminders import sending, stopping
from performance.reminders.sending import remind, remind_by_hand
from performance.reminders.stages import Stage
from performance.tasks import send_reminders
from performance.tests.builders import make_kpi, make_return, make_value
from performance.tests.post_office import (
    PostOffice,
    closed_post_office,
    falling_silent,
    frozen_post_office,
    open_post_office,
)

BEFORE, DUE, AFTER = date(2014, 7, 7), date(2014, 7, 14), date(2014, 7, 17)
CONTRIBUTOR, APPROVER, DIRECTOR = "contributor@example.org", "approver@example.org", "director@example.org"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_post_office() as found:
        yield found


@pytest.fixture
def quarter(db: None) -> Quarter:
    """2014/15 Q1, due on 14 July: Quality has two KPIs, a contributor, an approver and a director."""
    make_organisation()
    make_kpi(name="Complaints answered in time")
    make_kpi(name="Safeguarding training")
    for role, email in (
        (Role.CONTRIBUTOR, CONTRIBUTOR),
        (Role.APPROVER, APPROVER),
        (Role.DIRECTOR, DIRECTOR),
    ):
        make_user(role=role, email=email)
    return make_quarter(slug="2014-15-Q1")


def states() -> dict[str, str]:
    return {row.person.email: row.state for row in ReturnReminder.objects.select_related("person")}


def make_second_directorate() -> None:
    """The same contributor also files for Finance."""
    finance = make_directorate(name="Finance", order=1)
    make_kpi(name="Invoices paid in time", directorate=finance)
    RoleAssignment.objects.create(
        user=User.objects.get(email=CONTRIBUTOR), role=Role.CONTRIBUTOR, directorate=finance
    )


# To whom, and when --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2014, 7, 4), set()),
        (BEFORE, {CONTRIBUTOR}),
        (DUE, {CONTRIBUTOR, APPROVER}),
        (AFTER, {CONTRIBUTOR, APPROVER, DIRECTOR}),
        (date(2014, 8, 30), set()),
    ],
)
def test_reminders_climb(office: PostOffice, quarter: Quarter, today: date, told: set[str]) -> None:
    remind(today)
    assert {letter["To"] for letter in office.letters} == told


def test_three_and_no_more_however_often_it_runs(office: PostOffice, quarter: Quarter) -> None:
    for days in range(60):
        remind(date(2014, 7, 1) + timedelta(days=days))
        remind(date(2014, 7, 1) + timedelta(days=days))

    assert [len(office.to(each)) for each in (CONTRIBUTOR, APPROVER, DIRECTOR)] == [3, 2, 1]


def test_one_that_is_late_replaces_those_before_it(office: PostOffice, quarter: Quarter) -> None:
    remind(date(2014, 7, 22))
    assert len(office.to(CONTRIBUTOR)) == 1
    assert office.to(CONTRIBUTOR)[0]["Subject"] == "Overdue by 6 working days: Quality return, 2014/15 Q1"


def test_a_demonstration_that_stands_years_later_is_not_flooded(office: PostOffice, quarter: Quarter) -> None:
    for slug in ("2014-15-Q2", "2015-16-Q1", "2017-18-Q3"):
        make_quarter(slug=slug)
    remind(date(2019, 4, 8))
    assert office.letters == []


def test_one_digest_names_all_that_a_person_still_has_to_do(office: PostOffice, quarter: Quarter) -> None:
    make_second_directorate()
    remind(DUE)

    (letter,) = office.to(CONTRIBUTOR)
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "Due today: 2 returns"
    for words in (
        "Quality return, 2014/15 Q1",
        "Finance return, 2014/15 Q1",
        "It is due today, Monday 14 July 2014.",
        "None of its 2 KPIs is complete yet. Please finish the return and submit it.",
        "- Complaints answered in time",
        "- Invoices paid in time",
        "http://127.0.0.1:8000/returns/2014-15-Q1/quality/",
    ):
        assert words in text
    assert "Complaints answered in time" in letter.get_body(("html",)).get_content()


def test_a_submitted_return_lies_with_the_approver(office: PostOffice, quarter: Quarter) -> None:
    make_return(state=ReturnState.SUBMITTED, submitted_at=clock.now())
    remind(AFTER)

    assert {letter["To"] for letter in office.letters} == {APPROVER, DIRECTOR}
    assert (
        "waits for sign-off. Please read it and sign it off."
        in office.to(APPROVER)[0].get_body().get_content()
    )


@pytest.mark.parametrize("state", [ReturnState.SIGNED_OFF, ReturnState.LOCKED])
def test_nobody_is_reminded_of_what_is_done(office: PostOffice, quarter: Quarter, state: str) -> None:
    make_return(state=state, submitted_at=clock.now(), signed_off_at=clock.now())
    remind(AFTER)
    assert office.letters == []


def test_nobody_is_reminded_of_a_locked_quarter(office: PostOffice, quarter: Quarter) -> None:
    make_quarter(slug="2014-15-Q1", state=QuarterState.LOCKED)
    remind(AFTER)
    assert office.letters == []


def test_people_who_have_left_get_nothing(office: PostOffice, quarter: Quarter) -> None:
    User.objects.filter(email=APPROVER).update(is_active=False)
    stopping.stop(person=User.objects.get(email=DIRECTOR))
    remind(AFTER)
    assert {letter["To"] for letter in office.letters} == {CONTRIBUTOR}


def test_somebody_new_is_reminded_too_and_the_others_not_again(office: PostOffice, quarter: Quarter) -> None:
    remind(BEFORE)
    make_user(role=Role.CONTRIBUTOR, email="new@example.org")
    remind(BEFORE + timedelta(days=1))
    assert [letter["To"] for letter in office.letters] == [CONTRIBUTOR, "new@example.org"]


def test_an_e_mail_can_be_stopped_by_one_click(office: PostOffice, quarter: Quarter) -> None:
    remind(BEFORE)
    (letter,) = office.letters
    link = letter["List-Unsubscribe"].strip(" <>")
    assert link.startswith("http://127.0.0.1:8000/reminders/stop/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert link in letter.get_body(("plain",)).get_content()


def test_four_and_forty_directorates_cost_the_same_to_queue(quarter: Quarter) -> None:
    asked = []
    for count in (4, 12):
        for number in range(count):
            directorate = make_directorate(name=f"Directorate {count} {number}")
            make_kpi(directorate=directorate)
            make_user(role=Role.CONTRIBUTOR, directorate=directorate)
        with CaptureQueriesContext(connection) as queries:
            sending.queue_due(BEFORE)
        asked.append(len(queries))
    assert asked[0] == asked[1]


# When the mail server fails -----------------------------------------------------------------------------------


def let_time_pass() -> None:
    """Until failed ones may be tried again."""
    ReturnReminder.objects.filter(try_again_at__isnull=False).update(
        try_again_at=clock.wall_now() - timedelta(seconds=1)
    )


@pytest.mark.parametrize("broken", [closed_post_office, frozen_post_office])
def test_a_server_that_is_down_is_tried_again_and_nobody_hears_twice(
    quarter: Quarter, broken: Callable[[], Iterator[None]]
) -> None:
    with broken():
        run = remind(DUE)
    assert run.server_answers is False
    assert sorted(states().values()) == [ReminderState.FAILED, ReminderState.QUEUED], "it is asked only once"
    assert (
        ReturnReminder.objects.get(state=ReminderState.FAILED).failure == "The mail server does not answer."
    )

    with open_post_office() as office:
        remind(DUE)
        assert len(office.letters) == 1, "the failed one waits a while"
        let_time_pass()
        remind(DUE)
        remind(DUE)
        assert sorted(letter["To"] for letter in office.letters) == [APPROVER, CONTRIBUTOR]
    assert set(states().values()) == {ReminderState.SENT}


def test_an_unknown_mailbox_is_not_tried_again_and_the_others_get_theirs(
    office: PostOffice, quarter: Quarter
) -> None:
    office.refuses[CONTRIBUTOR] = "550 No such mailbox"
    remind(DUE)
    let_time_pass()
    remind(DUE)

    assert states() == {CONTRIBUTOR: ReminderState.REFUSED, APPROVER: ReminderState.SENT}
    refused = ReturnReminder.objects.get(state=ReminderState.REFUSED)
    assert refused.failure == "The mail server does not know this address (550 No such mailbox)."
    assert (refused.attempts, refused.sent_at) == (1, None)


def test_a_full_mailbox_is_tried_again(office: PostOffice, quarter: Quarter) -> None:
    office.refuses[CONTRIBUTOR] = "452 Mailbox full"
    remind(BEFORE)
    assert states() == {CONTRIBUTOR: ReminderState.FAILED}

    office.refuses.clear()
    let_time_pass()
    remind(BEFORE)
    assert states() == {CONTRIBUTOR: ReminderState.SENT}


def test_a_server_that_falls_silent_after_the_letter_is_not_handed_it_again(
    office: PostOffice, quarter: Quarter
) -> None:
    with falling_silent(office):
        remind(BEFORE)
    let_time_pass()
    remind(BEFORE)

    assert states() == {CONTRIBUTOR: ReminderState.UNKNOWN}
    assert len(office.letters) <= 1


def test_what_a_dead_worker_held_may_have_gone_and_is_left(office: PostOffice, quarter: Quarter) -> None:
    sending.queue_due(BEFORE)
    (row,) = sending.claim(ReturnReminder.objects.values_list("pk", flat=True))
    remind(BEFORE)
    assert states() == {CONTRIBUTOR: ReminderState.SENDING}, "another worker may be at it"

    ReturnReminder.objects.filter(pk=row.pk).update(claimed_at=clock.wall_now() - timedelta(minutes=11))
    remind(BEFORE)
    assert states() == {CONTRIBUTOR: ReminderState.UNKNOWN}
    assert office.letters == []


def test_one_that_could_not_go_for_days_is_overtaken_by_the_next(quarter: Quarter) -> None:
    with closed_post_office():
        remind(BEFORE)
    let_time_pass()
    with open_post_office() as office:
        remind(DUE)
        (letter,) = office.to(CONTRIBUTOR)
    assert letter["Subject"] == "Due today: Quality return, 2014/15 Q1"
    rows = ReturnReminder.objects.filter(person__email=CONTRIBUTOR).values_list("stage", "state")
    assert dict(rows) == {"before": ReminderState.NOT_NEEDED, "due": ReminderState.SENT}


def test_a_return_that_came_in_while_the_server_was_down_needs_none(quarter: Quarter) -> None:
    with closed_post_office():
        remind(BEFORE)
    make_return(state=ReturnState.SIGNED_OFF, submitted_at=clock.now(), signed_off_at=clock.now())
    let_time_pass()
    with open_post_office() as office:
        remind(BEFORE)
        assert office.letters == []
    assert states() == {CONTRIBUTOR: ReminderState.NOT_NEEDED}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_e_mail(office: PostOffice, quarter: Quarter) -> None:
    start = threading.Barrier(3)

    def work() -> None:
        start.wait(timeout=60)
        remind(DUE)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)
    assert sorted(letter["To"] for letter in office.letters) == [APPROVER, CONTRIBUTOR]


def test_the_task_reminds_of_what_is_due_on_the_portals_day(office: PostOffice, quarter: Quarter) -> None:
    with override_settings(PORTAL_TODAY=DUE):
        send_reminders()
    assert len(office.letters) == 2
    sent = [row.sent_at for row in ReturnReminder.objects.all() if row.sent_at]
    assert {timezone.localtime(moment).date() for moment in sent} == {DUE}


# By hand ------------------------------------------------------------------------------------------------------


def test_one_sent_by_hand_counts_as_one_of_three(office: PostOffice, quarter: Quarter) -> None:
    by, quality = make_user(role=Role.ASSURANCE), make_directorate()
    told = {"directorate": quality, "quarter": quarter, "by": by}
    for day, stage in ((date(2014, 7, 2), Stage.BEFORE), (date(2014, 7, 8), Stage.DUE)):
        remind_by_hand(**told, stage=stage, today=day)
        remind(day)
    with pytest.raises(Refused, match="waits until the return is late"):
        remind_by_hand(**told, stage=Stage.AFTER, today=date(2014, 7, 9))
    for day in (BEFORE, DUE, AFTER):
        remind(day)

    assert [len(office.to(each)) for each in (CONTRIBUTOR, APPROVER, DIRECTOR)] == [3, 2, 1]
    with pytest.raises(Refused, match="All three"):
        remind_by_hand(**told, stage=Stage.AFTER, today=AFTER)


def test_a_second_click_does_not_send_the_next_one(quarter: Quarter) -> None:
    told = {"directorate": make_directorate(), "quarter": quarter, "by": make_user(role=Role.ASSURANCE)}
    remind_by_hand(**told, stage=Stage.BEFORE, today=BEFORE)
    with pytest.raises(Refused, match="The first reminder of this return has gone out already"):
        remind_by_hand(**told, stage=Stage.BEFORE, today=BEFORE)
    assert ReturnReminder.objects.count() == 1


def test_it_says_why_nobody_can_be_reminded(quarter: Quarter) -> None:
    by, quality = make_user(role=Role.ASSURANCE), make_directorate()
    stopping.stop(person=User.objects.get(email=CONTRIBUTOR))
    with pytest.raises(Refused, match="Nobody who would get the next reminder"):
        remind_by_hand(directorate=quality, quarter=quarter, stage=Stage.BEFORE, by=by, today=BEFORE)

    make_return(state=ReturnState.SIGNED_OFF, submitted_at=clock.now(), signed_off_at=clock.now())
    with pytest.raises(Refused, match="signed off"):
        remind_by_hand(directorate=quality, quarter=quarter, stage=Stage.BEFORE, by=by, today=BEFORE)


def test_what_is_done_is_not_named(office: PostOffice, quarter: Quarter) -> None:
    make_value(kpi=make_kpi(name="Inspections"), period="2014-15-Q1", text="7")
    remind(BEFORE)
    text = office.letters[0].get_body(("plain",)).get_content()
    assert "1 of 3 KPIs is complete." in text
    assert "Inspections" not in text
    assert ReturnReminder.objects.get().stage == Stage.BEFORE


def test_one_that_cannot_be_written_keeps_nobody_from_theirs(
    office: PostOffice, quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = sending.letter_to

    def fail_for_one(person: User, *rest: object, **named: object) -> Letter:
        if person.email == CONTRIBUTOR:
            raise ValueError("a defect")
        return write(person, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "letter_to", fail_for_one)
    remind(DUE)
    assert states() == {CONTRIBUTOR: ReminderState.FAILED, APPROVER: ReminderState.SENT}


def test_after_twelve_attempts_it_is_given_up(quarter: Quarter) -> None:
    with closed_post_office():
        for _ in range(13):
            remind(BEFORE)
            let_time_pass()
    row = ReturnReminder.objects.get()
    assert (row.state, row.attempts) == (ReminderState.REFUSED, 12)
