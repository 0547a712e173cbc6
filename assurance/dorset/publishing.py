"""Loads the governing body's list and, once its file is made, publishes the report of 2013/14 Q4: demonstration alone.

The list is illustrative; its one address is that of a demonstration account. The report is made by a worker after the
first load; the sweep of each minute publishes it once it is there.
"""

from assurance.models import Committee, Publication, Report, ReportAudience, ReportState
from assurance.publishing import actions, committees
from core.periods import FinancialYear
from core.refusals import Refused
from organisation.demonstration import DOMAIN
from organisation.models import User

REPORTED = FinancialYear(2013).quarters[-1]
PROPOSED_BY, PUBLISHED_BY = f"assurance@{DOMAIN}", f"director.quality@{DOMAIN}"
READER = f"Governing body member <governing.body@{DOMAIN}>"


def load() -> int:
    """Add what is missing; return how many rows. Nothing where there are no demonstration accounts."""
    people = _people()
    main = ReportAudience.objects.filter(is_main=True).first()
    if not people or main is None:
        return 0
    return _add_list(main, people[0]) + publish_once_ready()


def _people() -> tuple[User, User] | None:
    """Who proposes and who publishes; None where there are no demonstration accounts."""
    found = {each.email: each for each in User.objects.filter(email__in=[PROPOSED_BY, PUBLISHED_BY])}
    return (found[PROPOSED_BY], found[PUBLISHED_BY]) if len(found) == 2 else None


def _add_list(audience: ReportAudience, by: User) -> int:
    if Committee.objects.exists():
        return 0
    values = {
        "name": "Governing Body",
        "audience": audience,
        "occasion": Committee.Occasion.PUBLISHED,
        "write_to": PROPOSED_BY,
        "addresses": READER,
    }
    committees.add_committee(changes=values, by=by)
    return 1


def publish_once_ready() -> int:
    """Nothing once anything was proposed: what people decided is never done again."""
    if Publication.objects.exists():
        return 0
    report = Report.objects.filter(
        snapshot__quarter__starts_on=REPORTED.starts_on, audience__is_main=True, state=ReportState.READY
    ).first()
    people = _people()
    if report is None or people is None:
        return 0
    first, second = people
    try:
        proposal = actions.propose(report=report, by=first, note="The illustrative parts are marked.")
        actions.publish(publication=proposal, by=second)
    except Refused:  # its file is damaged, or its quarter is open again: left to people
        return 0
    return 1
