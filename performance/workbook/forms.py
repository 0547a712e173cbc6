"""Choosing the file to send."""

from django import forms

from core.forms import PortalForm


class WorkbookForm(PortalForm):
    """The filled-in workbook of a return."""

    submit = "Check the workbook"

    file = forms.FileField(
        label="The filled-in workbook",
        help_text="The .xlsx file that you downloaded here and saved. Nothing is stored before you have seen it.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
