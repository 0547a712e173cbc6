"""Where a figure of a report that is read on the screen leads to: the history of that figure."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.urls import reverse

from assurance.sentences import FIGURE, Part
from core import periods
from performance.pages import PeriodFigure


@dataclass(frozen=True)
class Histories:
    """The histories of one report's figures, for a reader who has an account."""

    report_id: UUID

    def url_of(self, kpi: str, figure: PeriodFigure) -> str:
        """The address; empty where nothing was recorded."""
        if not figure.is_recorded:
            return ""
        quarter = periods.Quarter.containing(figure.starts_on)
        return reverse("assurance:report_figure", args=[self.report_id, kpi, quarter.slug])

    def led(self, part: Part) -> str:
        """The address that a part of a sentence leads to; empty of most."""
        if part.kind == FIGURE:
            kpi, _, quarter = part.key.rpartition("_")
            return reverse("assurance:report_figure", args=[self.report_id, kpi, quarter])
        return f"{self.records}{part.kind}/{part.key}/" if part.kind else ""

    @cached_property
    def records(self) -> str:
        """What the addresses of all records of the report begin with: a report has hundreds of them."""
        return reverse("assurance:report_record", args=[self.report_id, "kind", "key"]).removesuffix(
            "kind/key/"
        )
