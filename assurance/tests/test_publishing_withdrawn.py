"""A withdrawal, which one person may make at once, and the second person who confirms it or puts the report back."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from assurance.models import CommitteeLetter, NoticeState, Publication
from assurance.publishing import actions, committees
from assurance.tests.builders_publishing import (
    make_committee,
    make_correction,
    make_published,
    make_ready,
)
from core import clock
from core.refusals import Refused
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_user
from programmes.models import Part

pytestmark = pytest.mark.django_db

LIST = "/reports/publications/"


@pytest.fixture
def office() -> User:
    make_organisation()
    return make_user(role=Role.ASSURANCE)


@pytest.fixture
def director() -> User:
    return make_user(role=Role.DIRECTOR)


@pytest.fixture
def withdrawn(office: User) -> Publication:
    return actions.withdraw(publication=make_published(), by=office, reason="It named somebody.")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# A second person looks at it


def test_one_withdraws_and_another_confirms(withdrawn: Publication, director: User) -> None:
    assert [each.is_to_confirm for each in Publication.objects.to_confirm()] == [True]

    actions.confirm_withdrawal(publication=withdrawn, by=director)
    withdrawn.refresh_from_db()

    assert (withdrawn.state, withdrawn.confirmed_by) == ("withdrawn", director)
    assert not Publication.objects.to_confirm().exists()
    with pytest.raises(Refused, match="has been confirmed"):
        actions.put_back(publication=withdrawn, by=director)


def test_whoever_withdrew_it_does_neither(withdrawn: Publication, office: User) -> None:
    for change in (actions.confirm_withdrawal, actions.put_back):
        with pytest.raises(Refused, match="You withdrew this report yourself"):
            change(publication=withdrawn, by=office)


def test_the_database_holds_the_confirmation_to_another(withdrawn: Publication, office: User) -> None:
    withdrawn.confirmed_by, withdrawn.confirmed_at = office, clock.now()

    with pytest.raises(IntegrityError, match="withdrawal_is_confirmed_by_another"), transaction.atomic():
        withdrawn.save()


def test_what_was_wrongly_withdrawn_is_back_as_it_was(
    withdrawn: Publication, director: User, client: Client
) -> None:
    before = withdrawn.files.get(format="json").sha256
    assert client.get(withdrawn.get_absolute_url()).status_code == 410

    back = actions.put_back(publication=withdrawn, by=director)

    assert (back.state, back.ended_by, back.end_reason) == ("published", None, "")
    assert client.get(back.get_absolute_url()).status_code == 200
    assert back.files.get(format="json").sha256 == before
    assert [row.history_change_reason for row in back.history.order_by("-history_id")[:2]] == [
        "Put back: it was wrongly withdrawn",
        "Withdrawn: It named somebody.",
    ]


def test_what_was_replaced_is_put_back_as_replaced(office: User, director: User) -> None:
    first = make_published()
    make_correction(first)
    first.refresh_from_db()
    gone = actions.withdraw(publication=first, by=office, reason="It named somebody.")

    assert actions.put_back(publication=gone, by=director).state == "replaced"


def test_it_stays_withdrawn_once_another_version_was_published(
    withdrawn: Publication, director: User
) -> None:
    make_correction(withdrawn, what="")

    with pytest.raises(Refused, match="Version 2 has been published since"):
        actions.put_back(publication=withdrawn, by=director)
    assert actions.confirm_withdrawal(publication=withdrawn, by=director).confirmed_at


def test_it_stays_withdrawn_once_it_was_proposed_again(
    withdrawn: Publication, office: User, director: User
) -> None:
    actions.propose(report=withdrawn.report, by=office)

    with pytest.raises(Refused, match="waits for a second person"):
        actions.put_back(publication=withdrawn, by=director)


def test_what_is_private_now_is_not_put_back(withdrawn: Publication, director: User) -> None:
    audience = withdrawn.report.audience
    audience.part = Part.PRIVATE
    audience.save()

    with pytest.raises(Refused, match="belong to Part 2 since"):
        actions.put_back(publication=withdrawn, by=director)


def test_an_address_is_of_one_public_report() -> None:
    published = make_published()
    other = make_ready(snapshot=published.report.snapshot, version=2)

    with pytest.raises(IntegrityError, match="one_public_report_an_address"), transaction.atomic():
        Publication.objects.create(
            report=other,
            quarter=published.quarter,
            slug=published.slug,
            version=1,
            state="replaced",
            proposed_at=published.proposed_at,
            proposed_by=published.proposed_by,
            published_at=published.published_at,
            published_by=published.published_by,
        )


# On the pages


def test_it_waits_on_the_list_and_its_page_has_both_buttons_for_another(
    withdrawn: Publication, office: User, director: User
) -> None:
    page = f"{LIST}{withdrawn.pk}/"
    own, others = signed_in(office), signed_in(director)

    for path in (LIST, page):
        assert b"waits for a second person to confirm" in others.get(path).content
    assert b"You withdrew this report yourself." in own.get(page).content
    assert b"put-back/" not in own.get(page).content
    answer = others.get(page).content.decode()
    assert f"{page}confirm/" in answer
    assert f"{page}put-back/" in answer

    said = others.post(f"{page}confirm/", follow=True).content
    assert b"is confirmed." in said
    assert b"waits for a second person to confirm" not in others.get(LIST).content


def test_put_back_from_its_page(withdrawn: Publication, director: User) -> None:
    answer = signed_in(director).post(f"{LIST}{withdrawn.pk}/put-back/", follow=True)

    assert b"is back where it was. Everybody can read it." in answer.content


# The letters of the committees


def state_of_letters() -> set[str]:
    return set(CommitteeLetter.objects.values_list("state", flat=True))


def test_what_is_put_back_is_told_of_after_all(office: User, director: User) -> None:
    make_committee()
    gone = actions.withdraw(publication=make_published(), by=office, reason="Wrong.")
    assert (committees.send_waiting(), state_of_letters()) == (0, {NoticeState.WAITING})

    actions.put_back(publication=gone, by=director)

    assert committees.send_waiting() == 2


def test_no_letter_waits_for_ever_for_what_is_gone(office: User, director: User) -> None:
    make_committee()
    gone = actions.withdraw(publication=make_published(), by=office, reason="Wrong.")
    actions.confirm_withdrawal(publication=gone, by=director)

    assert (committees.send_waiting(), mail.outbox, state_of_letters()) == (0, [], {NoticeState.NOT_NEEDED})


def test_a_letter_of_what_was_replaced_is_given_up_and_the_correction_told_of() -> None:
    make_committee()
    first = make_published()
    make_correction(first)

    assert committees.send_waiting() == 2
    assert {letter.state for letter in first.letters.all()} == {NoticeState.NOT_NEEDED}
    assert all(message.subject.startswith("Corrected") for message in mail.outbox)
