"""Changes to actions on KPIs and to forecasts of the year's end; the reason goes into the history."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from core import clock, trail
from core.dates import in_words
from core.provenance import Provenance
from core.refusals import Refused
from core.versions import check_still_there, claim
from organisation.models import FinancialYear, Quarter, User
from performance.models import KPI, KPIAction, YearEndForecast

Changes = Mapping[str, Any]


# Actions --------------------------------------------------------------------------------------------------------------


def quarter_now(asked: str = "") -> Quarter | None:
    """The quarter that a new action arises in: the one asked for while it is open, else the latest open one.

    Nothing is dated into a locked quarter: what follows from its review arises in the one after it.
    """
    begun = Quarter.objects.begun_by(clock.today()).select_related("year").order_by("-starts_on")
    still_open = [quarter for quarter in begun if not quarter.is_closed]
    named = next((quarter for quarter in still_open if quarter.slug == asked), None)
    return named or next((quarter for quarter in still_open if quarter.is_open), next(iter(still_open), None))


def check_opening(quarter: Quarter | None) -> None:
    """An action arises in a quarter that is not locked. Raises Refused."""
    if quarter is None:
        raise Refused("No quarter is open. The assurance team opens the next one.")


@transaction.atomic
def open_action(*, kpi: KPI, quarter: Quarter | None, changes: Changes, by: User) -> KPIAction:
    """Something to be done about a KPI, from today, in a quarter that is not locked. Raises Refused.

    The quarter is held, so that an action never slips into one that is being locked.
    """
    check_opening(quarter)
    _hold_open(quarter)
    check_not_open_already(kpi, changes)
    action = KPIAction(kpi=kpi, arose_in=quarter, opened_on=clock.today(), provenance=Provenance.RETURNED)
    return trail.save(_set(action, changes), by=by, reason=f"Arose in {quarter}")


def check_not_open_already(kpi: KPI, changes: Changes) -> None:
    """The same words and day as an open action’s are that action: the button was pressed twice. Raises Refused."""
    same = kpi.actions.open_on(clock.today()).filter(text__iexact=changes["text"], due_on=changes["due_on"])
    if same.exists():
        raise Refused(
            "This action is open already, with the same words and day. Change that one, or say what differs."
        )


def _hold_open(quarter: Quarter) -> None:
    """Call it inside a transaction: the quarter's row is held until the change is made. Raises Refused."""
    if Quarter.objects.select_for_update(no_key=True).get(pk=quarter.pk).is_closed:
        raise Refused(
            f"{quarter} was locked while you wrote. Save again, and it arises in the quarter that is open now."
        )


def check_dates(action: KPIAction, today: date) -> None:
    """Closed by today, not before it was opened, and never due before that. Raises Refused at the field."""
    opened = in_words(action.opened_on)
    if action.due_on < action.opened_on:
        raise Refused(f"It was opened on {opened}, so it cannot be due before.", "due_on")
    if action.closed_on and action.closed_on > today:
        raise Refused("An action is closed today or earlier, once it is done.", "closed_on")
    if action.closed_on and action.closed_on < action.opened_on:
        raise Refused(f"It was opened on {opened}, so it cannot be closed before.", "closed_on")


@transaction.atomic
def change_action(*, action: KPIAction, changes: Changes, by: User, expected_version: int) -> KPIAction:
    """Change an action, close it with its outcome, or open it again by taking its closing day away."""
    current = claim(action, expected_version)
    was_closed = current.closed_on
    check_dates(_set(current, changes), clock.today())
    current.provenance, current.source = Provenance.RETURNED, ""
    reason = {(False, True): "Closed", (True, False): "Opened again"}.get(
        (bool(was_closed), bool(current.closed_on)), "Changed"
    )
    return trail.save(current, by=by, reason=reason)


# The year's end -------------------------------------------------------------------------------------------------------


def check_forecast(year: FinancialYear) -> None:
    """A year is forecast while its last quarter is not locked. Raises Refused."""
    if year.quarters.closed().filter(number=4).exists():
        raise Refused(f"{year.label} is over and locked: its figure stands, and needs no forecast.")
    if year.period.starts_on > clock.today():
        raise Refused(f"{year.label} has not begun.")


def quarter_of_forecast(year: FinancialYear) -> Quarter | None:
    """The quarter in which a forecast made today is made: the latest of the year that has begun and is not locked."""
    begun = year.quarters.begun_by(clock.today()).order_by("-starts_on")
    return next((quarter for quarter in begun if not quarter.is_closed), None)


@transaction.atomic
def record_forecast(
    *, kpi: KPI, year: FinancialYear, changes: Changes, by: User, expected_version: int
) -> YearEndForecast:
    """Where the directorate expects the KPI to end the year, and why. `expected_version` 0: there was none yet.

    The quarters of the year are held: it is not locked meanwhile, and of two people who save at once the second is
    told. Raises Refused and Stale.
    """
    list(year.quarters.select_for_update(no_key=True).order_by("starts_on"))
    check_forecast(year)
    quarter = quarter_of_forecast(year)
    if quarter is None:
        raise Refused(f"No quarter of {year.label} is open, so nothing can be forecast now.")
    existing = YearEndForecast.objects.filter(kpi=kpi, year=year).first()
    check_still_there(existing, expected_version)
    forecast = claim(existing, expected_version) if existing else YearEndForecast(kpi=kpi, year=year)
    _set(forecast, changes)
    forecast.made_in = quarter
    forecast.provenance, forecast.source = Provenance.RETURNED, ""
    return trail.save(forecast, by=by, reason=f"Forecast in {quarter}")


@transaction.atomic
def remove_forecast(*, forecast: YearEndForecast, by: User, expected_version: int) -> None:
    """Go back to the plain projection. Raises Refused and Stale."""
    check_forecast(forecast.year)
    trail.delete(claim(forecast, expected_version), by=by, reason="Taken back")


def _set(record: Any, changes: Changes) -> Any:
    for name, value in changes.items():
        setattr(record, name, value)
    return record
