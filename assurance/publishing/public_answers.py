"""How the public pages answer: the same for everybody, and kept by browsers and proxies for five minutes.

Five minutes and no longer, for files as well, so that what is withdrawn is gone within them. Asked again with the
digest that they have, they are answered without the content.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import IO, Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import content_disposition_header, http_date, quote_etag
from django.views.decorators.http import require_safe

from core import release

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

KEPT_FOR = 300
"""Seconds for which a browser or proxy gives out what it has without asking."""
CACHING = f"public, max-age={KEPT_FOR}"


def public(view: View[P]) -> View[P]:
    """Open a view to everybody. What it answers can be kept on the way, and is not sent again unchanged."""

    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        # Whether somebody is signed in was asked on the way here, and had no part in the answer: without this, every
        # cookie would have a copy of its own (`Vary: Cookie`).
        request.session.accessed = False
        if response.status_code == 200 and isinstance(response, HttpResponse) and "ETag" not in response:
            return _unless_known(request, response)
        return response

    opened: View[P] = login_not_required(require_safe(answered))
    return opened


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page as everybody sees it: nobody is signed in here, and nobody's messages are shown or used up."""
    return render(request, template, {**context, "user": AnonymousUser(), "messages": ()})


def known_already(
    request: HttpRequest, etag: str, last_modified: int | None = None
) -> HttpResponseBase | None:
    """304 where the asker has it already, before anything is built or opened."""
    known = get_conditional_response(request, etag=etag, last_modified=last_modified)
    if known is not None:
        known["ETag"], known["Cache-Control"] = etag, CACHING
    return known


def tag_of(request: HttpRequest, mark: str) -> str:
    """The entity tag of a page that is another one only under another mark, or as another release draws it."""
    return quote_etag(sha256(f"{request.path} {mark} {release.mark()}".encode()).hexdigest())


def tagged(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"], response["Cache-Control"] = etag, CACHING
    return response


def file_answer(
    request: HttpRequest,
    open_file: Callable[[], IO[Any] | bytes],
    *,
    name: str,
    media_type: str,
    digest: str,
    changed_at: datetime,
    page_url: str,
) -> HttpResponseBase:
    """A stored file, opened unless the asker has it already; its digest is its entity tag. Any page on any host may
    read it, as it is for everybody. Raises what `open_file` does."""
    etag, changed = quote_etag(digest), int(changed_at.timestamp())
    known = known_already(request, etag, changed)
    if known is not None:
        return known
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(changed),
        "Cache-Control": CACHING,
        "Access-Control-Allow-Origin": "*",
        "Link": f'<{request.build_absolute_uri(page_url)}>; rel="describedby"',
    }
    content = open_file()
    if media_type.startswith("text/"):
        media_type = f"{media_type}; charset=utf-8"
    if isinstance(content, bytes):
        headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return HttpResponse(content, content_type=media_type, headers=headers)
    return FileResponse(content, as_attachment=True, filename=name, content_type=media_type, headers=headers)


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """304 where the asker has this very page already."""
    response.headers.setdefault("Cache-Control", CACHING)
    set_response_etag(response)
    return get_conditional_response(request, etag=response.get("ETag"), response=response)
