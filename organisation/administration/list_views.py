"""Pages of the lists: directorates, teams, partners and the rest, all kept the same way."""

from functools import partial
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core import exports
from core.editing import FormPage, RemoveForm, confirm, create, edit, submitted
from core.refusals import why_not
from organisation.administration import list_actions, rules
from organisation.administration.doors import form_page, page
from organisation.administration.list_forms import RestoreForm, RetireForm
from organisation.administration.list_page import build_record_page, rows_of, table
from organisation.administration.lists import KINDS, next_place, records_of
from organisation.models import User

FORM = "organisation/administration/form.html"


@page
def record_list(request: HttpRequest, kind: str) -> HttpResponse:
    the_list = KINDS[kind]
    rows = rows_of(the_list)
    if wanted := exports.asked(request):
        return exports.answer(request, table(the_list, rows), wanted)
    context = {
        "kind": the_list,
        "rows": rows,
        "why_none_added": why_not(list_actions.check_may_be_added, the_list),
    }
    return render(request, "organisation/administration/record_list.html", context)


@page
def record_detail(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    the_list, record = KINDS[kind], _record(kind, pk)
    context = {
        "kind": the_list,
        "record": record,
        "page": build_record_page(the_list, record),
        "of_parts": KINDS[the_list.parts[0]] if the_list.parts else None,
    }
    return render(request, "organisation/administration/record_detail.html", context)


@form_page
def record_create(request: HttpRequest, kind: str) -> HttpResponse:
    """A new record. What the address says of a field (`?framework=3`) is chosen beforehand."""
    the_list = KINDS[kind]
    form = the_list.form(submitted(request), initial=next_place(the_list) | request.GET.dict())
    back = reverse("administration:record_list", args=[kind])
    form_page_of = FormPage(
        title=f"Add a {the_list.one}" if the_list.one[0] not in "aeiou" else f"Add an {the_list.one}",
        lede=the_list.purpose,
        back=back,
        back_text=f"Back to {the_list.many}",
        saved="{record} added.",
        done=back,
        template=FORM,
        context={"refusal": why_not(list_actions.check_may_be_added, the_list)},
    )
    save = partial(list_actions.add_record, kind=the_list, by=_by(request))
    return create(request, page=form_page_of, form=form, save=save)


@form_page
def record_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    record = _record(kind, pk)
    form = KINDS[kind].form(submitted(request), instance=record, record=record, version=record.version)
    save = partial(list_actions.change_record, record=record, by=_by(request))
    return edit(request, page=_of(kind, record, "Change", "Saved."), form=form, save=save)


@form_page
def record_retire(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    record = _kept(kind, pk)
    refusal = why_not(list_actions.check_retires, record)
    form = RetireForm(submitted(request), record=record, version=record.version)
    save = partial(list_actions.retire_record, record=record, by=_by(request))
    form_page_of = _of(kind, record, "Retire", "Retired. It is offered for nothing new.", refusal=refusal)
    return edit(request, page=form_page_of, form=form, save=save)


@form_page
def record_restore(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    record = _kept(kind, pk)
    refusal = why_not(lambda: rules.check_restores(is_retired=record.is_retired))
    form = RestoreForm(submitted(request), record=record, version=record.version)
    save = partial(list_actions.restore_record, record=record, by=_by(request))
    form_page_of = _of(kind, record, "Use again", "In use again.", refusal=refusal)
    return edit(request, page=form_page_of, form=form, save=save)


@form_page
def record_remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take away what was entered by mistake, if nothing ever pointed to it."""
    record = _record(kind, pk)
    if not KINDS[kind].is_removable:
        raise Http404
    form_page_of = _of(
        kind,
        record,
        "Remove",
        "Removed.",
        template="organisation/administration/confirm.html",
        done=reverse("administration:record_list", args=[kind]),
        kind=KINDS[kind],
    )
    form = RemoveForm(submitted(request), record=record, version=record.version)
    return confirm(
        request, page=form_page_of, form=form, remove=partial(list_actions.remove_record, record=record)
    )


def _record(kind: str, pk: int) -> Any:
    return get_object_or_404(records_of(KINDS[kind]), pk=pk)


def _kept(kind: str, pk: int) -> Any:
    """A record of a list whose records can be retired."""
    if not KINDS[kind].retires:
        raise Http404
    return _record(kind, pk)


def _by(request: HttpRequest) -> User:
    return cast(User, request.user)


def _of(
    kind: str, record: Any, verb: str, saved: str, /, *, template: str = FORM, done: str = "", **context: Any
) -> FormPage:
    """A form that belongs to a record's page and leads back to it."""
    address = reverse("administration:record_detail", args=[kind, record.pk])
    return FormPage(
        title=f"{verb} the {KINDS[kind].one}" if verb != "Use again" else f"Use the {KINDS[kind].one} again",
        lede=str(record),
        saved=saved,
        back=address,
        back_text=f"Back to the {KINDS[kind].one}",
        done=done or address,
        template=template,
        context=context,
    )
