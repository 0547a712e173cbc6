"""What stands on the public pages when less than a whole quarter is published: an annual report, exceptions, a part."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from assurance.models import Publication
from assurance.publishing.reading import then_and_now_for
from assurance.tests.builders import make_annual, make_audience, make_row
from assurance.tests.builders_publishing import make_correction, make_frozen, make_published, make_ready
from assurance.tests.pack_builders import make_pack, make_register, make_risk
from core.rag import RAG
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_user

pytestmark = pytest.mark.django_db

THEN_AND_NOW = "/published/2013-14-Q4/then-and-now/"


@pytest.fixture(autouse=True)
def organisation(db: None) -> None:
    make_organisation()


def publish_annual() -> Publication:
    snapshots = [make_frozen(slug=f"2013-14-Q{number}") for number in (1, 2, 3, 4)]
    report = make_ready(snapshot=snapshots[3], audience=make_annual())
    report.sources.set(snapshots)
    return make_published(report)


def links(client: Client, path: str) -> set[str]:
    """The pages that a page leads to."""
    page = client.get(path).content.decode()
    return set(re.findall(r'(?:href="|<loc>)(?:https?://[^/]+)?(/published/[^"<#]*/)["<#]', page))


# Given an annual report alone


@pytest.mark.parametrize(
    "path",
    ["/published/", "/published/2013-14-Q4/", "/published/sitemap.xml", "/published/2013-14-Q4/annual/v1/"],
)
def test_an_annual_report_alone_leads_to_no_page_that_is_not_there(path: str, client: Client) -> None:
    publish_annual()

    found = {link: client.get(link).status_code for link in links(client, path)}
    assert found == dict.fromkeys(found, 200)


def test_the_annual_report_says_what_each_of_its_quarters_was(client: Client) -> None:
    publication = publish_annual()
    page = client.get(publication.get_absolute_url()).content.decode()

    for snapshot in publication.report.made_of:
        assert f"{snapshot.quarter.label} as they stood on" in page
        assert f"SHA-256 of the snapshot of {snapshot.quarter.label}</dt>" in page
        assert snapshot.sha256 in page


def test_an_annual_report_is_described_to_programs_as_one_of_the_whole_year(client: Client) -> None:
    publish_annual()

    page = client.get("/published/2013-14-Q4/annual/v1/").content.decode()
    assert '<meta itemprop="temporalCoverage" content="2013-04-01/2014-03-31">' in page
    assert re.search(r'<meta itemprop="description" content="[^"]*, version 1, 2013/14\. For ', page)


def test_where_a_quarter_of_the_year_is_published_the_year_has_its_page(client: Client) -> None:
    publish_annual()
    quarter = make_frozen(slug="2013-14-Q1", version=2)
    make_published(snapshot=quarter)

    assert "/published/2013-14/" in links(client, "/published/2013-14-Q4/")
    assert THEN_AND_NOW not in links(client, "/published/")
    assert "/published/2013-14-Q1/then-and-now/" in links(client, "/published/")


# Given a report of what is off track alone


def publish_exceptions() -> Publication:
    """The extreme risk and the red KPI; the KPI that is on target is not in it."""
    audience = make_audience("executive", detail="exceptions")
    return make_published(make_ready(audience=audience, snapshot=make_frozen(pack=make_pack())))


def test_what_is_on_track_again_is_not_said_to_be_left_out(client: Client) -> None:
    published = publish_exceptions()
    before = make_pack()
    better = make_risk(likelihood=2, impact=3, score=6, band="moderate", band_text="Moderate")
    register = make_register(better)
    make_correction(published, pack=replace(before, programmes=replace(before.programmes, register=register)))

    assert b"Left out" not in client.get(THEN_AND_NOW).content


def test_what_changed_of_what_stands_in_both_is_still_said(client: Client) -> None:
    published = publish_exceptions()
    before = make_pack()
    worse = replace(before.programmes.register.risks[0], likelihood=5, impact=5, score=25)
    register = make_register(worse)
    make_correction(published, pack=replace(before, programmes=replace(before.programmes, register=register)))

    assert b"5 \xc3\x97 5 = 25" in client.get(THEN_AND_NOW).content


def test_a_kpi_that_came_on_the_list_was_not_unreported_before(client: Client) -> None:
    """Inspections are green, so the first list leaves them out; amber in the correction, they come on it, and that is
    the first that was said of them."""
    published = publish_exceptions()
    cases = make_row(now=RAG.RED, name="Cases over 28 days", number=1)
    make_correction(published, pack=make_pack(cases, make_row(now=RAG.AMBER, name="Inspections", number=2)))

    otherwise, everything = client.get(THEN_AND_NOW).content.split(b"All KPIs")
    assert b"Inspections" in everything
    assert b"Inspections" not in otherwise


def test_for_the_signed_in_nothing_off_the_list_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    published = publish_exceptions()
    low = make_risk(reference="R-002", likelihood=1, impact=2, score=2, band="low", band_text="Low")
    pack = make_pack()
    pack = replace(pack, programmes=replace(pack.programmes, register=make_register(low)))
    monkeypatch.setattr("assurance.publishing.reading.build_pack", lambda quarter, today: pack)

    page, is_live = then_and_now_for(make_user(role=Role.ASSURANCE), published.quarter)

    assert is_live
    assert not page.others
    assert page.lines
    assert all(line.then for line in page.lines)


# Given a title that people type


def test_a_file_is_named_whatever_its_report_is_called(client: Client) -> None:
    audience = make_audience("odd", title='The "Dorset" report – “first”')
    published = make_published(audience=audience)

    answers = [
        client.get(f"{published.get_absolute_url()}{name}") for name in ("data/kpi-figures.csv", "report.pdf")
    ]
    assert b"".join(answers[1].streaming_content)
    table, pdf = (answer["Content-Disposition"] for answer in answers)
    assert table == pdf.replace("v1.pdf", "v1%20kpi-figures.csv")
