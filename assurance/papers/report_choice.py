"""The list of reports by audience and quarter, and the asking for one: what there is to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assurance.models import ReportAudience, ReportQuerySet, Snapshot
from core import periods
from core.filters import RowFilter
from organisation.models import Quarter


class ReportFilter(RowFilter):
    """Those audiences and quarters of which there is a report that the person may see."""

    def __init__(self, *args: Any, reports: ReportQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = reports.order_by().values_list("audience_id", "snapshot__quarter__starts_on").distinct()
        pairs = list(of)
        audiences = ReportAudience.objects.filter(pk__in={audience for audience, _ in pairs})
        self.add("audience", "For", [(each.slug, each.name) for each in audiences])
        days = sorted({day for _, day in pairs}, reverse=True)
        quarters = [periods.Quarter.containing(day) for day in days]
        self.add("quarter", "Quarter", [(each.slug, each.label) for each in quarters])

    def apply(self, reports: ReportQuerySet) -> ReportQuerySet:
        chosen = self.chosen()
        if "audience" in chosen:
            reports = reports.filter(audience__slug=chosen["audience"])
        if "quarter" in chosen:
            starts_on = periods.Quarter.from_slug(chosen["quarter"]).starts_on
            reports = reports.filter(snapshot__quarter__starts_on=starts_on)
        return reports


@dataclass(frozen=True)
class Choice:
    """What a report can be asked for: the audiences in use, and the quarters that are locked or open, newest first."""

    audiences: tuple[ReportAudience, ...]
    quarters: tuple[Quarter, ...]

    @property
    def first_locked(self) -> Quarter | None:
        """The newest locked quarter, which is what most reports are asked of."""
        return next((each for each in self.quarters if not each.is_open), None)

    @property
    def between(self) -> tuple[ReportAudience, ...]:
        """Those whose report can be made of an open quarter, too."""
        return tuple(each for each in self.audiences if each.reads_between_quarters)


def choice_of_reports() -> Choice:
    """Three queries. An open quarter is offered only where somebody reads between quarters."""
    audiences = tuple(ReportAudience.objects.in_use())
    may_be_open = any(each.reads_between_quarters for each in audiences)
    locked = set(Snapshot.objects.of_locked_quarters().values_list("quarter_id", flat=True))
    quarters = Quarter.objects.select_related("year").order_by("-starts_on")
    return Choice(audiences, tuple(_that_can_be_reported(quarters, locked, may_be_open=may_be_open)))


def _that_can_be_reported(
    quarters: Iterable[Quarter], locked: set[int], *, may_be_open: bool
) -> Iterable[Quarter]:
    return (each for each in quarters if each.pk in locked or (may_be_open and each.is_open))
