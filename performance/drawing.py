"""The small charts of KPIs: what stands in a cell becomes a point, and what is no figure says so."""

from collections.abc import Iterable

from core.charts import Point
from performance.pages import FigureState, PeriodFigure

_SPOKEN = {
    FigureState.NOT_COLLECTED: "not collected",
    FigureState.MISSING: "not returned",
    FigureState.NOT_DUE: "not due",
}


def points_of(figures: Iterable[PeriodFigure]) -> tuple[Point, ...]:
    """The points of a run, oldest first. A count that cannot be compared is read out, and not drawn."""
    return tuple(Point(figure.label, figure.value, spoken(figure)) for figure in figures)


def spoken(figure: PeriodFigure) -> str:
    """A cell read aloud: 57 of 57 (100%); 37, cannot be compared; 3 so far, months are missing; not collected."""
    if figure.state in _SPOKEN:
        return _SPOKEN[figure.state]
    said = " and ".join(text for text in (figure.text, figure.second) if text)
    if figure.state == FigureState.PARTIAL:
        return f"{said}, months are missing"
    return f"{said}, cannot be compared" if figure.state == FigureState.NOT_COMPARABLE else said
