"""What deploy/, the Dockerfile and the composition promise, read from the files; and the guide that names them."""

import ast
import hashlib
import re
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from configparser import RawConfigParser
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.http import Http404
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from core.logs import HIDDEN, without_secrets
from core.tests.page import find, parse, text_of
from tools import alive

PROJECT: Path = settings.BASE_DIR
DEPLOY = PROJECT / "deploy"
GUIDE = (PROJECT / "docs" / "serving.md").read_text()
SERVICES = sorted(DEPLOY.glob("systemd/*.service"))
SITE = (DEPLOY / "nginx" / "portal.conf").read_text()
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
COMPOSITION: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yaml").read_text())
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelTunables": "yes",
    "RestrictSUIDSGID": "yes",
    "CapabilityBoundingSet": "",
    "UMask": "0077",
    "User": "portal",
    "EnvironmentFile": "/etc/portal/environment",
}


def unit(path: Path) -> RawConfigParser:
    parsed = RawConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(path)
    return parsed


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_unit_is_confined_and_starts_what_the_guide_says(path: Path) -> None:
    service = unit(path)["Service"]
    assert {name: service.get(name) for name in HARDENED} == HARDENED
    command = service["ExecStart"].removeprefix("/srv/portal/").split(" --hostname ")[0]
    assert command in GUIDE or command.removeprefix("var/venv/bin/python ") in GUIDE


def test_everything_that_is_laid_down_is_named_in_the_guide() -> None:
    named = re.findall(r"deploy/[\w./@*-]+", GUIDE)
    laid_down = [path for path in DEPLOY.rglob("*") if path.is_file()]
    patterns = {name.rstrip(".") for name in named}
    missing = [
        path.relative_to(PROJECT).as_posix()
        for path in laid_down
        if not any(path.relative_to(PROJECT).match(each) for each in patterns)
        and path.name != "container.conf"  # named by the composition
        and path.parent.name != "proxy-pages"  # a folder that the guide names
    ]
    assert missing == []
    assert [each for each in patterns if not each.endswith("/") and not list(PROJECT.glob(each))] == []


def names_read(module: Path) -> set[str]:
    """What a module asks the environment for; however it asks, the name is written out."""
    said = (node.value for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Constant))
    ours = re.compile(r"(PORTAL|EMAIL)(_[A-Z]+)+|SECRET_KEY(_[A-Z]+)?|(DATABASE|REDIS)_URL")
    return {name for name in said if isinstance(name, str) and ours.fullmatch(name)}


def test_every_setting_of_the_environment_is_in_the_guide() -> None:
    modules = [path for path in (PROJECT / "ccg_portal").rglob("*.py") if "tests" not in path.parts]
    names = set().union(*map(names_read, modules))
    assert {"PORTAL_VAR", "PORTAL_URL", "PORTAL_OIDC_ISSUER", "EMAIL_ENCRYPTION"} <= names
    assert {name for name in names if f"`{name}`" not in GUIDE} == set()
    filled_in = {
        line.split("=")[0] for line in (DEPLOY / "environment").read_text().splitlines() if "=" in line
    }
    assert {name for name in filled_in if name[0] != "#" and f"`{name}`" not in GUIDE} == set()


# The steps of the guide -----------------------------------------------------------------------------------

NASTY = {
    "DATABASE_URL": "postgres://portal_app:p$HOME&w@host/portal?sslmode=verify-full&sslrootcert=/etc/portal/ca.pem",
    "PORTAL_OIDC_ROLES": '{"CCG Quality & Care": ["contributor:quality"], "`id`": ["assurance"]} # all',
}


def test_the_environment_file_is_read_alike_by_whoever_reads_it(tmp_path: Path) -> None:
    """In single quotes, and with none inside: systemd.exec(5), compose's env_file and a shell agree on these alone."""
    written = (DEPLOY / "environment").read_text()
    written += "".join(f"{name}='{value}'\n" for name, value in NASTY.items())
    lines = [line for line in written.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[A-Z_]+='[^']*'", line)] == []
    (tmp_path / "environment").write_text(written)
    printed = subprocess.run(
        ["sh", "-c", "set -a; . ./environment; env -0"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(line.split("=", 1) for line in printed.stdout.split("\0") if line)
    said = dict(line.split("=", 1) for line in lines)
    assert {name: found[name] for name in said} == {name: value[1:-1] for name, value in said.items()}
    assert printed.stderr == ""


def test_no_step_of_the_guide_has_a_shell_read_the_environment() -> None:
    assert not re.search(r"(^|[\s(;&])(\.|source) /etc/portal", GUIDE)
    assert set(re.findall(r"^(\w+)\(\) \{ systemd-run .*EnvironmentFile=", GUIDE, re.MULTILINE)) == {
        "portal",
        "owner",
        "as_root",
    }


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("'postgres://portal_app@%2Frun/portal'", "'postgres://portal_owner@%2Frun/portal'"),
        ("'postgres://portal_app:p@ss:w@host/portal'", "'postgres://portal_owner:p@ss:w@host/portal'"),
        ("postgresql://portal_app:secret@db/portal_app", "postgresql://portal_owner:secret@db/portal_app"),
    ],
)
def test_the_owners_environment_differs_in_the_role_alone(given: str, made: str) -> None:
    """By the guide's own line, as far as it makes the text."""
    [line] = re.findall(r"^sed .*owner-environment$", GUIDE, re.MULTILINE)
    step, _, kept = line.partition(" | ")
    assert kept == "install -o root -g portal-owner -m 0640 /dev/stdin /etc/portal/owner-environment"
    before = (
        f"PORTAL_VAR='/var/lib/portal'\nDATABASE_URL={given}\nREDIS_URL='redis://portal:portal_app@queue/0'\n"
    )
    command = step.replace("/etc/portal/environment", "-")
    after = subprocess.run(["sh", "-c", command], input=before, capture_output=True, text=True, check=True)
    assert after.stdout == before.replace(given, made)


def steps(title: str, folder: Path) -> str:
    """What a section of the guide has a shell do, with files of a folder of ours, and no service touched."""
    section = GUIDE.split(f"\n### {title}\n")[1].split("\n### ")[0]
    lines = "\n".join(re.findall(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL))
    kept = re.sub(r"^(systemctl|runuser|owner|read) .*\n", "", lines, flags=re.MULTILINE)
    return re.sub(r"/etc/(redis|postgresql/15/main)/", f"{folder}/", kept).replace("-o redis -g redis ", "")


def do(lines: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {"PATH": "/usr/bin:/bin", **environment}
    return subprocess.run(["bash", "-c", lines], cwd=PROJECT, env=given, capture_output=True, text=True)


def test_laying_the_database_down_twice_adds_its_lines_once(tmp_path: Path) -> None:
    (tmp_path / "pg_hba.conf").write_text("local all all peer\n")
    (tmp_path / "pg_ident.conf").write_text("# MAPNAME SYSTEM-USERNAME PG-USERNAME\n")
    shipped = {name: (DEPLOY / "postgresql" / name).read_text() for name in ("pg_hba.conf", "pg_ident.conf")}
    for _ in range(2):
        assert do(steps("The database", tmp_path)).returncode == 0
        assert (tmp_path / "pg_hba.conf").read_text() == shipped["pg_hba.conf"] + "local all all peer\n"
        assert (tmp_path / "pg_ident.conf").read_text().count(shipped["pg_ident.conf"]) == 1


def test_laying_the_queue_down_twice_includes_it_once_and_takes_the_password_that_was_typed(
    tmp_path: Path,
) -> None:
    (tmp_path / "redis.conf").write_text("port 6379\n")
    for word in ("first", "second"):
        done = do(steps("The queue", tmp_path), PASSWORD=word)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"#{hashlib.sha256(word.encode()).hexdigest()} " in (tmp_path / "portal.acl").read_text()
    assert (tmp_path / "redis.conf").read_text() == f"port 6379\ninclude {tmp_path}/portal.conf\n"
    assert (tmp_path / "portal.acl").stat().st_mode & 0o777 == 0o640


def test_the_queue_never_has_an_empty_password(tmp_path: Path) -> None:
    """The guide has it typed, on a line of its own: what is pasted after `read` would be taken for the password."""
    assert "\n```\nread -rs PASSWORD\n```\n" in GUIDE
    for environment in ({}, {"PASSWORD": ""}):
        assert "PASSWORD" in do(steps("The queue", tmp_path), **environment).stderr
        assert not (tmp_path / "portal.acl").exists()


# The proxy ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Request-ID $request_id;",
        'proxy_set_header X-Forwarded-Host "";',
        'proxy_set_header Forwarded "";',
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "ssl_reject_handshake on;",
        "server_tokens off;",
        "return 301 https://$host$request_uri;",
        "client_max_body_size 13m;",
    ],
)
def test_the_site_sets_what_the_portal_believes(line: str) -> None:
    assert line in SITE


def test_the_site_appends_to_nothing_that_a_visitor_sends_and_lists_no_folder() -> None:
    assert "$proxy_add_x_forwarded_for" not in SITE
    assert "$http_" not in SITE
    assert "autoindex" not in SITE


def test_the_portal_itself_says_what_is_too_large_as_far_as_it_can() -> None:
    """Beside the field up to twice the limit, by a page of its own a little beyond; only then the proxy does."""
    [megabytes] = re.findall(r"client_max_body_size (\d+)m;", SITE)
    portals_own = 2 * settings.PORTAL_UPLOAD_LIMIT + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert portals_own < int(megabytes) * 1024 * 1024 < portals_own + 2_000_000


def test_the_web_process_reads_whatever_the_proxy_lets_through() -> None:
    """Its own refusals are bare: a line of the request, and what all headers may be together, as cookies are joined."""
    web = (DEPLOY / "systemd" / "portal-web.service").read_text()
    [line] = map(int, re.findall(r"--limit-request-line (\d+)", web))
    [header] = map(int, re.findall(r"--limit-request-field_size (\d+)", web))
    [(number, size)] = re.findall(r"large_client_header_buffers (\d+) (\d+)k;", SITE)
    [too_long] = map(int, re.findall(r'"~\^\.\{(\d+)\}" 1;', SITE))
    assert too_long + len("OPTIONS  HTTP/1.1") < line
    assert int(number) * int(size) * 1024 <= header
    assert SITE.count("if ($portal_too_long)") == SITE.count("proxy_pass ") == 2
    words = f'"--limit-request-line", "{line}", "--limit-request-field_size", "{header}"'
    assert words in DOCKERFILE


def test_static_files_are_not_counted_with_pages() -> None:
    """Thirty people at one address who come for the first time ask for some five hundred at once."""
    places = dict(re.findall(r"\n    location (\S+) \{\n(.*?)\n    \}", SITE, re.DOTALL))
    assert "limit_req zone=portal_requests " in places["/"]
    assert "limit_req zone=portal_static_requests burst=2000 nodelay;" in places["/static/"]
    assert "limit_conn" not in places["/static/"]
    assert re.search(r"^    limit_(req|conn) ", SITE, re.MULTILINE) is None, "it would count for all places"


PAGES = sorted((DEPLOY / "nginx" / "proxy-pages").glob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_proxys_own_pages_are_like_the_portals(path: Path) -> None:
    html = path.read_text()
    page = parse(html)
    assert find(page, "html").get("lang") == "en-GB"
    assert text_of(find(page, "title")) == f"{text_of(find(page, 'h1'))} – Assurance portal"
    assert find(page, "link").get("href") == "/proxy-pages/page.css"
    assert text_of(find(page, "main"))
    assert not re.search(r"<script|<style|style=|https?:", html)


def test_each_refusal_of_the_proxy_has_a_page_and_each_page_a_refusal() -> None:
    shown = re.findall(r"^    error_page ([\d =]+) /proxy-pages/([\w-]+\.html);", SITE, re.MULTILINE)
    assert {page for _, page in shown} == {path.name for path in PAGES}
    assert set(" ".join(codes for codes, _ in shown).split()) == {
        *("400", "405", "413", "414", "429", "494", "=431", "501", "502", "504", "505")
    }
    assert "proxy_intercept_errors on" not in SITE, "the portal's own pages pass"
    with pytest.raises(Http404):
        resolve("/proxy-pages/away.html")


@pytest.mark.django_db
def test_the_proxys_own_pages_have_the_protection_of_the_portals(client: Client) -> None:
    [place] = re.findall(r"location /proxy-pages/ \{.*?\n    \}", SITE, re.DOTALL)
    added = dict(re.findall(r'add_header ([\w-]+) "([^"]+)" always', place))
    assert added["X-Content-Type-Options"] == client.get("/health/live")["X-Content-Type-Options"]
    assert "default-src 'none'" in added["Content-Security-Policy"]
    assert {"Strict-Transport-Security", "Cache-Control"} <= set(added)


def doors() -> list[str]:
    """Addresses of which the site's log keeps no more than these beginnings."""
    [said] = re.findall(r"\(\?<door>([^)]*)\)", SITE)
    return str(said).split("|")


def test_the_log_of_the_site_keeps_no_door_and_no_question() -> None:
    assert "$request_uri" not in SITE.split("log_format")[1].split(";")[0]
    assert '"$request"' not in SITE
    assert '"$portal_uri"' in SITE
    for door in doors():
        assert resolve(f"{door}1-something/").kwargs, "what follows lets somebody in"
        assert without_secrets(f"{door}1-something/").endswith(f"{door}{HIDDEN}"), (
            "the portal's own log agrees"
        )


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route


def test_every_address_with_a_key_in_it_is_such_a_door() -> None:
    keyed = [route for route in routes(get_resolver().url_patterns) if re.search(r"token>|P<key>", route)]
    assert len(keyed) >= 3
    assert [route for route in keyed if not route.startswith(tuple(doors()))] == []


def test_the_queue_is_closed_kept_and_throws_nothing_away() -> None:
    for name in ("portal.conf", "container.conf"):
        said = (DEPLOY / "redis" / name).read_text()
        assert {"appendonly yes", "maxmemory-policy noeviction", "protected-mode yes"} <= set(
            said.splitlines()
        )
        assert "aclfile /etc/redis/portal.acl" in said
    nobody, portal = (DEPLOY / "redis" / "portal.acl").read_text().splitlines()
    assert nobody == "user default off nopass nocommands"
    assert "-@all" in portal
    assert "-@dangerous" in portal
    assert "PASSWORD_SHA256" in portal, "the password is each portal's own"


def test_the_portals_role_owns_nothing() -> None:
    said = (DEPLOY / "postgresql" / "roles.sql").read_text()
    assert "CREATE ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE" in said
    assert "OWNER portal_owner" in said
    assert "PASSWORD" not in said
    assert (
        "portal_app"
        in re.search(r"^DATABASE_URL=(.*)$", (DEPLOY / "environment").read_text(), re.MULTILINE)[1]
    )  # type: ignore[index]


def test_the_image_is_small_pinned_and_has_no_rights() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(bases) == 2, "what builds is left behind"
    assert all(re.fullmatch(r"[\w/-]+:\d+\.\d+\.\d+[\w.-]*", base) for base in bases)
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
    assert "HEALTHCHECK" in DOCKERFILE
    assert not re.search(r"^(ENV|ARG) .*(KEY|PASSWORD|TOKEN|SECRET)", DOCKERFILE, re.MULTILINE)
    left_out = set((PROJECT / ".dockerignore").read_text().splitlines())
    assert {".git", "var", "**/tests", "*.env"} <= left_out


@pytest.mark.parametrize("name", sorted(COMPOSITION["services"]))
def test_each_container_is_confined(name: str) -> None:
    service = COMPOSITION["services"][name]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")
    assert "healthcheck" in service or name == "web", "the image brings the web's own"
    image = service["image"]
    assert image == "assurance-portal:local" or re.fullmatch(r"\w+:\d+\.\d+(\.\d+)?-bookworm", image)
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert not re.search(r"(PASSWORD|SECRET|TOKEN)\w*['\"]?: ", str(service.get("environment", "")))
    if name != "database":
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


# Whether the container's web process answers ----------------------------------------------------------------


@pytest.fixture
def web() -> Iterator[tuple[int, list[str]]]:
    """Something that answers as the portal does, and notes by what name it was asked."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(str(self.headers["Host"]))
            self.send_response(200 if self.path == "/health/live" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with socketserver.TCPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.server_address[1], asked
        server.shutdown()


def test_the_container_asks_itself_by_its_own_name(
    web: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = web
    monkeypatch.setenv("PORTAL_HOSTS", "portal.example.nhs.uk, other.example")
    assert alive.is_alive(port)
    assert asked == ["portal.example.nhs.uk"]
    assert not alive.is_alive(9)
