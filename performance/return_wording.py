"""The sentences that the pages of a return say: when it is due, how it stands, and what became of what was typed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from performance.models import KPI, Return, ReturnState
from performance.return_drafts import Draft
from performance.returns import ReturnRow, ReturnSheet
from performance.workflow import lock_sentence, opening_sentence, state_of


def address(name: str, filing: Return) -> str:
    """The address of one of a return's pages."""
    return reverse(f"performance:{name}", args=[filing.quarter.slug, filing.directorate.slug])


def moment_words(moment: datetime) -> str:
    """8 July 2014, 11:15."""
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y}, {local:%H:%M}"


def due_words(sheet: ReturnSheet) -> str:
    """What follows the due date: in 4 working days; today; 2 working days late."""
    if sheet.today == sheet.quarter.due_on:
        return "today"
    if sheet.today < sheet.quarter.due_on:
        return f"in {_counted(sheet.days_left, 'working day')}"
    if not sheet.days_late:
        return "which has passed"
    return f"{_counted(sheet.days_late, 'working day')} late"


@dataclass(frozen=True)
class Progress:
    """How far a return is: said in its head, in its bar, and wherever else it is read of."""

    complete: int
    due: int
    rest: str
    is_begun: bool

    @property
    def done(self) -> str:
        return f"{self.complete} of {self.due} complete"

    @property
    def sentence(self) -> str:
        """9 of 14 complete, 1 sent back, 1 to finish, 3 to do; of an unstarted one, 14 to do, nothing typed yet."""
        if not self.is_begun:
            return f"{self.rest}, nothing typed yet"
        return ", ".join(filter(None, (self.done, self.rest)))


def progress_of(sheet: ReturnSheet, wrong: Collection[int] = ()) -> Progress:
    """What is left of a return; `wrong` are the numbers of KPIs in which something typed was not understood.

    A row that is saved is complete when nothing is missing: saved so far, it is still to finish.
    """
    rows = [row for row in sheet.due_rows if row.number not in wrong]
    complete = sum(row.is_finished for row in rows)
    waiting = sum(row.is_waiting for row in rows)
    begun = sum(row.is_started and not row.is_finished and not row.is_waiting for row in rows)
    left = (
        (sheet.due - len(rows), "to correct"),
        (waiting, "sent back"),
        (begun, "to finish"),
        (len(rows) - complete - waiting - begun, "to do"),
    )
    return Progress(
        complete=complete,
        due=sheet.due,
        rest=", ".join(f"{count} {words}" for count, words in left if count),
        is_begun=bool(complete or waiting or begun or len(rows) < sheet.due),
    )


def standing(sheet: ReturnSheet) -> str:
    """How a return stands, for those who read it."""
    filing = sheet.filing
    if filing.quarter.is_closed:
        return lock_sentence(filing.quarter)
    if not filing.quarter.is_open:
        return opening_sentence(filing.quarter)
    match state_of(filing):
        case ReturnState.NOT_STARTED:
            return "Not started yet."
        case ReturnState.SUBMITTED:
            return f"{_done('Submitted', filing.submitted_at, filing.submitted_by)} It waits for sign-off."
        case ReturnState.SIGNED_OFF:
            return _done("Signed off", filing.signed_off_at, filing.signed_off_by)
        case _:
            return f"In progress: {progress_of(sheet).sentence}."


def outlook(sheet: ReturnSheet) -> str:
    """What comes next, on pages that say elsewhere who did what and when."""
    match sheet.state:
        case ReturnState.SUBMITTED:
            return "It waits for sign-off."
        case ReturnState.SIGNED_OFF:
            return "A change needs the approver to send a row back."
        case _:
            return standing(sheet)


def submitted(filing: Return, told: list[str]) -> str:
    """Who was told is said only of those who were."""
    parts = [_done("Submitted", filing.submitted_at, None)]
    if told:
        parts.append(f"{_listed(told)} {'has' if len(told) == 1 else 'have'} been told.")
    return " ".join([*parts, "You can take it back until it is signed off."])


def sent_back(kpi: KPI, told: list[str]) -> str:
    return " ".join([f"Sent back: {kpi.name}.", *([f"{_listed(told)} has been told."] if told else [])])


def signed_off(sheet: ReturnSheet, told: list[str]) -> str:
    return " ".join([f"Signed off: {sheet.title}.", *([f"{_listed(told)} has been told."] if told else [])])


def draft_saved(draft: Draft) -> str:
    if not draft.saved:
        return "Nothing had changed since the last save."
    return f"Saved. {_counted(len(draft.saved), 'KPI')} changed."


def not_saved(draft: Draft) -> str:
    """What the error summary says first."""
    rows = "1 row has" if len(draft.wrong) == 1 else f"{len(draft.wrong)} rows have"
    others = "Everything else was saved, and nothing" if draft.saved else "Nothing"
    return f"{rows} something that was not understood. {others} you typed is lost."


def incomplete(rows: tuple[ReturnRow, ...]) -> str:
    kpis = "1 KPI is" if len(rows) == 1 else f"{len(rows)} KPIs are"
    return f"{kpis} not finished yet. Everything you typed is saved."


def advice(filing: Return) -> str:
    """What to do with text that cannot be stored any more."""
    if filing.quarter.is_closed:
        return "Your text is below; copy it, and ask the assurance team to reopen it."
    return "Your text is below; copy it before you leave this page."


def _done(word: str, at: datetime | None, by: object) -> str:
    """Submitted 8 July 2014, 11:15 by Contributor, Quality."""
    parts = [word, moment_words(at) if at else "", f"by {by}" if by else ""]
    return f"{' '.join(filter(None, parts))}."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
