"""What the target year of an outcome ambition is expected to bring: the team's own forecast, else the projection."""

from dataclasses import dataclass

from core import periods
from core.figures import Polarity
from core.provenance import Provenance
from performance.ambition_forecast import Known, Projection, meets, on_the_way, project
from performance.ambitions import baseline_start, figure_text
from performance.models import AmbitionForecast
from performance.pages import AmbitionPoint, AmbitionRow

NOTHING_REPORTED = "No level has been reported since the baseline, so nothing is projected."


@dataclass(frozen=True)
class Outlook:
    """The level expected in the target year, against its target, and what that rests on.

    `text` is empty where nothing can be expected; `basis` then says why. `projected` is what the straight line gives,
    where the team expects something else. `version` is that of the team's own forecast, 0 without one.
    """

    year: str
    target: str
    text: str
    verdict: str
    basis: str
    is_own: bool = False
    projected: str = ""
    version: int = 0
    meets: bool | None = None
    provenance: str = ""


def outlook_of(row: AmbitionRow, own: AmbitionForecast | None) -> Outlook | None:
    """None for an ambition without a target: there is no year to look to."""
    if not row.targets:
        return None
    target, line = row.targets[-1], projection_of(row)
    expected = own or line
    if expected is None:
        return Outlook(target.year, target.text, "", "", _why_not(row, target))
    at_target = meets(expected.value, target.value, _polarity(row))
    return Outlook(
        year=target.year,
        target=target.text,
        text=figure_text(expected.value),
        verdict=_verdict(target, at_target),
        basis=own.reason if own else _basis(row, line) if line else "",
        is_own=own is not None,
        projected=figure_text(line.value) if own and line else "",
        version=own.version if own else 0,
        meets=at_target,
        provenance=own.provenance if own else _origin(row),
    )


def projection_of(row: AmbitionRow) -> Projection | None:
    """The straightforward projection to the last planned year."""
    start = baseline_start(row)
    if row.baseline is None or start is None or not row.targets:
        return None
    reported = [Known(_start(point), point.value) for point in row.actuals]
    return project(Known(start, row.baseline.value), reported, to=_start(row.targets[-1]))


def years_between(row: AmbitionRow) -> dict[str, str]:
    """The levels on the straight way between the planned years, by year; those are worked out, not published."""
    start = baseline_start(row)
    if row.baseline is None or start is None:
        return {}
    planned = [Known(_start(point), point.value) for point in row.targets]
    levels = on_the_way([Known(start, row.baseline.value), *planned])
    return {periods.FinancialYear(year).label: figure_text(value) for year, value in levels.items()}


def _origin(row: AmbitionRow) -> str:
    """A projection from an invented level is invented, too."""
    is_invented = any(point.provenance == Provenance.ILLUSTRATIVE for point in row.actuals)
    return str(Provenance.ILLUSTRATIVE if is_invented else Provenance.DERIVED)


def _verdict(target: AmbitionPoint, at_target: bool | None) -> str:
    if at_target is None:
        return f"Beside a target of {target.text}"
    return (
        f"Would meet the target of {target.text}" if at_target else f"Would miss the target of {target.text}"
    )


def _basis(row: AmbitionRow, line: Projection) -> str:
    """If each year changes it as the years since 2013/14 did: 2.5 lower a year, carried on from 2015/16."""
    way = "higher" if line.a_year > 0 else "lower"
    change = f"{figure_text(abs(line.a_year))} {way} a year" if line.a_year else "no change"
    first, latest = periods.FinancialYear(line.since).label, periods.FinancialYear(line.latest).label
    said = f"Projection: {change}, as between {first} and {latest}, carried on."
    if row.baseline and row.baseline.year:
        return said
    return f"{said} The baseline’s year is not stated; it is taken as {first}."


def _why_not(row: AmbitionRow, target: AmbitionPoint) -> str:
    if any(_start(point) >= _start(target) for point in row.actuals):
        return f"{target.year} has been reported."
    return NOTHING_REPORTED


def _polarity(row: AmbitionRow) -> Polarity:
    return next(polarity for polarity in Polarity if polarity.label == row.polarity_text)


def _start(point: AmbitionPoint) -> int:
    return periods.FinancialYear.from_label(point.year).start
