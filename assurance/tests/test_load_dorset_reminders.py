"""The first reminder of the open round in the demonstration: invented, marked so, and not sent a second time."""

import pytest
from django.core import mail
from django.test import override_settings

from assurance.dorset import organisation, reminders
from core import clock
from organisation.models import Directorate
from performance.models import ReminderState, ReturnReminder
from performance.reminders.sending import remind
from performance.tests.builders import make_kpi

pytestmark = pytest.mark.django_db


@override_settings(PORTAL_DEMONSTRATION=True)
def test_it_is_loaded_once_marked_and_keeps_the_demonstration_from_writing() -> None:
    organisation.load()
    make_kpi(directorate=Directorate.objects.get(slug="quality"))
    assert (reminders.load(), reminders.load()) == (4, 0)
    assert {row.state for row in ReturnReminder.objects.all()} == {ReminderState.SENT}
    assert all("Illustrative" in row.provenance_note for row in ReturnReminder.objects.all())

    remind(clock.today())
    assert mail.outbox == []


def test_without_the_demonstration_there_is_nobody_to_have_been_reminded() -> None:
    organisation.load()
    assert reminders.load() == 0
