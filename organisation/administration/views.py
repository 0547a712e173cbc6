"""Pages of people: the list, one person, roles, leavers."""

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import clock, exports
from core.editing import FormPage, create, edit, submitted
from core.filters import ordered
from core.letters import deliver
from core.refusals import why_not
from organisation.administration import actions, people, rules
from organisation.administration.doors import button, form_page, page
from organisation.administration.forms import (
    ForgetForm,
    GiveRoleForm,
    LeaverForm,
    PersonForm,
    ReopenForm,
    SecondFactorForm,
    TakeRoleForm,
    UntieForm,
)
from organisation.administration.overview import build_overview
from organisation.administration.owned import owned_by
from organisation.administration.person_page import build_person_page, build_tie
from organisation.demonstration import is_shared
from organisation.forgetting import check_forget, is_forgotten, name_of, pseudonymise
from organisation.models import Directorate, RoleAssignment, User
from organisation.rights import Role
from organisation.signing_in.actions import NOTHING_TO_TAKE, remove_second_factor
from organisation.signing_in.password_links import letter_to
from organisation.signing_in.second_factor import has_second_factor

FORM = "organisation/administration/form.html"


@page
def overview(request: HttpRequest) -> HttpResponse:
    """What can be administered, and how much there is of it."""
    return render(request, "organisation/administration/overview.html", {"page": build_overview()})


@page
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody who has an account, or had one."""
    everybody = people.people_rows(User.objects.all())
    filters = people.PeopleFilter(request.GET, directorates=Directorate.objects.all())
    rows = ordered(filters.apply(everybody), request.GET.get("sort", ""), people.ORDERS)
    if wanted := exports.asked(request):
        return exports.answer(request, people.table(rows, on=clock.today()), wanted)
    context = {
        "answer": people.in_a_sentence(everybody),
        "filters": filters,
        "rows": Paginator(rows, people.ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "organisation/administration/person_list.html", context)


@page
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    context = {
        "person": person,
        "page": build_person_page(person, current_key=request.session.session_key),
        "is_oneself": person.pk == request.user.pk,
        "is_forgotten": is_forgotten(person),
        "is_shared": is_shared(person),
        "why_no": _refusals(person, _by(request)),
    }
    return render(request, "organisation/administration/person_detail.html", context)


def _refusals(person: User, by: User) -> dict[str, str]:
    """Why each that the page would offer is refused, by the checks that refuse it; nothing of what is not."""
    others = actions.other_administrators(person)
    role = partial(rules.check_gives_role, to_oneself=person.pk == by.pk, is_open=True, is_held=False)
    last = partial(rules.check_takes_role, role=Role.ADMINISTRATOR, other_administrators=others)
    return {
        "role": why_not(role),
        "link": why_not(actions.check_gets_link, person),
        "close": why_not(lambda: actions.check_closes(person, by=by, others=others)),
        "take": why_not(last) if any(each.role == Role.ADMINISTRATOR for each in person.assignments) else "",
        "untie": why_not(lambda: actions.check_unties(person, others=others)),
    }


@form_page
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a name or an address."""
    person = get_object_or_404(User, pk=pk)
    refusal = why_not(lambda: rules.check_known(is_forgotten=is_forgotten(person)))
    form = PersonForm(submitted(request), instance=person, record=person, version=person.version)
    save = partial(actions.change_person, person=person, by=_by(request))
    form_page_of = _of(person, "Change name or address", "Saved.", refusal=refusal)
    return edit(request, page=form_page_of, form=form, save=save)


@form_page
def role_give(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    refusal = why_not(
        lambda: rules.check_gives_role(
            to_oneself=person.pk == request.user.pk, is_open=person.is_active, is_held=False
        )
    )
    form_page_of = _of(person, "Give a role", "Role given.", refusal=refusal)
    save = partial(actions.give_role, person=person, by=_by(request))
    return create(request, page=form_page_of, form=GiveRoleForm(submitted(request)), save=save)


@form_page
def role_take(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    """Take a role away: one may do so with one's own, but the last administrator's stays."""
    held = RoleAssignment.objects.select_related("user", "directorate")
    assignment = get_object_or_404(held, pk=role, user_id=pk)
    refusal = why_not(
        lambda: rules.check_takes_role(
            role=assignment.role, other_administrators=actions.other_administrators(assignment.user)
        )
    )
    form_page_of = _of(
        assignment.user,
        f"Take away: {assignment}",
        "Role taken away.",
        refusal=refusal,
        assignment=assignment,
    )
    save = partial(actions.take_role, assignment=assignment, by=_by(request))
    return create(request, page=form_page_of, form=TakeRoleForm(submitted(request)), save=save)


@form_page
def person_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a leaver's account; beside the question stands what is to be handed over."""
    person = get_object_or_404(User, pk=pk)
    others = actions.other_administrators(person)
    refusal = why_not(lambda: actions.check_closes(person, by=_by(request), others=others))
    form_page_of = _of(
        person,
        "Close the account",
        "Account closed. Every session of it is ended.",
        template="organisation/administration/person_close.html",
        refusal=refusal,
        person=person,
        owned=owned_by(person),
    )
    form = LeaverForm(submitted(request), record=person, version=person.version)
    save = partial(actions.close_person, person=person, by=_by(request))
    return edit(request, page=form_page_of, form=form, save=save)


@form_page
def person_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    refusal = why_not(
        lambda: rules.check_reopens(is_open=person.is_active, is_forgotten=is_forgotten(person))
    )
    saved = "Account opened again. Give it its roles, and send its owner a link to set a password."
    form = ReopenForm(submitted(request), record=person, version=person.version)
    save = partial(actions.reopen_person, person=person, by=_by(request))
    return edit(
        request, page=_of(person, "Open the account again", saved, refusal=refusal), form=form, save=save
    )


@form_page
def person_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Write over the name and address of somebody whose account is closed. What they did stays."""
    person = get_object_or_404(User, pk=pk)
    refusal = why_not(check_forget, person, _by(request), "asked")

    def save(changes: dict[str, Any]) -> User:
        return pseudonymise(person=person, by=_by(request), reason=changes["reason"])

    form_page_of = _of(
        person,
        "Forget this person",
        "Forgotten. What they did stays, under another name.",
        template="organisation/administration/person_forget.html",
        refusal=refusal,
        new_name=name_of(person),
    )
    return create(request, page=form_page_of, form=ForgetForm(submitted(request)), save=save)


@button
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the owner of an open account a link with which they set a new password themselves."""
    person = get_object_or_404(User, pk=pk)
    if refusal := why_not(actions.check_gets_link, person):
        messages.error(request, refusal)
        return redirect(_address(person))
    delivery = deliver(letter_to(person))
    if delivery.is_sent:
        messages.success(request, f"A link to set a new password is on its way to {person.email}.")
    else:
        messages.error(request, f"The e-mail did not go: {delivery.why}")
    return redirect(_address(person))


@button
def sessions_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody out everywhere, such as after a laptop was lost. Of one's own sessions this one stays."""
    person = get_object_or_404(User, pk=pk)
    if refusal := why_not(lambda: rules.check_shared(is_shared=is_shared(person))):
        messages.error(request, refusal)
        return redirect(_address(person))
    is_oneself = person.pk == request.user.pk
    actions.end_every_session(person=person, by=_by(request), keep=request if is_oneself else None)
    messages.success(request, "Every other session is ended." if is_oneself else "Every session is ended.")
    return redirect(_address(person))


@form_page
def second_factor_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """For somebody who lost it. Whoever is asked makes sure, not by e-mail, that it is the person who asks."""
    person = get_object_or_404(User, pk=pk)
    refusal = "" if has_second_factor(person) else NOTHING_TO_TAKE

    def save(changes: dict[str, Any]) -> User:
        remove_second_factor(person=person, by=_by(request), reason=changes["reason"])
        return person

    form_page_of = _of(
        person,
        "Take the second factor away",
        "Second factor taken away. Every session is ended, and they are told by e-mail.",
        template="organisation/administration/second_factor.html",
        refusal=refusal,
    )
    return create(request, page=form_page_of, form=SecondFactorForm(submitted(request)), save=save)


@form_page
def provider_untie(request: HttpRequest, pk: int) -> HttpResponse:
    """End the tie to whoever came in with this account by the sign-in provider, and say which roles end with it."""
    person = get_object_or_404(User, pk=pk)
    others = actions.other_administrators(person)

    def save(changes: dict[str, Any]) -> str:
        ended = actions.end_tie(person=person, by=_by(request), changes=changes)
        return f"The tie is ended, and every session. {people.roles_ended(ended)}"

    form_page_of = _of(
        person,
        "End the tie to the sign-in provider",
        "{record}",
        template="organisation/administration/provider_untie.html",
        refusal=why_not(lambda: actions.check_unties(person, others=others)),
        person=person,
        tie=build_tie(person),
    )
    return create(request, page=form_page_of, form=UntieForm(submitted(request)), save=save)


def _by(request: HttpRequest) -> User:
    return cast(User, request.user)


def _address(person: User) -> str:
    return reverse("administration:person_detail", args=[person.pk])


def _of(person: User, title: str, saved: str, /, *, template: str = FORM, **context: Any) -> FormPage:
    """A form that belongs to a person's page and leads back to it."""
    address = _address(person)
    return FormPage(
        title=title,
        lede=f"{person}, {person.email}",
        saved=saved,
        back=address,
        back_text="Back to the person",
        done=address,
        template=template,
        context=context,
    )
