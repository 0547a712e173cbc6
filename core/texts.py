"""Texts that people type: how long they may be, what of one is no character, and how much is quoted back."""

import re

LONGEST_TEXT = 2_000
"""Characters of a long text: a commentary, a cause, a reason. About a page of a board paper."""
LONGEST_QUOTE = 30
"""Characters of a wrong entry that its message repeats: enough to know it again, in the narrowest column."""
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def printable(text: str) -> str:
    """Without what no XML, and so no workbook and no feed, may hold: the mark that Word puts for a line, for one."""
    return _NO_CHARACTER.sub("", text)


def length_of(text: str) -> int:
    """Characters as a person counts them: a browser sends each new line as two."""
    return len(text.replace("\r\n", "\n"))


def too_long(length: int, longest: int = LONGEST_TEXT) -> str:
    """What is said of a text that is longer than it may be."""
    return f"Use {longest:,} characters or fewer; this has {length:,}."


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """A text as a message repeats it: whole in its marks, or its beginning and “…”."""
    return f"“{text}”" if len(text) <= longest else f"“{text[:longest]}…”"
