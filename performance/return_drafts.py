"""Saving what was typed into a return: every good row, each by itself; what cannot be saved comes back as typed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from organisation.models import User
from performance import actions
from performance.actions import Stale
from performance.return_forms import RowForm
from performance.returns import ReturnSheet, read_sheet
from performance.workflow import Refused


@dataclass(frozen=True)
class Draft:
    """What became of the rows that somebody touched, by the numbers of their KPIs.

    `saved` were written; `wrong` have a field that could not be understood (the rest of the row may be saved);
    `stale` were saved by somebody else meanwhile; `refusal` says why nothing more could be written.
    """

    saved: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    kept: tuple[RowForm, ...] = ()
    refusal: str = ""
    data: QueryDict = field(default_factory=QueryDict)

    def form(self, sheet: ReturnSheet, number: int) -> RowForm | None:
        """The form of a row as the page shows it now: as typed where that is still to be put right."""
        row = sheet.row(number)
        if row is None:
            return None
        typed = number in self.wrong or number in self.stale
        return RowForm(row, self.data if typed else None, is_saved=number in self.saved)

    def forms(self, sheet: ReturnSheet) -> dict[int, RowForm]:
        return {row.number: form for row in sheet.rows if (form := self.form(sheet, row.number))}


def save_draft(sheet: ReturnSheet, data: QueryDict, by: User, leave: Collection[int] = ()) -> Draft:
    """Store the rows of the sheet that were touched, but for those to `leave`; the others are not even read."""
    rows = [row for row in sheet.due_rows if row.number not in leave]
    touched = [form for row in rows if (form := RowForm(row, data)).is_touched]
    changed = [form for form in touched if form.says_something_new]
    saved, stale = [], []
    try:
        for form in changed:
            _record(form, sheet, by, saved, stale)
    except Refused as refusal:
        kept = tuple(form for form in changed if form.row.number not in saved)
        return Draft(saved=tuple(saved), kept=kept, refusal=refusal.message, data=data)
    wrong = [form.row.number for form in touched if form.understood.errors and form.row.number not in stale]
    return Draft(tuple(saved), tuple(wrong), tuple(stale), data=data)


def _record(form: RowForm, sheet: ReturnSheet, by: User, saved: list[int], stale: list[int]) -> None:
    try:
        value = actions.record_row(
            filing=sheet.filing,
            kpi=form.row.kpi,
            entry=form.understood.entry,
            by=by,
            expected_version=form.seen_version,
        )
    except Stale:
        stale.append(form.row.number)
        return
    if value is not None and value.version != form.row.version:
        saved.append(form.row.number)


def stored_forms(sheet: ReturnSheet) -> Mapping[int, RowForm]:
    """The forms of a sheet as it is stored."""
    return {row.number: RowForm(row) for row in sheet.rows}


def asking_forms(sheet: ReturnSheet) -> Mapping[int, RowForm]:
    """The forms of a sheet that was to be submitted, asking for what is still missing."""
    forms = stored_forms(sheet)
    for row in sheet.gaps:
        forms[row.number].ask()
    return forms


def read_again(sheet: ReturnSheet) -> ReturnSheet:
    """The same sheet after a save."""
    return read_sheet(sheet.filing, today=sheet.today)
