from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this room can propose for KPIs, and what people answer for in it."""
        from programmes.derived import register_sources
        from programmes.owned import register_held

        register_sources()
        register_held()
