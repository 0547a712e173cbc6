"""What the tests of reports share."""

from collections.abc import Iterator
from typing import Any

import pytest

from assurance.tests.dorset import loaded_dorset


@pytest.fixture(scope="module")
def dorset(portal_settings: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole Dorset data set, for all tests of a module."""
    with loaded_dorset(django_db_blocker):
        yield


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that the queue was told, by a bell that nobody hears."""
    from assurance.tasks import render_report

    heard: list[str] = []
    monkeypatch.setattr(render_report, "delay", heard.append)
    return heard
