"""Earlier figures from a file: read, looked through, chosen, applied all or not at all."""

import time
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from core.exports import CSV, XLSX, as_csv, as_xlsx
from core.figures import MeasureKind
from core.provenance import Provenance
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_quarter
from performance import export_tables
from performance.definition.actions import change_kpi
from performance.models import KPI, FigureUpload, Frequency, KPIValue, UploadState
from performance.tests.builders import make_kpi, make_pair, make_value
from performance.tests.people import Person, words

pytestmark = pytest.mark.django_db

URL = "/performance/history/"


class Office:
    """Somebody of the assurance team; three KPIs in use since April 2010; 2013/14 Q4 is locked, 2014/15 Q1 open."""

    def __init__(self) -> None:
        self.person = Person(Role.ASSURANCE, title="Assurance")
        begun = {"active_from": date(2010, 4, 1)}
        self.visits = make_kpi(name="Visits", number=18, **begun)
        self.waits = make_kpi(
            name="Seen in time", number=20, measure=MeasureKind.RATIO, frequency=Frequency.MONTHLY, **begun
        )
        self.pair = make_pair(name="Challenges", number=25, **begun)
        make_kpi(name="Gone", number=50, active_from=date(2010, 4, 1), retired_on=date(2012, 3, 31))
        make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
        make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)

    def send(self, content: str | bytes, *, name: str = "history.csv", kpi: KPI | None = None) -> Any:
        data = content.encode() if isinstance(content, str) else content
        fields = {"file": SimpleUploadedFile(name, data), "kpi": kpi.slug if kpi else ""}
        return self.person.client.post(URL, fields)

    def preview(self, content: str | bytes, **more: Any) -> str:
        answer = self.send(content, **more)
        assert answer.status_code == 302, words(answer.content.decode())
        return words(self.person.open(answer["Location"]))

    def refused(self, content: str | bytes, **more: Any) -> str:
        answer = self.send(content, **more)
        assert answer.status_code == 422
        assert FigureUpload.objects.count() == 0
        return words(answer.content.decode())

    def apply(self, choices: dict[str, str] | None = None, code: int = 302) -> str:
        upload = FigureUpload.objects.latest("pk")
        return words(self.person.save(choices, url=f"{URL}{upload.pk}/apply/", code=code))


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def texts(kpi: KPI) -> list[tuple[str, Any, str]]:
    rows = KPIValue.objects.filter(kpi=kpi).order_by("period_kind", "starts_on")
    return [
        (str(row.period), row.value if row.numerator is None else row.numerator, row.provenance)
        for row in rows
    ]


# What is read ---------------------------------------------------------------------------------------------------------


def test_months_of_a_kpi_are_added_with_the_quarters_that_they_make(office: Office) -> None:
    page = office.preview(
        "period,n,d,source\n2012-04,57,60,Trust report\nMay 2012,50,60,\n01/06/2012,*,,\nQ2 2012/13,170,180,\n",
        kpi=office.waits,
    )
    assert "4 new figures, 0 that differ from what is kept, 0 the same already" in page
    assert KPIValue.objects.count() == 0
    assert "4 figures added; 1 quarter made from months" in office.apply()
    assert texts(office.waits) == [
        ("April 2012", 57, "imported"),
        ("May 2012", 50, "imported"),
        ("June 2012", None, "imported"),
        ("2012/13 Q1", 107, "derived"),
        ("2012/13 Q2", 170, "imported"),
    ]
    april = KPIValue.objects.monthly().order_by("starts_on")[0]
    assert (april.denominator, april.value, april.source) == (60, 95, "history.csv: Trust report")
    quarter = KPIValue.objects.quarterly().order_by("starts_on")[0]
    assert (quarter.numerator, quarter.denominator, quarter.value) == (107, 120, Decimal("89.1667"))
    assert (quarter.source, quarter.is_complete) == ("Months of history.csv", False), "June was not collected"


def test_every_figure_has_its_row_in_the_history(office: Office) -> None:
    office.preview("kpi,period,figure\n18,2012/13 Q1,5\n18,2012/13 Q2,6\n")
    office.apply()
    for value in KPIValue.objects.all():
        (row,) = value.history.all()
        assert (row.history_user, row.history_type) == (office.person.user, "+")
        assert row.history_change_reason == "Imported from “history.csv”"
        assert timezone.localtime(row.history_date).date() == date(2014, 7, 8)


def test_several_kpis_pairs_and_what_was_not_collected(office: Office) -> None:
    office.preview(
        "KPI;Period;Figure;Second figure;Not collected;Why it was not collected\n"
        "18;2012/13 Q1;5;;;\nkpi-25;2012/13 Q1;17;£1.06m;;\n25;2012/13 Q2;;;Yes;The team moved\n"
    )
    office.apply()
    pair = KPIValue.objects.filter(kpi=office.pair).order_by("starts_on")
    assert [(row.value, row.second_value, row.not_collected) for row in pair] == [
        (17, 1_060_000, False),
        (None, None, True),
    ]
    assert pair[1].not_collected_reason == "The team moved"
    assert KPIValue.objects.get(kpi=office.visits).value == 5


def test_an_annual_kpi_is_of_its_year(office: Office) -> None:
    survey = make_kpi(name="Survey", number=30, frequency=Frequency.ANNUALLY, active_from=date(2010, 4, 1))
    office.preview("kpi,period,figure\n30,2011/12,71\n")
    office.apply()
    assert [str(row.period) for row in KPIValue.objects.filter(kpi=survey)] == ["2011/12 Q4"]


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("18,2013/14 Q4,5,,", "2013/14 Q4 is locked"),
        ("18,2014/15 Q1,5,,", "2014/15 Q1 is open for returns"),
        ("18,2014/15 Q2,5,,", "has not ended yet"),
        ("50,2012/13 Q1,5,,", "was retired before 2012/13 Q1"),
        ("18,2012-04,5,,", "reported by quarter. Write 2012/13 Q1"),
        ("20,2012/13,5,,", "not reported by year"),
        ("99,2012/13 Q1,5,,", "No KPI has this number"),
        (",2012/13 Q1,5,,", "Choose the KPI"),
        ("18,2012/13 Q1,six,,", "“six” is not a number"),
        ("18,2012/13 Q1,,,", "No figure is given"),
        ("18,2012/13 Q1,,5,6", "This measure is no n of d"),
        ("20,2012-04,57 of 60,57,60", "and a figure as well"),
        ("20,2012-04,,57,sixty", "“sixty” is not a number"),
        ("18,2012/13 Q1,#N/A,,", "Excel shows the error #N/A"),
        ("18,2012/13 Q1,=1+1,,", "“=1+1” is not a number"),
        ("18,2012/13 Q1,5,,\n18,2012/13 Q1,5,,", "Row 2 gives this KPI and period already"),
        ("20,2012-04,57 of 60,,\n20,2012/13 Q1,170 of 180,,", "Row 2 gives a month of this quarter"),
        ("18,41000,5,,", "may be a day as Excel counts them"),
        ("18,2012/13 Q1,5", "This row has 3 cells, the headings 5"),
        ("18,2012/13 Q1,5,,,more", "This column has no heading"),
    ],
)
def test_each_row_that_cannot_be_taken_says_why_at_its_place(office: Office, rows: str, says: str) -> None:
    page = office.refused(f"kpi,period,figure,n,d\n{rows}\n")
    assert says in page
    assert "Nothing was stored" in page


def test_the_place_of_a_problem_is_the_cell_in_excel(office: Office) -> None:
    page = office.refused("kpi,period,figure\n18,2012/13 Q1,5\n,,\n18,2012/13 Q2,six\n18,2013/14 Q4,5\n")
    assert "2 cells have to be put right" in page
    assert "Cell C4 Figure six" in page
    assert "Cell B5 Period 2013/14 Q4 2013/14 Q4 is locked" in page


def test_figures_of_before_a_kpi_was_reported_are_its_history(office: Office) -> None:
    office.preview("kpi,period,figure\n18,2009/10 Q1,5\n")
    office.apply()
    assert texts(office.visits) == [("2009/10 Q1", 5, "imported")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("period,figure,remarks\n2012/13 Q1,5,x\n", "The heading “remarks” in cell C1 is not one of"),
        ("period,figure,value\n2012/13 Q1,5,5\n", "Two columns are headed “Figure”"),
        ("2012/13 Q1,5\n", "is not one of"),
        ("period,source\n2012/13 Q1,5\n", "No column is headed “Figure”"),
        ("period,figure\n", "headings and no rows"),
        ("period,figure\n" + "2012/13 Q1,5\n" * 5001, "5,001 rows; 5,000 are read at once"),
    ],
)
def test_a_file_whose_columns_are_not_known_is_refused(office: Office, content: str, says: str) -> None:
    assert says in office.refused(content, kpi=office.visits)


def test_one_bad_row_keeps_all_others_out(office: Office) -> None:
    office.refused("kpi,period,figure\n18,2012/13 Q1,5\n18,2012/13 Q2,six\n")
    assert KPIValue.objects.count() == 0


def test_a_quarter_is_not_imported_over_its_months(office: Office) -> None:
    make_value(kpi=office.waits, period="2012-04", text="57 of 60")
    assert "The months of 2012/13 Q1 are kept" in office.refused(
        "period,n,d\n2012/13 Q1,170,180\n", kpi=office.waits
    )


# What differs ---------------------------------------------------------------------------------------------------------

DIFFERING = "kpi,period,figure\n18,2012/13 Q1,5\n18,2012/13 Q2,6\n18,2012/13 Q3,7\n"


def with_differences(office: Office) -> None:
    make_value(kpi=office.visits, period="2012-13-Q1", text="4")
    make_value(kpi=office.visits, period="2012-13-Q2", text="8")
    page = office.preview(DIFFERING)
    assert "1 new figure, 2 that differ from what is kept" in page


def values(office: Office) -> list[Decimal | None]:
    return [row.value for row in KPIValue.objects.filter(kpi=office.visits).order_by("starts_on")]


def test_what_differs_must_be_chosen(office: Office) -> None:
    with_differences(office)
    assert "Choose what to keep where the file differs" in office.apply(code=409)
    assert values(office) == [4, 8]


@pytest.mark.parametrize(
    ("choices", "kept"),
    [
        ({"choice": "keep"}, [4, 8, 7]),
        ({"choice": "replace"}, [5, 6, 7]),
        ({"choice": "each", "row-2": "keep", "row-3": "replace"}, [4, 6, 7]),
    ],
)
def test_what_was_chosen_is_kept(office: Office, choices: dict[str, str], kept: list[int]) -> None:
    with_differences(office)
    office.apply(choices)
    assert values(office) == kept


def test_one_by_one_means_every_one(office: Office) -> None:
    with_differences(office)
    office.apply({"choice": "each", "row-2": "keep"}, code=409)
    assert values(office) == [4, 8]


def test_a_replaced_figure_is_in_the_trail_with_what_it_was(office: Office) -> None:
    with_differences(office)
    office.apply({"choice": "replace"})
    value = KPIValue.objects.get(kpi=office.visits, starts_on=date(2012, 4, 1))
    after, before = value.history.order_by("-history_id")
    assert (before.value, after.value, after.history_type) == (4, 5, "~")
    assert (value.version, value.provenance, value.recorded_by) == (
        2,
        Provenance.IMPORTED,
        office.person.user,
    )


def test_figures_that_change_after_the_preview_stop_it(office: Office) -> None:
    office.preview("kpi,period,figure\n18,2012/13 Q1,5\n")
    make_value(kpi=office.visits, period="2012-13-Q1", text="4")
    assert "Nothing was stored; look again" in office.apply()
    assert values(office) == [4]


def test_a_quarter_that_is_locked_after_the_preview_stops_it(office: Office) -> None:
    office.preview("kpi,period,figure\n18,2012/13 Q1,5\n")
    make_quarter(slug="2012-13-Q1", state=QuarterState.LOCKED)
    assert "2012/13 Q1 is locked" in office.apply()
    assert values(office) == []


def test_a_published_quarter_stands_beside_its_months(office: Office) -> None:
    make_value(kpi=office.waits, period="2012-13-Q1", text="170 of 180")
    office.preview("period,n,d\n2012-04,57,60\n2012-05,57,60\n2012-06,55,60\n", kpi=office.waits)
    office.apply()
    assert ("2012/13 Q1", 170, "published") in texts(office.waits)


def test_more_months_make_their_quarter_anew(office: Office) -> None:
    office.preview("period,n,d\n2012-04,57,60\n", kpi=office.waits)
    office.apply()
    assert not KPIValue.objects.quarterly().get().is_complete
    office.preview("period,n,d\n2012-05,57,60\n2012-06,55,60\n", kpi=office.waits, name="more.csv")
    office.apply()
    quarter = KPIValue.objects.quarterly().get()
    assert (quarter.numerator, quarter.denominator, quarter.is_complete) == (169, 180, True)


# The same again -------------------------------------------------------------------------------------------------------


def test_the_same_file_twice_is_recognised(office: Office) -> None:
    content = "kpi,period,figure\n18,2012/13 Q1,5\n"
    office.preview(content)
    assert "This very file was sent by Assurance already" in office.preview(content)
    office.apply()
    page = office.preview(content)
    assert "This very file was applied by Assurance already" in page
    assert "1 figure added" in page
    assert FigureUpload.objects.get().state == UploadState.APPLIED


def test_a_discarded_file_is_forgotten(office: Office) -> None:
    office.preview("kpi,period,figure\n18,2012/13 Q1,5\n")
    upload = FigureUpload.objects.get()
    office.person.save(url=f"{URL}{upload.pk}/discard/")
    assert office.person.client.get(f"{URL}{upload.pk}/").status_code == 404
    assert KPIValue.objects.count() == 0


def test_what_is_exported_is_of_the_definition_that_held_then_and_can_be_sent_back(office: Office) -> None:
    """Quarterly until June 2014, then annual; its sources are as long as one may be."""
    for quarter in "1234":
        make_value(kpi=office.visits, period=f"2012-13-Q{quarter}", text=quarter, source="x" * 250)
    change_kpi(
        kpi=office.visits,
        changes={
            "frequency": Frequency.ANNUALLY,
            "holds_from": make_quarter(slug="2014-15-Q1"),
            "reason": "Counted once a year from now on",
        },
        by=office.person.user,
        expected_version=office.visits.version,
    )
    table = export_tables.figures(KPI.objects.all(), KPIValue.objects.all())
    assert [row[2] for row in table.rows] == ["2012/13 Q1", "2012/13 Q2", "2012/13 Q3", "2012/13 Q4"]
    page = office.preview(as_csv(table))
    assert "0 new figures, 0 that differ from what is kept, 4 the same already" in page


@pytest.mark.parametrize("wanted", [CSV, XLSX])
def test_what_is_exported_can_be_sent_back(office: Office, wanted: str) -> None:
    make_value(kpi=office.waits, period="2012-04", text="57 of 60", source="Trust, “A&E”")
    make_value(kpi=office.waits, period="2012-13-Q1", text="57 of 60", provenance=Provenance.DERIVED)
    make_value(kpi=office.pair, period="2012-13-Q1", text="17", second="£1,059,768.50")
    make_value(kpi=office.pair, period="2012-13-Q2", not_collected=True, not_collected_reason="Moved")
    make_value(kpi=office.visits, period="2013-14-Q4", text="5")
    percent = make_kpi(name="Share", number=40, measure=MeasureKind.PERCENTAGE, active_from=date(2010, 4, 1))
    make_value(kpi=percent, period="2012-13-Q1", text="95.1234%")
    table = export_tables.figures(KPI.objects.all(), KPIValue.objects.all())
    content = as_csv(table) if wanted == CSV else as_xlsx(table)
    page = office.preview(content, name=f"figures.{wanted}")
    assert "0 new figures, 0 that differ from what is kept, 5 the same already" in page
    KPIValue.objects.exclude(kpi=office.visits).delete()
    page = office.preview(content + (b"\r\n" if wanted == CSV else b""), name=f"figures.{wanted}")
    office.apply()
    assert ("April 2012", 57, "imported") in texts(office.waits)
    assert ("2012/13 Q1", 57, "derived") in texts(office.waits)
    assert KPIValue.objects.get(kpi=percent).value == Decimal("95.1234")


def test_what_is_kept_of_a_period_that_nobody_asks_for_can_be_sent_back_unchanged(office: Office) -> None:
    survey = make_kpi(name="Survey", number=30, frequency=Frequency.ANNUALLY, active_from=date(2010, 4, 1))
    make_value(kpi=survey, period="2012-13-Q1", not_collected=True)
    make_value(kpi=survey, period="2012-13-Q4", text="71")
    table = export_tables.figures(KPI.objects.all(), KPIValue.objects.all())
    assert "2 the same already" in office.preview(as_csv(table))
    FigureUpload.objects.all().delete()
    page = office.refused("kpi,period,figure\n30,2012/13 Q1,5\n30,2012/13 Q2,*\n")
    assert page.count("“Survey” is reported once a year. Write 2012/13.") == 2


def test_a_percentage_worked_out_in_excel_is_taken_as_it_is_shown_and_said_to_be(office: Office) -> None:
    percent = make_kpi(name="Share", number=40, measure=MeasureKind.PERCENTAGE, active_from=date(2010, 4, 1))
    book = Workbook()
    for line in (("KPI", "Period", "Figure"), (40, "2012/13 Q1", 143 / 150), (40, "2012/13 Q2", 0.5)):
        book.active.append(line)
    book.active["C2"].number_format = book.active["C3"].number_format = "0.0%"
    content = BytesIO()
    book.save(content)
    page = office.preview(content.getvalue(), name="worked out.xlsx")
    assert "95.3% Rounded as Excel shows it" in page
    assert page.count("Rounded as Excel shows it") == 1
    office.apply()
    assert [value.value for value in percent.values.order_by("starts_on")] == [Decimal("95.3"), 50]


# How much, how fast ---------------------------------------------------------------------------------------------------


def long_file(count: int) -> bytes:
    """Months of some KPIs from April 1990 on, 250 of each."""
    kpis = [
        make_kpi(
            name=f"Series {n}", number=500 + n, frequency=Frequency.MONTHLY, active_from=date(1990, 4, 1)
        )
        for n in range(-(-count // 250))
    ]
    lines = [
        f"{kpis[place // 250].number},{1990 + (place % 250 + 3) // 12}-{(place % 250 + 3) % 12 + 1:02d},{place}"
        for place in range(count)
    ]
    return "\n".join(["kpi,period,figure", *lines]).encode()


def test_five_thousand_rows_are_previewed_and_applied_in_time(office: Office) -> None:
    content = long_file(5_000)
    began = time.perf_counter()
    page = office.preview(content)
    previewed = time.perf_counter() - began
    assert "5,000 new figures" in page.replace("5000", "5,000")
    office.apply()
    applied = time.perf_counter() - began - previewed
    assert KPIValue.objects.monthly().count() == 5_000
    assert KPIValue.history.filter(period_kind="month").count() == 5_000
    print(f"5,000 rows: {previewed:.1f} s to the preview, {applied:.1f} s to apply")
    assert previewed < 20


@pytest.mark.parametrize("count", [20, 500])
def test_a_preview_asks_as_often_however_long_the_file_is(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    location = office.send(long_file(count))["Location"]
    with django_assert_max_num_queries(16):
        assert office.person.client.get(location).status_code == 200
