"""Which rows of a scorecard are shown, and in which order: what the address asks for."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from core.rag import RAG
from core.trend import Trend
from performance.models import Frequency
from performance.pages import ScorecardRow

ANY = ("", "Any")
SHOWN: dict[str, tuple[str, Callable[[ScorecardRow], bool]]] = {
    "off-target": ("Off target only", lambda row: row.is_off_target),
    "target": ("With a target only", lambda row: row.has_target),
    "differ": ("Assessments that differ", lambda row: row.assessments_differ),
    "changed": ("RAG changed", lambda row: row.previous_rag not in (None, row.rag)),
}
_BY_TREND = (
    Trend.DECLINED,
    Trend.NO_CHANGE,
    Trend.IMPROVED,
    Trend.FIRST,
    Trend.NOT_COMPARABLE,
    Trend.NOT_RATED,
)
ORDERS: dict[str, Callable[[ScorecardRow], Any]] = {
    "name": lambda row: row.short_name.casefold(),
    "rag": lambda row: row.rag.order,
    "rule": lambda row: row.computed.order,
    "trend": lambda row: _BY_TREND.index(row.trend),
}


class ScorecardFilters(forms.Form):
    """The filters of one line above the scorecard. What is not a choice is left out, and said.

    `kpi` is asked for by a link alone, once for each KPI that a number elsewhere counts.
    """

    team = forms.ChoiceField(required=False)
    rag = forms.ChoiceField(label="RAG", required=False, choices=[ANY, *RAG.choices])
    trend = forms.ChoiceField(required=False, choices=[ANY, *Trend.choices])
    frequency = forms.ChoiceField(required=False, choices=[ANY, *Frequency.choices])
    show = forms.ChoiceField(
        required=False, choices=[("", "All KPIs"), *((key, words) for key, (words, _) in SHOWN.items())]
    )
    kpi = forms.MultipleChoiceField(label="KPI", required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, data: QueryDict, *, rows: Sequence[ScorecardRow]) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.rows = rows
        teams = dict.fromkeys(row.team for row in rows)
        self.fields["team"].choices = [("", "All teams"), *((team, team) for team in teams)]
        self.fields["kpi"].choices = [(row.slug, row.name) for row in rows]
        self.full_clean()

    @property
    def left_out(self) -> list[str]:
        """What was asked for and is no choice here, in words."""
        asked = [(name, self.data.get(name, "")[:40]) for name in self.errors]
        return [f"There is no {self[name].label} “{value}” here." for name, value in asked]

    def chosen(self) -> list[ScorecardRow]:
        """The rows that answer all that is asked, in the order of the schedule."""
        return [row for row in self.rows if all(test(row) for test in self._tests())]

    def _tests(self) -> list[Callable[[ScorecardRow], bool]]:
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        tests: list[Callable[[ScorecardRow], bool]] = []
        if team := asked.get("team"):
            tests.append(lambda row: row.team == team)
        if rag := asked.get("rag"):
            tests.append(lambda row: row.rag == rag)
        if trend := asked.get("trend"):
            tests.append(lambda row: row.trend == trend)
        if frequency := asked.get("frequency"):
            tests.append(lambda row: row.frequency == Frequency(frequency).label)
        if slugs := asked.get("kpi"):
            tests.append(lambda row: row.slug in slugs)
        if show := asked.get("show"):
            tests.append(SHOWN[show][1])
        return tests


def in_order(rows: Sequence[ScorecardRow], order: str) -> list[ScorecardRow]:
    """The rows by `name`, `rag`, `rule` or `trend`, with a minus backwards; within it by the schedule."""
    key = ORDERS.get(order.removeprefix("-"))
    by_schedule = sorted(rows, key=lambda row: row.number)
    return sorted(by_schedule, key=key, reverse=order.startswith("-")) if key else by_schedule


def is_order(order: str) -> bool:
    """Whether the rows have been put into an order of their own, and no longer stand by team."""
    return order.removeprefix("-") in ORDERS
