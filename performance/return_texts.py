"""The texts in a return's fields: what stands in them for a stored row, and what is understood of what was typed.

A field is known by its key: `1a` and `1ad` are n and d of the first period's first measure, then `nc` not collected,
`ncr` why, `rag` and `why` the own rating, `com` commentary, and the exception's frame. What cannot be understood keeps
its text and leaves the stored answer as it is; everything else of the row is saved.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError

from core.figures import NOT_COLLECTED, Figure, MeasureKind, Part, format_value
from core.forms import DateInputs
from core.parsing import FigureError, is_two_numbers, parse_figure, parse_ratio
from core.rag import RAG
from core.texts import LONGEST_TEXT, length_of, too_long
from performance.models import KPI
from performance.return_entry import Answer, Entry, Frame, figure_key, measures_of, settled
from performance.returns import ReturnRow

Texts = Mapping[str, str]

TEXT_KEYS = ("ncr", "why", "com", "issue", "cause", "action", "owner")
DATE_KEYS = ("day", "month", "year")
FRAME_KEYS = ("issue", "cause", "action", "owner", *DATE_KEYS)
LONGEST = {"ncr": 300, "owner": 120}
TICKED = "on"
RATINGS = (RAG.GREEN, RAG.AMBER, RAG.RED)

MIXED_PERIOD = (
    "“*” says that it was not collected, but a figure is typed beside it. Type both figures, or clear one."
)
MIXED_ROW = "A figure is typed, and Not collected is ticked. Clear one of them."


@dataclass(frozen=True)
class Understood:
    """What the texts of a row mean; `errors` and `notes` by the key of their field."""

    entry: Entry
    errors: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


# Stored rows as texts -------------------------------------------------------------------------------------------------


def texts_of(row: ReturnRow, entry: Entry | None = None) -> dict[str, str]:
    """What stands in the fields of a row for what is stored, or for another entry."""
    said = row.entry if entry is None else entry
    frame, kpi = said.frame, row.kpi
    recovery = frame.recovery_on
    return {
        **_figure_texts(kpi, said),
        "nc": TICKED if said.not_collected else "",
        "ncr": said.not_collected_reason,
        "rag": said.self_assessed,
        "why": said.self_assessed_reason,
        "com": said.commentary,
        "issue": frame.issue,
        "cause": frame.cause,
        "action": frame.action,
        "owner": frame.owner or (kpi.owner_title if frame.is_blank_for(kpi) else ""),
        "day": str(recovery.day) if recovery else "",
        "month": str(recovery.month) if recovery else "",
        "year": str(recovery.year) if recovery else "",
    }


def figure_keys(kpi: KPI, periods: int) -> list[str]:
    """The keys of a KPI's figure fields, in the order in which they are typed."""
    return [
        key
        for period in range(periods)
        for number, kind in enumerate(measures_of(kpi))
        for key in _keys_of(figure_key(period, number), kind)
    ]


def clean(text: str) -> str:
    """One text for what browsers send in different ways: line ends, blanks around it; no nulls."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def digest(texts: Texts) -> str:
    """A short name for the texts of a row, to see whether somebody has touched them."""
    joined = "\x1f".join(f"{key}\x1e{clean(text)}" for key, text in sorted(texts.items()))
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def _keys_of(key: str, kind: MeasureKind) -> tuple[str, ...]:
    return (key, f"{key}d") if kind == MeasureKind.RATIO else (key,)


def _figure_texts(kpi: KPI, entry: Entry) -> dict[str, str]:
    found: dict[str, str] = {}
    for period, answer in enumerate(entry.answers):
        for number, kind in enumerate(measures_of(kpi)):
            keys = _keys_of(figure_key(period, number), kind)
            texts = _part_texts(answer.parts[number], kind)
            found |= dict(zip(keys, texts, strict=False))
    return found


def _part_texts(part: Part, kind: MeasureKind) -> tuple[str, str]:
    """As it is read, which is also how it may be typed; days without their word."""
    if part is NOT_COLLECTED:
        return "*", ""
    if not isinstance(part, Figure):
        return "", ""
    if kind == MeasureKind.RATIO:
        return _counted(part.numerator), _counted(part.denominator)
    style = "plain" if kind == MeasureKind.DAYS else "screen"
    return ("" if part.value is None else format_value(part.value, kind, style)), ""


def _counted(number: object) -> str:
    return "" if number is None else format_value(number, MeasureKind.COUNT)  # type: ignore[arg-type]


# Texts as an entry ----------------------------------------------------------------------------------------------------


def understand(row: ReturnRow, texts: Texts) -> Understood:
    """The entry that the texts make, on top of what is stored where a text cannot be understood."""
    errors: dict[str, str] = {}
    answers, notes = _answers(row, texts, errors)
    entry = replace(row.entry, answers=answers, **_words(row, texts, errors))
    entry = replace(entry, frame=_frame(row, texts, errors))
    ticked = bool(texts["nc"]) and not _overtypes(row, entry)
    if ticked and entry.has_figure:
        errors["nc"] = MIXED_ROW
        entry = replace(entry, answers=row.entry.answers)
    else:
        entry = replace(entry, not_collected=ticked)
    return Understood(_tidied(row.kpi, settled(entry)), errors, notes)


def _overtypes(row: ReturnRow, entry: Entry) -> bool:
    """Whether a figure is typed where Not collected was saved before: the tick is only left over, and gives way."""
    return row.entry.not_collected and entry.has_figure and not row.entry.has_figure


def _answers(
    row: ReturnRow, texts: Texts, errors: dict[str, str]
) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
    answers, notes = [], []
    shown = _figure_texts(row.kpi, row.opening_entry)
    for period, stored in enumerate(row.entry.answers):
        parts: list[Part] = []
        for number, kind in enumerate(measures_of(row.kpi)):
            key = figure_key(period, number)
            try:
                part, said = _part(kind, *_typed_last(key, texts, shown))
            except FigureError as error:
                errors[key] = error.message
                part, said = stored.parts[number], ()
            parts.append(part)
            notes.extend(said)
        answers.append(_answer(parts, stored, figure_key(period, 0), errors))
    return tuple(answers), tuple(notes)


def _typed_last(key: str, texts: Texts, shown: Texts) -> tuple[str, str]:
    """The texts of n and d. Where both are typed into one box, what was left as shown in the other gives way."""
    of = f"{key}d"
    n, d = texts[key], texts.get(of, "")
    if is_two_numbers(n) and d == shown.get(of):
        return n, ""
    if is_two_numbers(d) and n == shown[key]:
        return "", d
    return n, d


def _part(kind: MeasureKind, text: str, of: str) -> tuple[Part, tuple[str, ...]]:
    reading = parse_ratio(text, of) if kind == MeasureKind.RATIO else parse_figure(text, kind)
    return (NOT_COLLECTED if reading.not_collected else reading.figure), reading.notes


def _answer(parts: list[Part], stored: Answer, key: str, errors: dict[str, str]) -> Answer:
    """A pair is collected as a whole: one star stands for both, but not beside a figure."""
    if NOT_COLLECTED not in parts:
        return Answer(*parts)
    if any(isinstance(part, Figure) for part in parts):
        errors.setdefault(key, MIXED_PERIOD)
        return stored
    return Answer(*(NOT_COLLECTED for _ in parts))


def _words(row: ReturnRow, texts: Texts, errors: dict[str, str]) -> dict[str, str]:
    stored = row.entry
    rating = texts["rag"] if row.has_target and texts["rag"] in RATINGS else ""
    return {
        "not_collected_reason": _text("ncr", texts, stored.not_collected_reason, errors),
        "self_assessed": rating,
        "self_assessed_reason": _text("why", texts, stored.self_assessed_reason, errors),
        "commentary": _text("com", texts, stored.commentary, errors),
    }


def _frame(row: ReturnRow, texts: Texts, errors: dict[str, str]) -> Frame:
    stored = row.entry.frame
    frame = replace(
        stored, **{key: _text(key, texts, getattr(stored, key), errors) for key in FRAME_KEYS[:4]}
    )
    try:
        recovery_on = DateInputs(label="The recovery date", required=False).clean(
            {key: texts[key] for key in DATE_KEYS}
        )
    except ValidationError as error:
        errors["day"] = str(error.messages[0])
        return frame
    if recovery_on and recovery_on <= row.quarter.ends_on:
        ends_on = row.quarter.ends_on
        errors["day"] = (
            f"The recovery date must be after the quarter’s last day, {ends_on.day} {ends_on:%B %Y}."
        )
        return frame
    return replace(frame, recovery_on=recovery_on)


def _text(key: str, texts: Texts, stored: str, errors: dict[str, str]) -> str:
    longest = LONGEST.get(key, LONGEST_TEXT)
    if length_of(texts[key]) > longest:
        errors[key] = too_long(length_of(texts[key]), longest)
        return stored
    return texts[key]


def _tidied(kpi: KPI, entry: Entry) -> Entry:
    """As the stored rows will say it: no star in a quarter's own field, no owner without an exception."""
    if len(entry.answers) == 1 and entry.answers[0].is_not_collected:
        entry = replace(entry, answers=(Answer(),))
    if entry.frame.is_blank_for(kpi):
        entry = replace(entry, frame=Frame())
    return entry
