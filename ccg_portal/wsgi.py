"""The portal as a WSGI application, for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from core.room import roomy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccg_portal.settings")

application = roomy(get_wsgi_application())
# The code of every page is loaded before the server's processes part: they share it, and none of them looks through it
# again and again for what could be thrown away.
get_resolver().url_patterns  # noqa: B018  # loads them
gc.collect()
gc.freeze()
