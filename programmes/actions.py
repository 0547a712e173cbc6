"""Changes to programmes, projects, milestones and risks: who made them and why goes into the history."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from core import trail
from core.dates import in_words
from core.provenance import Provenance
from core.refusals import Refused
from core.slugs import free_slug
from core.versions import claim, once_more
from organisation.evidence import FIELD as EVIDENCE
from organisation.evidence import set_evidence
from organisation.models import Quarter, User
from programmes.models import (
    Milestone,
    PriorityProject,
    Programme,
    ProgrammeLine,
    ProgrammePhase,
    ProjectSupport,
    ProjectUpdate,
    Risk,
    RiskAction,
    RiskScore,
)

RESERVED_SLUGS = {"new", "projects", "timeline"}
"""Words that stand in addresses where a programme's slug would."""

Changes = Mapping[str, Any]


# Programmes -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_programme(*, changes: Changes, by: User) -> Programme:
    programme = Programme(provenance=Provenance.RETURNED)
    _set(programme, changes, leave=PROGRAMME_LISTS)
    programme.slug = free_slug(
        programme.name, Programme.objects.all(), reserved=RESERVED_SLUGS, otherwise="programme"
    )
    trail.save(programme, by=by, reason="Recorded")
    _set_lists(programme, changes, by=by)
    return programme


@transaction.atomic
def edit_programme(*, programme: Programme, changes: Changes, by: User, expected_version: int) -> Programme:
    current = claim(programme, expected_version)
    _set(current, changes, leave=PROGRAMME_LISTS)
    trail.save(current, by=by)
    _set_lists(current, changes, by=by)
    return current


PROGRAMME_LISTS = ("partners", *(kind.value for kind in ProgrammeLine.Kind))
"""What a programme's form holds besides its own fields: partners, and a list of texts for each kind of line."""


def _set_lists(programme: Programme, changes: Changes, *, by: User) -> None:
    if "partners" in changes:
        programme.partners.set(changes["partners"])
    for kind in ProgrammeLine.Kind:
        if kind.value in changes:
            set_lines(programme, kind, changes[kind.value], by=by)


def set_lines(programme: Programme, kind: ProgrammeLine.Kind, texts: Iterable[str], *, by: User) -> None:
    """Make the programme's lines of one kind these texts, in this order. A text that stays keeps its provenance."""
    wanted = {text: order for order, text in enumerate(dict.fromkeys(texts), start=1)}
    before = {line.text: line for line in programme.lines.filter(kind=kind)}
    for line in before.values():
        if wanted.get(line.text) != line.order:
            trail.delete(line, by=by, reason="Moved" if line.text in wanted else "Taken off the list")
    for text, order in wanted.items():
        line = before.get(text)
        if line is None or line.pk is None:
            origin = (
                {"provenance": line.provenance, "source": line.source}
                if line
                else {"provenance": Provenance.RETURNED}
            )
            trail.save(ProgrammeLine(programme=programme, kind=kind, order=order, text=text, **origin), by=by)


@transaction.atomic
def add_phase(*, programme: Programme, changes: Changes, by: User) -> ProgrammePhase:
    last = programme.phases.aggregate(last=Max("order"))["last"] or 0
    phase = ProgrammePhase(programme=programme, order=last + 1, provenance=Provenance.RETURNED)
    return trail.save(_set(phase, changes), by=by, reason="Recorded")


@transaction.atomic
def edit_phase(*, phase: ProgrammePhase, changes: Changes, by: User, expected_version: int) -> ProgrammePhase:
    current = claim(phase, expected_version)
    return trail.save(_entered(_set(current, changes)), by=by)


@transaction.atomic
def remove_phase(*, phase: ProgrammePhase, by: User, expected_version: int) -> None:
    trail.delete(claim(phase, expected_version), by=by, reason="Removed")


# Projects -------------------------------------------------------------------------------------------------------------


@once_more
@transaction.atomic
def create_project(*, changes: Changes, by: User) -> PriorityProject:
    """A new promise, with the next number of the plan unless one is given."""
    project = _set(PriorityProject(provenance=Provenance.RETURNED), changes, leave=(EVIDENCE,))
    project.number = changes.get("number") or next_project_number()
    project.slug = free_slug(
        project.short_name, PriorityProject.objects.all(), reserved=RESERVED_SLUGS, otherwise="project"
    )
    trail.save(project, by=by, reason="Recorded")
    return _with_evidence(project, changes, by=by)


def next_project_number() -> int:
    return (PriorityProject.objects.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def edit_project(
    *, project: PriorityProject, changes: Changes, by: User, expected_version: int
) -> PriorityProject:
    current = _set(claim(project, expected_version), changes, leave=(EVIDENCE,))
    return _with_evidence(trail.save(current, by=by), changes, by=by)


def check_update(quarter: Quarter | None) -> None:
    """A project is updated for a quarter that is open for returns."""
    if quarter is None:
        raise Refused("No quarter is open for updates. The assurance team opens the next one.")
    if quarter.is_closed:
        raise Refused(
            f"{quarter.label} is locked, so its project updates cannot change any more. "
            "The assurance team can reopen the quarter, and says why."
        )
    if not quarter.is_open:
        raise Refused(f"{quarter.label} is not open for updates yet.")


@transaction.atomic
def record_update(
    *, project: PriorityProject, quarter: Quarter | None, changes: Changes, by: User, expected_version: int
) -> ProjectUpdate:
    """The project's delivery RAG, stage and narrative of an open quarter; its stage is the project's from now on.

    `expected_version` 0 says that there was none yet. Raises Refused and Stale.
    """
    check_update(quarter and Quarter.objects.select_for_update(no_key=True).get(pk=quarter.pk))
    update = _set(_claimed_update(project, quarter, expected_version), changes)
    trail.save(_entered(update), by=by, reason=f"Update for {quarter.label}")
    if update.stage != project.stage:
        current = PriorityProject.objects.select_for_update(no_key=True).get(pk=project.pk)
        current.stage, current.version = update.stage, current.version + 1
        trail.save(current, by=by, reason=f"Update for {quarter.label}")
    return update


def _claimed_update(project: PriorityProject, quarter: Quarter, expected_version: int) -> ProjectUpdate:
    existing = ProjectUpdate.objects.filter(project=project, quarter=quarter).first()
    if existing:
        return claim(existing, expected_version)
    return ProjectUpdate(project=project, quarter=quarter, version=1)


@transaction.atomic
def answer_supports(
    *, project: PriorityProject, changes: Changes, by: User, expected_version: int
) -> PriorityProject:
    """What the project supports delivery of: `changes` gives the answer for each strand named."""
    current = claim(project, expected_version)
    trail.save(current, by=by, reason="Supports delivery of")
    for strand, answer in changes.items():
        support = current.supports.filter(strand=strand).first() or ProjectSupport(
            project=current, strand=strand, answer=ProjectSupport.Answer.NOT_RECORDED
        )
        if support.answer != answer:
            support.answer = answer
            trail.save(_entered(support), by=by)
    return current


# Milestones -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_milestone(*, project: PriorityProject, changes: Changes, by: User) -> Milestone:
    milestone = _set(Milestone(project=project, provenance=Provenance.RETURNED), changes)
    return trail.save(milestone, by=by, reason="Recorded")


@transaction.atomic
def edit_milestone(*, milestone: Milestone, changes: Changes, by: User, expected_version: int) -> Milestone:
    return trail.save(_entered(_set(claim(milestone, expected_version), changes)), by=by)


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: User, expected_version: int) -> None:
    trail.delete(claim(milestone, expected_version), by=by, reason="Removed")


# Risks ----------------------------------------------------------------------------------------------------------------

SCORE_FIELDS = ("likelihood", "impact")
MOST_ATTEMPTS = 5
"""How often a reference is tried again that another person has just taken."""


def record_risk(*, changes: Changes, by: User) -> Risk:
    """A new risk with the next reference of the register and its first dated score. Raises Refused."""
    check_day_is_open(changes["opened_on"], "opened_on")
    for _ in range(MOST_ATTEMPTS):
        reference = next_reference()
        try:
            return _record_risk(reference, changes, by)
        except IntegrityError:
            if next_reference() == reference:
                raise
    raise Refused("The register is busy. Save again.")


@transaction.atomic
def _record_risk(reference: str, changes: Changes, by: User) -> Risk:
    risk = _set(Risk(reference=reference, provenance=Provenance.RETURNED), changes, leave=(EVIDENCE,))
    trail.save(risk, by=by, reason="Recorded")
    _score(risk, scored_on=risk.opened_on, reason="First scored when the risk was recorded.", by=by)
    return _with_evidence(risk, changes, by=by)


def next_reference() -> str:
    """R-015 after R-014, whichever risks were closed since."""
    numbers = [
        int(found[1])
        for reference in Risk.objects.values_list("reference", flat=True)
        if (found := re.fullmatch(r"R-([0-9]+)", reference))
    ]
    return f"R-{max(numbers, default=0) + 1:03d}"


def check_open(risk: Risk) -> None:
    if risk.closed_on:
        raise Refused(f"{risk.reference} is closed. Reopen it first.")


def check_closed(risk: Risk) -> None:
    if not risk.closed_on:
        raise Refused(f"{risk.reference} is open.")


def check_reopens(risk: Risk) -> None:
    """A risk that a locked quarter reports as removed stays removed: what came back is a new risk. Raises Refused."""
    check_closed(risk)
    locked = Quarter.objects.closed().containing(risk.closed_on).first()
    if locked:
        raise Refused(
            f"{risk.reference} was taken off the register in {locked.label}, which is locked. Record it as a new risk."
        )


@transaction.atomic
def edit_risk(*, risk: Risk, changes: Changes, by: User, expected_version: int) -> Risk:
    """Everything but its current score, which is changed with a reason (`score_risk`)."""
    current = claim(risk, expected_version)
    check_open(current)
    trail.save(_entered(_set(current, changes, leave=(EVIDENCE,))), by=by)
    return _with_evidence(current, changes, by=by)


def check_score_date(risk: Risk, scored_on: date) -> None:
    """Scores follow one another: none before the risk was opened or before its latest score."""
    latest = risk.scores.order_by("-scored_on", "-pk").first()
    earliest = latest.scored_on if latest else risk.opened_on
    if scored_on < earliest:
        raise Refused(
            f"The score before is of {in_words(earliest)}. A new one cannot be earlier.", "scored_on"
        )
    check_day_is_open(scored_on, "scored_on")


def check_day_is_open(day: date, field: str) -> None:
    """The register of a locked quarter stands as reported: nothing is dated into it. Raises Refused."""
    locked = Quarter.objects.closed().containing(day).first()
    if locked:
        raise Refused(f"{in_words(day)} lies in {locked.label}, which is locked. Give a later day.", field)


@transaction.atomic
def score_risk(*, risk: Risk, changes: Changes, by: User, expected_version: int) -> Risk:
    """A new current score with its day and its reason: one row of the register's history, and the risk's own score."""
    current = claim(risk, expected_version)
    check_open(current)
    check_score_date(current, changes["scored_on"])
    _set(current, {name: changes[name] for name in SCORE_FIELDS if name in changes})
    trail.save(current, by=by, reason=changes["reason"])
    _score(current, scored_on=changes["scored_on"], reason=changes["reason"], by=by)
    return current


def _score(risk: Risk, *, scored_on: date, reason: str, by: User) -> RiskScore:
    return RiskScore.objects.create(
        risk=risk,
        scored_on=scored_on,
        likelihood=risk.likelihood,
        impact=risk.impact,
        reason=reason,
        scored_by=by,
        provenance=Provenance.RETURNED,
    )


@transaction.atomic
def close_risk(*, risk: Risk, changes: Changes, by: User, expected_version: int) -> Risk:
    """Taken off the register on a day, for a reason; it stays readable, and counts as removed in that quarter."""
    current = claim(risk, expected_version)
    check_open(current)
    if changes["closed_on"] < current.opened_on:
        raise Refused(f"The risk was opened on {in_words(current.opened_on)}.", "closed_on")
    check_day_is_open(changes["closed_on"], "closed_on")
    return trail.save(_set(current, changes), by=by, reason=changes["closure_reason"])


@transaction.atomic
def reopen_risk(*, risk: Risk, changes: Changes, by: User, expected_version: int) -> Risk:
    """Put back on the register. Why it had been closed stays in its history."""
    current = claim(risk, expected_version)
    check_reopens(current)
    _set(current, {"closed_on": None, "closure_reason": ""})
    return trail.save(current, by=by, reason=f"Reopened: {changes['reason']}")


@transaction.atomic
def add_risk_action(*, risk: Risk, changes: Changes, by: User) -> RiskAction:
    check_open(risk)
    return trail.save(
        _set(RiskAction(risk=risk, provenance=Provenance.RETURNED), changes), by=by, reason="Recorded"
    )


@transaction.atomic
def edit_risk_action(*, action: RiskAction, changes: Changes, by: User, expected_version: int) -> RiskAction:
    check_open(action.risk)
    return trail.save(_entered(_set(claim(action, expected_version), changes)), by=by)


# What they share ------------------------------------------------------------------------------------------------------


def _set(record: Any, changes: Changes, leave: Iterable[str] = ()) -> Any:
    for name, value in changes.items():
        if name not in leave:
            setattr(record, name, value)
    return record


def _with_evidence(record: Any, changes: Changes, *, by: User) -> Any:
    """The record with the components of assurance frameworks for which it was said to be evidence, if that was said."""
    if EVIDENCE in changes:
        set_evidence(record=record, components=changes[EVIDENCE], by=by)
    return record


def _entered(record: Any) -> Any:
    """What a person has entered is theirs from now on, wherever it came from before."""
    record.provenance, record.source = Provenance.RETURNED, ""
    return record
