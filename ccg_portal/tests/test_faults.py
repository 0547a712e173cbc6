"""A small portal as it is served, people at work on it, and faults: the quickest and strongest of `make chaos`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos import database, lock, processes
from chaos.__main__ import BROKEN_OFF, EXERCISES
from chaos.people import people_of
from chaos.portal import GUNICORN, SCHEDULE, WORKER, portal
from chaos.stage import Exercise, Stage

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = 36  # twenty-one of them type
CONNECTIONS = 30


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A portal of twenty KPIs with a PostgreSQL, a Redis and a web of its own; no worker, which other tests break."""
    with portal(connections=CONNECTIONS) as running:
        facts = running.prepare(people=PEOPLE, small=True, schema="models")
        running.start_web()
        yield Stage(running, people_of(facts, running.port), at_once=4, pause=1.5)


QUICKEST = (
    Exercise("database crashed inside saves", database.crashed_inside_saves),
    Exercise("web process killed, twice", processes.web_process_killed, BROKEN_OFF),
    Exercise("twenty editors race a lock", lock.locked_under_typing),
)


@pytest.mark.parametrize("exercise", QUICKEST, ids=lambda each: each.name)
def test_nothing_answered_is_lost_and_nothing_refused_is_there(stage: Stage, exercise: Exercise) -> None:
    result = exercise.run(stage)
    assert result.wrong == []
    assert result.answers


def test_the_faults_run_the_portal_as_the_guide_says() -> None:
    guide = (ROOT / "docs" / "serving.md").read_text()
    for program, options in (("gunicorn", GUNICORN), ("celery", WORKER), ("celery", SCHEDULE)):
        assert re.search(rf"{program} {re.escape(' '.join(options))}\b", guide), options


def test_every_fault_is_in_the_table_of_faults() -> None:
    table = (ROOT / "docs" / "faults.md").read_text()
    assert [each.name for each in EXERCISES if f"“{each.name}”" not in table] == []
