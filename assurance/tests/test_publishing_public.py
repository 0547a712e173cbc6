"""What everybody reads: the same for all, kept for five minutes, whole as it was stored, and nothing private in it."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from assurance import store
from assurance.models import Publication, PublishedFile, Report, ReportState
from assurance.publishing import actions
from assurance.restated.lines import Area, Line, Reopening, Restated
from assurance.tests.builders import make_audience, make_row
from assurance.tests.builders_publishing import (
    PDF,
    make_correction,
    make_frozen,
    make_published,
    make_ready,
    two_people,
)
from assurance.tests.pack_builders import make_pack, make_register, make_risk
from core import clock
from core.dates import in_words
from core.rag import RAG
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_user

pytestmark = pytest.mark.django_db

HOME = "/published/"
REPORT = "/published/2013-14-Q4/governing-body/v1/"
LATEST = "/published/2013-14-Q4/governing-body/"
FEED = "/published/feed.atom"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
PAGES = (HOME, "/published/2013-14-Q4/", REPORT, f"{REPORT}read/", "/published/2013-14/",
         "/published/2013-14-Q4/then-and-now/")  # fmt: skip
FILES = (f"{REPORT}report.pdf", f"{REPORT}data.xlsx", f"{REPORT}data.json", f"{REPORT}data.zip",
         f"{REPORT}data/kpi-figures.csv")  # fmt: skip


@pytest.fixture(autouse=True)
def organisation(db: None) -> None:
    make_organisation()


@pytest.fixture
def published() -> Publication:
    return make_published()


def body(client: Client, path: str, **headers: str) -> bytes:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return whole(response)


def whole(response: Any) -> bytes:
    content: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return content


def is_file(link: str) -> bool:
    return re.search(r"\.(pdf|xlsx|zip|json|csv)$", link) is not None


# Given nothing is published


def test_an_empty_room_says_so(client: Client) -> None:
    assert b"Nothing is published yet" in body(client, HOME)
    assert ElementTree.fromstring(body(client, "/published/feed.atom")).findall("a:entry", ATOM) == []


# Given a published report


def test_a_page_is_the_same_for_everybody(published: Publication, client: Client) -> None:
    """Not a word, a message or a cookie of whoever is signed in: a proxy may give one's copy to another."""
    signed_in = Client()
    signed_in.force_login(make_user(role=Role.ASSURANCE))

    for path in PAGES:
        assert body(client, path) == body(signed_in, path)
        response = signed_in.get(path)
        assert response["Cache-Control"] == "public, max-age=300", path
        assert "Cookie" not in response.get("Vary", ""), path
        assert not response.cookies, path


def test_no_page_leads_to_anything_that_needs_an_account(published: Publication, client: Client) -> None:
    """Beside the one link for signing in, every link is answered without an account."""
    make_correction(published)
    links = {
        link
        for path in PAGES
        for link in re.findall(r'(?:href|src|action)="(/[^"#?]*)', body(client, path).decode())
        if not link.startswith("/static/")
    }

    assert {link: client.get(link).status_code for link in links if not is_file(link)} == {
        link: 200 for link in links if not is_file(link)
    }
    assert {link for link in links if is_file(link) and body(client, link)} >= set(FILES)
    assert "/accounts/login/" in links


def test_what_somebody_has_is_not_sent_again(published: Publication, client: Client) -> None:
    for path in (*PAGES, *FILES):
        first = client.get(path)
        assert whole(first)

        again = client.get(path, headers={"if-none-match": first["ETag"]})

        assert (again.status_code, again.content) == (304, b""), path
        assert again["Cache-Control"] == "public, max-age=300"


def test_a_file_can_be_read_by_any_page_and_says_where_it_is_from(
    published: Publication, client: Client
) -> None:
    name = 'attachment; filename="Quarterly assurance report 2013-14 Q4 v1'
    for path in FILES:
        response = client.get(path)

        assert whole(response)
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Link"] == f'<http://testserver{REPORT}>; rel="describedby"'
        assert response["Content-Disposition"].startswith(name)
        assert response["Last-Modified"]


def test_the_files_are_those_that_were_stored(client: Client) -> None:
    make_published(with_workbook=True)
    assert body(client, f"{REPORT}report.pdf") == PDF
    data = json.loads(body(client, f"{REPORT}data.json"))
    with zipfile.ZipFile(io.BytesIO(body(client, f"{REPORT}data.zip"))) as package:
        described = json.loads(package.read("datapackage.json"))
        csv = package.read("kpi-figures.csv")

    assert data["report"]["period"] == "2013/14 Quarter 4"
    assert [table["name"] for table in data["tables"]] == [each["name"] for each in described["resources"]]
    assert body(client, f"{REPORT}data/kpi-figures.csv") == csv
    book = load_workbook(io.BytesIO(body(client, f"{REPORT}data.xlsx")), read_only=True)
    assert len(book.sheetnames) == len(data["tables"]) + 2
    book.close()


def test_they_stay_as_they_were_when_the_portal_makes_them_otherwise(
    published: Publication, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = body(client, f"{REPORT}data.json")
    monkeypatch.setattr("assurance.renditions.data.as_json", lambda contents: b"{}")

    assert body(client, f"{REPORT}data.json") == before


def test_a_damaged_file_is_never_given_out(published: Publication, client: Client) -> None:
    for file in PublishedFile.objects.all():
        store.keep(file.file, b"something else")

    for path in (f"{REPORT}data.xlsx", f"{REPORT}data/kpi-figures.csv"):
        response = client.get(path)
        assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_a_damaged_report_is_never_given_out(published: Publication, client: Client) -> None:
    store.keep(published.report.file, b"something else")

    assert client.get(f"{REPORT}report.pdf").status_code == 503
    assert client.get(REPORT).status_code == 200


def test_a_published_report_is_given_out_while_it_is_made_again(
    published: Publication, client: Client
) -> None:
    """What its job says is the office's business: the file that was issued lies there whole, or it does not."""
    for state in (ReportState.QUEUED, ReportState.RUNNING, ReportState.READY):
        Report.objects.update(state=state, damage="It was away for a minute.")
        assert body(client, f"{REPORT}report.pdf") == PDF


def test_a_table_that_is_not_there(published: Publication, client: Client) -> None:
    for table in ("no-such-table", "datapackage", "..", "kpi_figures"):
        assert client.get(f"{REPORT}data/{table}.csv").status_code == 404


def test_what_is_not_published_is_not_there(published: Publication, client: Client) -> None:
    for path in (
        "/published/2013-14-Q3/",
        "/published/1913-14-Q3/then-and-now/",
        "/published/2013-15/",
        "/published/2013-14-Q4/governing-body/v2/",
        "/published/2013-14-Q4/somebody-else/",
        "/published/2013-14-Q4/governing-body/v0001/../",
    ):
        assert client.get(path).status_code == 404, path


def test_no_role_is_named_and_no_note_between_the_two(client: Client) -> None:
    one, two = (
        make_user(role=Role.ASSURANCE, title="Head of saying"),
        make_user(role=Role.DIRECTOR, title="Second eye"),
    )
    at = clock.now()
    restated = Restated(
        1,
        at,
        reopenings=(Reopening(at, "Head of saying", "A rating was wrong."),),
        lines=(Line(Area.RISKS, "R-001", "Score", "16", "20", "Second eye", at, "Mistyped, jo@example.org"),),
    )
    report = make_ready(snapshot=make_frozen(pack=make_pack(restated=restated)))
    proposal = actions.propose(report=report, by=one, note="Look at page 4.")
    actions.publish(publication=proposal, by=two)

    restated_data = f"{REPORT}data/restated.csv"
    said = b"".join(
        body(client, path) for path in (*PAGES, "/published/feed.atom", f"{REPORT}data.json", restated_data)
    )
    assert b"A rating was wrong." in said
    assert not re.search(rb"Head of saying|Second eye|Look at page 4|example\.org", said)


def test_structured_data_say_what_it_is_and_where_the_files_are(
    published: Publication, client: Client
) -> None:
    page = body(client, REPORT).decode()

    assert 'itemtype="https://schema.org/Dataset"' in page
    assert page.count('itemtype="https://schema.org/DataDownload"') == 4
    assert '<meta itemprop="temporalCoverage" content="2014-01-01/2014-03-31">' in page
    assert published.report.sha256 in page
    described = re.search(r'itemprop="description" content="([^"]*)"', page)
    assert described is not None
    assert "For Governing Body: Executive summary, " in described[1]
    assert "Engagement" in described[1]


def test_structured_data_promise_no_section_that_the_report_has_nothing_for(
    published: Publication, client: Client
) -> None:
    assert "running" in published.report.made_for.section_slugs
    assert "Running costs" not in published.in_brief
    assert published.in_brief in body(client, REPORT).decode()


def test_the_newest_version_has_an_address_of_its_own(published: Publication, client: Client) -> None:
    latest = "/published/2013-14-Q4/governing-body/"
    assert client.get(latest)["Location"] == REPORT

    make_correction(published)
    assert client.get(latest)["Location"] == REPORT.replace("v1", "v2")


# Given a correction


def test_the_replaced_one_says_so_and_leads_to_the_newer_one(published: Publication, client: Client) -> None:
    make_correction(published, what="KPI 1 had the figure of another quarter.")

    for path in (REPORT, f"{REPORT}read/"):
        page = body(client, path).decode()
        assert "This version was replaced" in page
        assert 'href="/published/2013-14-Q4/governing-body/v2/"' in page
        assert "KPI 1 had the figure of another quarter." in page
    newer = body(client, REPORT.replace("v1", "v2")).decode()
    assert f"replaces version 1, published {in_words(clock.today())}." in newer
    assert "This version was replaced" not in newer
    assert body(client, f"{REPORT}report.pdf") == PDF


def test_when_the_correction_is_withdrawn_the_old_one_says_that(
    published: Publication, client: Client
) -> None:
    correction = make_correction(published)
    actions.withdraw(publication=correction, by=make_user(role=Role.ASSURANCE), reason="Wrong as well.")

    page = body(client, REPORT).decode()

    assert "replaced by a correction, which has since been withdrawn" in page
    assert "v2" not in page


def test_then_and_now_shows_what_a_correction_changed(published: Publication, client: Client) -> None:
    old = published.report.snapshot
    row = make_row(now=RAG.AMBER, name="Inspections", number=2, figures=("6", "4"))
    cases = make_row(now=RAG.RED, before=RAG.GREEN, name="Cases over 28 days", number=1)
    make_correction(published, pack=make_pack(cases, row))
    assert old.quarter.snapshots.count() == 2

    page = body(client, "/published/2013-14-Q4/then-and-now/").decode()
    year = body(client, "/published/2013-14/").decode()

    assert "Known otherwise now" in page
    assert "version 2, 8 July 2014" in page
    assert "now:" in year


def test_then_and_now_shows_no_section_that_was_not_printed(client: Client) -> None:
    """An audience that reads the schedules alone: a risk whose score changed is in no page made of its reports."""
    audience = make_audience("schedules-alone")
    audience.sections.exclude(section="schedules").delete()
    risk = make_risk(title="A risk that nobody printed", reference="R-002")
    before = make_pack()
    after = replace(before, programmes=replace(before.programmes, register=make_register(risk)))
    first = make_published(snapshot=make_frozen(pack=before), audience=audience)
    make_correction(first, pack=after)

    page = body(client, "/published/2013-14-Q4/then-and-now/")
    assert b"Inspections" in page
    assert b"A risk that nobody printed" not in page
    assert b"Besides KPIs" not in page


def test_kpis_that_were_not_printed_are_on_no_page_of_the_year(client: Client) -> None:
    audience = make_audience("risks-alone")
    audience.sections.exclude(section="risks").delete()
    make_published(audience=audience)

    for path in ("/published/2013-14-Q4/then-and-now/", "/published/2013-14/"):
        assert b"Inspections" not in body(client, path)


def test_what_else_a_correction_changed_is_said(client: Client) -> None:
    before = make_pack()
    risk = make_risk(title="A risk that came later", reference="R-002")
    after = replace(before, programmes=replace(before.programmes, register=make_register(risk)))
    make_correction(make_published(snapshot=make_frozen(pack=before)), pack=after)

    page = body(client, "/published/2013-14-Q4/then-and-now/")

    assert b"Besides KPIs" in page
    assert b"/risks/" not in page


def test_after_a_correction_is_withdrawn_the_version_that_it_replaced_is_named(
    published: Publication, client: Client
) -> None:
    """It is public still: nobody is told that no other version is, and no list has it as the last word."""
    correction = make_correction(published)
    actions.withdraw(publication=correction, by=make_user(role=Role.ASSURANCE), reason="Wrong as well.")
    v2 = correction.get_absolute_url()

    still = f'<a href="{REPORT}">Version 1</a>, which it had replaced, can still be read.'
    for path in (v2, f"{v2}read/", f"{v2}report.pdf", f"{v2}data.json", LATEST):
        response = client.get(path)
        assert (path, response.status_code, still in response.content.decode()) == (path, 410, True)
    assert still in body(client, "/published/2013-14-Q4/").decode()
    for path in (HOME, "/published/2013-14-Q4/"):
        assert b"Replaced by a correction, which has since been withdrawn." in body(client, path)
    assert "Version 1, which it had replaced, can still be read." in body(client, FEED).decode()


# Given a report that was withdrawn


def test_withdrawn_is_gone_with_its_files_and_says_when_and_why(
    published: Publication, client: Client
) -> None:
    actions.withdraw(publication=published, by=make_user(role=Role.ASSURANCE), reason="It named somebody")

    for path in (REPORT, f"{REPORT}read/", *FILES, LATEST):
        response = client.get(path)
        assert (response.status_code, response["Cache-Control"]) == (410, "public, max-age=300"), path
        assert b"This report was withdrawn on 8 July 2014. The reason: It named somebody." in response.content
        assert b"No other version of it is published." in response.content
        assert "Vary" not in response or "Cookie" not in response["Vary"]
    assert b"Nothing is published yet" in body(client, HOME)
    assert b"governing-body" not in body(client, "/published/sitemap.xml")


def test_what_became_private_since_is_not_named(published: Publication, client: Client) -> None:
    """Its title and the reason may say what is of Part 2 now; a version that still stands names it anyway."""
    quarter, told = "/published/2013-14-Q4/", (published.title, "It named somebody", "governing-body/v1")
    actions.withdraw(publication=published, by=make_user(role=Role.ASSURANCE), reason="It named somebody")
    audience = published.report.audience
    audience.part = 2
    audience.save()

    gone = client.get(REPORT)
    public = (gone.content.decode(), body(client, quarter).decode(), body(client, FEED).decode())
    audience.part = 1
    audience.save()

    assert gone.status_code == 410
    assert all("A report, version 1, published" in page for page in public[:2])
    assert not any(text in page for page in public for text in told)
    assert all(published.title in client.get(path).content.decode() for path in (REPORT, quarter, FEED))


def test_the_quarter_says_what_was_withdrawn_and_what_took_its_place(
    published: Publication, client: Client
) -> None:
    quarter = "/published/2013-14-Q4/"
    actions.withdraw(publication=published, by=make_user(role=Role.ASSURANCE), reason="It named somebody")
    alone = body(client, quarter).decode()
    make_correction(published, what="")
    both = body(client, quarter).decode()

    said = "was withdrawn on 8 July 2014. The reason: It named somebody."
    assert "No report of this quarter stands published now." in alone
    assert said in alone
    assert said in both
    assert 'It was replaced by <a href="/published/2013-14-Q4/governing-body/v2/">version 2</a>.' in both
    assert f'href="{REPORT}"' not in both
    assert "It was replaced by" in client.get(f"{REPORT}report.pdf").content.decode()
    assert client.get(LATEST).status_code == 302


def test_the_feed_changes_the_entry_of_what_was_withdrawn(published: Publication, client: Client) -> None:
    """Its reader knows the entry by its id: it is told anew, with what is so now."""
    before = ElementTree.fromstring(body(client, FEED)).find("a:entry", ATOM)
    withdrawn = actions.withdraw(
        publication=published, by=make_user(role=Role.ASSURANCE), reason="It named somebody"
    )
    after = ElementTree.fromstring(body(client, FEED)).find("a:entry", ATOM)

    assert before is not None
    assert after is not None
    assert after.findtext("a:id", namespaces=ATOM) == before.findtext("a:id", namespaces=ATOM)
    assert (after.findtext("a:title", namespaces=ATOM) or "").startswith("Withdrawn: Quarterly")
    assert datetime.fromisoformat(after.findtext("a:updated", "", ATOM)) == withdrawn.ended_at
    assert "The reason: It named somebody." in (after.findtext("a:summary", namespaces=ATOM) or "")


def test_a_reason_reaches_readers_of_the_feed_as_the_text_that_it_is(
    published: Publication, client: Client
) -> None:
    """Escaped once and called HTML, a reader would take “<b>” for mark-up and drop “<5 people”."""
    said = "Counts of <5 people & <b>names</b> were printed"
    actions.withdraw(publication=published, by=make_user(role=Role.ASSURANCE), reason=said)

    (summary,) = ElementTree.fromstring(body(client, FEED)).findall("a:entry/a:summary", ATOM)
    assert summary.get("type", "text") == "text"
    assert said in (summary.text or "")


def test_the_feed_tells_anew_of_what_is_put_back(published: Publication, client: Client) -> None:
    """A reader that was told of the withdrawal takes no entry that is older than that."""
    withdrawn = actions.withdraw(
        publication=published, by=make_user(role=Role.ASSURANCE), reason="By mistake."
    )
    actions.put_back(publication=published, by=make_user(role=Role.ASSURANCE))

    (entry,) = ElementTree.fromstring(body(client, FEED)).findall("a:entry", ATOM)
    assert (entry.findtext("a:title", namespaces=ATOM) or "").startswith("Quarterly")
    assert withdrawn.ended_at is not None
    assert datetime.fromisoformat(entry.findtext("a:updated", "", ATOM)) > withdrawn.ended_at


def test_a_mark_pasted_from_a_letter_does_not_silence_the_feed(
    published: Publication, client: Client
) -> None:
    """Word puts a vertical tab for a line within a paragraph, and no XML may hold one."""
    actions.withdraw(publication=published, by=make_user(role=Role.ASSURANCE), reason="Wrong\x0b figures")

    assert "The reason: Wrong figures." in body(client, FEED).decode()


def test_what_is_published_again_at_its_address_is_not_withdrawn(
    published: Publication, client: Client
) -> None:
    actions.withdraw(publication=published, by=make_user(role=Role.ASSURANCE), reason="By mistake.")
    make_published(published.report)

    assert client.get(REPORT).status_code == 200
    assert not Publication.objects.withdrawn().exists()
    assert body(client, FEED).count(b"<entry>") == 1
    assert b"withdrawn on" not in body(client, "/published/2013-14-Q4/")


# Feed, map, robots


def test_the_feed_names_each_publication_newest_first_and_corrections_as_such(
    published: Publication, client: Client
) -> None:
    make_correction(published, what="One figure.")
    response = client.get("/published/feed.atom")
    feed = ElementTree.fromstring(response.content)
    entries = feed.findall("a:entry", ATOM)

    assert response["Content-Type"].startswith("application/atom+xml")
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == [
        "Correction: Quarterly assurance report, 2013/14 Q4, version 2",
        "Quarterly assurance report, 2013/14 Q4, version 1",
    ]
    assert "One figure." in (entries[0].findtext("a:summary", namespaces=ATOM) or "")
    assert feed.findtext("a:updated", namespaces=ATOM) == entries[0].findtext("a:updated", namespaces=ATOM)
    assert len({entry.findtext("a:id", namespaces=ATOM) for entry in entries}) == 2


def test_the_map_names_pages_that_are_there(published: Publication, client: Client) -> None:
    found = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", body(client, "/published/sitemap.xml").decode())

    assert REPORT in found
    assert {client.get(path).status_code for path in found} == {200}


def test_robots_look_at_what_is_published_alone(client: Client) -> None:
    lines = body(client, "/robots.txt").decode().splitlines()

    assert "Allow: /published/" in lines
    assert "Disallow: /" in lines


def test_the_schema_of_the_json_needs_no_account(client: Client) -> None:
    assert json.loads(body(client, "/published/schema.json"))["$schema"].startswith(
        "https://json-schema.org/"
    )


# How many questions


def many(number: int) -> None:
    """So many more audiences, each with a report and a correction of it."""
    snapshot = make_frozen(version=50 + number)
    people = two_people()
    for each in range(number):
        audience = make_audience(f"audience-{number}-{each}")
        first = make_published(snapshot=snapshot, audience=audience, by=people, version=1)
        make_published(
            make_ready(snapshot=snapshot, audience=audience, version=2), by=people, correction="A figure."
        )
        assert first.slug == audience.slug


def test_queries_do_not_grow(published: Publication, client: Client) -> None:
    paths = [*PAGES, "/published/feed.atom", "/published/sitemap.xml"]
    many(1)
    few = {path: queries(client, path) for path in paths}
    many(3)
    more = {path: queries(client, path) for path in paths}

    assert few == more
    assert max(more.values()) <= 6, more


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        body(client, path)
    return len(asked)
