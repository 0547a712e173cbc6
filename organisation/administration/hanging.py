"""What hangs on a record: everything that points to it, or did so once."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from simple_history.models import HistoricalChanges

EARLIER = "earlier versions"


def hanging_on(record: Model) -> list[tuple[int, str]]:
    """How many records of each kind point to this one, then how many earlier versions did: (3, “risks”).

    A number of queries that depends on the kind of record alone.
    """
    counts: list[tuple[int, str]] = []
    earlier = 0
    for model, field in _pointing_to(type(record)):
        count = model._base_manager.filter(**{field: record.pk}).count()
        if issubclass(model, HistoricalChanges):
            earlier += count
        else:
            counts.append((count, str(model._meta.verbose_name_plural)))
    return [*((count, word) for count, word in counts if count), *([(earlier, EARLIER)] if earlier else [])]


def _pointing_to(model: type[Model]) -> Iterator[tuple[Any, str]]:
    """Every model and field that points to records of this one; of its own history none."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not relation.is_relation:
            continue
        other: Any = relation.related_model
        if not other._meta.auto_created and getattr(other, "instance_type", None) is not model:
            yield other, relation.field.name
