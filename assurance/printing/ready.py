"""Keeps a printing process standing ready, for the one thread that prints in a worker."""

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Press = subprocess.Popen[bytes]


class ReadyPress:
    """One process that stands ready, started when it is first needed, and anew after it was ended.

    Linux ends it with the thread that started it, so each thread has to start its own; while another one prints, it is
    not lent. A worker that was forked does not take its parent's.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Press | None = None
        self._owner: tuple[int, int] | None = None
        self._is_done = False

    @contextmanager
    def lent(self, start: Callable[[], Press]) -> Iterator[Press | None]:
        """The process for one printing; None where it is not to be had, and the printing has to start its own.

        It is ended unless `done` is said of it: whatever was raised meanwhile ends the printing, too.
        """
        if not sys.platform.startswith("linux") or not self._lock.acquire(blocking=False):
            yield None
            return
        self._is_done = False
        try:
            yield self._standing(start)
        finally:
            if not self._is_done:
                self.end()
            self._lock.release()

    def done(self) -> None:
        """The printing has come to its end, and the process stands ready for the next."""
        self._is_done = True

    def _standing(self, start: Callable[[], Press]) -> Press:
        owner = (os.getpid(), threading.get_ident())
        if self._process is None or self._owner != owner or self._process.poll() is not None:
            self.end()
            self._process, self._owner = start(), owner
        return self._process

    def end(self) -> None:
        """Whatever it prints is ended with it. One that this process's parent had started is not ours to end."""
        process, self._process = self._process, None
        if process is None or (self._owner and self._owner[0] != os.getpid()):
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # what was left to write has no reader any more
                if pipe:
                    pipe.close()


READY = ReadyPress()
atexit.register(READY.end)
