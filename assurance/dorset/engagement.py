"""Loads who was heard: principles, standards and audiences, and the activities that the documents name.

An activity has what is stated of it and no more: no figure where none is printed, no date where only a year is.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

from assurance.dorset.files import read
from assurance.dorset.rows import by, create_missing
from core.provenance import Provenance
from engagement.models import (
    Audience,
    EngagementActivity,
    EngagementPrinciple,
    EngagementStandard,
    Feedback,
    ProjectStep,
    StandardAnswer,
    Step,
)
from organisation.models import Directorate, Locality, PartnerOrganisation
from programmes.models import PriorityProject, Programme

STATED = (
    "title",
    "kind",
    "state",
    "purpose",
    "starts_on",
    "ends_on",
    "date_text",
    "place",
    "methods",
    "reached",
    "took_part",
    "reach_text",
    "what_was_said",
)
"""What the documents can say of an activity."""


def load() -> int:
    """Load principles, standards, audiences, activities and project steps, and return how many rows were created."""
    file = read("published/engagement.json")
    created = _load_words(file) + _load_steps(file["steps_source"])
    return created + _load_activities(file["activities"])


def _load_words(file: dict[str, Any]) -> int:
    principles = [
        EngagementPrinciple(**row, **_published(file["principles"])) for row in file["principles"]["rows"]
    ]
    standards = [
        EngagementStandard(**row, **_published(file["standards"])) for row in file["standards"]["rows"]
    ]
    audiences = [
        Audience(name=name, order=order) for order, name in enumerate(file["audiences"]["names"], start=1)
    ]
    created = len(create_missing(principles, key=["number"])) + len(create_missing(standards, key=["number"]))
    return created + len(create_missing(audiences, key=["name"]))


def _load_steps(source: str) -> int:
    """The seven-step record of every project, with nothing recorded yet."""
    steps = [
        ProjectStep(project=project, step=step, provenance=Provenance.PUBLISHED, source=source)
        for project in PriorityProject.objects.all()
        for step in Step
    ]
    return len(create_missing(steps, key=["project_id", "step"]))


def _load_activities(file: dict[str, Any]) -> int:
    """Activities, and with each new one its audiences, partners, feedback and answers to the standards."""
    rows = {slugify(row["title"]): row for row in file["rows"]}
    new = create_missing(_activities(rows, file), key=["slug"])
    _add_links(new, rows)
    feedback = [*_published_feedback(new, rows, file), *_invented_feedback(new)]
    answers = list(_invented_answers(new))
    created = len(create_missing(feedback, key=["activity_id", "said"]))
    return len(new) + created + len(create_missing(answers, key=["activity_id", "standard_id"]))


def _activities(rows: dict[str, dict[str, Any]], file: dict[str, Any]) -> Iterator[EngagementActivity]:
    directorates, programmes = by(Directorate, "slug"), by(Programme, "slug")
    for slug, row in rows.items():
        yield EngagementActivity(
            slug=slug,
            directorate=directorates[row["directorate"]],
            programme=programmes.get(row.get("programme")),
            **{name: row[name] for name in STATED if name in row},
            **_published({"source": row.get("source", file["source"])}),
        )


def _add_links(activities: list[EngagementActivity], rows: dict[str, dict[str, Any]]) -> None:
    audiences, partners = by(Audience, "name"), by(PartnerOrganisation, "name")
    localities = by(Locality, "name")
    for activity in activities:
        row = rows[activity.slug]
        activity.audiences.set(audiences[name] for name in row.get("audiences", ()))
        activity.partners.set(partners[name] for name in row.get("partners", ()))
        activity.localities.set(localities[name] for name in row.get("localities", ()))


def _published_feedback(
    activities: list[EngagementActivity], rows: dict[str, dict[str, Any]], file: dict[str, Any]
) -> Iterator[Feedback]:
    for activity in activities:
        for feedback in rows[activity.slug].get("feedback", ()):
            yield Feedback(activity=activity, **feedback, **_published(file))


def _invented_feedback(activities: list[EngagementActivity]) -> Iterator[Feedback]:
    file, by_title = read("illustrative/engagement.json"), {each.title: each for each in activities}
    for row in file["feedback"]:
        activity = by_title.get(row["activity"])
        if activity:
            yield Feedback(**row | {"activity": activity}, **_invented(file))


def _invented_answers(activities: list[EngagementActivity]) -> Iterator[StandardAnswer]:
    """Four activities answered for: each standard met, but for those named with a reason."""
    file, by_title = read("illustrative/engagement.json"), {each.title: each for each in activities}
    standards = list(EngagementStandard.objects.all())
    for row in file["standards"]:
        activity = by_title.get(row["activity"])
        for standard in standards if activity else ():
            reason = row["not_met"].get(standard.name, "")
            yield StandardAnswer(
                activity=activity,
                standard=standard,
                answer=StandardAnswer.Answer.NOT_MET if reason else StandardAnswer.Answer.MET,
                explanation=reason,
                **_invented(file),
            )


def _published(file: dict[str, Any]) -> dict[str, str]:
    return {"provenance": Provenance.PUBLISHED, "source": file["source"]}


def _invented(file: dict[str, Any]) -> dict[str, str]:
    return {"provenance": Provenance.ILLUSTRATIVE, "source": file["source"]}
