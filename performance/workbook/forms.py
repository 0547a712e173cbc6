"""Choosing the file to send."""

from core.forms import PortalForm
from core.uploads import SpreadsheetField


class WorkbookForm(PortalForm):
    """The filled-in workbook of a return."""

    submit = "Check the workbook"

    file = SpreadsheetField(
        label="The filled-in workbook",
        help_text="The .xlsx file that you downloaded here and saved. Nothing is stored before you have seen it.",
        accept=".xlsx",
    )
