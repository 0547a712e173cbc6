"""docs/asvs.md names every requirement once, and no test that is not there."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

PROJECT: Path = settings.BASE_DIR
PAGE = (PROJECT / "docs" / "asvs.md").read_text()
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))
# The last number of each section at level 1 or 2 (ASVS 5.0.0); those of level 3 alone come after it.
SECTIONS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
REQUIRED = {
    f"{chapter}.{section}.{number}"
    for chapter, lengths in SECTIONS.items()
    for section, length in enumerate(lengths, 1)
    for number in range(1, length + 1)
}


@cache
def defined_in(path: str) -> frozenset[str]:
    tree = ast.parse((PROJECT / path).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_requirement_stands_there_once() -> None:
    first_cells = re.findall(r"^\| ([\d., ]+?) \|", PAGE, re.MULTILINE)
    found = Counter(number for cell in first_cells for number in cell.split(", "))
    assert set(found) == REQUIRED
    assert [number for number, times in found.items() if times > 1] == []
    assert f"all {len(REQUIRED)} numbers" in PAGE


def test_the_page_counts_itself() -> None:
    met, in_part, left = (
        len(re.findall(rf"\| {word} \|", PAGE)) for word in ("met", "in part", "left to you")
    )
    assert f"{met} met, {in_part} met in part, {left} left to" in PAGE
    assert f", {len(REQUIRED) - met - in_part - left} that do not apply" in PAGE


def test_what_is_met_names_its_proof() -> None:
    unproved = [
        line
        for line in PAGE.splitlines()
        if re.search(r"\| (met|in part) \|", line) and not re.search("::|nothing of it is there", line)
    ]
    assert unproved == []


@pytest.mark.parametrize("path", sorted({path for path, _ in NAMED}))
def test_every_test_that_is_named_is_collected(path: str) -> None:
    """By the name that pytest looks for, in a folder that it looks through."""
    assert Path(path).name.startswith("test_")
    assert Path(path).parts[0] in (PROJECT / "pytest.ini").read_text().split("testpaths =")[1].splitlines()[0]
    assert {name for where, name in NAMED if where == path} - defined_in(path) == set()
    assert all(name.startswith("test_") for where, name in NAMED if where == path)
