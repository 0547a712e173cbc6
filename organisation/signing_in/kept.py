"""A form that was sent after its session had ended, kept until its person has signed in again.

It waits in the browser's new session, at the server: never a password, a code or a file, for a day at most, and for
nobody else. Sent on it is by its person, who sees it first (`views.kept_form`), with a fresh form token. Only a form
that passed the check of its own token is kept, so that another site can leave nothing here.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from core.typed import sentences_in, typed_pairs
from organisation.signing_in import stamps

KEPT = "kept_form"
A_DAY = 24 * 60 * 60
PROVING = ("mfa_", "account_reauthenticate", "signing_in:again")
"""How addresses are called at which people prove who they are: a code sent there is good once, and nothing is kept.
Elsewhere a field “code” is a partner's organisation code, and sent on without it, it would be blank."""


@dataclass(frozen=True)
class KeptForm:
    """What was typed: pairs of name and value, as a browser sends them; `page` is where, if the browser says so."""

    path: str
    page: str
    pairs: list[tuple[str, str]]
    had_files: bool

    @property
    def texts(self) -> list[str]:
        """The sentences among them, for the person to read, each once."""
        return sentences_in(self.pairs)


def keep(request: HttpRequest, *, person_id: int) -> bool:
    """Keep the form that the request brings, for that person; whether there was one that can be kept."""
    if request.resolver_match and request.resolver_match.view_name.startswith(PROVING):
        return False
    pairs = typed_pairs(request)
    if pairs is None:
        return False
    had_files = bool(request.FILES)
    if not pairs and not had_files:
        return False
    request.session[KEPT] = {
        "path": request.get_full_path(),
        "page": page_of(request),
        "pairs": pairs,
        "had_files": had_files,
        "person": person_id,
        "at": stamps.seconds_now(),
    }
    return True


def kept_for(session: SessionBase, person_id: int) -> KeptForm | None:
    """The form that waits for this person, if one does."""
    found = session.get(KEPT)
    if not found or found["person"] != person_id or stamps.seconds_now() - found["at"] > A_DAY:
        return None
    pairs = [(name, text) for name, text in found["pairs"]]
    return KeptForm(found["path"], found["page"], pairs, found["had_files"])


def page_of(request: HttpRequest) -> str:
    """The portal's page on which the form stood; the first page where the browser does not say."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(said)
    page = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else "/"


def forget(session: SessionBase) -> None:
    session.pop(KEPT, None)


def forget_once_sent(request: HttpRequest) -> None:
    """The form has been sent again: nothing waits any more."""
    if request.method == "POST" and request.session.get(KEPT, {}).get("path") == request.get_full_path():
        forget(request.session)


def forget_anothers(session: SessionBase, person_id: int) -> None:
    """Somebody else has signed in: what the one before typed is none of their affair."""
    if session.get(KEPT, {}).get("person") not in (None, person_id):
        forget(session)
