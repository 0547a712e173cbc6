"""Writing the texts of a quarter's reports, with the figures beside them, and the governing body's cover sheet."""

from functools import partial
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assurance.models import CoverAnswer, CoverSheet
from assurance.papers.cover_actions import row_of, save_sheet, sheet_of
from assurance.papers.figures import figures_for, figures_of
from assurance.papers.forms import CoverSheetForm, TextForm, typed_from
from assurance.papers.quarters import figures_pack, quarter_or_404
from assurance.papers.slots import Slot, slots_of, writable_by
from assurance.papers.suggested import outdated
from assurance.papers.text_actions import check_writable, write_text
from core import clock, periods
from core.changes import Change, changes_in
from core.editing import FormPage, edit, submitted
from core.refusals import why_not
from organisation.models import Quarter, User
from organisation.rights import Permission, require

form_methods = require_http_methods(["GET", "HEAD", "POST"])
TEXT_FIELDS = ("text", "part", "is_draft")


@require_safe
@require(Permission.WRITE_TEXTS)
def text_list(request: HttpRequest, quarter: str) -> HttpResponse:
    """The texts that the person may write for a quarter, which of them are written, and by whom last."""
    found = quarter_or_404(quarter)
    user = cast(User, request.user)
    context = {
        "quarter": found,
        "quarters": list(Quarter.objects.visible_to(user).select_related("year").order_by("-starts_on")),
        "slots": writable_by(user, slots_of(found)),
        "refusal": why_not(check_writable, found),
        "sheet": row_of(found),
        "sheet_of_year": row_of(found, spans_year=True) if found.number == periods.QUARTERS_A_YEAR else None,
    }
    return render(request, "assurance/text_list.html", context)


@form_methods
@require(Permission.WRITE_TEXTS)
def text_edit(request: HttpRequest, quarter: str, slug: str) -> HttpResponse:
    """One text; a locked quarter's is shown, and not changed."""
    found = quarter_or_404(quarter)
    slot = _slot(request, found, slug)
    values = {name: getattr(slot.text, name) for name in TEXT_FIELDS} if slot.text else {}
    version = slot.text.version if slot.text else 0
    form = TextForm(submitted(request), initial=values, record=slot.text, version=version)
    page = FormPage(
        title=f"{slot.name}, {found}",
        lede=slot.hint,
        back=reverse("assurance:text_list", args=[found.slug]),
        back_text=f"Texts of {found}",
        saved="Text saved.",
        done=reverse("assurance:text_list", args=[found.slug]),
        template="assurance/text_edit.html",
        context={
            "slot": slot,
            "refusal": why_not(check_writable, found),
            "figures": figures_for(slot, figures_pack(found, today=clock.today())),
            "quarter": found,
            "changes": changes_in([slot.text.history.all()]) if slot.text else (),
        },
    )
    save = partial(write_text, quarter=found, slot=slot, by=cast(User, request.user))
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.RUN_ROUND)
def cover_sheet_edit(request: HttpRequest, quarter: str) -> HttpResponse:
    """The governing body's cover sheet; until somebody saves it, it says what the records suggest."""
    return _edit_sheet(request, quarter_or_404(quarter), spans_year=False)


@form_methods
@require(Permission.RUN_ROUND)
def cover_sheet_of_year(request: HttpRequest, quarter: str) -> HttpResponse:
    """The same for the annual report, kept with the year's last quarter and frozen with it."""
    found = quarter_or_404(quarter)
    if found.number != periods.QUARTERS_A_YEAR:
        raise Http404("The cover sheet of a year is kept with its fourth quarter.")
    return _edit_sheet(request, found, spans_year=True)


def _edit_sheet(request: HttpRequest, found: Quarter, *, spans_year: bool) -> HttpResponse:
    pack = figures_pack(found, today=clock.today())
    saved, sheet = row_of(found, spans_year=spans_year), sheet_of(found, pack, spans_year=spans_year)
    form = CoverSheetForm(
        submitted(request),
        ends_on=found.ends_on,
        today=clock.today(),
        initial=typed_from(sheet),
        record=saved,
        version=saved.version if saved else 0,
    )
    page = FormPage(
        title=f"Cover sheet, {found.year if spans_year else found}",
        lede="A page of the annual report, frozen with the last quarter of its year."
        if spans_year
        else "A page of the governing body’s report, frozen with the quarter.",
        back=reverse("assurance:text_list", args=[found.slug]),
        back_text=f"Texts of {found}",
        saved="Cover sheet saved.",
        done=reverse("assurance:text_list", args=[found.slug]),
        template="assurance/cover_sheet_edit.html",
        context={
            "refusal": why_not(check_writable, found),
            "sheet": sheet,
            "figures": figures_of(pack),
            "quarter": found,
            "is_suggested": saved is None,
            "outdated": outdated(sheet, pack, spans_year=spans_year) if saved else (),
            "changes": _changes_of(saved) if saved else (),
        },
    )
    save = partial(save_sheet, quarter=found, by=cast(User, request.user), spans_year=spans_year)
    return edit(request, page=page, form=form, save=save)


def _changes_of(sheet: CoverSheet) -> tuple[Change, ...]:
    return changes_in([sheet.history.all(), CoverAnswer.history.filter(sheet_id=sheet.pk)], page_of=sheet)


def _slot(request: HttpRequest, quarter: Quarter, slug: str) -> Slot:
    """Raises Http404 for a text that there is not, or that is another directorate's."""
    slots = writable_by(cast(User, request.user), slots_of(quarter))
    found = next((slot for slot in slots if slot.slug == slug), None)
    if found is None:
        raise Http404("There is no such text here.")
    return found
