"""The printing process: reads a sheet, prints it into the file that it is told, says how far it is, and ends.

    python -m assurance.printing.press LIMITS FILE PARENT < sheet > messages

It limits itself before it reads anything, has no database, no settings and no secrets, opens no connection, starts
no program once it has the sheet, and ends with whoever started it.
"""

import ctypes.util
import errno
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from assurance.printing import sheet as sheets
from assurance.printing.sheet import Limits, PrintedFile, RenderingDefect, TooLarge

MEGABYTE = 1024 * 1024
RESERVE = 2 * MEGABYTE
PR_SET_PDEATHSIG = 1
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")
"""Audit events by their beginning: what a printing never does, whoever asks for it."""
TOO_LARGE, DEFECT, FAULT = "too large", "defect", "fault"


def main(limits: Limits, path: Path, parent: int) -> None:
    """Every ending is a message; the interpreter's own tidying up is left out, it would take a tenth of a second."""
    messages = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    confine(limits, parent)
    reserve = bytearray(RESERVE)
    try:
        _print(sheets.from_bytes(sys.stdin.buffer.read()), limits, path, messages)
    except BaseException as end:
        # Out of memory, there would be none left to say so.
        del reserve
        kind, why, number = verdict(end.with_traceback(None), limits)
        sheets.tell(messages, end=kind, why=why, errno=number)
    os._exit(0)


def _print(sheet: sheets.Sheet, limits: Limits, path: Path, messages: IO[bytes]) -> None:
    draw = load()
    sys.addaudithook(_forbid)
    printed = draw(
        sheet,
        limits=limits,
        on_step=lambda step, percent: sheets.tell(messages, step=step, percent=percent),
    )
    path.write_bytes(printed.pdf)
    took = resource.getrusage(resource.RUSAGE_SELF)
    sheets.tell(
        messages,
        end="printed",
        pages=printed.pages,
        cpu_seconds=took.ru_utime + took.ru_stime,
        peak_mb=took.ru_maxrss / 1024,
        fetched=printed.fetched,
        warnings=printed.warnings,
    )


def confine(limits: Limits, parent: int) -> None:
    """The kernel holds memory, CPU, the size of a file and the time by the clock; the interpreter holds the rest."""
    end_with_parent(parent)
    memory, file = limits.memory_mb * MEGABYTE, limits.file_mb * MEGABYTE
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file, file))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
    signal.alarm(limits.wall_seconds + 5)


def load() -> Callable[..., PrintedFile]:
    """What draws a sheet, with all that it needs."""
    import_weasyprint()
    from assurance.printing.drawing import draw

    return draw


def import_weasyprint() -> None:
    """Its libraries are loaded by the names that they have on Linux. Before it tries those, it asks the compiler and
    the linker for names that they have elsewhere, forty programs and three quarters of the time of the import."""
    if sys.platform.startswith("linux"):
        ctypes.util.find_library = lambda name: None
    import weasyprint  # noqa: F401

    from assurance.printing import streams

    streams.close_plainly()


def verdict(end: BaseException, limits: Limits) -> tuple[str, str, int]:
    """Whether the report is too large, has a defect, or the machine has a fault: kind, sentence, error number."""
    if isinstance(end, TooLarge):
        return TOO_LARGE, str(end), 0
    if isinstance(end, MemoryError):
        return TOO_LARGE, f"it needs more than {limits.memory_mb:,} MB of memory.", 0
    if isinstance(end, RecursionError):
        return TOO_LARGE, "its parts are nested too deeply.", 0
    if isinstance(end, RenderingDefect):
        return DEFECT, str(end), 0
    if isinstance(end, OSError) and end.errno == errno.EFBIG:
        return TOO_LARGE, f"its file would have more than {limits.file_mb} MB.", 0
    if isinstance(end, OSError) and end.errno:
        return FAULT, end.strerror or str(end), end.errno
    return DEFECT, f"The page maker failed: {type(end).__name__}: {str(end)[:300]}", 0


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(FORBIDDEN):
        raise RenderingDefect(f"A report may not use {event}.")


def end_with_parent(parent: int) -> None:
    """Linux kills this process when its parent ends, even by SIGKILL; elsewhere the alarm does, later. One that ended
    before Linux was told left this process to another, whose number differs: 1 may be a worker in a container."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def command(limits: Limits, path: Path) -> list[str]:
    """How this module is started."""
    arguments = [json.dumps(asdict(limits)), str(path), str(os.getpid())]
    return [sys.executable, "-s", "-W", "ignore", "-m", __name__, *arguments]


if __name__ == "__main__":
    main(Limits(**json.loads(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3]))
