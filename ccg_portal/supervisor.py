"""Keeps a few processes running as one: started in order, restarted a few times when one dies, stopped whole.

Each child leads a process group of its own, so that it and all it started are ended together; the kernel ends the
children when the supervisor itself is killed.
"""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.processes import die_with_parent

RESTARTS = 4
WITHIN = 120.0  # seconds: this many restarts in this time, and the whole gives up
PATIENCE = 8.0  # seconds that a child has for ending by itself


class GivenUp(Exception):
    """Why the whole stops, in a sentence."""


@dataclass(frozen=True)
class Service:
    """One process that must run: what it is called, how it is started, where it writes what it has to say."""

    name: str
    command: Sequence[str]
    log: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    keep_open: tuple[int, ...] = ()


class Child:
    """A service as it runs, and how often it had to be started again."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.starts: list[float] = []
        self.start_at = 0.0
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        self.starts.append(time.monotonic())
        service = self.service
        log = service.log.open("ab") if service.log else None
        try:
            return subprocess.Popen(
                list(service.command),
                env={**os.environ, **service.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT if log else None,
                pass_fds=service.keep_open,
                process_group=0,
                preexec_fn=die_with_parent(),
            )
        finally:
            if log:
                log.close()

    @property
    def is_down(self) -> bool:
        return self.process.poll() is not None

    def look_after(self) -> None:
        """Start it again when it has died: after a pause that doubles, and not for ever."""
        if not self.is_down:
            return
        now = time.monotonic()
        if not self.start_at:
            self.kill()  # what it started must not outlive it
            recent = [start for start in self.starts if now - start < WITHIN]
            if len(recent) > RESTARTS:
                raise GivenUp(f"{self.service.name} stopped {len(recent)} times in a row.{self.last_words()}")
            self.start_at = now + 2 ** (len(recent) - 1) / 2
        elif now >= self.start_at:
            self.start_at = 0.0
            self.process = self._start()

    def last_words(self) -> str:
        """The last line of its log, and where the rest stands."""
        log = self.service.log
        if not log or not log.is_file():
            return ""
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        return f" It said: {lines[-1].strip() if lines else 'nothing'} (more in {log})"

    def terminate(self) -> None:
        if not self.is_down:
            self.process.terminate()

    def kill(self) -> None:
        """End the whole group, whatever is left of it."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()


class Supervisor:
    """The processes of one portal, in the order in which they need each other."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.asked_to_stop = False

    def start(self, service: Service) -> Child:
        child = Child(service)
        self.children.append(child)
        return child

    def stop_on_signals(self) -> None:
        """Ctrl-C, TERM or a closed terminal ask for the end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # as nohup leaves it
                signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self.asked_to_stop = True

    def watch(self) -> None:
        """Until it is asked to stop, or a child cannot be kept alive."""
        while not self.asked_to_stop:
            for child in self.children:
                child.look_after()
            time.sleep(0.2)

    def stop(self) -> None:
        """All children, the last started first; the first one is what the others stand on, and ends last."""
        dependants, foundation = self.children[1:], self.children[:1]
        for group in (dependants, foundation):
            for child in reversed(group):
                child.terminate()
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline and not all(child.is_down for child in group):
                time.sleep(0.05)
            for child in group:
                child.kill()
        self.children.clear()
