"""Where a figure of a report that is read on the screen leads to: the history of that figure."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.urls import reverse

from core import periods
from performance.pages import FigureState, PeriodFigure

WITHOUT_HISTORY = (FigureState.MISSING, FigureState.NOT_DUE)


@dataclass(frozen=True)
class Histories:
    """The histories of one report's figures, for a reader who has an account."""

    report_id: UUID

    def url_of(self, kpi: str, figure: PeriodFigure) -> str:
        """The address; empty where nothing was recorded."""
        if figure.state in WITHOUT_HISTORY:
            return ""
        quarter = periods.Quarter.containing(figure.starts_on)
        return reverse("assurance:report_figure", args=[self.report_id, kpi, quarter.slug])

    @cached_property
    def records(self) -> str:
        """What the addresses of all records of the report begin with: a report has hundreds of them."""
        return reverse("assurance:report_record", args=[self.report_id, "kind", "key"]).removesuffix(
            "kind/key/"
        )
