"""Figures that the portal proposes in a return: accepted by leaving them, or overridden with a reason."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core import clock, derivation
from core.derivation import Asking, Derived, Source, derived, register
from core.figures import MeasureKind
from core.periods import Month, Period, Quarter
from core.provenance import Provenance
from organisation.models import Directorate, QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter
from performance.derived import proposed_for
from performance.models import KPI, Frequency, KPIValue, Return, ReturnState
from performance.pages import ReturnProgress
from performance.returns import return_progress
from performance.rollup import RollUp
from performance.tests.builders import make_kpi, make_pair, make_return, make_target, make_value
from performance.tests.people import URL, Person, summary, words

pytestmark = pytest.mark.django_db

Q1 = Quarter.from_slug("2014-15-Q1")


class Facts:
    """What the delivery plan holds, to be changed by a test."""

    green, rated = 24, 31

    def answer(self, period: Period) -> Derived | None:
        if isinstance(period, Quarter):
            said = f"{self.green} of {self.rated} rated projects were green in {period.label}."
            return derived(self.green, self.rated, said)
        return None


@pytest.fixture(autouse=True)
def facts(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Facts:
    monkeypatch.setattr(derivation, "_SOURCES", {})
    settings.PORTAL_TODAY = date(2014, 7, 8)
    plan = Facts()
    register(Source("plan", "the delivery plan", plan.answer))
    return plan


@pytest.fixture
def quality() -> Directorate:
    make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    return make_directorate()


@pytest.fixture
def kpi(quality: Directorate) -> KPI:
    return make_kpi(number=25, directorate=quality, derived_from="plan", name="Projects on target")


@pytest.fixture
def contributor(kpi: KPI, quality: Directorate) -> Person:
    return Person(Role.CONTRIBUTOR, quality)


def stored() -> KPIValue:
    return KPIValue.objects.for_quarter(Q1).get()


def test_the_row_opens_with_the_figure_and_says_where_it_is_from(contributor: Person) -> None:
    page = words(contributor.open())

    assert contributor.fields["k25-1a"] == "24"
    assert (
        "From the delivery plan: 24 of 31 rated projects were green in 2014/15 Q1. "
        "Leave it to accept it, or type another and say why here."
    ) in page
    assert "Proposed: save to accept" in page


def test_left_as_it_is_it_is_accepted_and_says_what_it_is_derived_from(contributor: Person) -> None:
    contributor.open()
    page = words(contributor.save())

    value = stored()
    assert (value.value, value.provenance) == (24, Provenance.DERIVED)
    assert value.source == "From the delivery plan. 24 of 31 rated projects were green in 2014/15 Q1."
    assert str(value.recorded_by) == str(contributor.user)
    assert "1 of 1 complete" in page
    assert "accepted as proposed" in page


def test_another_figure_needs_its_reason_in_the_commentary(contributor: Person) -> None:
    contributor.open()
    page = contributor.submit({"k25-1a": "26"}, code=422)

    assert summary(page) == [
        "Projects on target: say in the commentary why it is not 24, as proposed from the delivery plan."
    ]
    page = contributor.submit({"k25-com": "Two projects were rated after the update."})
    assert "accepted as proposed" not in page
    value = stored()
    assert (value.value, value.provenance) == (26, Provenance.RETURNED)


def test_what_was_accepted_stays_when_the_records_change(contributor: Person, facts: Facts) -> None:
    contributor.open()
    contributor.save()
    facts.green = 25

    page = words(contributor.open())
    assert "25 of 31 rated projects were green in 2014/15 Q1. Your figure is another." in page
    assert contributor.fields["k25-1a"] == "24"

    contributor.save({"k25-com": "As of the update."})
    assert (stored().provenance, stored().source[:23]) == (Provenance.DERIVED, "From the delivery plan.")
    contributor.submit()


def test_what_was_signed_off_is_complete_whatever_the_records_come_to_say(
    contributor: Person, quality: Directorate, facts: Facts
) -> None:
    """Given a figure that agreed when it was signed, when the records change, then nobody has left anything out."""
    facts.green = 14
    contributor.open()
    contributor.save({"k25-1a": "14"})
    KPIValue.objects.update(provenance=Provenance.RETURNED)
    filing = make_return(directorate=quality, state=ReturnState.SIGNED_OFF)
    facts.green = 24

    progress = {
        state: progress_in(filing, state) for state in (ReturnState.IN_PROGRESS, ReturnState.SIGNED_OFF)
    }

    assert progress[ReturnState.IN_PROGRESS].incomplete == (25,), "a contributor says why"
    assert progress[ReturnState.SIGNED_OFF].incomplete == ()


REVIEW = f"{URL}review/"


@pytest.mark.parametrize("state", [ReturnState.SUBMITTED, ReturnState.SIGNED_OFF])
@pytest.mark.parametrize(
    ("commentary", "provenance", "is_explained"),
    [
        ("", Provenance.RETURNED, False),
        ("Two rated later.", Provenance.RETURNED, True),
        ("", "derived", True),
    ],
)
def test_who_signs_off_reads_what_the_records_say_since(
    kpi: KPI,
    quality: Directorate,
    facts: Facts,
    state: str,
    commentary: str,
    provenance: str,
    is_explained: bool,
) -> None:
    """Given a figure that agreed when it came in, when the records change, then it can be seen and is signed all the
    same."""
    make_value(kpi=kpi, period=Q1.slug, text="24", commentary=commentary, provenance=provenance)
    make_return(directorate=quality, state=state, submitted_at=clock.now())
    approver = Person(Role.APPROVER, quality)
    assert "To look at" not in approver.open(REVIEW)
    facts.green = 0

    page = words(approver.open(REVIEW))

    said = "To look at: The portal’s own records now say 0: 0 of 31 rated projects were green in 2014/15 Q1."
    assert said in page
    assert ("The commentary does not say why the figure is another." in page) is not is_explained
    if state == ReturnState.SUBMITTED:
        assert "Signed off" in words(approver.save({"is_read": "on"}, url=f"{URL}sign-off/"))


def test_while_a_return_is_worked_on_its_own_page_says_it_and_not_the_review(
    kpi: KPI, quality: Directorate, facts: Facts
) -> None:
    make_value(kpi=kpi, period=Q1.slug, text="20", provenance=Provenance.RETURNED)
    make_return(directorate=quality, state=ReturnState.IN_PROGRESS)

    assert "To look at" not in Person(Role.APPROVER, quality).open(REVIEW)


def test_what_the_records_say_since_costs_the_review_no_question(
    kpi: KPI, quality: Directorate, facts: Facts
) -> None:
    make_value(kpi=kpi, period=Q1.slug, text="24", provenance=Provenance.RETURNED)
    make_return(directorate=quality, state=ReturnState.SUBMITTED, submitted_at=clock.now())
    approver, asked = Person(Role.APPROVER, quality), []
    for facts.green in (24, 0):
        with CaptureQueriesContext(connection) as queries:
            approver.open(REVIEW)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def progress_in(filing: Return, state: ReturnState) -> ReturnProgress:
    Return.objects.filter(pk=filing.pk).update(state=state)
    found = return_progress(filing.quarter, date(2014, 7, 8))
    return next(each for each in found if each.directorate_slug == filing.directorate.slug)


def test_not_collected_is_an_answer_too(contributor: Person) -> None:
    contributor.open()
    contributor.save({"k25-1a": "", "k25-nc": "on", "k25-ncr": "No updates were made."})

    assert (stored().not_collected, stored().provenance) == (True, Provenance.RETURNED)


def test_what_is_stored_is_never_replaced_by_a_proposal(contributor: Person, kpi: KPI) -> None:
    make_value(kpi=kpi, period=Q1.slug, text="20")

    contributor.open()

    assert contributor.fields["k25-1a"] == "20"


def test_a_source_that_holds_nothing_proposes_nothing_and_says_so(contributor: Person, facts: Facts) -> None:
    facts.answer = lambda period: None  # type: ignore[method-assign]
    derivation._SOURCES["plan"] = Source("plan", "the delivery plan", facts.answer)

    assert "From the delivery plan: nothing to propose for 2014/15 Q1 yet." in words(contributor.open())
    assert contributor.fields["k25-1a"] == ""


def test_a_red_proposal_opens_the_frame(contributor: Person, kpi: KPI) -> None:
    make_target(kpi=kpi, value=31, start=2014)

    page = contributor.open()

    assert "kpi--red" in page


class TestKindsAndPeriods:
    def test_n_of_d_is_proposed_as_such(self, quality: Directorate) -> None:
        kpi = make_kpi(measure=MeasureKind.RATIO, directorate=quality, derived_from="plan")

        found = proposed_for(kpi, Q1, Asking())

        assert found is not None
        assert found.said == "24 of 31 (77.4%)"

    def test_a_pair_takes_both_from_one_source(self, quality: Directorate) -> None:
        kpi = make_pair(
            directorate=quality,
            second_measure=MeasureKind.PERCENTAGE,
            second_roll_up=RollUp.MEAN,
            derived_from="plan",
        )

        found = proposed_for(kpi, Q1, Asking())

        assert found is not None
        assert found.said == "24, 77.42%"

    def test_months_are_proposed_one_by_one(self, quality: Directorate) -> None:
        known = {Month.from_slug("2014-04"): 3, Month.from_slug("2014-06"): 5}

        def answer(period: Period) -> Derived | None:
            return derived(known[period], None, f"{known[period]}.") if period in known else None

        register(Source("log", "the log", answer))
        kpi = make_kpi(frequency=Frequency.MONTHLY, directorate=quality, derived_from="log")

        found = proposed_for(kpi, Q1, Asking())

        assert found is not None
        assert [answer.is_blank for answer in found.answers] == [False, True, False]
        assert found.sentences == ("3.", "5.")

    def test_an_annual_kpi_is_proposed_with_its_quarter_alone(self, quality: Directorate) -> None:
        asked: list[Period] = []

        def answer(period: Period) -> Derived:
            asked.append(period)
            return derived(44, None, "44.")

        register(Source("year", "the log", answer))
        kpi = make_kpi(frequency=Frequency.ANNUALLY, directorate=quality, derived_from="year")

        assert proposed_for(kpi, Q1, Asking()) is None
        assert proposed_for(kpi, Quarter.from_slug("2014-15-Q4"), Asking()) is not None
        assert asked == [Q1.year]

    def test_a_kpi_without_a_source_asks_nobody(self, quality: Directorate) -> None:
        assert proposed_for(make_kpi(directorate=quality), Q1, Asking()) is None
        assert proposed_for(make_kpi(directorate=quality, derived_from="nobody"), Q1, Asking()) is None
