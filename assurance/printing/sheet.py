"""What is handed to the printing process, and what comes back. Plain values over a pipe; nothing of Django."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import IO, Any

BASE = "https://report.invalid/"
"""Base address of the document, of a domain that can never exist; only names of `Sheet.assets` are served below it."""


class TooLarge(Exception):
    """The document is too large to be a report, in a sentence."""


class RenderingDefect(Exception):
    """Why the report would not be what it should be, so that it is not made."""


@dataclass(frozen=True)
class Limits:
    """What one printing may use; beyond it the report is too large. The Dorset report takes 4 s and 150 MB."""

    cpu_seconds: int = 90
    wall_seconds: int = 200
    memory_mb: int = 1024
    file_mb: int = 64
    pages: int = 400


@dataclass(frozen=True)
class Asset:
    """A file of the report's own, served by its name."""

    content: bytes
    content_type: str


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF: the data behind its tables. `made_at` is the snapshot's moment, never the clock's."""

    name: str
    title: str
    description: str
    content: bytes
    made_at: datetime


@dataclass(frozen=True)
class Sheet:
    """One document to be printed: its HTML, the assets that it may fetch, its attachments and its identifier."""

    html: str
    identifier: bytes
    assets: Mapping[str, Asset]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class PrintedFile:
    """A finished PDF with what is known of its making: pages, what the printing process took, names fetched,
    WeasyPrint's warnings, and the digest of the JSON that it carries."""

    pdf: bytes
    pages: int
    cpu_seconds: float = 0
    peak_mb: float = 0
    fetched: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    data_sha256: str = ""


def to_bytes(sheet: Sheet) -> bytes:
    return json.dumps(asdict(sheet), default=_plain).encode()


def from_bytes(content: bytes) -> Sheet:
    """The sheet that `to_bytes` wrote. Raises ValueError when the pipe closed before its end."""
    values = json.loads(content)
    return Sheet(
        html=values["html"],
        identifier=base64.b64decode(values["identifier"]),
        assets={
            name: Asset(base64.b64decode(asset["content"]), asset["content_type"])
            for name, asset in values["assets"].items()
        },
        attachments=tuple(_attachment(each) for each in values["attachments"]),
    )


def tell(pipe: IO[bytes], **message: Any) -> None:
    """One message to whoever started the printing: a line of JSON."""
    pipe.write(json.dumps(message).encode() + b"\n")
    pipe.flush()


def _attachment(values: Mapping[str, str]) -> Attachment:
    return Attachment(
        name=values["name"],
        title=values["title"],
        description=values["description"],
        content=base64.b64decode(values["content"]),
        made_at=datetime.fromisoformat(values["made_at"]),
    )


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(type(value).__name__)
