"""A small assurance pack by hand: one of everything, so that the report can be rendered without a database."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assurance.audience import Audience
from assurance.pack import AssurancePack, PackHead
from assurance.story import build_story
from assurance.tests.builders import make_frame, make_progress, make_row, make_scorecard
from core import clock
from core.rag import RAG
from engagement.pages import ActivityRow, EngagementPart, FeedbackRow, StandardSummary
from finance.pages import FinancePart, PositionRow
from performance.pages import (
    AmbitionPoint,
    AmbitionRow,
    AreaLevel,
    PerformancePart,
    QualityNote,
    ScorecardRow,
)
from programmes.pages import HeatCell, Portfolio, ProgrammesPart, RiskActionRow, RiskRegister, RiskRow

QUARTERLY = Audience(
    slug="governing-body",
    name="Governing Body",
    title="Quarterly assurance report",
    readers="Governing Body",
)
YEARLY = replace(
    QUARTERLY, slug="annual", name="Governing Body, yearly", title="Annual report", spans_year=True
)
CUT_OFF = datetime(2014, 5, 9, 17, 0, tzinfo=clock.LONDON)


def make_head(**fields: Any) -> PackHead:
    values: dict[str, Any] = {
        "organisation": "NHS Dorset Clinical Commissioning Group",
        "organisation_short": "NHS Dorset CCG",
        "report_name": "Quarterly assurance report",
        "governing_body": "Governing Body",
        "quarter": "2013/14 Q4",
        "quarter_slug": "2013-14-Q4",
        "quarter_span": "January to March 2014",
        "year": "2013/14",
        "year_slug": "2013-14",
        "state": "locked",
        "state_text": "Locked",
        "due_on": date(2014, 4, 14),
        "is_demonstration": False,
        "cut_off": CUT_OFF,
        "version": 1,
    }
    return PackHead(**(values | fields))


def make_ambition() -> AmbitionRow:
    point = AmbitionPoint
    return AmbitionRow(
        number=1,
        domain=1,
        domain_name="Preventing people from dying prematurely",
        name="Years of life lost",
        short_name="Years of life lost",
        measure="",
        unit="per 100,000",
        polarity_text="Lower is better",
        baseline=point("baseline", Decimal("1691.7"), "1,691.7"),
        targets=(
            point("2014/15", Decimal(1685), "1,685.0"),
            point("2018/19", Decimal(1650), "1,650.0"),
        ),
        actuals=(),
        asked="2.5% lower by 2018/19",
        share_due_percent=Decimal("16.1"),
    )


def make_risk(**fields: Any) -> RiskRow:
    values: dict[str, Any] = {
        "reference": "R-001",
        "title": "The backlog grows",
        "cause": "Too few assessors",
        "event": "Assessments wait",
        "effect": "Families wait longer",
        "directorate": "Quality",
        "owner": "Head of quality",
        "inherent": 25,
        "likelihood": 4,
        "impact": 5,
        "score": 20,
        "band": "extreme",
        "band_text": "Extreme",
        "target": 8,
        "change": "Up from 16",
        "controls": "",
        "assurances": "",
        "gaps": "",
        "strategic_aim": "",
        "project": "",
        "opened_on": date(2013, 5, 1),
        "actions": (RiskActionRow("Two more assessors", "Head of quality", date(2014, 5, 30)),),
    }
    return RiskRow(**(values | fields))


def make_register(*risks: RiskRow) -> RiskRegister:
    cells = tuple(
        tuple(HeatCell(likelihood, impact, likelihood * impact, "low") for impact in range(1, 6))
        for likelihood in range(5, 0, -1)
    )
    return RiskRegister(risks=risks, heat_map=cells, extreme=sum(risk.score >= 15 for risk in risks))


def make_activity(**fields: Any) -> ActivityRow:
    values = dict.fromkeys(
        (
            "place",
            "can_change",
            "cannot_change",
            "methods",
            "took_part_text",
            "what_was_said",
            "no_change_reason",
        ),
        "",
    ) | {
        "title": "The Big Ask",
        "slug": "the-big-ask",
        "kind": "survey",
        "kind_text": "Survey",
        "state": "closed",
        "state_text": "Closed",
        "when": "2013",
        "starts_on": None,
        "purpose": "To hear what people think",
        "audiences": (),
        "reach_text": "More than 12,000 sent the survey",
        "directorate": "",
        "project": "",
        "programme": "",
    }
    return ActivityRow(**(values | fields))


def make_pack(*rows: ScorecardRow, **fields: Any) -> AssurancePack:
    """A quarter with two KPIs (one red, with its frame) and one of everything else."""
    rows = rows or (
        make_row(now=RAG.RED, before=RAG.GREEN, name="Cases over 28 days", number=1, exception=make_frame()),
        make_row(now=RAG.GREEN, name="Inspections", number=2),
    )
    scorecard = make_scorecard(*rows)
    pack = AssurancePack(
        head=make_head(),
        story=build_story(scorecard),
        performance=PerformancePart(
            scorecard=scorecard,
            ambitions=(make_ambition(),),
            levels=(
                AreaLevel(
                    "Years of life lost", "Dorset CCG", "Achieving lowest quintile performance", "July", 1
                ),
            ),
            returns=(make_progress(),),
        ),
        programmes=ProgrammesPart(
            portfolio=Portfolio(quarter="2013/14 Q4", projects=(), groups=(), stages=()),
            register=make_register(make_risk()),
        ),
        finance=FinancePart(
            year="2013/14",
            position=(PositionRow("Total", Decimal(947_097_000), Decimal(934_483_000), Decimal(12_614_000)),),
        ),
        engagement=EngagementPart(
            year="2013/14",
            activities=(make_activity(),),
            feedback=(FeedbackRow("Be more visible", "A weekly bulletin", "", "The Big Ask", "the-big-ask"),),
            standards=(StandardSummary(1, "Honesty", "Was the scope clear?", met=1),),
        ),
        notes=(QualityNote(1, "KPI 1", "The quarters do not add up to the year."),),
    )
    return replace(pack, **fields)


def make_empty_pack() -> AssurancePack:
    """A quarter of which nothing is recorded."""
    scorecard = make_scorecard(has_previous=False)
    return AssurancePack(
        head=make_head(),
        story=build_story(scorecard),
        performance=PerformancePart(scorecard=scorecard),
        programmes=ProgrammesPart(Portfolio("2013/14 Q4", (), (), ()), make_register()),
        finance=FinancePart(year="2013/14"),
        engagement=EngagementPart(year="2013/14"),
    )
