"""`manage.py portal`: the whole portal as one process tree, until Ctrl-C or TERM."""

import errno
import os
import signal
import socket
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from assurance.actions import open_quarters
from ccg_portal import embedded
from ccg_portal.embedded import Unready
from ccg_portal.supervisor import GivenUp, Supervisor
from core import clock
from organisation import demonstration
from organisation.models import Organisation


class Command(BaseCommand):
    help = "Run the portal embedded: SQLite, a bundled queue, a worker and a web server, until Ctrl-C."
    # They load every page of the portal, and are made once its address and its folder are taken: what cannot be had is
    # said at once.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument(
            "--port", type=int, default=os.environ.get("PORT") or 8000, help="0 takes a free one"
        )

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        served = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
        if served:
            raise CommandError(
                f"{' and '.join(served)} set: the embedded portal brings its own. docs/serving.md says how to serve."
            )
        signal.signal(signal.SIGTERM, leave)
        supervisor = Supervisor()
        try:
            with embedded.only_one(settings.PORTAL_VAR), embedded.listen(host, port) as listener:
                self.start(supervisor, listener)
                supervisor.stop_on_signals()
                supervisor.watch()
        except (Unready, GivenUp) as reason:
            raise CommandError(str(reason)) from None
        except DatabaseError as failure:
            raise CommandError(f"The database in {settings.PORTAL_VAR} cannot be used: {failure}.") from None
        except OSError as failure:
            raise CommandError(sentence(failure)) from None
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            supervisor.stop()
        self.stdout.write("The portal has stopped.")

    def start(self, supervisor: Supervisor, listener: socket.socket) -> None:
        """Everything in its order, each step told, until the portal answers."""
        self.check()
        embedded.check_libraries()
        queue = supervisor.start(embedded.queue_service())
        embedded.wait_for_queue(queue)
        self.step("Database", prepare_database)
        if settings.PORTAL_DEMONSTRATION and not Organisation.objects.exists():
            self.step("The Dorset data, once", lambda: call_command("load_dorset", verbosity=0))
        self.step("Calendar of the round", lambda: open_quarters(today=clock.today()))
        self.step("Static files", embedded.prepare_static)
        connections.close_all()
        supervisor.start(embedded.worker_service(listener))
        web = supervisor.start(embedded.web_service(listener))
        self.step("Web server and worker", lambda: embedded.wait_for_web(web, listener))
        self.welcome(listener)

    def step(self, what: str, do: Callable[[], object]) -> None:
        self.stdout.write(f"  {what} …", ending=" ")
        self.stdout.flush()
        started = time.monotonic()
        do()
        self.stdout.write(f"{time.monotonic() - started:.1f} s")

    def welcome(self, listener: socket.socket) -> None:
        """The address, and how to sign in."""
        host, port = embedded.reachable_at(listener)
        day = clock.today()
        lines = [f"\nThe portal is ready: http://{f'[{host}]' if ':' in host else host}:{port}/"]
        if settings.PORTAL_DEMONSTRATION:
            width = max(len(account.email) for account in demonstration.ACCOUNTS)
            stands = "stands on" if clock.is_frozen() else "shows the real date,"
            lines += [f"The demonstration {stands} {day.day} {day:%B %Y}.", ""]
            lines += [f"Sign in with the password {demonstration.PASSWORD} as"]
            lines += [f"  {account.email:<{width}}  {account.title}" for account in demonstration.ACCOUNTS]
        else:
            lines += ["Make the first account, if there is none yet: manage.py createsuperuser"]
        if not embedded.is_private(listener):
            lines += [
                "",
                "Whoever reaches this machine reaches the portal, over plain http: see docs/serving.md.",
            ]
        lines += ["", f"Ctrl-C stops it. Its logs are in {settings.PORTAL_VAR / 'log'}."]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def prepare_database() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("secure_trail", verbosity=0)


def leave(number: int, frame: object) -> None:
    """TERM while the portal is still being set up: leave through every `finally`."""
    raise KeyboardInterrupt


def sentence(failure: OSError) -> str:
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full: free some space (df -h shows how much there is) and start again."
    where = f" ({failure.filename})" if failure.filename else ""
    return f"The portal cannot go on: {failure.strerror or failure}{where}."
