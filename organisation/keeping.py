"""What administrators keep: lists of names that records point to, changed with a version and retired, not deleted."""

from typing import Any, Self

from django import forms
from django.db import models
from django.db.models import Q

from core.histories import HistoricalRecords


class KeptQuerySet(models.QuerySet["Kept"]):
    def in_use(self) -> Self:
        """Those that can be chosen for something new."""
        return self.filter(retired_on__isnull=True)


class Kept(models.Model):
    """A directorate, a team, a partner …: never overwritten unseen; what points to it keeps its name for good."""

    version = models.PositiveIntegerField(default=1, editable=False)
    retired_on = models.DateField(
        null=True, blank=True, editable=False, help_text="From this day it is offered for nothing new."
    )

    objects = KeptQuerySet.as_manager()
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True

    @property
    def is_retired(self) -> bool:
        return self.retired_on is not None


def offer_those_in_use(form: Any) -> None:
    """In a form's lists leave out what is retired, unless it was chosen before: an old record keeps what it has."""
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField) and issubclass(field.queryset.model, Kept):
            chosen = form.get_initial_for_field(field, name)
            field.queryset = field.queryset.filter(Q(retired_on__isnull=True) | Q(pk__in=_keys(chosen)))


def _keys(chosen: Any) -> list[Any]:
    """The keys of what a field begins with: a record, a key, several of either, or nothing."""
    if chosen is None or chosen == "":
        return []
    several = chosen if isinstance(chosen, list | tuple | set | models.QuerySet) else [chosen]
    return [each.pk if isinstance(each, models.Model) else each for each in several]
