"""What has changed since a page was last worked out: the newest row of every table that a change adds a row to.

A page that asks dozens of questions can ask this one first, and show what it kept while the answer is the same. The
newest keys do not tell of a change that leaves no history (the name of a team), nor of one whose transaction took a
lower key than another and was committed after it: what is kept must also grow old.
"""

from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db import connection
from django.db.models import Model

NOT_SAID = (
    "organisation.User",
    "organisation.RoleAssignment",
    "organisation.Invitation",
    "organisation.InvitedRole",
    "organisation.Tally",
)
"""What people are called and may do stands in no figure."""

Table = tuple[str, type[Model]]


def tables_of_change(rooms: Iterable[str]) -> list[Table]:
    """By room, the history of each tracked model; of one without history, the model itself."""
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    said = [
        model for model in models if not hasattr(model, "instance_type") and model._meta.label not in NOT_SAID
    ]
    return [(model.__name__, model.history.model if hasattr(model, "history") else model) for model in said]


def newest_keys(tables: Sequence[Table]) -> list[str]:
    """A column of SQL for each: its highest key, looked up in the table's index; 0 for an empty one."""
    quote = connection.ops.quote_name
    return [
        f"COALESCE((SELECT MAX({quote(model._meta.pk.column)}) FROM {quote(model._meta.db_table)}), 0)"  # noqa: S608
        for _, model in tables
    ]


def newest_changes(rooms: Iterable[str]) -> list[int]:
    """The highest key of each of the rooms' tables of change: one query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(newest_keys(tables_of_change(rooms)))}")
        return list(cursor.fetchone())
