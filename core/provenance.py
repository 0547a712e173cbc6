"""Where a figure is from. Every figure says so, on screen, in print and in the data."""

from __future__ import annotations

from django.db.models import TextChoices


class Provenance(TextChoices):
    PUBLISHED = "published", "Published"
    RETURNED = "returned", "Returned"
    IMPORTED = "imported", "Imported"
    DERIVED = "derived", "Derived"
    ILLUSTRATIVE = "illustrative", "Illustrative"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Provenance.PUBLISHED: "Stated in a published document",
    Provenance.RETURNED: "Entered in a directorate's return",
    Provenance.IMPORTED: "Read from a file",
    Provenance.DERIVED: "Worked out from what the portal holds",
    Provenance.ILLUSTRATIVE: "Invented for the demonstration",
}
