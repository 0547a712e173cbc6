"""The bill of materials names what is served, and from where it can be had."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from tools import sbom

PROJECT: Path = settings.BASE_DIR
LOCK = json.loads((PROJECT / "package-lock.json").read_text())


def test_the_packages_of_npm_are_named_with_licence_and_hash() -> None:
    found = {each["name"]: each for each in sbom.npm_packages(LOCK)}
    font = found["@fontsource/arimo"]
    assert font["purl"] == f"pkg:npm/%40fontsource/arimo@{font['version']}"
    assert font["licenses"]
    assert all(re.fullmatch("[0-9a-f]{128}", each["hashes"][0]["content"]) for each in found.values())


def test_both_kinds_stand_in_one_bill_of_the_portal() -> None:
    django, brought_along = (
        {"name": "django", "bom-ref": "django==5"},
        {"name": "sqlparse", "bom-ref": "sqlparse==0"},
    )
    bill = sbom.whole(
        {
            "bomFormat": "CycloneDX",
            "metadata": {"tools": []},
            "components": [django, brought_along],
            "dependencies": [{"ref": "django==5", "dependsOn": ["sqlparse==0"]}],
        },
        LOCK,
    )
    assert {"django", "sqlparse", "nhsuk-frontend"} <= {each["name"] for each in bill["components"]}
    assert bill["metadata"]["component"]["name"] == "assurance-portal"
    stands_on = bill["dependencies"][0]["dependsOn"]
    assert "django==5" in stands_on
    assert "sqlparse==0" not in stands_on


def test_what_cannot_be_read_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        sbom, "python_packages", lambda: (_ for _ in ()).throw(sbom.Refused("cyclonedx-py: missing"))
    )
    assert sbom.main() == 1
    assert capsys.readouterr().err == "sbom: cyclonedx-py: missing\n"


def a_bill(**changed: object) -> dict[str, object]:
    """A small one, of one Python package and those of npm."""
    django = {"type": "library", "name": "Django", "version": "5.2.19", "bom-ref": "django==5.2.19"}
    python = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [django]}
    return sbom.whole(python, LOCK) | changed


def test_a_bill_is_proved_whole_and_valid() -> None:
    assert sbom.proved(a_bill(), "django==5.2.19  # the framework\n", LOCK)["components"]


@pytest.mark.parametrize(
    ("requirements", "why"),
    [
        ("django==5.2.20  # newer\n", r"django 5\.2\.20 would not be in it"),
        ("celery[redis]==5.7.0  # the queue\n", r"celery 5\.7\.0 would not be in it"),
    ],
)
def test_what_is_served_and_not_listed_is_refused(requirements: str, why: str) -> None:
    with pytest.raises(sbom.Refused, match=why):
        sbom.proved(a_bill(), requirements, LOCK)


def test_what_is_not_cyclonedx_is_refused() -> None:
    with pytest.raises(sbom.Refused, match=r"it would not be CycloneDX 1\.6"):
        sbom.proved(a_bill(version="one"), "", LOCK)
