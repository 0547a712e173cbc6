"""Starts the printing process, listens to it, and ends it whatever happens here."""

import json
import logging
import os
import select
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assurance.printing import press
from assurance.printing import sheet as sheets
from assurance.printing.sheet import Limits, PrintedFile, RenderingDefect, Sheet, TooLarge

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ("LD_LIBRARY_PATH", "PYTHONPYCACHEPREFIX")
"""The variables that the printing process is given of ours: no database, no queue, no secret. It may write its bytecode
where ours may not: compiling WeasyPrint anew would be a third of the time."""
NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'
"""No typeface of the machine takes part: the report has its own, so that its bytes are the same everywhere."""
OUT_OF_MEMORY = {signal.SIGABRT, signal.SIGTRAP}
"""How libraries in C end when an allocation is refused."""
CRASHED = {signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE}
PREFIX = "report-"
"""How the folder of one printing begins."""
OnStep = Callable[[str, int], None]


def print_apart(
    sheet: Sheet,
    *,
    limits: Limits,
    on_step: OnStep,
    within: Path | None = None,
    bytecode: Path | None = None,
) -> PrintedFile:
    """Print in a process of its own. Whatever is raised in here (a lost lease, a time limit) ends that process, too.

    It works in a folder under `within`, which is gone afterwards; only a SIGKILL leaves it behind, for `clear_left`.
    Raises TooLarge or RenderingDefect with a sentence, OSError for a fault of the machine.
    """
    if within:
        within.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=within) as name:
        folder, process = Path(name), None
        (folder / "fonts.conf").write_text(NO_FONTS)
        try:
            with (folder / "errors.txt").open("wb") as errors:
                process = _start(folder, limits, errors.fileno(), bytecode)
            end = _listen(process, sheet, limits, on_step)
        finally:
            if process:
                _stop(process)
        return _judge(end, folder, limits)


def clear_left(within: Path, before: float) -> int:
    """Delete the folders of printings last written to before that moment (seconds of the epoch): their workers were
    killed, and half a report may lie there. Gives their number."""
    left = [each for each in within.glob(f"{PREFIX}*") if each.stat().st_mtime < before]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _start(folder: Path, limits: Limits, errors: int, bytecode: Path | None) -> subprocess.Popen[bytes]:
    kept = {"PYTHONPYCACHEPREFIX": str(bytecode)} if bytecode else {}
    kept |= {name: os.environ[name] for name in KEPT if name in os.environ}
    own = {"HOME": folder, "TMPDIR": folder, "FONTCONFIG_FILE": folder / "fonts.conf"}
    return subprocess.Popen(
        press.command(limits, folder / "report.pdf"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        cwd=ROOT,
        env=kept
        | {key: str(value) for key, value in own.items()}
        | {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0"},
    )


def _listen(
    process: subprocess.Popen[bytes], sheet: Sheet, limits: Limits, on_step: OnStep
) -> dict[str, Any]:
    """Its last message; or, when it ended without one, the signal that ended it."""
    threading.Thread(target=_hand_over, args=(process, sheets.to_bytes(sheet)), daemon=True).start()
    for message in _messages(process, time.monotonic() + limits.wall_seconds):
        if "end" in message:
            return message
        on_step(message["step"], message["percent"])
    if process.poll() is None and not _has_ended(process):
        return {"end": press.TOO_LARGE, "why": f"it takes more than {limits.wall_seconds} seconds."}
    return {"end": "signal", "signal": -process.returncode}


def _hand_over(process: subprocess.Popen[bytes], content: bytes) -> None:
    """In a thread: the other side reads after its interpreter has started, and what it says is heard meanwhile."""
    pipe = process.stdin
    try:
        if pipe:
            pipe.write(content)
            pipe.close()
    except OSError as broken:
        logger.info("The printing process did not read its sheet: %s", broken)


def _messages(process: subprocess.Popen[bytes], deadline: float) -> Iterator[dict[str, Any]]:
    """Each line as it comes, until the pipe closes or the time is over."""
    if process.stdout is None:
        return
    pipe, waiting = process.stdout.fileno(), b""
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([pipe], [], [], left)[0]:
            return
        chunk = os.read(pipe, 65536)
        if not chunk:
            return
        *lines, waiting = (waiting + chunk).split(b"\n")
        yield from map(json.loads, lines)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """A process that has closed its pipe is at its end, or hangs there."""
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        return False
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe and not pipe.closed:
            try:
                pipe.close()
            except OSError as broken:  # what was left to write has no reader any more
                logger.debug("%s", broken)


def _judge(end: dict[str, Any], folder: Path, limits: Limits) -> PrintedFile:
    """The finished file, or why there is none."""
    if end["end"] == "printed":
        return PrintedFile(
            pdf=(folder / "report.pdf").read_bytes(),
            pages=end["pages"],
            cpu_seconds=end["cpu_seconds"],
            peak_mb=end["peak_mb"],
            fetched=tuple(end["fetched"]),
            warnings=tuple(end["warnings"]),
        )
    logger.warning("Printing ended: %s %s", end, (folder / "errors.txt").read_text(errors="replace")[-2000:])
    if end["end"] == press.TOO_LARGE:
        raise TooLarge(f"The report is too large: {end['why']}")
    if end["end"] == press.DEFECT:
        raise RenderingDefect(end["why"])
    if end["end"] == press.FAULT:
        raise OSError(end["errno"], end["why"])
    raise _of_signal(end["signal"], limits)


def _of_signal(number: int, limits: Limits) -> Exception:
    """Why a process ended without a word: its own limits, or somebody else's kill, which is worth another try."""
    if number == signal.SIGXCPU:
        return TooLarge(
            f"The report is too large: it needs more than {limits.cpu_seconds} seconds of computing."
        )
    if number in OUT_OF_MEMORY:
        return TooLarge(f"The report is too large: it needs more than {limits.memory_mb:,} MB of memory.")
    if number in CRASHED:
        return RenderingDefect(f"The page maker crashed (signal {number}).")
    return OSError(f"The printing process was ended from outside (signal {number}).")
