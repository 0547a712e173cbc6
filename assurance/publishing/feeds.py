"""What programs read to know what is published: the Atom feed, the map of the pages, and where they may look."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from assurance.models import Publication
from assurance.publishing import catalogue
from assurance.publishing.public_answers import public
from core import clock
from core.letters import address
from organisation.models import Organisation

MOST_ENTRIES = 50
LONG_AGO = datetime(2013, 4, 1, tzinfo=clock.LONDON)
"""What an empty feed says that it was last changed on: clinical commissioning groups began on that day."""


class Feed(Atom1Feed):
    """Atom (RFC 4287) of which the moment of the last change is the newest entry's, so that the same entries are the
    same bytes."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=LONG_AGO)


@public
def published_feed(request: HttpRequest) -> HttpResponse:
    """The newest publications, a correction under its own name; what was withdrawn is gone from it."""
    feed = _empty_feed()
    found = Publication.objects.public().with_report().order_by("-published_at", "-pk")
    for each in found[:MOST_ENTRIES]:
        _add(feed, each)
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
    name = organisation.name if organisation else "The organisation"
    here = address(reverse("assurance:published_feed"))
    return Feed(
        title=f"Assurance reports of {name}",
        link=address(reverse("assurance:published")),
        description="",
        subtitle="What was published, corrected ones under their own names.",
        author_name=name,
        feed_url=here,
        feed_guid=here,
        language="en-GB",
    )


def _add(feed: Feed, publication: Publication) -> None:
    entry = catalogue.entry_of(publication)
    page = address(entry.url)
    title = f"{entry.title}, version {entry.version}"
    feed.add_item(
        title=f"Correction: {title}" if entry.replaces else title,
        link=page,
        description=_summary(entry),
        unique_id=page,
        pubdate=publication.published_at,
        updateddate=publication.published_at,
    )


def _summary(entry: catalogue.Entry) -> str:
    if entry.replaces:
        return f"Replaces version {entry.replaces}. What was corrected: {entry.correction}"
    return "To be read as a page, as a PDF and as data."
