"""Loads who and when: the organisation and its parts, partners, years and quarters, and demonstration accounts."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from assurance.dorset.files import read
from assurance.dorset.rows import by, create_missing
from core import clock, periods
from organisation.actions import open_ended_quarters
from organisation.demonstration import ACCOUNTS, DOMAIN, PASSWORD
from organisation.joining.models import WORKS_FOR
from organisation.models import (
    Cluster,
    Directorate,
    FinancialYear,
    Invitation,
    InvitedRole,
    Locality,
    Organisation,
    PartnerOrganisation,
    Quarter,
    QuarterState,
    RoleAssignment,
    StrategicAim,
    Team,
    User,
)
from organisation.rights import Role


def load() -> int:
    """Load it all, and return how many rows were created. Accounts are for the demonstration alone."""
    file = read("published/organisation.json")
    created = len(create_missing([Organisation(**file["organisation"])], key=["name"]))
    created += _load_aims(file["strategic_aims"]["texts"])
    created += _load_directorates(file["directorates"]["rows"])
    created += _load_places(file)
    created += _load_partners(file["partners"]["rows"])
    created += _load_calendar(file["financial_years"])
    if settings.PORTAL_DEMONSTRATION:
        created += _load_people() + _load_invitation()
    return created


def _load_aims(texts: list[str]) -> int:
    aims = [StrategicAim(order=order, text=text) for order, text in enumerate(texts, start=1)]
    return len(create_missing(aims, key=["order"]))


def _load_directorates(rows: list[dict[str, Any]]) -> int:
    """Directorates and teams in the order of the annual report."""
    directorates = [
        Directorate(name=row["name"], slug=slugify(row["name"]), order=order)
        for order, row in enumerate(rows, start=1)
    ]
    created = len(create_missing(directorates, key=["slug"]))
    by_name = by(Directorate, "name")
    teams = [
        Team(directorate=by_name[row["name"]], name=name, slug=slugify(name), order=order)
        for row in rows
        for order, name in enumerate(row["teams"], start=1)
    ]
    return created + len(create_missing(teams, key=["slug"]))


def _load_places(file: dict[str, Any]) -> int:
    """The three clusters, and the localities that the documents name; a cluster only where they say which."""
    clusters = [Cluster(name=name, slug=slugify(name)) for name in file["clusters"]["names"]]
    created = len(create_missing(clusters, key=["slug"]))
    by_name = by(Cluster, "name")
    localities = [
        Locality(name=row["name"], slug=slugify(row["name"]), cluster=by_name.get(row.get("cluster")))
        for row in file["localities"]["rows"]
    ]
    return created + len(create_missing(localities, key=["slug"]))


def _load_partners(rows: list[dict[str, Any]]) -> int:
    partners = [
        PartnerOrganisation(
            name=row["name"],
            slug=slugify(row["name"]),
            short_name=row.get("short_name", ""),
            kind=row["kind"],
            code=row.get("code", ""),
        )
        for row in rows
    ]
    return len(create_missing(partners, key=["slug"]))


def _load_calendar(span: dict[str, int]) -> int:
    """Every year and quarter; those that ended since and were never closed are opened."""
    years = [FinancialYear(start=start) for start in range(span["first"], span["last"] + 1)]
    created = len(create_missing(years, key=["start"]))
    closed = {row["quarter"]: row for row in read("illustrative/round.json")["quarters"]}
    quarters = [
        _quarter(period, year, closed.get(period.slug))
        for year in FinancialYear.objects.all()
        for period in year.period.quarters
    ]
    created += len(create_missing(quarters, key=["starts_on"]))
    open_ended_quarters(clock.today())
    return created


def _quarter(period: periods.Quarter, year: FinancialYear, closed: dict[str, str] | None) -> Quarter:
    """2013/14 is reported; of 2012/13 only illustrative months are held, so it is locked and has no report."""
    if closed is None:
        return Quarter.from_period(period, year, QuarterState.UPCOMING)
    reported_at = closed.get("reported_at")
    quarter = Quarter.from_period(period, year, QuarterState.REPORTED if reported_at else QuarterState.LOCKED)
    quarter.locked_at = moment(closed["locked_at"])
    quarter.reported_at = moment(reported_at) if reported_at else None
    quarter.lock_note = closed["lock_note"]
    return quarter


def moment(text: str) -> datetime:
    """A time of day in Dorset, written 2014-05-09 17:00 in the files."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LONDON)


def _load_people() -> int:
    """The demonstration's accounts. One hash serves all: hashing a password is slow on purpose."""
    known = set(User.objects.values_list("email", flat=True))
    new = [account for account in ACCOUNTS if account.email not in known]
    if not new:
        return 0
    password = make_password(PASSWORD)
    people = [
        User(email=account.email, title=account.title, password=password, is_demonstration=True)
        for account in new
    ]
    created = len(create_missing(people, key=["email"]))
    user_by_email, directorates = by(User, "email"), by(Directorate, "slug")
    roles = [
        RoleAssignment(
            user=user_by_email[account.email],
            role=account.role,
            directorate=directorates.get(account.directorate_slug),
        )
        for account in new
    ]
    return created + len(create_missing(roles, key=["user_id", "role", "directorate_id"]))


def _load_invitation() -> int:
    """One that waits to be taken up, for the page to show. Nobody has its link; it can be sent again."""
    administrator = User.objects.get(email=f"administrator@{DOMAIN}")
    invitation = Invitation(
        email=f"deputy.quality@{DOMAIN}",
        title="Deputy director, Quality (illustrative)",
        link_hash=hashlib.sha256(secrets.token_bytes(32)).hexdigest(),
        expires_at=clock.now() + WORKS_FOR,
        invited_by=administrator,
        invited_at=clock.now(),
        sent_at=clock.now(),
    )
    created = create_missing([invitation], key=["email"])
    quality = Directorate.objects.get(slug="quality")
    roles = [InvitedRole(invitation=each, role=Role.APPROVER, directorate=quality) for each in created]
    return len(created) + len(create_missing(roles, key=["invitation_id"]))
