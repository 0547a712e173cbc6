"""Changes to how people are signed in. Whoever may ask for them is the caller's affair."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.template.loader import render_to_string

from core import clock, trail
from core.refusals import Refused
from organisation.models import User


@transaction.atomic
def end_sessions(*, person: User, keep: HttpRequest | None = None) -> int:
    """Close all sessions of a person at once, everywhere; `keep` is the request whose session stays open.

    Every session is tied to a count of the person's, so that none survives, however it was begun and wherever it is
    kept. Returns how many of them were known.
    """
    # Not a fact about the person, so not in their history: it is left out of the tracked fields.
    User.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    person.refresh_from_db(fields=["sessions_ended"])
    known = UserSession.objects.filter(user=person)
    keys = list(known.values_list("session_key", flat=True))
    if keep is not None:
        keys = [key for key in keys if key != keep.session.session_key]
        update_session_auth_hash(keep, person)
    Session.objects.filter(session_key__in=keys).delete()
    known.delete()
    if keep is not None:
        UserSession.objects.create_from_request(keep)
    return len(keys)


@transaction.atomic
def clear_ended_sessions() -> int:
    """Delete the sessions that are over for good, with whatever was kept in them; returns how many."""
    ended, _ = Session.objects.filter(expire_date__lt=clock.wall_now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return ended


def end_session(*, session: UserSession) -> None:
    """Close one session; its browser is signed out with its next request."""
    session.end()


NOTHING_TO_TAKE = "This person has no second factor."


@transaction.atomic
def remove_second_factor(*, person: User, by: User, reason: str) -> None:
    """Take away a person's authenticator app, passkeys and recovery codes, because they lost them.

    All their sessions end, they are told by e-mail, and it stands in the person's history. Whoever does it is to have
    made sure, not by e-mail, that it is the person who asks. Raises Refused for a person who has none.
    """
    # As it is now: one that was closed meanwhile must not be written back open.
    person.refresh_from_db(from_queryset=User.objects.select_for_update())
    taken, _ = Authenticator.objects.filter(user=person).delete()
    if not taken:
        raise Refused(NOTHING_TO_TAKE)
    trail.save(person, by=by, reason=f"Second factor taken away: {reason}")
    end_sessions(person=person)
    transaction.on_commit(lambda: _tell_of_removal(person), robust=True)


def _tell_of_removal(person: User) -> None:
    subject = render_to_string("mfa/email/taken_away_subject.txt").strip()
    send_mail(subject, render_to_string("mfa/email/taken_away_message.txt"), None, [person.email])
