"""The other side is told when a return is submitted, sent back or signed off, through a real mail server."""

from collections.abc import Iterator

import pytest

from core import clock
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_user
from performance import return_notices
from performance.models import Return, ReturnState
from performance.reminders import stopping
from performance.tests.builders import make_kpi, make_return
from performance.tests.post_office import (
    PostOffice,
    closed_post_office,
    frozen_post_office,
    open_post_office,
)

LINK = "https://portal.example.nhs.uk/returns/2014-15-Q1/quality/"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_post_office() as found:
        yield found


@pytest.fixture
def contributor(db: None) -> User:
    return make_user(role=Role.CONTRIBUTOR, email="contributor@example.org", title="Contributor, Quality")


@pytest.fixture
def filing(contributor: User) -> Return:
    """Submitted by the contributor; two deputy directors can sign it off."""
    make_organisation()
    for name in ("one", "two"):
        make_user(role=Role.APPROVER, email=f"{name}@example.org", title=f"Deputy director {name}")
    return make_return(state=ReturnState.SUBMITTED, submitted_at=clock.now(), submitted_by=contributor)


def test_the_deputy_directors_are_told_one_by_one(office: PostOffice, filing: Return) -> None:
    assert return_notices.tell_submitted(filing, LINK) == ["Deputy director one", "Deputy director two"]
    assert sorted(letter["To"] for letter in office.letters) == ["one@example.org", "two@example.org"]

    letter = office.letters[0]
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "For sign-off: Quality return, 2014/15 Q1"
    assert "was submitted by Contributor, Quality. It waits for your sign-off." in text
    assert LINK in text
    assert LINK in letter.get_body(("html",)).get_content()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_was_sent_back_and_signed_off_is_told(
    office: PostOffice, filing: Return, contributor: User
) -> None:
    kpi = make_kpi(name="Complaints answered in time")
    told = return_notices.tell_sent_back(filing, kpi, "Is it 7 & <not> 9?", [contributor], LINK)
    filing.signed_off_by = User.objects.get(email="one@example.org")
    assert told == return_notices.tell_signed_off(filing, [contributor], LINK) == ["Contributor, Quality"]

    sent_back, signed_off = office.letters
    assert "Complaints answered in time: Is it 7 & <not> 9?" in sent_back.get_body(("plain",)).get_content()
    assert "7 &amp; &lt;not&gt; 9?" in sent_back.get_body(("html",)).get_content()
    assert "was signed off by Deputy director one." in signed_off.get_body(("plain",)).get_content()


def test_only_who_was_told_is_said_to_have_been(office: PostOffice, filing: Return) -> None:
    office.refuses["one@example.org"] = "550 No such mailbox"
    assert return_notices.tell_submitted(filing, LINK) == ["Deputy director two"]


def test_who_stopped_or_left_is_not_written_to(office: PostOffice, filing: Return) -> None:
    stopping.stop(person=User.objects.get(email="one@example.org"))
    User.objects.filter(email="two@example.org").update(is_active=False)
    assert return_notices.tell_submitted(filing, LINK) == []
    assert office.letters == []


@pytest.mark.parametrize("broken", [closed_post_office, frozen_post_office])
def test_a_server_that_is_down_keeps_nobody_from_going_on(filing: Return, broken: type) -> None:
    with broken():
        assert return_notices.tell_submitted(filing, LINK) == []
