"""What happened since a report was made: its quarter was locked again, or what it says is private now."""

import pytest

from assurance.models import AudienceSection, Report, ReportAudience
from assurance.publishing import actions
from assurance.tests.builders import make_annual
from assurance.tests.builders_publishing import make_frozen, make_published, make_ready, two_people
from core.refusals import Refused
from organisation.models import QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from programmes.models import Part
from programmes.tests.builders import make_risk

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    make_organisation()
    return make_user(role=Role.ASSURANCE)


def make_annual_ready() -> Report:
    snapshots = [make_frozen(slug=f"2013-14-Q{number}") for number in (1, 2, 3, 4)]
    report = make_ready(snapshot=snapshots[3], audience=make_annual())
    report.sources.set(snapshots)
    return report


def not_published(report: Report, office: User, why: str) -> None:
    with pytest.raises(Refused, match=why):
        actions.propose(report=Report.objects.get(pk=report.pk), by=office)


# Given that its quarter was locked again


def test_not_the_report_of_a_snapshot_that_was_replaced(office: User) -> None:
    """Reopened, corrected and locked again: what was wrong is not published, although no newer report is made."""
    report = make_ready()
    make_frozen(quarter=report.snapshot.quarter, version=2)

    not_published(report, office, "Locked again since: 2013/14 Q4, version 2. Make the report anew")


def test_not_what_was_proposed_before_it_was_locked_again() -> None:
    report, (first, second) = make_ready(), two_people()
    proposal = actions.propose(report=report, by=first)
    make_frozen(quarter=report.snapshot.quarter, version=2)

    with pytest.raises(Refused, match="Locked again since"):
        actions.publish(publication=proposal, by=second)


@pytest.mark.parametrize("slug", ["2013-14-Q1", "2013-14-Q4"])
def test_no_annual_report_while_a_quarter_of_its_year_is_open(slug: str, office: User) -> None:
    report = make_annual_ready()
    make_quarter(slug=slug, state=QuarterState.OPEN)

    not_published(report, office, f"{slug[:4]}/{slug[5:7]} {slug[8:]} has been reopened")


def test_no_annual_report_of_a_quarter_that_was_locked_again(office: User) -> None:
    report = make_annual_ready()
    make_frozen(slug="2013-14-Q2", version=2)

    not_published(report, office, "Locked again since: 2013/14 Q2, version 2")


# Given that something is private since


def test_not_once_its_audience_is_part_2(office: User) -> None:
    report = make_ready()
    ReportAudience.objects.update(part=Part.PRIVATE)

    not_published(report, office, "Reports for Governing Body belong to Part 2 since")


def test_not_once_a_section_of_it_is_part_2(office: User) -> None:
    report = make_ready()
    AudienceSection.objects.filter(audience=report.audience, section="finance").update(part=Part.PRIVATE)

    not_published(report, office, "Private since it was made: Finance. Make it anew")


def test_a_section_that_was_private_all_along_is_not_in_the_way(office: User) -> None:
    audience = make_ready().audience
    AudienceSection.objects.filter(audience=audience, section="finance").update(part=Part.PRIVATE)
    report = make_ready(audience=ReportAudience.objects.get(), snapshot=make_frozen(version=2), version=2)

    assert actions.propose(report=report, by=office).state == "proposed"


def test_not_once_a_risk_that_it_names_is_part_2(office: User) -> None:
    report = make_ready()
    make_risk(reference="R-001", part=Part.PRIVATE)

    not_published(report, office, "Private since it was frozen: R-001. Reopen the quarter and lock it again")


def test_a_private_risk_that_it_does_not_name_is_not_in_the_way(office: User) -> None:
    make_risk(reference="R-0011", part=Part.PRIVATE)

    assert make_published(make_ready()).state == "published"
