"""A report read on the screen, taken away as data, and one of its figures followed back to who recorded it."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from assurance import pack as packs
from assurance.models import Report, ReportState
from assurance.pack import AssurancePack
from assurance.renditions.history import FigureHistory, history_of
from assurance.report_source import contents_of
from assurance.tests.builders import make_figure, make_report, make_row, make_snapshot
from assurance.tests.pack_builders import CUT_OFF, make_head, make_pack
from core import periods, trail
from core.figures import MeasureKind
from core.provenance import Provenance
from organisation.models import Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from performance.models import KPI, KPIValue
from performance.tests.builders import make_kpi, make_value

Q4 = periods.Quarter.from_slug("2013-14-Q4")


@pytest.fixture
def member(db: None) -> Client:
    make_organisation()
    client = Client()
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    return client


def make_ready(pack: AssurancePack | None = None, **fields: Any) -> Report:
    snapshot = make_snapshot(pack=packs.to_json(pack or make_pack()))
    return make_report(snapshot=snapshot, state=ReportState.READY, **fields)


def make_later(first: Report, *, version: int, kpis: int) -> Report:
    """Of a snapshot of its own, with so many KPIs."""
    pack = make_pack(*(make_row(number=number) for number in range(1, kpis + 1)))
    snapshot = make_snapshot(quarter=first.snapshot.quarter, version=version, pack=packs.to_json(pack))
    return make_report(snapshot=snapshot, version=version, state=ReportState.READY)


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# Reading --------------------------------------------------------------------------------------------------


def test_the_report_is_read_as_a_page(member: Client) -> None:
    report = make_ready(make_pack(make_row(name="Cases over 28 days", number=1)))
    page = body(member, f"/reports/{report.pk}/read/")

    assert "Quarterly assurance report, 2013/14 Q4" in page
    assert '<section id="summary"><h2>Executive summary</h2>' in page
    assert '<a href="#finance">Finance</a>' in page
    assert f"/reports/{report.pk}/figures/kpi-1/2013-14-Q4/" in page
    assert page.count("<h1") == 1


def test_a_later_version_says_when_the_one_before_it_was_cut_off(member: Client) -> None:
    first = make_ready()
    pack = make_pack(head=make_head(version=2, cut_off=CUT_OFF + timedelta(days=3)))
    snapshot = make_snapshot(quarter=first.snapshot.quarter, version=2, pack=packs.to_json(pack))
    second = make_report(snapshot=snapshot, version=2, state=ReportState.READY)

    page = body(member, f"/reports/{second.pk}/read/")
    assert "2; earlier: version 1, cut off 9 May 2014, 17:00" in page
    assert "12 May 2014, 17:00" in page


def test_a_newer_version_is_named(member: Client) -> None:
    report = make_ready()
    newer = make_report(snapshot=report.snapshot, version=2, state=ReportState.READY)

    assert f'<a href="/reports/{newer.pk}/read/">version 2</a>' in body(member, f"/reports/{report.pk}/read/")
    assert "There is a newer version" not in body(member, f"/reports/{newer.pk}/read/")


def test_a_snapshot_that_cannot_be_read_is_refused_in_words(member: Client) -> None:
    report = make_report(snapshot=make_snapshot(), state=ReportState.READY)

    for form in ("read/", "data/", "data.xlsx", "data.json", "figures/kpi-1/2013-14-Q4/"):
        response = member.get(f"/reports/{report.pk}/{form}")
        assert response.status_code == 409
        assert "is not of the shape that this portal reads" in response.content.decode()


@pytest.mark.parametrize("form", ["read/", "data/", "data.xlsx", "data.json"])
def test_a_page_costs_the_same_whatever_the_report_holds(member: Client, form: str) -> None:
    first = make_ready()
    small, large = make_later(first, version=2, kpis=2), make_later(first, version=3, kpis=40)
    counts = []
    for report in (small, large):
        member.get(f"/reports/{report.pk}/{form}")
        with CaptureQueriesContext(connection) as queries:
            member.get(f"/reports/{report.pk}/{form}")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 8


# Data -----------------------------------------------------------------------------------------------------


def test_the_workbook_and_the_json_are_named_as_the_pdf_is(member: Client) -> None:
    report = make_ready()
    names = {
        "data.xlsx": "Quarterly assurance report 2013-14 Q4 v1.xlsx",
        "data.json": "Quarterly assurance report 2013-14 Q4 v1.json",
        "data/kpi-figures.csv": "Quarterly assurance report 2013-14 Q4 v1 kpi-figures.csv",
    }

    for form, name in names.items():
        response = member.get(f"/reports/{report.pk}/{form}")
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["Cache-Control"] == "private, no-store"


def test_the_data_name_the_snapshot_by_its_own_digest(member: Client) -> None:
    report = make_ready()
    head = json.loads(member.get(f"/reports/{report.pk}/data.json").content)["report"]

    assert head["digests"] == [report.snapshot.sha256]
    book = load_workbook(io.BytesIO(member.get(f"/reports/{report.pk}/data.xlsx").content))
    assert report.snapshot.sha256 in [cell.value for cell in book["About"]["B"]]


def test_the_tables_are_listed_with_what_they_hold(member: Client) -> None:
    report = make_ready()
    page = body(member, f"/reports/{report.pk}/data/")

    assert f'href="/reports/{report.pk}/data/kpi-figures.csv"' in page
    assert "Each figure of each KPI" in page


def test_a_table_that_the_report_does_not_print_is_not_found(member: Client) -> None:
    report = make_ready()

    assert member.get(f"/reports/{report.pk}/data/salaries.csv").status_code == 404


# The history of a figure ----------------------------------------------------------------------------------


@pytest.fixture
def quarter(db: None) -> Quarter:
    make_organisation()
    return make_quarter(slug=Q4.slug, state=QuarterState.LOCKED)


def record(value: KPIValue, number: int, by: User | None = None, reason: str = "Return") -> KPIValue:
    value.value = Decimal(number)
    return trail.save(value, by=by, reason=reason)


def reported(quarter: Quarter, kpi: KPI, text: str) -> Report:
    """A report that prints one figure of the KPI, its snapshot taken now."""
    figure = replace(make_figure("Q4", text), provenance="returned", source="")
    row = replace(make_row(name=kpi.short_name), slug=kpi.slug, figures=(figure,))
    snapshot = make_snapshot(quarter=quarter, pack=packs.to_json(make_pack(row)))
    return make_report(snapshot=snapshot, state=ReportState.READY)


def history(report: Report, kpi: KPI, role: Role = Role.GOVERNING_BODY) -> FigureHistory:
    page = history_of(report, contents_of(report), kpi=kpi.slug, quarter=Q4, user=make_user(role=role))
    assert page is not None
    return page


def test_what_was_recorded_by_whom_and_what_was_reported(quarter: Quarter) -> None:
    ada = make_user(role=Role.CONTRIBUTOR)
    kpi = make_kpi(measure=MeasureKind.COUNT)
    value = make_value(kpi=kpi, text="90")
    record(value, 92, by=ada, reason="Corrected before sign-off")
    report = reported(quarter, kpi, "92")
    page = history(report, kpi)

    assert [each.text for each in page.versions][:2] == ["92", "90"]
    assert [each.is_reported for each in page.versions][:2] == [True, False]
    assert (page.versions[0].who, page.versions[0].why) == (str(ada), "Corrected before sign-off")
    assert page.today is not None
    assert not page.today.has_changed


def test_a_figure_that_was_changed_after_the_report_says_so(member: Client, quarter: Quarter) -> None:
    kpi = make_kpi(measure=MeasureKind.COUNT)
    value = make_value(kpi=kpi, text="92")
    report = reported(quarter, kpi, "92")
    record(value, 95, reason="Recounted")

    page = body(member, f"/reports/{report.pk}/figures/{kpi.slug}/{Q4.slug}/")
    assert "Reported 92, now 95" in page
    assert "After the report" in page
    assert "As reported" in page
    assert "Recounted" in page


def test_while_the_quarter_is_open_again_a_member_sees_what_was_reported_alone(quarter: Quarter) -> None:
    kpi = make_kpi(measure=MeasureKind.COUNT)
    value = make_value(kpi=kpi, text="92")
    report = reported(quarter, kpi, "92")
    record(value, 95)
    Quarter.objects.filter(pk=quarter.pk).update(state=QuarterState.OPEN)

    member, staff = history(report, kpi), history(report, kpi, role=Role.ASSURANCE)
    assert member.today is None
    assert "95" not in [each.text for each in member.versions]
    assert staff.today is not None
    assert (staff.today.text, staff.today.has_changed) == ("95", True)
    assert [each.text for each in staff.versions if each.is_later] == ["95"]


def test_of_a_published_figure_nobody_reads_what_was_returned_while_the_quarter_is_open_again(
    quarter: Quarter,
) -> None:
    """What a national body published is everybody's; the months that a directorate types meanwhile are not."""
    kpi = make_kpi(measure=MeasureKind.COUNT, published_by="NHS England")
    make_value(kpi=kpi, text="92")
    report = reported(quarter, kpi, "92")
    Quarter.objects.filter(pk=quarter.pk).update(state=QuarterState.OPEN)
    month = make_value(kpi=kpi, period="2014-01", text="30", provenance=Provenance.RETURNED)
    record(month, 31, reason="Not agreed yet")

    member, staff = history(report, kpi), history(report, kpi, role=Role.ASSURANCE)
    assert member.today is not None, "what was published is shown as it stands"
    assert [each.text for each in member.versions] == ["92"]
    assert member.months == ()
    assert "31" in [each.text for each in staff.months]


def test_a_figure_that_was_taken_away_since_says_so(quarter: Quarter) -> None:
    kpi = make_kpi(measure=MeasureKind.COUNT)
    value = make_value(kpi=kpi, text="92")
    report = reported(quarter, kpi, "92")
    trail.delete(value, by=None, reason="Entered for another KPI")
    page = history(report, kpi)

    assert page.today is not None
    assert (page.today.text, page.today.has_changed) == ("Not returned", True)
    assert [(each.text, each.is_later) for each in page.versions] == [("Removed", True), ("92", False)]


def test_its_snapshot_is_of_the_moment_that_the_report_names(member: Client, quarter: Quarter) -> None:
    kpi = make_kpi(measure=MeasureKind.COUNT)
    make_value(kpi=kpi, text="92")
    report = reported(quarter, kpi, "92")
    pack = report.snapshot.pack
    pack["head"]["cut_off"] = "2014-05-09T17:00:00+01:00"
    type(report.snapshot).objects.update(pack=pack, taken_at="2014-07-08T09:02:00Z")

    page = member.get(f"/reports/{report.pk}/figures/{kpi.slug}/2013-14-Q4/").content.decode()
    own = member.get(report.get_absolute_url()).content.decode()

    assert "snapshot 1, frozen 9 May 2014, 17:00" in page
    assert "frozen 9 May 2014, 17:00" in own
    assert "8 July 2014, 10:02" not in page


def test_a_figure_that_the_report_does_not_print_is_not_found(member: Client, quarter: Quarter) -> None:
    kpi = make_kpi(measure=MeasureKind.COUNT)
    report = reported(quarter, kpi, "92")

    for address in ("another/2013-14-Q4", f"{kpi.slug}/2012-13-Q1", f"{kpi.slug}/never"):
        assert member.get(f"/reports/{report.pk}/figures/{address}/").status_code == 404


def test_the_history_asks_a_fixed_number_of_questions(member: Client, quarter: Quarter) -> None:
    kpi = make_kpi(measure=MeasureKind.COUNT)
    value = make_value(kpi=kpi, text="1")
    report = reported(quarter, kpi, "1")
    counts = []
    for more in (1, 20):
        for number in range(more):
            record(value, number)
        with CaptureQueriesContext(connection) as queries:
            body(member, f"/reports/{report.pk}/figures/{kpi.slug}/{Q4.slug}/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 13
