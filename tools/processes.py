"""Processes that never outlive whoever started them. Standard library only: used before anything is installed."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn`: Linux sends the signal to this child when its parent ends, even by SIGKILL."""
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)

    def ask_the_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:  # the parent ended before the kernel was asked
            os.kill(os.getpid(), signal_number)

    return ask_the_kernel


def stop(
    process: subprocess.Popen[bytes], signal_number: int = signal.SIGTERM, *, seconds: float = 10
) -> None:
    """Ask a process to end; after some seconds, end it."""
    if process.poll() is not None:
        return
    process.send_signal(signal_number)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
