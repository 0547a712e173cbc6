"""What the person who waits for a report reads, in every state."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assurance.models import Report
from assurance.report_progress import progress_of

NOW = datetime(2014, 7, 8, 10, tzinfo=UTC)
IN_TIME, OVER = NOW + timedelta(seconds=60), NOW - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("fields", "heading", "text"),
    [
        ({"state": "queued", "sent_at": NOW}, "Queued", "It starts as soon as a worker is free."),
        (
            {"state": "queued"},
            "Queued",
            "The queue does not answer just now. The report starts by itself when it is back.",
        ),
        (
            {"state": "queued", "attempts": 1},
            "Queued",
            "The worker stopped. The report is taken up again by itself.",
        ),
        (
            {"state": "queued", "attempts": 1, "failure": "No space left on device."},
            "Queued",
            "No space left on device. It is tried again within two minutes, by itself.",
        ),
        (
            {"state": "running", "lease_until": IN_TIME, "step": "Lay out the pages"},
            "Being made",
            "Lay out the pages.",
        ),
        (
            {"state": "running", "lease_until": OVER, "step": "Lay out the pages"},
            "Being made",
            "The worker has stopped. The report is taken up again within a minute.",
        ),
        ({"state": "failed", "failure": "It was too long."}, "It could not be made", "It was too long."),
        ({"state": "ready"}, "Ready", "The report is ready."),
        ({"state": "cancelled"}, "Cancelled", "The making of this report was cancelled."),
    ],
)
def test_what_is_said(fields: dict[str, Any], heading: str, text: str) -> None:
    progress = progress_of(Report(**fields), NOW)

    assert (progress.heading, progress.text) == (heading, text)
    assert progress.is_finished is (fields["state"] in ("ready", "failed", "cancelled"))


@pytest.mark.parametrize(
    ("step", "states"),
    [
        ("Read the snapshot", ["current", "todo", "todo"]),
        ("Lay out the pages", ["done", "current", "todo"]),
        ("Store the file", ["done", "done", "current"]),
    ],
)
def test_any_step_of_the_renderer_lies_in_the_second_phase(step: str, states: list[str]) -> None:
    report = Report(state="running", step=step, lease_until=IN_TIME, attempts=2)
    progress = progress_of(report, NOW)

    assert [phase.state for phase in progress.phases] == states
    assert progress.attempt == "Attempt 2 of 3."


@pytest.mark.parametrize(
    ("state", "phases"), [("ready", {"done"}), ("queued", {"todo"}), ("cancelled", {"todo"})]
)
def test_only_what_was_done_is_ticked(state: str, phases: set[str]) -> None:
    assert {phase.state for phase in progress_of(Report(state=state), NOW).phases} == phases
