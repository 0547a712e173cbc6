"""The portal as a WSGI application, for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccg_portal.settings")

application = get_wsgi_application()
# Every page's code is loaded before the server's processes part, which then share it, and is never looked through for
# what is not needed any more.
get_resolver().url_patterns  # noqa: B018  # loads them
gc.collect()
gc.freeze()
