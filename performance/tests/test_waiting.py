"""What waits for a person on the page of returns: their own directorate's, overdue first, and nothing that is done."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from organisation.models import Directorate
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_user
from performance.follow_up.waiting import Waiting, build_waiting
from performance.tests.builders import make_kpi
from performance.tests.builders_follow_up import make_action
from performance.tests.people import words
from programmes.tests.builders import make_action as make_risk_action
from programmes.tests.builders import make_milestone, make_project, make_risk

pytestmark = pytest.mark.django_db

TODAY = date(2014, 7, 8)
OVERDUE, SOON, LATER = date(2014, 7, 7), date(2014, 8, 7), date(2014, 8, 8)


@pytest.fixture(autouse=True)
def july(settings: Settings) -> None:
    settings.PORTAL_TODAY = TODAY
    make_quarter(slug="2014-15-Q1")


@pytest.fixture
def quality() -> Directorate:
    return make_directorate()


def told(waiting: Waiting) -> list[tuple[str, str, bool]]:
    return [(item.kind, item.text, item.is_overdue) for item in waiting.items]


def fill(directorate: Directorate, times: int = 1) -> None:
    for number in range(times):
        kpi = make_kpi(directorate=directorate)
        make_action(kpi=kpi, text="Fill posts", due_on=OVERDUE)
        risk = make_risk(reference=f"R{number}", directorate=directorate)
        make_risk_action(risk=risk, text="Buy cover", due_on=date(2014, 7, 20))
        project = make_project(number=number + 1, directorate=directorate)
        make_milestone(project=project, name=f"Contract {number}", due_on=SOON)


def test_actions_and_milestones_overdue_first_and_nothing_far_off(quality: Directorate) -> None:
    fill(quality)
    kpi = make_kpi(directorate=quality)
    make_action(kpi=kpi, text="Far off", due_on=LATER)
    make_action(kpi=kpi, text="Done", due_on=OVERDUE, closed_on=TODAY, outcome="It is done.")

    waiting = build_waiting(make_user(role=Role.CONTRIBUTOR, directorate=quality), TODAY)

    assert told(waiting) == [
        ("KPI action", "Fill posts", True),
        ("Risk action", "Buy cover", False),
        ("Milestone", "Contract 0", False),
    ]
    assert waiting.words == "1 overdue, 2 due in the next 30 days"


def test_another_directorates_are_not_listed_but_the_assurance_team_sees_all(quality: Directorate) -> None:
    fill(make_directorate(name="Finance and Performance"))

    own = build_waiting(make_user(role=Role.CONTRIBUTOR, directorate=quality), TODAY)
    every = build_waiting(make_user(role=Role.ASSURANCE), TODAY)

    assert (own.items, own.is_of_several) == ((), False)
    assert (len(every.items), every.is_of_several) == (3, True)


@pytest.mark.parametrize("times", [1, 5])
def test_three_queries_however_many(
    quality: Directorate, times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(quality, times)
    person = make_user(role=Role.CONTRIBUTOR, directorate=quality)
    person.directorate_ids_for("view-returns")  # the roles are kept for the request
    with django_assert_num_queries(3):
        build_waiting(person, TODAY)


def test_they_stand_on_the_page_of_returns(quality: Directorate) -> None:
    fill(quality)
    client = Client()
    client.force_login(make_user(role=Role.CONTRIBUTOR, directorate=quality))

    page = words(client.get("/returns/").content.decode())

    assert "Actions and risks 1 overdue, 2 due in the next 30 days" in page
    assert "Fill posts KPI action" in page


def test_nothing_waiting_is_said(quality: Directorate) -> None:
    client = Client()
    client.force_login(make_user(role=Role.APPROVER, directorate=quality))

    assert (
        "Nothing is overdue, and nothing is due in the next 30 days."
        in client.get("/returns/").content.decode()
    )
