"""Changing whom reports are made for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from assurance.audiences import QUARTER
from assurance.models import AudienceSection, ReportAudience
from core import clock, slugs, trail, versions
from core.refusals import Refused
from organisation.models import User


def check_retirable(audience: ReportAudience) -> None:
    """The main audience stays: a quarter counts as reported when its report is ready. Raises Refused."""
    if audience.is_main:
        raise Refused(f"A quarter counts as reported when the report for {audience} is ready, so it stays.")


@transaction.atomic
def add_audience(*, changes: Mapping[str, Any], by: User) -> ReportAudience:
    """Add an audience that reads every section of a quarter; its own choice is made next."""
    audience = ReportAudience(**changes)
    audience.slug = slugs.free_slug(
        audience.name, ReportAudience.objects.all(), reserved=("add",), otherwise="audience"
    )
    trail.save(audience, by=by, reason="Added")
    _put(audience, [(slug, 1) for slug in QUARTER], by)
    return audience


@transaction.atomic
def edit_audience(
    *, audience: ReportAudience, changes: Mapping[str, Any], by: User, expected_version: int
) -> ReportAudience:
    """Reports that were asked for before keep the audience as it was. Raises Stale."""
    current = versions.claim(audience, expected_version)
    for name, value in changes.items():
        setattr(current, name, value)
    return trail.save(current, by=by, reason="Changed")


@transaction.atomic
def choose_sections(
    *, audience: ReportAudience, chosen: Sequence[tuple[str, int]], by: User, expected_version: int
) -> ReportAudience:
    """`chosen` are the slugs of sections, each with its part, in the order in which they are printed. Raises Stale."""
    current = versions.claim(audience, expected_version)
    trail.save(current, by=by, reason="Sections chosen")
    _put(current, chosen, by)
    return current


@transaction.atomic
def retire_audience(*, audience: ReportAudience, by: User, expected_version: int) -> ReportAudience:
    """No more reports are made for it; those that were stay. Raises Refused for the main one, Stale."""
    check_retirable(audience)
    current = versions.claim(audience, expected_version)
    current.retired_on = clock.today()
    return trail.save(current, by=by, reason="Retired")


@transaction.atomic
def bring_back(*, audience: ReportAudience, by: User) -> ReportAudience:
    current = versions.claim(audience, audience.version)
    current.retired_on = None
    return trail.save(current, by=by, reason="In use again")


def _put(audience: ReportAudience, chosen: Sequence[tuple[str, int]], by: User) -> None:
    there = {each.section: each for each in audience.sections.all()}
    for slug in there.keys() - {slug for slug, _ in chosen}:
        trail.delete(there[slug], by=by, reason="Left out")
    for position, (slug, part) in enumerate(chosen, start=1):
        row = there.get(slug) or AudienceSection(audience=audience, section=slug)
        if (row.position, row.part) != (position, part):
            row.position, row.part = position, part
            trail.save(row, by=by, reason="Placed")
