from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "engagement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this room can propose for KPIs."""
        from engagement.derived import register_sources

        register_sources()
