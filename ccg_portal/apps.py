"""The wiring as an app, so that its checks are known."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "ccg_portal"

    def ready(self) -> None:
        from ccg_portal import checks  # noqa: F401 (registers them)
