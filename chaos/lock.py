"""Twenty people type while the quarter is locked: what was answered as saved is frozen, and nothing else is."""

import html
import json
import re
from threading import Barrier, Thread

from chaos.invariants import tables
from chaos.people import Outcome, Person
from chaos.stage import Stage

EDITORS = 20
SAVES_EACH = 6
REASON = "Locked in the middle of an exercise."
REASON_FIELD = re.compile(r'<textarea[^>]* name="([^"]+)"')
SHOWN_FIELD = re.compile(r'name="([^"]+-shown)" value="([^"]+)"')
FROZEN = """
    SELECT pack::text FROM assurance_snapshot AS snapshot
    JOIN organisation_quarter AS quarter ON quarter.id = snapshot.quarter_id
    WHERE quarter.starts_on = '2014-04-01' AND NOT snapshot.is_position ORDER BY snapshot.version DESC LIMIT 1
"""
STANDING = """
    SELECT commentary FROM performance_kpivalue
    WHERE period_kind = 'quarter' AND starts_on = '2014-04-01' AND commentary LIKE 'Noted %% at %%'
"""


def locked_under_typing(stage: Stage) -> None:
    """All begin at the same moment; the lock comes a few saves later, and is opened again for whoever comes next."""
    editors = stage.editors[:EDITORS]
    begin = Barrier(len(editors) + 1)
    typing = [Thread(target=_type, args=(editor, begin)) for editor in editors]
    for thread in typing:
        thread.start()
    begin.wait(60)
    locked = lock(stage.assurance, editors[0].quarter)
    for thread in typing:
        thread.join(120)
    try:
        assert locked, "The quarter was not locked."
        _compare(stage, editors)
    finally:
        reopen(stage.assurance, editors[0].quarter)


def _type(editor: Person, begin: Barrier) -> None:
    editor.open_return()
    begin.wait(60)
    for _ in range(SAVES_EACH):
        editor.save()


def lock(person: Person, quarter: str) -> bool:
    """A reason for each gap, as the page asks; what came up meanwhile is asked for again."""
    page = person.get(f"/assurance/{quarter}/lock/")
    for _ in range(5):
        reasons = {html.unescape(name): REASON for name in REASON_FIELD.findall(page.text)}
        page = person.post(f"/assurance/{quarter}/lock/", **reasons, **dict(SHOWN_FIELD.findall(page.text)))
        if page.status == 302:
            return True
    return False


def reopen(person: Person, quarter: str) -> None:
    person.post(f"/assurance/{quarter}/reopen/", reason="The exercise is over.")


def _compare(stage: Stage, editors: list[Person]) -> None:
    """The frozen figures are those that stand in the tables, and nobody's save was taken after the lock."""
    with tables(stage.portal) as cursor:
        cursor.execute(FROZEN)
        found = cursor.fetchone()
        assert found, "No figures were frozen."
        frozen = set(re.findall(r"Noted \d+ by \w+ at [\d.]+\.", json.dumps(json.loads(found[0]))))
        cursor.execute(STANDING)
        standing = {text for (text,) in cursor.fetchall()}
    assert frozen == standing, f"Frozen and standing differ: {frozen ^ standing}"
    after = [save for editor in editors for save in editor.saves if save.outcome == Outcome.REFUSED]
    assert after, "The lock came too late to refuse anybody: nothing was shown."
