"""No package is older than what was tested; and what was tested is what the lists pin."""

from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ccg_portal import checks, floors

PROJECT: Path = settings.BASE_DIR
REQUIREMENTS = """
# What the portal needs to run.
celery[redis]==5.7.0  # the job queue
weasyprint==70.0  # PDF/UA reports; never older (file-read hole)
"""


def test_the_oldest_versions_are_read_from_the_requirements() -> None:
    assert floors.floors(REQUIREMENTS) == {"celery": "5.7.0", "weasyprint": "70.0"}
    assert set(floors.floors(floors.REQUIREMENTS.read_text())) >= {"django", "gunicorn", "weasyprint"}


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"celery": "5.7.0", "weasyprint": "70.0"}, []),
        ({"celery": "5.10.0", "weasyprint": "70.1"}, []),
        ({"celery": "5.7.0", "weasyprint": "69.2"}, ["weasyprint is 69.2, older than 70.0"]),
        ({"celery": "5.7.0", "weasyprint": "70.0rc1"}, ["weasyprint is 70.0rc1, older than 70.0"]),
        ({"celery": "5.7.0"}, ["weasyprint 70.0 is missing"]),
    ],
)
def test_what_is_older_is_named(there: dict[str, str], said: list[str]) -> None:
    assert list(floors.too_old(floors.floors(REQUIREMENTS), there)) == said


def test_the_portal_is_not_served_on_an_older_package() -> None:
    with mock.patch.object(floors, "installed", return_value={"django": "5.2.1"}):
        with pytest.raises(ImproperlyConfigured, match=r"django is 5\.2\.1, older than .* Set up again"):
            floors.refuse_older()
        assert "portal.E010" in {each.id for each in checks.check_packages(None)}
    assert checks.check_packages(None) == []


def test_these_tests_run_on_the_oldest_versions_themselves() -> None:
    """So that “works with” is what was seen, of the packages named and of all that they bring along."""
    pinned = floors.floors((PROJECT / "constraints.txt").read_text())
    there = floors.installed(pinned)
    assert {name: there[name] for name in pinned if name in there and there[name] != pinned[name]} == {}
    assert set(floors.floors(floors.REQUIREMENTS.read_text())) <= set(there)
