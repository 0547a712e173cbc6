"""What is committed: nothing third-party, no address of a registry or of a machine, one clock, no back doors."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

PROJECT: Path = settings.BASE_DIR
LONGEST_FILE, LONGEST_FUNCTION = 600, 60

# The day and the hour are asked of core.clock alone.
CLOCKS = {
    "date.today",
    "datetime.date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "datetime.datetime.now",
    "timezone.now",
}
# These read the clock only when they are given nothing to convert.
CONVERTERS = {"timezone.localdate", "timezone.localtime"}
BACK_DOORS = re.compile(r"\bmark_safe\(|\|\s*safe\b|csrf_exempt|SafeString\(|autoescape off")
INLINE = re.compile(
    r"\sstyle=[\"']|\son[a-z]+=[\"']|<script(?![^>]*\ssrc=)|<style|javascript:", re.IGNORECASE
)


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return [PROJECT / name for name in listed if name and (PROJECT / name).is_file()]


def reads_the_clock(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    return name in CLOCKS or (name in CONVERTERS and not call.args and not call.keywords)


def our_modules() -> list[Path]:
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def test_the_lock_file_names_no_download_address() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text())
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert packages
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if not facts.get("integrity")] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "constraints.txt", ".npmrc"])
def test_requirements_name_no_address(name: str) -> None:
    text = (PROJECT / name).read_text()
    assert not re.search(r"https?:|file:|git\+|index-url|find-links|registry *=", text)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_requirement_is_pinned_sorted_and_has_a_reason(name: str) -> None:
    lines = [line for line in (PROJECT / name).read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+  # .+", line)] == []
    names = [re.split(r"[\[=]", line)[0] for line in lines]
    assert names == sorted(names)


def test_every_requirement_is_constrained_to_the_same_version() -> None:
    constraints = set((PROJECT / "constraints.txt").read_text().splitlines())
    required = [
        re.sub(r"\[.*\]", "", line.split("  #")[0])
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (PROJECT / name).read_text().splitlines()
        if not line.startswith("#")
    ]
    assert [line for line in required if line not in constraints] == [], "run `make lock`"


def test_nothing_third_party_is_committed() -> None:
    names = [str(path.relative_to(PROJECT)) for path in tracked()]
    third_party = re.compile(r"(^|/)(node_modules|vendor)/|\.(woff2?|ttf|otf|whl|min\.js|min\.css)$")
    assert [name for name in names if third_party.search(name)] == []


def test_nothing_that_is_written_while_running_is_committed() -> None:
    assert [path for path in tracked() if path.is_relative_to(PROJECT / "var")] == []
    ignored = subprocess.run(["git", "check-ignore", "-q", "var/anything"], cwd=PROJECT, check=False)
    assert ignored.returncode == 0


def test_no_path_of_one_machine_is_committed() -> None:
    here = re.compile("|".join(re.escape(f"{path}/") for path in {PROJECT, Path.home()} - {Path("/")}))
    endings = {".py", ".md", ".html", ".css", ".js", ".json", ".toml", ".ini", ".txt", ""}
    found = [
        str(path.relative_to(PROJECT))
        for path in tracked()
        if path.suffix in endings and here.search(path.read_text(errors="replace"))
    ]
    assert found == []


# Links in the guides ------------------------------------------------------------------------------------------------


def guides() -> list[Path]:
    return tracked("README.md", "SECURITY.md", "docs/*.md")


def anchors(path: Path) -> set[str]:
    """What `#…` can lead to: its headings, as GitHub names them."""
    text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_somewhere(guide: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (guide.parent / name).resolve() if name else guide
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("docs/serving.md", True),
        ("docs/serving.md#updating-and-going-back", True),
        ("#two-commands", True),
        ("#three-commands", False),
        ("docs/serving.md#three-commands", False),
        ("docs/dining.md", False),
    ],
)
def test_a_link_leads_to_a_file_and_a_heading(link: str, leads: bool) -> None:
    assert leads_somewhere(PROJECT / "README.md", link) is leads


def test_every_link_of_the_guides_leads_somewhere() -> None:
    links = [
        (guide, link)
        for guide in guides()
        for link in re.findall(r"\]\(([^)\s]+)\)", guide.read_text())
        if not re.match(r"[a-z]+:", link)
    ]
    assert len(links) > 40
    assert {"serving.md", "trail.md"} <= {guide.name for guide, _ in links}
    broken = [(guide, link) for guide, link in links if not leads_somewhere(guide, link)]
    assert [f"{guide.relative_to(PROJECT)}: {link}" for guide, link in broken] == []


def test_the_clock_is_read_in_core_alone() -> None:
    reads = [
        f"{path.relative_to(PROJECT)}:{node.lineno} {ast.unparse(node.func)}"
        for path in our_modules()
        if path.relative_to(PROJECT).as_posix() != "core/clock.py" and "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and reads_the_clock(node)
    ]
    assert reads == []


def test_no_text_is_trusted_unseen() -> None:
    found = [
        f"{path.relative_to(PROJECT)}:{number}"
        for path in tracked("*.py", "*.html")
        if "tests" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if BACK_DOORS.search(line)
    ]
    assert found == []


def test_pages_have_no_inline_style_or_script() -> None:
    """The content security policy would refuse them. A report on paper knows no policy, and no script either."""
    found = [
        f"{path.relative_to(PROJECT)}:{number} {line.strip()[:80]}"
        for path in tracked("templates/*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if INLINE.search(line)
    ]
    assert found == []


def test_files_and_functions_stay_readable() -> None:
    long = []
    for path in our_modules():
        if "tests" in path.parts:
            continue
        text, name = path.read_text(), path.relative_to(PROJECT)
        if text.count("\n") > LONGEST_FILE:
            long.append(f"{name} ({text.count(chr(10))} lines)")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{name}:{node.lineno} {node.name} ({lines} lines)")
    assert long == []
