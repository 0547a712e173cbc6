from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class OrganisationConfig(AppConfig):
    name = "organisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from organisation.signing_in import beginning

        user_logged_in.connect(beginning.on_signed_in, dispatch_uid="organisation.signing_in")
