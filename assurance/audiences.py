"""The audiences that every portal begins with. They are rows like any others: the assurance team changes and retires
them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from assurance.audience import SECTIONS
from assurance.models import AudienceSection, ReportAudience
from core import trail
from organisation.models import Organisation, User

GOVERNING_BODY, ANNUAL = "governing-body", "annual"

LEFT_OUT = ("year", "milestones", "frameworks")
QUARTER = tuple(slug for slug in SECTIONS if slug not in LEFT_OUT)
"""What the governing body reads of one quarter: the registers of milestones and evidence are for others."""


@dataclass(frozen=True)
class Beginning:
    """An audience to begin with: its row's values and its sections in order."""

    slug: str
    sections: Sequence[str]
    values: dict[str, Any] = field(default_factory=dict)


def usual(organisation: Organisation) -> tuple[Beginning, ...]:
    """The governing body by quarter and by year."""
    readers = organisation.governing_body_name
    return (
        Beginning(
            GOVERNING_BODY,
            QUARTER,
            {
                "name": readers,
                "title": organisation.report_name,
                "readers": readers,
                "purpose": "Assurance that the delivery plan happens, and what is done where it does not.",
                "position": 1,
                "produced_on_lock": True,
                "is_main": True,
            },
        ),
        Beginning(
            ANNUAL,
            tuple(slug for slug in SECTIONS if slug not in LEFT_OUT or slug == "year"),
            {
                "name": f"{readers}, yearly",
                "title": "Annual report",
                "readers": readers,
                "purpose": "The four quarters of a year beside one another.",
                "frequency": ReportAudience.Frequency.ANNUAL,
                "position": 2,
                "produced_on_lock": True,
            },
        ),
    )


def begin_with_usual(*, by: User | None) -> list[ReportAudience]:
    """Add the usual audiences to a portal that has none; nothing where somebody keeps them already."""
    if ReportAudience.objects.exists():
        return []
    try:
        return add_missing(usual(Organisation.objects.first() or Organisation()), by=by)
    except IntegrityError:  # someone else began at the same moment
        return []


def main_audience(*, by: User | None) -> ReportAudience:
    """The one whose report makes a quarter a reported one. A portal that has no audience gets the usual ones."""
    begin_with_usual(by=by)
    return ReportAudience.objects.get(is_main=True)


@transaction.atomic
def add_missing(beginnings: Iterable[Beginning], *, by: User | None) -> list[ReportAudience]:
    """Add those whose slug is not there yet, each with its sections; what is there stays as it is."""
    there = set(ReportAudience.objects.values_list("slug", flat=True))
    return [_add(each, by) for each in beginnings if each.slug not in there]


def _add(beginning: Beginning, by: User | None) -> ReportAudience:
    audience = trail.save(ReportAudience(slug=beginning.slug, **beginning.values), by=by, reason="Added")
    sections = (
        AudienceSection(audience=audience, section=section, position=position)
        for position, section in enumerate(beginning.sections, start=1)
    )
    trail.add_all(sections, by=by, reason="Added")
    return audience
