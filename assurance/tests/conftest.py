"""What the tests of reports share."""

import pytest


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that the queue was told, by a bell that nobody hears."""
    from assurance.tasks import render_report

    heard: list[str] = []
    monkeypatch.setattr(render_report, "delay", heard.append)
    return heard
