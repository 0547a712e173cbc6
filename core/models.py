"""Shared building stones of the models: where a figure is from, and who changed it."""

from django.db import models

from core.provenance import Provenance


class Provenanced(models.Model):
    """A row that says where it is from (design: "Provenance"), with the document or file it was read in."""

    provenance = models.CharField(max_length=12, choices=Provenance.choices)
    source = models.CharField(
        "where it is from",
        max_length=250,
        blank=True,
        help_text="The document, file or record it was taken from.",
    )

    class Meta:
        abstract = True

    @property
    def is_illustrative(self) -> bool:
        """Whether it was invented for the demonstration, and must be marked so."""
        return self.provenance == Provenance.ILLUSTRATIVE
