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
KEYS_OF_INPUT = re.compile(
    r"__proto__|\.prototype\b|setPrototypeOf|\w\[[^\]\n]+\]\s*(?:[-+*/|&?]{0,2}=(?![=>])|\+\+)|Object\.assign\([^,]+,\s*[^{\s]"
)
FORMATTING = {"format", "format_map", "format_html", "format_html_join", "substitute", "safe_substitute"}
WORTH_READING_FOR_FORMATS = re.compile(
    r"\.format|\bformat_html|\bsubstitute|safe_substitute|[\w)\]] % [\w({]|saved=f"
)
# Names that do not say that they are written in the program, and are: each was looked at.
WRITTEN_ELSEWHERE = {
    "assurance/publishing/views.py": {"said or SAID[PublicationState(publication.state)]"},
    "assurance/publishing/workflow.py": {"rule.who"},
    "ccg_portal/backup/databases.py": {"count"},
    "core/editing.py": {"page.saved"},
    "core/logs.py": {"super()"},
    "performance/templatetags/returns.py": {"area", "template"},
    "performance/variation/words.py": {"table[assurance]"},
    "programmes/forms.py": {"words"},
    # The sentences above that name what they are about: a month, and a record whose name is no format there.
    "finance/payment_views.py": {"f'{when.label} is saved.'"},
    "assurance/papers/audience_views.py": {"f'{audience} is retired.'"},
}


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


def is_written_down(node: ast.expr) -> bool:
    """A text of the program itself, or from a table of such texts, whose name is in capitals."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name | ast.Attribute):
        return dotted(node).rpartition(".")[2].isupper()
    if isinstance(node, ast.Subscript):
        return is_written_down(node.value)
    if isinstance(node, ast.IfExp):
        return is_written_down(node.body) and is_written_down(node.orelse)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        return is_written_down(node.func.value)
    return False


def formats_of(node: ast.AST) -> list[ast.expr]:
    """What this piece takes as a format, or keeps as one: the message of a form that was saved."""
    if isinstance(node, ast.keyword):
        return [node.value] if node.arg == "saved" and isinstance(node.value, ast.JoinedStr) else []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        by = node.right
        is_sum = isinstance(by, ast.Name) or (isinstance(by, ast.Constant) and isinstance(by.value, int))
        return [] if is_sum else [node.left]
    if not isinstance(node, ast.Call):
        return []
    name = dotted(node.func)
    if isinstance(node.func, ast.Attribute) and node.func.attr in FORMATTING:
        return [node.func.value]
    if name in FORMATTING:
        return node.args[1:2] if name == "format_html_join" else node.args[:1]
    return []


def unwritten_formats_in(source: str) -> set[str]:
    """Each format that may be somebody's input; `%` of a number or a single name is a sum."""
    if not WORTH_READING_FOR_FORMATS.search(source):
        return set()
    found = (each for node in ast.walk(ast.parse(source)) for each in formats_of(node))
    return {ast.unparse(each) for each in found if not is_written_down(each)}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("typed.format(secret=key)", {"typed"}),
        ("f'{typed} for {{}}'.format(key)", {"f'{typed} for {{}}'"}),
        ("typed % (key,)", {"typed"}),
        ("typed % {'key': key}", {"typed"}),
        ("format_html(typed, key)", {"typed"}),
        ("FormPage(saved=f'{record} saved.')", {"f'{record} saved.'"}),
        ("'{}'.format(typed) + SAID[state].format(typed) + WORDS.get(kind, '').format(typed)", set()),
        ("format_html(LONG if is_long else SHORT, typed)", set()),
        ("number % 12 + number % every", set()),
    ],
)
def test_a_format_of_input_is_seen(source: str, found: set[str]) -> None:
    assert unwritten_formats_in(source) == found


def test_no_input_becomes_a_format() -> None:
    found = {
        path.relative_to(PROJECT).as_posix(): unwritten_formats_in(path.read_text()) for path in modules()
    }
    assert {name: formats for name, formats in found.items() if formats} == WRITTEN_ELSEWHERE


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


@pytest.mark.parametrize(
    ("line", "is_seen"),
    [
        ("typed[name] = value;", True),
        ("counts[field.name] += 1;", True),
        ("Object.assign(settings, said);", True),
        ("thing.__proto__.rights = 1;", True),
        ("const step = { Enter: 1 }[event.key];", False),
        ("const below = lines[lines.indexOf(line) + 1];", False),
        ("if (states[index] === 'done') go();", False),
        ("Object.assign(this, { element, form });", False),
        ("write({ ...store, pages: { ...store.pages, [here]: page } });", False),
    ],
)
def test_a_key_that_comes_from_input_is_seen(line: str, is_seen: bool) -> None:
    assert bool(KEYS_OF_INPUT.search(line)) == is_seen


def test_no_script_sets_what_input_names() -> None:
    """Or a field called `__proto__` would change every object of the page."""
    scripts = (PROJECT / "static").rglob("*.js")
    found = {path.name: KEYS_OF_INPUT.findall(path.read_text()) for path in scripts}
    assert {name: keys for name, keys in found.items() if keys} == {}


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
