"""The oldest versions that the portal works with: those of requirements.txt. Every test ran on them, and on no older.

Newer ones may be put in place by whoever cannot wait for us, such as for a security fix. Older ones may hold a hole
that is known, or behave otherwise than what was tested: WeasyPrint before 70 lets a page read files of the machine.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from packaging.version import Version

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
PINNED = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,]+\])?==(?P<version>[\w.]+)", re.MULTILINE)


def floors(requirements: str) -> dict[str, str]:
    """The oldest version of each package, from the text of a requirements file."""
    return {found["name"]: found["version"] for found in PINNED.finditer(requirements)}


def installed(names: Mapping[str, str]) -> dict[str, str]:
    """What is there of it."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def too_old(lowest: Mapping[str, str], there: Mapping[str, str]) -> Iterator[str]:
    """Each package that is missing or older than what was tested, in words."""
    for name, floor in lowest.items():
        if name not in there:
            yield f"{name} {floor} is missing"
        elif Version(there[name]) < Version(floor):
            yield f"{name} is {there[name]}, older than {floor}"


def amiss() -> list[str]:
    """What is wrong with the packages of this Python."""
    lowest = floors(REQUIREMENTS.read_text())
    return list(too_old(lowest, installed(lowest)))


def refuse_older() -> None:
    """Nothing is served on packages that nobody has tested it with."""
    if wrong := amiss():
        raise ImproperlyConfigured(f"{'; '.join(wrong)}. Set up again: python3 tools/bootstrap.py run.")
