"""Which quarters the page of one KPI can stand at, beside those that the person sees on every page."""

from django.http import HttpRequest

from core import clock, periods
from organisation.models import Quarter, User
from organisation.periods_in_request import chosen_quarter
from organisation.rights import Permission
from performance.models import KPI, KPIValue


def own_quarters(kpi: KPI, user: User) -> list[periods.Quarter]:
    """Quarters that are a KPI's own: those of its visible figures, where a national body publishes them; its first one.

    What a national body publishes can be seen before the quarter is locked, so its page stands there, too.
    """
    own = {first_in_use(kpi)} if may_stand_at_first(kpi, user) else set()
    if kpi.published_by:
        starts = KPIValue.objects.visible_to(user).quarterly().filter(kpi=kpi)
        own |= {periods.Quarter.containing(day) for day in starts.values_list("starts_on", flat=True)}
    return sorted(own)


def first_in_use(kpi: KPI) -> periods.Quarter:
    return periods.Quarter.containing(kpi.active_from)


def may_stand_at_first(kpi: KPI, user: User) -> bool:
    """Others than staff do not see an ended quarter before it is locked: “not returned” could be untrue of it."""
    return user.may(Permission.VIEW_OPEN_QUARTERS) or first_in_use(kpi).ends_on >= clock.today()


def asked_quarter(
    request: HttpRequest, own: list[periods.Quarter], visible: list[Quarter]
) -> periods.Quarter | None:
    """The quarter asked for, be it one of the KPI's own; else the one that every page starts from (no query)."""
    asked = request.GET.get("quarter", "").strip()
    for quarter in own:
        if quarter.slug == asked:
            return quarter
    chosen = chosen_quarter(request, among=visible)
    return chosen.period if chosen else None


def offered_quarters(
    visible: list[Quarter], own: list[periods.Quarter], current: periods.Quarter
) -> list[periods.Quarter]:
    """What the picker of a KPI offers, newest first: it always holds the quarter that the page stands at."""
    return sorted({*(quarter.period for quarter in visible), *own, current}, reverse=True)


def board_query(visible: list[Quarter], current: periods.Quarter) -> str:
    """The way back to the scorecard at the same quarter, where the person sees that quarter's scorecard."""
    return f"quarter={current.slug}&" if any(each.slug == current.slug for each in visible) else ""
