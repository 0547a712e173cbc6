"""The workbook of a return: downloaded, filled in, sent back, looked through, applied; and all that can go wrong."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from core import derivation
from core.derivation import Source, derived, register
from core.figures import MeasureKind
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter
from performance.models import KPI, FigureUpload, Frequency, KPIValue, Return, ReturnState, UploadState
from performance.tests.builders import (
    make_exception,
    make_kpi,
    make_pair,
    make_return,
    make_target,
    make_value,
)
from performance.tests.people import Person, summary, words
from performance.tests.workbooks import WORKBOOK, Filled, download, send

pytestmark = pytest.mark.django_db


class Round:
    """Quality has four KPIs due in 2014/15 Q1: visits, n of d, a pair, and one typed by month."""

    def __init__(self) -> None:
        self.quality = make_directorate(name="Quality")
        self.quarter = make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
        self.visits = make_kpi(name="Assurance visits", number=18, directorate=self.quality)
        make_target(kpi=self.visits, value=6, start=2014)
        self.incidents = make_kpi(
            name="Incidents closed", number=20, directorate=self.quality, measure=MeasureKind.RATIO
        )
        self.pair = make_pair(name="Challenges", number=25, directorate=self.quality)
        self.monthly = make_kpi(
            name="Complaints", number=30, directorate=self.quality, frequency=Frequency.MONTHLY
        )
        self.filer = Person(Role.CONTRIBUTOR, self.quality, title="Contributor, Quality")
        self.client = self.filer.client

    def download(self) -> Filled:
        return download(self.client)

    def send(self, filled: Filled, **more: Any) -> Any:
        return send(self.client, filled.saved(), **more)

    def preview(self, filled: Filled) -> str:
        answer = self.send(filled)
        assert answer.status_code == 302, words(answer.content.decode())
        return self.filer.open(answer["Location"])

    def apply(self, filled: Filled, picks: dict[str, str] | None = None, code: int = 302) -> str:
        self.preview(filled)
        return self.apply_open(picks, code)

    def apply_open(self, picks: dict[str, str] | None = None, code: int = 302) -> str:
        upload = FigureUpload.objects.latest("pk")
        return self.filer.save(picks, url=f"{WORKBOOK}{upload.pk}/apply/", code=code)

    def value(self, kpi: KPI) -> KPIValue | None:
        return KPIValue.objects.for_quarter(self.quarter.period).filter(kpi=kpi).first()


@pytest.fixture
def round_(db: None) -> Round:
    return Round()


# Taking it away -------------------------------------------------------------------------------------------------------


def test_the_workbook_holds_what_is_due_what_is_known_and_what_is_saved(round_: Round) -> None:
    make_value(kpi=round_.visits, period="2013-14-Q4", text="5")
    make_value(kpi=round_.visits, period="2014-15-Q1", text="3", commentary="=not a formula")
    annual = make_kpi(name="Survey", directorate=round_.quality, frequency=Frequency.ANNUALLY)
    filled = round_.download()
    assert filled.cell(round_.visits, "q.1a").value == 3
    assert filled.cell(round_.visits, "past3").value == "5"
    assert (filled.cell(round_.visits, "com").value, filled.cell(round_.visits, "com").data_type) == (
        "=not a formula",
        "s",
    )
    assert annual.slug not in [filled.page.cell(line, 1).value for line in range(1, filled.page.max_row + 1)]
    assert [cell.hyperlink for cell in filled.page[1] if cell.hyperlink] == []


def test_only_the_cells_to_type_into_are_open(round_: Round) -> None:
    filled = round_.download()
    assert filled.page.protection.sheet
    keys = ("q.1a", "q.1ad", "name", "rag", "m.1a", "q.1b")
    is_open = [key for key in keys if not filled.cell(round_.incidents, key).protection.locked]
    assert is_open == ["q.1a", "q.1ad"]
    assert not filled.cell(round_.monthly, "m.3a").protection.locked
    assert not filled.cell(round_.visits, "rag").protection.locked


def test_lists_panes_and_print_are_set_up(round_: Round) -> None:
    page = round_.download().page
    lists = {rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"}
    assert lists == {'"Yes"', '"Green,Amber,Red"'}
    assert page.freeze_panes == "E5"
    assert (page.page_setup.orientation, page.page_setup.fitToWidth, page.print_title_rows) == (
        "landscape",
        1,
        "$4:$4",
    )
    assert page.column_dimensions["A"].hidden
    assert page.row_dimensions[1].hidden


def test_the_same_return_gives_the_same_bytes(round_: Round) -> None:
    assert round_.client.get(WORKBOOK).content == round_.client.get(WORKBOOK).content


def test_a_workbook_that_nobody_filled_in_changes_nothing(round_: Round) -> None:
    make_value(kpi=round_.visits, period="2014-15-Q1", text="3", commentary="Two weeks late.\nThen on time.")
    make_value(kpi=round_.incidents, period="2014-15-Q1", text="57 of 60")
    make_value(kpi=round_.pair, period="2014-15-Q1", text="17", second="£1,059,768.50")
    red = make_value(
        kpi=round_.monthly, period="2014-15-Q1", not_collected=True, not_collected_reason="System down"
    )
    make_exception(value=red, recovery_on=date(2014, 9, 30))
    page = words(round_.preview(round_.download()))
    assert "Nothing would change" in page
    assert "4 KPIs in the file say what is stored" in page


# Filling it in --------------------------------------------------------------------------------------------------------


def test_what_is_filled_in_is_previewed_then_stored_through_the_return(round_: Round) -> None:
    filled = round_.download()
    filled.fill(round_.visits, q_1a=4, rag="Red", why="One more is booked.", com="Four of six.", issue="Late")
    filled.fill(
        round_.visits, cause="Posts", action="Fill posts", owner="Head of quality", recovery=date(2014, 9, 30)
    )
    filled.fill(round_.incidents, q_1a=57, q_1ad=60)
    filled.fill(round_.pair, q_1a=17, q_1b=1059768.5)
    filled.fill(round_.monthly, m_1a=10, m_2a="*", m_3a=12)
    page = words(round_.preview(filled))
    assert "4 KPIs will change" in page
    assert KPIValue.objects.count() == 0
    assert "Incidents closed" in page
    assert "57 of 60" in page
    assert "£1,059,768.50" in page
    round_.apply_open()
    visits = round_.value(round_.visits)
    assert visits is not None
    assert (visits.value, visits.self_assessed, visits.commentary) == (4, "red", "Four of six.")
    assert visits.exception.recovery_on == date(2014, 9, 30)
    pair, ratio, monthly = (round_.value(kpi) for kpi in (round_.pair, round_.incidents, round_.monthly))
    assert pair is not None
    assert (pair.value, pair.second_value) == (17, Decimal("1059768.5"))
    assert ratio is not None
    assert (ratio.numerator, ratio.denominator) == (57, 60)
    assert monthly is not None
    assert monthly.value == 22
    assert KPIValue.objects.monthly().count() == 3
    assert Return.objects.get().state == ReturnState.IN_PROGRESS
    assert visits.history.first().history_change_reason == "Workbook “return.xlsx”"
    assert visits.history.first().history_user == round_.filer.user
    upload = FigureUpload.objects.get()
    assert (upload.state, upload.outcome, upload.applied_by) == (
        UploadState.APPLIED,
        "4 KPIs changed",
        round_.filer.user,
    )


def test_not_collected_percent_and_typed_texts_are_understood_as_on_the_page(round_: Round) -> None:
    percent = make_kpi(name="Share", directorate=round_.quality, measure=MeasureKind.PERCENTAGE)
    filled = round_.download()
    filled.cell(percent, "q.1a").number_format = "0.0%"
    filled.fill(percent, q_1a=0.955)
    filled.fill(round_.pair, q_1a="17", q_1b="£1.06m")
    filled.fill(round_.visits, nc="Yes", ncr="The team moved.", recovery="30 September 2014")
    round_.apply(filled)
    values = [round_.value(kpi) for kpi in (percent, round_.pair, round_.visits)]
    assert all(values)
    assert [value.value for value in values[:2] if value] == [Decimal("95.5"), 17]
    assert values[1] is not None
    assert values[1].second_value == 1_060_000
    assert values[2] is not None
    assert (values[2].not_collected, values[2].not_collected_reason) == (True, "The team moved.")


def test_a_percentage_worked_out_in_excel_is_taken_as_it_is_shown_and_said_to_be(round_: Round) -> None:
    percent = make_kpi(name="Share", directorate=round_.quality, measure=MeasureKind.PERCENTAGE)
    filled = round_.download()
    filled.cell(percent, "q.1a").number_format = "0.0%"
    filled.fill(percent, q_1a=143 / 150)
    assert "Figure: 95.3%, rounded as Excel shows it." in words(round_.preview(filled))
    round_.apply_open()
    value = round_.value(percent)
    assert value
    assert value.value == Decimal("95.3")


def test_a_cleared_cell_takes_the_figure_back_and_says_so_first(round_: Round) -> None:
    make_value(kpi=round_.visits, period="2014-15-Q1", text="3")
    filled = round_.download().fill(round_.visits, q_1a=None)
    assert "Figure 3 Nothing" in words(round_.preview(filled))
    round_.apply_open()
    value = round_.value(round_.visits)
    assert value is not None
    assert value.value is None


# What is wrong with it ------------------------------------------------------------------------------------------------


def test_three_errors_are_named_by_cell_and_nothing_is_stored_until_they_are_mended(round_: Round) -> None:
    filled = round_.download()
    filled.fill(round_.visits, q_1a="six", com="fine").fill(round_.incidents, q_1a=57, q_1ad="sixty")
    filled.fill(round_.pair, q_1a=17, q_1b=0.001)
    answer = round_.send(filled)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert summary(page) == ["3 cells have to be put right in the file. Nothing was stored."]
    cell = filled.cell(round_.visits, "q.1a")
    assert f"Return, cell {cell.column_letter}{cell.row} Figure six “six” is not a number" in words(page)
    assert "“sixty” is not a number" in words(page)
    assert "“0.001” is too exact" in words(page)
    assert (FigureUpload.objects.count(), KPIValue.objects.count()) == (0, 0)
    filled.fill(round_.visits, q_1a=6).fill(round_.incidents, q_1ad=60).fill(round_.pair, q_1b=0.01)
    round_.apply(filled)
    assert KPIValue.objects.count() == 3


@pytest.mark.parametrize(
    ("kpi", "key", "value", "says"),
    [
        ("visits", "q.1a", "#N/A", "Excel shows the error #N/A here"),
        ("visits", "q.1a", "=1+1", "This formula has no result"),
        ("visits", "q.1a", date(2014, 6, 5), "Excel has made a date of what was typed"),
        ("visits", "q.1a", True, "“TRUE” is not a number"),
        ("visits", "q.1a", 1.5, "not a whole number"),
        ("visits", "q.1a", -1, "below nought"),
        ("visits", "m.1a", 5, "not typed by month"),
        ("visits", "q.1b", 5, "nothing to type here"),
        ("monthly", "q.1a", 5, "is typed by month"),
        ("incidents", "rag", "Green", "has no target, so it is not rated"),
        ("visits", "rag", "Purple", "Choose Green, Amber or Red"),
        ("visits", "nc", "Maybe", "Choose Yes, or leave it blank"),
        ("visits", "recovery", "soon", "not a date that is understood"),
        ("visits", "recovery", date(2014, 6, 1), "must be after the quarter’s last day"),
        ("visits", "ncr", "x" * 301, "Use 300 characters or fewer"),
        ("visits", "com", "#REF!", "Excel shows the error #REF! here"),
    ],
)
def test_what_a_cell_may_not_hold_is_refused_at_its_place(
    round_: Round, kpi: str, key: str, value: Any, says: str
) -> None:
    filled = round_.download()
    cell = filled.cell(getattr(round_, kpi), key)
    cell.value = value
    answer = round_.send(filled)
    page = words(answer.content.decode())
    assert answer.status_code == 422
    assert f"cell {cell.column_letter}{cell.row}" in page
    assert says in page
    assert FigureUpload.objects.count() == 0


def test_a_figure_beside_not_collected_is_refused(round_: Round) -> None:
    filled = round_.download().fill(round_.visits, q_1a=3, nc="Yes")
    assert "Clear one of them" in words(round_.send(filled).content.decode())


def test_rows_and_columns_that_are_not_the_workbooks_are_refused(round_: Round) -> None:
    filled = round_.download()
    last = filled.page.max_row
    filled.page.cell(last + 1, filled.column("com")).value = "A note of my own"
    filled.page.cell(last, filled.page.max_column + 1).value = "Another"
    page = words(round_.send(filled).content.decode())
    assert "This row belongs to no KPI" in page
    assert "This column is none of the workbook’s" in page


def test_a_row_that_stands_twice_or_is_of_no_kpi_is_refused(round_: Round) -> None:
    filled = round_.download()
    filled.cell(round_.pair, "kpi").value = round_.visits.slug
    filled.cell(round_.monthly, "kpi").value = "invented"
    page = words(round_.send(filled).content.decode())
    assert "This KPI stands in row" in page
    assert "“invented” is not due in this return" in page


def test_columns_are_found_wherever_they_stand(round_: Round) -> None:
    filled = round_.download().fill(round_.visits, q_1a=4)
    filled.page.insert_cols(filled.column("com"))
    filled.page.move_range(
        f"{filled.page.cell(1, filled.column('com')).column_letter}1:"
        f"{filled.page.cell(1, filled.column('com')).column_letter}{filled.page.max_row}",
        cols=-1,
    )
    round_.apply(filled)
    value = round_.value(round_.visits)
    assert value is not None
    assert value.value == 4


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda filled: filled.book["About"].cell(1, 2, "return-0"), "another version of the portal"),
        (lambda filled: filled.book["About"].cell(2, 2, "2013-14-Q4"), "another quarter (2013-14-Q4)"),
        (lambda filled: filled.book["About"].cell(3, 2, "finance"), "another directorate (finance)"),
        (lambda filled: filled.book.remove(filled.book["About"]), "not the workbook of a return"),
        (lambda filled: filled.page.delete_cols(filled.column("com")), "lacks the column “Commentary”"),
        (lambda filled: filled.page.cell(1, filled.column("why"), "rag"), "twice"),
        (lambda filled: filled.page.merge_cells("F6:F7"), "Cells F6:F7 are merged"),
    ],
)
def test_a_workbook_of_another_return_or_without_its_bearings_is_refused(
    round_: Round, change: Any, says: str
) -> None:
    filled = round_.download()
    change(filled)
    answer = round_.send(filled)
    assert answer.status_code == 422
    assert says in words(answer.content.decode())


def test_a_row_that_was_deleted_in_the_file_stays_as_it_is(round_: Round) -> None:
    make_value(kpi=round_.visits, period="2014-15-Q1", text="3")
    filled = round_.download().fill(round_.incidents, q_1a=57, q_1ad=60)
    filled.page.delete_rows(filled.line(round_.visits))
    assert "1 is not in the file and stays as it is" in words(round_.preview(filled))
    round_.apply_open()
    value = round_.value(round_.visits)
    assert value is not None
    assert value.value == 3


def test_no_file_is_asked_for(round_: Round) -> None:
    answer = round_.client.post(f"{WORKBOOK}send/")
    assert answer.status_code == 422
    assert "Choose a file" in words(answer.content.decode())


# Sent again, and changed meanwhile ------------------------------------------------------------------------------------


def test_the_same_file_twice_is_recognised_before_and_after_it_is_applied(round_: Round) -> None:
    data = round_.download().fill(round_.visits, q_1a=4).saved()
    first, second = (send(round_.client, data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert "This very file was sent by Contributor, Quality already" in words(
        round_.filer.open(second["Location"])
    )
    round_.apply_open()
    again = send(round_.client, data)
    assert again["Location"] == first["Location"]
    page = words(round_.filer.open(again["Location"]))
    assert "This very file was applied by Contributor, Quality already" in page
    assert "1 KPI changed" in page
    assert FigureUpload.objects.count() == 1


def saved_meanwhile(round_: Round, figure: str) -> None:
    other = Person(Role.CONTRIBUTOR, round_.quality, title="Another contributor")
    other.open()
    other.save({"k18-1a": figure})


def test_a_figure_changed_meanwhile_is_a_conflict_to_choose_not_an_overwrite(round_: Round) -> None:
    filled = (
        round_.download()
        .fill(round_.visits, q_1a=4, com="From the file")
        .fill(round_.incidents, q_1a=57, q_1ad=60)
    )
    saved_meanwhile(round_, "5")
    page = words(round_.preview(filled))
    assert "of 1 you choose what to keep" in page
    assert "Another contributor" in page
    unanswered = round_.apply_open(code=409)
    assert "Choose which one to keep for “Figure”." in summary(unanswered)
    for seen in (page, words(unanswered)):
        assert "When the workbook was downloaded: not yet returned." in seen
    assert round_.value(round_.incidents) is None
    round_.apply_open({"k18-pick-1a": "theirs", "k18-pick-com": "mine"})
    value = round_.value(round_.visits)
    assert value is not None
    assert (value.value, value.commentary) == (5, "From the file")
    assert round_.value(round_.incidents) is not None


def test_a_row_that_only_others_changed_is_left_as_they_saved_it(round_: Round) -> None:
    filled = round_.download().fill(round_.incidents, q_1a=57, q_1ad=60)
    saved_meanwhile(round_, "5")
    round_.apply(filled)
    value = round_.value(round_.visits)
    assert value is not None
    assert value.value == 5


def test_a_figure_changed_after_the_preview_is_shown_as_well(round_: Round) -> None:
    filled = round_.download().fill(round_.visits, q_1a=4).fill(round_.incidents, q_1a=57, q_1ad=60)
    round_.preview(filled)
    saved_meanwhile(round_, "5")
    page = round_.apply_open(code=409)
    assert "of 1 you choose what to keep" in words(page)
    assert round_.value(round_.incidents) is None
    round_.apply_open({"k18-pick-1a": "mine"})
    value = round_.value(round_.visits)
    assert value is not None
    assert value.value == 4


def test_when_one_row_cannot_be_stored_none_is(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    from performance import actions

    record, stored = actions.record_row, []

    def fails_at_the_second(**fields: Any) -> Any:
        if stored:
            raise actions.Stale(fields["kpi"])
        stored.append(fields["kpi"])
        return record(**fields)

    filled = round_.download().fill(round_.visits, q_1a=4).fill(round_.incidents, q_1a=57, q_1ad=60)
    round_.preview(filled)
    monkeypatch.setattr(actions, "record_row", fails_at_the_second)
    page = round_.apply_open()
    assert "Nothing was stored" in words(page)
    assert KPIValue.objects.count() == 0
    assert FigureUpload.objects.get().state == UploadState.CHECKED


def test_nothing_is_applied_to_a_return_that_was_submitted_or_to_a_locked_quarter(round_: Round) -> None:
    round_.preview(round_.download().fill(round_.visits, q_1a=4))
    make_return(directorate=round_.quality, quarter=round_.quarter, state=ReturnState.SUBMITTED)
    assert "has been submitted" in words(round_.apply_open())
    round_.quarter.state, round_.quarter.locked_at = QuarterState.LOCKED, timezone.now()
    round_.quarter.save()
    assert "was locked" in words(round_.apply_open())
    assert KPIValue.objects.count() == 0
    answer = round_.send(round_.download())
    assert answer.status_code == 409
    assert "was locked" in words(answer.content.decode())


def test_a_discarded_or_expired_file_is_forgotten(round_: Round) -> None:
    filled = round_.download().fill(round_.visits, q_1a=4)
    round_.preview(filled)
    upload = FigureUpload.objects.get()
    assert "Nothing of it was stored" in words(round_.filer.save(url=f"{WORKBOOK}{upload.pk}/discard/"))
    assert round_.client.get(upload.get_absolute_url()).status_code == 404
    round_.preview(filled)
    again = FigureUpload.objects.latest("pk")
    assert again.pk != upload.pk
    FigureUpload.objects.filter(pk=again.pk).update(expires_at=timezone.now().replace(year=2014, month=1))
    assert round_.client.get(again.get_absolute_url()).status_code == 404
    assert round_.client.post(f"{WORKBOOK}{again.pk}/apply/").status_code == 404


def test_colleagues_of_the_directorate_see_a_file_and_others_do_not(round_: Round) -> None:
    round_.preview(round_.download().fill(round_.visits, q_1a=4))
    url = FigureUpload.objects.get().get_absolute_url()
    assert Person(Role.CONTRIBUTOR, round_.quality).client.get(url).status_code == 200
    assert Person(Role.CONTRIBUTOR, make_directorate(name="Finance")).client.get(url).status_code == 404
    assert Person(Role.APPROVER, round_.quality).client.get(url).status_code == 403
    other = url.replace("/quality/", "/finance/")
    assert Person(Role.CONTRIBUTOR, make_directorate(name="Finance")).client.get(other).status_code == 404


@pytest.mark.parametrize("count", [2, 12])
def test_preview_asks_as_often_however_many_rows_change(
    round_: Round, count: int, django_assert_max_num_queries: Any
) -> None:
    kpis = [make_kpi(directorate=round_.quality) for _ in range(count)]
    filled = round_.download()
    for kpi in kpis:
        filled.fill(kpi, q_1a=4)
    location = round_.send(filled)["Location"]
    with django_assert_max_num_queries(16):
        assert round_.client.get(location).status_code == 200


# What the portal proposes ---------------------------------------------------------------------------------------------


def test_a_proposed_figure_stands_in_its_cell_and_is_accepted_by_sending_it(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derivation, "_SOURCES", {})
    register(Source("plan", "the delivery plan", lambda period: derived(24, 31, "24 of 31 were green.")))
    projects = make_kpi(name="Projects on target", directorate=round_.quality, derived_from="plan")
    filled = round_.download()
    assert filled.cell(projects, "q.1a").value == 24
    assert filled.cell(projects, "q.1a").protection.locked is False
    assert "From the delivery plan: 24 of 31 were green." in filled.cell(projects, "proposed").value
    assert "1 KPI will change" in words(round_.preview(filled))
    round_.apply_open()
    value = round_.value(projects)
    assert value is not None
    assert (value.value, value.provenance) == (24, "derived")
