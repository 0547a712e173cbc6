"""The pages of a return: what is due, the return itself, the approver's review, and the moves between them."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock, exports, periods
from core.controls import summary_of
from core.parsing import whole
from organisation.models import Directorate, Quarter
from organisation.rights import Permission, require
from performance import actions, export_tables, return_history, return_notices, return_wording
from performance.actions import Incomplete
from performance.follow_up.waiting import build_waiting
from performance.models import Return
from performance.return_answers import row_answer
from performance.return_drafts import Draft, asking_forms, read_again, save_draft, stored_forms
from performance.return_forms import RowForm, SendBackForm, SignOffForm
from performance.return_lists import build_returns_page
from performance.return_review import build_review
from performance.return_versions import apply_choices, versions_of
from performance.returns import ReturnSheet, find_return, read_sheet, with_row_read_again
from performance.workflow import Move, Refused

CONFLICT, UNPROCESSABLE = 409, 422


# Pages ----------------------------------------------------------------------------------------------------------------


@require_GET
@require(Permission.VIEW_RETURNS)
def return_list(request: HttpRequest) -> HttpResponse:
    """What is due from the person, by when, and how far it is; then what waits for sign-off, and what was."""
    page = build_returns_page(request.user, clock.today(), all_earlier=request.GET.get("earlier") == "all")
    if wanted := exports.asked(request):
        return exports.answer(request, export_tables.returns(page), wanted)
    waiting = build_waiting(request.user, clock.today())
    return render(request, "performance/return_list.html", {"page": page, "waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.VIEW_RETURNS)
def return_detail(request: HttpRequest, quarter: str, directorate: str) -> HttpResponse:
    """The return: to be typed into by those who file it, to be read by others. A POST saves the draft."""
    if request.method == "POST":
        filing = find_for(request, quarter, directorate, Permission.FILE_RETURNS)
        return _file(request, filing, is_final=False)
    filing = find_for(request, quarter, directorate)
    sheet = read_sheet(filing)
    if sheet.allows(Move.SAVE, request.user):
        return _show_grid(request, sheet, stored_forms(sheet))
    return render(request, "performance/return_detail.html", _reading(request, sheet))


@require_GET
@require(Permission.VIEW_RETURNS)
def return_review(request: HttpRequest, quarter: str, directorate: str) -> HttpResponse:
    """The return as it will be printed. `?row=20` opens the form that sends that row back."""
    sheet = read_sheet(find_for(request, quarter, directorate))
    number = request.GET.get("row", "")
    return _show_review(request, sheet, open_row=number, form=SendBackForm(initial=_sent_back(sheet, number)))


# Typing ---------------------------------------------------------------------------------------------------------------


@require_POST
@require(Permission.FILE_RETURNS)
def return_row(request: HttpRequest, quarter: str, directorate: str) -> JsonResponse:
    """Save one row while the person types on: what was saved, what the rule says, what is wrong."""
    filing = find_for(request, quarter, directorate, Permission.FILE_RETURNS)
    number = whole(request.POST.get("row", ""))
    sheet = read_sheet(filing, number=-1 if number is None else number)
    if not sheet.due_rows:
        raise Http404("There is no such row in this return.")
    draft, number = save_draft(sheet, request.POST, request.user), sheet.rows[0].number
    answer = row_answer(draft, with_row_read_again(sheet, number), number)
    return JsonResponse(answer.body, status=answer.status)


@require_POST
@require(Permission.FILE_RETURNS)
def return_submit(request: HttpRequest, quarter: str, directorate: str) -> HttpResponse:
    """Save what was typed, and hand the return to the approver if nothing is missing."""
    filing = find_for(request, quarter, directorate, Permission.FILE_RETURNS)
    return _file(request, filing, is_final=True)


def _file(request: HttpRequest, filing: Return, *, is_final: bool) -> HttpResponse:
    """Store what can be stored; show what cannot, as it was typed; then submit, or go back to the return."""
    sheet = read_sheet(filing)
    data, undecided = apply_choices(sheet, request.POST)
    draft = save_draft(sheet, data, request.user, leave=[form.row.number for form in undecided])
    if draft.kept:
        return _give_back(request, sheet, draft)
    if draft.stale or undecided:
        return _show_versions(request, read_again(sheet), draft, undecided)
    if draft.wrong:
        after = read_again(sheet)
        return _show_grid(request, after, draft.forms(after), intro=return_wording.not_saved(draft))
    if is_final:
        return _submit(request, sheet)
    messages.success(request, return_wording.draft_saved(draft))
    return redirect(filing)


def _submit(request: HttpRequest, sheet: ReturnSheet) -> HttpResponse:
    filing = sheet.filing
    try:
        is_new = actions.submit(filing=filing, by=request.user)
    except Incomplete as incomplete:
        forms = asking_forms(incomplete.sheet)
        return _show_grid(request, incomplete.sheet, forms, intro=return_wording.incomplete(incomplete.rows))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(filing)
    filing = find_return(filing.directorate, filing.quarter)
    link = request.build_absolute_uri(return_wording.address("return_review", filing))
    told = return_notices.tell_submitted(filing, link) if is_new else []
    messages.success(request, return_wording.submitted(filing, told))
    return redirect(filing)


# Moves ----------------------------------------------------------------------------------------------------------------


@require_POST
@require(Permission.FILE_RETURNS)
def return_take_back(request: HttpRequest, quarter: str, directorate: str) -> HttpResponse:
    """Take a submitted return back to change it."""
    filing = find_for(request, quarter, directorate, Permission.FILE_RETURNS)
    try:
        actions.take_back(filing=filing, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Taken back. Change what you want to change, then submit it again.")
    return redirect(filing)


@require_POST
@require(Permission.SIGN_OFF_RETURNS)
def return_send_back(request: HttpRequest, quarter: str, directorate: str) -> HttpResponse:
    """Send one row back to the contributor with the approver's words."""
    sheet = read_sheet(find_for(request, quarter, directorate, Permission.SIGN_OFF_RETURNS))
    row = sheet.row(request.POST.get("row", ""))
    if row is None:
        raise Http404("There is no such row in this return.")
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _show_review(request, sheet, open_row=str(row.number), form=form, status=UNPROCESSABLE)
    comment, filer = form.cleaned_data["comment"], sheet.filing.submitted_by
    try:
        is_new = actions.send_back_row(filing=sheet.filing, kpi=row.kpi, comment=comment, by=request.user)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _show_review(request, sheet, open_row=str(row.number), form=form, status=CONFLICT)
    link = request.build_absolute_uri(f"{sheet.url}#{row.anchor}")
    people = [filer] if filer and is_new else []
    told = return_notices.tell_sent_back(sheet.filing, row.kpi, comment, people, link)
    messages.success(request, return_wording.sent_back(row.kpi, told))
    return redirect("performance:return_review", quarter, directorate)


@require_POST
@require(Permission.SIGN_OFF_RETURNS)
def return_sign_off(request: HttpRequest, quarter: str, directorate: str) -> HttpResponse:
    """Sign the return off as it was read."""
    sheet = read_sheet(find_for(request, quarter, directorate, Permission.SIGN_OFF_RETURNS))
    form = SignOffForm(request.POST, directorate=sheet.directorate.name)
    if not form.is_valid():
        return _show_review(request, sheet, sign_off=form, status=UNPROCESSABLE)
    try:
        version = form.cleaned_data["version"]
        is_new = actions.sign_off(filing=sheet.filing, by=request.user, expected_version=version)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _show_review(request, sheet, sign_off=form, status=CONFLICT)
    filing = find_return(sheet.directorate, sheet.quarter)
    people = [filing.submitted_by] if is_new and filing.submitted_by not in (None, request.user) else []
    told = return_notices.tell_signed_off(filing, people, request.build_absolute_uri(sheet.url))
    messages.success(request, return_wording.signed_off(sheet, told))
    return redirect("performance:return_review", quarter, directorate)


# Finding --------------------------------------------------------------------------------------------------------------


def find_for(
    request: HttpRequest,
    quarter: str,
    directorate: str,
    permission: Permission = Permission.VIEW_RETURNS,
) -> Return:
    """The return, if the person may read it; another directorate's is not found. Raises PermissionDenied."""
    user = request.user
    found = Directorate.objects.filter(slug=directorate).first()
    if found is None or not user.may(Permission.VIEW_RETURNS, found):
        raise Http404("There is no such return.")
    if not user.may(permission, found):
        raise PermissionDenied(f"Your account may not {permission.label}.")
    return find_return(found, _quarter(quarter))


def _quarter(slug: str) -> Quarter:
    try:
        period = periods.Quarter.from_slug(slug)
    except ValueError as error:
        raise Http404(str(error)) from error
    begun = Quarter.objects.begun_by(clock.today()).select_related("year")
    quarter = begun.filter(starts_on=period.starts_on).first()
    if quarter is None:
        raise Http404("There is no such quarter here.")
    return quarter


# Showing --------------------------------------------------------------------------------------------------------------


def _show_grid(
    request: HttpRequest, sheet: ReturnSheet, forms: Mapping[int, RowForm], *, intro: str = ""
) -> HttpResponse:
    """The return to type into; with errors it says so at the top and in its status."""
    entries = [entry for form in forms.values() for entry in form.summary()]
    wrong = [number for number, form in forms.items() if form.errors and not form.asked]
    context = {
        "sheet": sheet,
        "due_words": return_wording.due_words(sheet),
        "progress": return_wording.progress_of(sheet, wrong),
        "teams": [(team, [forms[row.number] for row in team.rows]) for team in sheet.teams],
        "entries": entries,
        "intro": intro,
        "changes": return_history.changes_of(sheet.filing),
    }
    status = UNPROCESSABLE if entries else 200
    return render(request, "performance/return_form.html", context, status=status)


def _reading(request: HttpRequest, sheet: ReturnSheet) -> dict[str, Any]:
    """What the pages that only show a return have in common."""
    user = request.user
    return {
        "sheet": sheet,
        "review": build_review(sheet),
        "may_take_back": sheet.allows(Move.TAKE_BACK, user),
        "may_send_back": sheet.allows(Move.SEND_BACK, user),
        "may_sign_off": sheet.allows(Move.SIGN_OFF, user),
        "outlook": return_wording.outlook(sheet),
        "changes": return_history.changes_of(sheet.filing),
    }


def _show_review(
    request: HttpRequest,
    sheet: ReturnSheet,
    *,
    open_row: str = "",
    form: SendBackForm | None = None,
    sign_off: SignOffForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _reading(request, sheet) | {
        "open_row": open_row,
        "form": sign_off or form,
        "send_back_form": form,
        "sign_off_form": sign_off
        or SignOffForm(directorate=sheet.directorate.name, initial={"version": sheet.filing.version}),
    }
    return render(request, "performance/return_review.html", context, status=status)


def _sent_back(sheet: ReturnSheet, number: str) -> dict[str, str]:
    """The words with which a waiting row was sent back, to be changed."""
    row = sheet.row(number)
    return {"comment": row.value.sent_back_comment} if row and row.is_waiting and row.value else {}


def _show_versions(
    request: HttpRequest, sheet: ReturnSheet, draft: Draft, undecided: list[RowForm]
) -> HttpResponse:
    """Two versions of the rows that somebody else saved meanwhile; nothing of them was written."""
    complain = {form.row.number for form in undecided}
    numbers = [row.number for row in sheet.rows if row.number in {*draft.stale, *complain}]
    versions = [
        versions_of(RowForm(sheet.row(number), draft.data), complain=number in complain) for number in numbers
    ]
    context = {
        "sheet": sheet,
        "versions": versions,
        "carried": [form for number in draft.wrong if (form := draft.form(sheet, number))],
        "saved": len(draft.saved),
        "entries": summary_of([choice.entry for each in versions for choice in each.choices if choice.error]),
        "now": clock.now(),
    }
    return render(request, "performance/conflict.html", context, status=CONFLICT)


def _give_back(request: HttpRequest, sheet: ReturnSheet, draft: Draft) -> HttpResponse:
    """What cannot be stored any more is given back to be copied."""
    context = {"sheet": sheet, "draft": draft, "advice": return_wording.advice(sheet.filing)}
    return render(request, "performance/return_kept.html", context, status=CONFLICT)
