"""Two packs of one quarter side by side: figure by figure, what was reported and what stands now. Pure."""

from collections.abc import Iterable

from assurance.pack import AssurancePack
from assurance.restated.facts import Fact, facts_of
from assurance.restated.lines import Area, Key, Line

NOT_IN_IT = "Not in it"
ORDER = list(Area)
ADDED, LEFT_OUT = "Added", "Left out"


def compare(before: AssurancePack, after: AssurancePack) -> tuple[Line, ...]:
    return compare_facts(facts_of(before), facts_of(after))


def compare_facts(before: Iterable[Fact], after: Iterable[Fact]) -> tuple[Line, ...]:
    """What differs, in the order of the report; what the newer pack leaves out comes at the end of its area.

    A KPI, project, risk or heading that is in one of them alone is one line, and not one for each of its figures. A
    table of a year that the earlier pack did not have yet restates nothing that was reported.
    """
    before = list(before)
    tables = {fact.table for fact in before} | {()}
    then = {fact.key: fact for fact in before}
    now = {fact.key: fact for fact in after if fact.table in tables}
    lines = [*_of_what_stands(then, now), *_of_what_was_left_out(then, now)]
    return tuple(sorted(lines, key=lambda line: ORDER.index(line.area)))


def compare_shared(before: Iterable[Fact], after: Iterable[Fact]) -> tuple[Line, ...]:
    """What differs of the subjects that both sides hold, for lists of what is off track alone: what came on such a
    list, or went from it, was neither added nor left out."""
    return tuple(line for line in compare_facts(before, after) if line.what not in (ADDED, LEFT_OUT))


def _of_what_stands(then: dict[Key, Fact], now: dict[Key, Fact]) -> Iterable[Line]:
    known = {fact.subject for fact in then.values()}
    for fact in _once_a_subject(now.values(), unless=known):
        earlier = then.get(fact.key)
        if fact.subject not in known:
            yield _line(fact, what=ADDED, before=NOT_IN_IT, after=f"{fact.what}: {fact.text}")
        elif earlier is None:
            yield _line(fact, before=NOT_IN_IT, after=fact.text)
        elif earlier.text != fact.text:
            yield _line(fact, before=earlier.text, after=fact.text)


def _of_what_was_left_out(then: dict[Key, Fact], now: dict[Key, Fact]) -> Iterable[Line]:
    known = {fact.subject for fact in now.values()}
    for fact in _once_a_subject(then.values(), unless=known):
        if fact.subject not in known:
            yield _line(fact, what=LEFT_OUT, before=f"{fact.what}: {fact.text}", after=NOT_IN_IT)
        elif fact.key not in now:
            yield _line(fact, before=fact.text, after=NOT_IN_IT)


def _once_a_subject(facts: Iterable[Fact], *, unless: set[Key]) -> Iterable[Fact]:
    """All facts of the subjects named in `unless`; of any other, the first alone speaks for it."""
    spoken_for: set[Key] = set()
    for fact in facts:
        if fact.subject in unless or fact.subject not in spoken_for:
            yield fact
        spoken_for.add(fact.subject)


def _line(fact: Fact, *, before: str, after: str, what: str = "") -> Line:
    return Line(
        area=fact.area,
        about=fact.about,
        what=what or fact.what,
        before=before,
        after=after,
        path=fact.path,
        key=fact.key,
    )
