"""Reading the figures that people type.

Staff type ``£1,059,768``, ``£1.06m``, ``95%``, ``57/57``, ``57 of 57 (100%)``, ``*`` and ``n/a``. What is
understood is shown back as understood; what is not is refused with a sentence that says what would be. Nothing
is guessed: 0.95 for a percentage is a question, and so is a stated percentage that its own counts contradict.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from core.figures import (
    DECIMAL_PLACES,
    HUNDRED,
    MAX_DIGITS,
    Figure,
    MeasureKind,
    format_figure,
    format_value,
    percentage_of,
    places_of,
)
from core.money import grouped, round_half_up

LONGEST_ENTRY = 60
HIGHEST_PERCENTAGE = Decimal(1000)
NOT_COLLECTED_WORDS = frozenset({"*", "n/a", "na", "n.a.", "not collected", "not available"})
NOT_COLLECTED_ECHO = "Not collected"
PENCE_PLACES = 2

_TOO_LARGE = Decimal(10) ** (MAX_DIGITS - DECIMAL_PLACES)
_NEVER_NEGATIVE = (MeasureKind.COUNT, MeasureKind.RATIO, MeasureKind.DAYS, MeasureKind.RATE)
_SAMPLES = {
    MeasureKind.COUNT: "15",
    MeasureKind.PERCENTAGE: "95%",
    MeasureKind.RATIO: "57 of 60",
    MeasureKind.MONEY: "£1,500",
    MeasureKind.DAYS: "6",
    MeasureKind.RATE: "12.5",
    MeasureKind.SCORE: "120",
    MeasureKind.NUMBER: "12.5",
}
_UNITS = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000}
_UNITS |= {"bn": 1_000_000_000, "billion": 1_000_000_000}
_UNIT = "|".join(sorted(_UNITS, reverse=True))

# Word and Excel put these where a keyboard puts a space or a hyphen; group spaces stand between thousands.
_GROUP_SPACES = "\u00a0\u2009\u202f\u2007"
_MEND = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2044": "/"} | dict.fromkeys("\u200b\ufeff\u2060"))

_DIGITS = r"[0-9]{1,30}"
_GROUPED = r"[0-9]{1,3}(?:,[0-9]{3}){1,9}|[0-9]{1,3}(?:[\u00a0\u2009\u202f\u2007][0-9]{3}){1,9}"
_NUMBER = rf"(?:(?:{_GROUPED}|{_DIGITS})(?:\.[0-9]{{0,30}})?|\.[0-9]{{1,30}})"
_PER_CENT = r"(?:%|per ?cent)"

_PLAIN = re.compile(rf"-?\s*{_NUMBER}")
_PERCENTAGE = re.compile(rf"(?P<number>-?\s*{_NUMBER})\s*(?P<sign>{_PER_CENT})?", re.IGNORECASE)
_DAYS = re.compile(rf"(?P<number>-?\s*{_NUMBER})\s*(?:(?:working\s+)?days?)?", re.IGNORECASE)
_MONEY = re.compile(
    rf"(?P<minus>-?)\s*£?\s*(?P<inner>-?)\s*(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})?",
    re.IGNORECASE,
)
_RATIO = re.compile(
    rf"(?P<n>{_NUMBER})\s*(?:/|(?:out\s+)?of)\s*(?P<d>{_NUMBER})"
    rf"(?:\s*\(?\s*(?P<percent>{_NUMBER})\s*{_PER_CENT}\s*\)?)?",
    re.IGNORECASE,
)
_LOOSE_COMMA = re.compile(r"£?\s*-?[0-9][0-9,]*,[0-9,]*(?:\.[0-9]*)?%?")
_SCIENTIFIC = re.compile(r"-?[0-9.]+e[+-]?[0-9]+", re.IGNORECASE)
_FIRST_NUMBER = re.compile(rf"{_NUMBER}")


class FigureError(ValueError):
    """What was typed could not be understood; the message is the sentence to show beside the field."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Reading:
    """What was understood: a figure, *not collected*, or nothing typed.

    ``echo`` says it back, and can be read again. ``notes`` say what is kept as typed, and yet should be looked at.
    """

    figure: Figure | None = None
    not_collected: bool = False
    blank: bool = False
    echo: str = ""
    notes: tuple[str, ...] = ()


def parse_figure(text: str, kind: MeasureKind) -> Reading:
    """What ``text`` means for a measure of this kind, or a FigureError that says what to type instead."""
    kind = MeasureKind(kind)
    entry = text.translate(_MEND).strip()
    if not entry:
        return Reading(blank=True)
    if len(entry) > LONGEST_ENTRY:
        raise FigureError(
            f"{_quote(entry)} is too long for a figure. Type the figure alone, such as {_SAMPLES[kind]}."
        )
    if " ".join(entry.lower().split()) in NOT_COLLECTED_WORDS:
        return Reading(not_collected=True, echo=NOT_COLLECTED_ECHO)
    figure = _figure(entry, kind)
    return Reading(figure=figure, echo=format_figure(figure), notes=tuple(_notes(figure)))


def parse_ratio(numerator: str, denominator: str) -> Reading:
    """Two boxes, n and d. Both parts typed into the first box, as 57/57, are understood too."""
    if not denominator.translate(_MEND).strip():
        return parse_figure(numerator, MeasureKind.RATIO)
    how_many = parse_figure(numerator, MeasureKind.COUNT)
    of_how_many = parse_figure(denominator, MeasureKind.COUNT)
    if of_how_many.not_collected or not of_how_many.figure:
        raise FigureError(
            f"{_quote(denominator)} is not a number. Type how many there were in all, such as 60."
        )
    if how_many.not_collected or not how_many.figure:
        raise FigureError(
            f"Type how many of the {of_how_many.echo}, or clear both boxes and mark it not collected."
        )
    return parse_figure(f"{how_many.echo} of {of_how_many.echo}", MeasureKind.RATIO)


def _figure(entry: str, kind: MeasureKind) -> Figure:
    if kind is MeasureKind.RATIO:
        return _ratio(entry)
    value = _READERS.get(kind, _number)(entry, kind)
    if value < 0 and kind in _NEVER_NEGATIVE:
        raise FigureError(f"{_quote(entry)} is below nought, and this cannot be. Type 0 or more.")
    if kind is MeasureKind.COUNT and value != value.to_integral_value():
        raise FigureError(
            f"{_quote(entry)} is not a whole number. This is a count: type it without a decimal point."
        )
    return Figure.of(kind, value)


def _number(entry: str, kind: MeasureKind) -> Decimal:
    if not _PLAIN.fullmatch(entry):
        raise _refusal(entry, kind)
    return _decimal(entry, entry)


def _days(entry: str, kind: MeasureKind) -> Decimal:
    found = _DAYS.fullmatch(entry)
    if not found:
        raise _refusal(entry, kind)
    return _decimal(found["number"], entry)


def _percentage(entry: str, kind: MeasureKind) -> Decimal:
    """Up to 1 without its sign may be a share of 1, as spreadsheets keep it: that is asked, not guessed."""
    found = _PERCENTAGE.fullmatch(entry)
    if not found:
        raise _refusal(entry, kind)
    value = _decimal(found["number"], entry)
    if not found["sign"] and 0 < abs(value) <= 1:
        other = format_value(value * HUNDRED, kind, "plain")
        raise FigureError(
            f"Is {entry} meant as {format_value(value, kind, 'plain')} or {other}? Type the % sign."
        )
    if abs(value) > HIGHEST_PERCENTAGE:
        raise FigureError(f"{_quote(entry)} is more than 1,000%. Check the figure, and type it as in 95%.")
    return value


def _money(entry: str, kind: MeasureKind) -> Decimal:
    """Pounds and pence; in brackets it is a minus, as in the accounts."""
    in_brackets = entry.startswith("(") and entry.endswith(")")
    found = _MONEY.fullmatch(entry[1:-1].strip() if in_brackets else entry)
    if not found or (in_brackets + len(found["minus"]) + len(found["inner"])) > 1:
        raise _refusal(entry, kind)
    times = Decimal(_UNITS[found["unit"].lower()] if found["unit"] else 1)
    value = _decimal(found["number"], entry, times=times, places=PENCE_PLACES)
    return -value if value and (in_brackets or found["minus"] or found["inner"]) else value


_READERS = {
    MeasureKind.PERCENTAGE: _percentage,
    MeasureKind.DAYS: _days,
    MeasureKind.MONEY: _money,
}


def _ratio(entry: str) -> Figure:
    """n of d, or a bare count, kept but not comparable. A stated percentage must agree with n and d."""
    if _PLAIN.fullmatch(entry):
        return Figure.ratio(_whole(entry, entry))
    found = _RATIO.fullmatch(entry)
    if not found:
        raise _refusal(entry, MeasureKind.RATIO)
    figure = Figure.ratio(_whole(found["n"], entry), _whole(found["d"], entry))
    if found["percent"]:
        _check_stated_percentage(figure, found["percent"])
    return figure


def _check_stated_percentage(figure: Figure, stated_text: str) -> None:
    """63 of 67 (94%) agrees, because 94.03% rounded to the places typed is 94%."""
    stated = Decimal(re.sub(rf"[,{_GROUP_SPACES}]", "", stated_text))
    counts = format_figure(figure, "plain")
    if figure.value is None:
        raise FigureError(f"{counts} has no percentage. Type {counts} alone.")
    if round_half_up(figure.value, min(places_of(stated), MAX_DIGITS)) != stated:
        is_really = format_value(figure.value, MeasureKind.RATIO)
        raise FigureError(
            f"{counts} is {is_really}, but {stated_text}% was typed. Which is right? "
            f"Type {counts} alone, or correct it."
        )


def _whole(text: str, entry: str) -> Decimal:
    value = _decimal(text, entry)
    if value < 0:
        raise FigureError(f"{_quote(entry)} is below nought, and this cannot be. Type 0 or more.")
    if value != value.to_integral_value():
        raise FigureError(
            f"{_quote(entry)} is not in whole numbers. Type how many of how many, such as 57 of 60."
        )
    return value


def _decimal(text: str, entry: str, *, times: Decimal = Decimal(1), places: int = DECIMAL_PLACES) -> Decimal:
    """The number, when it can be kept whole: 11 digits before the point and 4 after it; of money, pennies."""
    value = Decimal(re.sub(r"[,\s]", "", text)) * times
    if abs(value) >= _TOO_LARGE:
        digits = MAX_DIGITS - DECIMAL_PLACES
        raise FigureError(
            f"{_quote(entry)} is too large. A figure has at most {digits} digits before the decimal point."
        )
    if value != round_half_up(value, places):
        raise FigureError(
            f"{_quote(entry)} is too exact. This figure has at most {places} digits after the decimal point."
        )
    return round_half_up(value, places).normalize() + 0


def _notes(figure: Figure) -> list[str]:
    """What is kept as typed, and yet should be looked at."""
    n, d, value = figure.numerator, figure.denominator, figure.value
    if figure.kind is MeasureKind.RATIO:
        if n is not None and d is not None and n > d:
            return [f"{grouped(n)} is more than {grouped(d)}: the part is above its whole."]
        if d == 0:
            return ["0 of 0 has no percentage, so it is not compared."]
        return [] if d is not None else ["A count alone has no percentage, so it is not compared."]
    if figure.kind is MeasureKind.PERCENTAGE and value is not None:
        if value > HUNDRED:
            return ["This is more than 100%."]
        if value < 0:
            return ["This is below 0%."]
    return []


def _refusal(entry: str, kind: MeasureKind) -> FigureError:
    """Why it cannot be read, and what could be: with the number that was typed, where it holds just one."""
    quoted = _quote(entry)
    if _LOOSE_COMMA.fullmatch(entry) and not _FIRST_NUMBER.fullmatch(entry):
        bare = entry.replace(",", "")
        return FigureError(
            f"The comma in {quoted} is not between thousands. Type {bare}, or use a point for decimals."
        )
    if _SCIENTIFIC.fullmatch(entry):
        return FigureError(f"{quoted} is not written in full. Type all its digits, such as {_SAMPLES[kind]}.")
    ratio = _RATIO.fullmatch(entry)
    if ratio:
        return _refusal_of_two_numbers(quoted, ratio, kind)
    if entry == "-":
        return FigureError(f"{quoted} may mean nought or nothing. Type 0, or * if it was not collected.")
    what = "how many of how many" if kind is MeasureKind.RATIO and "%" in entry else "a number"
    return FigureError(
        f"{quoted} is not {what}. Type {_suggestion(entry, kind)}, or * if it was not collected."
    )


def _refusal_of_two_numbers(quoted: str, ratio: re.Match[str], kind: MeasureKind) -> FigureError:
    n, d = (Decimal(re.sub(r"[,\s]", "", ratio[part])) for part in ("n", "d"))
    percent = percentage_of(n, d)
    if kind is MeasureKind.PERCENTAGE and percent is not None and percent <= HIGHEST_PERCENTAGE:
        return FigureError(
            f"{quoted} is two numbers. Type the percentage: {format_value(percent, MeasureKind.RATIO)}."
        )
    return FigureError(f"{quoted} is two numbers, and one is asked for. Type one, such as {_SAMPLES[kind]}.")


def _suggestion(entry: str, kind: MeasureKind) -> str:
    """The one number in the entry, if what is left is words alone; else a sample of what is understood."""
    # Full-width and other scripts' digits are refused, but can be read for the suggestion.
    plain = (
        "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in entry)
        .replace("_", "")
        .strip("~<>=+")
    )
    numbers = _FIRST_NUMBER.findall(plain)
    words = _FIRST_NUMBER.sub(" ", plain)
    if len(numbers) != 1 or len(numbers[0]) > MAX_DIGITS or re.search(r"[-/%£$€]", words):
        return _SAMPLES[kind]
    if re.search(rf"{_FIRST_NUMBER.pattern}\s*(?:{_UNIT})\b", plain, re.IGNORECASE):
        return _SAMPLES[kind]
    if kind is MeasureKind.RATIO:
        return f"{numbers[0]} of how many"
    return f"{numbers[0]}%" if kind is MeasureKind.PERCENTAGE else numbers[0]


def _quote(entry: str) -> str:
    shown = entry if len(entry) <= LONGEST_ENTRY else f"{entry[:LONGEST_ENTRY]}…"
    return f"“{shown}”"
