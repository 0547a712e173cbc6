"""Builders for tests of publishing: reports whose files are in the store, and publications in each state."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from assurance import pack as packs
from assurance import store
from assurance.audience import to_json
from assurance.models import Committee, Publication, Report, ReportAudience, ReportState, Snapshot
from assurance.pack import AssurancePack
from assurance.publishing import actions, files
from assurance.tests.builders import QUARTER, make_audience, make_report, make_snapshot
from assurance.tests.pack_builders import make_pack
from core import clock
from organisation.models import Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user

PDF = b"%PDF-1.7 a report"
WORKBOOK = b"PK a workbook"


def make_frozen(
    *,
    pack: AssurancePack | None = None,
    slug: str = QUARTER,
    version: int = 1,
    quarter: Quarter | None = None,
) -> Snapshot:
    """A snapshot that can be read: of a locked quarter, with two KPIs and one of everything else."""
    quarter = quarter or make_quarter(slug=slug, state=QuarterState.REPORTED)
    return make_snapshot(quarter=quarter, version=version, pack=packs.to_json(pack or make_pack()))


def make_ready(
    *,
    snapshot: Snapshot | None = None,
    version: int = 1,
    audience: ReportAudience | None = None,
    pdf: bytes = PDF,
    **fields: Any,
) -> Report:
    """A report whose file is in the store."""
    audience = audience or make_audience()
    stored = store.keep(f"reports/{audience.slug}-{version}-{len(pdf)}.pdf", pdf)
    return make_report(
        snapshot=snapshot or make_frozen(),
        state=ReportState.READY,
        audience=audience,
        version=version,
        file=stored.name,
        size=stored.size,
        sha256=stored.sha256,
        pages=18,
        **fields,
    )


def make_published(
    report: Report | None = None,
    *,
    by: tuple[User, User] | None = None,
    correction: str = "",
    with_workbook: bool = False,
    **fields: Any,
) -> Publication:
    """Published through the actions, by two people.

    A workbook takes longer to write than all the rest of a publication; what it holds has tests of its own.
    """
    first, second = by or two_people()
    proposal = actions.propose(report=report or make_ready(**fields), by=first, correction=correction)
    with nullcontext() if with_workbook else mock.patch.object(files, "as_xlsx", return_value=WORKBOOK):
        return actions.publish(publication=proposal, by=second)


def two_people() -> tuple[User, User]:
    return make_user(role=Role.ASSURANCE), make_user(role=Role.DIRECTOR)


def make_correction(
    of: Publication, *, pack: AssurancePack | None = None, what: str = "One figure."
) -> Publication:
    """The next version, of a new snapshot of the same quarter."""
    snapshot = make_frozen(
        pack=pack, quarter=of.report.snapshot.quarter, version=of.report.snapshot.version + 1
    )
    report = make_ready(
        snapshot=snapshot, version=of.version + 1, audience=of.report.audience, pdf=PDF + bytes([of.version])
    )
    return make_published(report, correction=what)


def make_private_audience() -> ReportAudience:
    return make_audience("private", part=2)


def as_described(audience: ReportAudience) -> Any:
    return to_json(audience.frozen())


def make_committee(*, audience: ReportAudience | None = None, **fields: Any) -> Committee:
    values = {
        "name": "Governing Body",
        "slug": "governing-body",
        "write_to": "assurance@example.org",
        "addresses": "Lay member <lay@example.org>\nchair@example.org",
    }
    return Committee.objects.create(audience=audience or make_audience(), **(values | fields))


def later(days: int) -> datetime:
    return clock.now() + timedelta(days=days)
