"""What the proxy's site lets through and reaches, and who may read the files that hold secrets."""

import ipaddress
import random
import re
from pathlib import Path

import pytest
from django.conf import settings

PROJECT: Path = settings.BASE_DIR
DEPLOY = PROJECT / "deploy"
GUIDE = (PROJECT / "docs" / "serving.md").read_text()
SITE = (DEPLOY / "nginx" / "portal.conf").read_text()


def test_the_site_limits_requests_and_connections() -> None:
    assert re.search(r"^\s+limit_req zone=\w+ burst=\d+", SITE, re.MULTILINE)
    assert re.search(r"^\s+limit_conn \w+ \d+;", SITE, re.MULTILINE)
    assert {"limit_req_status 429;", "limit_conn_status 429;"} <= {line.strip() for line in SITE.splitlines()}


def network(address: str) -> str:
    """What the site's map makes of an address, as nginx reads the map: the first line that fits."""
    [said] = re.findall(r"^map \$remote_addr \$portal_network \{\n(.*?)^\}", SITE, re.MULTILINE | re.DOTALL)
    for pattern, key in re.findall(r'^    "~(\S+)" "(\S+)";$', said, re.MULTILINE):
        if found := re.match(pattern.replace("(?<", "(?P<"), address):
            return re.sub(r"\$\{?([a-z_]+)\}?", lambda name: found[name[1]], key)
    assert "    default $remote_addr;" in said
    return address


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::6", "2001:db8:1:2::"),
        ("2001:db8:1::6", "2001:db8:1::"),
        ("2001:db8:1:0:3:4:5:6", "2001:db8:1::"),
        ("2001:db8::6", "2001:db8::"),
        ("2001:db8:0:0:3::6", "2001:db8::"),
        ("2001:db8:0:2:3:4:5:6", "2001:db8:0:2::"),
        ("2001::6", "2001::"),
        ("2001::2:3:4:5:6", "2001:0:0:2::"),
        ("2001:0:0:2::6", "2001:0:0:2::"),
        ("::1", "::1"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
    ],
)
def test_of_ipv6_a_network_counts_once_however_its_zeros_are_written(address: str, counted_as: str) -> None:
    assert network(address) == counted_as


def test_each_network_has_one_name_and_no_two_have_the_same() -> None:
    """One household has 2^64 addresses: each of them with a count of its own would be no limit."""
    chance = random.Random(64)
    names: dict[str, str] = {}
    for _ in range(5000):
        groups = [chance.choice((0, 0, 1, chance.randrange(65536))) for _ in range(7)]
        written = ipaddress.IPv6Address(":".join(f"{group:x}" for group in (0x2001, *groups)))
        whole = ipaddress.IPv6Network((written, 64), strict=False)
        assert names.setdefault(str(whole), network(str(written))) == network(str(written))
    assert len(set(names.values())) == len(names)


def test_every_limit_counts_networks() -> None:
    assert re.findall(r"^limit_\w+_zone (\S+) ", SITE, re.MULTILINE) == ["$portal_network"] * 3


def test_no_log_of_errors_repeats_the_line_of_a_request() -> None:
    """A link that lets somebody in would stand there whenever the web is away; at `alert` as well, where connections
    run out. What is kept instead stands in the access log, which hides such links."""
    servers = re.findall(r"^server \{\n(.*?)^\}", SITE, re.MULTILINE | re.DOTALL)
    assert len(servers) == 3
    written = [re.findall(r"^\s*error_log \S+ (\w+);", server, re.MULTILINE) for server in servers]
    assert written == [["emerg"]] * 3
    assert SITE.count("error_log ") == 3
    assert '"status":"$status","upstream":"$upstream_status"' in SITE


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
