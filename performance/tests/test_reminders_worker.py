"""The schedule, and a real worker that sends a reminder to a real mail server."""

import time
from collections.abc import Callable
from subprocess import Popen

import pytest
from celery import current_app as queue
from celery.schedules import crontab
from django.conf import settings

from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from performance.models import ReminderState, ReturnReminder
from performance.tasks import send_reminders
from performance.tests.builders import make_kpi
from performance.tests.post_office import open_post_office

WITHIN = 60  # seconds, on a machine that is busy with other tests


def test_it_is_on_the_schedule_in_office_hours() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["send-reminders"]
    queue.loader.import_default_modules()
    assert entry["task"] == send_reminders.name
    assert entry["task"] in queue.tasks
    assert isinstance(entry["schedule"], crontab)
    assert entry["schedule"].hour == set(range(7, 18)), "the clocks change between one and two"


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_told_three_times_sends_one_e_mail(start_worker: Callable[..., "Popen[bytes]"]) -> None:
    make_organisation()
    make_kpi(name="Complaints answered in time")
    make_user(role=Role.CONTRIBUTOR, email="contributor@example.org")
    make_quarter(slug="2014-15-Q1")
    with open_post_office() as office:
        start_worker(
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=str(settings.EMAIL_PORT),
            EMAIL_FROM="portal@ccg.example.nhs.uk",
            PORTAL_URL="https://portal.example.nhs.uk",
        )
        for _ in range(3):
            send_reminders.delay()
        deadline = time.monotonic() + WITHIN
        while not ReturnReminder.objects.filter(state=ReminderState.SENT).exists():
            assert time.monotonic() < deadline, list(ReturnReminder.objects.values("state", "failure"))
            time.sleep(0.2)
        time.sleep(2)
        (letter,) = office.letters
    assert letter["Subject"] == "Due Monday 14 July: Quality return, 2014/15 Q1"
    assert letter["From"] == "portal@ccg.example.nhs.uk"
    text = letter.get_body(("plain",)).get_content()
    assert "https://portal.example.nhs.uk/returns/2014-15-Q1/quality/" in text
