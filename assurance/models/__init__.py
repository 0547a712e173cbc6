"""What we say: the snapshot of a locked quarter and the reports rendered from it."""

from assurance.models.audiences import AudienceSection, Part, ReportAudience, ReportAudienceQuerySet
from assurance.models.committees import Committee, CommitteeLetter, CommitteeLetterQuerySet, LetterKind
from assurance.models.cover_sheets import CoverAnswer, CoverSheet
from assurance.models.notices import NoticeState, ReportNotice, ReportNoticeQuerySet
from assurance.models.publications import (
    Publication,
    PublicationQuerySet,
    PublicationState,
    PublishedFile,
)
from assurance.models.reports import Report, ReportQuerySet, ReportState
from assurance.models.snapshots import KeptPack, Snapshot, SnapshotQuerySet
from assurance.models.texts import QuarterText, QuarterTextQuerySet

__all__ = [
    "AudienceSection",
    "Committee",
    "CommitteeLetter",
    "CommitteeLetterQuerySet",
    "CoverAnswer",
    "CoverSheet",
    "KeptPack",
    "LetterKind",
    "NoticeState",
    "Part",
    "Publication",
    "PublicationQuerySet",
    "PublicationState",
    "PublishedFile",
    "QuarterText",
    "QuarterTextQuerySet",
    "Report",
    "ReportAudience",
    "ReportAudienceQuerySet",
    "ReportNotice",
    "ReportNoticeQuerySet",
    "ReportQuerySet",
    "ReportState",
    "Snapshot",
    "SnapshotQuerySet",
]
