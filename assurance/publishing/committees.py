"""The committees' lists: who is on them, and the letter to each address, once a report, publication or withdrawal.

A letter carries a link and never the file: what is withdrawn or corrected later is then not lying in a mailbox.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from assurance import posting
from assurance.models import (
    Committee,
    CommitteeLetter,
    CommitteeLetterQuerySet,
    LetterKind,
    NoticeState,
    Publication,
    Report,
)
from assurance.publishing.withdrawn import withdrawn_lines
from core import clock, trail
from core.letters import Delivery, Letter, address
from core.slugs import free_slug
from core.versions import claim
from organisation.models import User

GONE = "What it speaks of was replaced, withdrawn or put back before it went."

# The lists ------------------------------------------------------------------------------------------------


@transaction.atomic
def add_committee(*, changes: Mapping[str, Any], by: User) -> Committee:
    """A new list, under an address of its own."""
    slug = free_slug(changes["name"], Committee.objects.all(), reserved=("add",), otherwise="committee")
    committee = Committee(slug=slug, **changes)
    return trail.save(committee, by=by, reason="List added")


@transaction.atomic
def change_committee(
    *, committee: Committee, changes: Mapping[str, Any], expected_version: int, by: User
) -> Committee:
    """Who is written to, of what and when, from now on. Raises core.versions.Stale."""
    held = claim(committee, expected_version)
    for name, value in changes.items():
        setattr(held, name, value)
    return trail.save(held, by=by, reason="List changed")


# Whom to tell ---------------------------------------------------------------------------------------------


def tell_of_publication(publication: Publication) -> int:
    """A letter for each address that is told when this audience's reports are published; the number of new ones."""
    return _tell(publication.report, Committee.Occasion.PUBLISHED, LetterKind.PUBLISHED, publication)


def tell_of_ready(report: Report) -> int:
    """A letter for each address that is told when this audience's reports are ready; made again, it is not told of."""
    return _tell(report, Committee.Occasion.READY, LetterKind.READY, None)


def _tell(report: Report, occasion: str, kind: str, publication: Publication | None) -> int:
    lists = Committee.objects.filter(audience=report.audience_id, occasion=occasion)
    letters = [
        CommitteeLetter(kind=kind, committee=committee, email=email, report=report, publication=publication)
        for committee in lists
        for email in committee.emails
    ]
    before = CommitteeLetter.objects.filter(report=report).count()
    CommitteeLetter.objects.bulk_create(letters, ignore_conflicts=True)
    return CommitteeLetter.objects.filter(report=report).count() - before


def tell_those_told(letters: CommitteeLetterQuerySet) -> None:
    """A letter after each of these that told of what is withdrawn now, or of a withdrawal that was taken back; one an
    address, on however many lists it stands.

    Asked by the withdrawal itself, and again by each sweep: a letter may have been on its way meanwhile.
    """
    owed = letters.owed_a_withdrawal().order_by("-kind", "-pk")  # the public link comes last, and stands
    withdrawn = {(each.email, each.gone): each for each in owed}
    after = [_after(each, LetterKind.WITHDRAWN, each.gone, each.gone_at) for each in withdrawn.values()]
    after += [
        _after(each, LetterKind.PUT_BACK, each.publication_id, each.withdrawn_at)
        for each in letters.owed_a_return()
    ]
    CommitteeLetter.objects.bulk_create(after, ignore_conflicts=True)


def _after(
    told: CommitteeLetter, kind: str, publication_id: int | None, withdrawn_at: datetime | None
) -> CommitteeLetter:
    return CommitteeLetter(
        kind=kind,
        committee_id=told.committee_id,
        email=told.email,
        report_id=told.report_id,
        publication_id=publication_id,
        withdrawn_at=withdrawn_at,
    )


# Sending --------------------------------------------------------------------------------------------------


def send_waiting() -> int:
    """Send what waits; the number of letters that went. What there is nothing to say of any more is given up."""
    tell_those_told(CommitteeLetter.objects.all())
    _give_up_without_object()
    waiting = CommitteeLetter.objects.to_send(clock.wall_now())
    return posting.send_all(CommitteeLetter.objects.all(), waiting, _send)


def _give_up_without_object() -> None:
    gone = CommitteeLetter.objects.filter(pk__in=CommitteeLetter.objects.without_object().values("pk"))
    gone.filter(state=NoticeState.WAITING).update(state=NoticeState.NOT_NEEDED, failure=GONE)


def _send(pk: int) -> Delivery | None:
    """Claim one letter, send it and write down what became of it; None when another worker has it."""
    letter = claim_letter(pk)
    return posting.post(letter, letter_of) if letter else None


def claim_letter(pk: int) -> CommitteeLetter | None:
    """Take a letter that waits; of two who try, one gets it."""
    if not posting.take(CommitteeLetter.objects.to_send(clock.wall_now()), pk):
        return None
    rows = CommitteeLetter.objects.select_related(
        "committee", "publication__quarter", "publication__replaces", "report__snapshot__quarter__year"
    )
    return rows.defer("report__snapshot__pack").get(pk=pk)


def letter_of(letter: CommitteeLetter) -> Letter:
    """What the reader gets: which report, the link, and whom to write to."""
    if letter.kind in (LetterKind.WITHDRAWN, LetterKind.PUT_BACK):
        return _letter_afterwards(letter)
    said = letter.publication or letter.report
    word = letter.get_kind_display()
    if letter.publication and letter.publication.replaces:
        word = "Corrected"
    context = {"letter": letter, "said": said, "link": address(said.get_absolute_url())}
    return _written(letter, f"{word}: {said}", "letter", context)


def _letter_afterwards(letter: CommitteeLetter) -> Letter:
    """What everybody is told of a withdrawal, and no more. Of a report that is not named to everybody any more, the
    link is the quarter's page: the report's own address names its audience."""
    (line,) = withdrawn_lines(Publication.objects.filter(pk=letter.publication_id))
    link = line.url
    if not line.is_named and letter.publication:
        link = reverse("assurance:published_quarter", args=[letter.publication.quarter.slug])
    said = f"{line.title}, version {line.version}"
    context = {"letter": letter, "line": line, "said": said, "link": address(link)}
    context["had_link_inside"] = CommitteeLetter.objects.filter(
        kind=LetterKind.READY, email=letter.email, report=letter.report_id
    ).exists()
    return _written(letter, f"{letter.get_kind_display()}: {said}", letter.kind, context)


def _written(letter: CommitteeLetter, subject: str, template: str, context: dict[str, Any]) -> Letter:
    return Letter(
        to=letter.email,
        subject=subject,
        text=render_to_string(f"published/email/{template}.txt", context),
        html=render_to_string(f"published/email/{template}.html", context),
    )
