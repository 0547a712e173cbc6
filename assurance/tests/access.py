"""Who gets what from the dashboard, the round and the reports."""

from assurance.models import ReportState
from assurance.tests import (
    access_chasing,
    access_frameworks,
    access_papers,
    access_publishing,
    access_renditions,
    access_restated,
    access_trail,
)
from assurance.tests.builders import make_annual, make_report, make_snapshot
from organisation.models import QuarterState
from organisation.rights import Permission, roles_holding
from organisation.tests.builders import make_quarter
from organisation.tests.world import Address, World, answers

ROUND = roles_holding(Permission.RUN_ROUND)
PRODUCERS = roles_holding(Permission.PRODUCE_REPORTS)
NOT_FILLED_IN = 422
"""A form that was sent empty comes back with its errors."""
NOT_IN_THE_STORE = 409
"""The file of a ready report of these tests was never stored, and that is said to everybody who may have it."""


def addresses(world: World) -> list[Address]:
    to_lock = make_quarter(slug="2013-14-Q3", state=QuarterState.OPEN)
    return [
        Address("assurance:dashboard", get=answers()),
        Address("assurance:round", get=answers(ROUND)),
        Address(
            "assurance:quarter_lock",
            {"quarter": to_lock.slug},
            get=answers(ROUND),
            post=answers(ROUND, code=302),
        ),
        Address(
            "assurance:quarter_reopen",
            {"quarter": world.locked.slug},
            get=answers(ROUND),
            post=answers(ROUND, code=NOT_FILLED_IN),
        ),
        Address("assurance:report_list", get=answers()),
        Address("assurance:report_produce", post=answers(PRODUCERS, code=302)),
        *_of_reports(world),
        *access_chasing.addresses(world),
        *access_renditions.addresses(world),
        *access_restated.addresses(world),
        *access_trail.addresses(world),
        *access_frameworks.addresses(world),
        *access_papers.addresses(world),
        *access_publishing.addresses(world),
    ]


def _of_reports(world: World) -> list[Address]:
    """Everybody reads a report that is ready; one that is being made is not found by those who do not produce."""
    snapshot = make_snapshot(quarter=world.locked)
    ready = make_report(snapshot=snapshot, state=ReportState.READY)
    waiting = make_report(snapshot=snapshot, version=2)
    failed = make_report(snapshot=snapshot, version=3, audience=make_annual(), state=ReportState.FAILED)
    unseen = {role: 404 for role in answers() if role not in ("anonymous", "nobody", *PRODUCERS)}
    return [
        Address("assurance:report_detail", {"pk": ready.pk}, get=answers()),
        Address("assurance:report_status", {"pk": ready.pk}, get=answers()),
        Address("assurance:report_download", {"pk": ready.pk}, get=answers(code=NOT_IN_THE_STORE)),
        Address("assurance:report_detail", {"pk": waiting.pk}, get=answers(PRODUCERS) | unseen),
        Address("assurance:report_status", {"pk": waiting.pk}, get=answers(PRODUCERS) | unseen),
        Address("assurance:report_download", {"pk": waiting.pk}, get=answers(PRODUCERS, code=409) | unseen),
        Address("assurance:report_cancel", {"pk": waiting.pk}, post=answers(PRODUCERS, code=302)),
        Address("assurance:report_retry", {"pk": failed.pk}, post=answers(PRODUCERS, code=302)),
    ]
