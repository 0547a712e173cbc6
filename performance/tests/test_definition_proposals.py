"""Journeys of a proposal: a directorate asks, the assurance team answers, and both see where it stands."""

from collections.abc import Callable

import pytest

from organisation.models import Quarter
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_team
from performance.definition import proposals
from performance.models import KPI, KPIProposal
from performance.tests.builders import make_kpi, make_value
from performance.tests.builders_definition import definition_fields, fields_of_kpi, make_proposal, make_round
from performance.tests.people import Person, summary

pytestmark = pytest.mark.django_db

LIST = "/performance/proposals/"


@pytest.fixture(autouse=True)
def quarters() -> list[Quarter]:
    return make_round()


@pytest.fixture
def kpi() -> KPI:
    kpi = make_kpi(name="Quality inspections")
    make_value(kpi=kpi, period="2013-14-Q4", text="6")
    return kpi


@pytest.fixture
def manager() -> Person:
    return Person(Role.ASSURANCE, title="Head of assurance")


@pytest.fixture
def contributor() -> Person:
    return Person(Role.CONTRIBUTOR, title="Contributor, Quality")


def propose(person: Person, kpi: KPI, **others: str) -> str:
    return person.save(fields_of_kpi(kpi, **others), url=f"/performance/kpis/{kpi.slug}/propose-change/")


def accept(
    person: Person, proposal: KPIProposal, typed: dict[str, str] | None = None, code: int = 302
) -> str:
    url = f"{LIST}{proposal.pk}/accept/"
    person.open(url)
    return person.save(typed, url=url, code=code)


class TestAChange:
    def test_asked_for_read_accepted_and_answered(
        self, kpi: KPI, contributor: Person, manager: Person
    ) -> None:
        page = propose(contributor, kpi, polarity="lower", reason="Fewer is better")
        assert "The proposal is sent to the assurance team." in page

        assert "A change: Quality inspections" in manager.open(LIST)
        proposal = KPIProposal.objects.get()
        assert proposal.asked == {"polarity": "lower"}
        page = manager.open(proposal.get_absolute_url())
        assert "Higher is better" in page
        assert "Lower is better" in page
        assert "Fewer is better" in page

        accept(manager, proposal, {"answer": "Agreed for the whole year."})
        assert KPI.objects.get().polarity == "lower"
        assert kpi.earlier_definitions.get().polarity == "higher"
        seen = contributor.open(proposal.get_absolute_url())
        assert "Accepted" in seen
        assert "Agreed for the whole year." in seen

    def test_it_can_be_accepted_otherwise_than_proposed(self, kpi: KPI, manager: Person) -> None:
        proposal = make_proposal(kpi=kpi)
        accept(manager, proposal, {"polarity": "neither", "holds_from": "2014-15-Q2"})
        assert KPI.objects.get().polarity == "neither"
        assert (
            kpi.earlier_definitions.get().until == Quarter.objects.get(year__start=2014, number=2).starts_on
        )

    def test_what_the_assurance_team_changed_meanwhile_is_not_undone(self, kpi: KPI, manager: Person) -> None:
        proposal = make_proposal(kpi=kpi)
        manager.save(
            fields_of_kpi(kpi, short_name="Inspections"), url=f"/performance/kpis/{kpi.slug}/change/"
        )

        assert "The definition was changed after this was proposed." in manager.open(
            proposal.get_absolute_url()
        )
        accept(manager, proposal)
        current = KPI.objects.get()
        assert (current.short_name, current.polarity) == ("Inspections", "lower")

    def test_declined_with_an_answer_that_the_directorate_reads(
        self, kpi: KPI, contributor: Person, manager: Person
    ) -> None:
        proposal = make_proposal(kpi=kpi)
        url = f"{LIST}{proposal.pk}/decline/"
        manager.open(proposal.get_absolute_url())
        assert "Fill in “Why not?”." in manager.save({"answer": ""}, url=url, code=422)
        manager.save({"answer": "The national definition says otherwise."}, url=url)
        seen = contributor.open(proposal.get_absolute_url())
        assert "Declined" in seen
        assert "The national definition says otherwise." in seen
        assert KPI.objects.get().polarity == "higher"

    def test_what_differs_in_nothing_is_not_sent(self, kpi: KPI, contributor: Person) -> None:
        url = f"/performance/kpis/{kpi.slug}/propose-change/"
        page = contributor.save(fields_of_kpi(kpi), url=url, code=422)
        assert "Nothing differs from the definition as it is." in page

    def test_one_at_a_time(self, kpi: KPI, contributor: Person) -> None:
        make_proposal(kpi=kpi)
        url = f"/performance/kpis/{kpi.slug}/propose-change/"
        page = contributor.save(fields_of_kpi(kpi, polarity="neither"), url=url, code=409)
        assert "is waiting for an answer already" in page
        assert KPIProposal.objects.count() == 1

    @pytest.mark.parametrize("answer", ["accept", "decline"])
    def test_what_was_withdrawn_meanwhile_cannot_be_answered(
        self, kpi: KPI, contributor: Person, manager: Person, answer: str
    ) -> None:
        proposal = make_proposal(kpi=kpi, by=contributor.user)
        manager.open(proposal.get_absolute_url())
        contributor.save({}, url=f"{LIST}{proposal.pk}/withdraw/")

        url = f"{LIST}{proposal.pk}/{answer}/"
        page = manager.save({"answer": "No", "version": "1"}, url=url, code=409)
        assert "withdrawn by now: Contributor, Quality did that." in page
        assert KPI.objects.get().polarity == "higher"

    def test_what_cannot_be_chosen_any_more_is_said(self, kpi: KPI, manager: Person) -> None:
        proposal = make_proposal(kpi=kpi, owner="999999")
        assert "999999 (cannot be chosen any more)" in manager.open(proposal.get_absolute_url())


class TestANewOne:
    def test_asked_for_and_created(self, contributor: Person, manager: Person) -> None:
        url = "/performance/kpis/propose/"
        contributor.open(url)
        contributor.save(definition_fields(reason="The plan asks for it"), url=url)
        proposal = KPIProposal.objects.get()
        assert "Home visits" in manager.open(proposal.get_absolute_url())

        page = accept(manager, proposal)
        assert "Home visits: the proposal is accepted." in page
        proposal.refresh_from_db()
        assert proposal.kpi == KPI.objects.get(slug="home-visits")

    def test_sent_twice_it_is_one_proposal(self, contributor: Person) -> None:
        url = "/performance/kpis/propose/"
        contributor.save(definition_fields(reason="The plan asks for it"), url=url)
        again = definition_fields(reason="The plan asks for it", short_name="Home Visits")

        page = contributor.save(again, url=url, code=409)

        assert summary(page) == [f"Short name for boards: {proposals.ONE_OF_A_NAME}"]
        assert KPIProposal.objects.count() == 1

    def test_once_it_is_withdrawn_it_can_be_proposed_again(self, contributor: Person) -> None:
        url = "/performance/kpis/propose/"
        contributor.save(definition_fields(reason="The plan asks for it"), url=url)
        contributor.save({}, url=f"{LIST}{KPIProposal.objects.get().pk}/withdraw/")
        contributor.save(definition_fields(reason="It does ask for it"), url=url)
        assert KPIProposal.objects.count() == 2

    def test_only_of_ones_own_teams(self, contributor: Person) -> None:
        other = make_team(directorate=make_directorate(name="Service Delivery"))
        page = contributor.save(
            definition_fields(other, reason="x"), url="/performance/kpis/propose/", code=422
        )
        assert "Choose one of the answers listed." in page


def test_a_retirement_is_asked_for_and_made(kpi: KPI, contributor: Person, manager: Person) -> None:
    url = f"/performance/kpis/{kpi.slug}/propose-retirement/"
    contributor.open(url)
    contributor.save({"last_quarter": "2014-15-Q1", "reason": "Nobody reads it"}, url=url)
    proposal = KPIProposal.objects.get()
    assert "2014/15 Q1" in manager.open(proposal.get_absolute_url())
    accept(manager, proposal)
    assert KPI.objects.get().is_retired


@pytest.mark.parametrize(
    "open_page",
    [
        lambda person, proposal: person.open(proposal.get_absolute_url(), code=404),
        lambda person, proposal: person.save({}, url=f"{LIST}{proposal.pk}/withdraw/", code=404),
        lambda person, proposal: person.open(
            f"/performance/kpis/{proposal.kpi.slug}/propose-change/", code=404
        ),
    ],
)
def test_another_directorates_is_not_found(kpi: KPI, open_page: Callable[[Person, KPIProposal], str]) -> None:
    proposal = make_proposal(kpi=kpi)
    stranger = Person(Role.CONTRIBUTOR, make_directorate(name="Service Delivery"))
    open_page(stranger, proposal)
    assert "Quality inspections" not in stranger.open(LIST)
