"""What the public pages list: publications by year and quarter, each with its files and what it corrects.

Every page is made of published rows alone, so that it is the same for everybody, whoever is signed in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse

from assurance.models import Publication, PublicationState, PublishedFile
from core import clock
from organisation.models import FinancialYear, Quarter

MEDIA_TYPES = {
    "pdf": "application/pdf",
    PublishedFile.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PublishedFile.Format.JSON: "application/json",
    PublishedFile.Format.ZIP: "application/zip",
    "csv": "text/csv",
}


@dataclass(frozen=True)
class FileLine:
    """One file to take away: its form, size and digest, and where it is."""

    label: str
    url: str
    media_type: str
    size: int
    sha256: str
    note: str = ""


@dataclass(frozen=True)
class TableLine:
    """One table of the data as CSV."""

    title: str
    url: str
    rows: int


@dataclass(frozen=True)
class Entry:
    """One publication in a list. `earlier` are the versions that it took the place of, newest first;
    `replaces_on` is the day on which the one it replaces was published."""

    title: str
    version: int
    url: str
    read_url: str
    pdf: FileLine
    published_on: date
    correction: str = ""
    replaces: int | None = None
    replaces_on: date | None = None
    is_replaced: bool = False
    earlier: tuple["Entry", ...] = ()


@dataclass(frozen=True)
class OfQuarter:
    """What was published of one quarter. Only a report of the quarter itself is shown then and now: where there is none
    but an annual one, that page has no address."""

    slug: str
    label: str
    span: str
    url: str
    then_and_now_url: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class OfYear:
    """A year without a report of any of its quarters has no page of its own, and no address."""

    label: str
    slug: str
    url: str
    quarters: tuple[OfQuarter, ...]


def catalogue(publications: Iterable[Publication]) -> tuple[OfYear, ...]:
    """Years and their quarters, newest first; in each the publications that stand, with those they replaced."""
    found = sorted(publications, key=lambda each: (each.quarter.starts_on, each.slug), reverse=True)
    years = groupby(found, key=lambda each: each.quarter.year)
    return tuple(_year_line(year, _quarters(of_year)) for year, of_year in years)


def _year_line(year: FinancialYear, quarters: tuple[OfQuarter, ...]) -> OfYear:
    has_page = any(each.then_and_now_url for each in quarters)
    url = reverse("assurance:published_year", args=[year.slug]) if has_page else ""
    return OfYear(year.label, year.slug, url, quarters)


def entry_of(publication: Publication, earlier: Sequence[Publication] = ()) -> Entry:
    """One publication as its line says it."""
    return Entry(
        title=publication.title,
        version=publication.version,
        url=publication.get_absolute_url(),
        read_url=address(publication, "published_read"),
        pdf=pdf_of(publication),
        published_on=day_of(publication),
        correction=publication.correction,
        replaces=publication.replaces.version if publication.replaces else None,
        replaces_on=day_of(publication.replaces) if publication.replaces else None,
        is_replaced=publication.state == PublicationState.REPLACED,
        earlier=tuple(entry_of(each) for each in earlier),
    )


def pdf_of(publication: Publication) -> FileLine:
    report = publication.report
    pages = f"{report.pages} page{'' if report.pages == 1 else 's'}" if report.pages else ""
    return FileLine(
        label="PDF",
        url=address(publication, "published_pdf"),
        media_type=MEDIA_TYPES["pdf"],
        size=report.size or 0,
        sha256=report.sha256,
        note=pages,
    )


def data_files(publication: Publication) -> tuple[FileLine, ...]:
    """The stored data, in the order in which they were made."""
    return tuple(
        FileLine(
            label=str(file.get_format_display()),
            url=address(publication, "published_data", format=file.format),
            media_type=MEDIA_TYPES[file.format],
            size=file.size,
            sha256=file.sha256,
            note=f"{len(file.tables)} tables" if file.tables else "",
        )
        for file in publication.files.all()
        if file.format in PublishedFile.DATA
    )


def tables_of(publication: Publication) -> tuple[TableLine, ...]:
    """The tables that the archive of CSV files holds."""
    return tuple(
        TableLine(
            each["title"], address(publication, "published_table", table=each["slug"]), int(each["rows"])
        )
        for file in publication.files.all()
        for each in file.tables
    )


def address(publication: Publication, name: str, **more: str) -> str:
    return reverse(f"assurance:{name}", kwargs={**publication.address, **more})


def day_of(publication: Publication) -> date:
    """The day in London on which it was published."""
    moment = publication.published_at or publication.proposed_at
    return moment.astimezone(clock.LONDON).date()


def then_and_now_url(quarter: Quarter, publications: Iterable[Publication]) -> str:
    """Where a quarter's figures stand then and now; nowhere, if only an annual report of it is published."""
    if all(each.report.spans_year for each in publications):
        return ""
    return reverse("assurance:published_then_and_now", args=[quarter.slug])


def _quarter_line(quarter: Quarter, publications: list[Publication]) -> OfQuarter:
    return OfQuarter(
        slug=quarter.slug,
        label=quarter.label,
        span=quarter.period.span,
        url=reverse("assurance:published_quarter", args=[quarter.slug]),
        then_and_now_url=then_and_now_url(quarter, publications),
        entries=_entries(publications),
    )


def _quarters(publications: Iterable[Publication]) -> tuple[OfQuarter, ...]:
    by_quarter = groupby(publications, key=lambda each: each.quarter)
    return tuple(_quarter_line(quarter, list(of)) for quarter, of in by_quarter)


def _entries(publications: list[Publication]) -> tuple[Entry, ...]:
    """One line an audience, by title: its newest version, and under it the earlier ones."""
    publications.sort(key=lambda each: (each.slug, -each.version))
    lines = []
    for _, of_audience in groupby(publications, key=lambda each: each.slug):
        newest, *earlier = of_audience
        lines.append(entry_of(newest, earlier))
    return tuple(sorted(lines, key=lambda line: line.title))
