"""Lays down what people work on, inside Django: a data set, people, and a session for each; says who they are as JSON.

    python -m chaos.prepare people.json --people 24 [--small]

`--small` is one directorate of twenty KPIs in place of the Dorset data, for the tests.
"""

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

QUARTER = "2014-15-Q1"
"""The round that is open on the demonstration's day."""
SMALL = 20  # KPIs


def main(arguments: list[str]) -> None:
    parser = ArgumentParser(description="What people work on while something breaks.")
    parser.add_argument("into", type=Path)
    parser.add_argument("--people", type=int, default=24)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args(arguments)

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaos.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if options.small:
        make_small()
    else:
        call_command("load_dorset", verbosity=0)
    options.into.write_text(json.dumps({"quarter": QUARTER, "people": make_people(options.people)}))


def make_small() -> None:
    """Rounds, people of each kind that is needed, and twenty KPIs."""
    from benchmarks import board
    from organisation.rights import Role
    from organisation.tests.builders import make_user

    board.make_round()
    board.make_board(SMALL)
    make_user(role=Role.ASSURANCE, email="assurance@example.org")


def make_people(number: int) -> list[dict[str, Any]]:
    """One of the assurance team; of the others, six in ten type into a return, and the rest read."""
    from organisation.rights import Role

    rows = open_rows()
    people = [make_person("assurance", Role.ASSURANCE)]
    directorates = list(rows)
    for each in range(number - 1):
        if each % 5 > 2:
            people.append(make_person(f"reader{each}", Role.GOVERNING_BODY))
            continue
        directorate = directorates[each % len(directorates)]
        person = make_person(f"editor{each}", Role.CONTRIBUTOR, directorate)
        mine = rows[directorate]
        mine.append(mine.pop(0))  # whoever comes next gets the next row, and shares it when all are given out
        people.append(person | {"row": mine[-1]})
    return people


def open_rows() -> dict[str, list[int]]:
    """The numbers of the KPIs that can be typed into, by directorate; what was submitted is taken back for it."""
    from core import trail
    from organisation.models import Directorate, Quarter
    from performance.models import Return, ReturnState
    from performance.returns import find_return, read_sheet

    quarter = Quarter.objects.get(starts_on__year=2014, starts_on__month=4)
    for filing in Return.objects.filter(quarter=quarter).exclude(state=ReturnState.NOT_STARTED):
        filing.state, filing.submitted_at, filing.submitted_by = ReturnState.IN_PROGRESS, None, None
        filing.signed_off_at = filing.signed_off_by = None
        filing.version += 1
        trail.save(filing, by=None, reason="Taken back for the exercise")
    sheets = {each.slug: read_sheet(find_return(each, quarter)) for each in Directorate.objects.all()}
    return {slug: [row.number for row in sheet.due_rows] for slug, sheet in sheets.items() if sheet.due_rows}


def make_person(name: str, role: Any, directorate: str = "") -> dict[str, Any]:
    """An account without a password, and a session that it is signed in with."""
    from django.conf import settings
    from django.test import Client

    from organisation.models import Directorate, RoleAssignment, User

    user = User(email=f"{name}@chaos.example", title=name)
    user.set_unusable_password()
    user.save()
    where = Directorate.objects.get(slug=directorate) if directorate else None
    RoleAssignment.objects.create(user=user, role=role, directorate=where)
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "name": name,
        "role": str(role),
        "directorate": directorate,
        "cookies": {settings.SESSION_COOKIE_NAME: session},
    }


if __name__ == "__main__":
    main(sys.argv[1:])
