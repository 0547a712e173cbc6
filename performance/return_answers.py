"""What the autosave of a row answers: what is saved now, what the rule says of it, and what is wrong."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from performance.return_drafts import Draft
from performance.return_forms import RowForm, seen_of
from performance.returns import ReturnSheet

SAVED, WRONG, CONFLICT, REFUSED = "saved", "wrong", "conflict", "refused"

SLOTS = {
    "calculated": "performance/_return_calculated.html",
    "sum": "performance/_return_sum.html",
    "mark": "performance/_return_mark.html",
}
"""The parts of a row that the page puts in anew, by their templates."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]


def row_answer(draft: Draft, sheet: ReturnSheet, number: int) -> Answer:
    """The answer for the row of that number; `sheet` is read after the save."""
    if draft.refusal:
        return Answer(
            409, {"state": REFUSED, "message": f"{draft.refusal} Your typing is kept on this page."}
        )
    if number in draft.stale:
        message = "Someone saved this KPI while you were typing. Nothing is overwritten."
        return Answer(409, {"state": CONFLICT, "message": message})
    row = sheet.row(number)
    form = draft.form(sheet, number) or RowForm(sheet.rows[0])
    errors = form.errors
    body = {
        "state": WRONG if errors else SAVED,
        "seen": seen_of(row) if row and not errors else form.seen,
        "texts": _texts_to_show(form),
        "errors": {form.name(key): message for key, message in errors.items()},
        "mark": form.mark.kind,
        "proposed": form.rating.rag.value if form.row.has_target else "",
        "has_frame": form.has_frame,
        "slots": {slot: render_to_string(template, {"form": form}) for slot, template in SLOTS.items()},
    }
    return Answer(422 if errors else 200, body)


def _texts_to_show(form: RowForm) -> dict[str, str]:
    """What is stored, by field. Beside a wrong field everything stays as typed: “30” and “9” are no date without a
    year, and nothing is stored that could stand in their place."""
    stays = form.texts if form.errors else {}
    return {form.name(key): text for key, text in form.stored.items() if stays.get(key, text) == text}
