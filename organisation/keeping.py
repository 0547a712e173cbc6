"""What administrators keep: lists of names that records point to, changed with a version and retired, not deleted."""

from typing import Self

from django.db import models

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
