"""The page behind the link in every reminder: it says what stops, and a button stops it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from performance.models import RemindersStopped
from performance.reminders import stopping


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, so that programs which open every link of an e-mail stop nobody's reminders."""
    person = stopping.person_of(token)
    if person is None:
        raise Http404("This link is not whole. Open it from the e-mail again, or ask the assurance team.")
    if request.method == "POST":
        stopping.stop(person=person)
        return redirect("performance:reminders_stop", token)
    stopped = RemindersStopped.objects.filter(person=person).first()
    return render(request, "performance/reminders_stop.html", {"person": person, "stopped": stopped})
