"""Two hundred people for ten minutes: what they were answered, how fast, and what the processes grew to.

Arrivals are open: every request has its moment beforehand, and its time counts from that moment, so that a portal that
falls behind cannot hide it by being asked less.
"""

import queue
import random
import resource
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from chaos import meter
from chaos.invariants import broken
from chaos.people import Answer, Person, people_of
from chaos.portal import portal
from chaos.reports import ask_for_report, wait_for
from chaos.stage import Stage
from chaos.traffic import KINDS, WEIGHTS, ask, counted, is_well

PEOPLE = 200
A_SECOND = 30
READS_WITHIN, SAVES_WITHIN = 0.400, 0.600  # seconds, for 95 in a hundred, on an otherwise idle machine
AT_ONCE = 64
"""Requests that the client can have under way: more than the portal answers at once, so that it never holds back."""
WARM_UP = 10.0  # seconds
GROWN_AFTER = 120.0  # seconds
MAY_GROW = 1.10
"""Of what a process holds after two minutes, at the end: beyond it, memory is not flat."""


@dataclass(frozen=True)
class Planned:
    """One request: the second at which it is due, what it is, and whose."""

    due: float
    kind: str
    person: Person


def plan(
    people: Sequence[Person], seconds: float, a_second: float = A_SECOND, seed: int = 1
) -> list[Planned]:
    """Arrivals at random moments (Poisson) in the mix. Each row of a return is saved by one person alone."""
    dice = random.Random(seed)  # noqa: S311 (a plan, not a secret)
    editors = [person for person in people if person.types]
    of_rows = list({(person.directorate, person.row): person for person in reversed(editors)}.values())
    turns = {
        "save": cycle(of_rows),
        "return": cycle(editors),
        "dashboard": cycle(people),
        "download": cycle(people),
    }
    planned, due = [], 0.0
    while (due := due + dice.expovariate(a_second)) < seconds:
        [kind] = dice.choices(KINDS, WEIGHTS)
        planned.append(Planned(due, kind, next(turns[kind])))
    return planned


class Client:
    """Sends what is planned, each at its moment, and keeps what was answered."""

    def __init__(self, planned: Sequence[Planned], report: str) -> None:
        self.planned, self.report = planned, report
        self.answers: list[tuple[Planned, Answer, float]] = []
        self.waiting: queue.SimpleQueue[Planned | None] = queue.SimpleQueue()
        self.began = 0.0
        self.turn = {id(each.person): threading.Lock() for each in planned}

    def run(self) -> None:
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        self.began = time.monotonic()
        for each in self.planned:
            time.sleep(max(0.0, self.began + each.due - time.monotonic()))
            self.waiting.put(each)
        for _ in threads:
            self.waiting.put(None)
        for thread in threads:
            thread.join(120)

    def _work(self) -> None:
        while each := self.waiting.get():
            with self.turn[id(each.person)]:  # nobody does two things at once
                answer = ask(each.person, each.kind, self.report)
            self.answers.append((each, answer, time.monotonic() - self.began - each.due))


def load(seconds: float, schema: str) -> bool:
    """The whole of it, printed; whether every bar is cleared."""
    with portal() as running:
        print("Laying down the portal …", flush=True)
        people = people_of(running.prepare(people=PEOPLE, schema=schema), running.port)
        stage = Stage(running, people)
        running.start_web()
        running.start_worker()
        running.start_schedule()
        report = ask_for_report(stage)
        wait_for(stage, report, "ready")
        stage.report = f"/reports/{report}/download/"
        Client(plan(people, WARM_UP, seed=2), stage.report).run()
        print(f"{len(people)} people, {A_SECOND} requests a second, {seconds:.0f} seconds …", flush=True)
        return _measured(stage, Client(plan(people, seconds), stage.report), seconds)


def _measured(stage: Stage, client: Client, seconds: float) -> bool:
    memory, cpu = [meter.memory_of(stage.portal)], meter.cpu_of(stage.portal)
    own = _own_cpu()
    later = threading.Timer(
        min(GROWN_AFTER, seconds / 2), lambda: memory.append(meter.memory_of(stage.portal))
    )
    later.start()
    client.run()
    later.join()
    memory.append(meter.memory_of(stage.portal))
    spent = {name: used - cpu.get(name, 0) for name, used in meter.cpu_of(stage.portal).items()}
    spent["this client"] = _own_cpu() - own
    wrong = [*_errors(client), *broken(stage.portal, [save for each in stage.people for save in each.saves])]
    wrong += [*_print_times(client), *_print_memory(memory)]
    print(
        "\nCPU ms a request:",
        ", ".join(f"{name} {used * 1000 / len(client.answers):.1f}" for name, used in spent.items()),
    )
    print("\n", "\n".join(wrong) or "Every bar is cleared.", sep="")
    return not wrong


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _errors(client: Client) -> list[str]:
    answers = [answer for _, answer, _ in client.answers]
    print(f"{len(answers)} answers: {counted(answers)}")
    failed = [answer for answer in answers if not is_well(answer)]
    lacking = len(client.planned) - len(answers)
    found = (
        [f"{len(failed)} errors: {counted(failed)}; the first: {failed[0].why or failed[0].text[:300]}"]
        if failed
        else []
    )
    return found + ([f"{lacking} requests were never answered."] if lacking else [])


def _print_times(client: Client) -> list[str]:
    """A line for each kind of request; the bars are those of reads and of saves."""
    wrong = []
    print(f"\n{'ms':12}{'number':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'longest':>9}")
    groups = {kind: (kind,) for kind in KINDS} | {
        "reads": ("dashboard", "return", "download"),
        "saves": ("save",),
    }
    bars = {"reads": READS_WITHIN, "saves": SAVES_WITHIN}
    for name, kinds in groups.items():
        times = sorted(late for each, _, late in client.answers if each.kind in kinds)
        if len(times) < 2:
            continue
        cuts = statistics.quantiles(times, n=100, method="inclusive")
        p50, p95, p99 = (cuts[percent - 1] for percent in (50, 95, 99))
        print(
            f"{name:12}{len(times):8}"
            + "".join(f"{value * 1000:8.0f}" for value in (p50, p95, p99))
            + f"{times[-1] * 1000:9.0f}"
        )
        if name in bars and p95 >= bars[name]:
            wrong.append(f"MISSED: p95 of {name} is {p95 * 1000:.0f} ms, not below {bars[name] * 1000:.0f}.")
    return wrong


def _print_memory(memory: list[dict[str, float]]) -> list[str]:
    """Megabytes of each kind of process at the start, after two minutes, and at the end."""
    wrong = []
    print(f"\n{'MB':26}{'start':>8}{'2 min':>8}{'end':>8}")
    for name, start in memory[0].items():
        later, end = (each.get(name, 0.0) for each in memory[1:])
        print(f"{name:26}{start:8.0f}{later:8.0f}{end:8.0f}")
        if end > later * MAY_GROW and end - later > 5:
            wrong.append(f"MISSED: {name} grew from {later:.0f} to {end:.0f} MB.")
    return wrong
