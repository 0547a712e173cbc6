"""The queue. Tasks live in each app's `tasks.py`; settings under `CELERY_` in ccg_portal/settings.py."""

import logging.config
import os
from typing import Any

from celery import Celery, Task, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccg_portal.settings")

app = Celery("ccg_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


# Workers and schedule write the portal's own log, and each line says which request it belongs to (core/logs.py).


@signals.setup_logging.connect
def write_the_portals_log(**_: Any) -> None:
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@signals.before_task_publish.connect
def send_the_id_along(headers: dict[str, Any], **_: Any) -> None:
    from core import logs

    logs.send_along(headers)


@signals.task_prerun.connect
def take_up(task: Task, task_id: str, **_: Any) -> None:
    from core import logs

    logs.take_up(task.name, task_id, getattr(task.request, "request_id", None))


@signals.task_postrun.connect
def lay_down(**_: Any) -> None:
    from core import logs

    logs.lay_down()
