"""Two people publish: the moves of a publication, who makes them, and what stands in the way."""

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from assurance import store
from assurance.models import Publication, PublicationState, Report, ReportState
from assurance.publishing import actions, workflow
from assurance.publishing.workflow import Move, Standing
from assurance.tests.builders import make_annual, make_audience, make_report
from assurance.tests.builders_publishing import (
    make_correction,
    make_frozen,
    make_private_audience,
    make_published,
    make_ready,
    two_people,
)
from core.refusals import Refused
from organisation.models import QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return make_user(role=Role.ASSURANCE)


@pytest.fixture
def director() -> User:
    return make_user(role=Role.DIRECTOR)


# Given a report that is ready


def test_one_proposes_and_another_publishes(office: User, director: User) -> None:
    report = make_ready()

    proposal = actions.propose(report=report, by=office, note="Look at page 4.")
    assert (proposal.state, proposal.proposed_by, proposal.is_public) == ("proposed", office, False)

    published = actions.publish(publication=proposal, by=director)

    assert (published.state, published.published_by, published.is_public) == ("published", director, True)
    assert published.address == {"quarter": "2013-14-Q4", "slug": "governing-body", "version": 1}
    assert [row.history_user for row in published.history.order_by("history_id")] == [office, director]


def test_nobody_does_both(office: User) -> None:
    proposal = actions.propose(report=make_ready(), by=office)

    with pytest.raises(Refused, match="A second person"):
        actions.publish(publication=proposal, by=office)
    assert Publication.objects.get().state == PublicationState.PROPOSED


def test_the_database_holds_it_to_two_people(office: User) -> None:
    proposal = actions.propose(report=make_ready(), by=office)
    proposal.state, proposal.published_by, proposal.published_at = "published", office, proposal.proposed_at

    with pytest.raises(IntegrityError, match="publication_takes_two_people"), transaction.atomic():
        proposal.save()


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.GOVERNING_BODY, Role.ADMINISTRATOR])
def test_others_may_not(role: Role) -> None:
    with pytest.raises(Refused, match="Your account may not"):
        actions.propose(report=make_ready(), by=make_user(role=role))


# Given what stands in the way


def test_part_2_is_never_published(office: User) -> None:
    with pytest.raises(Refused, match="Part 2"):
        actions.propose(report=make_ready(audience=make_private_audience()), by=office)


def test_an_audience_that_was_private_when_the_report_was_asked_for_stays_so(office: User) -> None:
    audience = make_private_audience()
    report = make_ready(audience=audience)
    audience.part = 1
    audience.save()

    with pytest.raises(Refused, match="Part 2"):
        actions.propose(report=report, by=office)


@pytest.mark.parametrize("state", [ReportState.QUEUED, ReportState.FAILED, ReportState.CANCELLED])
def test_only_what_is_ready(state: str, office: User) -> None:
    with pytest.raises(Refused, match="not ready"):
        actions.propose(report=make_report(snapshot=make_frozen(), state=state), by=office)


def test_not_while_its_quarter_is_reopened(office: User, director: User) -> None:
    proposal = actions.propose(report=make_ready(), by=office)
    make_quarter(slug="2013-14-Q4", state=QuarterState.OPEN)

    with pytest.raises(Refused, match="has been reopened"):
        actions.publish(publication=proposal, by=director)


def test_a_position_of_an_open_quarter_is_not_published(office: User) -> None:
    report = make_ready()
    report.snapshot.is_position = True
    report.snapshot.save()

    with pytest.raises(Refused, match="Publish the report of the locked quarter"):
        actions.propose(report=report, by=office)


def test_not_an_older_version(office: User) -> None:
    report = make_ready()
    make_ready(snapshot=report.snapshot, version=2)

    with pytest.raises(Refused, match="Publish version 2"):
        actions.propose(report=report, by=office)


def test_not_twice_and_not_two_at_once(office: User) -> None:
    report = make_ready()
    actions.propose(report=report, by=office)
    with pytest.raises(Refused, match="waits for a second person"):
        actions.propose(report=report, by=office)

    newer = make_ready(snapshot=report.snapshot, version=2)
    with pytest.raises(Refused, match="Version 1 has been proposed"):
        actions.propose(report=newer, by=office)


def test_a_file_that_is_not_what_was_made_is_not_published(office: User, director: User) -> None:
    report = make_ready()
    proposal = actions.propose(report=report, by=office)
    store.keep(report.file, b"%PDF something else")

    with pytest.raises(Refused, match="not the one that was made"):
        actions.publish(publication=proposal, by=director)
    assert Publication.objects.get().state == PublicationState.PROPOSED


# Given a published report


def test_a_correction_says_what_it_replaces_and_what_was_corrected(office: User) -> None:
    first = make_published()
    newer = make_ready(snapshot=first.report.snapshot, version=2, pdf=b"%PDF other")
    with pytest.raises(Refused, match="Say what was corrected since version 1") as refusal:
        actions.propose(report=newer, by=office, correction=" ")
    assert refusal.value.field == "correction"

    second = make_published(newer, correction="KPI 1 had a figure of another quarter.")
    first.refresh_from_db()

    assert (second.replaces, second.state) == (first, "published")
    assert (first.state, first.is_public) == ("replaced", True)


def test_of_two_corrections_the_second_does_not_replace_what_is_gone(office: User, director: User) -> None:
    """Version 2 was proposed as a correction of version 1, which was withdrawn before it was published."""
    first = make_published()
    newer = make_ready(snapshot=first.report.snapshot, version=2, pdf=b"%PDF other")
    proposal = actions.propose(report=newer, by=office, correction="A figure.")
    actions.withdraw(publication=first, by=director, reason="It named somebody.")

    with pytest.raises(Refused, match="withdrawn in the meantime"):
        actions.publish(publication=proposal, by=director)


def test_withdrawn_with_a_reason_and_published_again_later(office: User, director: User) -> None:
    publication = make_published()

    actions.withdraw(publication=publication, by=office, reason="It named somebody.")
    publication.refresh_from_db()
    assert (publication.state, publication.ended_by, publication.is_public) == ("withdrawn", office, False)
    with pytest.raises(Refused, match="has been withdrawn"):
        actions.withdraw(publication=publication, by=office, reason="Again.")

    again = make_published(Report.objects.get())
    assert again.pk != publication.pk
    assert again.address == publication.address


def test_what_a_withdrawn_correction_replaced_stays_replaced(office: User) -> None:
    first = make_published()
    second = make_correction(first)
    actions.withdraw(publication=second, by=office, reason="Wrong as well.")
    first.refresh_from_db()

    assert first.state == PublicationState.REPLACED


def test_declined_with_a_reason_and_proposed_again(office: User, director: User) -> None:
    report = make_ready()
    proposal = actions.propose(report=report, by=office)
    actions.decline(publication=proposal, by=director, reason="The foreword is missing.")
    proposal.refresh_from_db()

    assert (proposal.state, proposal.end_reason) == ("declined", "The foreword is missing.")
    assert actions.propose(report=report, by=director).state == "proposed"


def test_the_address_stays_when_the_audience_is_renamed() -> None:
    publication = make_published()
    audience = publication.report.audience
    audience.slug, audience.title = "board", "Board report"
    audience.save()
    publication.refresh_from_db()

    assert publication.get_absolute_url() == "/published/2013-14-Q4/governing-body/v1/"
    assert publication.title == "Quarterly assurance report, 2013/14 Q4"


def test_reports_of_two_audiences_do_not_meet() -> None:
    first = make_published()
    other = make_published(snapshot=first.report.snapshot, audience=make_audience("executive"))

    assert (other.replaces, other.state) == (None, "published")


def test_the_annual_report_is_of_its_year() -> None:
    report = make_ready(audience=make_annual())
    report.sources.set([make_frozen(slug=f"2013-14-Q{number}") for number in (1, 2, 3)] + [report.snapshot])

    assert make_published(report).title == "Annual report, 2013/14"


# The table


def test_what_the_table_says() -> None:
    assert {move: rule.to for move, rule in workflow.RULES.items()} == {
        Move.PROPOSE: PublicationState.PROPOSED,
        Move.PUBLISH: PublicationState.PUBLISHED,
        Move.DECLINE: PublicationState.DECLINED,
        Move.REPLACE: PublicationState.REPLACED,
        Move.WITHDRAW: PublicationState.WITHDRAWN,
        Move.CONFIRM: PublicationState.WITHDRAWN,
        Move.PUT_BACK: PublicationState.PUBLISHED,
    }


@pytest.mark.parametrize("state", PublicationState)
def test_every_move_that_is_not_open_has_its_sentence(state: str) -> None:
    first, second = two_people()
    publication = Publication(report=make_ready(), state=state, proposed_by=first)
    checks = {
        Move.PUBLISH: lambda: workflow.check_publish(publication, Standing(), second),
        Move.DECLINE: lambda: workflow.check_decline(publication, second),
        Move.WITHDRAW: lambda: workflow.check_withdraw(publication, second),
        Move.CONFIRM: lambda: workflow.check_confirm(publication, second),
        Move.PUT_BACK: lambda: workflow.check_put_back(publication, Standing(), second),
    }
    for move, check in checks.items():
        if state in workflow.RULES[move].origins:
            check()
        else:
            with pytest.raises(Refused, match=r"^It .+\.$"):
                check()


def test_the_page_of_the_workflow_is_current() -> None:
    page = (settings.BASE_DIR / "docs" / "publication-workflow.md").read_text(encoding="utf-8")

    assert page == workflow.as_markdown(), "run manage.py write_publication_workflow"
