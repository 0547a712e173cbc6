"""The columns of a file of history, which are also those in which figures are exported."""

from enum import StrEnum

MAX_ROWS = 5_000


class Field(StrEnum):
    """What a column says; the value is the heading that the portal writes."""

    KPI = "KPI"
    NAME = "KPI name"
    PERIOD = "Period"
    FIGURE = "Figure"
    N = "n"
    D = "of d"
    SECOND = "Second figure"
    SECOND_N = "Second n"
    SECOND_D = "Second of d"
    NOT_COLLECTED = "Not collected"
    REASON = "Why it was not collected"
    SOURCE = "Source"
    PROVENANCE = "Provenance"


IGNORED = (Field.NAME, Field.PROVENANCE)
"""Written for people to read; an import sets the one by number and the other by itself."""

FIRST, SECOND = (Field.FIGURE, Field.N, Field.D), (Field.SECOND, Field.SECOND_N, Field.SECOND_D)

HEADINGS: dict[str, Field] = {field.value.casefold(): field for field in Field} | {
    "number": Field.KPI,
    "kpi number": Field.KPI,
    "no.": Field.KPI,
    "name": Field.NAME,
    "indicator": Field.NAME,
    "month": Field.PERIOD,
    "quarter": Field.PERIOD,
    "date": Field.PERIOD,
    "value": Field.FIGURE,
    "numerator": Field.N,
    "d": Field.D,
    "denominator": Field.D,
    "of how many": Field.D,
    "second": Field.SECOND,
    "second value": Field.SECOND,
    "second numerator": Field.SECOND_N,
    "second d": Field.SECOND_D,
    "second denominator": Field.SECOND_D,
    "reason": Field.REASON,
    "where it is from": Field.SOURCE,
}
"""Headings that are understood, in any case and order."""
