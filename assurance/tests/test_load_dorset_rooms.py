"""What is loaded of ambitions, programmes, money and engagement is what the files say, and every total adds up."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from assurance.dorset.files import read, read_csv
from assurance.tests.dorset import numbers_in
from core.money import round_half_up
from core.provenance import Provenance
from engagement.models import (
    EngagementActivity,
    EngagementPrinciple,
    EngagementStandard,
    Feedback,
    ProjectStep,
)
from finance.models import BudgetLine, BudgetMonth, FinancialPosition, PooledFundContribution, RunningCostLine
from organisation.models import AssuranceFramework, Organisation
from performance.incentives.pages import sums_of
from performance.models import (
    AmbitionLevel,
    IncentiveMeasure,
    IncentiveScheme,
    KPIEvidence,
    OutcomeAmbition,
    PerformanceLevel,
)
from programmes.models import (
    Milestone,
    PriorityProject,
    Programme,
    ProjectEvidence,
    ProjectSupport,
    ProjectUpdate,
    Risk,
    RiskEvidence,
    Stage,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dorset")]


# Incentives and frameworks ------------------------------------------------------------------------------------


def test_what_the_plan_leaves_open_has_no_money_and_no_result() -> None:
    of_the_plan = IncentiveMeasure.objects.filter(scheme__year__start=2015)
    assert of_the_plan.count() == 21
    stated = of_the_plan.exclude(weight_percent=None, amount=None)
    assert not stated.exists()
    assert not of_the_plan.filter(agreement=IncentiveMeasure.Agreement.AGREED).exists()


def test_the_quality_premium_of_2013_14_adds_up() -> None:
    scheme = IncentiveScheme.objects.get(slug="quality-premium-2013-14")
    sums = sums_of(scheme, list(scheme.measures.all()))
    assert scheme.total == 5 * Organisation.objects.get().registered_population
    assert (sums.measures, sums.unassigned) == (7, 0)
    invented = scheme.measures.exclude(result=IncentiveMeasure.Result.NOT_ASSESSED)
    assert {measure.result_provenance for measure in invented} == {Provenance.ILLUSTRATIVE}


def test_frameworks_have_their_components_and_an_invented_mapping() -> None:
    frameworks = AssuranceFramework.objects.all()
    assert [each.components.count() for each in frameworks] == [6, 5, 4]
    for model in (KPIEvidence, RiskEvidence, ProjectEvidence):
        assert set(model.objects.values_list("provenance", flat=True)) == {Provenance.ILLUSTRATIVE}


# Outcome ambitions --------------------------------------------------------------------------------------------


def test_ambitions_have_baseline_and_targets_or_none() -> None:
    ambitions = {each.number: each for each in OutcomeAmbition.objects.select_related("domain")}
    assert len(ambitions) == 7
    for row in read("published/outcomes.json")["ambitions"]:
        ambition = ambitions[row["number"]]
        assert ambition.name == row["name"]
        assert ambition.baseline_printed == row["baseline"]["printed"]
        assert ambition.baseline == row["baseline"].get("value")
        loaded = {
            level.year.label: level
            for level in ambition.levels.filter(kind=AmbitionLevel.Kind.TARGET).select_related("year")
        }
        assert {label: (level.printed, level.value) for label, level in loaded.items()} == {
            label: (target["printed"], target["value"])
            for label, target in row["targets"].items()
            if "value" in target
        }
        for stated in (row["baseline"], *row["targets"].values()):
            found = numbers_in(stated["printed"])
            assert found[0] == stated["value"] if found else stated["printed"] == "No trajectory"
    assert [number for number, each in ambitions.items() if not each.has_trajectory] == [4, 7]
    assert AmbitionLevel.objects.filter(kind=AmbitionLevel.Kind.TARGET).count() == 10


def test_23_levels_are_kept_in_the_words_of_the_plan() -> None:
    file = read("published/outcomes.json")
    stated = {
        row["row"]: (indicator["indicator"], row["area"], row["level"])
        for indicator in file["indicators"]
        for row in indicator["levels"]
    }
    loaded = {
        level.row: (level.indicator, level.area, level.level) for level in PerformanceLevel.objects.all()
    }
    assert loaded == stated
    assert sorted(loaded) == list(range(1, 24))


# Programmes and risks -----------------------------------------------------------------------------------------


def test_programmes_are_those_of_the_plan() -> None:
    kinds = Counter(Programme.objects.values_list("kind", flat=True))
    assert kinds == {"transformation": 7, "cwg": 5, "ccp": 7}
    better_together = Programme.objects.get(slug="better-together-programme")
    assert better_together.partners.count() == 9
    assert [(phase.period, phase.starts_on, phase.ends_on) for phase in better_together.phases.all()] == [
        ("September 2013 to October 2013", date(2013, 9, 1), date(2013, 10, 31)),
        ("November 2013 to January 2014", date(2013, 11, 1), date(2014, 1, 31)),
        ("January 2014 to 2018", date(2014, 1, 1), None),
    ]


def test_19_projects_have_their_programme_and_support_nothing_for_certain() -> None:
    rows = {row["number"]: row for row in read("published/projects.json")["projects"]}
    projects = {each.number: each for each in PriorityProject.objects.select_related("working_group")}
    assert sorted(projects) == sorted(rows) == list(range(1, 20))
    for number, project in projects.items():
        assert project.name == rows[number]["name"]
        assert project.working_group.slug == rows[number]["working_group"]
        assert project.commissioning_programme.slug == rows[number]["commissioning_programme"]
    answers = Counter(ProjectSupport.objects.values_list("answer", flat=True))
    assert answers == {ProjectSupport.Answer.NOT_RECORDED: 19 * 6}
    assert ProjectSupport.objects.exclude(note="").count() == 8


def test_progress_of_projects_is_illustrative() -> None:
    updates = ProjectUpdate.objects.select_related("quarter", "project__working_group")
    assert {update.provenance for update in updates} == {Provenance.ILLUSTRATIVE}
    by_quarter = {"2013-14-Q3": Counter(), "2013-14-Q4": Counter()}
    for update in updates:
        by_quarter[update.quarter.slug][update.rag] += 1
        assert update.stage in Stage.values
    assert by_quarter["2013-14-Q3"] == {"red": 1, "amber": 6, "green": 12}
    assert by_quarter["2013-14-Q4"] == {"red": 2, "amber": 4, "green": 13}
    published = Milestone.objects.filter(provenance=Provenance.PUBLISHED)
    assert {(each.project.number, each.due_on) for each in published} == {
        (7, date(2016, 4, 30)),
        (16, date(2015, 6, 30)),
    }


def test_the_register_is_illustrative_and_its_history_ends_at_the_score() -> None:
    risks = Risk.objects.prefetch_related("scores", "actions")
    assert [risk.reference for risk in risks] == [f"R-{number:03}" for number in range(1, 15)]
    for risk in risks:
        scores = list(risk.scores.all())
        assert scores[0].scored_on == risk.opened_on
        assert (scores[-1].likelihood, scores[-1].impact) == (risk.likelihood, risk.impact)
        assert risk.provenance == Provenance.ILLUSTRATIVE
        assert risk.actions.all()
    assert [risk.reference for risk in risks if risk.closed_on] == ["R-010"]


# Finance ------------------------------------------------------------------------------------------------------


def test_the_position_adds_up() -> None:
    file = read("published/finance.json")["positions"]
    parts = {position.part: position for position in FinancialPosition.objects.all()}
    for row in file["parts"]:
        position = parts[row["part"]]
        assert (position.resource_limit, position.net_operating_costs) == (
            row["resource_limit"] * 1000,
            row["net_operating_costs"] * 1000,
        )
        assert position.resource_limit - position.net_operating_costs == row["surplus"] * 1000
    assert sum(each.resource_limit for each in parts.values()) == file["total"]["resource_limit"] * 1000
    assert sum(each.net_operating_costs for each in parts.values()) == 934_483_000
    assert sum(row["surplus"] for row in file["parts"]) == file["total"]["surplus"] == 12614


def test_running_costs_are_the_printed_table() -> None:
    rows = read_csv("published/running_costs_2013_14.csv")
    lines = list(RunningCostLine.objects.select_related("parent"))
    assert len(lines) == len(rows) == 52
    for line, row in zip(lines, rows, strict=True):
        printed = (line.label, line.amount_printed, line.per_head_printed, line.share_printed)
        assert printed == (row["label"], row["amount_printed"], row["per_head_printed"], row["share_printed"])
        assert (line.parent.label if line.parent else "") == row["parent"]
        assert line.amount == Decimal(row["amount"])
        found = [numbers_in(text) for text in printed[1:]]
        stated = (line.amount, line.per_head, line.share_percent)
        assert all(
            number == (numbers[0] if numbers else 0) for number, numbers in zip(stated, found, strict=True)
        )


def test_running_costs_add_up_but_for_five_pounds() -> None:
    file = read("published/finance.json")["running_costs"]
    lines = list(RunningCostLine.objects.all())
    top = [line for line in lines if line.level == 0 and line.kind != RunningCostLine.Kind.TOTAL]
    assert sum(line.amount for line in top) == file["total"] == 18_730_000
    spend = [line for line in top if line.kind != RunningCostLine.Kind.SAVING]
    assert sum(line.amount for line in spend) == file["spend"] == 16_730_000
    directorates = [line for line in top if line.kind == RunningCostLine.Kind.SUBTOTAL]
    assert sum(line.amount for line in directorates) == file["directorates_only"]
    differences = {}
    for line in lines:
        parts = [each.amount for each in lines if each.parent_id == line.pk]
        if parts and sum(parts) != line.amount:
            differences[line.label] = sum(parts) - line.amount
        assert round_half_up(line.amount / file["population"], 2) == line.per_head
        assert round_half_up(line.amount * 100 / file["total"], 2) == line.share_percent
    assert differences == file["differences"]
    assert len(differences) == 5


def test_the_opening_budget_is_1019_million_with_its_surplus() -> None:
    file = read("published/finance.json")["opening_budget"]
    lines = BudgetLine.objects.filter(year__start=2015)
    assert {line.heading: line.annual_plan for line in lines} == {
        row["heading"]: row["amount"] * 1_000_000 for row in file["lines"]
    }
    assert sum(line.annual_plan for line in lines) == file["printed_total"] * 1_000_000
    assert [(line.heading, line.annual_plan) for line in lines.filter(kind=BudgetLine.Kind.SURPLUS)] == [
        ("Surplus", 15_000_000)
    ]


def test_the_budget_of_2014_15_is_illustrative_and_its_months_make_the_year() -> None:
    lines = BudgetLine.objects.filter(year__start=2014).prefetch_related("months")
    assert {line.provenance for line in lines} == {Provenance.ILLUSTRATIVE}
    for line in lines:
        assert sum(month.plan for month in line.months.all()) == line.annual_plan
        known = [month.starts_on.month for month in line.months.all() if month.actual is not None]
        assert known == [4, 5, 6]
    for month in (4, 5, 6):  # the surplus is what spending leaves
        rows = BudgetMonth.objects.filter(starts_on=date(2014, month, 1))
        assert sum(row.plan for row in rows) == sum(row.actual for row in rows)
    assert sum(line.annual_plan for line in lines) == sum(line.forecast_outturn for line in lines)


def test_contributions_to_the_better_care_fund_add_up_to_the_printed_totals() -> None:
    file = read("published/finance.json")["better_care_fund"]
    contributions = PooledFundContribution.objects.select_related("partner", "year")
    loaded = {(each.partner.name, each.year.label): each.amount for each in contributions}
    assert loaded == {
        (row["partner"], label): row[label] * 1000
        for row in file["contributions"]
        for label in file["printed_totals"]
        if label in row
    }
    for label, total in file["printed_totals"].items():
        assert sum(amount for (_, year), amount in loaded.items() if year == label) == total * 1000


# Engagement ---------------------------------------------------------------------------------------------------


def test_engagement_has_its_principles_standards_and_the_seven_steps_of_every_project() -> None:
    assert list(EngagementPrinciple.objects.values_list("number", flat=True)) == list(range(1, 10))
    assert list(EngagementStandard.objects.values_list("number", flat=True)) == list(range(1, 12))
    assert Counter(ProjectStep.objects.values_list("state", flat=True)) == {"not-recorded": 19 * 7}


def test_activities_have_what_is_stated_and_no_more() -> None:
    rows = {row["title"]: row for row in read("published/engagement.json")["activities"]["rows"]}
    activities = {each.title: each for each in EngagementActivity.objects.all()}
    assert sorted(activities) == sorted(rows)
    for title, activity in activities.items():
        stated = rows[title]
        for field in ("reach_text", "date_text", "place", "methods", "what_was_said"):
            assert getattr(activity, field) == stated.get(field, "")
        assert (activity.reached, activity.took_part) == (stated.get("reached"), stated.get("took_part"))
        assert (activity.can_change, activity.cannot_change) == ("", "")
        assert activity.provenance == Provenance.PUBLISHED
    exact = [title for title, activity in activities.items() if activity.took_part is not None]
    assert exact == ["Customer survey of commissioning support"]


def test_a_closed_activity_says_what_came_of_it() -> None:
    for activity in EngagementActivity.objects.filter(state="closed").prefetch_related("feedback"):
        assert all(each.did or each.no_change_reason for each in activity.feedback.all())
        assert activity.feedback.all()
    assert Counter(Feedback.objects.values_list("provenance", flat=True)) == {
        "published": 1,
        "illustrative": 4,
    }
