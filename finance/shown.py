"""How far into a year a person may see figures: plans always, actuals to a day, the forecast and trail as staff."""

from datetime import date

from core.periods import FinancialYear
from organisation.models import Quarter, User
from organisation.rights import Permission


def is_staff(user: User) -> bool:
    """Whether the person may read what tells of months that are not locked: the forecast and the trail."""
    return user.may(Permission.VIEW_OPEN_QUARTERS)


def shown_up_to(user: User, year: FinancialYear, *, today: date) -> date | None:
    """The last day of which the year's figures are shown to this person; None where plans alone are.

    Staff see months as they end; others what belongs to a quarter that is locked.
    """
    if is_staff(user):
        return min(today, year.ends_on) if year.starts_on <= today else None
    locked = Quarter.objects.visible_to(user).filter(year__start=year.start).order_by("-starts_on").first()
    return locked.ends_on if locked else None
