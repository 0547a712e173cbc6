"""A table of data: named, with columns that say what they hold and in which unit. Plain values; no page, no format."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any

from core.figures import places_of
from core.money import round_half_up, tidy

PLACES = 6
"""Digits after the decimal point that data keep; what the portal stores has four."""

Value = str | bool | int | Decimal | date | datetime | None
"""What stands in a cell; None is an empty one."""


class Type(StrEnum):
    """What a column holds, in the words of JSON Schema where it has them."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "boolean"
    DAY = "date"
    MOMENT = "date-time"


@dataclass(frozen=True)
class Column:
    """`key` names it in CSV and JSON, `heading` in the workbook.

    `unit` is £, % or days, empty where it has none; where each row has its own, `unit_in` is the column that says it.
    """

    key: str
    heading: str
    meaning: str
    type: Type = Type.TEXT
    unit: str = ""
    unit_in: str = ""


@dataclass(frozen=True)
class DataTable:
    """One table of a report. `section` is the id of the report's section that prints what it holds."""

    slug: str
    title: str
    meaning: str
    section: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Filled:
    """A column, and how its value is found in a record: the name of an attribute, or a function."""

    column: Column
    value: Callable[[Any], Value]


def text(key: str, heading: str, meaning: str, of: str | Callable[[Any], Value] = "") -> Filled:
    return _filled(Column(key, heading, meaning), of)


def number(
    key: str,
    heading: str,
    meaning: str,
    of: str | Callable[[Any], Any] = "",
    *,
    unit: str = "",
    unit_in: str = "",
) -> Filled:
    filled = _filled(Column(key, heading, meaning, Type.NUMBER, unit, unit_in), of)
    return Filled(filled.column, lambda record: _settled(filled.value(record)))


def pounds(key: str, heading: str, meaning: str, of: str | Callable[[Any], Value] = "") -> Filled:
    """An amount in £ to the penny, whatever the printed table rounds it to."""
    return number(key, heading, meaning, of, unit="£")


def day(key: str, heading: str, meaning: str, of: str | Callable[[Any], Value] = "") -> Filled:
    return _filled(Column(key, heading, meaning, Type.DAY), of)


def moment(key: str, heading: str, meaning: str, of: str | Callable[[Any], Value] = "") -> Filled:
    return _filled(Column(key, heading, meaning, Type.MOMENT), of)


def yes_no(key: str, heading: str, meaning: str, of: str | Callable[[Any], Value] = "") -> Filled:
    return _filled(Column(key, heading, meaning, Type.YES_NO), of)


def table(
    slug: str, title: str, meaning: str, section: str, columns: Sequence[Filled], records: Iterable[Any]
) -> DataTable:
    """The table that these columns make of the records."""
    return DataTable(
        slug=slug,
        title=title,
        meaning=meaning,
        section=section,
        columns=tuple(each.column for each in columns),
        rows=tuple(tuple(each.value(record) for each in columns) for record in records),
    )


def _settled(value: Any) -> int | Decimal | None:
    """A number to six places at most: a percentage of n of d can have any number of them, and a mean is a float."""
    if value is None or isinstance(value, int):
        return value
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return tidy(round_half_up(exact, PLACES)) if places_of(exact) > PLACES else exact


def _filled(column: Column, of: str | Callable[[Any], Value]) -> Filled:
    return Filled(column, of if callable(of) else attrgetter(of or column.key))
