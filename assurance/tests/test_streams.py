"""A stream of a PDF is as long as it says, whatever byte it ends with."""

import zlib

import pydyf
import pytest

from assurance.printing import press
from assurance.printing.streams import closed_plainly


@pytest.mark.parametrize(
    ("whole", "closed"),
    [
        (b"<<>>\nstream\nabc\nendstream", b"<<>>\nstream\nabc\nendstream"),
        (b"<<>>\nstream\nabc\r\nendstream", b"<<>>\nstream\nabc\r\r\nendstream"),
        (b"<<>>\nstream\n\nendstream", b"<<>>\nstream\n\nendstream"),
    ],
)
def test_only_a_carriage_return_at_the_end_is_told_apart(whole: bytes, closed: bytes) -> None:
    assert closed_plainly(whole) == closed


def drawn_at(number: int) -> str:
    return f"{number} {number * 7} m " * (1 + number % 5)


def test_whatever_is_compressed_has_the_length_that_it_says() -> None:
    """Among many streams some end with a carriage return: a checksum's last byte is any of 256."""
    press.load()
    ends = set()
    for number in range(2_000):
        written = pydyf.Stream([drawn_at(number)], compress=True).data
        head, _, rest = written.partition(b"\nstream\n")
        length = int(head.split(b"/Length ")[1].split()[0].rstrip(b">/"))
        content, end = rest[:length], rest[length:]
        assert zlib.decompress(content) == drawn_at(number).encode()
        ends.add((content.endswith(b"\r"), end))
    assert ends == {(False, b"\nendstream"), (True, b"\r\nendstream")}
