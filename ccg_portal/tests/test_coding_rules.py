"""What no line of the portal does: the ways in which input would become a program, and hashes that no longer hold."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from organisation.tests.builders import PASSWORD, make_user

PROJECT: Path = settings.BASE_DIR
# Called with input, each of these is a way in. Programs are started from lists of words.
NEVER_CALLED = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "pickle.load",
    "pickle.loads",
    "marshal.loads",
    "yaml.load",
    "hashlib.md5",
    "hashlib.sha1",
    "random.random",
    "random.choice",
    "random.randint",
}
TEMPLATES_OF_TEXT = {"Template", "engines.from_string", "from_string"}
WORTH_READING = re.compile(
    r"\b(eval|exec|compile|__import__|system|popen|pickle|marshal|yaml|md5|sha1|random|Template|from_string|shell)\b"
)
WAYS_INTO_A_PAGE = re.compile(
    r"\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function\(|postMessage"
)
# Pieces of a row that the server's own templates have drawn, and escaped.
DRAWN_BY_THE_SERVER = {"return-autosave.js": 1}


def modules() -> list[Path]:
    """What is served: no tests, no tools."""
    apps = [path for path in PROJECT.iterdir() if (path / "__init__.py").exists()]
    return [
        path
        for app in apps
        if app.name not in ("tools", "chaos", "benchmarks")
        for path in app.rglob("*.py")
        if "tests" not in path.parts and "migrations" not in path.parts
    ]


def dotted(node: ast.expr) -> str:
    """`hashlib.md5` as it is written; nothing of what is no plain name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def is_through_a_shell(call: ast.Call) -> bool:
    return any(
        each.arg == "shell" and isinstance(each.value, ast.Constant) and each.value.value
        for each in call.keywords
    )


def forbidden_in(source: str) -> list[str]:
    """Each call of a module that none may make."""
    if not WORTH_READING.search(source):
        return []
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        dotted(call.func)
        for call in calls
        if dotted(call.func) in NEVER_CALLED | TEMPLATES_OF_TEXT or is_through_a_shell(call)
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("eval(typed)", ["eval"]),
        ("subprocess.run(typed, shell=True)", ["subprocess.run"]),
        ("Template(typed).render(context)", ["Template"]),
        ("hashlib.md5(typed)", ["hashlib.md5"]),
        ("subprocess.run(['pg_dump', name])", []),
        ("re.compile(pattern)", []),
    ],
)
def test_such_a_call_is_seen(source: str, found: list[str]) -> None:
    assert forbidden_in(source) == found


def test_no_input_becomes_a_program_and_no_hash_is_weak() -> None:
    found = {path.relative_to(PROJECT).as_posix(): forbidden_in(path.read_text()) for path in modules()}
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_no_script_writes_markup_into_a_page() -> None:
    scripts = list((PROJECT / "static").rglob("*.js"))
    assert scripts
    found = {path.name: len(WAYS_INTO_A_PAGE.findall(path.read_text())) for path in scripts}
    assert {name: times for name, times in found.items() if times} == DRAWN_BY_THE_SERVER


@pytest.mark.django_db
def test_signing_in_gives_the_session_another_key_and_a_cookie_no_script_reads(client: Client) -> None:
    """So that nobody can prepare a session for somebody else."""
    user = make_user()
    session = client.session
    session["before"] = "signing in"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = prepared = session.session_key
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value != prepared
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not type(session)(prepared).exists(prepared)
