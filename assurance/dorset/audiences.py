"""Loads whom Dorset's reports are for. Who reads what is invented where no document says it; no figure hangs on it."""

from collections.abc import Iterator

from assurance.audiences import QUARTER, Beginning, add_missing, usual
from assurance.models import ReportAudience
from organisation.models import Directorate, Organisation
from programmes.models import Programme

HIGHLIGHTS = ("foreword", "summary", "projects", "milestones", "risks", "schedules", "provenance")
OWN = (
    "foreword",
    "summary",
    "schedules",
    "projects",
    "milestones",
    "risks",
    "engagement",
    "complete",
    "provenance",
)
REGISTERS = (
    "foreword",
    "summary",
    "schedules",
    "risks",
    "frameworks",
    "engagement",
    "complete",
    "provenance",
)


def load() -> int:
    """Add the audiences that are missing; return how many."""
    organisation = Organisation.objects.first() or Organisation()
    return len(add_missing([*usual(organisation), *_committees(), *_directorates(), *_programmes()], by=None))


def _committees() -> Iterator[Beginning]:
    yield Beginning(
        "executive-team",
        tuple(slug for slug in QUARTER if slug not in ("cover-sheet", "ambitions")),
        {
            "name": "Executive team",
            "title": "Executive team report",
            "readers": "Executive team",
            "purpose": "What is off track, every two months.",
            "frequency": ReportAudience.Frequency.TWO_MONTHLY,
            "detail": ReportAudience.DetailChoice.EXCEPTIONS,
            "part": 2,
            "position": 3,
        },
    )
    yield Beginning(
        "audit-and-quality",
        REGISTERS,
        {
            "name": "Audit and Quality Committee",
            "title": "Audit and Quality report",
            "readers": "Audit and Quality Committee",
            "purpose": "The full registers: every KPI, every risk, every data-quality note.",
            "part": 2,
            "position": 4,
        },
    )
    yield Beginning(
        "nhs-england",
        ("foreword", "frameworks", "summary", "schedules", "ambitions", "finance", "risks", "provenance"),
        {
            "name": "NHS England",
            "title": "NHS England checkpoint report",
            "readers": "NHS England",
            "purpose": "The components of the assurance framework with their evidence.",
            "position": 5,
        },
    )


def _directorates() -> Iterator[Beginning]:
    for number, each in enumerate(Directorate.objects.all(), start=10):
        yield Beginning(
            f"directorate-{each.slug}"[:80],
            OWN,
            {
                "name": each.name,
                "title": f"{each.name} report",
                "readers": f"{each.name} directorate",
                "purpose": "The directorate’s own KPIs, projects and risks.",
                "directorate": each,
                "position": number,
            },
        )


def _programmes() -> Iterator[Beginning]:
    programmes = Programme.objects.exclude(kind=Programme.Kind.COMMISSIONING)
    for number, each in enumerate(programmes, start=30):
        yield Beginning(
            f"programme-{each.slug}"[:80],
            HIGHLIGHTS,
            {
                "name": each.name[:80],
                "title": f"{each.name} highlight report"[:120],
                "readers": f"{each.name.removesuffix(' Programme')} programme board"[:120],
                "purpose": "The programme’s projects, milestones, risks and KPIs.",
                "programme": each,
                "position": number,
            },
        )
