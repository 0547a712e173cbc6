"""Red, amber, green and grey: how one figure stands against its target."""

from __future__ import annotations

from django.db.models import TextChoices


class RAG(TextChoices):
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    GREY = "grey", "Grey"

    @property
    def meaning(self) -> str:
        """The words of the CCG's own legend."""
        return _MEANINGS[self]

    @property
    def order(self) -> int:
        """Place in a list that puts what needs attention first: red 0, amber 1, green 2, grey 3."""
        return _ORDER.index(self)

    @property
    def is_assessed(self) -> bool:
        """Grey says that there is nothing to assess; it is no grade between the others."""
        return self is not RAG.GREY

    def worse_than(self, other: RAG) -> bool:
        """Nearer to red than ``other``. Grey is neither worse nor better than anything."""
        return self.is_assessed and other.is_assessed and self.order < other.order

    def better_than(self, other: RAG) -> bool:
        """Nearer to green than ``other``. Grey is neither worse nor better than anything."""
        return other.worse_than(self)


_ORDER = (RAG.RED, RAG.AMBER, RAG.GREEN, RAG.GREY)
_MEANINGS = {
    RAG.RED: "Significantly behind target",
    RAG.AMBER: "Slightly behind target",
    RAG.GREEN: "Complete or on target to deliver",
    RAG.GREY: "No target or not collected",
}
