"""The steps of setting up: each is told while it runs, and one that fails ends the whole in a sentence."""

import errno
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

FULL = ("No space left on device", "os error 28", "ENOSPC")
UNREACHABLE = (
    "Temporary failure in name resolution",
    "Temporary failure resolving",
    "Could not resolve",
    "dns error",
    "failed to lookup address",
    "Failed to establish a new connection",
    "Network is unreachable",
    "Connection refused",
    "tcp connect error",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
)
NOT_ALLOWED = ("Permission denied", "EACCES", "Read-only file system", "EROFS")


class Refused(Exception):
    """Why setting up cannot go on: one sentence, with what to do."""


class DiskFull(Refused):
    """Nothing else can be written: no other way will do better."""


class Unreachable(Refused):
    """The registry of packages does not answer."""


@contextmanager
def told(what: str) -> Iterator[None]:
    """Says what is being done, and how long it took."""
    print(f"  {what} …", end=" ", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def why(output: str, what: str) -> Refused:
    """What went wrong, from what a program printed."""
    if any(words in output for words in FULL):
        return DiskFull(
            f"{what}: the disk is full. Free some space (df -h shows how much there is) and try again."
        )
    if any(words in output for words in UNREACHABLE):
        return Unreachable(
            f"{what}: the package registry cannot be reached. Check the network and try again."
        )
    if any(words in output for words in NOT_ALLOWED):
        return Refused(f"{what}: not allowed to write there. {last_line(output)}")
    return Refused(f"{what}: {last_line(output)}")


def last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "e:", "npm error"))]
    return (errors or lines or ["it failed and said nothing"])[-1]


def run(
    command: list[str], *, what: str, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> str:
    """Run a program to its end; when it fails, say why in one sentence."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as failure:
        raise Refused(of_os(failure)) from failure
    if done.returncode:
        raise why(f"{done.stdout}\n{done.stderr}", what)
    return done.stdout


def of_os(failure: OSError) -> str:
    """An error of the operating system as a sentence."""
    where = f" ({failure.filename})" if failure.filename else ""
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}. Free some space (df -h shows how much there is) and try again."
    if failure.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Not allowed to write there{where}."
    return f"{failure.strerror or failure}{where}."


def room_for(folder: Path, megabytes: int) -> None:
    """Refuse early when the disk cannot hold what is to be installed."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise Refused(
            f"The disk is nearly full: setting up needs about {megabytes} MB, and {folder} has {free} MB left."
        )
