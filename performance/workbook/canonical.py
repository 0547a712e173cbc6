"""What a row of a workbook says in one way of writing it, to see whether somebody has changed it in the file."""

from collections.abc import Mapping

from performance.return_texts import digest, texts_of, understand
from performance.returns import ReturnRow


def seen_in_file(row: ReturnRow) -> str:
    """What the hidden cell of a row carries: the version that is shown, and a digest of what it says."""
    return f"{row.version}.{meaning(row, texts_of(row))}"


def meaning(row: ReturnRow, texts: Mapping[str, str]) -> str:
    """A digest of the texts as understood: Excel writes 1059768 for £1,059,768, and means the same."""
    return digest(texts_of(row, understand(row, texts).entry))
