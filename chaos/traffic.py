"""People at work while something breaks: they look, type, save and download, until they are told to stop."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from chaos.people import NO_ANSWER, Answer, Person, Save

MIX = {"dashboard": 50, "return": 25, "save": 20, "download": 5}
"""In a hundred requests."""
KINDS, WEIGHTS = list(MIX), list(MIX.values())


class Traffic:
    """A thread for each person. What everybody was answered is kept in the order in which it came."""

    def __init__(self, people: Sequence[Person], *, pause: float, report: str = "", seed: int = 5) -> None:
        self.people, self.pause, self.report = people, pause, report
        self.answers: list[Answer] = []
        self.dice = random.Random(seed)  # noqa: S311 (a mix, not a secret)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(each,), daemon=True) for each in people]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(90)

    def _work(self, person: Person) -> None:
        kinds = self.dice.choices(KINDS, WEIGHTS, k=1_000)
        for kind in kinds:
            if self._over.wait(self.pause * self.dice.uniform(0.5, 1.5)):
                return
            self.answers.append(ask(person, kind, self.report))

    @property
    def saves(self) -> list[Save]:
        return [save for person in self.people for save in list(person.saves)]

    def since(self, at: float) -> list[Answer]:
        return [answer for answer in list(self.answers) if answer.at >= at]


def ask(person: Person, kind: str, report: str = "") -> Answer:
    """One request of the mix, as far as this person's role goes; others look at the dashboard."""
    if kind == "save" and person.types:
        return person.save()
    if kind == "return" and person.types:
        return person.open_return()
    if kind == "download":
        return person.get(report or "/performance/?format=csv", "download")
    return person.get("/", "dashboard")


@contextmanager
def at_work(people: Sequence[Person], *, pause: float = 0.4, report: str = "") -> Iterator[Traffic]:
    """People who work as long as the block lasts."""
    traffic = Traffic(people, pause=pause, report=report)
    traffic.start()
    try:
        yield traffic
    finally:
        traffic.stop()


def wait_until_all_is_well(traffic: Traffic, *, seconds: float) -> float:
    """Until everybody has been answered well for a second; gives how long that took. Raises AssertionError."""
    began = time.monotonic()
    well_since = began
    while time.monotonic() - began < seconds:
        time.sleep(0.1)
        failed = [answer for answer in traffic.since(began) if not is_well(answer)]
        well_since = max([began, *(answer.at + answer.seconds for answer in failed)])
        heard = [answer for answer in traffic.since(well_since) if is_well(answer)]
        if time.monotonic() - well_since > 1 and len(heard) >= len(traffic.people) // 2:
            return well_since - began
    raise AssertionError(f"not well again after {seconds:.0f} s: {counted(traffic.since(began))}")


def is_well(answer: Answer) -> bool:
    """Answered as on any day; two people at one row is any day."""
    return answer.status in (200, 302, 409, 422)


def counted(answers: Sequence[Answer]) -> str:
    """How often each status came: 212 × 200, 14 × 503."""
    counts = Counter(answer.status for answer in answers)
    return ", ".join(
        f"{number} × {'no answer' if status == NO_ANSWER else status}"
        for status, number in sorted(counts.items(), key=lambda pair: -pair[1])
    )
