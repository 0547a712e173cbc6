"""What the engagement pages, the dashboard and the report show: plain frozen values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FeedbackRow:
    """“You said, we did”, or why nothing changed."""

    said: str
    did: str
    no_change_reason: str
    activity: str
    activity_slug: str
    given_on: date | None = None
    provenance: str = ""


@dataclass(frozen=True)
class ActivityRow:
    """One activity. `took_part_text` is suppressed (“fewer than 5”) where fewer than five people took part."""

    title: str
    slug: str
    kind: str
    kind_text: str
    state: str
    state_text: str
    when: str
    starts_on: date | None
    place: str
    purpose: str
    can_change: str
    cannot_change: str
    audiences: tuple[str, ...]
    methods: str
    reach_text: str
    took_part_text: str
    what_was_said: str
    no_change_reason: str
    directorate: str
    project: str
    programme: str
    standards_met: int = 0
    standards_not_met: int = 0
    standards_not_answered: int = 0
    feedback_count: int = 0
    provenance: str = ""
    source: str = ""


@dataclass(frozen=True)
class StandardSummary:
    """How the activities of a year answered one engagement standard."""

    number: int
    name: str
    question: str
    met: int = 0
    not_met: int = 0
    not_answered: int = 0


@dataclass(frozen=True)
class EngagementPart:
    """What engagement puts into the assurance pack: the year's activities, standards and feedback."""

    year: str
    activities: tuple[ActivityRow, ...] = ()
    feedback: tuple[FeedbackRow, ...] = ()
    standards: tuple[StandardSummary, ...] = ()
    activities_in_quarter: int = 0
