"""Forgetting a person: the name goes from every table, what they did stays."""

from datetime import date
from io import StringIO
from smtplib import SMTPRecipientsRefused

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from core import chain, trail
from core.chain_check import verify
from core.letters import judge
from core.models import Event, EventKind
from core.refusals import Refused
from organisation import forgetting
from organisation.forgetting import pseudonymise
from organisation.joining.models import Invitation
from organisation.models import RoleAssignment, User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Wilhelmina Achterberg", "w.achterberg@dorset.example"


@pytest.fixture
def office() -> User:
    return make_user(role=Role.ADMINISTRATOR)


@pytest.fixture
def leaver(office: User) -> User:
    """Somebody who was invited, changed a quarter, took a file away, and left."""
    person = make_user(role=Role.ASSURANCE, email=ADDRESS, title=NAME)
    now = timezone.now()
    trail.save(
        Invitation(
            email=ADDRESS,
            title=NAME,
            state="accepted",
            person=person,
            invited_by=office,
            invited_at=now,
            expires_at=now,
            failure=judge(SMTPRecipientsRefused({ADDRESS: (451, f"<{ADDRESS}>: deferred".encode())})).why,
        ),
        by=office,
    )
    trail.save(make_quarter(), by=person, reason="A holiday")
    trail.note(EventKind.SIGNED_IN, "Signed in", by=person, subject=person)
    person.is_active, person.left_on = False, date(2007, 5, 1)
    return trail.save(person, by=office, reason="Left")


def texts_that_hold(word: str) -> list[str]:
    """Every column of every table in which a word stands."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField | models.JSONField):
                    where = f'FROM "{model._meta.db_table}" WHERE "{field.column}"::text ILIKE %s'
                    cursor.execute(f"SELECT COUNT(*) {where}", [f"%{word}%"])
                    if cursor.fetchone()[0]:
                        found.append(str(field))
    return found


def test_name_and_address_are_gone_from_every_table(leaver: User, office: User) -> None:
    assert len(texts_that_hold("achterberg")) > 3
    pseudonymise(person=leaver, by=office, reason="At their request")
    assert texts_that_hold("achterberg") == []
    leaver.refresh_from_db()
    assert (str(leaver), leaver.email) == (
        f"Former member of staff {leaver.pk}",
        f"former-{leaver.pk}@former.invalid",
    )
    assert not leaver.has_usable_password()


def test_what_they_did_stays_and_the_chain_is_whole(leaver: User, office: User) -> None:
    chain.seal()
    sealed = verify().links
    done = Event.objects.filter(actor=leaver).count()
    pseudonymise(person=leaver, by=office, reason="At their request")
    assert verify().is_whole
    assert verify().links == sealed
    assert Event.objects.filter(actor=leaver).count() == done
    assert RoleAssignment.history.filter(user_id=leaver.pk, history_type="-").exists()
    last = User.history.filter(id=leaver.pk).order_by("history_id").last()
    assert (last.history_user, last.history_change_reason) == (office, "At their request")


def test_who_is_not_forgotten(leaver: User, office: User) -> None:
    for person, by, reason, said in (
        (office, office, "So", forgetting.NOT_ONESELF),
        (make_user(), office, "So", forgetting.STILL_OPEN),
        (leaver, office, " ", forgetting.NO_REASON),
    ):
        with pytest.raises(Refused, match=said):
            pseudonymise(person=person, by=by, reason=reason)
    pseudonymise(person=leaver, by=office, reason="So")
    with pytest.raises(Refused, match=forgetting.FORGOTTEN_ALREADY):
        pseudonymise(person=leaver, by=office, reason="So")


def said(*arguments: str) -> str:
    output = StringIO()
    call_command("forget_leavers", *arguments, stdout=output)
    return output.getvalue()


def test_the_command_lists_who_is_due_and_forgets_them_when_told_to(leaver: User) -> None:
    """The portal's day is 8 July 2014; they left on 1 May 2007."""
    assert "0 accounts due" in said("--years", "8")
    assert f"Former member of staff {leaver.pk}: left on 1 May 2007" in said("--years", "7")
    assert texts_that_hold("achterberg")
    assert "1 account forgotten" in said("--years", "7", "--erase")
    assert texts_that_hold("achterberg") == []
    assert "0 accounts due" in said("--years", "7")
