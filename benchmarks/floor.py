"""What page times are measured against: pages written by hand, as large and on the same rows, and nothing of ours.

Each asks the database for the rows that the portal's page asks for and prints them through one plain template: no
ratings, no roll-up, no trend, no components, no page around it.
"""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from benchmarks.board import OPEN
from core import periods
from organisation.models import DataQualityNote, Directorate, Quarter
from performance.models import KPI, ExceptionNote, Frequency, KPIValue, Target
from performance.records import YEARS_BEFORE

BEFORE = [OPEN]
while len(BEFORE) < 5:
    BEFORE.insert(0, BEFORE[0].previous)
FIRST = periods.FinancialYear(OPEN.year.start - YEARS_BEFORE)
FRAME = (("issue", "Issue"), ("cause", "Cause"), ("action", "Action"))
DATE = (("day", "Day"), ("month", "Month"), ("year", "Year"))
RATINGS = (("green", "Green"), ("amber", "Amber"), ("red", "Red"))


def floor(request: HttpRequest) -> HttpResponse:
    """The names of the directorates: what any signed-in page costs at least."""
    return render(request, "benchmarks/floor.html", {"directorates": list(Directorate.objects.all())})


def form(request: HttpRequest) -> HttpResponse:
    """A return as one would write it by hand: as many rows, cells and fields, filled with what is stored."""
    kpis = KPI.objects.filter(team__directorate__slug="quality", number__lt=9_000)
    rows = _rows(list(kpis.select_related("team__directorate").order_by("number")))
    context = {"rows": rows, "frame": FRAME, "date": DATE, "ratings": RATINGS}
    return render(request, "benchmarks/form.html", context)


def table(request: HttpRequest) -> HttpResponse:
    """A scorecard as a plain table: as many rows and cells."""
    kpis = KPI.objects.filter(number__lt=9_000).select_related("team__directorate").order_by("number")
    return render(request, "benchmarks/table.html", {"rows": _rows(list(kpis), months_since=FIRST)})


def kpi(request: HttpRequest, slug: str) -> HttpResponse:
    """One KPI: its quarters and months in tables, and a drawing of as many marks that was made beforehand."""
    one = KPI.objects.select_related("team__directorate").get(slug=slug)
    values = list(one.values.select_related("exception").order_by("starts_on"))
    months = [value for value in values if value.period_kind == periods.PeriodKind.MONTH]
    quarters = [value for value in values if value.period_kind == periods.PeriodKind.QUARTER]
    context = {
        "kpi": one,
        "targets": list(one.targets.select_related("year")),
        "quarters": quarters,
        "months": [months[place : place + 12] for place in range(0, len(months), 12)],
        "beside": _beside(one, values),
        "marks": [(64 + place * 18, 100 + place % 7) for place in range(len(months))],
    }
    return render(request, "benchmarks/kpi.html", context)


def _beside(kpi: KPI, values: list[KPIValue]) -> list[tuple[str, list[Any]]]:
    """What else the page of a KPI reads: its history, actions, forecasts, limits, evidence and notes."""
    ids = [value.pk for value in values]
    return [
        ("Definitions", list(kpi.history.select_related("history_user")[:20])),
        ("Targets", list(Target.history.filter(kpi_id=kpi.pk).select_related("history_user")[:20])),
        ("Figures", list(KPIValue.history.filter(id__in=ids).select_related("history_user")[:20])),
        (
            "Exceptions",
            list(ExceptionNote.history.filter(value_id__in=ids).select_related("history_user")[:20]),
        ),
        ("Earlier", list(kpi.earlier_definitions.select_related("team"))),
        ("Actions", list(kpi.actions.select_related("arose_in"))),
        ("Forecasts", list(kpi.year_end_forecasts.select_related("made_in"))),
        ("Rebases", list(kpi.rebases.select_related("set_by"))),
        ("Baselines", list(kpi.baselines.all())),
        ("Evidence", list(kpi.components.select_related("framework"))),
        ("Notes", list(DataQualityNote.objects.select_related("year", "quarter")[:20])),
        ("Quarters", list(Quarter.objects.select_related("year").order_by("-starts_on"))),
    ]


def _rows(kpis: list[KPI], months_since: periods.Period = OPEN) -> list[dict[str, Any]]:
    ids = [kpi.pk for kpi in kpis]
    targets = {
        target.kpi_id: target
        for target in Target.objects.filter(kpi_id__in=ids, year__start=OPEN.year.start).select_related(
            "year"
        )
    }
    values = defaultdict(dict)
    wanted = KPIValue.objects.filter(kpi_id__in=ids, starts_on__gte=FIRST.starts_on)
    for value in wanted.quarterly().select_related("exception"):
        values[value.kpi_id][value.starts_on] = value
    months = defaultdict(list)
    for value in wanted.monthly().filter(starts_on__gte=months_since.starts_on).order_by("starts_on"):
        months[value.kpi_id].append(value)
    return [
        {
            "kpi": kpi,
            "target": targets.get(kpi.pk),
            "figures": [values[kpi.pk].get(quarter.starts_on) for quarter in BEFORE],
            "past": [values[kpi.pk].get(quarter.starts_on) for quarter in BEFORE[:-1]],
            "value": values[kpi.pk].get(OPEN.starts_on),
            "months": months[kpi.pk] or [None] * 3 if kpi.frequency == Frequency.MONTHLY else [None],
        }
        for kpi in kpis
    ]


urlpatterns = [
    path("floor/", floor),
    path("floor/form/", form),
    path("floor/table/", table),
    path("floor/kpi/<slug:slug>/", kpi),
    path("", include("ccg_portal.urls")),
]
