"""The committees' lists: a link and never the file, once an address, when it is ready or published."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings

from assurance import jobs, store
from assurance.models import Committee, CommitteeLetter, NoticeState, Publication, Report, ReportState
from assurance.publishing import actions, committees
from assurance.tests.builders import make_audience, make_running
from assurance.tests.builders_publishing import (
    make_committee,
    make_correction,
    make_frozen,
    make_private_audience,
    make_published,
    make_ready,
)
from core import clock
from core.dates import in_words
from organisation.rights import Role
from organisation.tests.builders import make_user

pytestmark = pytest.mark.django_db

LISTS = "/reports/committees/"


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(role=Role.ASSURANCE))
    return client


def written(**values: Any) -> dict[str, Any]:
    usual = {
        "name": "Audit and Quality Committee",
        "audience": make_audience().pk,
        "occasion": "published",
        "write_to": "assurance@example.org",
        "addresses": "Chair <chair@example.org>",
        "version": 0,
    }
    return usual | values


# Given a list


def test_each_address_is_sent_the_link_once() -> None:
    make_committee()
    published = make_published()

    assert [committees.send_waiting() for _ in range(2)] == [2, 0]
    assert sorted(message.to[0] for message in mail.outbox) == ["chair@example.org", "lay@example.org"]
    letter = mail.outbox[0]
    assert letter.subject == "Published: Quarterly assurance report, 2013/14 Q4, version 1"
    assert published.get_absolute_url() in letter.body
    assert "on the list of the Governing Body" in letter.body
    assert "write to assurance@example.org" in letter.body
    assert letter.attachments == []


def test_of_a_correction_it_says_what_was_corrected() -> None:
    published = make_published()
    make_committee()
    make_correction(published, what="KPI 1 had the figure of another quarter.")

    committees.send_waiting()

    assert mail.outbox[0].subject.startswith("Corrected: ")
    assert f"It replaces version 1, published {in_words(clock.today())}." in mail.outbox[0].body
    assert "KPI 1 had the figure of another quarter." in mail.outbox[0].body


def test_other_audiences_and_other_occasions_are_not_told() -> None:
    make_committee(name="Executive", slug="executive", audience=make_audience("executive"))
    make_committee(name="Early readers", slug="early", occasion="ready")
    make_committee(name="Nobody", slug="nobody", addresses="")
    make_published()

    assert committees.send_waiting() == 0


def test_what_was_withdrawn_before_the_letter_went_is_not_written_of() -> None:
    make_committee()
    published = make_published()
    actions.withdraw(publication=published, by=make_user(role=Role.ASSURANCE), reason="Wrong.")

    assert (committees.send_waiting(), mail.outbox) == (0, [])


def test_told_when_it_is_ready_by_the_worker_that_made_it() -> None:
    """A Part 2 report is never published: its readers follow the link with their accounts."""
    audience = make_private_audience()
    make_committee(audience=audience, occasion="ready")
    report = make_running(audience=audience, snapshot=make_frozen())
    stored = store.keep("reports/ready.pdf", b"%PDF ready")

    jobs.finish(jobs.Claim(report.pk, report.token), stored, pages=1, seconds=1)

    assert [committees.send_waiting() for _ in range(2)] == [2, 0]
    assert f"/reports/{report.pk}/" in mail.outbox[0].body
    assert "You need your account" in mail.outbox[0].body


def test_a_report_that_is_made_again_is_not_told_of_again() -> None:
    make_committee(occasion="ready")
    report = make_ready()

    assert [committees.tell_of_ready(report) for _ in range(2)] == [2, 0]
    assert CommitteeLetter.objects.count() == 2


def test_with_the_mail_server_down_the_letter_waits() -> None:
    make_committee()
    make_published()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    ):
        assert committees.send_waiting() == 0

    states = set(CommitteeLetter.objects.values_list("state", "failure"))
    assert (NoticeState.WAITING, "The mail server does not answer.") in states


# Given the page of the lists


def test_a_list_is_added_and_changed_and_its_trail_kept(office: Client) -> None:
    assert b"There is no list yet" in office.get(LISTS).content

    answer = office.post(f"{LISTS}add/", written(addresses="Chair, chair@example.org\n\nlay@example.org"))
    committee = Committee.objects.get()
    assert (answer.status_code, committee.slug) == (302, "audit-and-quality-committee")
    assert committee.addresses == "Chair <chair@example.org>\nlay@example.org"
    assert committee.emails == ["chair@example.org", "lay@example.org"]

    page = f"{LISTS}{committee.slug}/"
    assert office.post(page, written(version=1, addresses="")).status_code == 302
    committee.refresh_from_db()
    assert (committee.emails, committee.version, committee.history.count()) == ([], 2, 2)


def test_two_at_one_list_are_shown_both_versions(office: Client) -> None:
    committee = make_committee()
    page = f"{LISTS}{committee.slug}/"
    office.post(page, written(version=1, addresses="first@example.org"))

    answer = office.post(page, written(version=1, addresses="second@example.org"))

    assert answer.status_code == 409
    assert b"first@example.org" in answer.content
    assert b"second@example.org" in answer.content


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Chair\nchair@example.org\nnobody@", "Line 1, 3: type an e-mail address"),
        ("a@example.org\nChair <A@example.org>", "The same address stands on two lines."),
        ("\n".join(f"a{n}@example.org" for n in range(201)), "200 addresses at most"),
    ],
)
def test_what_cannot_be_written_to_is_refused_and_nothing_lost(office: Client, typed: str, said: str) -> None:
    answer = office.post(f"{LISTS}add/", written(addresses=typed))
    page = answer.content.decode()

    assert (answer.status_code, Committee.objects.count()) == (422, 0)
    assert said in page
    assert typed.splitlines()[0] in page


def test_a_line_break_in_an_address_reaches_no_header(office: Client) -> None:
    typed = "Chair\r\nBcc: all@example.org <chair@example.org>"
    office.post(f"{LISTS}add/", written(addresses=typed))
    make_published()
    committees.send_waiting()

    assert {message.to[0] for message in mail.outbox} <= {"chair@example.org"}
    assert all(not message.bcc for message in mail.outbox)


def test_a_list_for_part_2_cannot_wait_for_a_publication(office: Client) -> None:
    answer = office.post(f"{LISTS}add/", written(audience=make_private_audience().pk))

    assert answer.status_code == 422
    assert b"Reports of Part 2 are never published" in answer.content


def test_who_was_told_stands_on_the_page_of_the_publication(office: Client) -> None:
    make_committee()
    published = make_published()
    committees.send_waiting()

    page = office.get(f"/reports/publications/{published.pk}/").content.decode()

    assert "lay@example.org" in page
    assert "Sent" in page
    assert Publication.objects.count() == Report.objects.filter(state=ReportState.READY).count() == 1
