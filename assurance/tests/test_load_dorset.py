"""What is loaded is what the files say, figure by figure, and every total adds up again."""

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models
from django.test import override_settings
from django.urls import resolve

from assurance.dorset.attendances import type_1_months
from assurance.dorset.files import read, read_csv
from assurance.dorset.kpi_rows import published_kpis
from assurance.management.commands import load_dorset
from assurance.models import Report, Snapshot
from assurance.tests.dorset import numbers_in
from core import periods
from core.figures import Figure, MeasureKind
from core.models import Provenanced
from core.money import round_half_up
from core.provenance import Provenance
from core.rag import RAG
from organisation.demonstration import ACCOUNTS, PASSWORD
from organisation.models import (
    DataQualityNote,
    Directorate,
    Locality,
    Organisation,
    Quarter,
    QuarterState,
    RoleAssignment,
    Team,
    User,
)
from performance.assessment import assess
from performance.models import (
    KPI,
    Baseline,
    ExceptionNote,
    KPIValue,
    Return,
    ReturnState,
    Target,
)
from performance.rollup import roll_up
from programmes.models import (
    Milestone,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dorset")]
ROOMS = ("organisation", "programmes", "performance", "finance", "engagement", "assurance")
YEAR = periods.FinancialYear(2013)


def all_models() -> list[type[models.Model]]:
    """Every model of the portal's rooms, with the tables of their history."""
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in all_models()}


# The calendar and the people ----------------------------------------------------------------------------------


def test_the_organisation_is_one_row_with_its_population() -> None:
    organisation = Organisation.objects.get()
    assert organisation.short_name == "NHS Dorset CCG"
    assert organisation.registered_population == 749179


def test_directorates_stand_in_the_order_of_the_report() -> None:
    assert [str(directorate) for directorate in Directorate.objects.all()] == [
        "Finance and Performance",
        "Quality",
        "Service Delivery",
        "Engagement and Development",
    ]
    assert Team.objects.count() == 11


def test_a_locality_has_a_cluster_only_where_the_documents_say_which() -> None:
    clusters = {str(each): str(each.cluster or "") for each in Locality.objects.select_related("cluster")}
    assert clusters == {
        "Bournemouth": "East",
        "Christchurch": "East",
        "Mid Dorset": "",
        "North Dorset": "",
        "Purbeck": "Mid",
        "West Dorset": "",
        "Weymouth and Portland": "West",
    }


def test_quarters_stand_where_the_demonstration_has_them() -> None:
    states = {quarter.slug: quarter.state for quarter in Quarter.objects.select_related("year")}
    assert len(states) == 28
    assert {states[quarter.slug] for quarter in periods.FinancialYear(2012).quarters} == {QuarterState.LOCKED}
    assert {states[quarter.slug] for quarter in YEAR.quarters} == {QuarterState.REPORTED}
    assert states["2014-15-Q1"] == QuarterState.OPEN
    assert states["2014-15-Q2"] == states["2018-19-Q4"] == QuarterState.UPCOMING


def test_every_demonstration_account_can_sign_in_as_what_it_says() -> None:
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.is_demonstration
        assert user.check_password(PASSWORD)
        held = RoleAssignment.objects.select_related("directorate").get(user=user)
        assert held.role == account.role
        assert (held.directorate.slug if held.directorate else "") == account.directorate_slug


# KPIs ---------------------------------------------------------------------------------------------------------


def test_39_kpis_are_loaded_with_their_names_targets_and_quarters() -> None:
    kpis = {kpi.number: kpi for kpi in KPI.objects.filter(number__lte=39).select_related("team")}
    assert sorted(kpis) == list(range(1, 40))
    for published in published_kpis():
        kpi, row = kpis[published.number], published.row
        assert (kpi.name, kpi.short_name, kpi.frequency) == (row["name"], row["short_name"], row["frequency"])
        assert kpi.team.slug == published.team
        assert kpi.provenance == Provenance.PUBLISHED
        assert kpi.roll_up == row["roll_up"]


def test_every_quarter_is_loaded_figure_by_figure() -> None:
    values = {
        (value.kpi.number, value.starts_on): value
        for value in KPIValue.objects.quarterly().select_related("kpi")
    }
    for published in published_kpis():
        for quarter, row in published.quarters.items():
            value = values[published.number, quarter.starts_on]
            assert value.printed == row["printed"]
            assert (value.provenance, value.source) == (Provenance.PUBLISHED, published.source)
            assert value.not_collected == (row["printed"] == "*")
            if not value.not_collected:
                first, second = published.figures(quarter)
                assert (value.figure, value.second_figure) == (first, second)
            assert (value.self_assessed, value.self_assessed_reason) == ("", "")


def test_every_figure_is_what_is_printed() -> None:
    checked = 0
    for published in published_kpis():
        for quarter, row in published.quarters.items():
            first, second = published.figures(quarter)
            printed = numbers_in(row["printed"])
            if first is None:
                assert row["printed"] == "*"
                continue
            stated = [first.numerator, first.denominator] if first.numerator is not None else [first.value]
            stated += [second.value] if second else []
            assert printed[: len(stated)] == [each for each in stated if each is not None][: len(printed)]
            if len(printed) == 3:  # n of d with its percentage
                assert printed[2] == round_half_up(first.value, 0)
            checked += 1
    assert checked == 156 - 22


def test_targets_are_what_is_printed_and_carried_over_for_the_demonstration() -> None:
    targets = {
        (each.kpi.number, each.year.start): each for each in Target.objects.select_related("kpi", "year")
    }
    for published in published_kpis():
        row = published.row["target"]
        target = targets.get((published.number, 2013))
        if row["printed"] == "N/A":
            assert target is None
            continue
        carried = targets[published.number, 2014]
        assert target.printed == row["printed"]
        assert (target.provenance, carried.provenance) == (Provenance.PUBLISHED, Provenance.ILLUSTRATIVE)
        assert (target.comparator, target.value) == (carried.comparator, carried.value)
        if target.value is not None:
            assert target.value in numbers_in(row["printed"])
    assert len([start for _, start in targets if start == 2013]) == 24


@pytest.mark.parametrize(
    ("number", "red", "amber", "green", "grey"),
    [(1, 3, 1, 8, 27), (2, 3, 1, 8, 27), (3, 2, 1, 9, 27), (4, 8, 3, 11, 17)],
)
def test_the_rules_make_of_the_year_what_the_ccg_must_hear(
    number: int, red: int, amber: int, green: int, grey: int
) -> None:
    quarter = periods.Quarter(YEAR, number)
    targets = {target.kpi_id: target for target in Target.objects.filter(year__start=2013)}
    values: dict[int, dict[periods.Quarter, KPIValue]] = {}
    for value in KPIValue.objects.quarterly():
        values.setdefault(value.kpi_id, {})[value.period] = value
    counts = Counter(
        assess(kpi, targets.get(kpi.pk), quarter, values[kpi.pk]).rag
        for kpi in KPI.objects.reported_in(quarter)
    )
    assert counts == {RAG.RED: red, RAG.AMBER: amber, RAG.GREEN: green, RAG.GREY: grey}


def test_months_are_illustrative_and_roll_up_to_the_quarters() -> None:
    """Of the 19 monthly KPIs: to the published quarters of 2013/14, and to those they make of 2012/13."""
    monthly = KPI.objects.filter(number__lte=39, frequency="monthly")
    assert monthly.count() == 19
    for kpi in monthly:
        months = {value.starts_on: value for value in kpi.values.monthly()}
        assert {value.provenance for value in months.values()} == {Provenance.ILLUSTRATIVE}
        assert len(months) == 24
        for quarter in kpi.values.quarterly():
            parts = [months[month.starts_on] for month in quarter.period.months]
            assert quarter.not_collected == all(part.not_collected for part in parts)
            if quarter.not_collected:
                continue
            assert roll_up(kpi.roll_up, [part.figure for part in parts]).figure == quarter.figure
            if kpi.is_pair:
                second = roll_up(kpi.second_roll_up, [part.second_figure for part in parts]).figure
                assert second == quarter.second_figure


def test_quarters_of_2012_13_are_illustrative() -> None:
    before = KPIValue.objects.quarterly().filter(starts_on__lt=YEAR.starts_on)
    assert before.count() == 19 * 4
    assert set(before.values_list("provenance", flat=True)) == {Provenance.ILLUSTRATIVE}


def test_every_red_of_the_year_carries_an_illustrative_note() -> None:
    notes = ExceptionNote.objects.select_related("value__kpi")
    by_quarter = Counter(note.value.period.slug for note in notes)
    assert by_quarter == {"2013-14-Q1": 3, "2013-14-Q2": 3, "2013-14-Q3": 2, "2013-14-Q4": 11}
    assert {note.provenance for note in notes} == {Provenance.ILLUSTRATIVE}
    assert all(note.cause and note.action and note.owner and note.recovery_on for note in notes)


def test_no_paper_of_a_frozen_quarter_tells_of_a_day_after_its_lock() -> None:
    """What was frozen on 9 May cannot say what a committee did on 12 May, or be confirmed on 16 May."""
    locked_on = {
        row["quarter"]: date.fromisoformat(row["locked_at"][:10])
        for row in read("illustrative/round.json")["quarters"]
        if "locked_at" in row
    }

    for sheet in read("illustrative/papers.json")["cover_sheets"]:
        written = re.findall(r"\d{1,2} [A-Z][a-z]+ \d{4}", sheet["previous_committees"])
        told = [datetime.strptime(day, "%d %B %Y").date() for day in written]  # noqa: DTZ007 (a day)
        confirmed_on = date.fromisoformat(sheet["confirmed_on"])
        assert (
            max(told) <= confirmed_on <= locked_on[sheet["quarter"]] < date.fromisoformat(sheet["meeting_on"])
        )


def test_returns_are_locked_with_their_quarter_and_open_with_the_open_one() -> None:
    locked = Return.objects.filter(quarter__year__start=2013)
    assert {each.state for each in locked} == {ReturnState.LOCKED}
    assert locked.count() == 16
    assert all(each.provenance_note and each.submitted_by and each.signed_off_by for each in locked)
    open_ones = Return.objects.exclude(quarter__year__start=2013)
    assert {(each.state, each.quarter.slug) for each in open_ones} == {
        (ReturnState.NOT_STARTED, "2014-15-Q1")
    }
    assert open_ones.count() == 4


# A&E ----------------------------------------------------------------------------------------------------------


def test_attendances_are_those_of_the_file() -> None:
    kpis = {kpi.number: kpi for kpi in KPI.objects.filter(number__gte=40)}
    assert sorted(kpis) == [40, 41, 42, 43, 44, 45]
    rows = [row for row in read_csv("imported/ae_attendances_dorset.csv") if row["type"] == "1"]
    loaded = 0
    for entry in read("imported/ae_kpis.json")["kpis"]:
        kpi = kpis[entry["number"]]
        for row in (each for each in rows if each["org_code"] == entry["trust"]):
            value = kpi.values.monthly().get(starts_on=row["period"])
            attended, breached = Decimal(row["attendances"]), Decimal(row["breaches"])
            is_ratio = kpi.measure == MeasureKind.RATIO
            expected = Figure.ratio(attended - breached, attended) if is_ratio else None
            assert value.figure == (expected or Figure.of(MeasureKind.COUNT, breached))
            assert value.provenance == Provenance.IMPORTED
            loaded += 1
    assert loaded == 2 * len(rows) == 216


def test_quarters_of_attendances_are_rolled_up() -> None:
    series = type_1_months()["RDZ"]
    quarter = periods.Quarter(periods.FinancialYear(2018), 4)
    attended = sum(series[month][0] for month in quarter.months)
    breached = sum(series[month][1] for month in quarter.months)
    value = KPI.objects.get(number=40).values.for_quarter(quarter).get()
    assert (value.numerator, value.denominator) == (attended - breached, attended) == (16465, 18708)
    assert (value.provenance, value.is_complete) == (Provenance.DERIVED, True)
    assert KPIValue.objects.quarterly().filter(kpi__number__gte=40).count() == 72


def test_nothing_of_the_future_is_seen_in_2014() -> None:
    today = date(2014, 7, 8)
    assert not KPIValue.objects.known_by(today).filter(kpi__number__gte=40).exists()
    assert KPI.objects.reported_in(periods.Quarter.containing(today)).count() == 39
    assert KPIValue.objects.known_by(date(2019, 4, 8)).filter(kpi__number__gte=40).count() == 216 + 72


# The whole ----------------------------------------------------------------------------------------------------


NOT_SHOWN = (Baseline,)
"""What the demonstration leaves for people to try."""


def test_every_row_says_where_it_is_from() -> None:
    for model in all_models():
        if issubclass(model, Provenanced):
            assert not model._default_manager.filter(source="").exists(), model
            assert model in NOT_SHOWN or model._default_manager.exists(), model


def test_every_row_is_one_that_the_portal_would_take() -> None:
    refused = []
    for model in all_models():
        links = [field.name for field in model._meta.fields if field.is_relation]
        for row in model._default_manager.all():
            if (
                not row._meta.label.endswith(("Snapshot", "Report"))
                and "history" not in row._meta.label.lower()
            ):
                try:
                    row.clean_fields(exclude=[*links, "password"])
                except ValidationError as refusal:
                    refused.append((repr(row), refusal.message_dict))
    assert refused == []


def test_data_quality_notes_lead_to_pages() -> None:
    notes = list(DataQualityNote.objects.all())
    assert len({note.key for note in notes}) == len(notes) > 30
    for note in notes:
        assert resolve(note.path.partition("?")[0]), note.path


def test_each_pound_of_difference_is_a_note() -> None:
    about = set(DataQualityNote.objects.filter(area="finance").values_list("about", flat=True))
    assert {
        f"Running costs: {label}" for label in read("published/finance.json")["running_costs"]["differences"]
    } < about


def test_reported_quarters_are_frozen_and_the_last_report_is_asked_for() -> None:
    assert [each.quarter.slug for each in Snapshot.objects.select_related("quarter")] == [
        quarter.slug for quarter in YEAR.quarters
    ]
    report = Report.objects.select_related("snapshot__quarter").get()
    assert (report.snapshot.quarter.slug, report.audience.slug, report.state) == (
        "2013-14-Q4",
        "governing-body",
        "queued",
    )


def test_a_second_run_changes_nothing_and_says_so() -> None:
    before, output = row_counts(), StringIO()
    with override_settings(PORTAL_DEMONSTRATION=True):
        call_command("load_dorset", stdout=output)
    assert row_counts() == before
    lines = output.getvalue().splitlines()
    assert len(lines) == len(load_dorset.PARTS)
    assert all(line.endswith(": nothing new.") for line in lines)


def test_what_people_changed_is_left_alone() -> None:
    kpi = KPI.objects.get(number=11)
    kpi.short_name = "Inspections"
    kpi.save()
    Milestone.objects.filter(project__number=5).first().delete()
    count = Milestone.objects.count()
    call_command("load_dorset", verbosity=0)
    assert KPI.objects.get(number=11).short_name == "Inspections"
    assert Milestone.objects.count() == count
