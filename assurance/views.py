"""The dashboard, and the round: who has returned, and the locking of a quarter."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assurance import actions, lock_checks
from assurance.assembly import frozen_pack
from assurance.dashboard import state_line
from assurance.dashboard_body import body_of, body_of_frozen
from assurance.due import due_from, quarters_open_for_returns, readable_returns
from assurance.forms import LockForm, ReopenForm
from assurance.models import Report, ReportState
from assurance.papers.before_lock import papers_before_lock
from assurance.papers.quarters import figures_pack
from assurance.quarter_workflow import check_reopen
from assurance.round import build_round, offers_for
from assurance.standstill import Busy
from core import clock
from core.refusals import why_not
from organisation.models import Quarter, User
from organisation.periods_in_request import chosen_quarter, visible_quarter
from organisation.rights import Permission, require


@require_safe
@require(Permission.VIEW)
def dashboard(request: HttpRequest) -> HttpResponse:
    """The governing body's page of a quarter; who has something to return is told first."""
    user, today = cast(User, request.user), clock.today()
    quarters = quarters_to_pick(user)
    quarter = chosen_quarter(request, among=quarters)
    coming = quarters_open_for_returns(today, known=quarters)
    context: dict[str, Any] = {"quarter": quarter, "quarters": quarters, "coming": coming[:1]}
    if quarter is None:
        context["due"] = due_from(user, coming, today=today)
        return render(request, "assurance/dashboard_empty.html", context)
    frozen = frozen_pack(quarter) if quarter.is_closed else None
    pack = frozen.pack if frozen else figures_pack(quarter, today=today)
    readable = frozenset(readable_returns(user, pack.performance.returns))
    body = body_of_frozen if frozen else body_of
    context |= {
        "pack": pack,
        "state_line": state_line(pack),
        "due": due_from(user, coming, today=today, known=pack.performance.returns),
        "report": newest_report(quarter),
        "body": body(frozen or pack, quarter, today, readable),
    }
    return render(request, "assurance/dashboard.html", context)


@require_safe
@require(Permission.RUN_ROUND)
def round(request: HttpRequest) -> HttpResponse:  # noqa: A001 (the word that the office uses)
    """How far the round of a quarter is: the one asked for, else the open one that is due first."""
    user, today = cast(User, request.user), clock.today()
    quarter = chosen_quarter(request) if request.GET.get("quarter") else None
    quarter = quarter or Quarter.objects.open().order_by("starts_on").first() or chosen_quarter(request)
    context = {"quarters": quarters_to_pick(user), "quarter": quarter}
    if quarter is None:
        return render(request, "assurance/round_empty.html", context)
    page = build_round(quarter, today=today, by=user)
    return render(request, "assurance/round.html", {**context, "page": page, "offers": offers_for(quarter)})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RUN_ROUND)
def quarter_lock(request: HttpRequest, quarter: str) -> HttpResponse:
    """The confirmation: what is open, a reason for each gap, and the button."""
    found = visible_quarter(cast(User, request.user), quarter)
    page = build_round(found, today=clock.today(), by=cast(User, request.user))
    if page.refusal:
        messages.error(request, page.refusal)
        return redirect(_round_of(found))
    posted = request.POST if request.method == "POST" else None
    form = LockForm(posted, quarter=found.label, gaps=lock_checks.gaps_of(page.checks))
    if request.method == "POST" and form.is_valid() and _lock(request, found, form):
        return redirect(_round_of(found))
    papers = papers_before_lock(found, today=clock.today())
    context = {"page": page, "quarter": found, "form": form, "papers": papers}
    return render(request, "assurance/quarter_lock.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RUN_ROUND)
def quarter_reopen(request: HttpRequest, quarter: str) -> HttpResponse:
    """A locked quarter is opened again, with a reason."""
    found = visible_quarter(cast(User, request.user), quarter)
    refusal = why_not(check_reopen, found, cast(User, request.user))
    if refusal:
        messages.error(request, refusal)
        return redirect(_round_of(found))
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_quarter(quarter=found, by=cast(User, request.user), **form.cleaned_data)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{found} is open again. Lock it when the returns are corrected.")
        return redirect(_round_of(found))
    status = 422 if form.errors else 200
    return render(request, "assurance/quarter_reopen.html", {"quarter": found, "form": form}, status=status)


def quarters_to_pick(user: User) -> list[Quarter]:
    """The quarters that a person can look at, newest first."""
    return list(Quarter.objects.visible_to(user).select_related("year").order_by("-starts_on"))


def newest_report(quarter: Quarter) -> Report | None:
    """The report of the quarter that is ready, for the link beside the picker."""
    ready = Report.objects.filter(snapshot__quarter=quarter, audience__is_main=True, state=ReportState.READY)
    return ready.order_by("-version").first()


def _lock(request: HttpRequest, quarter: Quarter, form: LockForm) -> bool:
    """Lock it; what came up or changed in that moment is said at its field."""
    try:
        actions.lock_quarter(quarter=quarter, by=cast(User, request.user), reasons=form.reasons)
    except actions.Unexplained as found:
        for gap in found.gaps:
            form.add_error(gap.key if gap.key in form.fields else None, f"{gap.label}: say why.")
        return False
    except Busy as refusal:  # the reasons that were typed stay
        form.add_error(None, str(refusal))
        return False
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return True
    messages.success(request, f"{quarter} is locked, and its figures are frozen. Produce its report now.")
    return True


def _round_of(quarter: Quarter) -> str:
    return f"{reverse('assurance:round')}?quarter={quarter.slug}"
