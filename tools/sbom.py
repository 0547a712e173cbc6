#!/usr/bin/env python3
"""The software bill of materials, as CycloneDX: all that is served with the portal, with versions and licences.

Python packages are read from the environment that `make run` and a served portal use, so that what one package brings
along is listed with its licence; styles, scripts and fonts from the lock file of npm. Libraries of the operating
system are its own affair: docs/serving.md names them.
"""

import base64
import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.steps import Refused, run

PROJECT = Path(__file__).resolve().parent.parent
TARGET = PROJECT / "var" / "sbom.json"
NAME = "assurance-portal"


def python_packages() -> dict[str, Any]:
    """The bill of the environment that is served with."""
    program = PROJECT / "var" / "venv-test" / "bin" / "cyclonedx-py"
    served = PROJECT / "var" / "venv" / "bin" / "python"
    told = run([str(program), "environment", "--output-reproducible", str(served)], what="cyclonedx-py")
    bill: dict[str, Any] = json.loads(told)
    return bill


def npm_packages(lock: dict[str, Any]) -> list[dict[str, Any]]:
    """The packages of a package-lock.json."""
    return [
        npm_package(name.removeprefix("node_modules/"), facts)
        for name, facts in sorted(lock["packages"].items())
        if name
    ]


def npm_package(name: str, facts: dict[str, Any]) -> dict[str, Any]:
    purl = f"pkg:npm/{quote(name, safe='/')}@{facts['version']}"
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": facts["version"],
        "purl": purl,
    }
    if facts.get("license"):
        component["licenses"] = [{"expression": facts["license"]}]
    algorithm, _, digest = facts.get("integrity", "").partition("-")
    if algorithm == "sha512":
        component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
    return component


def whole(bill: dict[str, Any], lock: dict[str, Any]) -> dict[str, Any]:
    """Both together, as parts of the portal."""
    portal = {"type": "application", "bom-ref": NAME, "name": NAME, "licenses": [{"license": {"id": "MIT"}}]}
    brought = npm_packages(lock)
    stands_on = [package["bom-ref"] for package in [*tops(bill), *brought]]
    return bill | {
        "metadata": bill.get("metadata", {}) | {"component": portal},
        "components": [*bill["components"], *brought],
        "dependencies": [{"ref": NAME, "dependsOn": sorted(stands_on)}, *bill.get("dependencies", [])],
    }


def tops(bill: dict[str, Any]) -> list[dict[str, Any]]:
    """The packages that no other package brings along: the portal's own requirements."""
    brought_along = {ref for each in bill.get("dependencies", []) for ref in each.get("dependsOn", [])}
    return [each for each in bill["components"] if each["bom-ref"] not in brought_along]


def gaps(bill: dict[str, Any], requirements: str, lock: dict[str, Any]) -> list[str]:
    """What is served and does not stand in the bill, or not as pinned."""
    listed = {(normal(each["name"]), each.get("version")) for each in bill["components"]}
    pinned = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", requirements, re.MULTILINE)
    npm = [
        (name.removeprefix("node_modules/"), facts["version"])
        for name, facts in lock["packages"].items()
        if name
    ]
    return [f"{name} {version}" for name, version in [*pinned, *npm] if (normal(name), version) not in listed]


def normal(name: str) -> str:
    """Names of Python packages are written in several ways."""
    return re.sub(r"[-_.]+", "-", name).lower()


def misfit(bill: dict[str, Any]) -> str:
    """Where the bill is not CycloneDX as it says it is; nothing when it is."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    version = SchemaVersion.from_version(bill["specVersion"])
    fault = JsonStrictValidator(version).validate_str(json.dumps(bill))
    return "" if fault is None else str(getattr(fault.data, "message", fault))[:300]


def proved(bill: dict[str, Any], requirements: str, lock: dict[str, Any]) -> dict[str, Any]:
    """The bill, when it is whole and as the standard wants it."""
    if missing := gaps(bill, requirements, lock):
        raise Refused(
            f"{', '.join(missing)} would not be in it: set up again (python3 tools/bootstrap.py run)."
        )
    if wrong := misfit(bill):
        raise Refused(f"it would not be CycloneDX {bill['specVersion']}: {wrong}")
    return bill


def main() -> int:
    try:
        lock = json.loads((PROJECT / "package-lock.json").read_text())
        requirements = (PROJECT / "requirements.txt").read_text()
        bill = proved(whole(python_packages(), lock), requirements, lock)
    except Refused as reason:
        print(f"sbom: {reason}", file=sys.stderr)
        return 1
    TARGET.write_text(json.dumps(bill, indent=1) + "\n")
    print(f"{TARGET.relative_to(PROJECT)}: {len(bill['components'])} packages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
