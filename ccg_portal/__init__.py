"""The wiring: settings, addresses, the queue and the commands that start it all. Nobody imports it."""

from ccg_portal.celery import app as celery_app

__all__ = ["celery_app"]
