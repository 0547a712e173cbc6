"""Pages of one activity: what it was, its feedback, its standards, and closing it."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.editing import FormPage, RemoveForm, confirm, create, edit, submitted
from core.refusals import why_not
from engagement import actions
from engagement.activity_page import build_activity_page
from engagement.forms import (
    ActivityForm,
    CloseForm,
    FeedbackForm,
    ReopenForm,
    StandardsForm,
)
from engagement.models import EngagementActivity, Feedback
from organisation.rights import Permission, require

FORM, CONFIRM = "engagement/form.html", "engagement/confirm.html"

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.VIEW)
def activity_detail(request: HttpRequest, slug: str) -> HttpResponse:
    found = EngagementActivity.objects.visible_to(request.user).with_parts()  # type: ignore[arg-type]
    activity = get_object_or_404(found.prefetch_related("partners", "localities"), slug=slug)
    context = {
        "activity": activity,
        "page": build_activity_page(activity),
        "may_edit": request.user.may(Permission.EDIT_ENGAGEMENT),
    }
    return render(request, "engagement/activity_detail.html", context)


def activity_to_edit(request: HttpRequest, slug: str) -> EngagementActivity:
    return get_object_or_404(EngagementActivity.objects.editable_by(request.user), slug=slug)  # type: ignore[arg-type]


@form_methods
@require(Permission.EDIT_ENGAGEMENT)
def activity_create(request: HttpRequest) -> HttpResponse:
    page = FormPage(
        title="Record an activity",
        back=reverse("engagement:activity_list"),
        back_text="Back to activities",
        saved="Activity recorded.",
        template=FORM,
    )
    form = ActivityForm(submitted(request))
    return create(request, page=page, form=form, save=partial(actions.create_activity, by=request.user))


@form_methods
@require(Permission.EDIT_ENGAGEMENT)
def activity_edit(request: HttpRequest, slug: str) -> HttpResponse:
    activity = activity_to_edit(request, slug)
    page = _page(
        activity,
        title="Change the activity",
        saved="Activity saved.",
        context={"refusal": why_not(actions.check_open, activity)},
    )
    form = ActivityForm(submitted(request), instance=activity, record=activity, version=activity.version)
    save = partial(actions.edit_activity, activity=activity, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_ENGAGEMENT)
def standards_edit(request: HttpRequest, slug: str) -> HttpResponse:
    activity = activity_to_edit(request, slug)
    page = _page(
        activity,
        title="How the standards were met",
        saved="Answers saved.",
        template="engagement/standards_edit.html",
    )
    form = StandardsForm(submitted(request), record=activity, version=activity.version)
    save = partial(actions.answer_standards, activity=activity, by=request.user)
    return edit(request, page=page, form=form, save=save)


# Closing --------------------------------------------------------------------------------------------------------------


@form_methods
@require(Permission.EDIT_ENGAGEMENT)
def activity_close(request: HttpRequest, slug: str) -> HttpResponse:
    activity = activity_to_edit(request, slug)
    page = _page(
        activity,
        title="Close the activity",
        saved="Activity closed.",
        template="engagement/activity_close.html",
        context={
            "refusal": actions.why_not_close(activity),
            "activity": activity,
            "feedback": activity.feedback.all(),
            "unanswered": actions.standards_not_answered(activity),
        },
    )
    initial = {"closed_on": clock.today(), "no_change_reason": activity.no_change_reason}
    form = CloseForm(submitted(request), initial=initial, record=activity, version=activity.version)
    save = partial(actions.close_activity, activity=activity, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_ENGAGEMENT)
def activity_reopen(request: HttpRequest, slug: str) -> HttpResponse:
    activity = activity_to_edit(request, slug)
    page = _page(
        activity,
        title="Reopen the activity",
        saved="Activity reopened.",
        context={"refusal": why_not(actions.check_closed, activity)},
    )
    form = ReopenForm(submitted(request), record=activity, version=activity.version)
    save = partial(actions.reopen_activity, activity=activity, by=request.user)
    return edit(request, page=page, form=form, save=save)


# Feedback -------------------------------------------------------------------------------------------------------------


@form_methods
@require(Permission.EDIT_ENGAGEMENT)
def feedback_create(request: HttpRequest, slug: str) -> HttpResponse:
    activity = activity_to_edit(request, slug)
    page = _page(activity, title="Add feedback", saved="Feedback recorded.")
    form = FeedbackForm(submitted(request), instance=Feedback(activity=activity))
    save = partial(actions.add_feedback, activity=activity, by=request.user)
    return create(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_ENGAGEMENT)
def feedback_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    feedback = feedback_to_edit(request, slug, pk)
    remove = reverse("engagement:feedback_remove", args=[slug, pk])
    page = _page(
        feedback.activity, title="Change the feedback", saved="Feedback saved.", context={"remove": remove}
    )
    form = FeedbackForm(submitted(request), instance=feedback, record=feedback, version=feedback.version)
    save = partial(actions.edit_feedback, feedback=feedback, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_ENGAGEMENT)
def feedback_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    feedback = feedback_to_edit(request, slug, pk)
    page = _page(
        feedback.activity,
        title="Remove this feedback?",
        saved="Feedback removed.",
        template=CONFIRM,
        lede=f"“{feedback.said}”",
        done=feedback.activity.get_absolute_url(),
    )
    refusal = why_not(actions.check_removable, feedback)
    if refusal:
        status = 409 if request.method == "POST" else 200
        return render(request, FORM, {"page": page, "refusal": refusal}, status=status)
    form = RemoveForm(submitted(request), record=feedback, version=feedback.version)
    remove = partial(actions.remove_feedback, feedback=feedback)
    return confirm(request, page=page, form=form, remove=remove)


def feedback_to_edit(request: HttpRequest, slug: str, pk: int) -> Feedback:
    activity = activity_to_edit(request, slug)
    return get_object_or_404(activity.feedback.select_related("activity"), pk=pk)


def _page(activity: EngagementActivity, *, template: str = FORM, lede: str = "", **values: Any) -> FormPage:
    """A form page of an activity: its title says which, and the way back leads there."""
    return FormPage(
        lede=lede or activity.title,
        back=activity.get_absolute_url(),
        back_text="Back to the activity",
        template=template,
        **values,
    )
