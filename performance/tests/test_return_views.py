"""The pages of a return: what they show, what they save as one types, and what they cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.periods import Quarter
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_team
from performance.models import Frequency, KPIValue, Return
from performance.tests.builders import make_kpi, make_pair, make_return, make_target, make_value
from performance.tests.people import URL, Person, summary, words

pytestmark = pytest.mark.django_db
SAVED_WORDS = re.compile(r"Saved \d\d:\d\d")


@pytest.fixture
def contributor() -> Person:
    make_quarter(slug="2014-15-Q1")
    return Person(Role.CONTRIBUTOR, title="Contributor, Quality")


@pytest.fixture
def approver() -> Person:
    return Person(Role.APPROVER, title="Deputy director, Quality")


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
        assert "Page not found" in contributor.open(address, code=404)

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
        assert "0 of 1 complete, 1 to finish" in words(page)
        assert words(page).count("0 of 1 complete") == 3, "the head, the team and the bar say the same"

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

    @pytest.mark.parametrize(
        ("typed", "wrong"),
        [
            ({"1a": "about 16", "1ad": "17"}, "1a"),
            ({"day": "30", "month": "9", "year": ""}, "day"),
            ({"2a": "16", "2ad": "17", "nc": "on"}, "nc"),
        ],
    )
    def test_the_fields_that_make_one_with_a_wrong_one_stay_as_typed(
        self, contributor: Person, typed: dict[str, str], wrong: str
    ) -> None:
        kpi = make_kpi(measure="ratio", frequency=Frequency.MONTHLY)
        make_target(kpi=kpi, value=95, start=2014)
        contributor.open()

        said = contributor.autosave(
            kpi, {f"k{kpi.number}-{key}": text for key, text in typed.items()}, code=422
        )

        assert list(said["errors"]) == [f"k{kpi.number}-{wrong}"]
        assert [
            key for key, text in typed.items() if said["texts"].get(f"k{kpi.number}-{key}", text) != text
        ] == []
        assert f"k{kpi.number}-com" in said["texts"]

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

    @pytest.mark.parametrize("number", ["", "999", "x", "9" * 30, "9" * 5_000])
    def test_a_row_that_is_not_there_is_not_found(self, contributor: Person, number: str) -> None:
        make_kpi()

        assert contributor.client.post(f"{URL}row/", {"row": number}).status_code == 404


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
        assert "4 working days left. 1 of 2 KPIs complete" in read
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
    assert few <= 18


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.ASSURANCE])
def test_two_and_twelve_open_quarters_cost_the_same_queries(role: Role) -> None:
    kpis = [make_kpi(frequency=Frequency.MONTHLY), make_kpi()]
    person, quarter = Person(role), Quarter.from_slug("2014-15-Q1")

    def more(count: int) -> int:
        nonlocal quarter
        for _ in range(count):
            make_return(quarter=make_quarter(slug=quarter.slug))
            for kpi in kpis:
                make_value(kpi=kpi, period=quarter.slug, text="3")
            quarter = quarter.previous
        with CaptureQueriesContext(connection) as captured:
            page = person.open("/returns/")
        assert page.count("/returns/2014-15-Q1/quality/") > 0
        return len(captured)

    person.open("/returns/")
    assert more(2) == more(10) <= 15


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
    assert few <= 26
