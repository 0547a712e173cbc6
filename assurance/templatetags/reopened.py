"""What there is to read of a quarter that is open for corrections: as it was reported, never as it is now."""

from typing import Any

from django import template
from django.urls import reverse

from assurance.models import Publication, Report, ReportState
from organisation.models import Quarter, QuarterQuerySet, User

register = template.Library()


@register.inclusion_tag("assurance/_reopened.html")
def as_reported(user: User, slug: str) -> dict[str, Any]:
    """The newest report of the quarter that this person may read, and its public page where it was published."""
    ready = Report.objects.visible_to(user).filter(state=ReportState.READY, audience__is_main=True, damage="")
    of_quarter = ready.filter(snapshot__quarter__in=_quarter(slug), snapshot__is_position=False)
    published = Publication.objects.public().filter(
        quarter__in=_quarter(slug), report__audience__is_main=True
    )
    return {
        "report": of_quarter.order_by("-version").first(),
        "then_and_now": reverse("assurance:published_then_and_now", args=[slug])
        if published.exists()
        else "",
    }


def _quarter(slug: str) -> QuarterQuerySet:
    return Quarter.objects.written(slug)
