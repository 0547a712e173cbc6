"""The queue is stopped, frozen, or comes back empty: asking is answered at once, and what was asked for is made."""

import time

from chaos.reports import ask_for_report, state_of, wait_for
from chaos.stage import Stage


def stopped(stage: Stage) -> None:
    """Down when the report is asked for."""
    stage.portal.redis.kill()
    try:
        report = ask_for_report(stage)
        assert state_of(stage, report) == "queued"
    finally:
        stage.portal.redis.start()
    wait_for(stage, report, "ready")


def frozen(stage: Stage) -> None:
    """It keeps its connections and says nothing."""
    stage.portal.redis.freeze()
    try:
        report = ask_for_report(stage)
    finally:
        stage.portal.redis.thaw()
    wait_for(stage, report, "ready")


def forgetful(stage: Stage) -> None:
    """The bell has rung, and before any worker hears it the queue has forgotten."""
    stage.portal.ask_to_end("worker")
    report = ask_for_report(stage)
    stage.portal.redis.kill()
    stage.portal.redis.start()
    time.sleep(1)
    stage.portal.start_worker()
    wait_for(stage, report, "ready")
