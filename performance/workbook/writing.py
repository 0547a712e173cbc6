"""A return as a workbook to fill in: locked but for the cells to type into, with lists, prompts and what is known."""

from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.exports import Amount, amount_of, put, saved, set_up_print
from core.figures import NOT_COLLECTED, Figure, MeasureKind, Part
from core.texts import LONGEST_TEXT
from performance.return_entry import measures_of
from performance.return_forms import OWN_RATINGS, RowForm
from performance.return_texts import LONGEST, texts_of
from performance.returns import ReturnRow, ReturnSheet
from performance.workbook.canonical import seen_in_file
from performance.workbook.guidance import write_guidance
from performance.workbook.layout import (
    ABOUT,
    ADVICE_ROW,
    GUIDE,
    HEADING_ROW,
    KEY_ROW,
    KPI_KEY,
    PROPOSED,
    RECOVERY,
    SCHEMA,
    SEEN_KEY,
    SHEET,
    TITLE_ROW,
    YES,
    WorkbookColumn,
    columns_of,
    figure_columns,
    measure_words,
)

ADVICE = (
    "Type into the white cells. Blank is nothing said yet, * is not collected, 0 is a figure. "
    "Grey cells are for reading. Then upload the file on the page of the return."
)
FIGURE_PROMPT = "A figure, or * if it was not collected."

_LOCKED = PatternFill("solid", fgColor="F0F4F5")
_HEAD = PatternFill("solid", fgColor="005EB8")
_TEAM = PatternFill("solid", fgColor="D8DDE0")
_EDGE = Side(style="thin", color="AEB7BD")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_WRAP = Alignment(wrap_text=True, vertical="top")
_OPEN = Protection(locked=False)


def write_return(sheet: ReturnSheet) -> bytes:
    """The workbook of a directorate's return, as it stands now."""
    book = Workbook()
    page = book.active
    page.title = SHEET
    columns = columns_of(sheet)
    _write_headings(page, sheet, columns)
    last = _write_rows(page, sheet, columns)
    _validate(page, columns, last)
    _protect(page, columns)
    set_up_print(page, title=sheet.title, heading_row=HEADING_ROW)
    write_guidance(book.create_sheet(GUIDE), sheet)
    _write_identity(book.create_sheet(ABOUT), sheet)
    return saved(book, title=sheet.title)


def _write_headings(page: Worksheet, sheet: ReturnSheet, columns: tuple[WorkbookColumn, ...]) -> None:
    first = next(place for place, column in enumerate(columns, start=1) if not column.is_hidden)
    put(
        page.cell(TITLE_ROW, first),
        f"{sheet.title}, due {sheet.quarter.due_on.day} {sheet.quarter.due_on:%B %Y}",
    )
    put(page.cell(ADVICE_ROW, first), ADVICE)
    page.cell(TITLE_ROW, first).font = Font(bold=True, size=14)
    for place, column in enumerate(columns, start=1):
        put(page.cell(KEY_ROW, place), column.key)
        head = page.cell(HEADING_ROW, place)
        put(head, column.heading)
        head.font, head.fill, head.alignment = Font(bold=True, color="FFFFFF"), _HEAD, _WRAP
        page.column_dimensions[get_column_letter(place)].width = column.width
        page.column_dimensions[get_column_letter(place)].hidden = column.is_hidden
    page.row_dimensions[KEY_ROW].hidden = True
    page.row_dimensions[HEADING_ROW].height = 45
    page.freeze_panes = page.cell(HEADING_ROW + 1, first + 2)


def _write_rows(page: Worksheet, sheet: ReturnSheet, columns: tuple[WorkbookColumn, ...]) -> int:
    """The due KPIs under their teams; the number of the last row."""
    line = HEADING_ROW
    places = {column.key: place for place, column in enumerate(columns, start=1)}
    for team in sheet.teams:
        due = [row for row in team.rows if row.is_due]
        if not due:
            continue
        line += 1
        for place in range(1, len(columns) + 1):
            page.cell(line, place).fill = _TEAM
        put(page.cell(line, places["name"]), team.name)
        page.cell(line, places["name"]).font = Font(bold=True)
        for row in due:
            line += 1
            _write_row(page, line, row, columns)
    return line


def _write_row(page: Worksheet, line: int, row: ReturnRow, columns: tuple[WorkbookColumn, ...]) -> None:
    values, open_keys = _known(row) | _entered(row), open_columns(row)
    for place, column in enumerate(columns, start=1):
        cell = page.cell(line, place)
        cell.border, cell.alignment = _BOX, _WRAP
        if column.key in open_keys:
            cell.protection = _OPEN
        else:
            cell.fill = _LOCKED
        _put(cell, values.get(column.key), column.key)


def open_columns(row: ReturnRow) -> set[str]:
    """The columns into which a KPI may be typed: of a KPI without a target none for a rating."""
    rating = {"rag", "why"} if row.has_target else set()
    texts = {"nc", "ncr", "com", "issue", "cause", "action", "owner", RECOVERY}
    return {*figure_columns(row), *texts, *rating}


def _put(cell: Cell, value: Any, key: str) -> None:
    put(cell, value)
    if key == RECOVERY:
        cell.number_format = "dd/mm/yyyy"


def _known(row: ReturnRow) -> dict[str, Any]:
    kpi = row.kpi
    past = {
        f"past{place}": "; ".join(filter(None, (text, figure.second)))
        for place, (figure, text) in enumerate(row.past_texts)
    }
    return {
        KPI_KEY: kpi.slug,
        SEEN_KEY: seen_in_file(row),
        "number": row.number,
        "name": kpi.name,
        "definition": kpi.definition,
        "target": row.target_text,
        "measure": measure_words(kpi),
        PROPOSED: RowForm(row).proposal_words.replace("say why here", "say why in the commentary"),
        **past,
    }


def _entered(row: ReturnRow) -> dict[str, Any]:
    """What stands in the cells to type into: what is stored, or as on the page what the portal proposes."""
    entry = row.opening_entry
    texts = texts_of(row, entry)
    kinds = measures_of(row.kpi)
    fields = {key: column for column, key in figure_columns(row).items()}
    found: dict[str, Any] = {
        key: texts[key] for key in ("ncr", "why", "com", "issue", "cause", "action", "owner")
    }
    found |= {
        "nc": YES if entry.not_collected else "",
        "rag": entry.self_assessed.capitalize() if row.has_target else "",
        RECOVERY: entry.frame.recovery_on,
    }
    for period, answer in enumerate(entry.answers, start=1):
        for part, kind, letter in zip(answer.parts, kinds, "ab", strict=False):
            for end, value in zip(("", "d"), _typed(part, kind), strict=True):
                column = fields.get(f"{period}{letter}{end}")
                found |= {column: value} if column else {}
    return found


def _typed(part: Part, kind: MeasureKind) -> tuple[Amount | Decimal | str | None, Decimal | None]:
    """A figure as Excel keeps it: numbers as numbers, * as text."""
    if part is NOT_COLLECTED:
        return "*", None
    if not isinstance(part, Figure):
        return None, None
    if kind == MeasureKind.RATIO:
        return part.numerator, part.denominator
    return amount_of(part.value, kind), None


# Lists, prompts and locks ---------------------------------------------------------------------------------------------


def _validate(page: Worksheet, columns: tuple[WorkbookColumn, ...], last: int) -> None:
    """Excel says at the cell what it takes; the upload checks all of it again."""
    if last == HEADING_ROW:
        return
    for place, column in enumerate(columns, start=1):
        if not column.is_entry:
            continue
        letter = get_column_letter(place)
        rule = _rule(column)
        rule.add(f"{letter}{HEADING_ROW + 1}:{letter}{last}")
        page.add_data_validation(rule)


def _rule(column: WorkbookColumn) -> DataValidation:
    if column.key == "nc":
        return _list_of([YES], column)
    if column.key == "rag":
        return _list_of([label for _, label in OWN_RATINGS], column)
    if column.key == RECOVERY:
        return DataValidation(
            type="date",
            operator="greaterThan",
            formula1="36526",
            allow_blank=True,
            errorTitle=column.heading[:32],
            error="Type a date, such as 30/09/2014.",
        )
    is_figure = "." in column.key
    longest = 60 if is_figure else LONGEST.get(column.key, LONGEST_TEXT)
    rule = DataValidation(
        type="textLength",
        operator="lessThanOrEqual",
        formula1=str(longest),
        allow_blank=True,
        errorTitle=column.heading[:32],
        error=f"Use {longest:,} characters or fewer.",
    )
    if is_figure:
        rule.promptTitle, rule.prompt, rule.showInputMessage = column.heading[:32], FIGURE_PROMPT, True
    return rule


def _list_of(words: list[str], column: WorkbookColumn) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=f'"{",".join(words)}"',
        allow_blank=True,
        errorTitle=column.heading[:32],
        error=f"Choose {' or '.join(words)}, or leave it blank.",
    )


def _protect(page: Worksheet, columns: tuple[WorkbookColumn, ...]) -> None:
    """Without a password: it keeps from slips, and the upload believes nothing of it."""
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    page.sheet_view.zoomScale = 90


def _write_identity(about: Worksheet, sheet: ReturnSheet) -> None:
    facts = {
        "schema": SCHEMA,
        "quarter": sheet.quarter.slug,
        "directorate": sheet.directorate.slug,
    }
    for line, (name, value) in enumerate(facts.items(), start=1):
        put(about.cell(line, 1), name)
        put(about.cell(line, 2), value)
    about.sheet_state = "veryHidden"
    about.protection.sheet = True
