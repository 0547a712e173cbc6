"""How far the making of a report is, in the words that the person who waits reads. Pure."""

from dataclasses import dataclass
from datetime import datetime

from assurance.jobs import MAX_ATTEMPTS, PHASES, READ, STORE
from assurance.models import Report, ReportState


@dataclass(frozen=True)
class Phase:
    """One of the three phases: done, current or still to come."""

    name: str
    state: str


@dataclass(frozen=True)
class Progress:
    """What the page and its poll say. `text` changes with the step, not with the percent, so that it is read once."""

    state: str
    heading: str
    text: str
    percent: int
    attempt: str
    phases: tuple[Phase, ...]

    @property
    def is_finished(self) -> bool:
        return self.state not in (ReportState.QUEUED, ReportState.RUNNING)


def progress_of(report: Report, now: datetime) -> Progress:
    """`now` is the real time: a lease that is over means that the worker has stopped."""
    heading, text = _words(report, now)
    return Progress(
        state=report.state,
        heading=heading,
        text=text,
        percent=report.progress,
        attempt=f"Attempt {report.attempts} of {MAX_ATTEMPTS}." if report.attempts else "",
        phases=_phases(report),
    )


def _words(report: Report, now: datetime) -> tuple[str, str]:
    match ReportState(report.state):
        case ReportState.READY:
            return "Ready", "The report is ready."
        case ReportState.FAILED:
            return "It could not be made", report.failure
        case ReportState.CANCELLED:
            return "Cancelled", "The making of this report was cancelled."
        case ReportState.QUEUED if report.failure:
            return "Queued", f"{report.failure} It is tried again within two minutes, by itself."
        case ReportState.QUEUED if report.attempts:
            return "Queued", "The worker stopped. The report is taken up again by itself."
        case ReportState.QUEUED if report.sent_at is None:
            return (
                "Queued",
                "The queue does not answer just now. The report starts by itself when it is back.",
            )
        case ReportState.QUEUED:
            return "Queued", "It starts as soon as a worker is free."
        case _ if report.lease_until is not None and report.lease_until < now:
            return "Being made", "The worker has stopped. The report is taken up again within a minute."
        case _:
            return "Being made", f"{report.step or READ}."


def _phases(report: Report) -> tuple[Phase, ...]:
    """Whatever step the renderer names lies in the second phase."""
    if report.state == ReportState.READY:
        return tuple(Phase(name, "done") for name in PHASES)
    if report.state != ReportState.RUNNING:
        return tuple(Phase(name, "todo") for name in PHASES)
    current = {READ: 0, STORE: 2}.get(report.step, 1)
    return tuple(
        Phase(name, "done" if index < current else "current" if index == current else "todo")
        for index, name in enumerate(PHASES)
    )
