"""Builders of engagement tests: activities, audiences, standards and their answers, feedback."""

from datetime import date
from itertools import count

from django.utils.text import slugify

from core.provenance import Provenance
from engagement.models import (
    Audience,
    EngagementActivity,
    EngagementPrinciple,
    EngagementStandard,
    Feedback,
    StandardAnswer,
)

_number = count(1)


def make_activity(
    *,
    title: str = "",
    kind: str = EngagementActivity.Kind.EVENT,
    state: str = EngagementActivity.State.UNDER_WAY,
    starts_on: date | None = date(2013, 6, 3),
    purpose: str = "To hear what carers find hard.",
    provenance: str = Provenance.PUBLISHED,
    **fields: object,
) -> EngagementActivity:
    title = title or f"Activity {next(_number)}"
    return EngagementActivity.objects.create(
        title=title,
        slug=slugify(title),
        kind=kind,
        state=state,
        starts_on=starts_on,
        purpose=purpose,
        provenance=provenance,
        source="Annual report 2013/14",
        **fields,
    )


def make_audience(*, name: str = "Carers", order: int = 0) -> Audience:
    audience, _ = Audience.objects.get_or_create(name=name, defaults={"order": order})
    return audience


def make_standard(*, number: int = 1, name: str = "", question: str = "") -> EngagementStandard:
    standard, _ = EngagementStandard.objects.get_or_create(
        number=number,
        defaults={
            "name": name or f"Standard {number}",
            "question": question or "Was it said what can change?",
            "provenance": Provenance.PUBLISHED,
        },
    )
    return standard


def make_principle(*, number: int = 1, name: str = "Fairness") -> EngagementPrinciple:
    principle, _ = EngagementPrinciple.objects.get_or_create(
        number=number,
        defaults={"name": name, "summary": "Everyone is heard alike.", "provenance": Provenance.PUBLISHED},
    )
    return principle


def make_answer(
    *,
    activity: EngagementActivity,
    standard: EngagementStandard,
    answer: str = StandardAnswer.Answer.MET,
    explanation: str = "It was said at the start.",
) -> StandardAnswer:
    return StandardAnswer.objects.create(
        activity=activity,
        standard=standard,
        answer=answer,
        explanation=explanation,
        provenance=Provenance.RETURNED,
    )


def make_feedback(
    *,
    activity: EngagementActivity,
    said: str = "Appointments are hard to get",
    did: str = "Two surgeries open on Saturdays",
    no_change_reason: str = "",
    given_on: date | None = date(2014, 2, 3),
) -> Feedback:
    return Feedback.objects.create(
        activity=activity,
        said=said,
        did=did,
        no_change_reason=no_change_reason,
        given_on=given_on,
        provenance=Provenance.RETURNED,
    )
