"""What programs read to know what is published: the Atom feed, the map of the pages, and where they may look."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from assurance.models import Publication
from assurance.publishing import catalogue
from assurance.publishing.public_answers import public
from assurance.publishing.withdrawn import withdrawn_lines
from assurance.publishing.workflow import WAS_PUT_BACK
from core import clock
from core.dates import in_words
from core.letters import address
from core.texts import printable
from organisation.models import Organisation

MOST_ENTRIES = 50
LONG_AGO = datetime(2013, 4, 1, tzinfo=clock.LONDON)
"""What an empty feed says that it was last changed on: clinical commissioning groups began on that day."""


class Feed(Atom1Feed):
    """Atom (RFC 4287) of which the moment of the last change is the newest entry's, so that the same entries are the
    same bytes. What it says is plain text, and declared as such: a reason such as “Counts of <5 people” is no mark-up.
    """

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=LONG_AGO)


@dataclass(frozen=True)
class FeedEntry:
    """One publication as a feed tells of it: its page is what it is known by, whatever becomes of it."""

    title: str
    page: str
    summary: str
    published_at: datetime
    changed_at: datetime


@public
def published_feed(request: HttpRequest) -> HttpResponse:
    """What was last published or withdrawn, a correction under its own name. The entry of what is withdrawn is
    changed and not gone: whoever had read of the report reads that it is withdrawn, and that it is put back."""
    feed = _empty_feed()
    entries = sorted(chain(_published(), _withdrawn()), key=lambda each: each.changed_at, reverse=True)
    for each in entries[:MOST_ENTRIES]:
        feed.add_item(
            title=printable(each.title),
            link=each.page,
            description=printable(each.summary),
            unique_id=each.page,
            pubdate=each.published_at,
            updateddate=each.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@public
def published_sitemap(request: HttpRequest) -> HttpResponse:
    """The pages that a search engine should know (sitemaps.org), each with the day of its last change."""
    found = Publication.objects.public().with_report().prefetch_related(None)
    pages = [(address(reverse("assurance:published")), None)]
    for year in catalogue.catalogue(found):
        pages += _then_and_now(year.url)
        for quarter in year.quarters:
            pages += _then_and_now(quarter.then_and_now_url)
            for entry in quarter.entries:
                pages += [(address(each.url), each.published_on) for each in (entry, *entry.earlier)]
                pages.append((address(entry.read_url), entry.published_on))
    return render(request, "published/sitemap.xml", {"pages": pages}, content_type="application/xml")


def _then_and_now(url: str) -> list[tuple[str, None]]:
    return [(address(url), None)] if url else []


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines look at what is published, and at nothing else."""
    lines = [
        "User-agent: *",
        "Allow: /published/",
        "Allow: /static/",
        "Disallow: /",
        f"Sitemap: {address(reverse('assurance:published_sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _empty_feed() -> Feed:
    organisation = Organisation.objects.first()
    name = printable(organisation.name) if organisation else "The organisation"
    here = address(reverse("assurance:published_feed"))
    return Feed(
        title=f"Assurance reports of {name}",
        link=address(reverse("assurance:published")),
        description="",
        subtitle="What was published or withdrawn, corrected ones under their own names.",
        author_name=name,
        feed_url=here,
        feed_guid=here,
        language="en-GB",
    )


def _published() -> Iterator[FeedEntry]:
    put_back = Publication.history.filter(id=OuterRef("pk"), history_change_reason=WAS_PUT_BACK)
    found = Publication.objects.public().with_report().order_by("-published_at", "-pk")
    found = found.annotate(put_back_at=Subquery(put_back.order_by("-history_id").values("history_date")[:1]))
    for each in found[:MOST_ENTRIES]:
        entry, at = catalogue.entry_of(each), each.published_at or each.proposed_at
        title = f"{entry.title}, version {entry.version}"
        yield FeedEntry(
            title=f"Correction: {title}" if entry.replaces else title,
            page=address(entry.url),
            summary=_summary(entry),
            published_at=at,
            changed_at=each.put_back_at or at,
        )


def _withdrawn() -> Iterator[FeedEntry]:
    """Without those that became private: the address that an entry is known by would name them."""
    named = [line for line in withdrawn_lines(Publication.objects.withdrawn()) if line.is_named]
    for line in named[:MOST_ENTRIES]:
        other = f" {line.other}" if line.other else ""
        yield FeedEntry(
            title=f"Withdrawn: {line.title}, version {line.version}",
            page=address(line.url),
            summary=f"Withdrawn on {in_words(line.withdrawn_at)}. The reason: {line.reason}{other}",
            published_at=line.published_at,
            changed_at=line.withdrawn_at,
        )


def _summary(entry: catalogue.Entry) -> str:
    if entry.replaces and entry.replaces_on:
        before = f"version {entry.replaces}, published {in_words(entry.replaces_on)}"
        return f"Replaces {before}. What was corrected: {entry.correction}"
    return "To be read as a page, as a PDF and as data."
