"""Builders for tests of the story, the dashboard and the round: scorecards from a few words, snapshots, reports."""

import re
import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.http import HttpResponse

from assurance import audiences
from assurance.audience import to_json
from assurance.lock_checks import Reason, checks_of, gaps_of
from assurance.models import Report, ReportAudience, ReportState, Snapshot
from assurance.pack import SCHEMA, digest
from core import clock, periods
from core.rag import RAG
from core.trend import Trend
from organisation.models import Organisation, Quarter, QuarterState
from organisation.tests.builders import make_quarter
from performance.pages import (
    DirectorateCounts,
    ExceptionFrame,
    FigureState,
    PeriodFigure,
    RagCounts,
    ReturnProgress,
    Scorecard,
    ScorecardRow,
)
from performance.scorecard import build_performance_part

_number = count(1)
QUARTER = "2013-14-Q4"
STARTS = {quarter.name: quarter.starts_on for quarter in periods.FinancialYear(2013).quarters}


def make_figure(
    label: str = "Q4", text: str = "5", state: FigureState = FigureState.FIGURE, rag: RAG | None = None
) -> PeriodFigure:
    return PeriodFigure(label, STARTS[label], state, text=text, rag=rag)


def make_row(
    *,
    now: RAG = RAG.GREEN,
    before: RAG | None = RAG.GREEN,
    earlier: RAG | None = None,
    figures: tuple[str, str] = ("6", "5"),
    state: FigureState = FigureState.FIGURE,
    name: str = "",
    **fields: Any,
) -> ScorecardRow:
    """A KPI that is `now` and was `before` (and in the quarter before that, `earlier`)."""
    number = fields.pop("number", next(_number))
    values: dict[str, Any] = {
        "number": number,
        "slug": f"kpi-{number}",
        "name": name or f"KPI {number}",
        "short_name": name or f"KPI {number}",
        "directorate": "Quality",
        "directorate_slug": "quality",
        "team": "Patient safety",
        "frequency": "Quarterly",
        "polarity": "higher",
        "polarity_text": "Higher is better",
        "target_text": "6",
        "target_value": None,
        "figures": (
            make_figure("Q2", "7", rag=earlier),
            make_figure("Q3", figures[0], rag=before),
            make_figure("Q4", figures[1], state=state, rag=now),
        ),
        "computed": now,
        "computed_reason": "",
        "self_assessed": None,
        "self_assessed_reason": "",
        "trend": Trend.NO_CHANGE,
        "previous_rag": before,
        "has_target": True,
    }
    return ScorecardRow(**(values | fields))


def make_frame(**fields: Any) -> ExceptionFrame:
    values = {"issue": "Behind", "cause": "A cause", "action": "An action", "owner": "Head of quality"}
    return ExceptionFrame(**(values | {"recovery_on": date(2014, 9, 30)} | fields))


def counts_of(ratings: list[RAG | None]) -> RagCounts:
    found = [rating or RAG.GREY for rating in ratings]
    return RagCounts(*(found.count(rag) for rag in (RAG.RED, RAG.AMBER, RAG.GREEN, RAG.GREY)))


def make_scorecard(*rows: ScorecardRow, slug: str = QUARTER, has_previous: bool = True) -> Scorecard:
    counts = counts_of([row.rag for row in rows])
    directorates = {(row.directorate, row.directorate_slug) for row in rows}
    return Scorecard(
        quarter=periods.Quarter.from_slug(slug).label,
        quarter_slug=slug,
        rows=rows,
        counts=counts,
        previous_counts=counts_of([row.previous_rag for row in rows]) if has_previous else None,
        by_directorate=tuple(
            DirectorateCounts(name, key, counts_of([row.rag for row in rows if row.directorate_slug == key]))
            for name, key in sorted(directorates)
        ),
    )


def make_progress(
    *, state: str = "signed-off", due: int = 10, answered: int = 10, **fields: Any
) -> ReturnProgress:
    """A directorate's return: signed off on time, unless said otherwise."""
    submitted = datetime(2014, 7, 4, 9, 5, tzinfo=clock.LONDON)
    values: dict[str, Any] = {
        "directorate": "Quality",
        "directorate_slug": "quality",
        "quarter_slug": "2014-15-Q1",
        "state": state,
        "state_text": state.replace("-", " ").capitalize(),
        "due": due,
        "answered": answered,
        "not_collected": 0,
        "sent_back": 0,
        "due_on": date(2014, 7, 14),
        "submitted_at": submitted if state in ("submitted", "signed-off", "locked") else None,
        "signed_off_at": submitted if state in ("signed-off", "locked") else None,
    }
    return ReturnProgress(**(values | fields))


# Rows of the database -----------------------------------------------------------------------------------


def make_snapshot(*, quarter: Quarter | None = None, version: int = 1, pack: Any = None) -> Snapshot:
    """A frozen quarter; its pack is any JSON, as jobs only hand it on."""
    quarter = quarter or make_quarter(slug=QUARTER, state=QuarterState.LOCKED)
    pack = {"quarter": quarter.slug} if pack is None else pack
    return Snapshot.objects.create(
        quarter=quarter, version=version, taken_at=clock.now(), schema=SCHEMA, pack=pack, sha256=digest(pack)
    )


def make_audience(slug: str = "governing-body", **fields: Any) -> ReportAudience:
    """Whom a report is for; the governing body, unless said otherwise. Asked for twice, it is the one that is there."""
    found = ReportAudience.objects.filter(slug=slug).first()
    if found:
        return found
    usual = {each.slug: each for each in audiences.usual(Organisation())}
    given = usual.get(slug) or audiences.Beginning(
        slug, audiences.QUARTER, {"name": slug, "title": f"Report for {slug}", "readers": slug}
    )
    [made] = audiences.add_missing([replace(given, values=given.values | fields)], by=None)
    return made


def make_annual() -> ReportAudience:
    return make_audience("annual")


def make_report(
    *,
    snapshot: Snapshot | None = None,
    state: str = ReportState.QUEUED,
    audience: ReportAudience | None = None,
    **fields: Any,
) -> Report:
    """A report in a state, with what the database demands of that state."""
    needed: dict[str, dict[str, Any]] = {
        ReportState.READY: {
            "file": "reports/a.pdf",
            "size": 1_437_206,
            "sha256": "ad" * 32,
            "pages": 22,
            "ready_at": clock.now(),
        },
        ReportState.FAILED: {"failure": "The commentary is too long to lay out."},
        ReportState.CANCELLED: {"cancelled_at": clock.now()},
    }
    values = {"requested_at": clock.now(), "state": state} | needed.get(state, {}) | fields
    audience = audience or make_audience()
    values["description"] = values.get("description") or to_json(audience.frozen())
    return Report.objects.create(snapshot=snapshot or make_snapshot(), audience=audience, **values)


def past(seconds: float) -> datetime:
    """So many seconds ago by the real clock; a negative number lies ahead."""
    return clock.wall_now() - timedelta(seconds=seconds)


def make_running(*, lease: float = 60, attempts: int = 1, **fields: Any) -> Report:
    """A report that a worker holds; a negative lease is over."""
    return make_report(
        state=ReportState.RUNNING, token=uuid.uuid4(), lease_until=past(-lease), attempts=attempts, **fields
    )


def reasons_for(quarter: Quarter, text: str = "Agreed") -> dict[str, Reason]:
    """A reason for each gap as the office is shown it now."""
    today = clock.today()
    quarter = Quarter.objects.select_related("year").get(pk=quarter.pk)
    checks = checks_of(build_performance_part(quarter, today=today), due_on=quarter.due_on, today=today)
    return {gap.key: Reason(text, gap.as_shown) for gap in gaps_of(checks)}


def shown_on(response: HttpResponse) -> dict[str, str]:
    """The hidden fields by which a reason is bound to the gap that it stands under."""
    hidden = re.findall(
        r'<input type="hidden" name="([^"]+-shown)" value="([^"]+)"', response.content.decode()
    )
    assert hidden
    return dict(hidden)
