"""Pages of programmes, projects and milestones, as people use them."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.rag import RAG
from organisation.models import Directorate, Quarter, QuarterState
from organisation.rights import Role
from organisation.tests.builders import (
    make_directorate,
    make_organisation,
    make_quarter,
    make_user,
    make_year,
)
from programmes.models import PriorityProject, Programme, Stage, Strand
from programmes.tests.builders import (
    make_line,
    make_milestone,
    make_phase,
    make_programme,
    make_project,
    make_risk,
    make_support,
    make_update,
)
from programmes.tests.pages import form_values, read, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation() -> None:
    make_organisation()


@pytest.fixture
def quality() -> Directorate:
    return make_directorate(name="Quality")


@pytest.fixture
def reported() -> Quarter:
    return make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)


@pytest.fixture
def open_quarter() -> Quarter:
    return make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)


def signed_in(role: Role, directorate: Directorate | None = None) -> Client:
    client = Client()
    client.force_login(make_user(role=role, directorate=directorate))
    return client


# The portfolio


def test_the_portfolio_shows_the_latest_reported_quarter(reported: Quarter, open_quarter: Quarter) -> None:
    project = make_project(number=4, short_name="Audiology")
    make_update(project=project, quarter=reported, rag=RAG.AMBER, narrative="Waits for the trust.")
    make_update(project=project, quarter=open_quarter, rag=RAG.RED, narrative="Not yet told.")

    page = text(signed_in(Role.GOVERNING_BODY).get("/programmes/"))

    assert "Ratings of 2013/14 Q4" in page
    assert "1 priority project: 0 red, 1 amber, 0 green." in page
    assert "Waits for the trust." in page
    assert "Not yet told." not in page


def test_staff_see_the_open_quarter_and_the_governing_body_does_not(open_quarter: Quarter) -> None:
    make_update(project=make_project(), quarter=open_quarter, rag=RAG.RED, narrative="Told to staff.")

    assert "Told to staff." in text(signed_in(Role.FINANCE).get("/programmes/?quarter=2014-15-Q1"))
    assert signed_in(Role.GOVERNING_BODY).get("/programmes/?quarter=2014-15-Q1").status_code == 404


@pytest.mark.parametrize("quarter", ["2013-14-Q5", "nonsense", "1066-67-Q1", "2013-14-Q4' OR 1=1"])
def test_a_quarter_that_is_none_is_not_found(quarter: str, reported: Quarter) -> None:
    assert signed_in(Role.FINANCE).get("/programmes/", {"quarter": quarter}).status_code == 404


def test_an_empty_portal_says_so() -> None:
    page = text(signed_in(Role.PROGRAMMES).get("/programmes/"))

    assert "No quarter has begun yet." in page
    assert "No priority project is recorded yet." in page
    assert "No programme is recorded yet." in page


def test_a_filter_that_nothing_answers_offers_the_way_back(reported: Quarter) -> None:
    make_update(project=make_project(), quarter=reported, rag=RAG.GREEN)

    answer = signed_in(Role.FINANCE).get("/programmes/?rag=red")

    assert "No project answers to these filters. Show all" in text(answer)


def test_every_count_opens_the_projects_it_counts(reported: Quarter) -> None:
    make_update(project=make_project(short_name="Red one"), quarter=reported, rag=RAG.RED)
    make_update(project=make_project(short_name="Green one"), quarter=reported, rag=RAG.GREEN)
    client = signed_in(Role.GOVERNING_BODY)
    links = read(client.get("/programmes/?quarter=2013-14-Q4")).links
    counted = "?quarter=2013-14-Q4&group=mental-health&rag=red#projects"

    assert counted in links
    listed = text(client.get("/programmes/" + counted.removesuffix("#projects")))
    assert "1 of 2 projects" in listed


def test_the_matrix_tells_not_recorded_from_no(reported: Quarter) -> None:
    project = make_project()
    make_support(project=project, strand=Strand.CSR, answer="yes")
    make_support(project=project, strand=Strand.NATIONAL, answer="no")

    page = signed_in(Role.FINANCE).get("/programmes/").content.decode()
    matrix = page[page.index("matrix") :]

    assert (matrix.count(">Yes<"), matrix.count(">No<"), matrix.count(">Not recorded<")) == (1, 1, 4)


@pytest.mark.parametrize("size", [2, 14])
def test_the_portfolio_asks_the_database_no_more_for_more_projects(
    size: int, reported: Quarter, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(size):
        project = make_project(
            working_group=make_programme(name=f"Group {number}"), directorate=make_directorate()
        )
        make_update(project=project, quarter=reported)
        make_milestone(project=project)
    client = signed_in(Role.PROGRAMMES)

    with django_assert_max_num_queries(10):
        assert client.get("/programmes/").status_code == 200


# The timeline


def test_the_timeline_shows_this_year_and_what_is_overdue() -> None:
    make_year(start=2014)
    project = make_project(short_name="Audiology")
    make_milestone(project=project, name="Options", due_on=date(2014, 7, 31))
    make_milestone(project=project, name="Findings", due_on=date(2014, 3, 1))

    page = text(signed_in(Role.GOVERNING_BODY).get("/programmes/timeline/"))

    assert "Financial year 2014/15" in page
    assert "1 milestone: 0 overdue, 1 to come, 0 done. 1 more is overdue from before." in page
    assert "Overdue, 129 days late" in page


def test_another_year_can_be_chosen_and_a_wrong_one_is_not_found() -> None:
    make_year(start=2013)
    client = signed_in(Role.FINANCE)

    assert "Financial year 2013/14" in text(client.get("/programmes/timeline/?year=2013-14"))
    assert client.get("/programmes/timeline/?year=2013-15").status_code == 404
    assert client.get("/programmes/timeline/?year=2019-20").status_code == 404


def test_a_portal_without_milestones_says_where_they_come_from() -> None:
    assert "No milestone is recorded yet." in text(signed_in(Role.FINANCE).get("/programmes/timeline/"))


@pytest.mark.parametrize("size", [2, 14])
def test_the_timeline_asks_the_database_no_more_for_more_milestones(
    size: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_year(start=2014)
    for _ in range(size):
        make_milestone(project=make_project())
    client = signed_in(Role.FINANCE)

    with django_assert_max_num_queries(7):
        assert client.get("/programmes/timeline/").status_code == 200


# A programme


def test_a_programme_says_what_it_wants_with_whom_and_when(reported: Quarter) -> None:
    programme = make_programme(name="Better Together", kind=Programme.Kind.TRANSFORMATION)
    make_line(programme=programme, text="Care closer to home")
    make_phase(
        programme=programme, period="Early 2014", starts_on=date(2014, 1, 1), ends_on=date(2014, 3, 31)
    )
    make_phase(
        programme=programme, period="Summer 2014", starts_on=date(2014, 6, 1), ends_on=date(2014, 8, 31)
    )
    make_risk(programme=programme, title="Partners leave")

    page = text(signed_in(Role.GOVERNING_BODY).get("/programmes/better-together/"))

    for said in (
        "Outcomes sought",
        "Care closer to home",
        "Early 2014 Over",
        "Summer 2014 Now",
        "Partners leave",
    ):
        assert said in page
    assert "Change this programme" not in page


def test_a_working_group_lists_its_projects_with_their_ratings(reported: Quarter) -> None:
    make_update(project=make_project(short_name="Audiology"), quarter=reported, rag=RAG.RED)

    page = text(signed_in(Role.GOVERNING_BODY).get("/programmes/mental-health/"))

    assert "1 project in 2013/14 Q4: 1 red, 0 amber, 0 green, 0 not rated." in page


def test_a_commissioning_programme_lists_the_projects_that_name_it(reported: Quarter) -> None:
    programme = make_programme(name="Cardiovascular", kind=Programme.Kind.COMMISSIONING)
    make_project(short_name="Cardiology", commissioning_programme=programme)

    assert "Cardiology" in text(signed_in(Role.FINANCE).get("/programmes/cardiovascular/"))


def test_an_unknown_programme_is_not_found() -> None:
    assert signed_in(Role.FINANCE).get("/programmes/nowhere/").status_code == 404


def test_the_programme_office_records_and_changes_a_programme() -> None:
    client = signed_in(Role.PROGRAMMES)
    typed = form_values(client.get("/programmes/new/")) | {
        "kind": "transformation",
        "name": "Primary care",
        "outcome": "Care at home\nLess waiting",
    }

    answer = client.post("/programmes/new/", typed, follow=True)
    assert "Programme recorded." in text(answer)
    assert answer.redirect_chain[-1][0] == "/programmes/primary-care/"

    typed = form_values(client.get("/programmes/primary-care/edit/"))
    assert typed["outcome"] == ["Care at home\nLess waiting"]
    client.post("/programmes/primary-care/edit/", typed | {"owner": "Director", "outcome": "Less waiting"})
    programme = Programme.objects.get()
    assert (programme.owner, [line.text for line in programme.lines.all()]) == ("Director", ["Less waiting"])


def test_a_phase_is_added_changed_and_removed() -> None:
    programme, client = make_programme(name="Mental Health"), signed_in(Role.PROGRAMMES)
    client.post("/programmes/mental-health/phases/new/", {"period": "2015", "text": "Begin", "version": "0"})
    phase = programme.phases.get()
    address = f"/programmes/mental-health/phases/{phase.pk}/"

    client.post(address, form_values(client.get(address)) | {"text": "Begin in one place"})
    phase.refresh_from_db()
    assert phase.text == "Begin in one place"

    assert "2015: Begin in one place" in text(client.get(f"{address}remove/"))
    client.post(f"{address}remove/", form_values(client.get(f"{address}remove/")))
    assert not programme.phases.exists()


def test_a_phase_is_found_only_under_its_own_programme() -> None:
    phase = make_phase(programme=make_programme(name="Mental Health"))
    make_programme(name="Urgent")

    assert signed_in(Role.PROGRAMMES).get(f"/programmes/urgent/phases/{phase.pk}/").status_code == 404


# A project


def test_a_project_tells_its_story_quarter_by_quarter(reported: Quarter, open_quarter: Quarter) -> None:
    project = make_project(number=4, short_name="Audiology", stage=Stage.REDESIGN)
    make_update(project=project, quarter=reported, rag=RAG.AMBER, narrative="Waits for the trust.")
    make_update(project=project, quarter=open_quarter, rag=RAG.RED, narrative="Stopped.")
    make_risk(project=project, title="The trust says no")

    project.stage = Stage.PROCUREMENT
    project.save()
    seen_by_board = signed_in(Role.GOVERNING_BODY).get("/programmes/projects/audiology/")
    page = text(seen_by_board)

    assert "Priority project 4 of the delivery plan" in page
    assert "Waits for the trust." in page
    assert "Stopped." not in page
    assert "The trust says no" in page
    assert 'aria-current="step"><span class="cycle__number">4</span>' in seen_by_board.content.decode()
    seen_by_staff = signed_in(Role.FINANCE).get("/programmes/projects/audiology/")
    assert "Stopped." in text(seen_by_staff)
    assert 'aria-current="step"><span class="cycle__number">5</span>' in seen_by_staff.content.decode()


def test_the_history_hides_what_is_not_the_readers_yet(quality: Directorate, open_quarter: Quarter) -> None:
    make_project(short_name="Audiology", directorate=quality)
    client = signed_in(Role.CONTRIBUTOR, quality)
    address = "/programmes/projects/audiology/update/"
    typed = form_values(client.get(address)) | {"rag": "red", "narrative": "First words."}
    client.post(address, typed)
    client.post(address, form_values(client.get(address)) | {"narrative": "Second words."})

    assert "First words." in text(client.get("/programmes/projects/audiology/"))
    board = text(signed_in(Role.GOVERNING_BODY).get("/programmes/projects/audiology/"))
    assert "First words." not in board
    assert "Second words." not in board


def test_who_leads_a_project_is_told_that_its_update_is_due(
    quality: Directorate, open_quarter: Quarter
) -> None:
    make_project(short_name="Audiology", directorate=quality)
    own, others = signed_in(Role.CONTRIBUTOR, quality), signed_in(Role.FINANCE)
    due = "2014/15 Q1: no update yet, due Monday 14 July 2014."

    assert due in text(own.get("/programmes/projects/audiology/"))
    assert due not in text(others.get("/programmes/projects/audiology/"))


def test_a_contributor_updates_their_project_in_the_open_quarter(
    quality: Directorate, reported: Quarter, open_quarter: Quarter
) -> None:
    project = make_project(short_name="Audiology", directorate=quality, stage=Stage.REVIEW)
    make_update(project=project, quarter=reported, rag=RAG.AMBER, narrative="As it was in March.")
    client = signed_in(Role.CONTRIBUTOR, quality)
    page = client.get("/programmes/projects/audiology/update/")
    assert "Update for 2014/15 Q1" in text(page)
    assert "As it was in March." in text(page)

    typed = form_values(page) | {"rag": "green", "stage": Stage.REDESIGN, "narrative": "Back on time."}
    answer = client.post("/programmes/projects/audiology/update/", typed, follow=True)

    assert "2014/15 Q1 update saved." in text(answer)
    project.refresh_from_db()
    assert project.stage == Stage.REDESIGN
    assert project.updates.get(quarter=open_quarter).rag == RAG.GREEN


def test_a_locked_quarter_is_shown_with_the_reason_and_without_a_form(
    quality: Directorate, reported: Quarter
) -> None:
    project = make_project(short_name="Audiology", directorate=quality)
    make_update(project=project, quarter=reported, narrative="As it was locked.")
    client = signed_in(Role.CONTRIBUTOR, quality)
    address = "/programmes/projects/audiology/update/?quarter=2013-14-Q4"

    page = client.get(address)
    assert "2013/14 Q4 is locked, so its project updates cannot change any more." in text(page)
    assert "As it was locked." in text(page)
    assert "Save the update" not in page.content.decode()

    typed = {"rag": "red", "stage": Stage.REVIEW, "narrative": "Slipped in.", "version": "1"}
    assert client.post(address, typed).status_code == 409
    assert project.updates.get().narrative == "As it was locked."


def test_without_an_open_quarter_the_page_says_so(quality: Directorate, reported: Quarter) -> None:
    make_project(short_name="Audiology", directorate=quality)

    page = text(signed_in(Role.CONTRIBUTOR, quality).get("/programmes/projects/audiology/update/"))

    assert "No quarter is open for updates." in page


def test_another_directorates_project_cannot_be_updated(quality: Directorate, open_quarter: Quarter) -> None:
    make_project(short_name="Audiology", directorate=make_directorate(name="Service Delivery"))
    client = signed_in(Role.CONTRIBUTOR, quality)

    assert client.get("/programmes/projects/audiology/").status_code == 200
    assert client.post("/programmes/projects/audiology/update/", {"rag": "green"}).status_code == 404


def test_a_project_led_by_no_directorate_is_the_programme_offices(
    quality: Directorate, open_quarter: Quarter
) -> None:
    make_project(short_name="Audiology")

    assert (
        signed_in(Role.CONTRIBUTOR, quality).get("/programmes/projects/audiology/update/").status_code == 404
    )
    assert signed_in(Role.PROGRAMMES).get("/programmes/projects/audiology/update/").status_code == 200


def test_the_programme_office_records_and_changes_a_project() -> None:
    client, group = signed_in(Role.PROGRAMMES), make_programme()
    page = client.get("/programmes/projects/new/")
    assert form_values(page)["number"] == ["1"]

    typed = form_values(page) | {
        "name": "Audiology review",
        "short_name": "Audiology",
        "working_group": group.pk,
    }
    client.post("/programmes/projects/new/", typed)
    project = PriorityProject.objects.get()
    address = "/programmes/projects/audiology/edit/"
    client.post(address, form_values(client.get(address)) | {"owner": "Head of audiology"})

    project.refresh_from_db()
    assert (project.number, project.owner, project.version) == (1, "Head of audiology", 2)


def test_what_a_project_supports_is_answered() -> None:
    project, client = make_project(short_name="Audiology"), signed_in(Role.PROGRAMMES)
    address = "/programmes/projects/audiology/supports/"

    client.post(address, form_values(client.get(address)) | {"csr": "yes", "national": "no"})

    assert dict(project.supports.values_list("strand", "answer")) == {"csr": "yes", "national": "no"}


def test_milestones_are_added_changed_and_removed(quality: Directorate) -> None:
    project = make_project(short_name="Audiology", directorate=quality)
    client = signed_in(Role.CONTRIBUTOR, quality)
    due = {"due_on_day": "31", "due_on_month": "July", "due_on_year": "2014"}
    client.post("/programmes/projects/audiology/milestones/new/", {"name": "Options", "version": "0", **due})
    milestone = project.milestones.get()
    address = f"/programmes/projects/audiology/milestones/{milestone.pk}/"

    done = {"completed_on_day": "1", "completed_on_month": "7", "completed_on_year": "2014"}
    client.post(address, form_values(client.get(address)) | done)
    assert "Done on 1 July 2014" in text(client.get("/programmes/projects/audiology/"))

    client.post(f"{address}remove/", form_values(client.get(f"{address}remove/")))
    assert not project.milestones.exists()


def test_a_milestone_is_found_only_under_its_own_project(quality: Directorate) -> None:
    milestone = make_milestone(project=make_project(short_name="Audiology", directorate=quality))
    make_project(short_name="Cardiology", directorate=quality)

    client = signed_in(Role.CONTRIBUTOR, quality)

    assert client.get(f"/programmes/projects/cardiology/milestones/{milestone.pk}/").status_code == 404


def test_what_was_typed_is_shown_as_text_and_never_as_markup(reported: Quarter) -> None:
    hostile = "<script>alert(1)</script><img src=x>"
    make_update(project=make_project(short_name="Audiology"), quarter=reported, narrative=hostile)
    client = signed_in(Role.GOVERNING_BODY)

    for address in ("/programmes/", "/programmes/projects/audiology/"):
        assert "<script>alert" not in client.get(address).content.decode()


@pytest.mark.parametrize("size", [1, 9])
def test_a_project_page_asks_the_database_no_more_for_a_longer_story(
    size: int, quality: Directorate, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    project = make_project(short_name="Audiology", directorate=quality)
    for number in range(size):
        make_milestone(project=project)
        make_risk(project=project)
        quarter = make_quarter(
            slug=f"20{10 + number // 4}-{11 + number // 4}-Q{number % 4 + 1}", state=QuarterState.LOCKED
        )
        make_update(project=project, quarter=quarter)
    client = signed_in(Role.CONTRIBUTOR, quality)

    with django_assert_max_num_queries(15):
        assert client.get("/programmes/projects/audiology/").status_code == 200
