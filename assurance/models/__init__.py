"""What we say: the snapshot of a locked quarter and the reports rendered from it."""

from assurance.models.audiences import AudienceSection, Part, ReportAudience, ReportAudienceQuerySet
from assurance.models.notices import NoticeState, ReportNotice, ReportNoticeQuerySet
from assurance.models.reports import Report, ReportQuerySet, ReportState
from assurance.models.snapshots import KeptPack, Snapshot, SnapshotQuerySet

__all__ = [
    "AudienceSection",
    "KeptPack",
    "NoticeState",
    "Part",
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
