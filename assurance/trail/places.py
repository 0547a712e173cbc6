"""What a record of the trail is called, and the page where its history stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.urls import reverse

from organisation.administration.lists import KINDS
from organisation.models import Quarter, QuarterState

WHOLES = (
    "kpi",
    "value",
    "ambition",
    "scheme",
    "line",
    "activity",
    "project",
    "risk",
    "programme",
    "audience",
    "framework",
)
"""The record that another is a part of: its page tells the part's history, too."""


def _round_of(quarter: Quarter) -> str:
    """Of a quarter that has not begun, the round shows nothing yet; the calendar does."""
    if quarter.state == QuarterState.UPCOMING:
        return reverse("assurance:round_calendar")
    return f"{reverse('assurance:round')}?quarter={quarter.slug}"


def _with_year(name: str) -> Callable[[Any], str]:
    return lambda record: f"{reverse(name)}?year={record.year.slug}"


def _person(record: Any) -> str:
    return reverse("administration:person_detail", args=[getattr(record, "user_id", None) or record.pk])


PAGES: dict[str, Callable[[Any], str]] = {
    "assurance.coveranswer": lambda record: page_of(record.sheet),
    "assurance.coversheet": lambda record: reverse("assurance:cover_sheet_edit", args=[record.quarter.slug]),
    "assurance.quartertext": lambda record: reverse("assurance:text_list", args=[record.quarter.slug]),
    "finance.financialposition": _with_year("finance:position"),
    "finance.pooledfund": lambda record: reverse("finance:pooled_funds"),
    "finance.pooledfundcontribution": lambda record: reverse("finance:pooled_funds"),
    "finance.promptpayment": lambda record: reverse("finance:prompt_payment"),
    "finance.runningcostline": _with_year("finance:running_costs"),
    "organisation.invitation": lambda record: reverse("joining:invitation_list"),
    "organisation.quarter": _round_of,
    "organisation.roleassignment": _person,
    "organisation.user": _person,
    "performance.remindersstopped": lambda record: reverse(
        "administration:person_detail", args=[record.person_id]
    ),
}


KEPT = {kind.model: kind.slug for kind in KINDS.values()}
"""The lists that administrators keep."""


def page_of(record: models.Model | None) -> str:
    """Its own page, or that of the record it is a part of; nothing where there is none."""
    if record is None:
        return ""
    if page := PAGES.get(record._meta.label_lower):
        return page(record)
    if hasattr(record, "get_absolute_url"):
        return str(record.get_absolute_url())
    whole = next((name for name in WHOLES if getattr(record, f"{name}_id", None)), None)
    if whole:
        return page_of(getattr(record, whole))
    kept = KEPT.get(type(record))
    return reverse("administration:record_detail", args=[kept, record.pk]) if kept else ""


def records_of(model: type[models.Model], keys: Iterable[Any]) -> dict[Any, models.Model]:
    """The records that are still there, with what they must have two steps around them to be called: one query."""
    return model._base_manager.select_related(*needed(model)).in_bulk(list(keys))


def needed(model: type[models.Model], steps: int = 2) -> list[str]:
    """The foreign keys of a model that are never empty, and theirs."""
    found = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and not field.null and field.related_model is not model:
            found.append(field.name)
            if steps > 1:
                found += [f"{field.name}__{further}" for further in needed(field.related_model, steps - 1)]
    return found
