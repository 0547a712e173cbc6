"""One exercise: people at work, a fault, the way back, and what must hold afterwards."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from chaos.invariants import broken, wait_until_reports_are_made
from chaos.people import NO_ANSWER, Answer, Outcome, Person, Save
from chaos.portal import Portal
from chaos.traffic import Traffic, at_work, counted, is_well, wait_until_all_is_well

SETTLED_AFTER = 1.0  # seconds of work before anything breaks
REPORTS_WITHIN = 240.0  # seconds, on a machine that does other things as well


@dataclass
class Result:
    """What became of one exercise. `wrong` says in sentences what should not have been."""

    name: str
    answers: list[Answer] = field(default_factory=list)
    saves: list[Save] = field(default_factory=list)
    back_after: float | None = None
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def number(self, outcome: Outcome) -> int:
        return sum(save.outcome == outcome for save in self.saves)

    def line(self) -> str:
        slowest = max((answer.seconds for answer in self.answers), default=0)
        back = "" if self.back_after is None else f"{self.back_after:.1f}"
        saves = "/".join(str(self.number(outcome)) for outcome in Outcome)
        return (
            f"{self.name:46}{'ok' if not self.wrong else 'BROKEN':8}{saves:>14}{slowest:9.1f}{back:>9}"
            f"{self.seconds:9.0f}  {counted(self.answers)}"
        )


HEAD = f"{'fault':46}{'':8}{'saved/ref./?':>14}{'slowest s':>9}{'back s':>9}{'took s':>9}  what people were answered"


@dataclass
class Stage:
    """The portal, everybody on it, and the report that is downloaded meanwhile."""

    portal: Portal
    people: list[Person]
    report: str = ""
    at_once: int = 8
    pause: float = 0.5

    @property
    def editors(self) -> list[Person]:
        return [person for person in self.people if person.types]

    @property
    def assurance(self) -> Person:
        return next(person for person in self.people if person.role == "assurance")

    @contextmanager
    def working(self) -> Iterator[Traffic]:
        """Three in four type, the others read; settled at their work."""
        number = self.at_once
        readers = [person for person in self.people if not person.types and person is not self.assurance]
        people = self.editors[: number * 3 // 4] + readers[: number // 4]
        with at_work(people, pause=self.pause, report=self.report) as traffic:
            time.sleep(SETTLED_AFTER)
            yield traffic


@dataclass(frozen=True)
class Exercise:
    """A fault under work. `answered` are the statuses that people may get besides those of any day."""

    name: str
    fault: Callable[[Stage], None]
    answered: frozenset[int] = frozenset({503})
    back_within: float = 60.0

    def run(self, stage: Stage) -> Result:
        """Never raises for what the portal did wrong: that is what the result says."""
        result, began = Result(self.name), time.monotonic()
        for person in stage.people:
            person.saves.clear()
        try:
            with stage.working() as traffic:
                try:
                    self.fault(stage)
                    result.back_after = wait_until_all_is_well(traffic, seconds=self.back_within)
                finally:
                    result.answers = traffic.answers
            wait_until_reports_are_made(stage.portal, seconds=REPORTS_WITHIN)
        except AssertionError as reason:
            result.wrong.append(str(reason))
        result.saves = [save for person in stage.people for save in person.saves]
        result.wrong += self._unfitting(result.answers) + broken(stage.portal, result.saves)
        result.seconds = time.monotonic() - began
        return result

    def _unfitting(self, answers: list[Answer]) -> list[str]:
        """Answers that nobody should have been given, and refusals without a word."""
        allowed = [answer for answer in answers if answer.status in self.answered]
        wrong = [answer for answer in answers if not is_well(answer) and answer.status not in self.answered]
        mute = [each for each in allowed if each.status != NO_ANSWER and not each.has_words]
        found = (
            [f"{counted(wrong)}: {wrong[0].kind}, {wrong[0].why or wrong[0].text[-600:]}"] if wrong else []
        )
        return found + ([f"{len(mute)} refusals say nothing: {mute[0].text[:300]}"] if mute else [])
