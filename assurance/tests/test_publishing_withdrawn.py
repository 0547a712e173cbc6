"""A withdrawal, which one person may make at once, and the second person who confirms it or puts the report back."""

from unittest import mock

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from assurance import posting
from assurance.models import Committee, CommitteeLetter, NoticeState, Publication
from assurance.publishing import actions, committees
from assurance.tests.builders_publishing import (
    make_committee,
    make_correction,
    make_published,
    make_ready,
)
from core import clock
from core.dates import in_words
from core.letters import Delivery, Outcome
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


def told(kind: str) -> list[tuple[str, str]]:
    """To whom letters of this kind were written, and what became of them."""
    letters = CommitteeLetter.objects.filter(kind=kind).order_by("email", "pk")
    return list(letters.values_list("email", "state"))


def sent_of_it() -> Publication:
    """Published, and its letters have gone."""
    make_committee()
    published = make_published()
    assert committees.send_waiting() == 2
    mail.outbox.clear()
    return published


def test_whoever_was_sent_the_link_is_told_once_of_the_withdrawal(office: User, client: Client) -> None:
    gone = actions.withdraw(publication=sent_of_it(), by=office, reason="It named somebody")

    assert told("withdrawn") == [("chair@example.org", "waiting"), ("lay@example.org", "waiting")]
    assert [committees.send_waiting() for _ in range(2)] == [2, 0]
    letter = mail.outbox[0]
    assert letter.subject == "Withdrawn: Quarterly assurance report, 2013/14 Q4, version 1"
    for text in (letter.body, letter.alternatives[0].content):
        assert f"withdrawn on {in_words(clock.today())}" in text
        assert "The reason: It named somebody." in text
        assert "No other version of it is published." in text
        assert gone.get_absolute_url() in text
        assert "write to" in text
        assert str(office) not in text
    client.force_login(office)
    page = client.get(f"{LIST}{gone.pk}/").content.decode()
    assert page.count('data-h="Told that it is">withdrawn<') == page.count(">published<") == 2


def test_confirming_it_sends_nothing_more(office: User, director: User) -> None:
    gone = actions.withdraw(publication=sent_of_it(), by=office, reason="Wrong.")
    committees.send_waiting()

    actions.confirm_withdrawal(publication=gone, by=director)

    assert committees.send_waiting() == 0


def test_who_was_never_sent_the_link_is_not_told_and_who_left_the_list_is(office: User) -> None:
    published = sent_of_it()
    CommitteeLetter.objects.filter(email="chair@example.org").update(
        state=NoticeState.NOT_SENT, failure="There is no such mailbox."
    )
    Committee.objects.update(addresses="New member <new@example.org>")

    actions.withdraw(publication=published, by=office, reason="Wrong.")

    assert committees.send_waiting() == 1
    assert told("withdrawn") == [("lay@example.org", "sent")]


def ready_and_published(*, name: str = "Early readers", addresses: str = "early@example.org") -> Publication:
    """A list was sent the link inside when the report was ready; then it was published, and its letters have gone."""
    make_committee(name=name, slug="early-readers", occasion="ready", addresses=addresses)
    report = make_ready()
    assert committees.tell_of_ready(report) == len(addresses.splitlines())
    published = make_published(report)
    committees.send_waiting()
    mail.outbox.clear()
    return published


def test_who_was_sent_the_link_inside_is_told_of_the_withdrawal_and_of_the_return(
    office: User, director: User
) -> None:
    gone = actions.withdraw(publication=ready_and_published(), by=office, reason="It named somebody.")

    assert told("withdrawn") == [("early@example.org", "waiting")]
    assert [committees.send_waiting() for _ in range(2)] == [1, 0]
    letter = mail.outbox[0]
    for text in (letter.body, letter.alternatives[0].content):
        assert "The reason: It named somebody." in text
        assert "The link that you were sent when it was ready leads to the same report inside" in text
        assert "from the list of the Early readers" in text
    actions.put_back(publication=gone, by=director)
    assert [committees.send_waiting() for _ in range(2)] == [1, 0]
    assert told("put-back") == [("early@example.org", "sent")]


def test_an_address_on_both_lists_is_told_once(office: User) -> None:
    make_committee()
    published = ready_and_published(addresses="chair@example.org\nearly@example.org")

    actions.withdraw(publication=published, by=office, reason="Wrong.")

    assert [committees.send_waiting() for _ in range(2)] == [3, 0]
    assert told("withdrawn") == [(f"{name}@example.org", "sent") for name in ("chair", "early", "lay")]
    of_chair = CommitteeLetter.objects.get(kind="withdrawn", email="chair@example.org")
    assert of_chair.committee.name == "Governing Body"


def test_of_what_was_published_anew_who_has_the_link_inside_is_not_told_that_it_is_gone(
    office: User, director: User
) -> None:
    published = ready_and_published()
    gone = actions.withdraw(publication=published, by=office, reason="Wrong.")
    actions.confirm_withdrawal(publication=gone, by=director)
    CommitteeLetter.objects.filter(kind="withdrawn").delete()  # withdrawn by a release that told no one
    again = make_published(published.report)

    assert committees.send_waiting() == 0
    actions.withdraw(publication=again, by=office, reason="Wrong again.")
    assert committees.send_waiting() == 1


def test_who_may_have_been_sent_the_link_is_told(office: User) -> None:
    published = sent_of_it()
    CommitteeLetter.objects.filter(email="chair@example.org").update(
        state=NoticeState.NOT_SENT, failure=posting.WORKER_DIED
    )

    actions.withdraw(publication=published, by=office, reason="Wrong.")

    assert committees.send_waiting() == 2


def test_a_letter_on_its_way_during_the_withdrawal_is_followed_by_the_sweep(office: User) -> None:
    published = sent_of_it()
    on_its_way = CommitteeLetter.objects.filter(email="chair@example.org")
    on_its_way.update(state=NoticeState.SENDING, claimed_at=clock.wall_now())
    actions.withdraw(publication=published, by=office, reason="Wrong.")
    assert committees.send_waiting() == 1

    on_its_way.update(state=NoticeState.SENT)

    assert committees.send_waiting() == 1
    assert told("withdrawn") == [("chair@example.org", "sent"), ("lay@example.org", "sent")]


def test_with_the_mail_server_down_the_letter_of_the_withdrawal_waits(office: User) -> None:
    actions.withdraw(publication=sent_of_it(), by=office, reason="Wrong.")
    down = Delivery(Outcome.LATER, "The mail server does not answer.", of_server=True)
    with mock.patch.object(posting, "deliver", return_value=down):
        assert committees.send_waiting() == 0

    assert {state for _, state in told("withdrawn")} == {NoticeState.WAITING}
    CommitteeLetter.objects.update(try_again_at=None)
    assert [committees.send_waiting() for _ in range(2)] == [2, 0]


def test_of_a_replaced_version_it_says_which_stands_instead(office: User) -> None:
    first = sent_of_it()
    make_correction(first)
    committees.send_waiting()
    mail.outbox.clear()
    first.refresh_from_db()

    actions.withdraw(publication=first, by=office, reason="It named somebody.")

    assert committees.send_waiting() == 2
    assert "It was replaced by version 2." in mail.outbox[0].body


def test_of_what_became_private_neither_title_nor_reason_is_written(office: User) -> None:
    published = sent_of_it()
    audience = published.report.audience
    audience.part = Part.PRIVATE
    audience.save()

    actions.withdraw(publication=published, by=office, reason="It named the private review.")

    assert committees.send_waiting() == 2
    letter = mail.outbox[0]
    assert letter.subject == "Withdrawn: A report, version 1"
    assert "It is not for the public any more." in letter.body
    for private in (published.title, "private review", published.get_absolute_url()):
        assert private not in letter.body + letter.alternatives[0].content


def test_put_back_before_the_letter_went_nobody_is_told_of_either(office: User, director: User) -> None:
    gone = actions.withdraw(publication=sent_of_it(), by=office, reason="Wrong.")
    actions.put_back(publication=gone, by=director)

    assert (committees.send_waiting(), told("put-back")) == (0, [])
    assert {state for _, state in told("withdrawn")} == {NoticeState.NOT_NEEDED}


def test_put_back_afterwards_those_who_were_told_are_told(office: User, director: User) -> None:
    published = sent_of_it()
    for _ in range(2):
        gone = actions.withdraw(publication=published, by=office, reason="Wrong.")
        assert [committees.send_waiting() for _ in range(2)] == [2, 0]
        back = actions.put_back(publication=gone, by=director)
        assert [committees.send_waiting() for _ in range(2)] == [2, 0]

    letter = mail.outbox[-1]
    assert letter.subject == f"Put back: {published}"
    assert "can be read again, unchanged" in letter.body
    assert back.get_absolute_url() in letter.body


def test_of_a_withdrawal_that_did_not_last_nothing_waits(office: User, director: User) -> None:
    """Withdrawn, put back and withdrawn again before any letter went: one letter, of the last."""
    published = sent_of_it()
    gone = actions.withdraw(publication=published, by=office, reason="Wrong.")
    actions.put_back(publication=gone, by=director)
    actions.withdraw(publication=gone, by=office, reason="Wrong after all.")

    assert committees.send_waiting() == 2
    assert sorted(state for _, state in told("withdrawn")) == ["not-needed"] * 2 + ["sent"] * 2


def test_the_database_holds_a_letter_to_its_kind(office: User) -> None:
    letter = sent_of_it().letters.first()
    assert letter

    letter.kind = "withdrawn"
    with pytest.raises(IntegrityError, match="letter_says_of_what"), transaction.atomic():
        letter.save()
