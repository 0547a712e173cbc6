"""The clock goes on over a night in which the clocks change, or a financial year begins, while the portal serves."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

from chaos.people import Person
from chaos.stage import Stage

TRAVELLER = Path(__file__).resolve().parent / "traveller"
"""On the path of a Python, whose clock then stands CHAOS_SHIFT seconds away from the real one."""
STARTS_WITHIN = 40.0  # seconds for the web to start, before the moment comes
BEHIND = 8.0  # seconds that it takes to set a clock, by which it is late
AFTERWARDS = 3  # pages that are asked for once the moment is over
STANDS_ON = re.compile(r"stands on (\d+ \w+ \d{4})")


def over_the_year_end(stage: Stage) -> None:
    """31 March 2019, 23:00 UTC: in Dorset the first of April begins, and with it another financial year."""
    days = days_over(stage, datetime(2019, 3, 31, 23, 0, tzinfo=UTC))
    assert days == ["31 March 2019", "1 April 2019"], f"The portal stood on {days}."


def over_an_october_hour(stage: Stage) -> None:
    """27 October 2019, 01:00 UTC: one in the morning for the second time, and the same day."""
    days = days_over(stage, datetime(2019, 10, 27, 1, 0, tzinfo=UTC))
    assert days == ["27 October 2019"], f"The portal stood on {days}."


def days_over(stage: Stage, moment: datetime) -> list[str]:
    """The days on which a web says that it stands, from before the moment until after it."""
    at = time.time() + STARTS_WITHIN
    port = stage.portal.start_second_web(
        PORTAL_TODAY="", PYTHONPATH=str(TRAVELLER), CHAOS_SHIFT=str(moment.timestamp() - at)
    )
    visitor = Person(port=port, name="visitor", role="", directorate="", cookies={}, quarter="")
    days: list[str] = []
    after = 0
    try:
        assert time.time() < at, "The web took too long to start."
        while after < AFTERWARDS:
            after += time.time() > at + BEHIND
            answer = visitor.get("/accounts/login/")
            found = STANDS_ON.search(answer.text)
            assert found, f"A page was answered {answer.status}: {answer.text[:300]}"
            if found[1] not in days:
                days.append(found[1])
            time.sleep(0.5)
    finally:
        stage.portal.kill("second web")
    return days
