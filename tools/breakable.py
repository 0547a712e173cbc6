"""A PostgreSQL and a Redis of one's own, at an address that stays: to stop, freeze, thaw, and start again."""

import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from tools.processes import die_with_parent, stop
from tools.services import (
    READY_WITHIN,
    database_owner,
    free_port,
    postgres_program,
    redis_program,
    wait_until_ready,
)


class OwnPostgres:
    """A PostgreSQL that keeps what it has said is kept, as a served one does: a crash loses no commit.

    It forces nothing to the disk (`fsync=off`): what crashes here are processes, never the machine.
    """

    def __init__(self, folder: Path, *, connections: int = 60) -> None:
        self.folder, self.connections = folder, connections
        self.url = f"postgres://portal@{quote(str(folder), safe='')}/portal"
        self.owner = database_owner()
        self._run("initdb", "-D", str(self._data), "-U", "portal", "-A", "trust", "-E", "UTF8")
        self.start()
        self._run("createdb", "-h", str(folder), "-U", "portal", "portal")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, program: str, *options: str) -> None:
        command = [postgres_program(program), *options]
        groups: list[int] | None = [] if self.owner else None
        subprocess.run(
            command,
            user=self.owner,
            group=self.owner,
            extra_groups=groups,
            cwd=self.folder,
            check=True,
            capture_output=True,
        )

    def start(self) -> None:
        """It answers when this returns."""
        settings = {
            "listen_addresses": "",
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": str(self.connections),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        groups: list[int] | None = [] if self.owner else None
        log = self.folder / "postgres.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [postgres_program("postgres"), "-D", str(self._data), "-k", str(self.folder), *options],
                user=self.owner,
                group=self.owner,
                extra_groups=groups,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=die_with_parent(signal.SIGQUIT),
            )
        ready = [postgres_program("pg_isready"), "-q", "-h", str(self.folder), "-d", "portal"]
        wait_until_ready(self.process, ready, log, "PostgreSQL")

    def stop(self) -> None:
        """As its administrator does: what is under way is broken off, what is committed stays."""
        self.thaw()
        stop(self.process, signal.SIGINT)

    def crash(self) -> None:
        """At once, without a word to anybody; the next start mends what was left."""
        self.thaw()
        stop(self.process, signal.SIGQUIT)

    def freeze(self) -> None:
        """It keeps its connections, takes new ones, and says nothing: a disk that hangs, a machine that is paused."""
        for pid in self._all():
            _send(pid, "STOP")

    def thaw(self) -> None:
        for pid in reversed(self._all()):
            _send(pid, "CONT")

    def _all(self) -> list[int]:
        return [self.process.pid, *children(self.process.pid)]


class OwnRedis:
    """A Redis that keeps nothing: stopped and started again, it has forgotten everything."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        log = self.folder / "redis.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [redis_program(), *options, "--dir", str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=die_with_parent(),
            )
        deadline = time.monotonic() + READY_WITHIN
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError(f"Redis did not start: {log.read_text()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(5) == b"+PONG"
        except OSError:
            return False

    def freeze(self) -> None:
        """It keeps its connections, takes new ones, and says nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> None:
        self.thaw()
        stop(self.process)


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it has ended meanwhile
        return []


def descendants(pid: int) -> list[int]:
    """Those, and what they have started."""
    return [each for child in children(pid) for each in (child, *descendants(child))]


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # gone before it is looked up, or while it is read
        return False


def _send(pid: int, name: str) -> None:
    """A signal to a server that may run as somebody else, and may have ended meanwhile."""
    subprocess.run(["kill", f"-{name}", str(pid)], capture_output=True, check=False)
