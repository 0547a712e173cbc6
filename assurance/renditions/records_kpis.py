"""What a report prints of a KPI beside its figures, target, promises, forecast, chart and the quality of its data,
and of the returns: each with where the history of it is kept.

The figures themselves have a page of their own (history.py).
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from assurance.pack import AssurancePack
from assurance.renditions.history import text_of
from assurance.renditions.recorded import Printed, Record, Recorded
from core import periods
from core.dates import in_words
from core.figures import format_value
from core.periods import PeriodKind
from performance import assessment
from performance.data_quality import PERIODS_JUDGED
from performance.models import ExceptionNote, KPIValue, Return, ReturnState, Target, YearEndForecast
from performance.pages import ReturnProgress, ScorecardRow
from performance.variation.pages import ProcessPoint

NOT_GIVEN = "None given"


def _rows(pack: AssurancePack, slug: str) -> Iterator[ScorecardRow]:
    return (row for row in pack.performance.scorecard.rows if row.slug == slug)


def _quarter(pack: AssurancePack) -> periods.Quarter:
    return periods.Quarter.from_slug(pack.head.quarter_slug)


def _of_kpi(row: ScorecardRow, kind: str, *printed: Printed, recorded: tuple[Recorded, ...]) -> Record:
    """A record that leads back to the page of its KPI. What follows the lock is of a quarter that is not locked yet."""
    return Record(
        kind=kind,
        name=f"KPI {row.number}, {row.short_name}",
        printed=printed,
        page=reverse("performance:kpi_detail", args=[row.slug]),
        recorded=recorded,
        is_held_back=True,
    )


# Targets, promises, forecasts -----------------------------------------------------------------------------


def _target(pack: AssurancePack, key: str) -> Iterator[Record]:
    """The targets of the report's year."""
    year = _quarter(pack).year
    for row in _rows(pack, key):
        targets = Target.history.filter(kpi__slug=key, year__start=year.start).select_related("kpi")
        of_year = Recorded(targets, lambda each: f"{year.label} from Q{each.from_quarter}", _target_text)
        yield _of_kpi(row, "Target", ("Target", row.target_text), recorded=(of_year,))


def _target_text(row: Any) -> str:
    return assessment.target_text(row.kpi, row)


def _exception(pack: AssurancePack, key: str) -> Iterator[Record]:
    """The recovery dates of a KPI that is off track: the one promised before, and the one promised now."""
    quarter = _quarter(pack)
    for row in _rows(pack, key):
        if row.exception:
            before, now = row.exception.promised_before, row.exception.recovery_on
            notes = ExceptionNote.history.filter(
                value__kpi__slug=key,
                value__period_kind=PeriodKind.QUARTER,
                value__starts_on__in=(quarter.previous.starts_on, quarter.starts_on),
            )
            said = Recorded(
                notes.select_related("value"),
                lambda each: each.value.period.label,
                _promise,
                lambda each: each.value.starts_on,
            )
            yield _of_kpi(
                row,
                "Expected recovery date",
                (f"Promised in {quarter.previous.label}", in_words(before) if before else NOT_GIVEN),
                (f"Promised in {quarter.label}", in_words(now) if now else NOT_GIVEN),
                recorded=(said,),
            )


def _promise(row: Any) -> str:
    return f"Recovery by {in_words(row.recovery_on)}" if row.recovery_on else "No recovery date"


def _outlook(pack: AssurancePack, key: str) -> Iterator[Record]:
    """The year's end: the directorate's own forecast, and the figures that the projection rests on."""
    quarter = _quarter(pack)
    for row in _rows(pack, key):
        if row.year_end:
            own = YearEndForecast.history.filter(kpi__slug=key, year__start=quarter.year.start)
            yield _of_kpi(
                row,
                "Year-end forecast",
                ("Projection", row.year_end.projected or "None"),
                ("Directorate’s own", row.year_end.own or "None"),
                ("Target of the year", row.year_end.target_text),
                recorded=(
                    Recorded(own.select_related("kpi"), lambda _: "Own forecast", _forecast),
                    _figures(key, quarter.year.quarters[0], quarter),
                ),
            )


def _forecast(row: Any) -> str:
    return format_value(row.value, assessment.assessed_kind(row.kpi))


# Figures behind a chart, and how far they can be relied on ------------------------------------------------


def _variation(pack: AssurancePack, key: str) -> Iterator[Record]:
    """The points of a chart, of which the mean and the limits are made."""
    for row in _rows(pack, key):
        for exhibit in pack.performance.exhibits:
            points: tuple[ProcessPoint, ...] = exhibit.points
            if exhibit.slug == key and points:
                starts = [point.starts_on for point in points]
                values = _quarterly_or_monthly(key).filter(starts_on__gte=min(starts), starts_on__in=starts)
                last = exhibit.stretch_texts[-1]
                yield _of_kpi(
                    row,
                    "Points of a chart",
                    ("Points", str(len(points))),
                    ("Mean", last["mean"] or "None"),
                    ("Lower limit", last["lpl"] or "None"),
                    ("Upper limit", last["upl"] or "None"),
                    recorded=(Recorded(values, _period, text_of, _starts_on),),
                )


def _quality(pack: AssurancePack, key: str) -> Iterator[Record]:
    """The figures and returns of the quarters that the reliability of a KPI is judged by."""
    last = _quarter(pack)
    first = last
    for _ in range(PERIODS_JUDGED - 1):
        first = first.previous
    for row in _rows(pack, key):
        if row.data_quality:
            yield _of_kpi(
                row,
                "Quality of the data",
                *((str(count.aspect.label), count.text) for count in row.data_quality.of_figures),
                recorded=(_figures(key, first, last), _returns(row.directorate_slug, first, last)),
            )


def _figures(slug: str, first: periods.Quarter, last: periods.Quarter) -> Recorded:
    rows = _quarterly_or_monthly(slug).filter(starts_on__gte=first.starts_on, ends_on__lte=last.ends_on)
    return Recorded(rows, _period, text_of, _starts_on)


def _starts_on(row: Any) -> date:
    day: date = row.starts_on
    return day


def _quarterly_or_monthly(slug: str) -> QuerySet[Any]:
    history: QuerySet[Any] = KPIValue.history.filter(kpi__slug=slug).select_related("kpi")
    return history


def _period(row: Any) -> str:
    return periods.period_for(PeriodKind(row.period_kind), row.starts_on).label


# Returns --------------------------------------------------------------------------------------------------


def _return(pack: AssurancePack, key: str) -> Iterator[Record]:
    """When a directorate's return of the quarter came, and was signed off."""
    quarter = _quarter(pack)
    for row in pack.performance.returns:
        if row.directorate_slug == key:
            yield Record(
                kind="Return",
                name=f"{row.directorate}, {quarter.label}",
                printed=tuple(_dates(row)),
                page="",  # a directorate's own
                recorded=(_returns(key, quarter, quarter),),
                source=row.provenance_note,
                is_held_back=True,
            )


def _dates(row: ReturnProgress) -> Iterator[Printed]:
    yield "Returned", in_words(row.came_at) if row.came_at else "Not returned"
    yield "Working days late", str(row.late_by)
    yield "Signed off", in_words(row.signed_off_at) if row.signed_off_at else "Not signed off"


def _returns(directorate: str, first: periods.Quarter, last: periods.Quarter) -> Recorded:
    rows = Return.history.filter(
        directorate__slug=directorate,
        quarter__starts_on__gte=first.starts_on,
        quarter__starts_on__lte=last.starts_on,
    )
    return Recorded(
        rows.select_related("quarter"),
        lambda each: f"Return of {each.quarter}",
        _state,
        lambda each: each.quarter.starts_on,
        lambda user: Return.objects.visible_to(user).filter(directorate__slug=directorate).exists(),
    )


def _state(row: Any) -> str:
    said = [str(ReturnState(row.state).label)]
    said += [f"submitted {in_words(row.submitted_at)}"] if row.submitted_at else []
    said += [f"signed off {in_words(row.signed_off_at)}"] if row.signed_off_at else []
    return ", ".join(said)


KINDS: dict[str, Callable[[AssurancePack, str], Iterator[Record]]] = {
    "target": _target,
    "exception": _exception,
    "outlook": _outlook,
    "chart": _variation,
    "quality": _quality,
    "return": _return,
}
"""By the first word of the address."""
