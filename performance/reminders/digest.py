"""What a reminder says: one e-mail for all of a person's returns, in plain English, with links and no figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from core.letters import Letter, address
from organisation.models import User
from organisation.rights import Role
from performance.models import ReturnReminder, ReturnState
from performance.reminders.stages import Stage
from performance.reminders.stopping import stop_url
from performance.returns import ReturnSheet

MOST_NAMED = 10
"""KPIs named of one return; the rest is counted."""


@dataclass(frozen=True)
class DigestItem:
    """One return in the e-mail, seen by the person in the role in which they are reminded."""

    reminder: ReturnReminder
    sheet: ReturnSheet

    @property
    def role(self) -> Role:
        return Role(self.reminder.role)

    @property
    def title(self) -> str:
        return self.sheet.title

    @property
    def days_late(self) -> int:
        return self.sheet.days_late

    @property
    def is_past_due(self) -> bool:
        return self.sheet.today > self.sheet.quarter.due_on

    @property
    def when(self) -> str:
        """It is due on Monday 14 July 2014, in 4 working days."""
        due_on = self.sheet.quarter.due_on
        if self.sheet.today == due_on:
            return f"It is due today, {weekday(due_on)}."
        if not self.is_past_due:
            return f"It is due on {weekday(due_on)}, in {working_days(self.sheet.days_left)}."
        late = f", {working_days(self.days_late)} ago" if self.days_late else ""
        return f"It was due on {weekday(due_on)}{late}."

    @property
    def ask(self) -> str:
        """What this person is asked to do about it."""
        sheet = self.sheet
        if self.role == Role.CONTRIBUTOR:
            if not sheet.gaps:
                return "Every KPI is answered. Please check the return and submit it."
            return f"{_answered(sheet)} Please finish the return and submit it."
        if sheet.state == ReturnState.SUBMITTED:
            waits = "It has been submitted and waits for sign-off."
            return f"{waits} Please read it and sign it off." if self.role == Role.APPROVER else waits
        asked = "Please see that it is submitted"
        asked = f"{asked}; it then comes to you for sign-off." if self.role == Role.APPROVER else f"{asked}."
        return f"{_answered(sheet)} {asked}"

    @property
    def named(self) -> tuple[str, ...]:
        """The KPIs still to do, for whoever is to fill them in or to ask for them."""
        if self.sheet.state == ReturnState.SUBMITTED:
            return ()
        return tuple(row.kpi.short_name for row in self.sheet.gaps[:MOST_NAMED])

    @property
    def not_named(self) -> int:
        return max(len(self.sheet.gaps) - MOST_NAMED, 0) if self.named else 0

    @property
    def sent_back(self) -> int:
        return self.sheet.waiting

    @property
    def link_words(self) -> str:
        if self.sheet.state == ReturnState.SUBMITTED and self.role == Role.APPROVER:
            return "Read it and sign it off"
        return "Open the return"

    @property
    def url(self) -> str:
        return address(self.sheet.url)


def letter_to(person: User, items: Sequence[DigestItem], *, today: date) -> Letter:
    """The e-mail for one person: all their returns, the most overdue first."""
    ordered = sorted(items, key=lambda item: item.sheet.quarter.due_on)
    stop = stop_url(person)
    context = {
        "items": ordered,
        "last": any(item.reminder.stage == Stage.AFTER for item in ordered),
        "returns_url": address("/returns/"),
        "stop_url": stop,
        "person": person,
    }
    return Letter(
        to=person.email,
        subject=subject_of(ordered, today),
        text=render_to_string("performance/email/reminder.txt", context),
        html=render_to_string("performance/email/reminder.html", context),
        stop_url=stop,
    )


def subject_of(items: Sequence[DigestItem], today: date) -> str:
    """Due Monday 14 July: Quality return, 2014/15 Q1. Of several: 3 returns to finish, 2 overdue."""
    if len(items) == 1:
        return f"{_urgency(items[0], today)}: {items[0].title}"
    late = sum(item.is_past_due for item in items)
    if late == len(items):
        return f"{late} returns overdue"
    if late:
        return f"{len(items)} returns to finish, {late} overdue"
    return f"{_urgency(items[0], today)}: {len(items)} returns"


def _urgency(item: DigestItem, today: date) -> str:
    due_on = item.sheet.quarter.due_on
    if item.is_past_due:
        return f"Overdue by {working_days(item.days_late)}" if item.days_late else "Overdue"
    return "Due today" if due_on == today else f"Due {due_on:%A} {due_on.day} {due_on:%B}"


def _answered(sheet: ReturnSheet) -> str:
    if not sheet.finished:
        return (
            f"None of its {_kpis(sheet.due)} is complete yet."
            if sheet.due > 1
            else "Its KPI is not answered yet."
        )
    return f"{sheet.finished} of {_kpis(sheet.due)} {'is' if sheet.finished == 1 else 'are'} complete."


def _kpis(count: int) -> str:
    return f"{count} KPI" if count == 1 else f"{count} KPIs"


def weekday(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def working_days(count: int) -> str:
    return f"{count} working day" if count == 1 else f"{count} working days"
