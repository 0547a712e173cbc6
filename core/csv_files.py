"""Reading a CSV that somebody sent: which letters, which separator, which rows; refused where that is not certain."""

import csv
import io
import re

from core.cells import Cell, Limits, Unreadable, cell_of

SEPARATORS = (",", ";", "\t")
LONGEST_FIELD = 10_000

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMED_SEPARATOR = re.compile(r"sep=(.)\r?\n")
_GUARDED = re.compile(r"^'(?=[=+\-@\t\r\n])")
SAVE_AS = "In Excel choose “CSV UTF-8 (comma delimited)” when you save it."

Rows = dict[int, dict[int, Cell]]


def read_rows(shown: str, data: bytes, limits: Limits) -> Rows:
    """The rows that say anything, by their numbers when Excel opens the file. Raises Unreadable."""
    text = _decoded(shown, data)
    named = _NAMED_SEPARATOR.match(text)
    body = text[named.end() :] if named else text
    separator = named[1] if named else _separator(body)
    if separator not in SEPARATORS:
        raise Unreadable(f"{shown} is separated by “{separator}”. {SAVE_AS}")
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    rows: Rows = {}
    try:
        for number, record in enumerate(reader, start=1):
            if any(text.strip() for text in record):
                rows[number] = _row(shown, number, record, limits)
    except csv.Error as error:
        line = reader.line_num + bool(named)
        raise Unreadable(
            f"{shown} breaks off in line {line}: a quotation mark is not closed. {SAVE_AS}"
        ) from error
    if not rows:
        raise Unreadable(f"{shown} holds nothing.")
    return rows


def _row(shown: str, number: int, record: list[str], limits: Limits) -> dict[int, Cell]:
    """All cells of a row, the empty ones too: how many there are says whether it is whole."""
    if number > limits.rows:
        raise Unreadable(f"{shown} has more than {limits.rows:,} rows. Send it in parts.")
    if len(record) > limits.columns:
        raise Unreadable(f"{shown} has more than {limits.columns} columns in row {number}.")
    if any(len(text) > LONGEST_FIELD for text in record):
        raise Unreadable(f"{shown} has a cell of more than {LONGEST_FIELD:,} characters in row {number}.")
    return {column: cell_of(number, column, _unguarded(text)) for column, text in enumerate(record, start=1)}


def _unguarded(text: str) -> str:
    """Without the apostrophe that an export puts before text which Excel would take for a formula."""
    return _GUARDED.sub("", text, count=1)


def _decoded(shown: str, data: bytes) -> str:
    """By its mark at the beginning; else UTF-8; else as old Excel saves it here (Windows-1252, with its £)."""
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    try:
        text = data.decode(encoding) if encoding else _unmarked(data)
    except UnicodeDecodeError as error:
        raise Unreadable(f"{shown} is not in letters that can be read. {SAVE_AS}") from error
    if "\x00" in text:
        raise Unreadable(f"{shown} is not text, or in letters that it does not name. {SAVE_AS}")
    return text


def _unmarked(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _separator(text: str) -> str:
    """The one that stands most often in the first line."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=line.count)
