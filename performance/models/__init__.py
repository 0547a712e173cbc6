"""How it is going: KPIs, their targets and values, returns, and the outcome ambitions."""

from performance.models.follow_up import KPIAction, KPIActionQuerySet, YearEndForecast
from performance.models.kpis import FIGURE, KPI, Frequency, KPIQuerySet, Target
from performance.models.outcomes import AmbitionLevel, OutcomeAmbition, OutcomeDomain, PerformanceLevel
from performance.models.returns import Return, ReturnQuerySet, ReturnState
from performance.models.values import ExceptionNote, KPIValue, KPIValueQuerySet

__all__ = [
    "FIGURE",
    "KPI",
    "AmbitionLevel",
    "ExceptionNote",
    "Frequency",
    "KPIAction",
    "KPIActionQuerySet",
    "KPIQuerySet",
    "KPIValue",
    "KPIValueQuerySet",
    "OutcomeAmbition",
    "OutcomeDomain",
    "PerformanceLevel",
    "Return",
    "ReturnQuerySet",
    "ReturnState",
    "Target",
    "YearEndForecast",
]
