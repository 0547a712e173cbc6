"""The mark of data quality: four blocks, one for each count, and the words."""

from dataclasses import dataclass

from django import template

from core.templatetags.portal import Drawing, mark
from performance.data_quality import DataQuality

register = template.Library()

STEP = 9
"""From one block to the next, in the units of the drawing."""


@dataclass(frozen=True)
class Block:
    """One count: where it stands, and its level."""

    x: float
    level: str


@register.simple_tag
def data_quality(quality: DataQuality | None, brief: bool = False) -> Drawing | str:
    """Full: good; half: fair; empty: poor; a stroke: not judged. `brief` says the level alone, for a row of a table."""
    if quality is None:
        return ""
    return mark(
        "components/data_quality.html",
        level=quality.level.value,
        blocks=tuple(
            Block(0.5 + STEP * place, count.level.value) for place, count in enumerate(quality.counts)
        ),
        sentence=f"Data quality: {quality.sentence}",
        words=f"Data {quality.level.label.lower()}" if brief else quality.words,
    )
