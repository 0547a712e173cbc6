"""How high the executive summary is in print, so that it keeps to its page. Pure.

Heights in millimetres, as static/report/report.css sets them; lines are broken by the widths of Arimo's letters. The
tests print the worst of cases.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

PAGE = 249.0
"""Height within the margins of A4, but for a line that breaks otherwise than it is reckoned here."""
POINT = 25.4 / 72
LETTERS = {
    191: "'",
    222: "ijl‘’",
    278: " !,./:;I[]ft|",
    333: "()-`r“”{}",
    389: '*"',
    500: "Jcksvxyz^",
    556: "#$0123456789?L_abdeghnopqu–£",
    611: "FTZ+<=>~×",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    1015: "@W%…—",
}
"""Thousandths of the size of the type that a letter of Arimo is wide."""
WIDTHS = {letter: width for width, letters in LETTERS.items() for letter in letters}
OTHER = 750
"""A letter that does not stand there."""


@dataclass(frozen=True)
class Blocks:
    """What stands on the page of the summary, in its order."""

    lede: str
    under_counts: str
    columns: tuple[Sequence[str], ...]
    reds: tuple[str, ...]
    has_caption: bool
    has_more: bool
    changes: tuple[str, ...]
    money: str
    counted: tuple[str, ...]
    """The first cells of the table by RAG."""


@dataclass(frozen=True)
class Type:
    """How a text is set: size in points, height of a line as a share of it, width of its column in millimetres."""

    size: float
    leading: float
    width: float

    @property
    def line(self) -> float:
        return self.size * self.leading * POINT

    def height(self, text: str) -> float:
        """Of a text, broken between words."""
        return _lines(text, self.width / (self.size * POINT)) * self.line


@cache
def _lines(text: str, width: float) -> int:
    """How many lines a text takes; `width` in sizes of the type. A word that is wider stands out of its line."""
    lines, used, space = 1, 0.0, WIDTHS[" "] / 1000
    for word in text.split():
        wide = sum(WIDTHS.get(letter, OTHER) for letter in word) / 1000
        if used and used + space + wide > width:
            lines, used = lines + 1, wide
        else:
            used += wide + (space if used else 0)
    return lines


LEDE = Type(11, 1.4, 165)
UNDER_COUNT = Type(7, 1.42, 40)
COLUMN = Type(9, 1.42, 56)
INDICATOR = Type(7.6, 1.2, 51.8)
CHANGE = Type(8.5, 1.36, 94)
MONEY = Type(8.5, 1.36, 98)
COUNTED = Type(7.6, 1.2, 20)
HEADING, SUBHEADING = 10.2, 12.0
"""Of the section; of the table of reds."""
RULE, NAME = 2.1, 5.8
"""Above each column, and its name."""
BIG_AND_MARK = 13.1
GAP, BELOW_TABLE = 4.0, 2.0
BETWEEN, BETWEEN_CHANGES = 2.0, 0.8
PADDING = 1.75
"""Of a row in a table, with its rule."""
CAPTION, MORE = 5.0, 5.8
HEADS_OF_REDS, HEADS_OF_COUNTS = 8.6, 5.4
LAST = 3.0
"""Above what changed."""


def is_one_page(blocks: Blocks) -> bool:
    return height(blocks) <= PAGE


def height(blocks: Blocks) -> float:
    """Of the whole summary, in millimetres. Of two margins that meet, the wider one holds."""
    counts = RULE + BIG_AND_MARK + UNDER_COUNT.height(blocks.under_counts) + GAP
    columns = RULE + NAME + max(map(_paragraphs, blocks.columns))
    changed = RULE + NAME + max(_changed(blocks), _counted(blocks.counted))
    return HEADING + LEDE.height(blocks.lede) + GAP + counts + columns + _reds(blocks) + changed


def _paragraphs(texts: Sequence[str]) -> float:
    return sum(map(COLUMN.height, texts)) + BETWEEN * max(len(texts) - 1, 0)


def _reds(blocks: Blocks) -> float:
    if not blocks.reds:
        return GAP
    caption = CAPTION if blocks.has_caption else 0
    more = MORE if blocks.has_more else 0
    return SUBHEADING + caption + HEADS_OF_REDS + _rows(blocks.reds, INDICATOR) + more + LAST


def _rows(names: Iterable[str], cell: Type) -> float:
    return sum(cell.height(name) + PADDING for name in names)


def _changed(blocks: Blocks) -> float:
    lines = sum(CHANGE.height(text) + BETWEEN_CHANGES for text in blocks.changes)
    return lines + BETWEEN + (MONEY.height(blocks.money) if blocks.money else 0)


def _counted(names: Sequence[str]) -> float:
    return HEADS_OF_COUNTS + _rows(names, COUNTED) + BELOW_TABLE
