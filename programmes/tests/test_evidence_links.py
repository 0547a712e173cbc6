"""What serves as evidence for a component: what can be chosen, by framework in force, and its trail."""

import pytest

from core.provenance import Provenance
from organisation.evidence import components_field, components_to_choose, set_evidence
from organisation.tests.builders import make_user
from organisation.tests.builders_frameworks import make_evidence, make_framework
from programmes.models import RiskEvidence
from programmes.tests.builders import make_risk

pytestmark = pytest.mark.django_db


def test_links_are_added_and_taken_away_and_one_that_stays_is_left_alone() -> None:
    first, second, third = make_framework(components=3).components.all()
    risk, person = make_risk(), make_user(title="Quality team")
    set_evidence(record=risk, components=[first, second], by=person)
    kept = risk.evidence.get(component=second)
    set_evidence(record=risk, components=[second, third], by=person)
    assert set(risk.components.all()) == {second, third}
    assert risk.evidence.get(component=second).pk == kept.pk
    assert kept.history.count() == 1
    removed = RiskEvidence.history.get(history_type="-")
    assert (removed.component, str(removed.history_user)) == (first, "Quality team")
    assert kept.provenance == Provenance.RETURNED


def test_the_frameworks_in_force_can_be_chosen_and_what_is_chosen_already() -> None:
    past = make_framework(slug="past", first_year=2010, last_year=2012)
    now = make_framework(slug="now", first_year=2013)
    make_framework(slug="to-come", first_year=2030)
    risk = make_risk()
    assert set(components_to_choose(risk)) == set(now.components.all())
    old = past.components.get(number=1)
    make_evidence(record=risk, component=old)
    assert set(components_to_choose(risk)) == {*now.components.all(), old}
    assert set(components_to_choose(None)) == set(now.components.all())


def test_a_component_of_another_time_says_of_which_framework() -> None:
    now = make_framework(slug="now", components=1)
    past = make_framework(slug="past", components=1, first_year=2010, last_year=2012)
    risk = make_risk()
    make_evidence(record=risk, component=past.components.get())
    field = components_field(risk)
    labels = [label for _, label in field.choices]
    assert labels == ["Domain 1. Part 1 of past (Past)", "Domain 1. Part 1 of now"]
    assert field.help_text == f"{now}. Tick all that it shows."


def test_before_any_framework_the_field_says_so() -> None:
    assert components_field(None).help_text == "No assurance framework is in force."


@pytest.mark.parametrize(
    ("last_year", "said"), [(2014, "2013/14 to 2014/15"), (2013, "2013/14"), (None, "from 2013/14")]
)
def test_its_years_in_words(last_year: int | None, said: str) -> None:
    assert make_framework(last_year=last_year).years_text == said
