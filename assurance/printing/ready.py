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
        self._is_lent = False
        self._is_done = False

    @contextmanager
    def lent(self, start: Callable[[], Press]) -> Iterator[Press | None]:
        """The process for one printing; None where it is not to be had, and the printing has to start its own.

        It is ended unless `done` is said of it: whatever was raised meanwhile ends the printing, too. A time limit is
        raised wherever the thread is just then, here as well: that it is lent is said and taken back in one step each,
        and the lock is held for no longer than that.
        """
        mine = False
        try:
            with self._lock:
                if sys.platform.startswith("linux") and not self._is_lent:
                    self._is_lent = mine = True
            if mine:
                self._is_done = False
            yield self._standing(start) if mine else None
        finally:
            if mine:
                try:
                    if not self._is_done:
                        self.end()
                finally:
                    self._is_lent = False

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
        process = self._process
        if process is not None and self._owner and self._owner[0] == os.getpid():
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was left to write has no reader any more
                    if pipe:
                        pipe.close()
        self._process = None  # last: where this was interrupted, it is ended the next time


READY = ReadyPress()
atexit.register(READY.end)
