"""Breaks the portal in every way that is known, and looks whether it is whole afterwards.

make chaos                      all exercises, about eight minutes
make chaos ONLY=database        those whose name begins so
make load                       200 people for ten minutes (SECONDS=60 for a short one)
"""

import signal
import sys
from argparse import ArgumentParser

from chaos import clock, database, files, lock, processes, queue
from chaos.load import load
from chaos.people import NO_ANSWER, people_of
from chaos.portal import portal
from chaos.reports import ask_for_report, wait_for
from chaos.stage import HEAD, Exercise, Stage

PEOPLE = 36
CONNECTIONS = 40
BROKEN_OFF = frozenset({503, NO_ANSWER})
"""Where the process that answers is killed, whoever it was answering hears nothing."""
NOTHING = frozenset[int]()

EXERCISES = (
    Exercise("database restarted, twice", database.restarted),
    Exercise("database restarted between requests", database.restarted_between_requests),
    Exercise("database crashed inside saves", database.crashed_inside_saves),
    Exercise("database paused for four seconds", database.paused, NOTHING),
    Exercise("database out of connections", database.out_of_connections),
    Exercise("queue stopped", queue.stopped, NOTHING),
    Exercise("queue frozen", queue.frozen, NOTHING),
    Exercise("queue forgetful", queue.forgetful, NOTHING),
    Exercise("web process killed, twice", processes.web_process_killed, BROKEN_OFF),
    Exercise("web killed whole", processes.web_killed_whole, BROKEN_OFF),
    Exercise("web reloaded, twice", processes.web_reloaded, NOTHING),
    Exercise("web deployed", processes.web_deployed, NOTHING),
    Exercise("worker killed in the middle of a report", processes.worker_killed_in_the_middle, NOTHING),
    Exercise("disk full for the worker", files.disk_full_for_the_worker, NOTHING),
    Exercise("disk full for the web", files.disk_full_for_the_web),
    Exercise("file torn", files.torn_file, NOTHING),
    Exercise("clock over 31 March 2019, 23:00 UTC", clock.over_the_year_end, NOTHING),
    Exercise("clock over the second October hour", clock.over_an_october_hour, NOTHING),
    Exercise("two schedules, two workers", processes.two_schedules, NOTHING),
    Exercise("twenty editors race a lock", lock.locked_under_typing),
)


def chaos(only: str, schema: str) -> bool:
    """All exercises on one portal, a line each; whether all held."""
    chosen = [each for each in EXERCISES if each.name.startswith(only)]
    with portal(connections=CONNECTIONS) as running:
        print("Laying down the portal …", flush=True)
        facts = running.prepare(people=PEOPLE, schema=schema)
        stage = Stage(running, people_of(facts, running.port))
        running.start_web()
        running.start_worker()
        running.start_schedule()
        report = ask_for_report(stage)
        wait_for(stage, report, "ready")
        stage.report = f"/reports/{report}/download/"
        print(HEAD, flush=True)
        held = True
        for exercise in chosen:
            result = exercise.run(stage)
            held = held and not result.wrong
            print(result.line(), *result.wrong, sep="\n    ", flush=True)
    print("All held." if held else "Not all held.")
    return held


def leave(number: int, frame: object) -> None:
    """A signal: leave through every `finally`, so that nothing is left running."""
    raise SystemExit(128 + number)


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    parser = ArgumentParser(description="Breaks the portal in every way that is known.")
    parser.add_argument("--only", default="", help="exercises whose name begins so")
    parser.add_argument("--schema", default="", choices=("", "models"), help="models: without migrations")
    parser.add_argument("--load", type=float, metavar="SECONDS", help="people at work in place of faults")
    options = parser.parse_args()
    held = load(options.load, options.schema) if options.load else chaos(options.only, options.schema)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
