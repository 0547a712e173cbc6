"""What cannot be in stored figures, or does not agree: read from them each time, said, and never corrected. Pure.

A part above its whole (more converted than issued), a percentage above 100, a quarter that its months do not make.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from core import periods
from core.figures import (
    HUNDRED,
    NOT_COLLECTED,
    Figure,
    MeasureKind,
    Part,
    format_figure,
    format_value,
    places_of,
)
from core.money import round_half_up
from organisation.models import DataQualityNote
from performance.assessment import first_figure, second_figure
from performance.models import KPI, Frequency, KPIValue
from performance.pages import FoundNote
from performance.rollup import RollUp, roll_up, rules_for

SOURCE = "Found by rule in the figures as they are kept"

Months = Mapping[periods.Month, KPIValue]
Quarters = Mapping[periods.Quarter, KPIValue]


def notes_in(
    kpi: KPI, quarters: Quarters, months: Months, kpi_at: Callable[[periods.Quarter], KPI] | None = None
) -> tuple[FoundNote, ...]:
    """Every note on these quarters of a KPI and their months, oldest first.

    `kpi_at` gives the KPI as it was defined in a quarter, so that a new roll-up is not held against old figures.
    """
    then = kpi_at or (lambda quarter: kpi)
    wanted = {*quarters, *(periods.Quarter.containing(month.starts_on) for month in months)}
    return tuple(
        note
        for quarter in sorted(wanted)
        for note in notes_on(then(quarter), quarter, quarters.get(quarter), months)
    )


def notes_on(
    kpi: KPI, quarter: periods.Quarter, value: KPIValue | None, months: Months
) -> tuple[FoundNote, ...]:
    """The notes on one quarter. What cannot be in a month is said of that month, not again of the quarter."""
    impossible = [
        note for month in quarter.months for note in _impossible(kpi, quarter, month, months.get(month))
    ]
    impossible = impossible or list(_impossible(kpi, quarter, quarter, value))
    return (*impossible, *_unequal(kpi, quarter, value, [months.get(month) for month in quarter.months]))


def unsaid(found: Iterable[FoundNote], stored: Collection[DataQualityNote]) -> tuple[FoundNote, ...]:
    """The found notes that no stored one says already: of the same page and period, naming the same figures."""
    return tuple(note for note in found if not any(_says(each, note) for each in stored))


def _says(stored: DataQualityNote, note: FoundNote) -> bool:
    if stored.path != note.path or (stored.quarter and stored.quarter.label != note.quarter):
        return False
    named = set(re.findall(r"\d[\d,.]*\d|\d", stored.text))
    return stored.year.label == note.year and named.issuperset(note.figures)


# What cannot be -------------------------------------------------------------------------------------------------------


def _impossible(
    kpi: KPI, quarter: periods.Quarter, period: periods.Month | periods.Quarter, value: KPIValue | None
) -> Iterator[FoundNote]:
    for figure in _figures(kpi, value):
        n, d = figure.numerator, figure.denominator
        if n is not None and d is not None and n > d:
            named = (n, d)
            why = "the part is above its whole"
        elif figure.kind == MeasureKind.PERCENTAGE and (figure.value or 0) > HUNDRED:
            named, why = (figure.value,), "a percentage above 100"
        else:
            continue
        yield _note(kpi, quarter, f"{format_figure(figure)} in {period.label}: {why}.", named)
    above = part_above_whole(kpi, _figures(kpi, value))
    if above:
        yield _note(
            kpi, quarter, f"In {period.label} {above}", [figure.value for figure in _figures(kpi, value)]
        )


def part_above_whole(kpi: KPI, figures: Sequence[Figure]) -> str:
    """What is wrong with a pair whose second measure is a part of its first: 39 converted of 34 issued; or nothing."""
    if not kpi.second_is_part_of_first or len(figures) < 2:
        return ""
    whole, part = figures
    if whole.value is None or part.value is None or part.value <= whole.value:
        return ""
    names = (kpi.second_measure_label or "the second measure", kpi.measure_label or "the first")
    said = [
        f"{format_figure(figure)} {name[:1].lower()}{name[1:]}"
        for figure, name in zip((part, whole), names, strict=True)
    ]
    return f"{said[0]} is more than {said[1]}, of which it is a part."


# What does not agree --------------------------------------------------------------------------------------------------


def _unequal(
    kpi: KPI, quarter: periods.Quarter, value: KPIValue | None, months: list[KPIValue | None]
) -> Iterator[FoundNote]:
    """A monthly KPI's quarter beside what all its months make by the KPI's own rule."""
    if kpi.frequency != Frequency.MONTHLY:
        return
    rules = (kpi.roll_up, kpi.second_roll_up or kpi.roll_up)
    for measure, figure in enumerate(_figures(kpi, value)):
        made = _made_of(rules[measure], [_part(kpi, month, measure) for month in months], figure.kind)
        if made is None or not figure.has_figure or _agree(figure, made):
            continue
        said = f"{format_figure(figure)} in {quarter.label}, but its months make {format_figure(made)}."
        yield _note(kpi, quarter, said, (*_named(figure), *_named(made)))


def _made_of(rule: str, parts: list[Part], kind: MeasureKind) -> Figure | None:
    """The quarter that the months make; None while a month is still to be answered."""
    if RollUp(rule) not in rules_for(kind):
        return None
    rolled = roll_up(rule, parts)
    return rolled.figure if rolled.answered else None


def _agree(stored: Figure, made: Figure) -> bool:
    """n of d by its counts; anything else to as many places as the quarter was given with."""
    if stored.numerator is not None and made.numerator is not None:
        without_d = stored.denominator is None or made.denominator is None
        return stored.numerator == made.numerator and (without_d or stored.denominator == made.denominator)
    if stored.value is None or made.value is None:
        return True
    return round_half_up(made.value, places_of(stored.value)) == stored.value


# Parts ----------------------------------------------------------------------------------------------------------------


def _figures(kpi: KPI, value: KPIValue | None) -> list[Figure]:
    if value is None or value.not_collected:
        return []
    second = second_figure(kpi, value)
    return [first_figure(kpi, value), *([second] if second else [])]


def _part(kpi: KPI, month: KPIValue | None, measure: int) -> Part:
    if month is not None and month.not_collected:
        return NOT_COLLECTED
    figures = _figures(kpi, month)
    return figures[measure] if figures and figures[measure].has_figure else None


def _named(figure: Figure) -> tuple[Decimal | None, ...]:
    if figure.numerator is None:
        return (figure.value,)
    return (figure.numerator, figure.denominator)


def _note(kpi: KPI, quarter: periods.Quarter, text: str, named: Iterable[Decimal | None]) -> FoundNote:
    return FoundNote(
        about=kpi.short_name,
        text=text,
        path=kpi.get_absolute_url(),
        year=quarter.year.label,
        quarter=quarter.label,
        figures=tuple(format_value(each, MeasureKind.NUMBER) for each in named if each is not None),
    )
