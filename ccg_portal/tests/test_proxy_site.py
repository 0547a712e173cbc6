"""What the proxy's site lets through and reaches, and who may read the files that hold secrets."""

import re
from pathlib import Path

from django.conf import settings

PROJECT: Path = settings.BASE_DIR
DEPLOY = PROJECT / "deploy"
GUIDE = (PROJECT / "docs" / "serving.md").read_text()
SITE = (DEPLOY / "nginx" / "portal.conf").read_text()


def test_the_site_limits_requests_and_connections() -> None:
    assert re.search(r"^\s+limit_req zone=\w+ burst=\d+", SITE, re.MULTILINE)
    assert re.search(r"^\s+limit_conn \w+ \d+;", SITE, re.MULTILINE)
    assert {"limit_req_status 429;", "limit_conn_status 429;"} <= {line.strip() for line in SITE.splitlines()}


def test_whoever_names_no_host_is_told_as_little_as_whoever_names_another() -> None:
    """nginx refuses it before it comes to the site's lines, and with its bare page where no other answer is said."""
    [nobodys] = re.findall(r"^server \{\n(?=.*?default_server)(.*?)^\}", SITE, re.MULTILINE | re.DOTALL)[:1]
    assert "server_name _;" in nobodys
    [codes] = re.findall(r"^    error_page ([\d ]+) = /;\n    return 444;$", nobodys, re.MULTILINE)
    assert {"400", "405", "414", "494", "497", "501", "505"} == set(codes.split())


def test_the_site_takes_ciphers_with_forward_secrecy_and_authentication_alone() -> None:
    [said] = re.findall(r"ssl_ciphers ([^;]+);", SITE)
    assert len(said.split(":")) >= 4
    assert [
        each
        for each in said.split(":")
        if not re.fullmatch(r"ECDHE-\S+-(\S+-GCM-SHA\d+|CHACHA20-POLY1305)", each)
    ] == []


def test_the_site_reaches_the_portals_socket_alone() -> None:
    """Which nginx alone may open; and what it keeps are static files."""
    assert set(re.findall(r"proxy_pass (\S+);", SITE)) == {"http://portal"}
    assert re.findall(r"^\s*server (\S+);", SITE, re.MULTILINE) == ["unix:/run/portal/web.sock"]
    held = (DEPLOY / "systemd" / "portal-web.socket").read_text().splitlines()
    assert {"ListenStream=/run/portal/web.sock", "SocketUser=www-data", "SocketMode=0600"} <= set(held)
    kept = [place for place in re.split(r"\n    location ", SITE)[1:] if "proxy_cache " in place]
    assert [place.split(" {")[0] for place in kept] == ["/static/"]


def mode_said(path: str) -> set[str]:
    """The modes that the guide gives to a file, in whatever words."""
    modes = rf"install\b[^\n`]*-m (\d+)[^\n`]* {path}(?![\w-])|chmod (\d+) {path}(?![\w-])"
    return {mode for pair in re.findall(modes, GUIDE) for mode in pair if mode}


def test_the_files_that_hold_secrets_are_read_by_root_and_one_group() -> None:
    """One for the portal, and one for the role that owns the tables."""
    files = {"/etc/portal/environment": "portal", "/etc/portal/owner-environment": "portal-owner"}
    assert set(re.findall(r"EnvironmentFile=(\S+)", GUIDE)) == set(files)
    assert {path: mode_said(re.escape(path)) for path in files} == {path: {"0640"} for path in files}
    for path, group in files.items():
        given = rf"-o root -g {group} [^\n`]*{path}(?![\w-])|chown root:{group} {path}(?![\w-])"
        assert re.search(given, GUIDE), path
