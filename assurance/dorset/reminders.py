"""Loads the first reminder of the round that is open, invented as its times are: nobody was written to."""

from assurance.dorset.files import read
from assurance.dorset.organisation import moment
from assurance.dorset.rows import by, create_missing
from core import clock
from organisation.models import Directorate, Quarter, RoleAssignment
from performance.models import ReminderState, ReturnReminder

REMINDER_KEY = ("quarter_id", "directorate_id", "stage", "person_id")


def load() -> int:
    """Load those that lie in the past on the portal's day, and return how many rows were created."""
    file = read("illustrative/round.json")
    directorates = by(Directorate, "slug")
    quarters = {quarter.slug: quarter for quarter in Quarter.objects.open().select_related("year")}
    held = RoleAssignment.objects.filter(user__is_demonstration=True).select_related("user", "directorate")
    people = {(each.role, each.directorate.slug): each.user for each in held if each.directorate}
    reminders = [
        ReturnReminder(
            quarter=quarters[row["quarter"]],
            directorate=directorates[row["directorate"]],
            stage=row["stage"],
            person=people[row["role"], row["directorate"]],
            role=row["role"],
            state=ReminderState.SENT,
            queued_at=moment(row["sent_at"]),
            sent_at=moment(row["sent_at"]),
            attempts=1,
            provenance_note=file["reminders_note"],
        )
        for row in file["reminders"]
        if row["quarter"] in quarters
        and (row["role"], row["directorate"]) in people
        and moment(row["sent_at"]) <= clock.now()
    ]
    return len(create_missing(reminders, key=REMINDER_KEY))
