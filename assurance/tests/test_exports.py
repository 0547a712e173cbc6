"""Every list as a file: the rows, rights and filters of its page, in columns that a spreadsheet understands."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from assurance.models import ReportState
from assurance.tests.builders import make_report
from core.exports import MIME
from engagement.tests.builders import make_activity
from finance.tests.builders import make_line, make_running_cost
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user
from performance.tests.builders import make_kpi, make_pair, make_value
from programmes.tests.builders import make_project, make_risk

pytestmark = pytest.mark.django_db

LISTS = [
    ("/performance/?", "scorecard-2013-14-q4", "KPI"),
    ("/performance/figures/?", "figures", "Period"),
    ("/performance/kpis/?", "kpi-register", "Owner"),
    ("/returns/?", "returns", "State"),
    ("/programmes/?", "projects-2013-14-q4", "Project"),
    ("/risks/?", "risks-2014-07-08", "Risk"),
    ("/finance/?year=2014-15&", "budget-2014-15", "Heading"),
    ("/finance/running-costs/?year=2013-14&", "running-costs-2013-14", "Directorate and team"),
    ("/engagement/?", "engagement-activities", "Activity"),
    ("/reports/?", "reports", "Report"),
]


def sign_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role=role))
    return client


@pytest.fixture
def office(db: None) -> Client:
    """Something in every list: of a locked quarter, of the open one, of two directorates."""
    make_organisation()
    make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    quality, delivery = make_directorate(name="Quality"), make_directorate(name="Service Delivery")
    visits = make_kpi(name="=Visits", number=1, directorate=quality)
    pair = make_pair(name="Challenges", number=2, directorate=delivery)
    make_value(kpi=visits, period="2013-14-Q4", text="5", commentary="+more")
    make_value(kpi=visits, period="2014-15-Q1", text="6")
    make_value(kpi=pair, period="2013-14-Q4", text="17", second="£1,059,768")
    make_project(name="A project")
    make_risk(title="A risk")
    make_line(heading="Acute services")
    make_running_cost(amount=100)
    make_activity(title="An event")
    make_report(state=ReportState.READY)
    return sign_in(Role.ASSURANCE)


def rows(client: Client, url: str) -> list[list[str]]:
    answer = client.get(f"{url}format=csv")
    assert answer.status_code == 200
    assert answer["Content-Type"] == MIME["csv"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def cells(client: Client, url: str) -> list[list[Any]]:
    answer = client.get(f"{url}format=xlsx")
    assert answer["Content-Type"] == MIME["xlsx"]
    page = load_workbook(io.BytesIO(answer.content)).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


@pytest.mark.parametrize(("url", "name", "heading"), LISTS)
def test_every_list_comes_as_csv_and_as_a_workbook(office: Client, url: str, name: str, heading: str) -> None:
    found = rows(office, url)
    assert heading in found[0]
    assert len(found) > 1
    assert len(cells(office, url)) == len(found)
    assert office.get(f"{url}format=csv")["Content-Disposition"] == f'attachment; filename="{name}.csv"'


@pytest.mark.parametrize(("url", "name", "heading"), LISTS)
def test_a_kind_of_file_that_is_not_made_is_not_found(
    office: Client, url: str, name: str, heading: str
) -> None:
    assert office.get(f"{url}format=pdf").status_code == 404


def test_each_list_leads_to_its_files(office: Client) -> None:
    for url, *_ in LISTS:
        if "figures" not in url:
            page = office.get(url.rstrip("?&")).content.decode()
            assert "format=csv" in page, url
            assert "format=xlsx" in page, url


def test_a_file_has_the_filters_of_its_page(office: Client) -> None:
    assert [row[0] for row in rows(office, "/performance/?directorate=quality&")[1:]] == ["1"]
    assert [row[0] for row in rows(office, "/performance/figures/?kpi=kpi-2&")[1:]] == ["2"]
    assert office.get("/performance/figures/?kpi=nothing").status_code == 404


def test_numbers_are_numbers_and_text_is_no_formula(office: Client) -> None:
    board = {row[0]: row for row in cells(office, "/performance/?")[1:]}
    assert (board[1][1], board[2][12], board[2][13]) == ("=Visits", 17, 1059768)
    assert rows(office, "/performance/?")[1][1] == "'=Visits"
    assert "'+more" in rows(office, "/performance/?")[1]


def test_a_file_shows_nobody_more_than_the_page_does(office: Client) -> None:
    """The governing body reads no figure of a quarter that is not locked."""
    assert [row[2] for row in rows(office, "/performance/figures/?kpi=kpi-1&")[1:]] == [
        "2013/14 Q4",
        "2014/15 Q1",
    ]
    reader = sign_in(Role.GOVERNING_BODY)
    assert [row[2] for row in rows(reader, "/performance/figures/?kpi=kpi-1&")[1:]] == ["2013/14 Q4"]
    assert reader.get("/returns/?format=csv").status_code == 403


@pytest.mark.parametrize("count", [3, 30])
def test_figures_ask_as_often_however_many_there_are(
    office: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        make_value(kpi=make_kpi(), period="2013-14-Q4", text="5")
    with django_assert_max_num_queries(8):
        rows(office, "/performance/figures/?")
