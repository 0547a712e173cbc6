"""Setting up from nothing: what is missing is named, what fails is a sentence, what is fetched is mended."""

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tools import bootstrap, steps, system, vendor
from tools.steps import Refused
from tools.system import Need

PROJECT: Path = settings.BASE_DIR
VENDOR = PROJECT / "var" / "vendor"


# --- Sentences ---


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            "error: failed to write: No space left on device (os error 28)",
            "the disk is full. Free some space",
        ),
        ("npm error code ENOSPC", "the disk is full. Free some space"),
        ("error: dns error: failed to lookup address information", "the package registry cannot be reached"),
        ("npm error network request failed, reason: getaddrinfo ENOTFOUND", "registry cannot be reached"),
        ("Err:1 Temporary failure resolving 'deb'", "the package registry cannot be reached"),
        ("npm error EACCES: permission denied", "not allowed to write there"),
        ("warning\nerror: no such version: celery==9\nhint: none", "error: no such version: celery==9"),
        ("", "it failed and said nothing"),
    ],
)
def test_why_a_program_failed(output: str, sentence: str) -> None:
    said = str(steps.why(output, "Installing"))
    assert said.startswith("Installing: ")
    assert sentence in said


def test_a_program_that_fails_is_a_refusal() -> None:
    with pytest.raises(Refused, match="Listing: ls: cannot access"):
        steps.run(["ls", "/no/such/folder"], what="Listing", environment={"LC_ALL": "C"})


def test_a_program_that_is_not_there_is_a_refusal() -> None:
    with pytest.raises(Refused, match="No such file or directory"):
        steps.run(["no-such-program"], what="Running")


def test_errors_of_the_system_are_sentences() -> None:
    assert "The disk is full (var/x)." in steps.of_os(
        OSError(errno.ENOSPC, "No space left on device", "var/x")
    )
    assert steps.of_os(PermissionError(errno.EACCES, "denied", "var")) == "Not allowed to write there (var)."


def test_a_disk_that_is_nearly_full_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="The disk is nearly full: setting up needs about 999999999 MB"):
        steps.room_for(tmp_path, 999_999_999)


# --- The system's packages ---


HERE = Need("base-files", "everything", lambda: True)
GONE = Need("libpango-1.0-0", "reports", system.library("libnosuchlibrary.so.0"))


def test_what_is_there_asks_for_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    system.install((HERE,))
    assert capsys.readouterr().out == ""


def test_without_rights_what_is_missing_is_named_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "as_root", lambda: None)
    with pytest.raises(Refused) as refusal:
        system.install((HERE, GONE))
    assert "libpango-1.0-0 (reports)" in str(refusal.value)
    assert "apt-get install libpango-1.0-0\n" in str(refusal.value)


def test_this_machine_has_what_the_portal_and_its_tests_need() -> None:
    assert system.missing(system.TO_TEST) == []


# --- The command ---


def run_bootstrap(*arguments: str, folder: Path = PROJECT) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(folder / "tools" / "bootstrap.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def copy_of_project(target: Path) -> Path:
    shutil.copytree(PROJECT / "tools", target / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "constraints.txt", "package.json", "package-lock.json", ".npmrc"):
        shutil.copy(PROJECT / name, target / name)
    return target


@pytest.mark.parametrize("arguments", [[], ["walk"], ["run", "test"]])
def test_a_wrong_call_says_how(arguments: list[str]) -> None:
    done = run_bootstrap(*arguments)
    assert done.returncode == 2
    assert "bootstrap.py run" in done.stderr


def test_a_failure_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "project")
    (project / "var").write_text("a file where a folder should be")
    done = run_bootstrap("run", folder=project)
    assert done.returncode == 1
    assert "File exists" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_done_is_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "installer", lambda: pytest.fail("it installs again"))
    folder = tmp_path / "venv"
    folder.mkdir()
    names = ("requirements.txt",)
    (folder / ".requirements").write_text(
        bootstrap.fingerprint(*names, "constraints.txt", "tools/bootstrap.py")
    )

    bootstrap.make_environment(folder, names)

    assert [path.name for path in folder.iterdir()] == [".requirements"], "nothing was installed"


def test_a_changed_requirement_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = copy_of_project(tmp_path / "project")
    monkeypatch.setattr(bootstrap, "PROJECT", project)
    before = bootstrap.fingerprint("requirements.txt")
    assert bootstrap.fingerprint("requirements.txt") == before
    with (project / "requirements.txt").open("a") as file:
        file.write("one-more==1.0\n")
    assert bootstrap.fingerprint("requirements.txt") != before


def test_pips_own_settings_are_handed_on() -> None:
    handed_on = bootstrap.registry_settings({"PIP_INDEX_URL": "there", "PIP_CERT": "authority.crt"})
    assert handed_on["UV_DEFAULT_INDEX"] == "there"
    assert handed_on["SSL_CERT_FILE"] == "authority.crt"
    assert "UV_DEFAULT_INDEX" not in bootstrap.registry_settings(
        {"PIP_INDEX_URL": "a", "UV_DEFAULT_INDEX": "b"}
    )


# --- Third-party styles, scripts and fonts ---


FRONTEND = (
    "@font-face{font-family:Frutiger W01;src:url(https://assets.example/55.woff2)}"
    "body{font-family:Frutiger W01,arial,sans-serif}"
    "a{background:url(/assets/images/nhsuk-icon-cross.svg)}\n/*# sourceMappingURL=frontend.css.map */\n"
)


def test_the_style_sheet_is_mended() -> None:
    css = vendor.mend_css(FRONTEND)
    assert "Frutiger" not in css
    assert "https:" not in css
    assert "sourceMappingURL" not in css
    assert "body{font-family:Arimo,arial,sans-serif}" in css
    assert "url(assets/images/nhsuk-icon-cross.svg)" in css
    assert css.count("@font-face") == 2
    assert "url(../fonts/arimo-latin-400-normal.woff2)" in css


@pytest.mark.parametrize(
    "stranger", ["b{background:url(https://host.example/x.png)}", "@import '//host.example/x.css';"]
)
def test_a_style_sheet_that_still_asks_another_host_is_refused(stranger: str) -> None:
    with pytest.raises(Refused, match="still asks for"):
        vendor.mend_css(FRONTEND + stranger)


def test_a_style_sheet_of_another_make_is_refused() -> None:
    with pytest.raises(Refused, match="no longer declares its fonts"):
        vendor.mend_css("body{color:black}")


def test_what_is_laid_out_asks_for_nothing_that_is_not_there() -> None:
    css = VENDOR / "nhsuk" / "nhsuk-frontend.min.css"
    names = [part.split(")")[0].strip("\"'") for part in css.read_text().split("url(")[1:]]
    assert names
    assert [name for name in names if not (css.parent / name).resolve().is_file()] == []


def test_no_picture_of_the_nhs_logo_is_laid_out() -> None:
    pictures = {path.name for path in VENDOR.rglob("*") if path.suffix in {".svg", ".png", ".ico"}}
    assert pictures
    assert {
        name for name in pictures if not name.startswith(("nhsuk-icon-arrow", "nhsuk-icon-cross"))
    } == set()


def test_the_layout_is_whole_or_not_there(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    (modules / "nhsuk-frontend" / "dist" / "nhsuk").mkdir(parents=True)
    (modules / "nhsuk-frontend" / "dist" / "nhsuk" / "nhsuk-frontend.min.css").write_text(FRONTEND)
    with pytest.raises(FileNotFoundError):
        vendor.lay_out(modules, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()
