"""Journeys through a return: typing, saving, submitting, sending back, signing off, as the people would."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisation.models import Directorate, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_team, make_user
from performance.models import KPI, Frequency, KPIValue, Return, ReturnState
from performance.tests.builders import make_kpi, make_pair, make_return, make_target, make_value

pytestmark = pytest.mark.django_db
URL = "/returns/2014-15-Q1/quality/"
SAVED_WORDS = re.compile(r"Saved \d\d:\d\d")


class Fields(HTMLParser):
    """The fields of a page with what stands in them, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.area = self.choice = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        name = found.get("name") or ""
        if tag == "input" and name and (found.get("type") not in ("checkbox", "radio") or "checked" in found):
            self.values[name] = found.get("value") or ("on" if found.get("type") == "checkbox" else "")
        elif tag == "textarea":
            self.area, self.values[name] = name, ""
        elif tag == "select":
            self.choice, self.values[name] = name, ""
        elif tag == "option" and "selected" in found:
            self.values[self.choice] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data


def fields_of(answer: HttpResponse) -> dict[str, str]:
    return Fields(answer.content.decode()).values


class Person:
    """Somebody at their browser. `open` shows the page of a return; `save` sends it with what they typed."""

    def __init__(self, role: Role, directorate: Directorate | None = None, title: str = "") -> None:
        self.user: User = make_user(role=role, directorate=directorate, title=title)
        self.client = Client()
        self.client.force_login(self.user)
        self.fields: dict[str, str] = {}

    def open(self, url: str = URL, code: int = 200) -> str:
        answer = self.client.get(url)
        assert answer.status_code == code
        self.fields = fields_of(answer)
        return answer.content.decode()

    def save(self, typed: dict[str, str] | None = None, *, url: str = URL, code: int = 302) -> str:
        """Send the open page with what was typed (`None` unticks a box), and follow to the page that comes."""
        data = self.fields | (typed or {})
        answer = self.client.post(url, {name: text for name, text in data.items() if text is not None})
        assert answer.status_code == code, answer.content.decode()
        if code == 302:
            return self.open(answer.headers["Location"])
        self.fields = fields_of(answer)
        return answer.content.decode()

    def submit(self, typed: dict[str, str] | None = None, code: int = 302) -> str:
        return self.save(typed, url=f"{URL}submit/", code=code)

    def autosave(self, kpi: KPI, typed: dict[str, str], code: int = 200) -> dict[str, Any]:
        own = {name: text for name, text in self.fields.items() if name.startswith(f"k{kpi.number}-")}
        answer = self.client.post(f"{URL}row/", own | typed | {"row": str(kpi.number)})
        assert answer.status_code == code, answer.content.decode()
        return answer.json()


@pytest.fixture
def contributor() -> Person:
    make_quarter(slug="2014-15-Q1")
    return Person(Role.CONTRIBUTOR, title="Contributor, Quality")


@pytest.fixture
def approver() -> Person:
    return Person(Role.APPROVER, title="Deputy director, Quality")


def words(page: str) -> str:
    """The page as one reads it: without tags, each space once, none before a full stop or comma."""
    read = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    return re.sub(r" ([.,])", r"\1", read)


def summary(page: str) -> list[str]:
    """The lines of the error summary."""
    found = re.search(r"nhsuk-error-summary__list\">(.*?)</ul>", page, re.DOTALL)
    return [words(line) for line in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)] if found else []


# The page -------------------------------------------------------------------------------------------------------------


class TestThePage:
    def test_it_shows_what_one_compares_with_left_of_what_one_types(self, contributor: Person) -> None:
        kpi = make_kpi(name="Number of quality inspections", definition="Visits with a written report.")
        make_target(kpi=kpi, value=6, start=2014)
        for quarter, figure in zip(("Q1", "Q2", "Q3", "Q4"), ("6", "7", "*", "5"), strict=True):
            make_value(kpi=kpi, period=f"2013-14-{quarter}", text=figure)

        page = words(contributor.open())

        assert "Number of quality inspections Quarterly" in page
        assert "2013/14 Q1 6 Q2 7 Q3 * Q4 5" in page
        assert "Target 6 a quarter Higher is better" in page
        assert "Shown when you save" in page
        assert "Visits with a written report." in page
        assert "Due Monday 14 July 2014, in 4 working days. 1 to do, nothing typed yet." in page

    def test_a_kpi_without_target_has_no_rag_to_choose(self, contributor: Person) -> None:
        kpi = make_kpi()

        assert "No target, no RAG" in contributor.open()
        assert f"k{kpi.number}-rag" not in contributor.fields

    def test_an_annual_kpi_is_text_and_leaves_the_count(self, contributor: Person) -> None:
        make_kpi(frequency=Frequency.ANNUALLY, number=7)
        make_kpi()

        page = contributor.open()

        assert "k7-1a" not in contributor.fields
        assert "1 to do, nothing typed yet. 1 is not due this quarter." in words(page)
        assert "Not due" in page

    def test_months_have_a_field_each_and_n_of_d_two(self, contributor: Person) -> None:
        make_kpi(frequency=Frequency.MONTHLY, number=7)
        make_kpi(measure="ratio", number=8)
        make_pair(number=9)

        contributor.open()

        assert {"k7-1a", "k7-2a", "k7-3a", "k8-1a", "k8-1ad", "k9-1a", "k9-1b"} <= set(contributor.fields)

    def test_before_a_quarter_is_open_the_page_says_when_it_will_be(self, contributor: Person) -> None:
        make_quarter(slug="2014-15-Q2", state=QuarterState.UPCOMING)

        page = contributor.open("/returns/2014-15-Q2/quality/")

        assert "2014/15 Q2 opens for returns on 1 October 2014." in page
        assert contributor.fields.keys() <= {"csrfmiddlewaretoken"}

    @pytest.mark.parametrize(
        "address",
        ["/returns/2014-15-Q9/quality/", "/returns/nonsense/quality/", "/returns/2014-15-Q1/nowhere/"],
    )
    def test_what_is_no_quarter_or_directorate_is_not_found(self, contributor: Person, address: str) -> None:
        contributor.open(address, code=404)

    def test_a_locked_return_is_read_and_has_no_fields(self, contributor: Person) -> None:
        make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
        make_value(kpi=make_kpi(name="Inspections"), period="2013-14-Q4", text="5")

        page = contributor.open("/returns/2013-14-Q4/quality/")

        assert "This quarter was locked" in page
        assert "Inspections" in page
        assert contributor.fields.keys() <= {"csrfmiddlewaretoken"}


# Saving ---------------------------------------------------------------------------------------------------------------


class TestSaving:
    def test_a_draft_is_saved_and_shown_back_as_understood(self, contributor: Person) -> None:
        make_kpi(number=7, measure="ratio")
        contributor.open()

        page = contributor.save({"k7-1a": "57 of 60 (95%)", "k7-com": "Three are still open."})

        assert "Saved. 1 KPI changed." in page
        assert (contributor.fields["k7-1a"], contributor.fields["k7-1ad"]) == ("57", "60")
        assert SAVED_WORDS.search(page)
        assert KPIValue.objects.get().commentary == "Three are still open."

    def test_the_rule_rates_what_was_typed_and_red_opens_the_frame(self, contributor: Person) -> None:
        make_target(kpi=make_kpi(number=7), value=6, start=2014)
        contributor.open()

        page = contributor.save({"k7-1a": "3"})

        assert 'data-proposed="red"' in page
        assert "kpi--red" in page
        assert (
            "Before you submit: give the issue, its cause, the action, its owner and the recovery date."
            in words(page)
        )
        assert "0 of 1 saved, 1 to finish" in words(page)

    def test_good_rows_are_stored_and_a_bad_one_keeps_its_text(self, contributor: Person) -> None:
        make_kpi(number=7, name="Complaints closed", frequency=Frequency.MONTHLY)
        make_kpi(number=8)
        contributor.open()

        page = contributor.save({"k7-1a": "12", "k7-2a": "14", "k7-3a": "about 15", "k8-1a": "5"}, code=422)

        message = "“about 15” is not a number. Type 15, or * if it was not collected."
        assert summary(page) == [f"Complaints closed, June: {message}"]
        assert 'href="#k7-3a"' in page
        assert "Error: Quality return, 2014/15 Q1" in page
        assert contributor.fields["k7-3a"] == "about 15"
        assert "So far 26 (2 of 3 months)" in words(page)
        assert "Correct this" in page
        assert KPIValue.objects.for_quarter(make_quarter(slug="2014-15-Q1").period).count() == 2

    def test_a_bad_row_can_be_corrected_without_meeting_oneself(self, contributor: Person) -> None:
        make_kpi(number=7, frequency=Frequency.MONTHLY)
        contributor.open()
        contributor.save({"k7-1a": "12", "k7-2a": "14", "k7-3a": "about 15"}, code=422)

        page = contributor.save({"k7-3a": "15"})

        assert "Quarter 41" in page
        assert KPIValue.objects.quarterly().get().value == 41

    def test_saving_an_unchanged_return_writes_nothing(self, contributor: Person) -> None:
        for number in range(1, 6):
            make_value(kpi=make_kpi(number=number), period="2014-15-Q1", text="5", commentary="As\nbefore")
        contributor.open()

        with CaptureQueriesContext(
            connection,
        ) as queries:
            contributor.client.post(URL, contributor.fields)

        written = [
            query["sql"]
            for query in queries
            if re.match(r"(INSERT|UPDATE|DELETE)", query["sql"]) and "django_session" not in query["sql"]
        ]
        assert written == []
        assert not Return.objects.exists()

    def test_only_touched_rows_cost_anything(self, contributor: Person) -> None:
        for number in range(1, 21):
            make_value(kpi=make_kpi(number=number), period="2014-15-Q1", text="5")
        contributor.open()

        contributor.save({"k1-1a": "6"})

        assert KPIValue.history.filter(history_type="~").count() == 1

    def test_text_with_markup_is_text(self, contributor: Person) -> None:
        make_kpi(number=7)
        contributor.open()

        page = contributor.save({"k7-1a": "5", "k7-com": "<script>alert(1)</script>\x00"})

        assert "<script>alert(1)" not in page
        assert KPIValue.objects.get().commentary == "<script>alert(1)</script>"


class TestAutosave:
    def test_it_answers_with_what_is_saved_and_what_the_rule_says(self, contributor: Person) -> None:
        kpi = make_kpi(measure="ratio")
        make_target(kpi=kpi, value=95, start=2014)
        contributor.open()

        said = contributor.autosave(kpi, {f"k{kpi.number}-1a": "57/60"})

        assert said["state"] == "saved"
        assert said["proposed"] == "green"
        assert (said["texts"][f"k{kpi.number}-1a"], said["texts"][f"k{kpi.number}-1ad"]) == ("57", "60")
        assert SAVED_WORDS.search(said["slots"]["mark"])
        assert "Green" in said["slots"]["calculated"]

    def test_a_second_save_goes_on_from_the_first(self, contributor: Person) -> None:
        kpi = make_kpi()
        contributor.open()
        said = contributor.autosave(kpi, {f"k{kpi.number}-1a": "5"})

        said = contributor.autosave(
            kpi, said["texts"] | {f"k{kpi.number}-seen": said["seen"], f"k{kpi.number}-1a": "6"}
        )

        assert said["state"] == "saved"
        assert KPIValue.objects.get().value == 6

    def test_what_it_cannot_understand_comes_back_by_its_field(self, contributor: Person) -> None:
        kpi = make_kpi(frequency=Frequency.MONTHLY)
        contributor.open()

        said = contributor.autosave(kpi, {f"k{kpi.number}-1a": "12", f"k{kpi.number}-2a": "twelve"}, code=422)

        assert said["state"] == "wrong"
        assert list(said["errors"]) == [f"k{kpi.number}-2a"]
        assert f"k{kpi.number}-2a" not in said["texts"], "what was typed stays"
        assert "So far 12" in said["slots"]["sum"]
        assert KPIValue.objects.monthly().get().value == 12

    def test_somebody_elses_save_is_said_and_nothing_written(self, contributor: Person) -> None:
        kpi, other = make_kpi(), Person(Role.CONTRIBUTOR)
        contributor.open()
        other.open()
        other.save({f"k{kpi.number}-1a": "5"})

        said = contributor.autosave(kpi, {f"k{kpi.number}-1a": "6"}, code=409)

        assert said["state"] == "conflict"
        assert KPIValue.objects.get().value == 5

    def test_a_lock_is_said(self, contributor: Person) -> None:
        kpi = make_kpi()
        contributor.open()
        make_quarter(slug="2014-15-Q1", state=QuarterState.LOCKED)

        said = contributor.autosave(kpi, {f"k{kpi.number}-1a": "6"}, code=409)

        assert said["state"] == "refused"
        assert said["message"].startswith("This quarter was locked")

    @pytest.mark.parametrize("number", ["", "999", "x", "9" * 30])
    def test_a_row_that_is_not_there_is_not_found(self, contributor: Person, number: str) -> None:
        make_kpi()

        assert contributor.client.post(f"{URL}row/", {"row": number}).status_code == 404


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
        assert "Every KPI is answered 2 of 2" in page
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
        assert "1 of 2 saved, 1 sent back" in words(page)

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


# What is due ----------------------------------------------------------------------------------------------------------


class TestTheList:
    def test_a_contributor_sees_what_is_due_and_carries_on_where_it_is_open(
        self, contributor: Person
    ) -> None:
        make_value(kpi=make_kpi(number=7), period="2014-15-Q1", text="5")
        make_kpi(number=8, short_name="Newsletters")

        page = contributor.open("/returns/")

        read = words(page)
        assert "Quality, 2014/15 Q1 is due on Monday 14 July 2014" in read
        assert "4 working days left. 1 of 2 KPIs saved" in read
        assert "1 to do Newsletters" in read
        assert f'href="{URL}#row-8">Carry on</a>' in page

    def test_nothing_due_says_when_the_next_quarter_opens(self) -> None:
        make_quarter(slug="2014-15-Q2", state=QuarterState.UPCOMING)

        page = Person(Role.CONTRIBUTOR).open("/returns/")

        assert "Nothing is due from you. 2014/15 Q2 opens for returns on 1 October 2014." in page
        assert "No earlier returns yet." in page

    def test_an_approver_sees_what_waits_for_sign_off(self, contributor: Person, approver: Person) -> None:
        make_kpi(number=7)
        contributor.open()
        contributor.submit({"k7-1a": "5"})

        page = approver.open("/returns/")

        assert f'href="{URL}review/"' in page
        assert "Submitted" in page

    def test_the_assurance_team_sees_every_directorate(self, contributor: Person) -> None:
        make_kpi(number=7)
        make_kpi(number=8, directorate=make_directorate(name="Service Delivery", order=2))

        page = words(Person(Role.ASSURANCE).open("/returns/"))

        assert "Quality, 2014/15 Q1" in page
        assert "Service Delivery, 2014/15 Q1" in page

    def test_earlier_returns_count_what_was_due_then(self, contributor: Person) -> None:
        make_quarter(slug="2013-14-Q3", state=QuarterState.REPORTED)
        make_value(kpi=make_kpi(), period="2013-14-Q3", text="5")
        make_value(kpi=make_kpi(), period="2013-14-Q3", text="*")
        make_kpi()
        make_value(kpi=make_kpi(frequency=Frequency.ANNUALLY), period="2013-14-Q3", text="*")

        page = words(contributor.open("/returns/"))

        assert "2013/14 Q3, Quality Locked 2 of 3 1" in page


# Cost -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/returns/", URL, f"{URL}review/"])
def test_ten_and_forty_kpis_cost_the_same_queries(url: str) -> None:
    make_quarter(slug="2014-15-Q1")
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    person = Person(Role.CONTRIBUTOR)

    def more(count: int) -> None:
        for number in range(count):
            kpi = make_kpi(
                team=make_team(directorate=make_directorate(), name=f"Team {number % 4}"),
                frequency=Frequency.MONTHLY if number % 2 else Frequency.QUARTERLY,
            )
            make_target(kpi=kpi, start=2014)
            make_value(kpi=kpi, period="2013-14-Q4", text="5")
            make_value(kpi=kpi, period="2014-15-Q1", text="3")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            person.open(url)
        return len(captured)

    more(10)
    person.open(url)
    few = queries()
    more(30)

    assert queries() == few
    assert few <= 14


def test_saving_one_row_of_forty_costs_what_one_of_ten_does(contributor: Person) -> None:
    kpi = make_kpi()

    def cost(figure: str) -> int:
        contributor.open()
        with CaptureQueriesContext(connection) as captured:
            contributor.autosave(kpi, {f"k{kpi.number}-1a": figure})
        return len(captured)

    cost("1")
    for _ in range(9):
        make_kpi()
    few = cost("2")
    for _ in range(30):
        make_kpi()

    assert cost("3") == few
    assert few <= 24
