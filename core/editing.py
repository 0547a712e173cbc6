"""How a record is changed on a page: a form, the rule that may refuse it, and what two people at once are shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url

from core.changes import Names, differences
from core.controls import Entry
from core.dates import in_words
from core.forms import FigureField, PortalForm
from core.once import Outcome, once, outcome_of
from core.parsing import whole
from core.refusals import Refused
from core.versions import Stale

CHANGED_MEANWHILE = 409
NOT_UNDERSTOOD = 422
THEIRS, YOURS = "theirs", "yours"


def submitted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form; None while it is only being opened."""
    return request.POST if request.method == "POST" else None


# Forms that know which version they show ------------------------------------------------------------------------------


class VersionedForm:
    """A form over a record that others may change at the same time; goes before PortalForm among the bases.

    It carries the version that the person saw. After a conflict it also carries the version `seen` there, and for
    each field that was `asked` about whether to keep theirs or yours.
    """

    fields: dict[str, forms.Field]
    data: Any
    cleaned_data: dict[str, Any]
    asks_every_difference = False

    def __init__(self, *args: Any, record: Any = None, version: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        lost = "This page was not sent whole. Go back, open it again and repeat your change."
        self.fields["version"] = forms.IntegerField(
            initial=version,
            min_value=0,
            widget=forms.HiddenInput,
            error_messages=dict.fromkeys(("required", "invalid", "min_value"), lost),
        )

    def values_of(self, record: Any) -> dict[str, Any]:
        """What the record, or its history row, has for each field of the form."""
        return {name: getattr(record, name) for name in self.own_fields() if hasattr(record, name)}

    def own_fields(self) -> list[str]:
        return [name for name in self.fields if name != "version"]

    def expected_version(self) -> int:
        """The version that the change is made to: the one opened, or the one seen beside it once all is chosen."""
        seen = whole(str(self.data.get("seen", "")))
        if seen is not None and not self.unanswered():
            return seen
        return self.cleaned_data["version"]

    def unanswered(self) -> list[str]:
        """Fields of a conflict for which nothing was chosen."""
        asked = [name for name in self.data.getlist("asked") if name in self.fields]
        return [name for name in asked if self.data.get(f"keep_{name}") not in (THEIRS, YOURS)]

    def changes(self) -> dict[str, Any]:
        """The values to save: those typed, but for a field where theirs was chosen, what stands there now."""
        kept = [name for name in self.own_fields() if self.data.get(f"keep_{name}") == THEIRS]
        theirs = self.values_of(self._as_saved()) if kept and self.record else {}
        return {name: self.cleaned_data[name] for name in self.own_fields()} | {
            name: theirs[name] for name in kept if name in theirs
        }

    def _as_saved(self) -> Any:
        """The record afresh: Django puts what was typed into the one that a model's form was given."""
        return type(self.record)._default_manager.get(pk=self.record.pk)


class RemoveForm(VersionedForm, PortalForm):
    """The question before something is taken away."""

    submit = "Remove it"


# What two people did at once ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One field that two people left different, in words."""

    name: str
    label: str
    before: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Conflict:
    """What two people did to one record at the same time.

    `asked`: both changed it, or it is not known who did. `yours_alone` and `theirs_alone`: only one of them did, and
    both of these are kept.
    """

    saved_by: str
    saved_at: datetime | None
    version: int
    asked: tuple[Difference, ...] = ()
    yours_alone: tuple[Difference, ...] = ()
    theirs_alone: tuple[Difference, ...] = ()
    """Fields of other pages among them."""
    carried: tuple[tuple[str, str], ...] = ()
    """Names and values of hidden inputs that bring back what was typed."""


def compare(form: Any, stale: Stale) -> Conflict:
    """What was saved meanwhile beside what was typed, field by field, in three heaps."""
    theirs, opened = form.values_of(stale.current), stale.record_before()
    before = form.values_of(opened) if opened else {}
    heaps: dict[str, list[Difference]] = {"asked": [], "yours_alone": [], "theirs_alone": []}
    for name in form.own_fields():
        mine = form.cleaned_data.get(name)
        if name not in theirs or plain(mine) == plain(theirs[name]):
            continue
        heap = "asked"
        if name in before and not form.asks_every_difference:
            heap = _heap(plain(before[name]), plain(theirs[name]), plain(mine))
        words = {
            "before": spoken(form.fields[name], before[name]) if name in before else "",
            "theirs": spoken(form.fields[name], theirs[name]),
            "yours": spoken(form.fields[name], mine),
        }
        heaps[heap].append(Difference(name, str(form.fields[name].label), **words))
    last = stale.current.history.select_related("history_user").order_by("-history_id").first()
    heaps["theirs_alone"] += _elsewhere(opened, last, form.own_fields())
    return Conflict(
        saved_by=str(last.history_user or "the portal") if last else "someone else",
        saved_at=last.history_date if last else None,
        version=stale.current.version,
        carried=tuple(_carried(form.data, [row.name for row in heaps["theirs_alone"]])),
        **{heap: tuple(rows) for heap, rows in heaps.items()},
    )


def _elsewhere(opened: Any, last: Any, own_fields: list[str]) -> list[Difference]:
    """What was changed meanwhile in the record's other fields, which are not on this page."""
    if opened is None or last is None:
        return []
    return [
        Difference(field.name, field.label, before=field.before, theirs=field.after, yours="")
        for field in differences(opened, last, Names())
        if field.name not in own_fields
    ]


def _heap(before: Any, theirs: Any, yours: Any) -> str:
    if theirs == before:
        return "yours_alone"
    return "theirs_alone" if yours == before else "asked"


def _carried(data: QueryDict, theirs_alone: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name, values in data.lists():
        if name not in ("csrfmiddlewaretoken", "seen", "asked", "submit") and not name.startswith("keep_"):
            yield from ((name, value) for value in values)
    yield from ((f"keep_{name}", THEIRS) for name in theirs_alone)


def plain(value: Any) -> Any:
    """A value to compare by: nothing and an empty text are the same, line ends do not count, records are their keys."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "\n".join(value.strip().splitlines())
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet | list | tuple | set):
        return [plain(item) for item in value]
    if hasattr(value, "all"):
        return sorted(item.pk for item in value.all())
    return value


def spoken(field: forms.Field, value: Any) -> str:
    """A value as the person reads it: a choice in its words, a date in full, a figure with its unit, – for nothing."""
    if value in (None, "", (), []):
        return "–"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, QuerySet | list | tuple):
        return ", ".join(str(item) for item in value) or "–"
    if isinstance(field, FigureField):
        return str(field.prepare_value(value))
    if isinstance(field, forms.TypedChoiceField | forms.ChoiceField):
        words = {str(key): str(word) for key, word in field.choices if not isinstance(word, list | tuple)}
        return words.get(str(value), str(value))
    return str(value)


# The page -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FormPage:
    """A page with one form: its heading, the way back, and where it leads when it is saved."""

    title: str
    back: str
    back_text: str
    saved: str
    template: str
    lede: str = ""
    done: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """What is changed, by its name: a lede that is a sentence says something about it and does not name it."""
        return self.title if not self.lede or self.lede.endswith((".", "?")) else self.lede


def edit(request: HttpRequest, *, page: FormPage, form: Any, save: Callable[..., Any]) -> HttpResponse:
    """Show the form, or save the record and go on. `save` takes `changes` and the `expected_version`."""
    return _answer(
        request,
        page,
        form,
        lambda: save(changes=form.changes(), expected_version=form.expected_version()),
    )


def create(request: HttpRequest, *, page: FormPage, form: Any, save: Callable[..., Any]) -> HttpResponse:
    """The same for a record that is new: no version of it guards it, so a page that is sent twice counts once."""
    if before := outcome_of(request):
        return _go_on(request, before)
    return _answer(request, page, form, lambda: save(changes=form.changes()), do=partial(once, request))


def confirm(request: HttpRequest, *, page: FormPage, form: Any, remove: Callable[..., None]) -> HttpResponse:
    """Ask once more before something is taken away; if it was changed while the question stood, ask again."""
    if request.method != "POST":
        return _draw(request, page, form)
    if not form.is_valid():
        return _draw(request, page, form, status=NOT_UNDERSTOOD)
    try:
        remove(by=request.user, expected_version=form.expected_version())
    except Refused as refusal:
        return _say_why_not(request, page, form, refusal)
    except Stale as stale:
        again = type(form)(record=stale.current, version=stale.current.version)
        page = replace(page, context={**page.context, "changed": stale.current})
        return _draw(request, page, again, status=CHANGED_MEANWHILE)
    messages.success(request, page.saved)
    return redirect(page.done)


def _answer(
    request: HttpRequest,
    page: FormPage,
    form: Any,
    save: Callable[[], Any],
    do: Callable[[Callable[[], Outcome]], Outcome] = lambda change: change(),
) -> HttpResponse:
    """What cannot be read or is refused comes back with the sentence beside its field and everything as typed."""
    if request.method != "POST":
        return _draw(request, page, form)
    if not form.is_valid():
        return _draw(request, page, form, status=NOT_UNDERSTOOD)
    try:
        outcome = do(lambda: _outcome(page, save()))
    except Refused as refusal:
        return _say_why_not(request, page, form, refusal)
    except Stale as stale:
        return _show_both(request, page, form, stale)
    return _go_on(request, outcome)


def _outcome(page: FormPage, record: Any) -> Outcome:
    return page.saved.format(record=record), resolve_url(page.done or record)


def _go_on(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    said, address = outcome
    messages.success(request, said)
    return redirect(address)


def _say_why_not(request: HttpRequest, page: FormPage, form: Any, refusal: Refused) -> HttpResponse:
    """The refusal's sentence beside its field, or above the form where it is of none of them."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _draw(request, page, form, status=CHANGED_MEANWHILE)


def _draw(request: HttpRequest, page: FormPage, form: Any, status: int = 200) -> HttpResponse:
    return render(request, page.template, {"page": page, "form": form, **page.context}, status=status)


def _show_both(request: HttpRequest, page: FormPage, form: Any, stale: Stale) -> HttpResponse:
    conflict = compare(form, stale)
    unanswered = set(form.unanswered())
    entries = [
        Entry(f"{row.label}: choose what to keep.", f"#keep-{row.name}-theirs")
        for row in conflict.asked
        if row.name in unanswered
    ]
    context = {"page": page, "conflict": conflict, "chosen": form.data, "entries": entries}
    return render(request, "core/conflict.html", context, status=CHANGED_MEANWHILE)
