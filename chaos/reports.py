"""Asking for reports as the assurance team does, and seeing what becomes of them."""

import re
import time

from chaos.invariants import tables
from chaos.people import Answer, Person
from chaos.stage import Stage

LOCKED = "2013-14-Q4"
AT_ONCE = 20.0  # seconds within which the page that asks for a report answers, whatever the queue does
MADE_WITHIN = 240.0  # seconds, on a machine that does other things as well
REPORT = re.compile(r"/reports/([0-9a-f-]{36})/")


def ask_for_report(stage: Stage) -> str:
    """Ask for a new version; the id of its row."""
    answer = produce(stage.assurance)
    found = REPORT.search(answer.location)
    assert found, f"Asking for a report was answered {answer.status}: {answer.text[:300]}"
    assert answer.seconds < AT_ONCE, f"Asking for a report took {answer.seconds:.1f} s."
    return found[1]


def produce(person: Person) -> Answer:
    if not person.token:
        person.get("/reports/")
    return person.post("/reports/produce/", quarter=LOCKED, anew="1")


def state_of(stage: Stage, report: str) -> str:
    with tables(stage.portal) as cursor:
        cursor.execute("SELECT state FROM assurance_report WHERE id = %s", [report])
        return str(cursor.fetchone()[0])


def wait_for(stage: Stage, report: str, state: str) -> None:
    """Until the report is in that state."""
    deadline = time.monotonic() + MADE_WITHIN
    while (now := state_of(stage, report)) != state:
        assert time.monotonic() < deadline, f"The report is {now}, not {state}."
        time.sleep(0.1)


def download(person: Person, report: str) -> Answer:
    return person.get(f"/reports/{report}/download/", "download")
