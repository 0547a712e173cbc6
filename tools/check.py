#!/usr/bin/env python3
"""All that a change must pass: linters, types and settings, then every test on servers of its own.

    python3 tools/check.py             everything (`make test`)
    python3 tools/check.py --no-tests  what needs no server (`make lint`)
    python3 tools/check.py --only "Served settings"

The quick checks all run, two at a time, so that one look shows all there is to mend; tests follow when they pass.
"""

import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SCRATCH = PROJECT / "var" / "cache" / "check"
TARGET = "--target-version=5.2"
# A portal as it would be served; nothing is connected to.
SERVED = {
    "PORTAL_SERVED": "1",
    "PORTAL_HOSTS": "portal.example.nhs.uk",
    "PORTAL_BEHIND_PROXY": "1",
    "SECRET_KEY": "only-for-this-check-" + "0123456789abcdefghij" * 3,
    "DATABASE_URL": "postgres://portal_app@database.example/portal?sslmode=verify-full",
    "REDIS_URL": "rediss://portal:only-for-this-check@queue.example/0",
    "EMAIL_HOST": "mail.example.nhs.uk",
    "EMAIL_FROM": "portal@example.nhs.uk",
}
# Tests are found without a server; none of them runs.
NO_SERVERS = {"DATABASE_URL": "postgres://nobody@nowhere/none", "REDIS_URL": "redis://127.0.0.1:1/0"}


@dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def tool(name: str) -> str:
    return str(PROJECT / "var" / "venv-test" / "bin" / name)


def files(*patterns: str) -> list[str]:
    """The project's own files, the new ones among them, but not what is ignored or deleted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return [name for name in listed if name and (PROJECT / name).is_file()]


def quick_checks() -> list[Check]:
    manage = [tool("python"), "-W", "error", "manage.py"]
    embedded = {"PORTAL_VAR": str(SCRATCH), "DATABASE_URL": "", "REDIS_URL": ""}
    return [
        # The longest first. It leaves every test compiled, once and not in each of the processes that run them.
        Check(
            "Tests found",
            [tool("python"), "-m", "pytest", "--collect-only", "-q", "-p", "no:xdist"],
            NO_SERVERS,
        ),
        Check("Code: ruff", [tool("ruff"), "check", "--quiet", "."]),
        Check("Code: layout", [tool("ruff"), "format", "--check", "--quiet", "--diff", "."]),
        Check("Code: Django's idioms", [tool("django-upgrade"), TARGET, "--check", *files("*.py")]),
        Check("Templates: layout", [tool("djade"), TARGET, "--check", *files("*.html")]),
        Check("Types of the pure modules", [tool("mypy")]),
        Check("Migrations up to date", [*manage, "makemigrations", "--check", "--dry-run"], embedded),
        Check("Migrations only add, and hold no table", [tool("python"), "tools/migrations.py"], embedded),
        Check("Container: Dockerfile", [tool("hadolint"), "Dockerfile"]),
        Check("Container: composition", [tool("yamllint"), "--strict", "compose.yaml"]),
        Check("Embedded settings", [*manage, "check", "--fail-level=WARNING"], embedded),
        Check("Served settings", [*manage, "check", "--deploy", "--fail-level=WARNING"], SERVED),
    ]


def passes(check: Check) -> bool:
    """Run it; what it has to say is shown only when it fails."""
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=PROJECT,
        env={**os.environ, **check.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        print(f"  {check.name} … {time.monotonic() - started:.1f} s", flush=True)
        return True
    print(f"  {check.name} … failed\n\n{done.stdout.strip()}\n", flush=True)
    return False


def run_tests() -> int:
    """Every test between a PostgreSQL and a Redis of its own, a file at a time.

    Five at once on two cores: much of the time a test waits, for a worker, a browser or a time limit.

    A file stays in one process: journeys go on from one another on one loaded database, which no other test may empty
    meanwhile. Files go out in the order of their folders, so that the long ones of the wiring come first.
    """
    services = [sys.executable, str(PROJECT / "tools" / "services.py"), "run", "--"]
    spread = ["-n5", "--dist=loadfile", "--no-loadscope-reorder"]
    command = [*services, tool("python"), "-m", "pytest", "--durations=8", "-q", *spread]
    return subprocess.run(command, cwd=PROJECT, check=False).returncode


def main() -> int:
    parser = ArgumentParser(description="All that a change must pass.")
    parser.add_argument("--no-tests", action="store_true", help="what needs no server")
    parser.add_argument("--only", metavar="NAME", help="one quick check, by its name")
    options = parser.parse_args()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    checks = [check for check in quick_checks() if options.only in (None, check.name)]
    if not checks:
        parser.error(f"there is no check called {options.only}")
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(passes, checks))
    if not all(results):
        print(f"{results.count(False)} of {len(results)} checks failed.")
        return 1
    if options.no_tests or options.only:
        return 0
    return run_tests()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
