"""The queue. Tasks live in each app's `tasks.py`; settings under `CELERY_` in ccg_portal/settings.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccg_portal.settings")

app = Celery("ccg_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
