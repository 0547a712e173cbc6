"""One KPI: how it stands and ran, its months, its targets, what was promised, its trail, and who may see what of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.text import capfirst
from pytest_django import DjangoAssertNumQueries, Settings

from core.figures import MeasureKind, Polarity
from core.periods import Quarter
from core.provenance import Provenance
from core.rag import RAG
from core.trail import save
from core.trend import Trend
from organisation.models import DataQualityNote, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user, make_year
from performance import kpi_definition
from performance.definition.forms import field_names
from performance.kpi_history import LABELS, NOT_TOLD, definition_wordings
from performance.kpi_page import KPIPage, build_kpi_page
from performance.models import KPI, Frequency
from performance.pages import FigureState
from performance.rag import Comparator
from performance.rollup import RollUp
from performance.tests.builders import make_exception, make_kpi, make_pair, make_target, make_value

pytestmark = pytest.mark.django_db

Q3, Q4 = Quarter.from_slug("2013-14-Q3"), Quarter.from_slug("2013-14-Q4")
Q1 = Quarter.from_slug("2014-15-Q1")


@pytest.fixture
def staff() -> User:
    return make_user(role=Role.ASSURANCE)


@pytest.fixture
def inspections() -> KPI:
    kpi = make_kpi(name="Quality inspections", number=11, slug="quality-inspections")
    make_target(kpi=kpi, value=6)
    for number, text in enumerate(("6", "7", "6", "5"), start=1):
        make_value(kpi=kpi, period=f"2013-14-Q{number}", text=text, source="Annual report 2013/14")
    return kpi


def four_hour_standard(months: int = 36) -> KPI:
    """The monthly A&E standard of one trust, from April 2016: 95 of 100, then one fewer each month of a year."""
    kpi = make_kpi(
        name="A&E within four hours",
        slug="ae",
        measure=MeasureKind.RATIO,
        frequency=Frequency.MONTHLY,
        active_from=date(2016, 4, 1),
    )
    for start in (2016, 2017, 2018):
        make_target(kpi=kpi, value=95, start=start)
    month = Quarter.from_slug("2016-17-Q1").months[0]
    for place in range(months):
        make_value(kpi=kpi, period=month.slug, text=f"{95 - place % 12}/100", provenance=Provenance.IMPORTED)
        month = month.next
    quarter = Quarter.from_slug("2016-17-Q1")
    while quarter.ends_on < month.starts_on:
        make_value(kpi=kpi, period=quarter.slug, text="270/300", provenance=Provenance.DERIVED)
        quarter = quarter.next
    return kpi


class TestHowItStands:
    def test_the_answer_and_the_movement_are_said(self, inspections: KPI, staff: User) -> None:
        page = build_kpi_page(inspections, Q4, user=staff)
        assert (page.big, page.beside) == ("5", "")
        assert page.answer == "Red in 2013/14 Q4: 1 short (target: 6 a quarter)."
        assert page.movement == "That is worse than 6 in 2013/14 Q3."

    def test_a_target_met(self, inspections: KPI, staff: User) -> None:
        page = build_kpi_page(inspections, Q3, user=staff)
        assert page.answer == "Green in 2013/14 Q3: the target is met (6 a quarter)."

    def test_without_a_target_it_is_context(self, staff: User) -> None:
        kpi = make_kpi(polarity=Polarity.NEITHER)
        make_value(kpi=kpi, text="12")
        page = build_kpi_page(kpi, Q4, user=staff)
        assert page.answer == "Context for 2013/14 Q4: there is no target to rate it against."
        assert page.movement == ""

    def test_a_count_that_cannot_be_assessed(self, staff: User) -> None:
        kpi = make_kpi(measure=MeasureKind.RATIO)
        make_target(kpi=kpi, value=100)
        make_value(kpi=kpi, text="67")
        page = build_kpi_page(kpi, Q4, user=staff)
        assert page.answer == "Not rated in 2013/14 Q4: a count without a denominator (target: 100%)."
        assert page.big == "67"

    def test_n_of_d_reads_as_its_percentage(self, staff: User) -> None:
        kpi = make_kpi(measure=MeasureKind.RATIO)
        make_value(kpi=kpi, text="63/67")
        page = build_kpi_page(kpi, Q4, user=staff)
        assert (page.big, page.beside) == ("94%", "63 of 67")

    def test_a_pair_reads_as_both(self, staff: User) -> None:
        kpi = make_pair()
        make_value(kpi=kpi, text="17", second="£1,059,768")
        page = build_kpi_page(kpi, Q4, user=staff)
        assert (page.big, page.beside) == ("17", "£1,059,768")
        assert page.measures == ("Challenges", "Value (£)")

    def test_what_was_not_collected_says_why(self, staff: User) -> None:
        kpi = make_kpi()
        make_value(kpi=kpi, text="*", not_collected_reason="New system from April.")
        page = build_kpi_page(kpi, Q4, user=staff)
        assert (page.big, page.beside) == ("*", "Not collected. New system from April.")

    def test_what_was_not_returned_is_no_nought(self, inspections: KPI, staff: User) -> None:
        page = build_kpi_page(inspections, Q1, user=staff)
        assert (page.big, page.beside) == ("–", "Not returned")

    def test_before_it_was_in_use_it_stands_at_its_newest_figure(self, inspections: KPI, staff: User) -> None:
        page = build_kpi_page(inspections, Quarter.from_slug("2011-12-Q4"), user=staff)
        assert page.quarter == "2013/14 Q4"

    def test_without_figures_it_stands_at_the_first_quarter_in_use(self, staff: User) -> None:
        page = build_kpi_page(make_kpi(active_from=date(2016, 4, 1)), Q4, user=staff)
        assert (page.quarter, page.beside) == ("2016/17 Q1", "Not due")

    def test_a_member_is_told_from_when_while_that_quarter_is_not_locked(self, settings: Settings) -> None:
        settings.PORTAL_TODAY = date(2016, 8, 1)
        kpi = make_kpi(active_from=date(2016, 4, 1))
        page = build_kpi_page(kpi, Q4, user=make_user(role=Role.GOVERNING_BODY))
        assert page.answer == "Not in use in 2013/14 Q4. It is reported from 1 April 2016."

    def test_a_percentage_after_bare_counts_is_the_first_that_can_be_compared(self, staff: User) -> None:
        kpi = make_kpi(measure=MeasureKind.RATIO)
        make_value(kpi=kpi, period="2013-14-Q3", text="70")
        make_value(kpi=kpi, text="66/66")
        assert build_kpi_page(kpi, Q3, user=staff).movement == ""
        page = build_kpi_page(kpi, Q4, user=staff)
        assert page.row.trend == Trend.NOT_COMPARABLE
        assert page.movement == "It is the first figure that can be compared."

    def test_invented_figures_are_compared_only_with_their_like(self, inspections: KPI, staff: User) -> None:
        make_value(kpi=inspections, period="2012-13-Q4", text="9", provenance=Provenance.ILLUSTRATIVE)
        page = build_kpi_page(inspections, Quarter.from_slug("2013-14-Q1"), user=staff)
        assert page.movement == "It is the first figure that can be compared."


class TestQuartersAndMonths:
    def test_all_quarters_newest_first_with_their_ratings_and_the_year(
        self, inspections: KPI, staff: User
    ) -> None:
        make_value(kpi=inspections, period="2012-13-Q4", text="4")
        newest, oldest = build_kpi_page(inspections, Q4, user=staff).years
        assert (newest.year, newest.target_text, newest.whole) == ("2013/14", "6 a quarter", "Year 24")
        assert [(line.quarter, line.figure.text, line.figure.rag) for line in newest.lines] == [
            ("Q4", "5", RAG.RED),
            ("Q3", "6", RAG.GREEN),
            ("Q2", "7", RAG.GREEN),
            ("Q1", "6", RAG.GREEN),
        ]
        assert (oldest.year, oldest.target_text, oldest.whole) == (
            "2012/13",
            "No target",
            "So far 4 (1 of 4 quarters)",
        )
        assert newest.lines[0].figure.source == "Annual report 2013/14"

    def test_a_quarter_left_out_stands_as_not_returned(self, staff: User) -> None:
        kpi = make_kpi()
        for slug in ("2013-14-Q1", "2013-14-Q3"):
            make_value(kpi=kpi, period=slug, text="6")
        (year,) = build_kpi_page(kpi, Q3, user=staff).years
        assert [line.figure.state for line in year.lines] == [
            FigureState.FIGURE,
            FigureState.MISSING,
            FigureState.FIGURE,
        ]

    def test_what_was_printed_stands_beside_it_where_its_numbers_differ(self, staff: User) -> None:
        kpi = make_pair(frequency=Frequency.ANNUALLY)
        make_value(kpi=kpi, text="44", second="£2.5m", printed="44/£2.5m")
        make_value(kpi=kpi, period="2012-13-Q4", text="40", second="£2,000,000", printed="40/£2,000,000")
        newest, oldest = build_kpi_page(kpi, Q4, user=staff).years
        assert (newest.lines[0].printed, oldest.lines[0].printed) == ("44/£2.5m", "")

    def test_months_stand_with_years_as_columns_and_their_own_rating(
        self, staff: User, settings: Settings
    ) -> None:
        settings.PORTAL_TODAY = date(2019, 4, 8)
        page = build_kpi_page(four_hour_standard(), Quarter.from_slug("2018-19-Q4"), user=staff)
        assert page.months is not None
        assert [year.label for year in page.months.years] == ["2016/17", "2017/18", "2018/19"]
        assert [row.month for row in page.months.rows][:2] == ["Apr", "May"]
        april, march = page.months.rows[0].cells[0], page.months.rows[-1].cells[2]
        assert (april.text, april.sub, april.rag) == ("95%", "95 of 100", RAG.GREEN)
        assert (march.text, march.rag) == ("84%", RAG.RED)
        assert page.months.years[0].whole.text == "89.5%"
        assert [(target.year, target.met) for target in page.targets] == [
            ("2018/19", "1 of 12 months"),
            ("2017/18", "1 of 12 months"),
            ("2016/17", "1 of 12 months"),
        ]

    def test_the_months_of_a_sum_are_not_rated(self, staff: User) -> None:
        kpi = make_kpi(frequency=Frequency.MONTHLY)
        make_target(kpi=kpi, value=6)
        for month in Q4.months:
            make_value(kpi=kpi, period=month.slug, text="2", provenance=Provenance.ILLUSTRATIVE)
        make_value(kpi=kpi, text="6")
        page = build_kpi_page(kpi, Q4, user=staff)
        assert page.months is not None
        assert not page.months.is_rated
        assert page.months.is_illustrative
        assert (page.months.years[0].whole.text, page.months.years[0].whole.sub) == ("6", "3 of 12 months")
        assert page.run is not None
        assert page.run.target_note == "The target is not one for a single month, so it is not drawn."
        assert page.run.wide.targets == ()


class TestRun:
    def test_thirty_six_months_are_drawn_and_half_of_them_on_a_phone(
        self, staff: User, settings: Settings
    ) -> None:
        """Invented ones: of real months, an XmR chart stands in its place."""
        settings.PORTAL_TODAY = date(2019, 4, 8)
        kpi = four_hour_standard()
        quarter = Quarter.from_slug("2018-19-Q4")
        assert build_kpi_page(kpi, quarter, user=staff).run is None
        kpi.values.update(provenance=Provenance.ILLUSTRATIVE)
        run = build_kpi_page(kpi, quarter, user=staff).run
        assert run is not None
        assert (run.unit, run.points, run.narrow_points) == ("month", 36, 18)
        assert (len(run.wide.dots), len(run.narrow.dots)) == (36, 18)
        assert run.wide.target_name is not None
        assert run.wide.target_name.text == "Target 95%"

    def test_the_run_ends_with_the_quarter_shown(self, inspections: KPI, staff: User) -> None:
        run = build_kpi_page(inspections, Q3, user=staff).run
        assert run is not None
        assert (run.unit, len(run.wide.dots)) == ("quarter", 3)

    def test_a_single_figure_is_no_run(self, staff: User) -> None:
        kpi = make_kpi()
        make_value(kpi=kpi, text="6")
        assert build_kpi_page(kpi, Q4, user=staff).run is None


class TestExceptions:
    def test_each_stands_with_its_promise_the_one_before_and_what_became_of_it(
        self, inspections: KPI, staff: User
    ) -> None:
        before = inspections.values.get(starts_on=Q3.starts_on)
        make_exception(value=before, recovery_on=date(2014, 2, 28))
        now = inspections.values.get(starts_on=Q4.starts_on)
        make_exception(value=now, recovery_on=date(2014, 6, 30))
        newest, oldest = build_kpi_page(inspections, Q4, user=staff).exceptions
        assert (newest.quarter, newest.slip) == ("2013/14 Q4", "Was 28 February 2014: slipped 4 months")
        assert newest.frame.slipped
        assert newest.outcome == "The date has passed"
        assert (oldest.slip, oldest.outcome) == ("", "Not met: red in 2013/14 Q4")


class TestNotesAndTrail:
    def test_notes_about_the_kpi_are_shown_and_resolved_ones_are_not(
        self, inspections: KPI, staff: User
    ) -> None:
        fields = {
            "area": DataQualityNote.Area.PERFORMANCE,
            "about": "Inspections",
            "path": inspections.get_absolute_url(),
            "year": make_year(),
            "provenance": Provenance.DERIVED,
        }
        DataQualityNote.objects.create(key="one", text="The quarters add to 24.", **fields)
        DataQualityNote.objects.create(key="two", text="Put right.", resolved_on=date(2014, 6, 1), **fields)
        notes = build_kpi_page(inspections, Q4, user=staff).notes
        assert [(note.about, note.text) for note in notes] == [("2013/14", "The quarters add to 24.")]

    def test_the_trail_says_who_changed_what_from_what_to_what_and_why(
        self, inspections: KPI, staff: User
    ) -> None:
        value = inspections.values.get(starts_on=Q4.starts_on)
        value.value, value.self_assessed = Decimal(4), RAG.AMBER
        save(value, by=staff, reason="One was counted twice")
        newest, _, *first = build_kpi_page(inspections, Q4, user=staff).trail.changes
        assert (newest.about, newest.what) == ("2013/14 Q4", "Figure")
        assert (newest.before, newest.after) == ("5", "4")
        assert (newest.who, newest.why) == ("Assurance team", "One was counted twice")
        assert [(change.about, change.what) for change in first] == [
            ("Recorded", "the definition, 4 figures, 1 target")
        ]

    def test_one_figure_recorded_is_told_in_full(self, staff: User) -> None:
        kpi = make_kpi()
        save(make_value(kpi=kpi, text="6"), by=staff)
        kpi.history.all().delete()
        (change,) = build_kpi_page(kpi, Q4, user=staff).trail.changes
        assert (change.about, change.what, change.after, change.is_first) == (
            "2013/14 Q4",
            "Figure",
            "6",
            True,
        )

    def test_a_changed_target_and_a_changed_owner_stand_in_it(self, inspections: KPI, staff: User) -> None:
        target = inspections.targets.get()
        target.value, target.comparator = Decimal(8), Comparator.AT_MOST
        save(target, by=staff, reason="Agreed in April")
        inspections.owner = make_user(title="Head of quality")
        save(inspections, by=staff)
        changes = build_kpi_page(inspections, Q4, user=staff).trail.changes
        assert [(change.about, change.before, change.after) for change in changes[:2]] == [
            ("Definition", "nothing", "Head of quality"),
            ("Target 2013/14", "6 a quarter", "At most 8 a quarter"),
        ]

    def test_every_field_of_the_definition_form_is_told_or_named_as_untold(self) -> None:
        typed = [name for name in field_names() if name not in KPI.LINKS]
        labels = {LABELS.get(name, capfirst(KPI._meta.get_field(name).verbose_name)) for name in typed}
        assert labels <= set(definition_wordings())
        assert not set(typed) & set(NOT_TOLD)
        assert "linked_to" not in NOT_TOLD, "links are told in words"

    @pytest.mark.parametrize(
        ("name", "value", "what", "before", "after"),
        [
            ("number", 700, "Number", "701", "700"),
            ("published_by", "NHS England", "Published nationally by", "nothing", "NHS England"),
            (
                "assessed_measure",
                "second",
                "Measure that the target is about",
                "The first measure",
                "The second measure",
            ),
            (
                "second_roll_up",
                "mean",
                "How months of the second measure make a quarter",
                RollUp.SUM.label,
                RollUp.MEAN.label,
            ),
            (
                "second_is_part_of_first",
                True,
                "The second measure is a part of the first",
                "No",
                "Yes",
            ),
            ("derived_from", "risks-added", "Proposed from", "nothing", "The risk register: risks added"),
        ],
    )
    def test_whatever_changes_in_a_definition_stands_in_it(
        self, name: str, value: object, what: str, before: str, after: str, staff: User
    ) -> None:
        kpi = make_pair(number=701)
        setattr(kpi, name, value)
        save(kpi, by=staff, reason="Agreed")
        newest = build_kpi_page(kpi, Q4, user=staff).trail.changes[0]
        assert (newest.what, newest.before, newest.after) == (what, before, after)


class TestWhatIsSeen:
    @pytest.fixture
    def the_round(self) -> None:
        make_quarter(slug="2013-14-Q3", state=QuarterState.REPORTED)
        make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
        make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)

    @pytest.fixture
    def in_progress(self, inspections: KPI, the_round: None) -> KPI:
        value = make_value(kpi=inspections, period="2014-15-Q1", text="9999")
        make_exception(value=value, issue="Not for the governing body yet.")
        return inspections

    def test_a_member_sees_nothing_of_an_open_quarter_not_even_in_the_trail(self, in_progress: KPI) -> None:
        page = build_kpi_page(in_progress, Q4, user=make_user(role=Role.GOVERNING_BODY))
        assert "9999" not in repr(page)
        assert "9,999" not in repr(page)
        assert "Not for the governing body yet." not in repr(page)

    def test_staff_see_it(self, in_progress: KPI, staff: User) -> None:
        page: KPIPage = build_kpi_page(in_progress, Q1, user=staff)
        assert page.big == "9,999"

    def test_nobody_sees_a_period_after_today(self, staff: User, settings: Settings) -> None:
        kpi = four_hour_standard()
        settings.PORTAL_TODAY = date(2018, 2, 28)
        page = build_kpi_page(kpi, None, user=staff)
        assert page.quarter == "2017/18 Q3"
        assert page.months is not None
        january, february = page.months.rows[9].cells[1], page.months.rows[10].cells[1]
        assert (january.state, february.state) == (FigureState.FIGURE, FigureState.MISSING)

    def test_the_page_follows_the_quarter_asked_for(self, in_progress: KPI, client: Client) -> None:
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        address = reverse("performance:kpi_detail", args=[in_progress.slug])
        latest = client.get(address).content.decode()
        assert "Red in 2013/14 Q4" in latest
        assert "Red, and no exception has been recorded" in latest
        assert "Green in 2013/14 Q3" in client.get(f"{address}?quarter=2013-14-Q3").content.decode()
        assert client.get(f"{address}?quarter=2014-15-Q1").status_code == 404
        assert client.get(f"{address}?quarter=tomorrow").status_code == 404
        assert client.get(reverse("performance:kpi_detail", args=["no-such-kpi"])).status_code == 404

    def test_a_kpi_that_was_not_in_use_then_says_so(self, the_round: None, client: Client) -> None:
        kpi = make_kpi(active_from=date(2014, 1, 1), slug="recent")
        make_value(kpi=kpi, text="3")
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        page = client.get("/performance/kpis/recent/?quarter=2013-14-Q3").content.decode()
        assert "was not reported in 2013/14 Q3" in page
        assert "2013/14 Q4" in page

    def test_a_nationally_published_quarter_is_offered_chosen_and_found_before_it_is_locked(
        self, the_round: None, client: Client, settings: Settings
    ) -> None:
        settings.PORTAL_TODAY = date(2019, 4, 8)
        kpi = four_hour_standard()
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        address = f"{kpi.get_absolute_url()}?quarter=2018-19-Q2"
        assert client.get(address).status_code == 404
        kpi.published_by = "NHS England"
        save(kpi, by=None)
        page = client.get(address).content.decode()
        assert '<option value="2018-19-Q2" selected>2018/19 Q2</option>' in page
        assert '<option value="2013-14-Q4">2013/14 Q4</option>' in page
        newest = client.get(kpi.get_absolute_url()).content.decode()
        assert '<option value="2018-19-Q4" selected>2018/19 Q4</option>' in newest
        assert "?quarter=2018-19-Q4&amp;directorate" not in newest

    def test_a_new_kpi_stands_at_the_first_quarter_in_which_it_is_in_use(
        self, the_round: None, staff: User, client: Client, settings: Settings
    ) -> None:
        settings.PORTAL_TODAY = date(2014, 7, 8)
        kpi = make_kpi(active_from=date(2014, 7, 1), slug="newest")
        client.force_login(staff)
        page = client.get(kpi.get_absolute_url()).content.decode()
        assert '<option value="2014-15-Q2" selected>2014/15 Q2</option>' in page
        assert "Not in use" not in page
        assert client.get(f"{kpi.get_absolute_url()}?quarter=2014-15-Q2").status_code == 200

    def test_what_people_typed_is_printed_as_text(
        self, inspections: KPI, the_round: None, client: Client
    ) -> None:
        value = inspections.values.get(starts_on=Q4.starts_on)
        value.commentary = "<script>alert(1)</script>"
        save(value, by=None)
        client.force_login(make_user(role=Role.GOVERNING_BODY))
        page = client.get(inspections.get_absolute_url()).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("quarters", [1, 8])
def test_the_page_asks_the_same_however_long_the_record(
    quarters: int, staff: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kpi = make_kpi(frequency=Frequency.MONTHLY)
    make_target(kpi=kpi)
    quarter = Q4
    for _ in range(quarters):
        make_exception(value=make_value(kpi=kpi, period=quarter.slug, text="5"))
        for month in quarter.months:
            make_value(kpi=kpi, period=month.slug, text="2")
        quarter = quarter.previous
    assert staff.assignments
    with django_assert_num_queries(13):
        build_kpi_page(kpi, Q4, user=staff)


@pytest.mark.parametrize("people", [1, 4])
def test_the_page_asks_the_same_however_many_people_are_named(
    people: int, staff: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kpi = make_kpi()
    value = make_value(kpi=kpi, period=Q4.slug, text="5")
    for number in range(people):
        kpi.owner, value.commentary = make_user(title=f"Owner {number}"), f"Note {number}"
        save(kpi, by=make_user(title=f"Manager {number}"))
        save(value, by=make_user(title=f"Contributor {number}"))
    kpi.owner = None
    save(kpi, by=None)
    assert staff.assignments
    with django_assert_num_queries(13 + 1):
        named = {change.who for change in build_kpi_page(kpi, Q4, user=staff).trail.changes}
    assert len(named) == 2 * people + 1


@pytest.mark.parametrize(
    ("ratings", "said"),
    [([], ""), ([RAG.GREY], ""), ([RAG.RED], "0 of 1 month"), ([RAG.GREEN, RAG.RED], "1 of 2 months")],
)
def test_one_month_is_one_month(ratings: list[RAG], said: str) -> None:
    assert kpi_definition._met(ratings, "month") == said
