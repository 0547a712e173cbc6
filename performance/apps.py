from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "performance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what people answer for in this room."""
        from performance.owned import register_held

        register_held()
