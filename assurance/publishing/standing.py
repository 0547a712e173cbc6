"""What decides whether a report may be published, besides the report itself: asked of the rows as they are now."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet

from assurance import pack as packs
from assurance.audience import PUBLIC, SECTIONS
from assurance.models import (
    AudienceSection,
    Publication,
    PublicationQuerySet,
    PublicationState,
    Report,
    Snapshot,
)
from assurance.publishing.workflow import Standing
from assurance.report_source import Unreadable, contents_of
from organisation.models import Quarter
from programmes.models import Part, Risk


def standing_of(report: Report) -> Standing:
    """Seven queries at most, unless a risk was made private since."""
    newer = Report.objects.newer_than(report).filter(damage="")
    live = {each.report_id: each for each in of_the_same(report).exclude(state__in=["withdrawn", "declined"])}
    own = live.pop(report.pk, None)
    others = {PublicationState(each.state): each.version for each in live.values()}
    quarters = list(quarters_of(report))
    return Standing(
        reopened=tuple(str(each) for each in quarters if not each.is_closed),
        locked_again=_locked_again(report, quarters),
        newer=newer.values_list("version", flat=True).first(),
        live=PublicationState(own.state) if own else None,
        proposed=others.get(PublicationState.PROPOSED),
        published=others.get(PublicationState.PUBLISHED),
        is_private=report.audience.part != PUBLIC,
        private_sections=_private_sections(report),
        private_risks=_private_risks(report),
    )


def quarters_of(report: Report) -> QuerySet[Quarter]:
    """The quarters that it is made of, in their order."""
    own = report.snapshot.quarter
    rows = Quarter.objects.select_related("year").order_by("starts_on")
    return rows.filter(year=own.year_id) if report.spans_year else rows.filter(pk=own.pk)


def current(report: Report) -> Publication | None:
    """The publication of another version of the same report that stands now, if there is one."""
    return of_the_same(report).current().exclude(report=report).first()


def of_the_same(report: Report) -> PublicationQuerySet:
    return Publication.objects.filter(quarter=report.snapshot.quarter_id, slug=report.made_for.slug)


def _locked_again(report: Report, quarters: Sequence[Quarter]) -> tuple[str, ...]:
    """The newest snapshots of its quarters that it is not made of."""
    made_of = report.sources.values("pk") if report.spans_year else [report.snapshot_id]
    newest = Snapshot.objects.newest().filter(quarter__in=quarters).exclude(pk__in=made_of)
    rows = newest.select_related("quarter__year").defer("pack").order_by("quarter__starts_on")
    return tuple(str(each) for each in rows)


# What is not for the public any more ----------------------------------------------------------------------


def _private_sections(report: Report) -> tuple[str, ...]:
    """Sections of Part 2 that were of Part 1 when the report was asked for."""
    printed = [each.slug for each in report.made_for.sections if each.part == PUBLIC]
    private = AudienceSection.objects.filter(
        audience=report.audience_id, section__in=printed, part=Part.PRIVATE
    )
    return tuple(SECTIONS[slug] for slug in private.values_list("section", flat=True))


def _private_risks(report: Report) -> tuple[str, ...]:
    """Risks of Part 2 that the report names, because they were of Part 1 when its quarter was frozen. (A text is made
    private only while its quarter is open: then the snapshot is another.)"""
    private = set(Risk.objects.filter(part=Part.PRIVATE).values_list("reference", flat=True))
    if not private:
        return ()
    frozen = Snapshot.every.filter(pk=report.snapshot_id)
    private -= set(frozen.values_list("pack__private_risks", flat=True).get() or ())
    return tuple(sorted(private & _words_of(report))) if private else ()


def _words_of(report: Report) -> set[str]:
    """Whatever may be a reference in what the report prints; of one that cannot be read any more, nothing."""
    try:
        pack = contents_of(report).pack
    except Unreadable:
        return set()
    said = packs.canonical(packs.to_json(replace(pack, links=()))).decode()
    return set(re.findall(r"[\w-]+", said))
