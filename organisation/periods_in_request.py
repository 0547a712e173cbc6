"""Which quarter or year a page is about: `?quarter=2013-14-Q4`, `?year=2013-14`, else the latest reported one."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest

from core import clock, periods
from organisation.models import FinancialYear, Quarter, QuarterState, User

NO_SUCH_QUARTER = "There is no such quarter here. Quarters are written like 2013-14-Q4."


class OpenForCorrections(Http404):
    """A quarter that was locked, and is not shown to this person while it is corrected. By its slug, `reopened`, the
    page that says so finds what was reported of it."""

    def __init__(self, period: periods.Quarter) -> None:
        self.reopened = period.slug
        super().__init__(f"{period.label} is open for corrections. It is shown here again once it is locked.")


def chosen_quarter(request: HttpRequest, among: Sequence[Quarter] | None = None) -> Quarter | None:
    """The quarter asked for, or the latest reported one the person may see; None when there is none yet.

    `among` are all that the person may see, newest first, where the page has read them already: no query then.
    Raises Http404 with a sentence for a quarter that is no quarter, or that the person may not see.
    """
    if among is not None:
        return _chosen_among(among, request.GET.get("quarter", "").strip())
    visible = Quarter.objects.visible_to(request.user).select_related("year")  # type: ignore[arg-type]
    asked = request.GET.get("quarter", "").strip()
    if not asked:
        return visible.latest_reported() or visible.closed().order_by("-starts_on").first()
    quarter = visible.written(asked).first()
    if quarter is None:
        raise _not_shown(asked)
    return quarter


def _not_shown(asked: str) -> Http404:
    """A quarter that is there, and not locked, is not shown to this person yet, or not now; another is none."""
    found = Quarter.objects.begun_by(clock.today()).written(asked).first()
    if found is None:
        return Http404(NO_SUCH_QUARTER)
    if found.is_open and found.reopen_note:
        return OpenForCorrections(found.period)
    return Http404(f"{found.label} is not locked yet. It is shown here once it is.")


def _chosen_among(quarters: Sequence[Quarter], asked: str) -> Quarter | None:
    if asked:
        found = [quarter for quarter in quarters if quarter.slug == asked]
        if not found:
            raise _not_shown(asked)
        return found[0]
    reported = [quarter for quarter in quarters if quarter.state == QuarterState.REPORTED]
    closed = [quarter for quarter in quarters if quarter.is_closed]
    return next(iter([*reported, *closed]), None)


def visible_quarter(user: User, slug: str) -> Quarter:
    """The quarter of an address. Raises Http404 for one that is none, or that the person may not see."""
    found = Quarter.objects.visible_to(user).select_related("year").written(slug).first()
    if found is None:
        raise Http404(NO_SUCH_QUARTER)
    return found


def chosen_year(request: HttpRequest) -> FinancialYear | None:
    """The financial year asked for, or that of the latest reported quarter; None when there is none yet.

    Raises Http404 with a sentence for a year that is no year or not in the portal.
    """
    asked = request.GET.get("year", "").strip()
    if not asked:
        latest = Quarter.objects.select_related("year").visible_to(request.user).latest_reported()  # type: ignore[arg-type]
        return latest.year if latest else FinancialYear.objects.filter(start__lte=clock.today().year).last()
    try:
        year = FinancialYear.objects.filter(start=periods.FinancialYear.from_slug(asked).start).first()
    except ValueError:
        year = None
    if year is None:
        raise Http404("There is no such year here. Years are written like 2013-14.")
    return year
