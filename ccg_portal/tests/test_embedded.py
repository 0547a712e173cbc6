"""The embedded portal as a person starts it: up, signed in to, the report made, down, and nothing left behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from django.conf import settings
from django.test import override_settings

from ccg_portal import embedded
from ccg_portal.embedded import Unready
from ccg_portal.tests.test_supervisor import eventually
from organisation import demonstration
from tools.breakable import children, is_alive
from tools.processes import stop
from tools.system import Need

PROJECT: Path = settings.BASE_DIR
UP_WITHIN, REPORT_WITHIN, DOWN_WITHIN = 180, 180, 60  # seconds, on a machine that is busy with other tests


def bare_environment(**more: str) -> dict[str, str]:
    """This process's environment without the servers of the tests, and with what `make run` sets."""
    ours = ("PORTAL_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "HOST", "PORT")
    bare = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return bare | {"PORTAL_DEMONSTRATION": "1", "PORTAL_TODAY": "2014-07-08"} | more


def portal_command(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", "portal", *arguments]


def refused(*arguments: str, **environment: str) -> str:
    """What a portal that cannot start says; never a traceback."""
    done = subprocess.run(
        portal_command(*arguments),
        cwd=PROJECT,
        env=bare_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=UP_WITHIN,
    )
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def descendants(pid: int) -> set[int]:
    """All processes that stem from one."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found: set[int] = set()
    grown = {pid}
    while grown:
        grown = {child for child, parent in parents.items() if parent in grown} - found
        found |= grown
    return found


class Portal:
    """One running portal, and a person with a browser of sorts."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var, self.output, self.address = var, var / "output", ""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                portal_command("--port", "0"),
                cwd=PROJECT,
                env=bare_environment(PORTAL_VAR=str(var), **environment),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> None:
        assert eventually(
            lambda: "Ctrl-C stops it" in self.said or self.process.poll() is not None, UP_WITHIN
        )
        found = re.search(r"The portal is ready: (http://\S+/)", self.said)
        assert found, self.said
        self.address = found[1]

    def open(self, path: str, data: bytes | None = None) -> bytes:
        try:
            with self.browser.open(urljoin(self.address, path), data=data, timeout=60) as answer:
                content: bytes = answer.read()
        except HTTPError as failure:
            with failure:
                raise AssertionError(f"{path} answered {failure.code}: {self.said[-3000:]}") from None
        return content

    def get(self, path: str) -> bytes:
        return self.open(path)

    def page(self, path: str) -> str:
        return self.open(path).decode()

    def post(self, path: str, fields: Mapping[str, str]) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page(path))
        assert token
        return self.open(path, urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()).decode()

    def sign_in(self, email: str) -> str:
        return self.post("accounts/login/", {"login": email, "password": demonstration.PASSWORD})

    def finished_report(self) -> str:
        """The address of the first report's PDF, as soon as there is one."""
        deadline = time.monotonic() + REPORT_WITHIN
        while time.monotonic() < deadline:
            found = re.search(r'href="(/reports/[0-9a-f-]+/download/)"', self.page("reports/"))
            if found:
                return found[1]
            time.sleep(1)
        raise AssertionError(f"no report within {REPORT_WITHIN} s: {self.log('worker')[-3000:]}")

    def log(self, name: str) -> str:
        return (self.var / "log" / f"{name}.log").read_text()

    def end(self) -> None:
        stop(self.process, seconds=DOWN_WITHIN)


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A folder with a short path, kept for all portals of this module: the first start fills it.

    Tests that run side by side are in processes of their own, and each process has its own folder: xdist 3.8 under
    pytest 9 does not keep tests of a group together, and nothing here needs it to.
    """
    path = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def portal(var: Path) -> Iterator[Portal]:
    running = Portal(var)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.end()


@pytest.mark.embedded
def test_from_an_empty_folder_to_the_report_and_down_again(portal: Portal) -> None:
    # Given a portal on an empty folder, which says where it is and how to sign in
    assert "The demonstration stands on 8 July 2014." in portal.said
    assert "governing.body@dorset.example" in portal.said
    # When a member of the governing body signs in
    dashboard = portal.sign_in("governing.body@dorset.example")
    # Then the dashboard of the last reported quarter is there
    assert "8 July 2014" in dashboard
    assert "2013/14" in dashboard
    # And its styles are served under names of their content, and asked of no other host
    styles = re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', dashboard)
    assert styles
    assert all(re.fullmatch(r"/static/.+\.[0-9a-f]{12}\.css", style) for style in styles)
    assert all(portal.get(style) for style in styles)
    # And the worker makes the report, which can be downloaded
    assert portal.get(portal.finished_report()).startswith(b"%PDF-1.7")
    # And when it is told to stop, it stops whole
    everyone = descendants(portal.process.pid)
    assert len(everyone) >= 6
    portal.process.send_signal(signal.SIGTERM)
    assert portal.process.wait(DOWN_WITHIN) == 0
    assert portal.said.rstrip().endswith("The portal has stopped.")
    assert eventually(lambda: not any(is_alive(pid) for pid in everyone), DOWN_WITHIN)


@pytest.mark.embedded
def test_another_day_on_the_same_folder_which_is_nobody_elses_meanwhile_and_of_which_nothing_stays(
    var: Path,
) -> None:
    running = Portal(var, PORTAL_TODAY="2019-04-08")
    try:
        # Given a portal on the folder of another, on another day
        running.wait_until_ready()
        assert "The demonstration stands on 8 April 2019." in running.said
        assert "8 April 2019" in running.sign_in("assurance@dorset.example")
        # When a second one is started beside it, then that is refused, and the first is not disturbed
        sentence = refused("--port", "0", PORTAL_VAR=str(var))
        assert f"already runs on {var} (process {running.process.pid}). Stop that one first." in sentence
        assert running.get("health/") == b'{"status": "ok"}'
        # And when its worker is killed, another one takes its place, and none of the old is left
        workers = [pid for pid in descendants(running.process.pid) if "celery" in command_of(pid)]
        [first] = set(workers).intersection(children(running.process.pid))
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: not any(is_alive(pid) for pid in workers), 60)
        assert eventually(
            lambda: any("celery" in command_of(pid) for pid in descendants(running.process.pid)), 60
        )
        # And when the portal itself is killed, all end with it
        everyone = descendants(running.process.pid)
        running.process.kill()
        running.process.wait()
        assert eventually(lambda: not any(is_alive(pid) for pid in everyone), DOWN_WITHIN)
    finally:
        running.end()


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_a_taken_port_is_said_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = refused(PORTAL_VAR=str(tmp_path), PORT=str(port))
    assert f"Port {port} of 127.0.0.1 cannot be had: address already in use." in sentence
    assert f"PORT={port + 1} make run" in sentence
    assert not (tmp_path / "portal.sqlite3").exists(), "nothing was begun"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "70000"], "There is no port 70000"),
        (["--host", "no-such-host.invalid"], "does not know the address 'no-such-host.invalid'"),
        (["--host", "192.0.2.1"], "Port 8000 of 192.0.2.1 cannot be had: cannot assign requested address."),
    ],
)
def test_an_address_that_cannot_be_had(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    assert sentence in refused(*arguments, PORTAL_VAR=str(tmp_path))


def test_for_others_it_answers_to_the_names_of_this_machine() -> None:
    with embedded.listen("127.0.0.1", 0) as alone, embedded.listen("0.0.0.0", 0) as open_to_all:  # noqa: S104
        assert embedded.is_private(alone)
        assert embedded.names(alone) == []
        assert not embedded.is_private(open_to_all)
        assert socket.gethostname() in embedded.names(open_to_all)
        assert embedded.reachable_at(open_to_all) == ("127.0.0.1", open_to_all.getsockname()[1])


@pytest.mark.parametrize(
    ("given", "address"),
    [("", "http://127.0.0.1:{port}"), ("https://kpi.example.nhs.uk", "https://kpi.example.nhs.uk")],
)
def test_links_of_every_process_lead_to_the_port_it_was_started_on(
    given: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_URL", given)
    with override_settings(PORTAL_VAR=tmp_path), embedded.listen("127.0.0.1", 0) as listener:
        services = embedded.worker_service(listener), embedded.web_service(listener)
        expected = address.format(port=listener.getsockname()[1])
    assert [service.environment["PORTAL_URL"] for service in services] == [expected, expected]


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "portal.lock").symlink_to("/dev/full")
    assert "The disk is full: free some space" in refused("--port", "0", PORTAL_VAR=str(tmp_path))


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where a folder should be")
    assert "cannot go on: File exists" in refused("--port", "0", PORTAL_VAR=str(tmp_path))


def test_a_database_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "portal.sqlite3").write_text("This is a letter, and not a database. " * 100)
    assert f"The database in {tmp_path} cannot be used: file is not a database." in refused(
        "--port", "0", PORTAL_VAR=str(tmp_path)
    )


def test_the_servers_of_a_served_portal_are_left_alone(tmp_path: Path) -> None:
    sentence = refused(PORTAL_VAR=str(tmp_path), DATABASE_URL=os.environ["DATABASE_URL"])
    assert "DATABASE_URL set: the embedded portal brings its own." in sentence


def test_a_missing_library_is_named_before_a_report_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LIBRARIES", (Need("libpango-1.0-0", "reports", lambda: False),))
    with pytest.raises(Unready, match=r"As root: apt-get install libpango-1\.0-0"):
        embedded.check_libraries()


def test_a_large_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PORTAL_VAR", tmp_path)
    log = embedded.fresh_log("worker")
    log.write_text("x" * (embedded.LARGEST_LOG + 1))
    assert not embedded.fresh_log("worker").exists()
    assert (tmp_path / "log" / "worker.log.1").stat().st_size > embedded.LARGEST_LOG


def test_static_files_are_collected_once_and_name_only_what_is_there(tmp_path: Path) -> None:
    """A style sheet that names a missing file is refused here, as when the portal starts."""
    manifest = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path / "static", STORAGES={**settings.STORAGES, "staticfiles": manifest}
    ):
        assert embedded.prepare_static() is True
        assert (tmp_path / "static" / "staticfiles.json").is_file()
        assert embedded.prepare_static() is False
