"""`manage.py encrypt_second_factors`: after SECRET_KEY was changed, before the old key goes from its fallbacks."""

from typing import Any

from django.core.management.base import BaseCommand

from organisation.signing_in.mfa import encrypt_anew


class Command(BaseCommand):
    help = "Encrypt the secrets of authenticator apps and recovery codes with the SECRET_KEY in use now."

    def handle(self, **options: Any) -> None:
        done, lost = encrypt_anew()
        self.stdout.write(f"{done} {'is' if done == 1 else 'are'} encrypted with the key in use now.")
        if lost:
            self.stdout.write(f"No key opens {lost} more: an administrator takes those second factors away.")
