"""Pasting a block into a return: looked through first, stored only when somebody keeps it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from organisation.rights import Permission, require
from performance.paste import wording
from performance.paste.forms import PasteForm
from performance.paste.plan import Plan
from performance.return_forms import RowForm
from performance.return_views import find_for
from performance.returns import ReturnSheet, read_sheet
from performance.workflow import Move

CLOSED = "This return can no longer be changed."
CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.FILE_RETURNS)
def return_paste(request: HttpRequest, quarter: str, directorate: str) -> HttpResponse:
    """A column or a rectangle of figures, pasted as text: what would go where, before anything is stored."""
    sheet = read_sheet(find_for(request, quarter, directorate, Permission.FILE_RETURNS))
    wants_json = request.headers.get("Accept", "") == "application/json"
    if not sheet.allows(Move.SAVE, request.user):
        return JsonResponse({"message": CLOSED}, status=CONFLICT) if wants_json else redirect(sheet.url)
    form = PasteForm(request.POST if request.method == "POST" else None, sheet=sheet)
    if wants_json and form.is_bound:
        return _answer(form)
    if not (form.is_bound and form.is_valid()):
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "performance/return_paste.html", {"sheet": sheet, "form": form}, status=status)
    return render(
        request, "performance/return_paste_preview.html", _preview(sheet, form.cleaned_data["plan"])
    )


def _answer(form: PasteForm) -> JsonResponse:
    """The preview for the page itself: what is put into which field, and what is wrong with it."""
    if not form.is_valid():
        message = " ".join(error for errors in form.errors.values() for error in errors)
        return JsonResponse({"message": message}, status=UNPROCESSABLE)
    plan: Plan = form.cleaned_data["plan"]
    return JsonResponse(
        {
            "sentence": wording.sentence(plan),
            "fields": [
                {
                    "id": cell.name,
                    "text": cell.text,
                    "message": wording.problem(row, cell) if cell.message else "",
                }
                for row in plan.rows
                for cell in row.cells
            ],
        }
    )


def _preview(sheet: ReturnSheet, plan: Plan) -> dict[str, Any]:
    """Each row as it would be saved: what the page sends is what the return itself would send."""
    return {
        "sheet": sheet,
        "plan": plan,
        "sentence": wording.sentence(plan),
        "rows": [(each, RowForm(each.row)) for each in plan.rows],
    }
