"""The assurance pack: everything said about one quarter, assembled once, read by every rendering.

Dashboard, report, spreadsheet and API print this object and compute nothing, so a figure is the same wherever it is
read. It is made of plain values and goes into a snapshot as canonical JSON; `from_json` gives the same object back.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from assurance.belonging import ProgrammeLinks
from assurance.cover_sheet import CoverSheet
from assurance.framework_rows import FrozenFramework
from assurance.restated.lines import Restated
from assurance.text_blocks import TextBlock
from engagement.pages import EngagementPart
from finance.pages import FinancePart
from performance.pages import PerformancePart, QualityNote
from programmes.pages import MilestoneRow, ProgrammesPart

SCHEMA = 1
"""Version of the pack's shape. Raise it when a field changes its meaning."""


@dataclass(frozen=True)
class ChangeLine:
    """One counted line of what changed: “2 fell from green to red: continuing healthcare cases (0 to 37)…”.

    `links` are (text, KPI slug) pairs to be joined by commas; `text` stands before them, `after` behind.
    """

    count: int
    text: str
    links: tuple[tuple[str, str], ...] = ()
    after: str = ""


@dataclass(frozen=True)
class Story:
    """The answer in one sentence and the counted lines of change, composed by rule from the scorecard."""

    answer: str
    changes: tuple[ChangeLine, ...] = ()


@dataclass(frozen=True)
class PackHead:
    """What the pack is of, and when it was frozen (None while it is live)."""

    organisation: str
    organisation_short: str
    report_name: str
    governing_body: str
    quarter: str
    quarter_slug: str
    quarter_span: str
    year: str
    year_slug: str
    state: str
    state_text: str
    due_on: date
    is_demonstration: bool
    cut_off: datetime | None = None
    version: int = 0
    lock_note: str = ""
    previous_quarter: str = ""


@dataclass(frozen=True)
class AssurancePack:
    """One quarter, whole."""

    head: PackHead
    story: Story
    performance: PerformancePart
    programmes: ProgrammesPart
    finance: FinancePart
    engagement: EngagementPart
    notes: tuple[QualityNote, ...] = ()
    restated: Restated | None = None
    """Of a quarter that was locked again: what differs from the version that was reported before."""
    # From here on, what only a frozen quarter has (assurance/beside.py), and a snapshot of an older portal has not.
    texts: tuple[TextBlock, ...] = ()
    cover_sheet: CoverSheet | None = None
    cover_sheet_of_year: CoverSheet | None = None
    """Of a year's last quarter alone: that of the annual report."""
    frameworks: tuple[FrozenFramework, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    links: tuple[ProgrammeLinks, ...] = ()
    private_risks: tuple[str, ...] = ()
    """References of the risks of Part 2, closed ones too, by which a public report knows what not to name."""


_ADAPTER = TypeAdapter(AssurancePack)


def to_json(pack: AssurancePack) -> Any:
    """The pack as JSON values (decimals and dates as strings)."""
    return _ADAPTER.dump_python(pack, mode="json")


def from_json(values: Any) -> AssurancePack:
    """The pack that `to_json` gave. Raises pydantic.ValidationError when the values are of another shape."""
    return _ADAPTER.validate_python(values)


def canonical(values: Any) -> bytes:
    """JSON values as canonical text: sorted keys, no spaces, UTF-8."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(values: Any) -> str:
    """SHA-256 of the canonical text, in hex."""
    return hashlib.sha256(canonical(values)).hexdigest()
