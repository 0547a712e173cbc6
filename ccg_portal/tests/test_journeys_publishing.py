"""A report on its way to the public in a real browser, on the CCG's real data: given, when, then.

One module, one loaded database: each journey goes on from what the one before left.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from assurance import jobs
from assurance.models import Report
from assurance.publishing import actions
from ccg_portal.tests.dorset import press, served, sign_in, violations, walk

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.journey]

PUBLISHED = "/published/2013-14-Q4/governing-body/v1/"


@pytest.fixture(scope="module")
def address(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The Dorset data behind a server, with the report of 2013/14 Q4 as its worker would have made it."""
    with django_db_blocker.unblock(), served() as url:
        jobs.run(Report.objects.get().pk)
        yield url


@pytest.fixture
def person(page: Page) -> Page:
    page.set_default_timeout(60_000)
    return page


@pytest.mark.django_db
def test_the_journeys_begin_with_nothing_loaded() -> None:
    """The tests' database is made only where a test asks for it by its mark, as this one does."""
    assert not Report.objects.exists()


def test_one_proposes_and_another_publishes(person: Page, address: str) -> None:
    """Given a report that is ready, when one proposes and another publishes it, then everybody can read it."""
    sign_in(person, address, "assurance")
    person.goto(f"{address}/reports/{Report.objects.get().pk}/")
    person.get_by_role("link", name="Propose for publication").click()
    person.get_by_label("For the person who publishes it").fill("Look at the summary.")
    assert violations(person) == []
    press(person, "Propose for publication")
    expect(person.get_by_text("You proposed this report yourself.")).to_be_visible()

    sign_in(person, address, "director.quality")
    person.goto(f"{address}/reports/publications/")
    person.get_by_role("link", name="Quarterly assurance report, 2013/14 Q4, version 1").click()
    expect(person.get_by_text("Look at the summary.")).to_be_visible()
    press(person, "Publish")
    expect(person.get_by_text("is published. Everybody can read it.")).to_be_visible()
    assert violations(person) == []


def test_anybody_reads_it_and_takes_the_data(person: Page, address: str) -> None:
    """Given it is published, when somebody without an account comes, then they read it and have its files."""
    person.goto(f"{address}/published/")
    person.get_by_role("link", name="Quarterly assurance report, 2013/14 Q4", exact=True).click()
    for name in ("Download the PDF", "Excel workbook", "JSON", "CSV files"):
        with person.expect_download() as download:
            person.get_by_role("link", name=name, exact=True).click()
        assert download.value.path().stat().st_size > 1_000, name

    person.get_by_role("link", name="Read it as a page").click()
    expect(person.get_by_role("heading", name="Executive summary")).to_be_visible()
    assert person.locator("main a[href^='/performance'], main a[href^='/reports']").count() == 0


def test_every_public_page_is_accessible_and_fits_a_phone(person: Page, address: str) -> None:
    pages = (
        "/published/",
        "/published/2013-14-Q4/",
        PUBLISHED,
        f"{PUBLISHED}read/",
        "/published/2013-14/",
        "/published/2013-14-Q4/then-and-now/",
    )
    assert walk(person, [f"{address}{path}" for path in pages]) == []


def test_every_page_of_deciding_is_accessible_and_fits_a_phone(person: Page, address: str) -> None:
    publication = Report.objects.get().publications.get()
    own = f"/reports/publications/{publication.pk}/"
    sign_in(person, address, "assurance")
    pages = (
        "/reports/publications/",
        own,
        f"{own}withdraw/",
        "/reports/then-and-now/",
        "/reports/committees/",
        "/reports/committees/add/",
        "/reports/committees/governing-body/",
    )
    assert walk(person, [f"{address}{path}" for path in pages]) == []


def test_withdrawn_it_is_gone_for_everybody_at_once(person: Page, address: str) -> None:
    """Given it is published, when it is withdrawn with a reason, then whoever follows the link reads when and why."""
    publication = Report.objects.get().publications.get()
    actions.withdraw(publication=publication, by=publication.proposed_by, reason="It named somebody.")

    answer = person.goto(f"{address}{PUBLISHED}")

    assert answer
    assert answer.status == 410
    expect(person.get_by_text("was withdrawn on 8 July 2014. The reason: It named somebody.")).to_be_visible()
