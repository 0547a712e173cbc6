"""Reading the figures that people type.

Staff type ``£1,059,768``, ``£1.06m``, ``95%``, ``57/57``, ``57 of 57 (100%)``, ``*`` and ``n/a``. What is
understood is shown back as understood; what is not is refused with a sentence that says what would be. Nothing
is guessed: 0.95 for a percentage is a question, and so is a stated percentage that its own counts contradict.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, localcontext

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
from core.money import PENCE_PLACES, grouped, round_half_up, tidy
from core.texts import quoted

LONGEST_ENTRY = 60
LONGEST_WHOLE = 9
HIGHEST_PERCENTAGE = Decimal(1000)
NOT_COLLECTED_WORDS = frozenset({"*", "n/a", "na", "n.a.", "not collected", "not available"})
NOT_COLLECTED_ECHO = "Not collected"

_WHOLE_DIGITS = MAX_DIGITS - DECIMAL_PLACES
WORKED_OUT = 9
"""Digits after the point that nobody types: a spreadsheet worked them out."""
_TOO_LARGE = Decimal(10) ** _WHOLE_DIGITS
_NEVER_NEGATIVE = (MeasureKind.COUNT, MeasureKind.RATIO, MeasureKind.DAYS, MeasureKind.RATE)
_ASKED_FOR = {
    MeasureKind.COUNT: "a count, such as 15",
    MeasureKind.PERCENTAGE: "a percentage, such as 95%",
    MeasureKind.RATIO: "how many of how many, such as 57 of 60",
    MeasureKind.MONEY: "an amount of money, such as £1,500",
    MeasureKind.DAYS: "a number of days, such as 6",
    MeasureKind.RATE: "a rate, such as 12.5",
    MeasureKind.SCORE: "a score, such as 120",
    MeasureKind.NUMBER: "a number, such as 12.5",
}

_UNITS = {
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
_UNIT = "|".join(sorted(_UNITS, reverse=True))

# Word and Excel put these where a keyboard puts a hyphen, a slash or nothing.
_MEND = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2044": "/"} | dict.fromkeys("\u200b\ufeff\u2060"))
# No-break, thin, narrow no-break and figure spaces may stand between thousands; a plain space may not.
_GROUP_SPACES = "\u00a0\u2009\u202f\u2007"
_GROUPED = rf"[1-9][0-9]{{0,2}}(?:(?:,[0-9]{{3}})+|(?:[{_GROUP_SPACES}][0-9]{{3}})+)"
_NUMBER = rf"(?:(?:{_GROUPED}|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)"
_PER_CENT = r"(?:%|per ?cent)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_ONE_NUMBER = _pattern(_NUMBER)
_PLAIN = _pattern(rf"-?\s*{_NUMBER}")
_PERCENTAGE = _pattern(rf"(?P<number>-?\s*{_NUMBER})\s*(?P<sign>{_PER_CENT})?")
_DAYS = _pattern(rf"(?P<number>-?\s*{_NUMBER})\s*(?:(?:working\s+)?days?)?")
_MONEY = _pattern(rf"(?P<outer>-?)\s*£?\s*(?P<inner>-?)\s*(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})?")
_RATIO = _pattern(
    rf"(?P<n>{_NUMBER})\s*(?:/|(?:out\s+)?of)\s*(?P<d>{_NUMBER})"
    rf"(?:\s*\(\s*(?P<bracketed>{_NUMBER})\s*{_PER_CENT}\s*\)|\s+(?P<percent>{_NUMBER})\s*{_PER_CENT})?"
)
_LOOSE_COMMA = _pattern(r"£?\s*-?[0-9][0-9,]*,[0-9,]*(?:\.[0-9]*)?%?")
_SCIENTIFIC = _pattern(r"-?[0-9.]+e[+-]?[0-9]+")
_CHANGES_THE_NUMBER = _pattern(
    rf"[-/%£$€<>^]|\b(?:{_UNIT}|hundred|dozen|no|not|less|more|over|under|above|below|up|to|by)\b"
    r"|\b(?:hours?|weeks?|months?|years?)\b"
)


class FigureError(ValueError):
    """What was typed could not be understood; ``message`` is the sentence to show beside the field.

    ``alone`` is the same where a figure is asked for that cannot be *not collected*, such as a budget.
    """

    def __init__(self, message: str, *, alone: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.alone = alone or message


@dataclass(frozen=True)
class Reading:
    """What was understood: a figure, *not collected*, or nothing typed.

    ``echo`` says it back, and can be read again. ``notes`` say what is kept as typed and should be looked at.
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
        raise FigureError(f"{quoted(entry)} is too long for a figure. Type {_ASKED_FOR[kind]}.")
    if " ".join(entry.lower().split()) in NOT_COLLECTED_WORDS:
        return Reading(not_collected=True, echo=NOT_COLLECTED_ECHO)
    figure = _ratio(entry) if kind is MeasureKind.RATIO else _single(entry, kind)
    return Reading(figure=figure, echo=format_figure(figure), notes=tuple(figure_notes(figure)))


def whole(text: str) -> int | None:
    """A number that a page or an address names, such as a row or a version; None where it is no such number.

    Of nine digits at most, which every database column holds; Python refuses to read 4,300.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_WHOLE else None


def parse_ratio(numerator: str, denominator: str) -> Reading:
    """Two boxes, n and d. Both parts typed into either box, as 57/57, are understood too."""
    if not denominator.translate(_MEND).strip():
        return parse_figure(numerator, MeasureKind.RATIO)
    if is_two_numbers(numerator) or is_two_numbers(denominator):
        return _both_in_one(numerator, denominator)
    whole = parse_figure(denominator, MeasureKind.COUNT)
    if not whole.figure:
        raise FigureError(
            f"{quoted(denominator)} is not a number. Type how many there were in all, such as 60."
        )
    part = parse_figure(numerator, MeasureKind.COUNT)
    if not part.figure:
        raise FigureError(f"Type how many of the {whole.echo}, or clear both and mark it not collected.")
    return parse_figure(f"{part.echo} of {whole.echo}", MeasureKind.RATIO)


def is_two_numbers(text: str) -> bool:
    """Whether somebody typed n and d together: 57/60, 57 of 60."""
    return bool(_RATIO.fullmatch(text.translate(_MEND).strip()))


def _both_in_one(numerator: str, denominator: str) -> Reading:
    """A box that holds both parts. What stands in the other box must say the same, or be empty."""
    pair, other, place = (
        (numerator, denominator, 1) if is_two_numbers(numerator) else (denominator, numerator, 0)
    )
    reading = parse_figure(pair, MeasureKind.RATIO)
    figure, beside = reading.figure, other.translate(_MEND).strip()
    if figure is None or not beside:
        return reading
    try:
        said = parse_figure(beside, MeasureKind.RATIO).figure
    except FigureError:
        said = None
    part = (figure.numerator, figure.denominator)[place]
    agrees = said == figure or (part is not None and said == Figure.ratio(part))
    if said is None or not agrees:
        raise FigureError(
            f"{quoted(numerator)} and {quoted(denominator)} do not agree. Clear one of the two boxes."
        )
    return reading


# Readers: one for each way of writing a figure --------------------------------------------------------------


def _single(entry: str, kind: MeasureKind) -> Figure:
    value = _READERS.get(kind, _number)(entry, kind)
    if kind in _NEVER_NEGATIVE and value < 0:
        raise _below_nought(entry)
    if kind is MeasureKind.COUNT and not _is_whole(value):
        raise FigureError(f"{quoted(entry)} is not a whole number. Type {_ASKED_FOR[kind]}.")
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
        as_typed, as_share = (format_value(one, kind, "plain") for one in (value, value * HUNDRED))
        raise FigureError(f"Is {entry} meant as {as_typed} or {as_share}? Type the % sign.")
    if abs(value) > HIGHEST_PERCENTAGE:
        raise FigureError(f"{quoted(entry)} is beyond 1,000%. Type {_ASKED_FOR[kind]}.")
    return value


def _money(entry: str, kind: MeasureKind) -> Decimal:
    """Pounds and pence; in brackets it is a minus, as in the accounts."""
    in_brackets = entry.startswith("(") and entry.endswith(")")
    found = _MONEY.fullmatch(entry[1:-1].strip() if in_brackets else entry)
    if not found or sum(map(bool, (in_brackets, found["outer"], found["inner"]))) > 1:
        raise _refusal(entry, kind)
    times = Decimal(_UNITS[found["unit"].lower()] if found["unit"] else 1)
    amount = _decimal(found["number"], entry, times=times, places=PENCE_PLACES)
    is_minus = in_brackets or found["outer"] or found["inner"]
    return -amount if amount and is_minus else amount


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
    stated = found["bracketed"] or found["percent"]
    if stated:
        _check_stated_percentage(figure, _as_decimal(stated))
    return figure


def _check_stated_percentage(figure: Figure, stated: Decimal) -> None:
    """63 of 67 (94%) agrees, because 94.03% rounded to the places typed is 94%."""
    counts = format_figure(figure, "plain")
    if figure.value is None:
        raise FigureError(f"{counts} has no percentage. Type {counts} alone.")
    if round_half_up(figure.value, min(places_of(stated), MAX_DIGITS)) != stated:
        really = format_value(figure.value, figure.kind)
        raise FigureError(
            f"{counts} is {really}, but {stated:f}% was typed. Type {counts} alone, or correct the counts."
        )


def _whole(text: str, entry: str) -> Decimal:
    value = _decimal(text, entry)
    if value < 0:
        raise _below_nought(entry)
    if not _is_whole(value):
        raise FigureError(f"{quoted(entry)} is not in whole numbers. Type {_ASKED_FOR[MeasureKind.RATIO]}.")
    return value


def _decimal(text: str, entry: str, *, times: Decimal = Decimal(1), places: int = DECIMAL_PLACES) -> Decimal:
    """The number, when it can be kept as it is: 11 digits before the point and 4 after it; of money, pennies."""
    with localcontext(prec=2 * LONGEST_ENTRY):
        value = _as_decimal(text) * times
        if abs(value) >= _TOO_LARGE:
            raise FigureError(
                f"{quoted(entry)} is too large. Type at most {_WHOLE_DIGITS} digits before the decimal point."
            )
        if value != round_half_up(value, places):
            in_excel = f" In Excel, =ROUND(…, {places}) does that." if places_of(value) >= WORKED_OUT else ""
            raise FigureError(
                f"{quoted(entry)} is too exact. Type at most {places} digits after the decimal point.{in_excel}"
            )
        return tidy(value)


def _as_decimal(text: str) -> Decimal:
    return Decimal(re.sub(r"[,\s]", "", text))


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def figure_notes(figure: Figure) -> list[str]:
    """What is kept as typed, and yet should be looked at."""
    n, d, value = figure.numerator, figure.denominator, figure.value
    if n is not None:
        if d is None:
            return ["A count alone has no percentage, so it is not compared."]
        if n > d:
            return [f"{grouped(n)} is more than {grouped(d)}: the part is above its whole."]
        return [] if d else ["0 of 0 has no percentage, so it is not compared."]
    if figure.kind is MeasureKind.PERCENTAGE and value is not None:
        if value > HUNDRED:
            return ["This is more than 100%."]
        if value < 0:
            return ["This is below 0%."]
    return []


# Refusals: why it cannot be read, and what could be ---------------------------------------------------------


def _refusal(entry: str, kind: MeasureKind) -> FigureError:
    wrong = quoted(entry)
    if entry == "-":
        return _or_missing(f"{wrong} may mean nought or nothing. Type 0")
    if _SCIENTIFIC.fullmatch(entry):
        return FigureError(f"{wrong} is not written in full. Type all its digits.")
    two_numbers = _RATIO.fullmatch(entry)
    if two_numbers:
        return FigureError(f"{wrong} is two numbers. Type {_one_of_two(two_numbers, kind)}.")
    if "£" in entry and kind is not MeasureKind.MONEY:
        return FigureError(f"{wrong} is an amount of money. Type {_ASKED_FOR[kind]}.")
    if "%" in entry and kind is not MeasureKind.PERCENTAGE:
        return FigureError(f"{wrong} is a percentage. Type {_ASKED_FOR[kind]}.")
    if _LOOSE_COMMA.fullmatch(entry):
        return FigureError(
            f"{wrong} has a comma that is not between thousands. Type {_without_comma(entry)}."
        )
    return _or_missing(f"{wrong} is not a number. Type {_suggestion(entry, kind)}")


def _or_missing(sentence: str) -> FigureError:
    return FigureError(f"{sentence}, or * if it was not collected.", alone=f"{sentence}.")


def _below_nought(entry: str) -> FigureError:
    return FigureError(f"{quoted(entry)} is below nought, which this cannot be. Type 0 or more.")


def _without_comma(entry: str) -> str:
    """1,5 may be 1.5 or 15: both are offered."""
    if entry.count(",") > 1 or "." in entry or entry.endswith(","):
        return "it without commas"
    return f"{entry.replace(',', '.')} or {entry.replace(',', '')}"


def _one_of_two(found: re.Match[str], kind: MeasureKind) -> str:
    """The percentage that 57/60 makes, where a percentage is asked for."""
    percent = percentage_of(_as_decimal(found["n"]), _as_decimal(found["d"]))
    if kind is MeasureKind.PERCENTAGE and percent is not None and percent <= HIGHEST_PERCENTAGE:
        return f"the percentage, which is {format_value(percent, MeasureKind.RATIO)}"
    return _ASKED_FOR[kind]


def _suggestion(entry: str, kind: MeasureKind) -> str:
    """The one number in the entry, where no word beside it could change it; else what is asked for."""
    # Digits of other scripts are refused, but can be read for the suggestion.
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in entry).replace("_", "")
    numbers = _ONE_NUMBER.findall(plain)
    words = _ONE_NUMBER.sub(" ", plain)
    if len(numbers) != 1 or len(numbers[0]) > _WHOLE_DIGITS or _CHANGES_THE_NUMBER.search(words):
        return _ASKED_FOR[kind]
    number = numbers[0].rstrip(".")
    if kind is MeasureKind.RATIO:
        return f"{number} of how many"
    return f"{number}%" if kind is MeasureKind.PERCENTAGE else number
