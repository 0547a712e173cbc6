"""Pages about the portal itself, and what is said when something goes wrong."""

import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import logs, outage
from core.provenance import Provenance
from core.rag import RAG
from core.trend import Trend
from core.typed import sentences_in, typed_pairs


@login_not_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The rules behind RAG, trend, rounding and provenance, in words."""
    return render(
        request,
        "core/figures.html",
        {"ratings": list(RAG), "trends": list(Trend), "origins": list(Provenance)},
    )


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "core/accessibility.html")


@login_not_required
@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For the load balancer: 200 when the database answers, 503 when it does not. Says nothing about the data."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})


# Errors ---------------------------------------------------------------------------------------------------------------


TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read, or was not meant for this portal; what is too much is told apart."""
    if isinstance(exception, TOO_MUCH):
        return too_large(request)
    return render(request, "400.html", status=400)


def not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """A form's address opened as a page, or the other way round; `allowed` are the methods that it takes."""
    response = render(request, "405.html", status=405)
    response["Allow"] = allowed
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """A form or a file beyond what the portal reads."""
    return render(request, "413.html", {"largest": settings.PORTAL_UPLOAD_LIMIT // 1_000_000}, status=413)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reason is a sentence for the person where the portal raised it, and left out where it is not."""
    return render(request, "403.html", {"reason": _sentence(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same answer for another directorate's record and for one that is not there; a sentence of ours is kept."""
    reason = "" if "matches the given query" in str(exception) else _sentence(exception)
    reopened = getattr(exception, "reopened", "")
    return render(request, "404.html", {"reason": reason, "reopened": reopened}, status=404)


def conflict(request: HttpRequest, reason: str = "", back: str = "") -> HttpResponse:
    """For a view that finds the record changed since the page was opened. Nothing has been saved."""
    context = {"reason": reason, "back": back, "typed": typed_texts(request)}
    return render(request, "409.html", context, status=409)


def unavailable(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a view that finds the queue or another part stopped; whoever asks is told to try again."""
    response = render(request, "503.html", {"reason": reason}, status=503)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Without database, session or context: what broke may be any of them. A database that does not answer, or not in
    time, and a full disk are told apart: they pass."""
    error, away = sys.exception(), ""
    context = {"typed": typed_texts(request), "reference": logs.request_id.get()}
    if outage.is_database_away(error):
        away = "503_database.html"
    elif outage.is_disk_full(error):
        away = "503_disk.html"
    if not away:
        return HttpResponse(get_template("500.html").render(context), status=500)
    page = get_template(away).render(context | {"may_have_saved": outage.may_have_saved(request)})
    return HttpResponse(page, status=503, headers={"Retry-After": "60"})


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that was open too long, or with cookies off: how to get what was typed back."""
    return render(request, "403_csrf.html", {"typed": typed_texts(request)}, status=403)


def typed_texts(request: HttpRequest) -> list[str]:
    """The sentences of a form that could not be taken, to copy from: a browser brings a page that it may not keep back
    empty. None that another site sent, and no password."""
    if urlsplit(request.headers.get("Origin", "")).netloc != request.headers.get("host"):
        return []
    return sentences_in(typed_pairs(request) or [])


def _sentence(exception: Exception) -> str:
    text = str(exception)
    return text if text.endswith(".") else ""
