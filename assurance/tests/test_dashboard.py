"""The governing body's page: what it says of a pack, what it costs, and what it shows to whom."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance import actions
from assurance.dashboard import build_dashboard, exceptions_lede, grey_caption, promise_text, punctuality
from assurance.live import live_pack
from assurance.models import KeptPack
from assurance.money_line import money_items
from assurance.tasks import refresh_live_packs
from assurance.tests.builders import make_frame, make_progress, make_row
from assurance.tests.pack_builders import make_empty_pack, make_pack
from core import clock
from core.rag import RAG
from engagement.tests.builders import make_activity
from finance.models import BudgetLine
from finance.pages import Budget, BudgetRow, FinancePart, PositionRow, RunningCosts
from finance.tests.builders import make_line
from organisation.models import Quarter, QuarterState, Team, User
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_organisation, make_quarter, make_user
from performance.models import ReturnState
from performance.pages import ExceptionFrame, FigureState, ReturnProgress, ScorecardRow
from performance.tests.builders import make_exception, make_kpi, make_return, make_target, make_value
from programmes.tests.builders import make_risk

TODAY = date(2014, 7, 8)
CAME = make_progress().submitted_at
DASHBOARD_QUERIES = 15
AFTER_A_FIGURE = 21  # the first to look assembles what performance says, for everyone


# What is said ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "said", "is_late"),
    [
        (None, "", False),
        (make_frame(recovery_on=None), "", False),
        (make_frame(), "First date given", False),
        (make_frame(promised_before=date(2014, 9, 30)), "As promised before", False),
        (make_frame(promised_before=date(2014, 12, 31)), "Brought forward", False),
        (make_frame(promised_before=date(2014, 3, 31)), "Was 31 March 2014: slipped six months", True),
        (make_frame(recovery_on=date(2014, 6, 30)), "Date passed 8 days ago", True),
        (make_frame(recovery_on=date(2014, 7, 7)), "Date passed 1 day ago", True),
        (make_frame(recovery_on=date(2013, 7, 8)), "Date passed 365 days ago", True),
        (make_frame(recovery_on=date(2013, 7, 7)), "Date passed", True),
        (make_frame(recovery_on=TODAY), "First date given", False),
        (
            make_frame(recovery_on=date(2014, 6, 30), promised_before=date(2014, 3, 31)),
            "Was 31 March 2014: slipped three months; Date passed 8 days ago",
            True,
        ),
    ],
)
def test_what_became_of_a_promised_date(frame: ExceptionFrame | None, said: str, is_late: bool) -> None:
    assert promise_text(frame, TODAY) == (said, is_late)


@pytest.mark.parametrize(
    ("progress", "said", "is_late"),
    [
        (make_progress(), "On time", False),
        (make_progress(late_by=1), "1 day late", True),
        (make_progress(late_by=3), "3 days late", True),
        (make_progress(state="in-progress"), "Not returned", False),
        (make_progress(state="in-progress", late_by=2), "Not returned, 2 days late", True),
        (make_progress(state="in-progress", returned_at=CAME), "Not submitted again", False),
        (
            make_progress(state="in-progress", returned_at=CAME, late_by=2),
            "2 days late, not submitted again",
            True,
        ),
    ],
)
def test_whether_a_return_came_in_time(progress: ReturnProgress, said: str, is_late: bool) -> None:
    assert punctuality(progress) == (said, is_late)


def test_why_kpis_are_grey() -> None:
    rows = [
        make_row(now=RAG.GREY, has_target=False),
        make_row(now=RAG.GREY, state=FigureState.NOT_COMPARABLE),
        make_row(now=RAG.GREY, state=FigureState.MISSING),
    ]
    assert grey_caption(rows) == "Grey: 1 without a target, 1 not assessable, 1 not returned."
    assert grey_caption([]) == ""


@pytest.mark.parametrize(
    ("rows", "amber", "said"),
    [
        ([], 0, ""),
        ([make_row(now=RAG.RED)], 0, "1 red KPI."),
        (
            [make_row(now=RAG.RED), make_row(now=RAG.RED)],
            3,
            (
                "2 red KPIs: newly red first, then worse, newly assessed, unchanged. "
                "The 3 amber KPIs are on the board below."
            ),
        ),
        (
            [make_row(now=RAG.RED, self_assessed=RAG.AMBER)],
            1,
            "1 is rated better by the directorate than by the rule. The 1 amber KPI is on the board below.",
        ),
    ],
)
def test_the_words_above_the_exceptions(rows: list[ScorecardRow], amber: int, said: str) -> None:
    assert exceptions_lede(rows, amber=amber) == said


def test_the_board_has_what_can_be_assessed_and_the_rest_is_context() -> None:
    pack = make_pack(
        make_row(number=1, now=RAG.GREEN, directorate="Finance", directorate_slug="finance"),
        make_row(number=2, now=RAG.GREEN),
        make_row(number=3, now=RAG.RED),
        make_row(number=4, now=RAG.GREY, has_target=False),
    )
    page = build_dashboard(pack, today=TODAY)

    assert [(group.directorate, [line.row.number for line in group.lines]) for group in page.board] == [
        ("Quality", [3, 2]),
        ("Finance", [1]),
    ]
    assert (page.assessed, page.for_context) == (3, 1)


def test_a_gap_on_the_board_is_said_and_not_drawn() -> None:
    row = make_row(now=RAG.GREY, state=FigureState.MISSING)
    line = build_dashboard(make_pack(row), today=TODAY).context[0].lines[0]

    assert (line.figure, line.points[-1].value) == ("Not yet returned", None)


def test_a_list_that_is_all_invented_is_marked_once() -> None:
    invented = make_row(now=RAG.RED, exception=make_frame(provenance="illustrative"))
    returned = make_row(now=RAG.RED, exception=make_frame(provenance="returned"))

    assert build_dashboard(make_pack(invented), today=TODAY).frames_are_illustrative
    assert not build_dashboard(make_pack(invented, returned), today=TODAY).frames_are_illustrative


def test_a_quarter_of_which_nothing_is_recorded_has_a_page() -> None:
    page = build_dashboard(make_empty_pack(), today=TODAY)
    assert (page.exceptions, page.board, page.money, page.returns) == ((), (), (), ())


# Money ----------------------------------------------------------------------------------------------------


def million(amount: str) -> Decimal:
    return Decimal(amount) * 1_000_000


def test_money_of_a_closed_year() -> None:
    costs = RunningCosts(
        year="2013/14",
        rows=(),
        total=million("18.73"),
        spend=million("16.73"),
        saving=million("2"),
        population=749_179,
        population_note="",
        allocation_per_head=Decimal(25),
        spend_per_head=Decimal("22.33"),
    )
    finance = FinancePart(
        year="2013/14",
        position=(PositionRow("Total", million("947.1"), million("934.5"), million("12.6")),),
        running_costs=costs,
    )
    assert [(item.term, item.figure, item.note) for item in money_items(finance, "2013-14")] == [
        ("Spent of £947.1m limit", "£934.5m", ""),
        ("Surplus, 2013/14", "£12.6m", "favourable"),
        ("Running costs of £18.73m", "£16.73m", "£2.00m favourable"),
        ("Running costs a head", "£22.33", "749,179 registered, 2013/14"),
    ]


def test_a_deficit_is_adverse_in_words() -> None:
    finance = FinancePart(
        year="2013/14", position=(PositionRow("Total", million("10"), million("11"), million("-1")),)
    )
    assert [(item.term, item.figure, item.note) for item in money_items(finance, "2013-14")][1] == (
        "Deficit, 2013/14",
        "£1.0m",
        "adverse",
    )


def test_money_of_a_year_that_runs() -> None:
    total = BudgetRow(
        "Total",
        "",
        "",
        annual_plan=million("971"),
        plan_to_date=million("240"),
        actual_to_date=million("241"),
        variance_to_date_text="(£1.0m) adverse",
        forecast_outturn=million("972"),
        forecast_variance_text="(£1.0m) adverse",
    )
    budget = Budget("2014/15", "2014-15", (), total, surplus=million("15"), months_to="June 2014")
    finance = FinancePart(year="2014/15", budget=budget)

    assert [(item.term, item.figure, item.note) for item in money_items(finance, "2014-15")] == [
        ("Spent to June 2014", "£241.0m", "of £240.0m planned; (£1.0m) adverse"),
        ("Forecast outturn, 2014/15", "£972.0m", "(£1.0m) adverse"),
    ]


# The page -------------------------------------------------------------------------------------------------


def make_kpis(count: int) -> None:
    """KPIs that fell to red in 2013/14 Q4, each with its frame, and are answered for 2014/15 Q1."""
    for _ in range(count):
        kpi = make_kpi()
        make_target(kpi=kpi)
        make_target(kpi=kpi, start=2014)
        make_value(kpi=kpi, period="2013-14-Q3", text="6")
        red = make_value(kpi=kpi, period="2013-14-Q4", text="1")
        make_exception(value=red, recovery_on=date(2014, 9, 30))
        make_value(kpi=kpi, period="2014-15-Q1", text="7")


@pytest.fixture
def reported(db: None) -> Quarter:
    make_organisation()
    return make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("role", "slug"),
    [
        (Role.GOVERNING_BODY, "2013-14-Q4"),
        (Role.CONTRIBUTOR, "2013-14-Q4"),
        (Role.CONTRIBUTOR, "2014-15-Q1"),
        (Role.ASSURANCE, "2013-14-Q4"),
        (Role.ASSURANCE, "2014-15-Q1"),
    ],
)
def test_the_page_asks_the_same_few_questions_however_many_kpis(
    reported: Quarter, role: Role, slug: str
) -> None:
    """A locked quarter comes from its snapshot, an open one from the pack kept since the last change."""
    make_quarter(slug="2014-15-Q1")
    client, path = client_of(make_user(role=role)), f"/?quarter={slug}"
    asked = []
    for count in (4, 8):
        make_kpis(count)
        actions.take_snapshot(quarter=reported, by=None)
        client.get(path)
        asked.append(queries_of(client, path))

    assert asked[0] == asked[1]
    assert asked[0] <= DASHBOARD_QUERIES


def test_assembling_an_open_quarter_asks_the_same_questions_however_many_kpis(reported: Quarter) -> None:
    quarter = make_quarter(slug="2014-15-Q1")
    asked = []
    for count in (4, 8):
        make_kpis(count)
        KeptPack.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            live_pack(quarter, today=TODAY)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def new_figure() -> None:
    make_value(kpi=make_kpi(), period="2014-15-Q1", text="7")


def new_budget_line() -> None:
    make_line(heading=f"Heading {BudgetLine.objects.count() + 1}")


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.ASSURANCE])
@pytest.mark.parametrize(
    ("make", "most"),
    [
        (new_figure, AFTER_A_FIGURE),
        (new_budget_line, DASHBOARD_QUERIES),
        (make_risk, DASHBOARD_QUERIES),
        (make_activity, DASHBOARD_QUERIES),
    ],
)
def test_after_a_change_only_its_room_is_asked_again(
    reported: Quarter, role: Role, make: Callable[[], object], most: int
) -> None:
    make_quarter(slug="2014-15-Q1")
    client, path = client_of(make_user(role=role)), "/?quarter=2014-15-Q1"
    make()
    client.get(path)

    make()

    assert queries_of(client, path) <= most


def test_a_change_shows_on_the_open_quarter_at_once(reported: Quarter) -> None:
    quarter = make_quarter(slug="2014-15-Q1")
    kpi = make_kpi()
    value = make_value(kpi=kpi, period="2014-15-Q1", text="7")
    live_pack(quarter, today=TODAY)

    value.value = 9
    value.save()

    assert live_pack(quarter, today=TODAY).performance.scorecard.rows[0].latest.text == "9"


def test_a_change_that_leaves_no_newer_key_shows_when_the_pack_is_refreshed(reported: Quarter) -> None:
    quarter, kpi = make_quarter(slug="2014-15-Q1"), make_kpi()
    live_pack(quarter, today=TODAY)
    Team.objects.filter(pk=kpi.team_id).update(name="Renamed")

    refresh_live_packs()

    (row,) = live_pack(quarter, today=clock.today()).performance.scorecard.rows
    assert row.team == "Renamed"


def test_without_a_schedule_it_shows_after_a_minute_and_a_half(reported: Quarter) -> None:
    quarter, kpi = make_quarter(slug="2014-15-Q1"), make_kpi()
    live_pack(quarter, today=TODAY)
    Team.objects.filter(pk=kpi.team_id).update(name="Renamed")

    with time_machine.travel(clock.wall_now() + timedelta(seconds=91)):
        (row,) = live_pack(quarter, today=TODAY).performance.scorecard.rows

    assert row.team == "Renamed"


def test_a_pack_kept_by_another_release_is_assembled_again(reported: Quarter) -> None:
    quarter = make_quarter(slug="2014-15-Q1")
    live_pack(quarter, today=TODAY)
    kept = KeptPack.objects.get(quarter=quarter)
    kept.parts["head"]["part"] = {"of": "another release"}
    kept.save()

    assert live_pack(quarter, today=TODAY).head.quarter == "2014/15 Q1"


def test_a_locked_quarter_is_shown_as_it_was_frozen(reported: Quarter) -> None:
    kpi = make_kpi(name="Inspections")
    make_target(kpi=kpi)
    value = make_value(kpi=kpi, period="2013-14-Q4", text="1")
    actions.take_snapshot(quarter=reported, by=None)
    value.value = 99
    value.save()

    page = client_of(make_user(role=Role.GOVERNING_BODY)).get("/").content.decode()

    assert "1 of 1 KPI" in page
    assert ">99<" not in page


@pytest.mark.parametrize("has_snapshot", [True, False])
def test_a_locked_quarter_without_a_readable_snapshot_is_assembled(
    reported: Quarter, has_snapshot: bool
) -> None:
    make_value(kpi=make_kpi(name="Inspections"), period="2013-14-Q4", text="12")
    if has_snapshot:
        snapshot = actions.take_snapshot(quarter=reported, by=None)
        snapshot.pack, snapshot.schema = {"of": "an older portal"}, 0
        snapshot.save()

    response = client_of(make_user(role=Role.GOVERNING_BODY)).get("/")

    assert response.status_code == 200
    assert "Inspections" in response.content.decode()


def test_every_number_leads_to_what_is_behind_it(reported: Quarter) -> None:
    make_kpis(1)
    page = client_of(make_user(role=Role.GOVERNING_BODY)).get("/").content.decode()
    scorecard = reverse("performance:scorecard")

    assert f'href="{scorecard}?quarter=2013-14-Q4&amp;directorate=quality&amp;rag=red"' in page
    assert f'href="{scorecard}?quarter=2013-14-Q4&amp;rag=red"' in page
    assert f'href="{scorecard}?quarter=2013-14-Q4&amp;directorate=quality">1<' in page, "all of a directorate"
    assert f'href="{scorecard}?quarter=2013-14-Q4">1<' in page, "all of them"
    assert f'href="{scorecard}?quarter=2013-14-Q3&amp;rag=green">1<' in page, "the quarter before"
    assert f'href="{scorecard}?quarter=2013-14-Q3">1<' in page


def test_what_changed_leads_to_the_kpis_that_it_counts(reported: Quarter) -> None:
    make_kpis(2)
    for number in range(2):
        make_target(kpi=(kpi := make_kpi(name=f"New {number}")))
        make_value(kpi=kpi, period="2013-14-Q4", text="1")
    client = client_of(make_user(role=Role.GOVERNING_BODY))
    page = client.get("/").content.decode()

    changed = re.findall(r'<li><b><a href="([^"]+)">(\d+)<.*?<strong>([^<]+)</strong>', page)
    assert [(count, text) for _, count, text in changed] == [
        ("2", "fell from green to red:"),
        ("2", "assessed for the first time and off target:"),
    ]
    for address, _, _ in changed:
        sheet = client.get(html.unescape(address)).content.decode()
        assert "(2 of 4 KPIs)" in sheet


def test_a_contributor_is_told_first_what_is_due(reported: Quarter) -> None:
    make_quarter(slug="2014-15-Q1")
    make_kpi()
    other = make_kpi(directorate=make_directorate(name="Service Delivery"))
    page = client_of(make_user(role=Role.CONTRIBUTOR)).get("/").content.decode()

    assert "Due from you: 2014/15 Q1, by Monday 14 July 2014" in page
    assert "0 of 1 KPIs answered." in page
    assert page.index("Due from you") < page.index("RAG by directorate")
    assert reverse("performance:return_detail", args=["2014-15-Q1", "quality"]) in page
    assert other.team.directorate.name not in page.split('class="answer"')[0]


def test_an_approver_is_told_what_waits_for_the_sign_off(reported: Quarter) -> None:
    quarter = make_quarter(slug="2014-15-Q1")
    make_kpi()
    make_return(quarter=quarter, state=ReturnState.SUBMITTED)
    page = client_of(make_user(role=Role.APPROVER)).get("/").content.decode()

    assert "Submitted. It waits for your sign-off." in page
    assert "Review and sign off" in page


@pytest.mark.parametrize("role", [Role.GOVERNING_BODY, Role.ASSURANCE, Role.FINANCE])
def test_nothing_is_due_from_those_who_return_nothing(reported: Quarter, role: Role) -> None:
    make_quarter(slug="2014-15-Q1")
    make_kpi()
    assert "Due from you" not in client_of(make_user(role=role)).get("/").content.decode()


@pytest.mark.parametrize(
    ("role", "asked", "code"),
    [
        (Role.ASSURANCE, "2014-15-Q1", 200),
        (Role.GOVERNING_BODY, "2014-15-Q1", 404),
        (Role.ASSURANCE, "2014-15-Q2", 404),
        (Role.GOVERNING_BODY, "2013-14-Q9", 404),
        (Role.GOVERNING_BODY, "'; drop table", 404),
        (Role.GOVERNING_BODY, "2013-14-Q4", 200),
        (Role.GOVERNING_BODY, "", 200),
    ],
)
def test_which_quarters_are_found_by_whom(reported: Quarter, role: Role, asked: str, code: int) -> None:
    make_quarter(slug="2014-15-Q1")
    response = client_of(make_user(role=role)).get("/", {"quarter": asked})

    assert response.status_code == code
    assert b'href="/"' in response.content


def test_before_the_first_quarter_is_reported_the_page_says_so(db: None) -> None:
    make_organisation()
    make_quarter(slug="2014-15-Q1")
    member = client_of(make_user(role=Role.GOVERNING_BODY)).get("/").content.decode()
    office = client_of(make_user(role=Role.ASSURANCE)).get("/").content.decode()

    assert "No quarter has been reported yet" in member
    assert "?quarter=2014-15-Q1" not in member
    assert "?quarter=2014-15-Q1" in office
