"""The pack of an open quarter, assembled again only when something has changed since it was last looked at.

Assembling asks some thirty questions. Whether anything changed is one: the newest row of every history. The answer
and the pack are kept in the shared cache for a minute, so that every web process gives the same page.
"""

from datetime import date
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.db.models import Model
from pydantic import ValidationError

from assurance import pack as packs
from assurance.assembly import build_pack
from assurance.pack import AssurancePack
from organisation.models import Quarter

KEPT_FOR = 60
"""Seconds, after which a change shows that the newest keys do not tell of: one that leaves no history (the name of a
team), or whose transaction took a lower key than another and was committed after it."""
ROOMS = ("organisation", "programmes", "performance", "finance", "engagement")
NOT_SAID = ("User", "RoleAssignment")
"""What people are called and may do is not in the pack."""


def live_pack(quarter: Quarter, *, today: date) -> AssurancePack:
    """What stands in an open quarter now."""
    key = f"live-pack-{quarter.slug}"
    mark = [packs.SCHEMA, today.isoformat(), *newest_changes()]
    pack = _kept(key, mark)
    if pack is None:
        pack = build_pack(quarter, today=today)
        cache.set(key, {"mark": mark, "pack": packs.to_json(pack)}, KEPT_FOR)
    return pack


def _kept(key: str, mark: list[Any]) -> AssurancePack | None:
    """The pack that was kept under this mark; None when there is none, or it was kept by another release."""
    kept: dict[str, Any] | None = cache.get(key)
    if not kept or kept["mark"] != mark:
        return None
    try:
        return packs.from_json(kept["pack"])
    except ValidationError:
        return None


def newest_changes() -> list[int]:
    """The highest key of every table that a change adds a row to: one query, a look into each table's index."""
    quote = connection.ops.quote_name
    newest = [
        f"COALESCE((SELECT MAX({quote(model._meta.pk.column)}) FROM {quote(model._meta.db_table)}), 0)"  # noqa: S608
        for model in _tables_of_change()
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(newest)}")
        return list(cursor.fetchone())


def _tables_of_change() -> list[type[Model]]:
    """The history of each tracked model; of one without history, the model itself."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    said = [
        model for model in models if not hasattr(model, "instance_type") and model.__name__ not in NOT_SAID
    ]
    return [model.history.model if hasattr(model, "history") else model for model in said]
