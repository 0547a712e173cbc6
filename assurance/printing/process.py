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
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assurance.printing import press, press_ready
from assurance.printing import sheet as sheets
from assurance.printing.press_ready import ERRORS, FILE, FONTS, SHEET
from assurance.printing.ready import ReadyPress
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
    ready: ReadyPress | None = None,
) -> PrintedFile:
    """Print in a process of its own. Whatever is raised in here (a lost lease, a time limit) ends that process, too.

    With one that stands `ready`, it is a copy of that; without, or where it is not to be had, one started for it.
    It works in a folder under `within`, which is gone afterwards; only a SIGKILL leaves it behind, for `clear_left`.
    Raises TooLarge or RenderingDefect with a sentence, OSError for a fault of the machine.
    """
    if within:
        within.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=within) as name:
        folder = Path(name)
        (folder / FONTS).write_text(NO_FONTS)
        end = _by_a_copy(ready, folder, sheet, limits, on_step, bytecode) if ready else None
        return _judge(end or _by_its_own(folder, sheet, limits, on_step, bytecode), folder, limits)


def _by_its_own(
    folder: Path, sheet: Sheet, limits: Limits, on_step: OnStep, bytecode: Path | None
) -> dict[str, Any]:
    process = None
    try:
        with (folder / ERRORS).open("wb") as errors:
            process = _start(folder, limits, errors.fileno(), bytecode)
        return _listen(process, sheet, limits, on_step)
    finally:
        if process:
            _stop(process)


def _by_a_copy(
    ready: ReadyPress, folder: Path, sheet: Sheet, limits: Limits, on_step: OnStep, bytecode: Path | None
) -> dict[str, Any] | None:
    """Its last message, or how it ended; None where there was nobody to copy."""
    (folder / SHEET).write_bytes(sheets.to_bytes(sheet))
    with ready.lent(lambda: _start_ready(bytecode)) as process:
        if process is None or not _asked(process, folder, limits):
            return None
        end, deadline = None, time.monotonic() + limits.wall_seconds
        for message in _messages(process, deadline):
            if "exited" in message:
                ready.done()
                return end or {"end": "signal", "signal": -message["exited"]}
            if "end" in message:
                end = message
            else:
                on_step(message["step"], message["percent"])
        if time.monotonic() >= deadline:
            return _too_long(limits)
        return {"end": "signal", "signal": signal.SIGKILL}


def _asked(process: subprocess.Popen[bytes], folder: Path, limits: Limits) -> bool:
    """Whether the request could be said: what stood ready may have gone in the meantime."""
    request = {"folder": str(folder), "limits": asdict(limits)}
    try:
        if process.stdin:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
    except OSError as gone:
        logger.info("The press that stood ready is gone: %s", gone)
        return False
    return True


def _too_long(limits: Limits) -> dict[str, Any]:
    return {"end": press.TOO_LARGE, "why": f"it takes more than {limits.wall_seconds} seconds."}


def clear_left(within: Path, before: float) -> int:
    """Delete the folders of printings last written to before that moment (seconds of the epoch): their workers were
    killed, and half a report may lie there. Gives their number."""
    left = [each for each in within.glob(f"{PREFIX}*") if each.stat().st_mtime < before]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _start(folder: Path, limits: Limits, errors: int, bytecode: Path | None) -> subprocess.Popen[bytes]:
    own = {"HOME": folder, "TMPDIR": folder, "FONTCONFIG_FILE": folder / FONTS}
    return subprocess.Popen(
        press.command(limits, folder / FILE),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        cwd=ROOT,
        env=_environment(bytecode) | {key: str(value) for key, value in own.items()},
    )


def _start_ready(bytecode: Path | None) -> subprocess.Popen[bytes]:
    """The copies are told their folders; what it says itself, nobody needs."""
    return subprocess.Popen(
        press_ready.command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=_environment(bytecode),
    )


def _environment(bytecode: Path | None) -> dict[str, str]:
    kept = {"PYTHONPYCACHEPREFIX": str(bytecode)} if bytecode else {}
    kept |= {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}


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
        return _too_long(limits)
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
            pdf=(folder / FILE).read_bytes(),
            pages=end["pages"],
            cpu_seconds=end["cpu_seconds"],
            peak_mb=end["peak_mb"],
            fetched=tuple(end["fetched"]),
            warnings=tuple(end["warnings"]),
        )
    logger.warning("Printing ended: %s %s", end, (folder / ERRORS).read_text(errors="replace")[-2000:])
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
