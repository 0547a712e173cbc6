"""The demonstration's own publication: only of a report that is ready, only once, only where there are its people."""

import pytest
from pytest_django.fixtures import Settings

from assurance.dorset import publishing
from assurance.models import Committee, Publication
from assurance.publishing import actions
from assurance.tasks import sweep_reports
from assurance.tests.builders import make_audience
from assurance.tests.builders_publishing import make_ready
from organisation.models import User
from organisation.rights import Role
from organisation.tests.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> tuple[User, User]:
    make_audience()
    return (
        make_user(role=Role.ASSURANCE, email=publishing.PROPOSED_BY),
        make_user(role=Role.DIRECTOR, email=publishing.PUBLISHED_BY),
    )


def test_the_list_comes_first_and_the_report_once_it_is_ready(people: tuple[User, User]) -> None:
    assert [publishing.load() for _ in range(2)] == [1, 0]
    assert Committee.objects.get().emails == ["governing.body@dorset.example"]

    make_ready()
    assert [publishing.load() for _ in range(2)] == [1, 0]
    published = Publication.objects.get()
    assert (published.state, published.proposed_by, published.published_by) == ("published", *people)


def test_the_sweep_publishes_it_in_the_demonstration_alone(
    people: tuple[User, User], settings: Settings
) -> None:
    make_ready()
    sweep_reports()
    assert not Publication.objects.exists()

    settings.PORTAL_DEMONSTRATION = True
    sweep_reports()
    sweep_reports()
    assert Publication.objects.get().state == "published"


def test_what_people_decided_is_left_alone(people: tuple[User, User]) -> None:
    first, second = people
    proposal = actions.propose(report=make_ready(), by=first)
    actions.decline(publication=proposal, by=second, reason="Not yet.")
    publishing.load()

    assert Publication.objects.get().state == "declined"


def test_outside_the_demonstration_nothing_is_published() -> None:
    make_ready()

    assert (publishing.load(), Publication.objects.exists()) == (0, False)
