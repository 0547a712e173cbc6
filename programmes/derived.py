"""What programmes and the risk register propose for KPIs: projects on target, risks added and removed."""

from core.dates import in_words
from core.derivation import Derived, Source, derived, register
from core.periods import FinancialYear, Period
from core.periods import Quarter as QuarterPeriod
from organisation.models import Quarter
from programmes.portfolio import projects_on_target
from programmes.register import risks_added, risks_removed


def register_sources() -> None:
    register(Source("projects-on-target", "the delivery plan", _projects_on_target))
    register(Source("risks-added", "the risk register", _risks_added))
    register(Source("risks-removed", "the risk register", _risks_removed))


def _projects_on_target(period: Period) -> Derived | None:
    """Projects rated green in a quarter, of those rated. Months are not rated, and no rating is no nought."""
    quarter = _quarter(period)
    if quarter is None:
        return None
    green, rated = projects_on_target(quarter)
    if not rated:
        return None
    return derived(green, rated, f"{green} of {rated} rated projects were green in {quarter.label}.")


def _risks_added(period: Period) -> Derived | None:
    if isinstance(period, FinancialYear):
        return None
    added = risks_added(period)
    return derived(added, None, f"{_counted(added)} added to it {_between(period)}.")


def _risks_removed(period: Period) -> Derived | None:
    if isinstance(period, FinancialYear):
        return None
    removed = risks_removed(period)
    return derived(removed, None, f"{_counted(removed)} removed from it {_between(period)}.")


def _quarter(period: Period) -> Quarter | None:
    if not isinstance(period, QuarterPeriod):
        return None
    return Quarter.objects.filter(starts_on=period.starts_on).select_related("year").first()


def _counted(risks: int) -> str:
    return "1 risk was" if risks == 1 else f"{risks} risks were"


def _between(period: Period) -> str:
    return f"between {in_words(period.starts_on)} and {in_words(period.ends_on)}"
