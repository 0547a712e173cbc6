"""Addresses made from names: free ones, that never change afterwards."""

from collections.abc import Collection

from django.db.models import Model, QuerySet
from django.utils.text import slugify

ROOM_FOR_A_NUMBER = 4
"""Characters kept for “-2”, or “-999”."""


def free_slug(
    text: str, among: QuerySet[Model], *, reserved: Collection[str] = (), otherwise: str = ""
) -> str:
    """An address that none of these records has: “home-visits”, “home-visits-2”, …

    `reserved` are words that stand in addresses where the slug would; `otherwise` serves a text without a letter.
    """
    longest = among.model._meta.get_field("slug").max_length - ROOM_FOR_A_NUMBER
    stem = slugify(text)[:longest].strip("-") or otherwise
    taken = {*among.filter(slug__startswith=stem).values_list("slug", flat=True), *reserved}
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in candidates if slug not in taken)
