"""The form that a block is pasted into where there is no script, and that a script sends as well."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import PortalForm
from performance.paste.block import LONGEST, TooLarge, read_block
from performance.paste.plan import plan_paste
from performance.returns import ReturnSheet

TOO_LARGE = "This is larger than any return. Copy only the cells with the figures."
NO_FIGURES = "There is no figure in what was pasted. Copy the cells with the figures, then paste them here."


class PasteForm(PortalForm):
    """The text of the block, and where its first figure goes."""

    submit = "Look at it first"

    block = forms.CharField(
        label="Cells copied from a spreadsheet",
        help_text="One line for each KPI, months side by side. Headings may stay: they are skipped.",
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": NO_FIGURES},
    )
    start = forms.TypedChoiceField(
        label="The first line is for",
        help_text="The lines below it go down the KPIs that are due. Lines that name their KPI find it themselves.",
        coerce=int,
    )
    key = forms.RegexField(r"[1-3][ab]d?", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: ReturnSheet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sheet = sheet
        self.fields["start"].choices = [(row.number, row.kpi.name) for row in sheet.due_rows]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.errors:
            return answers
        try:
            block = read_block(answers["block"])
        except TooLarge as error:
            raise ValidationError({"block": TOO_LARGE}) from error
        plan = plan_paste(self.sheet, block, answers["start"], answers["key"] or "1a")
        if not (plan.cells or plan.left or plan.beyond or plan.not_placed):
            raise ValidationError({"block": NO_FIGURES})
        return {**answers, "plan": plan}
