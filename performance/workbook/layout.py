"""The columns of a return's workbook, known by keys in a hidden row, so that they are found wherever they stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.figures import MeasureKind
from core.periods import Month
from performance.models import KPI, Frequency
from performance.return_entry import measures_of, periods_of
from performance.return_texts import figure_keys
from performance.returns import ReturnRow, ReturnSheet, quarters_before

SCHEMA = "return-1"
"""Named in every workbook. Another name is refused: what an older workbook means by a column may have changed."""

SHEET, ABOUT, GUIDE = "Return", "About", "How to fill it in"
KEY_ROW, TITLE_ROW, ADVICE_ROW, HEADING_ROW = 1, 2, 3, 4
KPI_KEY, SEEN_KEY = "kpi", "seen"
RECOVERY, PROPOSED = "recovery", "proposed"
YES, NO = "Yes", "No"


@dataclass(frozen=True)
class WorkbookColumn:
    """`key` of an entry column is `q.` or `m.` (quarter or months) and the key of the return's field, or that key."""

    key: str
    heading: str
    width: int = 12
    is_entry: bool = False
    is_hidden: bool = False


_HIDDEN = (
    WorkbookColumn(KPI_KEY, "Identifier, not to be changed", is_hidden=True),
    WorkbookColumn(SEEN_KEY, "Version, not to be changed", is_hidden=True),
)
_TEXTS = (
    WorkbookColumn("nc", "Not collected", 11, is_entry=True),
    WorkbookColumn("ncr", "Why it was not collected", 24, is_entry=True),
    WorkbookColumn("rag", "Your RAG", 9, is_entry=True),
    WorkbookColumn("why", "Why you rate it otherwise", 24, is_entry=True),
    WorkbookColumn("com", "Commentary", 40, is_entry=True),
    WorkbookColumn("issue", "Exception: issue", 30, is_entry=True),
    WorkbookColumn("cause", "Exception: cause", 30, is_entry=True),
    WorkbookColumn("action", "Exception: action", 30, is_entry=True),
    WorkbookColumn("owner", "Exception: owner (role)", 20, is_entry=True),
    WorkbookColumn(RECOVERY, "Exception: expected recovery date", 14, is_entry=True),
)


def columns_of(sheet: ReturnSheet) -> tuple[WorkbookColumn, ...]:
    """What a return's workbook has: only those figure columns that one of its KPIs is typed into."""
    return (
        *_HIDDEN,
        WorkbookColumn("number", "No.", 6),
        WorkbookColumn("name", "KPI", 34),
        WorkbookColumn("definition", "What is counted", 38),
        *(
            WorkbookColumn(f"past{place}", quarter.label, 12)
            for place, quarter in enumerate(quarters_before(sheet.quarter.period))
        ),
        WorkbookColumn("target", "Target", 22),
        WorkbookColumn("measure", "What to type", 24),
        *_proposal_columns(sheet.due_rows),
        *_figure_columns(sheet.due_rows),
        *_TEXTS,
    )


def column_key(kpi: KPI, key: str) -> str:
    """The column of a field of a KPI: months and quarters are typed into columns of their own."""
    if not key[0].isdigit():
        return RECOVERY if key in ("day", "month", "year") else key
    return f"{'m' if kpi.frequency == Frequency.MONTHLY else 'q'}.{key}"


def figure_columns(row: ReturnRow) -> dict[str, str]:
    """The columns into which the figures of a KPI are typed, with the keys of their fields."""
    keys = figure_keys(row.kpi, len(periods_of(row.kpi, row.quarter)))
    return {column_key(row.kpi, key): key for key in keys}


def measure_words(kpi: KPI) -> str:
    """Count; How many, of how many; Challenges (count), then Value (money, £)."""
    labels = (kpi.measure_label, kpi.second_measure_label)
    words = [_KIND_WORDS[kind] for kind in measures_of(kpi)]
    if not kpi.is_pair:
        return words[0][:1].upper() + words[0][1:]
    return ", then ".join(
        f"{label} ({said})" if label else said for label, said in zip(labels, words, strict=True)
    )


_KIND_WORDS = {
    MeasureKind.COUNT: "a count",
    MeasureKind.PERCENTAGE: "a percentage",
    MeasureKind.RATIO: "how many, of how many",
    MeasureKind.MONEY: "an amount in £",
    MeasureKind.DAYS: "days",
    MeasureKind.RATE: "a rate",
    MeasureKind.SCORE: "a score",
    MeasureKind.NUMBER: "a number",
}


def _proposal_columns(rows: Iterable[ReturnRow]) -> Iterator[WorkbookColumn]:
    """What the portal's own records propose, where they propose anything."""
    if any(row.proposed for row in rows):
        yield WorkbookColumn(PROPOSED, "Proposed by the portal", 30)


def _figure_columns(rows: Iterable[ReturnRow]) -> Iterator[WorkbookColumn]:
    """In the order in which a person would type: the quarter's, then each month's."""
    used = {key: (row, field) for row in rows for key, field in figure_columns(row).items()}
    for key in sorted(used, key=lambda key: (key[0] != "q", key)):
        row, field = used[key]
        yield WorkbookColumn(key, _heading(row, key[0] == "m", field), 13, is_entry=True)


def _heading(row: ReturnRow, is_monthly: bool, field: str) -> str:
    period = periods_of(row.kpi, row.quarter)[int(field[0]) - 1]
    name = period.name if is_monthly and isinstance(period, Month) else "Figure"
    second = field[1] == "b"
    if field.endswith("d"):
        return f"{name}: second, of how many" if second else f"{name}: of how many"
    return f"{name}: second" if second else name
