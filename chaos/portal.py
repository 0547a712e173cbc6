"""The portal as it is served: PostgreSQL, Redis, gunicorn, a worker, a schedule; all end with whoever started them."""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tools import services
from tools.breakable import OwnPostgres, OwnRedis
from tools.processes import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
HOST = "portal.example"
READY_WITHIN = 180  # seconds, on a machine that does other things as well
SERVED = {
    "DJANGO_SETTINGS_MODULE": "chaos.settings",
    "PORTAL_SERVED": "1",
    "PORTAL_BEHIND_PROXY": "1",
    "PORTAL_HOSTS": HOST,
    "PORTAL_DEMONSTRATION": "1",
    "PORTAL_TODAY": "2014-07-08",
    "PORTAL_DISK_MB": "1",
    "PORTAL_BACKUP_HOURS": "0",
    "SECRET_KEY": "only-for-this-exercise-" + "0123456789abcdefghij" * 3,
    "PYTHONDONTWRITEBYTECODE": "",
    "CELERY_SKIP_CHECKS": "1",
}
GUNICORN = shlex.split(
    "ccg_portal.wsgi --worker-class gthread --workers 4 --threads 2 --preload --no-control-socket "
    "--limit-request-line 8190 --limit-request-field_size 65536 --logger-class ccg_portal.gunicorn_log.Logger"
)
"""As docs/serving.md says; a test compares them."""
WORKER = shlex.split("--app ccg_portal worker --concurrency 1")
SCHEDULE = shlex.split("--app ccg_portal beat")

Process = subprocess.Popen[bytes]


class Portal:
    """Its servers and processes, each to be broken by itself."""

    def __init__(self, folder: Path, *, connections: int = 60) -> None:
        self.folder, self.files = folder, folder / "files"
        self.postgres = OwnPostgres(_made(folder, "database"), connections=connections)
        self.redis = OwnRedis(_made(folder, "queue"))
        # Held as systemd holds it: who comes while the web is replaced waits instead of being turned away.
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self.listener.getsockname()[1])
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
            **SERVED,
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "PORTAL_VAR": str(folder / "var"),
            "PORTAL_FILES": str(self.files),
        }
        self.processes: dict[str, Process] = {}

    # Before it is served

    def prepare(self, *, people: int, small: bool = False, schema: str = "") -> dict[str, Any]:
        """The data set and the people, as `chaos.prepare` says them."""
        into = self.folder / "people.json"
        options = [str(into), "--people", str(people), *(["--small"] if small else [])]
        self.manage("-m", "chaos.prepare", *options, CHAOS_SCHEMA=schema)
        found: dict[str, Any] = json.loads(into.read_text())
        return found

    def manage(self, *arguments: str, **environment: str) -> str:
        """Run Python on this portal to its end; gives what it printed. Raises AssertionError with what went wrong."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"{' '.join(arguments)} failed:\n{done.stdout[-3000:]}")
        return done.stdout

    def commands(self) -> set[str]:
        """The portal's own commands, by the names of their files."""
        return {path.stem for path in ROOT.glob("*/management/commands/*.py")}

    # Its processes

    def start_web(self) -> Process:
        """On the socket that is there already; it answers when this returns."""
        bind = f"fd://{self.listener.fileno()}"
        process = self._start("web", "gunicorn", *GUNICORN, "--bind", bind, keep=(self.listener.fileno(),))
        self.wait_for_web(self.port)
        return process

    def start_second_web(self, **environment: str) -> int:
        """Another one beside it, with other settings; gives its port."""
        port = services.free_port()
        self._start(
            "second web", "gunicorn", *GUNICORN, "--bind", f"127.0.0.1:{port}", environment=environment
        )
        self.wait_for_web(port)
        return port

    def start_worker(self, name: str = "worker", **environment: str) -> Process:
        process = self._start(
            name, "celery", *WORKER, "--loglevel=INFO", "-n", f"{name}@%h", environment=environment
        )
        self._wait_for(name, process, " ready.")
        return process

    def start_schedule(self, name: str = "schedule") -> Process:
        kept = self.folder / "var" / name
        return self._start(name, "celery", *SCHEDULE, "--schedule", str(kept))

    def _start(
        self,
        name: str,
        program: str,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        keep: tuple[int, ...] = (),
    ) -> Process:
        with self.log(name).open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", program, *arguments],
                cwd=ROOT,
                env=self.environment | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=keep,
                process_group=0,
                preexec_fn=die_with_parent(),
            )
        self.processes[name] = process
        return process

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def kill(self, name: str) -> None:
        """The process and all that it has started, without a word."""
        process = self.processes.pop(name)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        process.wait()

    def ask_to_end(self, name: str, *, seconds: float = 60) -> None:
        """TERM, as systemd does: it finishes what it has in hand."""
        process = self.processes.pop(name)
        process.terminate()
        process.wait(seconds)

    # Whether it is well

    def wait_for_web(self, port: int) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not self.is_ready(port):
            if time.monotonic() > deadline:
                raise AssertionError(f"The web does not start:\n{self.log('web').read_text()[-3000:]}")
            time.sleep(0.1)

    def is_ready(self, port: int | None = None) -> bool:
        connection = HTTPConnection("127.0.0.1", port or self.port, timeout=10)
        try:
            connection.request("GET", "/health/", headers={"Host": HOST, "X-Forwarded-Proto": "https"})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _wait_for(self, name: str, process: Process, words: str) -> None:
        log, deadline = self.log(name), time.monotonic() + READY_WITHIN
        before = 0
        while log.read_text().count(words) == before:
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"The {name} does not start:\n{log.read_text()[-3000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)
        self.listener.close()
        self.redis.stop()
        self.postgres.stop()


@contextmanager
def portal(*, connections: int = 60) -> Iterator[Portal]:
    """A portal in a folder of its own; both are gone afterwards."""
    with services.folder() as folder:
        folder.chmod(0o755)
        made = Portal(folder, connections=connections)
        try:
            yield made
        finally:
            made.stop()
            if kept := os.environ.get("CHAOS_KEEP_LOGS"):
                shutil.copytree(folder, kept, ignore=_all_but_logs, dirs_exist_ok=True)


def _all_but_logs(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".log") and not (Path(folder) / name).is_dir()}


def _made(folder: Path, name: str) -> Path:
    """A folder that PostgreSQL's own user may write to."""
    path = folder / name
    path.mkdir()
    if owner := services.database_owner():
        shutil.chown(path, owner, owner)
    return path
