"""Decisions about limits: shown with their effect, confirmed, taken back; each with its reason in the history."""

from datetime import date

import pytest
from django.test import Client

from core.refusals import Refused
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_user
from performance.models import KPI, Baseline, Rebase
from performance.tests.builders_variation import ZIGZAG, make_monthly
from performance.tests.people import Fields
from performance.variation import actions

pytestmark = pytest.mark.django_db

JUNE = date(2013, 6, 1)


@pytest.fixture
def team() -> User:
    return make_user(role=Role.ASSURANCE)


@pytest.fixture
def kpi() -> KPI:
    return make_monthly([*ZIGZAG * 7, *["20", "22"] * 7], slug="visits")


@pytest.fixture
def browser(client: Client, team: User) -> Client:
    client.force_login(team)
    return client


LIMITS = "/performance/kpis/visits/limits/"


def test_a_rebase_is_shown_with_its_effect_then_confirmed(kpi: KPI, browser: Client, team: User) -> None:
    form = browser.get(f"{LIMITS}rebase/").content.decode()
    assert '<option value="2013-06-01">June 2013</option>' in form
    assert "April 2012" not in form
    typed = {"starts_on": "2013-06-01", "reason": "A second ward opened."}

    effect = browser.post(f"{LIMITS}rebase/", typed).content.decode()
    assert not Rebase.objects.exists()
    assert "<strong>20.9</strong>" in effect

    carried = {name: value for name, value in Fields(effect).values.items() if name != "csrfmiddlewaretoken"}
    assert carried == typed | {"confirmed": "on"}
    after = browser.post(f"{LIMITS}rebase/", carried, follow=True).content.decode()
    rebase = Rebase.objects.get()
    assert (rebase.starts_on, rebase.reason, rebase.set_by) == (JUNE, "A second ward opened.", team)
    assert rebase.history.get().history_user == team
    assert "Afresh from June 2013" in after
    assert "A second ward opened." in after


def test_a_period_that_is_none_of_the_series_is_refused_and_nothing_typed_is_lost(
    kpi: KPI, browser: Client
) -> None:
    answer = browser.post(f"{LIMITS}rebase/", {"starts_on": "2013-06-02", "reason": "Kept"})
    assert answer.status_code == 422
    assert "Kept" in answer.content.decode()


def test_the_same_rebase_twice_is_refused(kpi: KPI, team: User) -> None:
    actions.rebase(kpi=kpi, starts_on=JUNE, reason="Why", by=team)
    with pytest.raises(Refused, match="1 June 2013 already"):
        actions.rebase(kpi=kpi, starts_on=JUNE, reason="Why", by=team)


def test_two_who_confirm_at_once_make_one(kpi: KPI, browser: Client, team: User) -> None:
    typed = {"starts_on": "2013-06-01", "reason": "Why", "confirmed": "on"}
    actions.rebase(kpi=kpi, starts_on=JUNE, reason="First", by=team)
    answer = browser.post(f"{LIMITS}rebase/", typed)
    assert answer.status_code == 422
    assert Rebase.objects.get().reason == "First"


def test_a_baseline_is_set_changed_and_taken_back(kpi: KPI, browser: Client) -> None:
    url = f"{LIMITS}baseline/"
    assert "As it would be" in browser.post(url, {"points": "14", "reason": "Before"}).content.decode()
    browser.post(url, {"points": "14", "reason": "Before", "confirmed": "on"})
    first = Baseline.objects.get()
    assert f'value="{first.pk}"' in browser.get(url).content.decode()
    browser.post(url, {"points": "13", "reason": "Better", "shown": first.pk, "confirmed": "on"})
    second = Baseline.objects.standing().get()
    first.refresh_from_db()
    assert (second.points, first.withdrawn_reason) == (13, "Replaced: Better")
    browser.post(f"{LIMITS}baseline/{second.pk}/take-back/", {"reason": "No more"})
    assert not Baseline.objects.standing().exists()


def test_a_baseline_that_somebody_changed_meanwhile_is_not_overwritten(
    kpi: KPI, browser: Client, team: User
) -> None:
    actions.set_baseline(kpi=kpi, points=12, reason="Theirs", by=team)
    answer = browser.post(f"{LIMITS}baseline/", {"points": "14", "reason": "Mine", "confirmed": "on"})
    assert answer.status_code == 409
    assert "meanwhile" in answer.content.decode()
    assert Baseline.objects.get().points == 12


@pytest.mark.parametrize("points", ["11", "29", "many", ""])
def test_a_baseline_has_twelve_points_or_more_and_not_more_than_there_are(
    kpi: KPI, browser: Client, points: str
) -> None:
    assert browser.post(f"{LIMITS}baseline/", {"points": points, "reason": "Why"}).status_code == 422


def test_a_rebase_is_taken_back_with_a_reason(kpi: KPI, browser: Client, team: User) -> None:
    rebase = actions.rebase(kpi=kpi, starts_on=JUNE, reason="Why", by=team)
    url = f"{LIMITS}rebase/{rebase.pk}/take-back/"
    assert browser.post(url, {"reason": ""}).status_code == 422
    page = browser.post(url, {"reason": "It was one month."}, follow=True).content.decode()
    assert "It was one month." in page
    assert browser.get(url).status_code == 404
    assert not actions.withdraw(decision=rebase, reason="Again", by=team)


def test_a_decision_speaks_from_its_day_until_it_is_taken_back(kpi: KPI, team: User) -> None:
    rebase = actions.rebase(kpi=kpi, starts_on=JUNE, reason="Why", by=team)
    day = rebase.set_on
    assert Rebase.objects.standing_on(day).exists()
    assert not Rebase.objects.standing_on(date(day.year - 1, 1, 1)).exists()


def test_others_do_not_decide(kpi: KPI, client: Client) -> None:
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    assert client.get(LIMITS).status_code == 403
    assert "Decide about its limits" not in client.get("/performance/kpis/visits/").content.decode()


def test_a_kpi_without_a_chart_says_why(browser: Client) -> None:
    make_monthly(["1", "2"], slug="new")
    assert "Not enough data" in browser.get("/performance/kpis/new/limits/").content.decode()
