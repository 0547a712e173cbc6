"""The cover sheet of a quarter: as it was saved, as it is suggested, and how it is changed."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from assurance.cover_sheet import Considered, CoverLine, Topic
from assurance.cover_sheet import CoverSheet as Sheet
from assurance.models import CoverAnswer, CoverSheet
from assurance.pack import AssurancePack
from assurance.papers.suggested import suggested_sheet
from assurance.papers.text_actions import check_writable
from assurance.standstill import refused_while_held
from core import trail, versions
from core.provenance import Provenance
from core.versions import Stale
from organisation.models import Quarter, User

FIELDS = (
    "meeting_on",
    "author",
    "sponsor",
    "purpose",
    "recommendation",
    "previous_committees",
    "initials",
    "confirmed_role",
    "confirmed_on",
)


def sheet_of(quarter: Quarter, pack: AssurancePack, *, spans_year: bool = False) -> Sheet:
    """The sheet as it was saved for the quarter, or for the year that ends with it; without one, what its records
    suggest."""
    saved = row_of(quarter, spans_year=spans_year)
    if saved is None:
        return suggested_sheet(pack, **_roles_of_the_last(quarter), spans_year=spans_year)
    answers = {each.topic: each for each in saved.answers.all()}
    lines = (
        CoverLine(topic, Considered(answers[topic].answer), answers[topic].comment)
        for topic in Topic
        if topic in answers
    )
    return Sheet(
        meeting=pack.head.governing_body,
        lines=tuple(lines),
        provenance=saved.provenance,
        **{name: getattr(saved, name) for name in FIELDS},
    )


def row_of(quarter: Quarter, *, spans_year: bool = False) -> CoverSheet | None:
    return (
        CoverSheet.objects.filter(quarter=quarter, spans_year=spans_year).prefetch_related("answers").first()
    )


def _roles_of_the_last(quarter: Quarter) -> dict[str, str]:
    """Who brought the paper of the quarter before, because it is mostly the same role."""
    last = CoverSheet.objects.filter(quarter__starts_on__lt=quarter.starts_on).order_by("-quarter__starts_on")
    return last.values("author", "sponsor", "confirmed_role").first() or {}


@refused_while_held()
@transaction.atomic
def save_sheet(
    *,
    quarter: Quarter,
    by: User,
    changes: Mapping[str, Any],
    expected_version: int,
    spans_year: bool = False,
) -> CoverSheet:
    """Save the sheet with all lines of its summary. `changes` has each field, and `lines`: topic to answer and comment.

    Raises Refused in a quarter that is locked or is just being frozen, Stale when somebody else has saved it meanwhile.
    """
    held = Quarter.objects.select_for_update(of=("self",), no_key=True).get(pk=quarter.pk)
    check_writable(held)
    found = row_of(held, spans_year=spans_year)
    versions.check_still_there(found, expected_version)
    sheet = (
        versions.claim(found, expected_version) if found else CoverSheet(quarter=held, spans_year=spans_year)
    )
    for name in FIELDS:
        setattr(sheet, name, changes[name])
    sheet.provenance = Provenance.RETURNED
    try:
        with transaction.atomic():
            trail.save(sheet, by=by, reason="Saved")
    except IntegrityError:  # someone else saved the first version at the same moment
        there = CoverSheet.objects.get(quarter=held, spans_year=spans_year)
        raise Stale(there, expected_version) from None
    _save_lines(sheet, changes["lines"], by)
    return sheet


def ask_to_confirm_again(*, quarter: Quarter, by: User) -> None:
    """What was confirmed of a quarter that was locked is confirmed anew once its figures can change again."""
    for sheet in CoverSheet.objects.filter(quarter=quarter).exclude(initials="", confirmed_on=None):
        held = versions.claim(sheet, sheet.version)
        held.initials, held.confirmed_on = "", None
        trail.save(held, by=by, reason="The quarter was reopened: to be confirmed again")


def _save_lines(sheet: CoverSheet, lines: Mapping[Topic, tuple[str, str]], by: User) -> None:
    there = {each.topic: each for each in sheet.answers.all()}
    for topic, (answer, comment) in lines.items():
        row = there.get(topic.value) or CoverAnswer(sheet=sheet, topic=topic.value)
        if (row.answer, row.comment) != (answer, comment):
            row.answer, row.comment = answer, comment
            trail.save(row, by=by, reason="Saved")
