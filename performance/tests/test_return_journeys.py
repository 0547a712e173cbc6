"""Journeys through a return: two at once, too late, submitting, sending back, signing off."""

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail

from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_quarter
from performance.models import KPIValue, Return, ReturnState
from performance.tests.builders import make_kpi, make_pair, make_return, make_target
from performance.tests.people import URL, Person, fields_of, summary, words

pytestmark = pytest.mark.django_db
SAVED_WORDS = re.compile(r"Saved \d\d:\d\d")


@pytest.fixture
def contributor() -> Person:
    make_quarter(slug="2014-15-Q1")
    return Person(Role.CONTRIBUTOR, title="Contributor, Quality")


@pytest.fixture
def approver() -> Person:
    return Person(Role.APPROVER, title="Deputy director, Quality")


# Two people -----------------------------------------------------------------------------------------------------------


class TestTwoPeople:
    @pytest.fixture
    def other(self) -> Person:
        return Person(Role.CONTRIBUTOR, title="Deputy owner, business intelligence")

    def conflicted(self, contributor: Person, other: Person) -> str:
        """Both open the page; the other saves first; then the contributor saves, too."""
        make_pair(number=1, name="Coding challenges")
        make_kpi(number=2)
        contributor.open()
        other.open()
        other.save({"k1-1a": "15", "k1-1b": "£902,410", "k1-com": "2 more await the answer."})
        typed = {"k1-1a": "15", "k1-1b": "£920,410", "k1-com": "Largest: day-case coding.", "k2-1a": "7"}
        return contributor.save(typed, code=409)

    def test_the_second_is_shown_both_versions_and_the_rest_is_saved(
        self, contributor: Person, other: Person
    ) -> None:
        page = self.conflicted(contributor, other)

        read = words(page)
        assert "Someone saved this KPI while you were typing" in read
        assert "Your other 1 change was saved." in read
        assert "Before either change: not yet returned." in read
        assert "Challenges: 15. The same in both, kept." in read
        assert "by Deputy owner, business intelligence £902,410" in read
        assert "not saved £920,410" in read
        assert "<mark>£902,410</mark>" in page
        assert KPIValue.objects.get(kpi__number=1).second_value == 902410, "nothing is overwritten"
        assert KPIValue.objects.get(kpi__number=2).value == 7

    def test_nothing_is_chosen_for_them(self, contributor: Person, other: Person) -> None:
        self.conflicted(contributor, other)

        page = contributor.save({"k1-pick-1b": "mine"}, code=409)

        assert summary(page) == ["Choose which one to keep for “Commentary”."]
        assert contributor.fields["k1-pick-1b"] == "mine", "what was chosen stays chosen"
        assert "Before either change: not yet returned." in words(page), "the story stays the same"
        assert KPIValue.objects.get(kpi__number=1).second_value == 902410

    def test_they_keep_what_they_choose(self, contributor: Person, other: Person) -> None:
        self.conflicted(contributor, other)

        contributor.save({"k1-pick-1b": "mine", "k1-pick-com": "both"})

        value = KPIValue.objects.get(kpi__number=1)
        assert value.second_value == 920410
        assert value.commentary == "2 more await the answer. Largest: day-case coding."
        assert value.recorded_by == contributor.user

    def test_choosing_theirs_writes_nothing(self, contributor: Person, other: Person) -> None:
        self.conflicted(contributor, other)

        contributor.save({"k1-pick-1b": "theirs", "k1-pick-com": "theirs"})

        assert KPIValue.objects.get(kpi__number=1).version == 1

    def test_a_third_save_meanwhile_is_shown_again(self, contributor: Person, other: Person) -> None:
        self.conflicted(contributor, other)
        other.open()
        other.save({"k1-1b": "£1"})

        page = contributor.save({"k1-pick-1b": "mine", "k1-pick-com": "mine"}, code=409)

        assert "<mark>£1</mark>" in page
        assert "k1-pick-1b" not in contributor.fields, "no choice is carried over to what was not seen"
        assert KPIValue.objects.get(kpi__number=1).second_value == 1

    def test_a_row_that_somebody_else_changed_and_one_did_not_is_left_alone(
        self, contributor: Person, other: Person
    ) -> None:
        make_kpi(number=1)
        make_kpi(number=2)
        contributor.open()
        other.open()
        other.save({"k1-1a": "15"})

        contributor.save({"k2-1a": "7"})

        assert KPIValue.objects.get(kpi__number=1).value == 15

    def test_a_wrong_figure_beside_a_conflict_is_not_lost(self, contributor: Person, other: Person) -> None:
        make_kpi(number=1)
        make_kpi(number=2)
        contributor.open()
        other.open()
        other.save({"k1-1a": "15"})
        contributor.save({"k1-1a": "16", "k2-1a": "about 7"}, code=409)

        page = contributor.save({"k1-pick-1a": "mine"}, code=422)

        assert contributor.fields["k2-1a"] == "about 7"
        assert len(summary(page)) == 1
        assert KPIValue.objects.get(kpi__number=1).value == 16


class TestTooLate:
    def test_what_was_typed_into_a_locked_quarter_is_given_back(self, contributor: Person) -> None:
        make_kpi(number=7, name="Complaints closed")
        contributor.open()
        make_quarter(slug="2014-15-Q1", state=QuarterState.LOCKED)

        page = contributor.save({"k7-1a": "12", "k7-com": "All\nanswered."}, code=409)

        read = words(page)
        assert "What you typed could not be saved" in read
        assert "This quarter was locked" in read
        assert "copy it, and ask the assurance team to reopen it." in read
        assert "Complaints closed Figure 12 Commentary All answered." in read

    def test_what_was_typed_after_a_colleague_submitted_is_given_back(self, contributor: Person) -> None:
        make_kpi(number=7)
        contributor.open()
        make_return(state=ReturnState.SUBMITTED)

        page = contributor.save({"k7-1a": "12"}, code=409)

        assert "This return has been submitted. Take it back to change it." in page
        assert "copy it before you leave this page" in page


# Submitting -----------------------------------------------------------------------------------------------------------


class TestSubmitting:
    def test_gaps_are_listed_one_line_a_kpi_and_everything_typed_is_saved(self, contributor: Person) -> None:
        make_kpi(number=7, name="NICE reviews")
        make_target(kpi=make_kpi(number=8, name="Inspections"), value=6, start=2014)
        contributor.open()

        page = contributor.submit({"k8-1a": "3", "k8-issue": "Three of six."}, code=422)

        assert summary(page) == [
            "NICE reviews: type a figure, or tick Not collected and say why.",
            "Inspections: give its cause, the action, its owner and the recovery date.",
        ]
        assert 'href="#k7-1a"' in page
        assert 'href="#k8-cause"' in page
        assert "2 KPIs are not finished yet. Everything you typed is saved." in page
        assert KPIValue.objects.get().value == 3
        assert Return.objects.get().state == ReturnState.IN_PROGRESS

    def test_a_complete_return_goes_to_the_approver_who_is_told(
        self, contributor: Person, approver: Person
    ) -> None:
        make_kpi(number=7)
        contributor.open()

        page = contributor.submit({"k7-1a": "5"})

        assert "Deputy director, Quality has been told." in page
        assert "You can take it back until it is signed off." in page
        assert Return.objects.get().state == ReturnState.SUBMITTED
        (message,) = mail.outbox
        assert message.to == [approver.user.email]
        assert f"{URL}review/" in message.body

    def test_a_second_click_is_harmless(self, contributor: Person, approver: Person) -> None:
        make_kpi(number=7)
        contributor.open()
        sent = contributor.fields | {"k7-1a": "5"}

        answers = [contributor.client.post(f"{URL}submit/", sent) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert KPIValue.objects.get().version == 1
        assert len(mail.outbox) == 1

    def test_a_row_that_cannot_be_read_is_put_right_first(self, contributor: Person) -> None:
        make_kpi(number=7)
        contributor.open()

        page = contributor.submit({"k7-1a": "five"}, code=422)

        assert len(summary(page)) == 1
        assert not Return.objects.filter(state=ReturnState.SUBMITTED).exists()

    def test_it_can_be_taken_back(self, contributor: Person) -> None:
        make_kpi(number=7)
        contributor.open()
        contributor.submit({"k7-1a": "5"})

        answer = contributor.client.post(f"{URL}take-back/", follow=True)

        assert "Taken back." in answer.content.decode()
        assert "k7-1a" in fields_of(answer)

    def test_a_late_return_says_so_and_is_taken(self, contributor: Person, settings: Any) -> None:
        make_kpi(number=7)
        settings.PORTAL_TODAY = date(2014, 7, 16)

        page = words(contributor.open())
        assert "Due Monday 14 July 2014, 2 working days late. You can still submit." in page
        contributor.submit({"k7-1a": "5"})
        assert Return.objects.get().state == ReturnState.SUBMITTED


class TestTheApprover:
    @pytest.fixture
    def submitted(self, contributor: Person) -> Person:
        kpi = make_kpi(number=7, name="Inspections")
        make_target(kpi=kpi, value=6, start=2014)
        make_kpi(number=8, name="Newsletters")
        contributor.open()
        contributor.save({"k7-1a": "3", "k7-issue": "Three of six.", "k7-cause": "Vacancies."})
        contributor.submit(
            {
                "k7-action": "Both posts are filled.",
                "k7-owner": "Head of quality",
                "k7-day": "30",
                "k7-month": "9",
                "k7-year": "2014",
                "k8-nc": "on",
                "k8-ncr": "Counted once a year",
            }
        )
        return contributor

    def test_it_is_read_as_it_will_be_printed_exceptions_first(
        self, submitted: Person, approver: Person
    ) -> None:
        page = words(approver.open(f"{URL}review/"))

        assert "Read these first" in page
        assert "Recovery 30 September 2014. Promised last quarter: not recorded." in page
        assert "Not collected: Counted once a year" in page
        assert "Every KPI is complete 2 of 2" in page
        assert page.index("Read these first") < page.index("Key performance indicators")

    def test_a_row_is_sent_back_with_a_comment_that_the_contributor_reads(
        self, submitted: Person, approver: Person
    ) -> None:
        approver.open(f"{URL}review/?row=8")
        page = approver.save({"comment": "Is there really none?"}, url=f"{URL}send-back/")

        assert "Contributor, Quality has been told." in page
        assert "sign-off" not in page, "no sign-off while a row is with the contributor"
        page = submitted.open()
        assert "Sent back by the approver: “Is there really none?”" in words(page)
        assert "1 of 2 complete, 1 sent back" in words(page)

    def test_the_return_itself_leads_to_where_a_row_is_sent_back(
        self, submitted: Person, approver: Person
    ) -> None:
        assert f'href="{URL}review/?row=8#send-8">Send back' in approver.open()

    def test_it_wants_words(self, submitted: Person, approver: Person) -> None:
        approver.open(f"{URL}review/?row=8")

        page = approver.save({"comment": " "}, url=f"{URL}send-back/", code=422)

        assert summary(page) == ["Fill in “What should be changed?”."]
        assert approver.fields["row"] == "8", "the row's form is still open"

    def test_the_changed_row_says_what_was_asked_and_can_be_signed_off(
        self, submitted: Person, approver: Person
    ) -> None:
        approver.open(f"{URL}review/?row=8")
        approver.save({"comment": "Is there really none?"}, url=f"{URL}send-back/")
        submitted.open()
        submitted.submit({"k8-nc": None, "k8-1a": "2"})

        page = approver.open(f"{URL}review/")
        assert "Sent back, changed since: “Is there really none?”" in page
        page = approver.save({"is_read": "on"}, url=f"{URL}sign-off/")

        assert "Signed off: Quality return, 2014/15 Q1." in page
        told = words(page).partition("History of changes (5)")[2]
        steps = r"Signed off\..*Submitted\..*Row sent back: Newsletters\..*Submitted\..*First row saved\."
        assert re.search(steps, told)
        assert "Newsletters. Deputy director, Quality. Why: Is there really none?" in told
        assert Return.objects.get().state == ReturnState.SIGNED_OFF

    def test_signing_off_wants_the_word_that_it_was_read(self, submitted: Person, approver: Person) -> None:
        approver.open(f"{URL}review/")

        page = approver.save(url=f"{URL}sign-off/", code=422)

        assert summary(page) == ["Tick “I have read this return and it may be printed as it stands”."]

    def test_a_return_that_changed_meanwhile_is_not_signed_off_unread(
        self, submitted: Person, approver: Person
    ) -> None:
        approver.open(f"{URL}review/")
        submitted.client.post(f"{URL}take-back/")
        submitted.open()
        submitted.submit({"k7-com": "Changed."})

        page = approver.save({"is_read": "on"}, url=f"{URL}sign-off/", code=409)

        assert "This return has changed since you opened it." in page
        assert Return.objects.get().state == ReturnState.SUBMITTED

    def test_after_sign_off_sending_back_recalls_it(self, submitted: Person, approver: Person) -> None:
        approver.open(f"{URL}review/")
        approver.save({"is_read": "on"}, url=f"{URL}sign-off/")

        approver.open(f"{URL}review/?row=7")
        approver.save({"comment": "Four, I think."}, url=f"{URL}send-back/")

        assert Return.objects.get().state == ReturnState.IN_PROGRESS

    def test_the_contributor_reads_the_review_without_its_buttons(self, submitted: Person) -> None:
        page = submitted.open(f"{URL}review/?row=8")

        assert "Send back" not in page
        assert "comment" not in submitted.fields


def test_a_review_says_why_kpis_have_no_rating(contributor: Person) -> None:
    for number in (1, 2, 3):
        make_target(kpi=make_kpi(number=number), value=6, start=2014)
    contributor.open()
    contributor.save({"k1-1a": "*", "k1-ncr": "The register was away."})

    assert "2 to come, 1 not collected" in words(contributor.open(f"{URL}review/"))
