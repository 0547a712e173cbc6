"""Builders that every app's tests share: directorates, teams, people and the quarters of the round."""

from datetime import date, datetime
from itertools import count

from django.utils import timezone

from core import periods
from organisation.models import (
    Directorate,
    FinancialYear,
    Organisation,
    PartnerOrganisation,
    Quarter,
    QuarterState,
    RoleAssignment,
    Team,
    User,
)
from organisation.rights import Role

PASSWORD = "a-long-enough-passphrase"
_number = count(1)


def make_organisation() -> Organisation:
    """The organisation of the tests, as a migrated database has none."""
    organisation, _ = Organisation.objects.get_or_create(
        name="NHS Dorset Clinical Commissioning Group",
        defaults={
            "short_name": "NHS Dorset CCG",
            "registered_population": 749179,
            "population_note": "Registered population, 2013/14",
        },
    )
    return organisation


def make_directorate(*, name: str = "Quality", slug: str = "", order: int = 0) -> Directorate:
    slug = slug or name.lower().replace(" ", "-")
    directorate, _ = Directorate.objects.get_or_create(slug=slug, defaults={"name": name, "order": order})
    return directorate


def make_team(*, directorate: Directorate | None = None, name: str = "") -> Team:
    directorate = directorate or make_directorate()
    name = name or f"Team {next(_number)}"
    slug = f"{directorate.slug}-{name.lower().replace(' ', '-')}"[:80]
    team, _ = Team.objects.get_or_create(directorate=directorate, name=name, defaults={"slug": slug})
    return team


def make_partner(
    *, name: str = "Dorset County Council", kind: str = PartnerOrganisation.Kind.COUNCIL
) -> PartnerOrganisation:
    partner, _ = PartnerOrganisation.objects.get_or_create(
        name=name, defaults={"slug": name.lower().replace(" ", "-"), "kind": kind}
    )
    return partner


def make_user(
    *, role: Role | None = None, directorate: Directorate | None = None, email: str = "", title: str = ""
) -> User:
    """A person who holds one role; contributor, approver and director get the directorate (Quality unless named)."""
    if role in Role.of_a_directorate():
        directorate = directorate or make_directorate()
    user = User.objects.create_user(
        email or f"person{next(_number)}@example.org",
        PASSWORD,
        title=title or (role.label if role else "Nobody"),
    )
    if role:
        RoleAssignment.objects.create(user=user, role=role, directorate=directorate)
    return user


def make_year(*, start: int = 2013) -> FinancialYear:
    year, _ = FinancialYear.objects.get_or_create(start=start)
    return year


def make_quarter(
    *,
    slug: str = "2013-14-Q4",
    state: str = QuarterState.OPEN,
    locked_at: datetime | None = None,
    due_on: date | None = None,
) -> Quarter:
    """The quarter of that slug, in that state; due ten working days after its end, or on the day given."""
    period = periods.Quarter.from_slug(slug)
    existing = Quarter.objects.filter(starts_on=period.starts_on).first()
    quarter = existing or Quarter.from_period(period, make_year(start=period.year.start), state)
    quarter.state = state
    quarter.due_on = due_on or quarter.due_on
    if quarter.is_closed and not quarter.locked_at:
        quarter.locked_at = locked_at or timezone.now()
    quarter.save()
    return quarter
