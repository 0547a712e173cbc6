"""Where the cells of a block go in a return, and what each of them means: nothing is stored here.

A block fills down from the row it begins in, over the rows that are due, in the order of the page; months go across.
Where its first column names a KPI of the return, each line goes to the KPI that it names instead, and one that names
none, or the same as another, goes nowhere. Cells are read as the return reads what is typed, so that nothing is kept
here that the return would refuse.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.parsing import NOT_COLLECTED_WORDS
from performance.paste.block import Block, Line
from performance.return_entry import periods_of
from performance.return_texts import figure_keys, texts_of, understand
from performance.returns import ReturnRow, ReturnSheet

WHOLE = ("/", " of ")
"""What n of d in one cell has between its parts."""


@dataclass(frozen=True)
class PastedCell:
    """One cell in its field: what was pasted, what is put into the field, and what is wrong with it."""

    name: str
    pasted: str
    text: str
    message: str = ""


@dataclass(frozen=True)
class PastedRow:
    """The cells of one line in the row of a KPI."""

    row: ReturnRow
    place: int
    cells: tuple[PastedCell, ...]

    @property
    def wrong(self) -> tuple[PastedCell, ...]:
        return tuple(cell for cell in self.cells if cell.message)


@dataclass(frozen=True)
class Plan:
    """What a block would do: the rows it fills, what it leaves alone and why, and what has no place."""

    rows: tuple[PastedRow, ...] = ()
    left: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    not_placed: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    is_by_name: bool = False

    @property
    def cells(self) -> tuple[PastedCell, ...]:
        return tuple(cell for row in self.rows for cell in row.cells)

    @property
    def good(self) -> int:
        return sum(bool(cell.pasted) and not cell.message for cell in self.cells)


@dataclass
class _Making:
    rows: list[PastedRow] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    not_placed: list[str] = field(default_factory=list)
    is_by_name: bool = False


def plan_paste(sheet: ReturnSheet, block: Block, number: int | None = None, key: str = "1a") -> Plan:
    """The plan for a block whose first figure goes to the field `key` of the KPI of that number."""
    making = _Making()
    for line, row in _placed(sheet, block, number, making):
        if reason := _protected(row):
            making.left.append(f"{row.kpi.name}: {reason}")
            continue
        filled = _fill(line, row, key, making)
        if filled.cells:
            making.rows.append(filled)
    return Plan(
        tuple(making.rows),
        tuple(making.left),
        tuple(making.beyond),
        tuple(making.not_placed),
        _headings(block) if making.is_by_name else block.headings,
        making.is_by_name,
    )


def _headings(block: Block) -> tuple[str, ...]:
    """Those above the lines: the names before their figures were not skipped."""
    labels = sum(bool(line.label) for line in block.lines)
    return block.headings[: len(block.headings) - labels]


def _placed(
    sheet: ReturnSheet, block: Block, number: int | None, making: _Making
) -> Iterator[tuple[Line, ReturnRow]]:
    """Each line with its row: by the names in the first column, or down the rows that are due."""
    known = {_plain(name): row for row in sheet.rows for name in (row.kpi.name, row.kpi.short_name)}
    lines = _labelled(block.lines, known)
    if any(_plain(line.label) in known for line in lines):
        making.is_by_name = True
        yield from _named(lines, known, making)
        return
    below = _below(sheet, number)
    due = [row for row in below if row.is_due]
    if due and block.lines:
        last = below.index(due[min(len(block.lines), len(due)) - 1])
        making.left.extend(f"{row.kpi.name}: not due this quarter" for row in below[:last] if not row.is_due)
    yield from zip(block.lines, due, strict=False)
    making.beyond.extend(
        f"row {line.place}: {_quoted(line)}" for line in block.lines[len(due) :] if line.says
    )


def _labelled(lines: Sequence[Line], known: Mapping[str, ReturnRow]) -> Sequence[Line]:
    """The lines with the first column set apart as names, even where one of these reads like a figure (18 weeks)."""
    first = [line.cells[0] if line.cells and not line.label else "" for line in lines]
    if not any(_plain(cell) in known for cell in first):
        return lines
    return [Line(line.place, line.cells[0], line.cells[1:]) if line.cells else line for line in lines]


def _named(
    lines: Sequence[Line], known: Mapping[str, ReturnRow], making: _Making
) -> Iterator[tuple[Line, ReturnRow]]:
    """Lines in the rows that they name. Never by their place: the next one would be somebody else's figure."""
    rows = [known.get(_plain(line.label)) for line in lines]
    times = Counter(row.number for row in rows if row)
    for line, row in zip(lines, rows, strict=True):
        if row is None:
            if line.says:
                what = f"“{line.label[:60]}” is no KPI of this return" if line.label else _quoted(line)
                making.not_placed.append(f"row {line.place}: {what}")
        elif times[row.number] > 1:
            making.not_placed.append(f"row {line.place}: “{line.label[:60]}” is named more than once")
        else:
            yield line, row


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _quoted(line: Line) -> str:
    return f"“{' '.join(filter(None, line.cells))[:60]}”"


def _below(sheet: ReturnSheet, number: int | None) -> Sequence[ReturnRow]:
    """The rows from the one of that number to the end; all of them where none is named."""
    numbers = [row.number for row in sheet.rows]
    return sheet.rows[numbers.index(number) :] if number in numbers else sheet.rows


def _protected(row: ReturnRow) -> str:
    if not row.is_due:
        return "not due this quarter"
    return f"from {row.proposed.label}" if row.proposed else ""


# One line in its row --------------------------------------------------------------------------------------------------


def _fill(line: Line, row: ReturnRow, key: str, making: _Making) -> PastedRow:
    """The fields of a row as they would stand, each with what was understood of its cell."""
    typed = _typed(line, row, key, making)
    understood = understand(row, {**texts_of(row), **typed})
    echoed, errors = texts_of(row, understood.entry), dict(understood.errors)
    cells = []
    for each, pasted in typed.items():
        is_wrong = each.removesuffix("d") in understood.errors
        message = errors.pop(each.removesuffix("d"), "") or errors.pop("nc", "")
        keeps = is_wrong or pasted.casefold() in NOT_COLLECTED_WORDS
        cells.append(PastedCell(f"k{row.number}-{each}", pasted, pasted if keeps else echoed[each], message))
    return PastedRow(row, line.place, tuple(cells))


def _typed(line: Line, row: ReturnRow, key: str, making: _Making) -> dict[str, str]:
    """The fields that the cells of a line go into, from left to right; an empty cell leaves its field alone."""
    boxes = figure_keys(row.kpi, len(periods_of(row.kpi, row.quarter)))
    at = boxes.index(key) if key in boxes else 0
    typed: dict[str, str] = {}
    for cell in line.cells:
        if at >= len(boxes):
            if cell:
                making.beyond.append(f"row {line.place}: “{cell[:60]}”")
            continue
        name = boxes[at]
        has_two = f"{name}d" in boxes
        if cell:
            typed[name] = cell
            if has_two and _is_whole(cell, line):
                typed[f"{name}d"] = ""
        at += 2 if has_two and _is_whole(cell, line) else 1
    return typed


def _is_whole(cell: str, line: Line) -> bool:
    """Whether one cell stands for n and d; so does an empty one, or a star, among such."""
    if any(part in cell for part in WHOLE) or cell.casefold() in NOT_COLLECTED_WORDS:
        return True
    return not cell and any(part in other for other in line.cells for part in WHOLE)
