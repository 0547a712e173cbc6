"""Pages of the year's position and budget, running costs and pooled funds."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, exports, periods
from core.editing import FormPage, RemoveForm, confirm, create, edit, submitted
from core.filters import ordered
from finance import actions, export_tables
from finance.changed import funds_changed, position_changed
from finance.forms import ContributionForm, LineForm, MonthsForm, NewLineForm, PositionForm
from finance.line_page import build_line_page
from finance.models import BudgetLine, FinancialPosition, PooledFund, PooledFundContribution
from finance.notes import notes_at
from finance.pooled_funds_page import build_pooled_funds_page
from finance.position_page import BUDGET_ORDERS, BudgetFilter, build_position_page, spend_rows, with_bars
from finance.running_costs import running_costs_in
from finance.running_costs_page import build_running_costs_page, without_footnoted
from finance.shown import is_staff, shown_up_to
from finance.tabs import tabs
from finance.years import (
    latest_ended,
    running_costs_year,
    with_chosen,
    years_of_position,
    years_of_running_costs,
)
from organisation.models import FinancialYear
from organisation.periods_in_request import chosen_year
from organisation.rights import Permission, require

FORM, CONFIRM = "finance/form.html", "finance/confirm.html"

form_methods = require_http_methods(["GET", "HEAD", "POST"])


# The year's position and its budget -----------------------------------------------------------------------------------


@require_safe
@require(Permission.VIEW)
def position(request: HttpRequest) -> HttpResponse:
    """How a year ended, and its budget heading by heading."""
    year = chosen_year(request)
    if year is None:
        return render(request, "finance/position.html", {"tabs": tabs("finance:position")})
    today = clock.today()
    up_to = shown_up_to(request.user, year.period, today=today)
    page = build_position_page(
        year.period, up_to=up_to, today=today, path=request.path, is_staff=is_staff(request.user)
    )
    filters = BudgetFilter(request.GET)
    rows = ordered(filters.apply(spend_rows(page.budget)), request.GET.get("sort", ""), BUDGET_ORDERS)
    if page.budget and (wanted := exports.asked(request)):
        table = export_tables.budget(rows, year=year.label, slug=year.slug, months_to=page.budget.months_to)
        return exports.answer(request, table, wanted)
    context = {
        "year": year,
        "years": with_chosen(years_of_position(), year),
        "tabs": tabs("finance:position", year.slug),
        "page": page,
        "filters": filters,
        "rows": with_bars(rows, page.budget) if page.budget else [],
        "parts": FinancialPosition.Part,
        "changes": position_changed(year) if is_staff(request.user) else (),
        "may_edit": request.user.may(Permission.EDIT_FINANCE),
    }
    return render(request, "finance/position.html", context)


@form_methods
@require(Permission.EDIT_FINANCE)
def position_edit(request: HttpRequest, year: str, part: str) -> HttpResponse:
    row = year_or_404(year)
    if part not in FinancialPosition.Part.values:
        raise Http404("A position is of programme spend or of running costs.")
    existing = FinancialPosition.objects.filter(year=row, part=part).first()
    page = _page(
        title=f"{FinancialPosition.Part(part).label}, {row}",
        lede="How the year ended.",
        back=at_year("finance:position", row),
        done=at_year("finance:position", row),
        back_text="Back to the position",
        saved="Position saved.",
        context={"refusal": actions.why_no_position(row.period)},
    )
    version = existing.version if existing else 0
    form = PositionForm(submitted(request), instance=existing, record=existing, version=version)
    save = partial(actions.record_position, year=row, part=part, by=request.user)
    return edit(request, page=page, form=form, save=save)


def year_or_404(slug: str) -> FinancialYear:
    """The financial year of an address such as 2014-15."""
    try:
        start = periods.FinancialYear.from_slug(slug).start
    except ValueError as error:
        raise Http404(str(error)) from error
    return get_object_or_404(FinancialYear, start=start)


# Budget lines ---------------------------------------------------------------------------------------------------------


def line_or_404(request: HttpRequest, year: str, slug: str, *, to_edit: bool = False) -> BudgetLine:
    lines = BudgetLine.objects.editable_by if to_edit else BudgetLine.objects.visible_to
    found = lines(request.user).select_related("year", "programme").prefetch_related("months")  # type: ignore[arg-type]
    return get_object_or_404(found, year=year_or_404(year), slug=slug)


@require_safe
@require(Permission.VIEW)
def budget_line_detail(request: HttpRequest, year: str, slug: str) -> HttpResponse:
    line = line_or_404(request, year, slug)
    up_to = shown_up_to(request.user, line.year.period, today=clock.today())
    context = {
        "line": line,
        "page": build_line_page(line, up_to=up_to, is_staff=is_staff(request.user)),
        "back": at_year("finance:position", line.year),
        "may_edit": request.user.may(Permission.EDIT_FINANCE),
    }
    return render(request, "finance/budget_line_detail.html", context)


@form_methods
@require(Permission.EDIT_FINANCE)
def budget_line_create(request: HttpRequest) -> HttpResponse:
    year = chosen_year(request)
    page = _page(
        title="Record a budget heading",
        back=at_year("finance:position", year) if year else reverse("finance:position"),
        back_text="Back to the budget",
        saved="Heading recorded.",
    )
    form = NewLineForm(submitted(request), initial={"year": year})
    return create(request, page=page, form=form, save=partial(actions.create_line, by=request.user))


@form_methods
@require(Permission.EDIT_FINANCE)
def budget_line_edit(request: HttpRequest, year: str, slug: str) -> HttpResponse:
    line = line_or_404(request, year, slug, to_edit=True)
    page = _page(
        title="Change the plan or forecast",
        lede=str(line),
        back=line.get_absolute_url(),
        back_text="Back to the heading",
        saved="Heading saved.",
    )
    form = LineForm(submitted(request), instance=line, record=line, version=line.version)
    return edit(request, page=page, form=form, save=partial(actions.edit_line, line=line, by=request.user))


@form_methods
@require(Permission.EDIT_FINANCE)
def budget_months_edit(request: HttpRequest, year: str, slug: str) -> HttpResponse:
    line = line_or_404(request, year, slug, to_edit=True)
    page = _page(
        title="Months: plan and actual",
        lede=str(line),
        back=line.get_absolute_url(),
        back_text="Back to the heading",
        saved="Months saved.",
        template="finance/budget_months_edit.html",
        context={"line": line},
    )
    form = MonthsForm(submitted(request), record=line, version=line.version)
    return edit(
        request, page=page, form=form, save=partial(actions.record_months, line=line, by=request.user)
    )


# Running costs --------------------------------------------------------------------------------------------------------


@require_safe
@require(Permission.VIEW)
def running_costs(request: HttpRequest) -> HttpResponse:
    """What the organisation itself costs, per head of the people registered: the latest year, unless one is named."""
    offered = years_of_running_costs()
    year = running_costs_year(request, offered)
    has_ended = bool(year and year.period.ends_on < clock.today())
    costs = running_costs_in(year.period) if year and has_ended else None
    if year and costs and (wanted := exports.asked(request)):
        return exports.answer(request, export_tables.running_costs(costs, slug=year.slug), wanted)
    page = build_running_costs_page(costs) if costs else None
    context = {
        "year": year,
        "years": with_chosen(offered, year),
        "latest": latest_ended(offered),
        "tabs": tabs("finance:running_costs", year.slug if year else ""),
        "has_ended": has_ended,
        "page": page,
        "notes": without_footnoted(notes_at(at_year("finance:running_costs", year)), page) if year else (),
    }
    return render(request, "finance/running_costs.html", context)


# Pooled funds ---------------------------------------------------------------------------------------------------------


@require_safe
@require(Permission.VIEW)
def pooled_funds(request: HttpRequest) -> HttpResponse:
    """Who puts what into each fund, year by year."""
    context = {
        "tabs": tabs("finance:pooled_funds"),
        "sections": build_pooled_funds_page(),
        "changes": funds_changed() if is_staff(request.user) else (),
        "notes": notes_at(request.path),
        "may_edit": request.user.may(Permission.EDIT_FINANCE),
    }
    return render(request, "finance/pooled_funds.html", context)


@form_methods
@require(Permission.EDIT_FINANCE)
def contribution_create(request: HttpRequest, slug: str) -> HttpResponse:
    fund = get_object_or_404(PooledFund, slug=slug)
    page = _contribution_page("Add a contribution", fund.name, "Contribution recorded.")
    form = ContributionForm(submitted(request), instance=PooledFundContribution(fund=fund))
    save = partial(actions.add_contribution, fund=fund, by=request.user)
    return create(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_FINANCE)
def contribution_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contribution = contribution_or_404(slug, pk)
    remove = reverse("finance:contribution_remove", args=[slug, pk])
    page = _contribution_page(
        "Change a contribution", str(contribution), "Contribution saved.", context={"remove": remove}
    )
    form = ContributionForm(
        submitted(request), instance=contribution, record=contribution, version=contribution.version
    )
    save = partial(actions.edit_contribution, contribution=contribution, by=request.user)
    return edit(request, page=page, form=form, save=save)


@form_methods
@require(Permission.EDIT_FINANCE)
def contribution_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contribution = contribution_or_404(slug, pk)
    page = _contribution_page(
        "Remove this contribution?", f"{contribution}.", "Contribution removed.", template=CONFIRM
    )
    form = RemoveForm(submitted(request), record=contribution, version=contribution.version)
    remove = partial(actions.remove_contribution, contribution=contribution)
    return confirm(request, page=page, form=form, remove=remove)


def contribution_or_404(slug: str, pk: int) -> PooledFundContribution:
    found = PooledFundContribution.objects.select_related("fund", "partner", "year")
    return get_object_or_404(found, fund__slug=slug, pk=pk)


# What they share ------------------------------------------------------------------------------------------------------


def at_year(name: str, year: FinancialYear) -> str:
    """The address of a page at a financial year."""
    return f"{reverse(name)}?year={year.slug}"


def _page(*, template: str = FORM, **values: Any) -> FormPage:
    return FormPage(template=template, **values)


def _contribution_page(title: str, lede: str, saved: str, **values: Any) -> FormPage:
    url = reverse("finance:pooled_funds")
    return _page(
        title=title, lede=lede, back=url, back_text="Back to pooled funds", saved=saved, done=url, **values
    )
