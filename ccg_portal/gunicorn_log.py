"""The web server's own lines, written like the portal's: `gunicorn --logger-class ccg_portal.gunicorn_log.Logger`."""

import os
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccg_portal.settings")


class Logger(GunicornLogger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        from core import logs

        for handler in self.error_log.handlers:
            handler.setFormatter(logs.formatter())
