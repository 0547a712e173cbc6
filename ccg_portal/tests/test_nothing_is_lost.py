"""Deleting is refused where history hangs on it: nothing of ours goes because something else went."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models import ProtectedError

from core.histories import tracked_models
from organisation.models import RoleAssignment
from organisation.rights import Role
from organisation.tests.builders import make_user
from performance.tests.builders import make_kpi, make_target

THE_FRAMEWORKS = {"account", "admin", "mfa", "socialaccount", "usersessions", "sessions", "auth"}
"""Apps of libraries, whose rows about an account (a second factor, an open session) may go with it."""


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label not in THE_FRAMEWORKS]


def keys_to(tracked: set[type[models.Model]]) -> list[models.Field]:  # type: ignore[type-arg]
    """The foreign keys of our models to tracked ones; those of the history tables stand without a constraint."""
    return [
        field
        for model in ours()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model in tracked
        and (not hasattr(model, "instance_type") or field.name == "history_user")
    ]


def test_no_record_goes_with_another_one_that_is_tracked() -> None:
    keys = keys_to(set(tracked_models()))
    assert len(keys) > 150
    wrong = [str(key) for key in keys if key.remote_field.on_delete is not models.PROTECT]
    assert wrong == []


def test_no_tracked_record_goes_with_anything() -> None:
    wrong = [
        str(field)
        for model in tracked_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
    ]
    assert wrong == []


@pytest.mark.django_db
def test_who_has_done_something_is_not_deleted() -> None:
    person = make_user(role=Role.ASSURANCE)
    with pytest.raises(ProtectedError):
        person.delete()
    RoleAssignment.objects.filter(user=person).delete()
    other = make_user()
    other.title, other._history_user = "Another", person
    other.save()
    with pytest.raises(ProtectedError):
        person.delete()


@pytest.mark.django_db
def test_a_kpi_with_a_target_is_not_deleted() -> None:
    kpi = make_kpi()
    make_target(kpi=kpi)
    with pytest.raises(ProtectedError):
        kpi.delete()
