"""How it is going: KPIs, their targets and values, returns, and the outcome ambitions."""

from performance.models.evidence import KPIEvidence
from performance.models.follow_up import (
    KPIAction,
    KPIActionQuerySet,
    YearEndForecast,
    YearEndForecastQuerySet,
)
from performance.models.incentives import IncentiveMeasure, IncentiveScheme, SchemeQuerySet
from performance.models.kpis import (
    DATED_FIELDS,
    FIGURE,
    KPI,
    Definition,
    EarlierDefinition,
    Frequency,
    KPIQuerySet,
    ReviewEvery,
    Target,
)
from performance.models.outcomes import (
    AmbitionForecast,
    AmbitionLevel,
    OutcomeAmbition,
    OutcomeDomain,
    PerformanceLevel,
)
from performance.models.process import Baseline, Rebase
from performance.models.proposals import KPIProposal, ProposalKind, ProposalQuerySet, ProposalState
from performance.models.reminders import (
    RemindersStopped,
    ReminderState,
    ReturnReminder,
    ReturnReminderQuerySet,
)
from performance.models.returns import Return, ReturnQuerySet, ReturnState
from performance.models.uploads import FigureUpload, FigureUploadQuerySet, UploadKind, UploadState
from performance.models.values import ExceptionNote, KPIValue, KPIValueQuerySet

__all__ = [
    "DATED_FIELDS",
    "FIGURE",
    "KPI",
    "AmbitionForecast",
    "AmbitionLevel",
    "Baseline",
    "Definition",
    "EarlierDefinition",
    "ExceptionNote",
    "FigureUpload",
    "FigureUploadQuerySet",
    "Frequency",
    "IncentiveMeasure",
    "IncentiveScheme",
    "KPIAction",
    "KPIActionQuerySet",
    "KPIEvidence",
    "KPIProposal",
    "KPIQuerySet",
    "KPIValue",
    "KPIValueQuerySet",
    "OutcomeAmbition",
    "OutcomeDomain",
    "PerformanceLevel",
    "ProposalKind",
    "ProposalQuerySet",
    "ProposalState",
    "Rebase",
    "ReminderState",
    "RemindersStopped",
    "Return",
    "ReturnQuerySet",
    "ReturnReminder",
    "ReturnReminderQuerySet",
    "ReturnState",
    "ReviewEvery",
    "SchemeQuerySet",
    "Target",
    "UploadKind",
    "UploadState",
    "YearEndForecast",
    "YearEndForecastQuerySet",
]
