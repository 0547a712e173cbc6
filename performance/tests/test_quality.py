"""What stored figures show by rule: a part above its whole, more than 100%, a quarter that its months do not make."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from core.figures import MeasureKind
from core.periods import Month, Quarter
from core.provenance import Provenance
from organisation.models import DataQualityNote, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user, make_year
from performance.kpi_page import build_kpi_page
from performance.models import KPI, Frequency, KPIValue
from performance.pages import FoundNote
from performance.quality import notes_in, unsaid
from performance.return_review import build_review
from performance.returns import find_return, read_sheet
from performance.rollup import RollUp
from performance.scorecard import build_performance_part
from performance.tests.builders import make_kpi, make_pair, make_value
from performance.tests.people import Person, words

pytestmark = pytest.mark.django_db

Q1 = Quarter.from_slug("2014-15-Q1")
TODAY = date(2014, 7, 8)


def found(kpi: KPI) -> list[str]:
    """The texts of the notes on everything that is stored of a KPI."""
    rows = KPIValue.objects.filter(kpi=kpi)
    quarters = {Quarter.containing(row.starts_on): row for row in rows.quarterly()}
    months = {Month.containing(row.starts_on): row for row in rows.monthly()}
    return [note.text for note in notes_in(kpi, quarters, months)]


def monthly(quarter: str, *months: str, **fields: object) -> KPI:
    """A monthly KPI with its first quarter of 2014/15, and April to June."""
    kpi = make_kpi(frequency=Frequency.MONTHLY, **fields)
    make_value(kpi=kpi, period=Q1.slug, text=quarter)
    for month, text in zip(Q1.months, months, strict=False):
        make_value(kpi=kpi, period=month.slug, text=text)
    return kpi


def written(kpi: KPI, text: str, quarter: str = "", **fields: object) -> DataQualityNote:
    return DataQualityNote.objects.create(
        key=f"note-{DataQualityNote.objects.count()}",
        area=DataQualityNote.Area.PERFORMANCE,
        about=kpi.short_name,
        path=kpi.get_absolute_url(),
        year=make_year(start=2014),
        quarter=make_quarter(slug=quarter) if quarter else None,
        text=text,
        provenance=Provenance.DERIVED,
        **fields,
    )


@pytest.fixture
def converted() -> KPI:
    """More press statements published than were issued."""
    kpi = make_kpi(number=39, short_name="Press statements", measure=MeasureKind.RATIO)
    make_value(kpi=kpi, period=Q1.slug, text="60/57")
    return kpi


# The rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "text", "notes"),
    [
        (MeasureKind.RATIO, "60/57", ["60 of 57 (105.3%) in 2014/15 Q1: the part is above its whole."]),
        (MeasureKind.RATIO, "57/57", []),
        (MeasureKind.RATIO, "1/0", ["1 of 0 in 2014/15 Q1: the part is above its whole."]),
        (MeasureKind.RATIO, "0/0", []),
        (MeasureKind.RATIO, "67", []),
        (MeasureKind.PERCENTAGE, "100.5%", ["100.5% in 2014/15 Q1: a percentage above 100."]),
        (MeasureKind.PERCENTAGE, "100%", []),
        (MeasureKind.COUNT, "1,200", []),
        (MeasureKind.COUNT, "*", []),
    ],
)
def test_what_cannot_be_in_a_quarter(measure: str, text: str, notes: list[str]) -> None:
    kpi = make_kpi(measure=measure)
    make_value(kpi=kpi, period=Q1.slug, text=text)

    assert found(kpi) == notes


def test_the_second_measure_of_a_pair_is_looked_at_too() -> None:
    kpi = make_pair(second_measure=MeasureKind.PERCENTAGE, second_roll_up=RollUp.MEAN)
    make_value(kpi=kpi, period=Q1.slug, text="17", second="104%")

    assert found(kpi) == ["104% in 2014/15 Q1: a percentage above 100."]


@pytest.mark.parametrize(
    ("text", "second", "is_part", "notes"),
    [
        (
            "34",
            "39",
            True,
            ["In 2014/15 Q1 39 converted is more than 34 issued, of which it is a part."],
        ),
        ("34", "34", True, []),
        ("34", "39", False, []),
        ("*", "", True, []),
        ("34", "", True, []),
    ],
)
def test_more_converted_than_issued_is_noted(text: str, second: str, is_part: bool, notes: list[str]) -> None:
    kpi = make_pair(
        measure_label="Issued",
        second_measure=MeasureKind.COUNT,
        second_measure_label="Converted",
        second_is_part_of_first=is_part,
    )
    make_value(kpi=kpi, period=Q1.slug, text=text, second=second)

    assert found(kpi) == notes


def test_what_cannot_be_in_a_month_is_said_of_the_month_alone() -> None:
    kpi = monthly("180/170", "61/60", "60/50", "59/60", measure=MeasureKind.RATIO)

    assert found(kpi) == [
        "61 of 60 (101.7%) in April 2014: the part is above its whole.",
        "60 of 50 (120%) in May 2014: the part is above its whole.",
    ]


@pytest.mark.parametrize(
    ("fields", "quarter", "months", "notes"),
    [
        ({}, "26", ("8", "9", "10"), ["26 in 2014/15 Q1, but its months make 27."]),
        ({}, "27", ("8", "9", "10"), []),
        ({}, "26", ("8", "9"), []),
        ({}, "17", ("8", "9", "*"), []),
        ({}, "26", ("8", "9", "*"), ["26 in 2014/15 Q1, but its months make 17."]),
        ({}, "*", ("8", "9", "10"), []),
        ({"roll_up": RollUp.LAST}, "10", ("8", "9", "10"), []),
        ({"measure": MeasureKind.PERCENTAGE}, "91.3%", ("91%", "91%", "92%"), []),
        (
            {"measure": MeasureKind.PERCENTAGE},
            "91.4%",
            ("91%", "91%", "92%"),
            ["91.4% in 2014/15 Q1, but its months make 91.33%."],
        ),
        ({"measure": MeasureKind.RATIO}, "54/60", ("18/20", "18/20", "18/20"), []),
        (
            {"measure": MeasureKind.RATIO},
            "54/61",
            ("18/20", "18/20", "18/20"),
            ["54 of 61 (88.5%) in 2014/15 Q1, but its months make 54 of 60 (90%)."],
        ),
        ({"measure": MeasureKind.RATIO}, "54", ("18/20", "18/20", "18/20"), []),
    ],
)
def test_a_quarter_beside_what_its_months_make(
    fields: dict[str, str], quarter: str, months: tuple[str, ...], notes: list[str]
) -> None:
    assert found(monthly(quarter, *months, **fields)) == notes


# Written notes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quarter", "is_said"),
    [
        ("60 were converted to published, of 57 issued.", "2014-15-Q1", True),
        ("In the first quarter 60 of 57 were published.", "", True),
        ("60 were converted to published, of 57 issued.", "2014-15-Q2", False),
        ("The target is 100%, without a period.", "2014-15-Q1", False),
        ("160 of 570 are counted twice.", "", False),
    ],
)
def test_what_a_written_note_says_is_not_said_again(
    converted: KPI, text: str, quarter: str, is_said: bool
) -> None:
    (note,) = notes_in(converted, {Q1: converted.values.get()}, {})

    assert unsaid([note], [written(converted, text, quarter)]) == (() if is_said else (note,))


def test_a_note_on_another_kpi_says_nothing_of_this_one(converted: KPI) -> None:
    (note,) = notes_in(converted, {Q1: converted.values.get()}, {})

    assert unsaid([note], [written(make_kpi(), "60 of 57.")]) == (note,)


# Where they are shown -------------------------------------------------------------------------------------------------


@pytest.fixture
def staff() -> User:
    return make_user(role=Role.ASSURANCE)


def test_the_pack_holds_what_the_year_up_to_the_quarter_shows(converted: KPI) -> None:
    quarter = make_quarter(slug=Q1.slug)
    make_value(kpi=converted, period="2013-14-Q4", text="67/56")

    (note,) = build_performance_part(quarter, today=TODAY).notes

    assert note == FoundNote(
        about="Press statements",
        text="60 of 57 (105.3%) in 2014/15 Q1: the part is above its whole.",
        path="/performance/kpis/kpi-39/",
        year="2014/15",
        quarter="2014/15 Q1",
        figures=("60", "57"),
    )


def test_the_page_of_the_kpi_shows_both_kinds_once(converted: KPI, staff: User) -> None:
    make_value(kpi=converted, period="2013-14-Q4", text="67/56")
    written(converted, "60 were converted, of 57 issued.", Q1.slug)

    notes = build_kpi_page(converted, Q1, user=staff).notes

    assert [(note.number, note.about, note.text) for note in notes] == [
        (1, "2014/15 Q1", "60 were converted, of 57 issued."),
        (2, "2013/14 Q4", "67 of 56 (119.6%) in 2013/14 Q4: the part is above its whole."),
    ]


def test_what_a_reader_may_not_see_yet_is_not_in_their_notes(converted: KPI) -> None:
    make_quarter(slug=Q1.slug, state=QuarterState.OPEN)

    assert not build_kpi_page(converted, Q1, user=make_user(role=Role.GOVERNING_BODY)).notes


def test_the_approver_reads_it_beside_the_row(converted: KPI) -> None:
    quarter = make_quarter(slug=Q1.slug)
    filing = find_return(converted.team.directorate, quarter)

    (row,) = build_review(read_sheet(filing)).rows
    page = words(Person(Role.APPROVER).open("/returns/2014-15-Q1/quality/review/"))

    assert [note.figures for note in row.notes] == [("60", "57")]
    assert "Data quality: 60 of 57 (105.3%) in 2014/15 Q1: the part is above its whole." in page


@pytest.mark.parametrize("size", [1, 8])
def test_the_part_asks_the_same_however_many_kpis(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    quarter = make_quarter(slug=Q1.slug)
    for _ in range(size):
        monthly("26", "8", "9", "10")
    with django_assert_num_queries(15):
        part = build_performance_part(quarter, today=TODAY)
    assert len(part.notes) == size
