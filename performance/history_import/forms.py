"""Choosing the file, and whose figures it holds."""

from typing import Any

from django import forms

from core.forms import PortalForm
from core.uploads import SpreadsheetField
from performance.models import KPI


class HistoryForm(PortalForm):
    """A file of earlier figures."""

    submit = "Check the file"

    file = SpreadsheetField(
        label="The file",
        help_text="A CSV or an Excel workbook (.xlsx). Nothing is stored before you have seen it.",
        accept=".csv,.xlsx",
    )
    kpi = forms.ModelChoiceField(
        label="The KPI",
        queryset=KPI.objects.none(),
        required=False,
        to_field_name="slug",
        help_text="Only where the file has no column “KPI”.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kpi"].queryset = KPI.objects.all()
        self.fields["kpi"].empty_label = "The file names it"
        self.fields["kpi"].label_from_instance = lambda kpi: f"{kpi.number}. {kpi.short_name}"
