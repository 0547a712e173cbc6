"""What the operating system must bring: found missing, installed through apt when we may, else named exactly."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from tools.services import Unavailable, postgres_program, redis_program
from tools.steps import Refused, run, told


@dataclass(frozen=True)
class Need:
    """One thing that must be there, and Debian's package that brings it."""

    package: str
    purpose: str
    is_there: Callable[[], bool]


def library(name: str) -> Callable[[], bool]:
    """Whether a shared library can be loaded."""

    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return loads


def program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def found(search: Callable[..., str], *names: str) -> Callable[[], bool]:
    """Whether a server's program is installed."""

    def is_installed() -> bool:
        try:
            search(*names)
        except Unavailable:
            return False
        return True

    return is_installed


LIBRARIES = (
    Need("libpango-1.0-0", "reports", library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "reports", library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz0b", "reports", library("libharfbuzz.so.0")),
    Need("libharfbuzz-subset0", "reports", library("libharfbuzz-subset.so.0")),
    Need("libfontconfig1", "reports", library("libfontconfig.so.1")),
)
TO_RUN = (
    # Debian takes ensurepip out of python3; without it there is no pip in a virtual environment.
    Need("python3-venv", "virtual environments", lambda: importlib.util.find_spec("ensurepip") is not None),
    *LIBRARIES,
)
TO_TEST = (
    *TO_RUN,
    Need("postgresql", "tests on the served database", found(postgres_program, "initdb")),
    Need("redis-server", "tests on the served queue", found(redis_program)),
    Need("chromium-headless-shell", "tests in a browser", program("chromium-headless-shell")),
    Need("poppler-utils", "tests that look at a report's pages", program("pdftoppm")),
    Need("git", "tests of what is committed", program("git")),
)


def missing(needs: tuple[Need, ...]) -> list[Need]:
    return [need for need in needs if not need.is_there()]


def install(needs: tuple[Need, ...]) -> None:
    """Install what is missing, as root or through sudo where no password is asked; else say what and stop."""
    lacking = missing(needs)
    if not lacking:
        return
    packages = [need.package for need in lacking]
    root = as_root()
    if root is None or not shutil.which("apt-get"):
        raise Refused(
            f"Missing on this machine: {', '.join(f'{need.package} ({need.purpose})' for need in lacking)}.\n"
            f"Install them as root, then try again:\n\n    apt-get install {' '.join(packages)}\n"
        )
    with told(f"System packages: {', '.join(packages)}"):
        apt_install(root, packages)
    importlib.invalidate_caches()
    still = [need.package for need in missing(needs)]
    if still:
        raise Refused(f"Installed, and yet not found on this machine: {', '.join(still)}.")


def as_root() -> list[str] | None:
    """How to run a program as root: as it is, through sudo without a password, or not at all."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo", "-n"] if allowed else None


def apt_install(root: list[str], packages: list[str]) -> None:
    """Through apt; its list of packages is only fetched when it is missing or too old."""
    # Run level 1 keeps Debian from starting the servers: tests start their own.
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "-q"]
    command = [*root, *quietly, "install", "-y", "--no-install-recommends", *packages]
    try:
        run(command, what="apt-get install")
    except Refused:
        run([*root, *quietly, "update"], what="apt-get update")
        run(command, what="apt-get install")
