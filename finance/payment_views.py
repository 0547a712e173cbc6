"""Pages of prompt payment: the year month by month, and the form of one month."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.editing import FormPage, edit, submitted
from core.periods import Month
from finance import payment_actions
from finance.changed import payments_changed
from finance.models import PromptPayment
from finance.payment_forms import PaymentForm
from finance.payment_page import build_payment_page
from finance.shown import is_staff, shown_up_to
from finance.tabs import tabs
from finance.views import FORM
from finance.years import with_chosen, years_of_payments
from organisation.periods_in_request import chosen_year
from organisation.rights import Permission, require


@require_safe
@require(Permission.VIEW)
def prompt_payment(request: HttpRequest) -> HttpResponse:
    """How promptly the invoices of a year were paid, by number and by value."""
    year = chosen_year(request)
    if year is None:
        return render(request, "finance/prompt_payment.html", {"tabs": tabs("finance:prompt_payment")})
    up_to = shown_up_to(request.user, year.period, today=clock.today())
    context = {
        "year": year,
        "years": with_chosen(years_of_payments(), year),
        "tabs": tabs("finance:prompt_payment", year.slug),
        "page": build_payment_page(year.period, up_to=up_to),
        "may_edit": request.user.may(Permission.EDIT_FINANCE),
        "changes": payments_changed(year.period) if is_staff(request.user) else (),
    }
    return render(request, "finance/prompt_payment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.EDIT_FINANCE)
def prompt_payment_edit(request: HttpRequest, month: str) -> HttpResponse:
    """Record or correct one month."""
    when = _month(month)
    existing = PromptPayment.objects.filter(starts_on=when.starts_on).first()
    back = f"{reverse('finance:prompt_payment')}?year={when.financial_year.slug}"
    page = FormPage(
        template=FORM,
        title=f"Prompt payment, {when.label}",
        lede="Invoices paid in the month, and those of them paid within 30 days.",
        back=back,
        done=back,
        back_text="Back to prompt payment",
        saved=f"{when.label} is saved.",
        context={"refusal": payment_actions.why_not_now(when)},
    )
    version = existing.version if existing else 0
    form = PaymentForm(submitted(request), instance=existing, record=existing, version=version)
    save = partial(payment_actions.record_payment, month=when, by=request.user)
    return edit(request, page=page, form=form, save=save)


def _month(slug: str) -> Month:
    try:
        return Month.from_slug(slug)
    except ValueError as error:
        raise Http404(str(error)) from error
