#!/usr/bin/env python3
"""A real PostgreSQL and a real Redis for the length of one command.

    python3 tools/services.py run -- pytest -n0 finance

Both are new, empty and private: PostgreSQL on a unix socket in a temporary folder, Redis on a free port of this
machine, neither writing anything that lasts. The command finds them in DATABASE_URL and REDIS_URL, and its exit
code is ours. However this ends, by itself, by a signal or killed, both servers end with it.
"""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.processes import die_with_parent, stop

READY_WITHIN = 120  # seconds, on a machine that is busy
OURS_TO_CHOOSE = range(20_000, 32_768)
SPEED_BEFORE_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


class Unavailable(Exception):
    """Why a server could not be had, in a sentence."""


def postgres_program(name: str) -> str:
    """A program of the newest PostgreSQL that is installed; Debian keeps them outside the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(places[-1]) if places else shutil.which(name)
    if not found:
        raise Unavailable("PostgreSQL is not installed: apt-get install postgresql")
    return found


def redis_program() -> str:
    found = shutil.which("redis-server") or shutil.which("redis-server", path="/usr/bin:/usr/local/bin")
    if not found:
        raise Unavailable("Redis is not installed: apt-get install redis-server")
    return found


def database_owner() -> str | None:
    """PostgreSQL refuses to run as root; then its own user runs it. None means: as oneself."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise Unavailable(
            "PostgreSQL is not installed (no user postgres): apt-get install postgresql"
        ) from None


def free_port() -> int:
    """One of those that Linux gives to nobody by itself: it is still free when the server comes, or comes again."""
    for port in random.sample(OURS_TO_CHOOSE, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise Unavailable("No port of this machine is free")


@contextmanager
def folder() -> Iterator[Path]:
    """A private temporary folder with a short path (a socket's path has room for 107 bytes)."""
    path = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))
    owner = database_owner()
    try:
        if owner:
            shutil.chown(path, owner, owner)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def wait_until_ready(process: subprocess.Popen[bytes], answers: list[str], log: Path, name: str) -> None:
    """Until the server answers; if it ends or stays silent, the end of its log says why."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if subprocess.run(answers, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.05)
    said = log.read_text(errors="replace").strip().splitlines()[-3:]
    raise Unavailable(f"{name} did not start: {' / '.join(said) or 'it said nothing'}")


@contextmanager
def postgres(where: Path) -> Iterator[str]:
    """A PostgreSQL that listens on a unix socket in the folder; gives its DATABASE_URL."""
    owner = database_owner()
    groups: list[int] | None = [] if owner else None
    data, log = where / "data", where / "postgres.log"
    made = subprocess.run(
        [postgres_program("initdb"), "-D", str(data), "-U", "portal", "-A", "trust", "-E", "UTF8"]
        + ["--locale=C.UTF-8", "--no-sync"],
        user=owner,
        group=owner,
        extra_groups=groups,
        cwd=where,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise Unavailable(f"PostgreSQL could not lay out its files: {made.stderr.strip()}")
    options = [part for option in SPEED_BEFORE_SAFETY for part in ("-c", option)]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                postgres_program("postgres"),
                "-D",
                str(data),
                "-k",
                str(where),
                "-c",
                "listen_addresses=",
                *options,
            ],
            user=owner,
            group=owner,
            extra_groups=groups,
            cwd=where,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own: Ctrl-C reaches the command first, and the servers after it.
            process_group=0,
            preexec_fn=die_with_parent(signal.SIGQUIT),
        )
    try:
        wait_until_ready(server, [postgres_program("pg_isready"), "-q", "-h", str(where)], log, "PostgreSQL")
        subprocess.run(
            [postgres_program("createdb"), "-h", str(where), "-U", "portal", "portal"], check=True, cwd=where
        )
        yield f"postgres://portal@{quote(str(where), safe='')}/portal"
    finally:
        stop(server, signal.SIGINT)


@contextmanager
def redis(where: Path) -> Iterator[str]:
    """A Redis on a free port that keeps nothing; gives its REDIS_URL."""
    port, log = free_port(), where / "redis.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [redis_program(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
            + ["--dir", str(where), "--daemonize", "no"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=die_with_parent(),
        )
    try:
        answers = [sys.executable, "-c", f"import socket; socket.create_connection(('127.0.0.1', {port}), 1)"]
        wait_until_ready(server, answers, log, "Redis")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop(server)


def run(command: list[str]) -> int:
    """The command between both servers; a signal to us goes on to it."""
    with ExitStack() as stack:
        where = stack.enter_context(folder())
        environment = os.environ | {
            "DATABASE_URL": stack.enter_context(postgres(where)),
            "REDIS_URL": stack.enter_context(redis(where)),
        }
        try:
            process = subprocess.Popen(command, env=environment, preexec_fn=die_with_parent())
        except OSError as refusal:
            raise Unavailable(f"{command[0]} cannot be run: {refusal.strerror}") from refusal

        def pass_on(number: int, frame: FrameType | None) -> None:
            if process.poll() is None:
                process.send_signal(number)

        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, pass_on)
        # The terminal sends Ctrl-C to the command as well: it ends, then we do.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        code = process.wait()
    return code if code >= 0 else 128 - code


def leave(number: int, frame: FrameType | None) -> None:
    """A signal while the servers start: leave through every `finally`."""
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    if arguments[:2] != ["run", "--"] or not arguments[2:]:
        print(__doc__, file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, leave)
    try:
        return run(arguments[2:])
    except Unavailable as reason:
        print(f"services: {reason}", file=sys.stderr)
    except OSError as reason:
        print(f"services: {reason.strerror} ({reason.filename or 'no file'})", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
