"""What is away when a request fails: told apart from a mistake of the portal, because it passes."""

import errno

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""How the kernel refuses to write on: the disk is full, somebody's share of it is, or the file may not grow."""
ASKED_ONLY = {"GET", "HEAD", "OPTIONS"}


def is_database_away(error: BaseException | None) -> bool:
    """It does not answer, or not in time. One that crashes under a question is reported as no finer kind of error."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def is_disk_full(error: BaseException | None) -> bool:
    return isinstance(error, OSError) and error.errno in NO_ROOM


def note_begun(request: HttpRequest) -> None:
    """From here on the page's own code runs, and what it has committed stays, whatever fails afterwards."""
    request.is_begun = True  # type: ignore[attr-defined]


def may_have_saved(request: HttpRequest) -> bool:
    """Whether something that was sent may stand in the database although the answer says that something failed."""
    return request.method not in ASKED_ONLY and getattr(request, "is_begun", False)
