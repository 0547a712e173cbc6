"""`manage.py secure_trail [--role portal_app] [--check]`: after every migrate, so that nobody can change the trail."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from core import append_only


class Command(BaseCommand):
    help = (
        "Let the database refuse every change of the trail; with --role, give the portal's role its rights."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--role", default="", help="the role that the portal works under, such as portal_app"
        )
        parser.add_argument("--check", action="store_true", help="change nothing; say what is not held")

    def handle(self, *, role: str, check: bool, **options: Any) -> None:
        if role and connection.vendor != "postgresql":
            raise CommandError("SQLite knows no roles: leave --role out.")
        if not check:
            self.secure(role)
        self.refuse_gaps(role)
        if not options["verbosity"]:
            return
        more = f", and {role} can only read and add to it" if role else ""
        self.stdout.write(f"{len(append_only.trail_models())} tables of the trail refuse every change{more}.")

    def secure(self, role: str) -> None:
        append_only.hold(connection)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in append_only.grants(role, connection) if role else ():
                    cursor.execute(statement)
        except ProgrammingError as failure:
            raise CommandError(f"The rights of {role} could not be set: {failure}") from None

    def refuse_gaps(self, role: str) -> None:
        if tables := append_only.not_held(connection):
            raise CommandError(f"Not held: {', '.join(tables)}. Run manage.py secure_trail.")
        if role and (tables := append_only.may_change(role, connection)):
            raise CommandError(
                f"{role} can change {', '.join(tables[:3])}{' …' if len(tables) > 3 else ''} ({len(tables)} tables): "
                "is it the owner of the tables, or a superuser? The portal must work under another role."
            )
