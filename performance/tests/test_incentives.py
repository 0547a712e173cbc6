"""Quality Premium and CQUIN: what the assurance team keeps, what everyone reads, and what is refused."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from core.provenance import Provenance
from core.refusals import Refused
from core.versions import Stale
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_partner, make_quarter, make_user, make_year
from performance.incentives import actions
from performance.incentives.pages import build_schemes, sums_of
from performance.models import IncentiveMeasure, IncentiveScheme
from performance.tests.builders import make_ambition, make_kpi, make_level, make_target, make_value
from performance.tests.builders_incentives import make_measure, make_scheme

pytestmark = pytest.mark.django_db

Agreement, Result, Scope = IncentiveMeasure.Agreement, IncentiveMeasure.Result, IncentiveMeasure.Scope


@pytest.fixture
def assurance(client: Client) -> Client:
    client.force_login(make_user(role=Role.ASSURANCE, title="Assurance team"))
    return client


class TestMoney:
    def test_a_measure_carries_its_own_money_until_a_part_of_it_has_some(self) -> None:
        scheme = make_scheme()
        whole = make_measure(scheme=scheme, weight=30)
        part = make_measure(scheme=scheme, parent=whole)
        assert sums_of(scheme, [whole, part]).not_assessed == 30_000
        part.weight_percent = Decimal(10)
        assert sums_of(scheme, [whole, part]).not_assessed == 10_000

    def test_what_is_not_agreed_is_summed_apart(self) -> None:
        scheme = make_scheme()
        make_measure(scheme=scheme, weight=60, result=Result.FORECAST_ACHIEVED)
        make_measure(scheme=scheme, weight=40, scope=Scope.LOCAL, agreement=Agreement.TO_BE_AGREED)
        (year,) = build_schemes([scheme])
        sums = year.rows[0].sums
        assert (sums.forecast, sums.achieved, sums.not_agreed) == (60_000, 0, 40_000)
        assert year.rows[0].status == "1 of 2 measures agreed"


class TestPages:
    def test_a_scheme_that_awaits_guidance_says_so_and_claims_no_money(self, client: Client) -> None:
        scheme = make_scheme(start=2015, total=None)
        for name in ("Years of life lost", "Antibiotics"):
            make_measure(scheme=scheme, name=name, agreement=Agreement.AWAITING_GUIDANCE)
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        page = client.get(scheme.get_absolute_url()).content.decode()
        assert "None of its 2 measures is agreed yet. No money is stated for it yet." in page
        assert "awaiting guidance" in page
        assert "Not stated" in page
        assert "Record the result" not in page

    def test_sums_results_and_what_measures_them(self, client: Client) -> None:
        make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
        kpi = make_kpi(name="Infections")
        make_target(kpi=kpi)
        make_value(kpi=kpi, text="7")
        ambition = make_ambition()
        make_level(ambition=ambition, start=2013, value="1688", kind="actual")
        scheme = make_scheme(deduction_percent=25, deduction_reason="Ambulance response times missed")
        make_measure(scheme=scheme, weight=50, kpi=kpi, result=Result.ACHIEVED)
        make_measure(
            scheme=scheme, weight=50, ambition=ambition, result=Result.FORECAST_PARTLY, earned_percent=50
        )
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        page = client.get(scheme.get_absolute_url()).content.decode()
        assert "It is expected to earn £56.3k of £100k." in page
        assert "less £18,750" in page
        assert "Reduced by 25%: Ambulance response times missed." in page
        assert "7 2013/14 Q4" in page
        assert "1,688 in 2013/14" in page
        assert "Forecast to be partly achieved" in page

    def test_a_scheme_reads_what_its_own_year_brought(self, client: Client) -> None:
        for slug in ("2013-14-Q4", "2014-15-Q4"):
            make_quarter(slug=slug, state=QuarterState.REPORTED)
        kpi = make_kpi()
        make_value(kpi=kpi, text="7")
        ambition = make_ambition()
        for start, level in ((2012, "1690"), (2014, "1670")):
            make_level(ambition=ambition, start=start, value=level, kind="actual")
        scheme = make_scheme(start=2013)
        make_measure(scheme=scheme, kpi=kpi, ambition=ambition)
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        page = client.get(scheme.get_absolute_url()).content.decode()
        assert "7 2013/14 Q4" in page
        assert "1,690 in 2012/13" in page

    def test_weights_that_do_not_add_up_are_said(self, client: Client) -> None:
        scheme = make_scheme()
        whole = make_measure(scheme=scheme, name="Urgent care", weight=90)
        make_measure(scheme=scheme, parent=whole, weight=40)
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        page = client.get(scheme.get_absolute_url()).content.decode()
        assert "The weights add up to 90%, not to 100%." in page
        assert "The parts of “Urgent care” weigh 40% together, the measure 90%." in page

    def test_without_schemes_the_list_says_who_records_them(self, client: Client) -> None:
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        assert "The assurance team records them." in client.get("/performance/incentives/").content.decode()

    @pytest.mark.parametrize("size", [1, 6])
    def test_two_queries_however_many_schemes(
        self, size: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for start in range(2013, 2013 + size):
            scheme = make_scheme(start=start)
            for _ in range(size):
                make_measure(scheme=scheme, weight=10)
        with django_assert_num_queries(2):
            schemes = IncentiveScheme.objects.select_related("year", "provider").prefetch_related("measures")
            assert len(build_schemes(schemes)) == size

    def test_a_scheme_asks_no_more_for_more_measures(self, client: Client) -> None:
        make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        scheme, ambition, asked = make_scheme(), make_ambition(), []
        for size in (1, 6):
            for _ in range(size):
                whole = make_measure(scheme=scheme, weight=10, kpi=make_kpi(), ambition=ambition)
                make_measure(scheme=scheme, parent=whole)
            asked.append(queries_of(client, scheme))
        assert asked[0] == asked[1]


def queries_of(client: Client, scheme: IncentiveScheme) -> int:

    client.get(scheme.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        assert client.get(scheme.get_absolute_url()).status_code == 200
    return len(asked)


class TestKeeping:
    def answers(self, **typed: Any) -> dict[str, Any]:
        return {
            "kind": "cquin",
            "year": make_year(start=2014).pk,
            "total": "£1.5m",
            "version": "0",
        } | typed

    def test_a_scheme_is_recorded_with_money_as_typed(self, assurance: Client) -> None:
        provider = make_partner(name="Poole Hospital")
        response = assurance.post("/performance/incentives/new/", self.answers(provider=provider.pk))
        scheme = IncentiveScheme.objects.get()
        assert response.status_code == 302
        assert response["Location"] == "/performance/incentives/cquin-2014-15-poole-hospital/"
        assert (scheme.total, scheme.provenance) == (1_500_000, Provenance.RETURNED)
        assert str(scheme) == "CQUIN 2014/15, Poole Hospital"

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"total": "lots"}, "lots"),
            ({"total": "-5"}, "£0 or more"),
            ({"total": "1.005"}, "at most 2 digits after the decimal point"),
            ({"deduction_percent": "25"}, "Say why it is reduced."),
            ({"deduction_percent": "140"}, "from 0% to 100%"),
            ({"kind": ""}, "Choose an answer for “Scheme”."),
        ],
    )
    def test_what_will_not_do_is_refused_beside_its_field(
        self, assurance: Client, typed: dict[str, str], said: str
    ) -> None:
        response = assurance.post("/performance/incentives/new/", self.answers(note="Kept", **typed))
        page = response.content.decode()
        assert response.status_code == 422
        assert said in page
        assert "Kept" in page
        assert not IncentiveScheme.objects.exists()

    def test_a_second_scheme_of_a_year_is_refused(self, assurance: Client) -> None:
        make_scheme(kind="cquin", start=2014)
        response = assurance.post("/performance/incentives/new/", self.answers())
        assert response.status_code == 422
        assert "There already is such a scheme for that year." in response.content.decode()

    def test_measures_and_parts_are_added_changed_and_removed(self, assurance: Client) -> None:
        scheme = make_scheme()
        address = scheme.get_absolute_url()
        measure = {"name": "Urgent care", "scope": "national", "agreement": "agreed", "version": "0"}
        assurance.post(f"{address}measures/new/", measure | {"weight_percent": "30%"})
        whole = scheme.measures.get()
        assert whole.weight_percent == 30
        form = assurance.get(f"{address}measures/new/?part-of={whole.pk}").context["form"]
        assert form.initial["parent"] == whole
        part = measure | {"name": "Delayed transfers", "parent": whole.pk}
        assert assurance.post(f"{address}measures/new/", part).status_code == 302
        refused = assurance.post(f"{address}measures/{whole.pk}/remove/", {"version": whole.version})
        assert "This measure has parts. Remove them first." in refused.content.decode()
        last = scheme.measures.get(name="Delayed transfers")
        changed = part | {"agreement": "to-be-agreed", "version": last.version}
        assurance.post(f"{address}measures/{last.pk}/edit/", changed)
        last.refresh_from_db()
        assert (last.agreement, last.version) == ("to-be-agreed", 2)
        assurance.post(f"{address}measures/{last.pk}/remove/", {"version": last.version})
        assert list(scheme.measures.all()) == [whole]

    def test_a_local_part_of_a_national_measure_is_refused(self, assurance: Client) -> None:
        scheme = make_scheme()
        whole = make_measure(scheme=scheme, name="Urgent care")
        part = {"name": "Part", "scope": "local", "agreement": "agreed", "parent": whole.pk, "version": "0"}
        response = assurance.post(f"{scheme.get_absolute_url()}measures/new/", part)
        assert "“Urgent care” is national, and so are its parts." in response.content.decode()

    def test_a_result_says_why_and_a_partial_one_how_much(self, assurance: Client) -> None:
        measure = make_measure(scheme=make_scheme(), weight=10)
        address = f"{measure.scheme.get_absolute_url()}measures/{measure.pk}/result/"
        refused = assurance.post(address, {"result": "partly", "version": "1"}).content.decode()
        assert "Say what shows it, or what the forecast rests on." in refused
        assert "Say how much of its money is earned." in refused
        typed = {"result": "partly", "earned_percent": "40%", "result_reason": "Two of five", "version": "1"}
        assert assurance.post(address, typed).status_code == 302
        measure.refresh_from_db()
        assert (measure.result, measure.earned_percent) == ("partly", 40)
        assert measure.history.order_by("history_id").last().history_change_reason == "Two of five"

    def test_what_is_not_agreed_gets_no_result(self, assurance: Client) -> None:
        measure = make_measure(scheme=make_scheme(), agreement=Agreement.UNDER_REVIEW)
        address = f"{measure.scheme.get_absolute_url()}measures/{measure.pk}/result/"
        assert "This measure is not agreed yet" in assurance.get(address).content.decode()
        typed = {"result": "achieved", "result_reason": "We did", "version": "1"}
        assert assurance.post(address, typed).status_code == 409
        measure.refresh_from_db()
        assert measure.result == Result.NOT_ASSESSED

    def test_a_measure_with_a_result_stays_agreed(self) -> None:
        measure = make_measure(scheme=make_scheme(), result=Result.ACHIEVED)
        changes = {"agreement": Agreement.UNDER_REVIEW}
        with pytest.raises(Refused, match="Take the result back first"):
            actions.edit_measure(measure=measure, changes=changes, by=make_user(), expected_version=1)

    def test_a_result_taken_back_leaves_no_share(self) -> None:
        measure = make_measure(scheme=make_scheme(), result=Result.PARTLY, earned_percent=40)
        changes = {"result": Result.NOT_ASSESSED, "earned_percent": Decimal(40), "result_reason": ""}
        again = actions.record_result(measure=measure, changes=changes, by=make_user(), expected_version=1)
        assert (again.earned_percent, again.result_provenance) == (None, "")

    def test_of_two_people_the_second_is_shown_both(self, assurance: Client) -> None:
        scheme = make_scheme()
        actions.edit_scheme(
            scheme=scheme, changes={"note": "Theirs"}, by=make_user(title="Another"), expected_version=1
        )
        typed = {
            "kind": scheme.kind,
            "year": scheme.year_id,
            "total": "100,000",
            "note": "Mine",
            "version": "1",
        }
        response = assurance.post(f"{scheme.get_absolute_url()}edit/", typed)
        page = response.content.decode()
        assert response.status_code == 409
        assert "Theirs" in page
        assert "Mine" in page
        with pytest.raises(Stale):
            actions.edit_scheme(scheme=scheme, changes={}, by=make_user(), expected_version=1)


class TestWhatHangsTogether:
    def test_the_parts_of_a_measure_go_with_it_from_national_to_local(self) -> None:
        by, whole = make_user(role=Role.ASSURANCE), make_measure(scheme=make_scheme())
        part = make_measure(scheme=whole.scheme, parent=whole)

        actions.edit_measure(measure=whole, changes={"scope": Scope.LOCAL}, by=by, expected_version=1)

        part.refresh_from_db()
        assert (part.scope, part.version) == (Scope.LOCAL, 2)
        assert (
            part.history.order_by("-history_id")[0].history_change_reason
            == "Moved with the measure that it is part of"
        )

    def test_a_scheme_whose_address_an_older_one_kept_gets_one_of_its_own(self) -> None:
        by, moved = make_user(role=Role.ASSURANCE), make_scheme(start=2013)
        moved.year = make_year(start=2014)
        moved.save()

        changes = {"kind": moved.kind, "year": make_year(start=2013), "provider": None}
        scheme = actions.create_scheme(changes=changes, by=by)

        assert scheme.slug == f"{moved.slug}-2"
