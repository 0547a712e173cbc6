"""The floors of the house: imports run one way, downwards, and neighbours do not know each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

PROJECT: Path = settings.BASE_DIR

# What each app may import. Shared builders of tests follow the same rule.
MAY_IMPORT = {
    "core": set(),
    "organisation": {"core"},
    "programmes": {"core", "organisation"},
    "performance": {"core", "organisation", "programmes"},
    "finance": {"core", "organisation", "programmes"},
    "engagement": {"core", "organisation", "programmes"},
    "assurance": {"core", "organisation", "programmes", "performance", "finance", "engagement"},
}


def imported_apps(source: str) -> Iterator[tuple[int, str]]:
    """Line and top-level name of everything that a module imports, wherever it does so."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.split(".")[0]


@pytest.mark.parametrize("app", sorted(MAY_IMPORT))
def test_an_app_imports_only_from_the_floors_below(app: str) -> None:
    forbidden = {*MAY_IMPORT, "ccg_portal"} - MAY_IMPORT[app] - {app}
    modules = sorted((PROJECT / app).rglob("*.py"))
    assert modules
    climbs = [
        f"{module.relative_to(PROJECT)}:{line} imports {name}"
        for module in modules
        for line, name in imported_apps(module.read_text())
        if name in forbidden
    ]
    assert climbs == []


def test_an_import_inside_a_function_is_seen() -> None:
    source = "def task():\n    from assurance.reports import render\n    import finance.models\n"
    assert list(imported_apps(source)) == [(2, "assurance"), (3, "finance")]
