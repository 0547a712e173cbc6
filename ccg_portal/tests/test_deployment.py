"""What deploy/, the Dockerfile and the composition promise, read from the files; and the guide that names them."""

import re
import socketserver
import threading
from collections.abc import Iterator
from configparser import RawConfigParser
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client

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
        and path.name not in ("away.html", "container.conf")  # named by the site and by the composition
    ]
    assert missing == []
    assert [each for each in patterns if not each.endswith("/") and not list(PROJECT.glob(each))] == []


def test_every_setting_of_the_environment_is_in_the_guide() -> None:
    read = (PROJECT / "ccg_portal" / "settings.py").read_text()
    names = set(re.findall(r"ENVIRON(?:\.get\(|, )\"([A-Z_]+)\"", read))
    assert {name for name in names if f"`{name}`" not in GUIDE} == set()
    filled_in = {
        line.split("=")[0] for line in (DEPLOY / "environment").read_text().splitlines() if "=" in line
    }
    assert {name for name in filled_in if name[0] != "#" and f"`{name}`" not in GUIDE} == set()


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
        "client_max_body_size 6m;",
    ],
)
def test_the_site_sets_what_the_portal_believes(line: str) -> None:
    assert line in SITE


def test_the_site_appends_to_nothing_that_a_visitor_sends_and_lists_no_folder() -> None:
    assert "$proxy_add_x_forwarded_for" not in SITE
    assert "$http_" not in SITE
    assert "autoindex" not in SITE
    assert settings.PORTAL_UPLOAD_LIMIT < 6 * 1024 * 1024


@pytest.mark.django_db
def test_the_sites_own_page_has_the_protection_of_the_portals(client: Client) -> None:
    away = (DEPLOY / "nginx" / "away.html").read_text()
    assert all(part in away for part in ('lang="en-GB"', "<title>", "<h1>", "<main>"))
    assert not re.search(r"<script|<style|style=|https?:", away)
    added = dict(re.findall(r'add_header ([\w-]+) "([^"]+)" always', SITE))
    assert added["X-Content-Type-Options"] == client.get("/health/live")["X-Content-Type-Options"]
    assert {"Content-Security-Policy", "Strict-Transport-Security", "Cache-Control"} <= set(added)


def test_the_log_of_the_site_keeps_no_door_and_no_question() -> None:
    assert "$request_uri" not in SITE.split("log_format")[1].split(";")[0]
    assert '"$request"' not in SITE
    assert "/accounts/password/reset/key/" in SITE.split("map $uri")[1].split("}")[0]


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
