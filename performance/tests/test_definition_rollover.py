"""A new year: every KPI's target is kept, changed or none; all rows are saved, or none."""

import pytest

from core import clock
from core.rag import RAG
from organisation.models import Quarter
from organisation.rights import Role
from performance.definition.rollover import WITH_PROFILE, Outcome, read_year
from performance.models import KPI, Frequency, Target
from performance.rag import Basis
from performance.tests.builders import make_kpi, make_target, make_value
from performance.tests.builders_definition import make_round
from performance.tests.people import Person

pytestmark = pytest.mark.django_db

URL = "/performance/targets/?year=2014-15"


@pytest.fixture(autouse=True)
def quarters() -> list[Quarter]:
    return make_round()


@pytest.fixture
def manager() -> Person:
    return Person(Role.ASSURANCE)


@pytest.fixture
def inspections() -> KPI:
    kpi = make_kpi(number=11, name="Inspections")
    make_target(kpi=kpi, start=2013, value=6)
    for number, text in enumerate(("6", "7", "6", "5"), start=1):
        make_value(kpi=kpi, period=f"2013-14-Q{number}", text=text)
    return kpi


@pytest.fixture
def answered() -> KPI:
    return make_kpi(number=12, name="Answered in time", measure="percentage")


def test_it_shows_last_years_target_and_what_came_of_it(
    manager: Person, inspections: KPI, quarters: list[Quarter]
) -> None:
    (row,) = read_year(quarters[0].year, clock.today())
    assert row.last_text == "6 a quarter"
    assert row.outcome == Outcome(year="Year 24", year_rag=RAG.GREEN, quarter="Q4 5", quarter_rag=RAG.RED)
    page = manager.open(URL)
    assert "0 of 1 decided" in page
    assert manager.fields["k11-value"] == "6"


def test_of_a_kpi_that_is_reported_once_a_year_the_year_is_the_figure(
    manager: Person, quarters: list[Quarter]
) -> None:
    kpi = make_kpi(number=12, frequency=Frequency.ANNUALLY)
    make_target(kpi=kpi, start=2013, value=6)
    make_value(kpi=kpi, period="2013-14-Q4", text="7")
    (row,) = read_year(quarters[0].year, clock.today())
    assert row.outcome == Outcome(year="Year 7", year_rag=RAG.GREEN, quarter="", quarter_rag=None)


def test_one_is_kept_one_is_set_and_one_has_none(manager: Person, inspections: KPI, answered: KPI) -> None:
    make_kpi(number=13, name="Context")
    manager.open(URL)
    page = manager.save(
        {
            "k11-choice": "keep",
            "k12-choice": "change",
            "k12-comparator": "at_least",
            "k12-value": "95%",
            "k13-choice": "none",
        },
        url=URL,
    )
    assert "3 targets of 2014/15 saved." in page
    assert "3 of 3 decided" in page
    kept, changed, none = Target.objects.filter(year__start=2014).order_by("kpi__number")
    assert (kept.value, kept.source) == (6, "Kept from 2013/14")
    assert (changed.value, changed.comparator) == (95, "at_least")
    assert none.no_target


def test_one_wrong_row_saves_none_and_says_where(manager: Person, inspections: KPI, answered: KPI) -> None:
    manager.open(URL)
    page = manager.save(
        {"k11-choice": "keep", "k12-choice": "change", "k12-value": "many", "k12-basis": "running_total"},
        url=URL,
        code=422,
    )
    assert "Nothing was saved: the year is saved as a whole." in page
    assert 'href="#k12-value"' in page
    assert manager.fields["k12-value"] == "many"
    assert manager.fields["k11-choice"] == "keep"
    assert not Target.objects.filter(year__start=2014).exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"k12-choice": "change", "k12-value": ""}, "Type the target’s value."),
        (
            {"k12-choice": "change", "k12-value": "95", "k12-basis": "running_total"},
            "has no running total",
        ),
        ({"k12-choice": "change", "k12-value": "90", "k12-comparator": "between"}, "Type an upper value"),
        (
            {"k12-choice": "change", "k12-value": "90", "k12-comparator": "nonsense"},
            "Choose one of the answers",
        ),
        ({"k12-choice": "nonsense"}, "Choose one of the answers listed."),
        ({"k12-choice": "none", "k12-version": "x"}, "This row was not sent whole."),
        ({"k12-choice": "none", "k12-version": "9" * 5_000}, "This row was not sent whole."),
        ({"k12-value": "95"}, "You typed another target. Choose “Another target” to save it"),
    ],
)
def test_what_a_row_lacks_is_said_beside_its_field(
    manager: Person, answered: KPI, typed: dict[str, str], sentence: str
) -> None:
    manager.open(URL)
    assert sentence in manager.save(typed, url=URL, code=422)


def test_a_typed_profile_is_named_and_never_dropped_unsaid(manager: Person, inspections: KPI) -> None:
    profile = [str(2 * month) for month in range(1, 13)]
    Target.objects.filter(kpi=inspections).update(value=24, basis=Basis.RUNNING_TOTAL, profile=profile)
    page = manager.open(URL)
    assert "With a typed profile by month" in page
    assert f"/performance/kpis/{inspections.slug}/targets/" in page

    page = manager.save({"k11-choice": "change", "k11-value": "30"}, url=URL, code=422)
    assert WITH_PROFILE in page
    assert not Target.objects.filter(year__start=2014).exists()

    manager.save({"k11-choice": "keep", "k11-value": "24"}, url=URL)
    assert Target.objects.get(year__start=2014).profile == profile


def test_another_basis_needs_no_profile(manager: Person, inspections: KPI) -> None:
    profile = [str(2 * month) for month in range(1, 13)]
    Target.objects.filter(kpi=inspections).update(value=24, basis=Basis.RUNNING_TOTAL, profile=profile)
    manager.open(URL)
    manager.save({"k11-choice": "change", "k11-value": "30", "k11-basis": "year_end"}, url=URL)
    target = Target.objects.get(year__start=2014)
    assert (target.value, target.profile) == (30, [])


def test_a_row_that_somebody_else_decided_is_not_overwritten_unseen(
    manager: Person, inspections: KPI, answered: KPI
) -> None:
    manager.open(URL)
    Person(Role.ASSURANCE).save({"k11-choice": "none", "k11-version": "0"}, url=URL)

    typed = {"k11-choice": "keep", "k12-choice": "none"}
    page = manager.save(typed, url=URL, code=409)
    assert "Somebody set “No target” meanwhile." in page
    assert not Target.objects.filter(kpi=answered).exists()

    manager.save(url=URL)
    assert Target.objects.get(kpi=inspections, year__start=2014).value == 6
    assert Target.objects.get(kpi=answered).no_target


def test_a_year_with_a_locked_quarter_is_read_and_not_decided(manager: Person, inspections: KPI) -> None:
    page = manager.open("/performance/targets/?year=2013-14")
    assert "A quarter of 2013/14 is locked" in page
    assert "k11-choice" not in page
    manager.save({"k11-choice": "none"}, url="/performance/targets/?year=2013-14", code=200)
    assert Target.objects.count() == 1


def test_without_a_year_it_is_the_first_that_is_not_locked(manager: Person) -> None:
    assert "Targets of 2014/15" in manager.open("/performance/targets/")
    manager.open("/performance/targets/?year=nonsense", code=404)
