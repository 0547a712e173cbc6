"""The sheet that says how the workbook is filled in."""

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from core.exports import put, set_up_print
from performance.returns import ReturnSheet

STEPS = (
    (
        "Type into the white cells.",
        "Grey cells are for reading: what is counted, the last four quarters, the target.",
    ),
    (
        "Blank, * and 0 are three things.",
        "Blank: nothing said yet. *: not collected. 0: a figure, and none happened.",
    ),
    (
        "Months",
        "A monthly KPI is typed month by month; the portal makes the quarter. * is for one month alone.",
    ),
    (
        "n of d",
        "How many goes into one cell, of how many into the next: 57 and 60. Excel would make a date of 5/6.",
    ),
    ("Percentages", "Type 95%. 0.95 without its sign is asked about, not guessed."),
    ("Not collected", "Choose Yes for the whole quarter, and say why in the next cell."),
    ("Your RAG", "Leave it blank to agree with the rule. If you rate it otherwise, say why."),
    (
        "Exceptions",
        "A red KPI, or one rated better than the rule does, needs issue, cause, action, owner and date.",
    ),
    (
        "Formulas",
        "Results are read. A formula that shows an error, or was never worked out, is sent back to you.",
    ),
    (
        "Leave as they are",
        "Hidden columns, row 1, and the order of sheets. Without them the file is not recognised.",
    ),
    (
        "Upload it",
        "Open the return, choose “Fill in a workbook”, send the file. Nothing is stored until you say so.",
    ),
    ("Proposed figures", "Leave one to accept it. If you type another, say why in the commentary."),
    ("Two people", "If somebody saves a KPI while you fill it in offline, you are shown both and choose."),
)


def write_guidance(page: Worksheet, sheet: ReturnSheet) -> None:
    put(page.cell(1, 1), f"How to fill in the {sheet.title}")
    page.cell(1, 1).font = Font(bold=True, size=14)
    due = sheet.quarter.due_on
    put(page.cell(2, 1), f"{sheet.quarter.period.span}. Due {due.day} {due:%B %Y}. {sheet.due} KPIs.")
    for line, (what, how) in enumerate(STEPS, start=4):
        put(page.cell(line, 1), what)
        put(page.cell(line, 2), how)
        page.cell(line, 1).font = Font(bold=True)
        for place in (1, 2):
            page.cell(line, place).alignment = Alignment(wrap_text=True, vertical="top")
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 32, 90
    page.protection.sheet = True
    set_up_print(page, title=sheet.title, heading_row=1)
