"""The Dorset quarter that was reported, reopened and locked again: nothing is restated that nobody changed."""

from collections import Counter
from datetime import date

import pytest

from assurance import actions
from assurance import pack as packs
from assurance.pack import AssurancePack
from assurance.restated.facts import facts_of
from assurance.restated.lines import Area
from assurance.tests.builders import reasons_for
from core import trail
from organisation.models import Quarter, User
from programmes.models import ProjectUpdate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dorset")]


@pytest.fixture
def quarter() -> Quarter:
    return Quarter.objects.select_related("year").get(starts_on=date(2014, 1, 1))


@pytest.fixture
def office() -> User:
    return User.objects.get(email="assurance@dorset.example")


def locked_again(quarter: Quarter, office: User) -> AssurancePack:
    """Over what is missing: the published figures were never held to the frame that a return is asked for."""
    reasons = reasons_for(quarter, "As published")
    return packs.from_json(actions.lock_quarter(quarter=quarter, by=office, reasons=reasons).pack)


def test_every_figure_has_a_name_of_its_own(quarter: Quarter) -> None:
    facts = facts_of(packs.from_json(quarter.snapshots.get().pack))

    assert not [key for key, count in Counter(fact.key for fact in facts).items() if count > 1]
    assert {fact.area for fact in facts} == set(Area)
    assert len(facts) > 500


def test_only_what_was_changed_is_restated(quarter: Quarter, office: User) -> None:
    actions.reopen_quarter(quarter=quarter, by=office, reason="A rating was wrong.")
    update = ProjectUpdate.objects.filter(quarter=quarter, rag="green").select_related("project").first()
    assert update is not None
    update.rag = "red"
    trail.save(update, by=office, reason="Update for 2013/14 Q4")

    restated = locked_again(quarter, office).restated

    assert restated is not None
    (line,) = restated.lines
    assert (line.area, line.what, line.before, line.after) == (Area.PROJECTS, "Delivery RAG", "Green", "Red")
    assert (line.about, line.who) == (f"{update.project.number}. {update.project.short_name}", str(office))
