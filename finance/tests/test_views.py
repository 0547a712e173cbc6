"""The pages of finance: what each reader sees, and how what people type is kept, refused or laid side by side."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from core.tests.page import comparable
from finance.models import BudgetLine, BudgetMonth, FinancialPosition, PooledFundContribution, RunningCostLine
from finance.tests.builders import make_contribution, make_line, make_position, make_running_cost
from organisation.models import DataQualityNote, QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_partner, make_quarter, make_user, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client: Client) -> Client:
    client.force_login(make_user(role=Role.FINANCE))
    return client


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    return client


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(f"finance:{name}", args=args) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# Reading --------------------------------------------------------------------------------------------------------------


def test_the_latest_reported_year_is_shown_unless_another_is_asked_for(finance: Client) -> None:
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    make_position()

    text = page(finance, "position")

    assert "Finance 2013/14" in text
    assert "£917.8m spent of a limit of £928.4m: a surplus of £10.6m." in text
    assert "10,614" in text
    assert "favourable" in text


def test_a_deficit_is_adverse_in_words(finance: Client) -> None:
    make_position(limit=1_000_000, costs=1_200_000)

    text = page(finance, "position", query="?year=2013-14")

    assert "a deficit of £0.2m" in text
    assert "(200)" in text
    assert "adverse" in text


@pytest.mark.parametrize("year", ["2013-15", "x", "1850-51", "2013/14"])
def test_a_year_that_is_none_is_not_found(finance: Client, year: str) -> None:
    make_year()

    assert finance.get(reverse("finance:position"), {"year": year}).status_code == 404


def test_a_year_that_has_not_ended_has_no_position(finance: Client) -> None:
    make_position(year=2014)
    make_line(actuals=[900, 900, 900])

    text = page(finance, "position", query="?year=2014-15")

    assert "The year ends on 31 March 2015" in text
    assert "928,367" not in text


def test_staff_see_the_months_of_an_open_quarter(finance: Client) -> None:
    make_line(annual_plan=12_000_000, actuals=[1_100_000] * 3, forecast=12_500_000)

    text = page(finance, "position", query="?year=2014-15")

    assert "£3.3m spent to June 2014: (£300k) adverse." in text
    assert "(300)" in text
    assert "£12.5m forecast for the year" in text


def test_a_governing_body_member_sees_plans_until_the_quarter_is_locked(member: Client) -> None:
    line = make_line(annual_plan=12_000_000, actuals=[1_100_000] * 3, forecast=12_500_000)
    make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)

    before = page(member, "position", query="?year=2014-15")
    detail = page(member, "budget_line_detail", "2014-15", line.slug)
    make_quarter(slug="2014-15-Q1", state=QuarterState.LOCKED)
    after = page(member, "position", query="?year=2014-15")

    assert "Plans only." in before
    for text in (before, detail):
        assert "1,100" not in text
        assert "12,500" not in text
        assert "More patients than planned" not in text
    assert "£3.3m spent to June 2014" in after


def test_headings_can_be_narrowed_and_ordered(finance: Client) -> None:
    make_line(heading="Acute services", actuals=[1_200] * 3)
    make_line(heading="Prescribing", actuals=[900] * 3)

    narrowed = page(finance, "position", query="?year=2014-15&show=adverse")
    ordered = page(finance, "position", query="?year=2014-15&sort=-variance")

    assert "Acute services" in narrowed
    assert "Prescribing" not in narrowed
    assert ordered.index("Prescribing") < ordered.index("Acute services")


def test_an_unknown_filter_or_order_changes_nothing(finance: Client) -> None:
    make_line(actuals=[900] * 3)

    assert "Acute services" in page(finance, "position", query="?year=2014-15&show=nonsense&sort=--x")


def test_a_year_without_anything_says_who_records_it(finance: Client, member: Client) -> None:
    make_year(start=2016)

    assert "Record the first heading" in page(finance, "position", query="?year=2016-17")
    assert "The finance team records them." in page(member, "position", query="?year=2016-17")


def test_a_portal_without_a_year_says_so(finance: Client) -> None:
    for name in ("position", "running_costs", "pooled_funds"):
        assert "empty" in page(finance, name)


def test_data_quality_notes_stand_on_the_page_they_lead_to(finance: Client) -> None:
    year = make_year()
    DataQualityNote.objects.create(
        key="a", area="finance", about="Surplus", path="/finance/?year=2013-14", year=year, text="Off by £1."
    )

    assert "Off by £1." in page(finance, "position", query="?year=2013-14")
    assert "Off by £1." not in page(finance, "running_costs", query="?year=2013-14")


def test_running_costs_name_and_date_their_population(finance: Client) -> None:
    make_organisation()
    make_running_cost(label="Communications", amount=16_730_000)
    make_running_cost(label="Running cost saving", amount=2_000_000, kind=RunningCostLine.Kind.SAVING)
    make_running_cost(label="Total", amount=18_730_000, kind=RunningCostLine.Kind.TOTAL)

    text = page(finance, "running_costs", query="?year=2013-14")

    assert "Registered population, 2013/14: 749,179 people." in text
    assert "£25.00 a head" in text
    assert "£22.33 a head" in text
    assert "a saving, not a cost" in text


def test_running_costs_of_a_year_under_way_are_not_shown(finance: Client) -> None:
    make_organisation()
    make_running_cost(year=2014)

    assert "stated when the year has ended" in page(finance, "running_costs", query="?year=2014-15")


def test_pooled_funds_say_where_a_partner_has_no_figure(member: Client) -> None:
    make_contribution(year=2014, amount=8_869_000)
    make_contribution(partner="NHS Dorset CCG", year=2015, amount=53_051_000)

    text = page(member, "pooled_funds")

    assert "none stated" in text
    assert "8,869" in text
    assert "Add a contribution" not in text


@pytest.mark.parametrize("name", ["position", "pooled_funds", "running_costs"])
def test_queries_do_not_grow_with_the_figures(
    finance: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_organisation()

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            make_line(year=2013, heading=f"Heading {number}", actuals=[900] * 3)
            make_running_cost(label=f"Team {number}")
            make_contribution(partner=f"Partner {number}")

    grow(0, 2)
    path = f"{reverse(f'finance:{name}')}?year=2013-14"
    with django_assert_max_num_queries(11) as few:
        finance.get(path)
    grow(2, 12)
    with django_assert_max_num_queries(11) as many:
        finance.get(path)

    assert len(few) == len(many)


# Headings -------------------------------------------------------------------------------------------------------------


def heading(**changes: str) -> dict[str, str]:
    return {
        "version": "1",
        "heading": "Acute services",
        "kind": "spend",
        "annual_plan": "£12,000",
        "forecast_outturn": "",
        "forecast_reason": "",
        "programme": "",
    } | changes


def test_a_heading_is_recorded_with_its_plan_in_even_months(finance: Client) -> None:
    year = make_year(start=2014)

    response = finance.post(
        reverse("finance:budget_line_create"),
        heading(version="0", year=str(year.pk), spread="on", annual_plan="£1.2m"),
    )

    line = BudgetLine.objects.get()
    assert response.url == line.get_absolute_url()
    assert line.annual_plan == 1_200_000
    assert [month.plan for month in line.months.all()] == [Decimal(100_000)] * 12


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("£1,234.50", "1234.50"),
        ("1234.5", "1234.50"),
        (" 1,234 ", "1234"),
        ("£1.2m", "1200000"),
        ("0", "0"),
    ],
)
def test_amounts_are_understood_as_people_write_them(finance: Client, typed: str, kept: str) -> None:
    line = make_line()

    finance.post(_edit(line), heading(annual_plan=typed))

    line.refresh_from_db()
    assert line.annual_plan == Decimal(kept)


@pytest.mark.parametrize("typed", ["", "a lot", "1e5", "£1,23", "12.345", "999999999999", "*"])
def test_what_cannot_be_an_amount_is_refused_and_nothing_is_lost(finance: Client, typed: str) -> None:
    line = make_line()

    response = finance.post(_edit(line), heading(annual_plan=typed, forecast_reason="Half an hour of typing"))

    line.refresh_from_db()
    text = response.content.decode()
    assert response.status_code == 422
    assert line.annual_plan == 12_000
    assert "There is a problem" in text
    assert f'value="{typed}"' in text or not typed
    assert "Half an hour of typing" in text


def test_a_forecast_off_plan_needs_its_reason(finance: Client) -> None:
    line = make_line()

    refused = finance.post(_edit(line), heading(forecast_outturn="£12,500"))
    accepted = finance.post(_edit(line), heading(forecast_outturn="£12,500", forecast_reason="Winter."))

    line.refresh_from_db()
    assert refused.status_code == 422
    assert "Say why the forecast differs from the plan." in refused.content.decode()
    assert accepted.status_code == 302
    assert line.forecast_outturn == 12_500
    assert line.provenance == "returned"
    assert line.history.order_by("history_id").last().history_change_reason == "Winter."


def test_a_forecast_on_plan_needs_none(finance: Client) -> None:
    line = make_line()

    assert finance.post(_edit(line), heading(forecast_outturn="12000")).status_code == 302


def test_a_heading_stands_once_in_a_year(finance: Client) -> None:
    make_line(heading="Prescribing")
    line = make_line()

    response = finance.post(_edit(line), heading(heading="prescribing"))

    assert response.status_code == 422
    assert "2014/15 already has a heading of that name." in response.content.decode()


def test_two_people_at_one_heading_choose_and_nothing_is_overwritten(finance: Client) -> None:
    line = make_line()
    other = Client()
    other.force_login(make_user(role=Role.FINANCE, title="Second accountant"))
    other.post(_edit(line), heading(annual_plan="£15,000"))

    response = finance.post(_edit(line), heading(annual_plan="£13,000"))

    line.refresh_from_db()
    text = response.content.decode()
    assert response.status_code == 409
    assert line.annual_plan == 15_000
    assert "£13,000" in text
    assert "£15,000" in text

    chosen = finance.post(
        _edit(line),
        heading(annual_plan="£13,000", seen="2", asked="annual_plan", keep_annual_plan="yours"),
    )
    line.refresh_from_db()
    assert chosen.status_code == 302
    assert line.annual_plan == 13_000


def _edit(line: BudgetLine) -> str:
    return reverse("finance:budget_line_edit", args=[line.year.slug, line.slug])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"annual_plan": "-5000"}, "A plan to spend is not negative. Type £5,000 or 0."),
        ({"annual_plan": "(5,000)"}, "A plan to spend is not negative. Type £5,000 or 0."),
        (
            {"forecast_outturn": "-1", "forecast_reason": "Less."},
            "A forecast of spending is not negative. Type £1 or 0.",
        ),
    ],
)
def test_spending_is_not_negative(finance: Client, changes: dict[str, str], sentence: str) -> None:
    line = make_line()

    response = finance.post(_edit(line), heading(**changes))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert next(iter(changes.values())) in response.content.decode()


def test_a_deficit_may_be_planned(finance: Client) -> None:
    make_line()
    line = make_line(heading="Surplus", kind="surplus")

    finance.post(_edit(line), heading(heading="Surplus", kind="surplus", annual_plan="-5000"))

    line.refresh_from_db()
    assert line.annual_plan == -5_000
    assert "(5,000)" in page(finance, "position", query="?year=2014-15")


# Months ---------------------------------------------------------------------------------------------------------------


def months(line: BudgetLine, *, version: int = 1, plan: str = "1000", **changes: str) -> dict[str, str]:
    slugs = [month.slug for month in line.year.period.months]
    empty = {f"plan_{slug}": plan for slug in slugs} | {f"actual_{slug}": "" for slug in slugs}
    named = {name.replace("__", "-"): value for name, value in changes.items()}
    return {"version": str(version)} | empty | named


def _months(line: BudgetLine) -> str:
    return reverse("finance:budget_months_edit", args=[line.year.slug, line.slug])


def test_actuals_are_entered_month_by_month(finance: Client) -> None:
    line = make_line(provenance="illustrative")

    response = finance.post(_months(line), months(line, actual_2014__04="£1,010.50", actual_2014__05="990"))

    april, may, june = line.months.all()[:3]
    assert response.status_code == 302
    assert (april.actual, may.actual, june.actual) == (Decimal("1010.50"), Decimal(990), None)
    assert (april.provenance, june.provenance) == ("returned", "illustrative")


def test_only_months_that_changed_have_a_line_of_history(finance: Client) -> None:
    line = make_line()
    before = BudgetMonth.history.count()

    finance.post(_months(line), months(line, actual_2014__04="1010"))

    assert BudgetMonth.history.count() == before + 1


def test_an_actual_of_a_month_to_come_is_refused_beside_it(finance: Client) -> None:
    line = make_line()

    response = finance.post(_months(line), months(line, actual_2014__07="1,000", actual_2014__04="1,000"))

    text = response.content.decode()
    assert response.status_code == 422
    assert "July 2014 ends on 31 July 2014." in text
    assert 'id="id_actual_2014-07-error"' in text
    assert line.months.filter(actual__isnull=False).count() == 0


def test_plans_that_do_not_add_up_are_saved_and_said(finance: Client) -> None:
    line = make_line()

    response = finance.post(_months(line), months(line, plan="900"), follow=True)

    assert "The months’ plans add up to £1,200 less than the plan for the year." in response.content.decode()
    assert line.months.first().plan == 900


def test_a_month_without_a_plan_is_asked_for(finance: Client) -> None:
    line = make_line()

    response = finance.post(_months(line), months(line, plan_2014__09=""))

    assert response.status_code == 422
    assert "September 2014, plan: type an amount; 0 where nothing is planned." in response.content.decode()


def test_two_people_at_the_months_are_asked_only_where_both_changed(finance: Client) -> None:
    line = make_line(actuals=[1_000])
    other = Client()
    other.force_login(make_user(role=Role.FINANCE))
    other.post(_months(line), months(line, actual_2014__04="1,100", actual_2014__05="500"))

    response = finance.post(_months(line), months(line, actual_2014__04="1,200"))

    text = response.content.decode()
    assert response.status_code == 409
    assert 'name="keep_actual_2014-04" id=' in text
    assert 'name="keep_actual_2014-05" id=' not in text
    assert [month.actual for month in line.months.all()[:2]] == [1_100, 500]


def test_the_page_of_a_heading_says_what_was_changed_and_why(finance: Client) -> None:
    line = make_line(annual_plan=12_000)
    finance.post(_edit(line), heading(forecast_outturn="£12,500", forecast_reason="A hard winter."))

    text = page(finance, "budget_line_detail", "2014-15", line.slug)

    assert "History of changes" in text
    assert "A hard winter." in text


def test_a_heading_that_is_not_there_is_not_found(finance: Client) -> None:
    line = make_line()

    for args in (["2014-15", "nothing"], ["2015-16", line.slug], ["2014-16", line.slug]):
        assert finance.get(reverse("finance:budget_line_detail", args=args)).status_code == 404


# Position and pooled funds --------------------------------------------------------------------------------------------


POSITION = {"resource_limit": "£18.73m", "net_operating_costs": "£16.73m", "surplus_target": "", "note": ""}


def test_the_position_of_an_ended_year_is_recorded_once(finance: Client) -> None:
    make_year(start=2013)
    url = reverse("finance:position_edit", args=["2013-14", "running-costs"])

    first = finance.post(url, POSITION | {"version": "0"})
    second = finance.post(url, POSITION | {"version": "0", "resource_limit": "£19m"})

    assert first.status_code == 302
    assert second.status_code == 409
    assert FinancialPosition.objects.get().resource_limit == 18_730_000


def test_the_position_of_a_year_under_way_is_refused_in_words(finance: Client) -> None:
    make_year(start=2014)
    url = reverse("finance:position_edit", args=["2014-15", "programme"])

    opened, sent = finance.get(url), finance.post(url, POSITION | {"version": "0"})

    assert "2014/15 ends on 31 March 2015" in opened.content.decode()
    assert sent.status_code == 409
    assert not FinancialPosition.objects.exists()


def test_only_the_two_parts_of_a_position_have_an_address(finance: Client) -> None:
    make_year(start=2013)

    assert finance.get(reverse("finance:position_edit", args=["2013-14", "other"])).status_code == 404


def test_a_contribution_is_added_changed_and_removed(finance: Client) -> None:
    fund = make_contribution().fund
    partner, year = make_partner(name="Borough of Poole"), make_year(start=2015)
    new = reverse("finance:contribution_create", args=[fund.slug])

    finance.post(new, {"version": "0", "partner": partner.pk, "year": year.pk, "amount": "£862,000"})
    made = PooledFundContribution.objects.get(partner=partner)
    edit = reverse("finance:contribution_edit", args=[fund.slug, made.pk])
    finance.post(edit, {"version": "1", "partner": partner.pk, "year": year.pk, "amount": "£900,000"})
    made.refresh_from_db()
    stale = finance.post(reverse("finance:contribution_remove", args=[fund.slug, made.pk]), {"version": "1"})
    gone = finance.post(reverse("finance:contribution_remove", args=[fund.slug, made.pk]), {"version": "2"})

    assert made.amount == 900_000
    assert stale.status_code == 409
    assert gone.status_code == 302
    assert not PooledFundContribution.objects.filter(partner=partner).exists()


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [("-5", "A contribution is not negative."), ("", "Fill in"), ("lots", "is not a number.")],
)
def test_a_contribution_that_will_not_do_is_refused(finance: Client, amount: str, sentence: str) -> None:
    fund = make_contribution().fund
    partner, year = make_partner(name="Borough of Poole"), make_year(start=2015)

    response = finance.post(
        reverse("finance:contribution_create", args=[fund.slug]),
        {"version": "0", "partner": partner.pk, "year": year.pk, "amount": amount},
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_partner_contributes_once_a_year(finance: Client) -> None:
    there = make_contribution()

    response = finance.post(
        reverse("finance:contribution_create", args=[there.fund.slug]),
        {"version": "0", "partner": there.partner_id, "year": there.year_id, "amount": "1"},
    )

    assert response.status_code == 422
    assert "This partner already has a contribution for that year." in response.content.decode()


# What a lock holds ----------------------------------------------------------------------------------------------------


def test_entries_of_an_open_quarter_change_nothing_that_a_governing_body_member_reads(
    member: Client, finance: Client
) -> None:
    """Given a locked first quarter, when July's actual and a new forecast are entered, then members see no trace."""
    make_organisation()
    make_quarter(slug="2014-15-Q1", state=QuarterState.REPORTED)
    line = make_line(actuals=(1000, 1000, 1000))
    pages = [("budget_line_detail", "2014-15", line.slug), ("position",)]
    before = [page(member, *each, query="?year=2014-15" if len(each) == 1 else "") for each in pages]
    line.forecast_outturn, line.forecast_reason = Decimal(13_000), "July was dear."
    line.save()
    line.months.filter(starts_on="2014-07-01").update(actual=Decimal(2_345_678))

    after = [page(member, *each, query="?year=2014-15" if len(each) == 1 else "") for each in pages]
    assert [comparable(text) for text in after] == [comparable(text) for text in before]
    assert "July was dear." in page(finance, *pages[0])


def test_an_actual_of_a_locked_quarter_is_refused_beside_its_field_and_kept_as_typed(finance: Client) -> None:
    make_quarter(slug="2014-15-Q1", state=QuarterState.REPORTED)
    line = make_line(actuals=(1000, 1000, 1000))
    typed = {
        f"{kind}_{month.slug}": "1000" if kind == "plan" or number < 3 else ""
        for number, month in enumerate(line.year.period.months)
        for kind in ("plan", "actual")
    }
    address = reverse("finance:budget_months_edit", args=["2014-15", line.slug])
    response = finance.post(address, typed | {"actual_2014-04": "9000", "version": "1"})

    assert response.status_code in (409, 422)
    text = response.content.decode()
    assert "April 2014 belongs to 2014/15 Q1, which is locked." in text
    assert "9000" in text
    assert line.months.get(starts_on="2014-04-01").actual == 1000
