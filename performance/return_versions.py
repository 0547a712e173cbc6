"""Two versions of one row: what somebody saved, and what somebody else typed meanwhile, laid side by side.

Nothing is preferred: where the two differ, the person chooses. Words of which only one side has are marked.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from core.controls import Entry as SummaryLine
from core.figures import format_figure
from performance.assessment import first_figure, second_figure
from performance.models import KPI, KPIValue
from performance.return_entry import Entry, periods_of
from performance.return_forms import RowForm, seen_of, version_in
from performance.return_texts import DATE_KEYS, clean, figure_keys, texts_of
from performance.returns import ReturnRow, ReturnSheet

THEIRS, MINE, BOTH = "theirs", "mine", "both"
JOINABLE = ("com", "issue", "cause", "action")

Segments = tuple[tuple[str, bool], ...]
"""Pieces of a text, each with whether the other side lacks it."""


@dataclass(frozen=True)
class Choice:
    """One thing that the two versions say differently. `both` is the two texts joined, where that makes sense."""

    name: str
    id: str
    label: str
    theirs: Segments
    mine: Segments
    both: str = ""
    picked: str = ""
    error: str = ""

    @property
    def entry(self) -> SummaryLine:
        return SummaryLine(self.error, f"#{self.id}")


@dataclass(frozen=True)
class RowVersions:
    """One KPI that two people changed. `before` is what stood there when the second one opened it.

    `seen` names the stored version that one chooses against, `opened` the one that the second person began with.
    """

    form: RowForm
    seen: str
    opened: str
    saved_by: str
    saved_at: datetime | None
    before: str
    choices: tuple[Choice, ...]
    same: tuple[str, ...]

    @property
    def kpi(self) -> KPI:
        return self.form.row.kpi

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The typed texts, carried along until the person has chosen."""
        return [(self.form.name(key), text) for key, text in self.form.texts.items()]


@dataclass(frozen=True)
class Difference:
    """One thing that typed texts would change in a row: from what to what."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class _Group:
    """Fields that are chosen together."""

    name: str
    label: str
    keys: tuple[str, ...]

    @property
    def is_figure(self) -> bool:
        return self.name == "figure" or self.name[0].isdigit()


def versions_of(form: RowForm, *, complain: bool = False) -> RowVersions:
    """What is stored beside what was typed. With `complain`, choices that were not made say so."""
    row, value = form.row, form.row.value
    mine = _as_understood(form)
    groups = list(_groups(form, mine))
    differing = [group for group in groups if _differs(group, form.stored, mine)]
    figures = [group for group in groups if group.is_figure and group not in differing]
    opened = (form.data or {}).get(opened_name(form.row)) or form.seen
    return RowVersions(
        form=form,
        seen=seen_of(row),
        opened=opened,
        saved_by=str(value.recorded_by or "") if value else "",
        saved_at=row.saved_at,
        before=_before(row, version_in(opened)),
        choices=tuple(_choice(group, form, mine, complain=complain) for group in differing),
        same=tuple(f"{group.label}: {said}." for group in figures if (said := _said(group, mine))),
    )


def opened_name(row: ReturnRow) -> str:
    """The field that carries what a row was opened with, through every page on which something is still to choose."""
    return f"k{row.number}-opened"


def differences(form: RowForm) -> tuple[Difference, ...]:
    """What the typed texts would change of what is stored, field by field, in words."""
    mine = _as_understood(form)
    return tuple(
        Difference(group.label, _said(group, form.stored), _said(group, mine))
        for group in _groups(form, mine)
        if _differs(group, form.stored, mine)
    )


def apply_choices(sheet: ReturnSheet, data: QueryDict) -> tuple[QueryDict, list[RowForm]]:
    """What was sent from the page of two versions, with the chosen texts in place.

    The second value holds the rows of which something was not chosen; their texts stay as they were typed.
    """
    chosen, open_rows = data.copy(), []
    for row in sheet.due_rows:
        form = RowForm(row, data)
        if form.name("choosing") not in data:
            continue
        mine = _as_understood(form)
        differing = [group for group in _groups(form, mine) if _differs(group, form.stored, mine)]
        if form.seen_version != row.version:
            open_rows.append(form)
            continue
        picks = {group.name: _pick(form, group) for group in differing}
        if not all(picks.values()):
            open_rows.append(form)
            continue
        for group in differing:
            for key in group.keys:
                chosen[form.name(key)] = _chosen(picks[group.name], form.stored[key], form.texts[key])
    return chosen, open_rows


# Fields that are chosen together --------------------------------------------------------------------------------------


def _groups(form: RowForm, mine: dict[str, str]) -> Iterator[_Group]:
    figures = figure_keys(form.row.kpi, len(periods_of(form.row.kpi, form.row.quarter)))
    if form.stored["nc"] != mine["nc"]:
        yield _Group("figure", "Figure", ("nc", *figures, "ncr"))
    else:
        for key in figures:
            if not key.endswith("d"):
                keys = (key, f"{key}d") if f"{key}d" in figures else (key,)
                yield _Group(key, form.label(key) or "Figure", keys)
        yield _Group("ncr", form.label("ncr"), ("ncr",))
    yield _Group("rag", "Your RAG", ("rag", "why"))
    for key in (*JOINABLE, "owner"):
        yield _Group(key, form.label(key), (key,))
    yield _Group("recovery", "Expected recovery date", DATE_KEYS)


def _differs(group: _Group, stored: dict[str, str], mine: dict[str, str]) -> bool:
    return any(clean(stored[key]) != mine[key] for key in group.keys)


def _said(group: _Group, texts: dict[str, str]) -> str:
    """A side of a choice as one reads it: 54 of 55; Green, because …; 30 9 2014; Not collected: …"""
    said = [(key, texts[key]) for key in group.keys if texts[key]]
    if group.name == "rag":
        words = ", because ".join(
            [texts["rag"].capitalize() or "Agree with it", *filter(None, [texts["why"]])]
        )
        return words if said else ""
    if group.name == "figure" and texts["nc"]:
        return ": ".join(filter(None, ("Not collected", texts["ncr"])))
    joint = " of " if any(key.endswith("d") and key != "d" for key in group.keys[1:2]) else " "
    return joint.join(text for key, text in said if key != "nc")


def _as_understood(form: RowForm) -> dict[str, str]:
    """The typed texts as they would be stored, so that 1059768 and 1,059,768 are the same; wrong ones as typed."""
    understood: Entry = form.understood.entry
    texts = texts_of(form.row, understood)
    wrong = [key for key in form.understood.errors if key in form.texts]
    if "day" in wrong:
        wrong += DATE_KEYS
    return {key: clean(text) for key, text in (texts | {key: form.texts[key] for key in wrong}).items()}


# Choosing -------------------------------------------------------------------------------------------------------------


def _choice(group: _Group, form: RowForm, mine: dict[str, str], *, complain: bool) -> Choice:
    theirs_said, mine_said = _said(group, form.stored), _said(group, mine)
    is_current = form.seen_version == form.row.version
    picked = _pick(form, group) if is_current else ""
    missing = complain and is_current and not picked
    joinable = group.name in JOINABLE and theirs_said and mine_said
    theirs, own = marked(theirs_said, mine_said)
    return Choice(
        name=form.name(f"pick-{group.name}"),
        id=form.name(f"pick-{group.name}"),
        label=group.label,
        theirs=theirs,
        mine=own,
        both=f"{theirs_said} {mine_said}" if joinable else "",
        picked=picked,
        error=f"Choose which one to keep for “{group.label}”." if missing else "",
    )


def _pick(form: RowForm, group: _Group) -> str:
    picked = form.picks.get(group.name, "")
    allowed = (THEIRS, MINE, BOTH) if group.name in JOINABLE else (THEIRS, MINE)
    return picked if picked in allowed else ""


def _chosen(pick: str, theirs: str, mine: str) -> str:
    if pick == BOTH:
        return f"{theirs} {mine}"
    return theirs if pick == THEIRS else mine


def _before(row: ReturnRow, version: int) -> str:
    """The figure that stood there when the second person opened the row."""
    if version <= 0 or row.value is None:
        return "not yet returned"
    then = row.value.history.filter(version=version).first()
    return _figure_said(row.kpi, then.instance) if then else ""


def _figure_said(kpi: KPI, value: KPIValue) -> str:
    if value.not_collected:
        return "not collected"
    figures = [format_figure(figure) for figure in (first_figure(kpi, value), second_figure(kpi, value))]
    return ", ".join(filter(None, figures)) or "no figure yet"


def marked(theirs: str, mine: str) -> tuple[Segments, Segments]:
    """Both texts in pieces, the words that only one of them has marked."""
    left, right = theirs.split(), mine.split()
    sides: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for kind, a, b, c, d in difflib.SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes():
        for side, words in zip(sides, (left[a:b], right[c:d]), strict=True):
            if words:
                side.append((" ".join(words), kind != "equal"))
    return tuple(sides[0]), tuple(sides[1])
