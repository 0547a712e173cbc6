"""The looks behind `/health/`: few, cheap, never an error page, never kept by anybody (docs/decisions/health.md)."""

import hmac
import logging
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assurance.models import Report, ReportState
from core import clock, health
from core.health import Finding, Status
from core.models import LastDone

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Whether this process answers; asks for nothing else. A process that does not is to be started again."""
    return JsonResponse({"status": Status.OK})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether the portal serves (200) or not (503), in one word; with the token, what was found.

    `?strict=1` answers 503 to what needs attention as well: for a monitor that wakes people, not for a load balancer.
    """
    findings = look()
    status = health.overall(findings)
    refused = {Status.NOT_OK, Status.ATTENTION} if request.GET.get("strict") == "1" else {Status.NOT_OK}
    answer: dict[str, object] = {"status": status}
    if may_see_details(request):
        answer["checks"] = [
            {"name": each.name, "status": each.status, "words": each.words} for each in findings
        ]
    return JsonResponse(answer, status=503 if status in refused else 200)


def may_see_details(request: HttpRequest) -> bool:
    """`Authorization: Bearer …` with the token of the environment; without one there, nobody may."""
    token = settings.PORTAL_HEALTH_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def look() -> list[Finding]:
    """All findings. Without a database the looks that need it are left out: each would wait for it in vain."""
    found = [_of("database", _database), _of("disk", _disk)]
    if found[0].status == Status.OK:
        looks = {
            "migrations": _migrations,
            "queue": _queue,
            "schedule": _schedule,
            "trail": _trail,
            "backup": _backup,
        }
        found += [_of(name, each) for name, each in looks.items()]
    return found


def _of(name: str, ask: Callable[[], Finding]) -> Finding:
    """A look that fails is a finding, too; its reason stands in the log."""
    try:
        return ask()
    except DatabaseError as failure:
        reason = type(failure).__name__  # its text may hold rows
    except Exception as failure:
        reason = f"{type(failure).__name__}: {failure}"
    logger.error("Health: the %s could not be looked at (%s).", name, reason)
    stops = name in ("database", "migrations")
    return Finding(name, Status.NOT_OK if stops else Status.ATTENTION, f"Could not be looked at ({reason}).")


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding("database", Status.OK, "It answers.")


def _migrations() -> Finding:
    wanted = on_disk()
    applied = MigrationRecorder(connection).migration_qs.values_list("app", "name") if wanted else ()
    return health.judge_migrations(set(wanted), set(applied))


@cache
def on_disk() -> frozenset[tuple[str, str]]:
    """The migrations of this release: they do not change while a process runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _queue() -> Finding:
    waiting = Report.objects.filter(state=ReportState.QUEUED).aggregate(oldest=Min("requested_at"))
    return health.judge_queue(waiting["oldest"], clock.now())


def _schedule() -> Finding:
    return health.judge_schedule(_last(LastDone.SCHEDULE), clock.wall_now())


def _trail() -> Finding:
    return health.judge_trail(_last(LastDone.SEALED), clock.wall_now())


def _backup() -> Finding:
    within = timedelta(hours=settings.PORTAL_BACKUP_HOURS)
    return health.judge_backup(_last(LastDone.BACKUP), clock.wall_now(), within)


def _last(what: str) -> datetime | None:
    return LastDone.objects.filter(pk=what).values_list("at", flat=True).first()


def _disk() -> Finding:
    """The fuller of the two places that are written to."""
    free = min(_free(settings.PORTAL_FILES), _free(settings.PORTAL_VAR))
    return health.judge_disk(free, settings.PORTAL_DISK_MB * health.MEGABYTE)


def _free(folder: Path) -> int:
    """Of a folder that is not made yet, what is free where it will be."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free
