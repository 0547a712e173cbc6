import pytest

from core.texts import LONGEST_QUOTE, length_of, quoted, too_long


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "“”"),
        ("twelve", "“twelve”"),
        ("9" * LONGEST_QUOTE, f"“{'9' * LONGEST_QUOTE}”"),
        ("9" * (LONGEST_QUOTE + 1), f"“{'9' * LONGEST_QUOTE}…”"),
    ],
)
def test_a_long_entry_is_cut_where_it_is_quoted(text: str, expected: str) -> None:
    assert quoted(text) == expected


def test_a_new_line_counts_once_however_it_was_sent() -> None:
    assert length_of("one\r\ntwo\nthree") == 13


def test_what_is_too_long_is_said_with_both_lengths() -> None:
    assert too_long(6_000) == "Use 2,000 characters or fewer; this has 6,000."
    assert too_long(90, 88) == "Use 88 characters or fewer; this has 90."
