"""How a stream of a PDF ends, so that every reader agrees how long it is."""

from typing import Any

import pydyf

CLOSED, CLOSED_BY_BOTH = b"\nendstream", b"\r\nendstream"


def close_plainly() -> None:
    """Let no stream run into the end of its line. Called once, where WeasyPrint is loaded.

    The library closes a stream by a line feed. Behind data that end with a carriage return by chance, as one
    compressed stream in 256 does, a reader takes both for the line's end, and the stream for a byte shorter than it
    says (ISO 19005-3, 6.1.7.1). Such a stream is closed by both; all others stay as they are.
    """
    plain = pydyf.Stream.data.fget

    def data(stream: Any) -> bytes:
        return closed_plainly(plain(stream))

    if plain.__module__ == pydyf.__name__:
        pydyf.Stream.data = property(data)


def closed_plainly(whole: bytes) -> bytes:
    content = whole.removesuffix(CLOSED)
    return content + CLOSED_BY_BOTH if content.endswith(b"\r") else whole
