"""A quarter that is reopened, corrected and locked again: who restated what, when and why, out of the histories."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from assurance import actions
from assurance import pack as packs
from assurance.live import ROOMS
from assurance.models import Publication, Report, Snapshot
from assurance.restated.lines import Area, Line, Restated
from assurance.restated.since import restated_since
from assurance.tests.builders import make_report, reasons_for
from core import clock, trail
from core.rag import RAG
from engagement.tests.builders import make_activity
from finance.tests.builders import make_line
from organisation.changes import tables_of_change
from organisation.models import Quarter, User
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from performance.models import KPIValue, ReturnState, Target
from performance.tests.builders import make_kpi, make_return, make_target, make_value
from programmes.models import Risk
from programmes.tests.builders import make_project, make_risk, make_update

pytestmark = pytest.mark.django_db
SIGNED_ON = datetime(2014, 7, 7, 9, 0, tzinfo=clock.LONDON)


@pytest.fixture
def office() -> User:
    make_organisation()
    return make_user(role=Role.ASSURANCE)


@pytest.fixture
def quarter(office: User, settings: Settings) -> Quarter:
    """2014/15 Q1 with something in every room, locked and reported once, and open again."""
    settings.PORTAL_TODAY = date(2014, 7, 8)
    quarter = make_quarter(slug="2014-15-Q1", due_on=date(2014, 7, 7))
    kpi = make_kpi(number=11, name="Inspections")
    make_target(kpi=kpi, start=2014, value=6)
    make_value(kpi=kpi, period="2014-15-Q1", text="7")
    make_return(
        quarter=quarter, state=ReturnState.SIGNED_OFF, submitted_at=SIGNED_ON, signed_off_at=SIGNED_ON
    )
    make_update(project=make_project(short_name="Stroke"), quarter=quarter, rag=RAG.GREEN)
    make_risk(reference="R-001", opened_on=date(2014, 5, 1), likelihood=3, impact=3)
    make_line(year=2014, heading="Acute", annual_plan=12_000)
    make_activity(title="The Big Ask", starts_on=date(2014, 5, 1))
    date_everything(SIGNED_ON)
    make_report(snapshot=lock(quarter, office), state="ready")
    actions.reopen_quarter(quarter=quarter, by=office, reason="A figure was wrong.")
    return quarter


def date_everything(at: datetime) -> None:
    """Builders save without the trail, which dates a change by the portal's clock."""
    for _, model in tables_of_change(ROOMS):
        if hasattr(model, "instance_type"):
            model.objects.update(history_date=at)


def lock(quarter: Quarter, office: User) -> Snapshot:
    """Over whatever is missing: what a red lacks is not told of here."""
    return actions.lock_quarter(quarter=quarter, by=office, reasons=reasons_for(quarter, "Late"))


def restated(quarter: Quarter, office: User) -> Restated:
    """As it stands in the second version of the snapshot."""
    found = packs.from_json(lock(quarter, office).pack).restated
    assert found is not None
    return found


def change(record: object, by: User, reason: str, **fields: object) -> None:
    for name, value in fields.items():
        setattr(record, name, value)
    trail.save(record, by=by, reason=reason)  # type: ignore[type-var]


def test_the_first_version_restates_nothing(quarter: Quarter) -> None:
    assert packs.from_json(Snapshot.objects.get(version=1).pack).restated is None


def test_a_second_version_without_a_change_says_so(quarter: Quarter, office: User) -> None:
    found = restated(quarter, office)

    assert (found.since_version, found.lines, found.was_reported) == (1, (), True)
    assert [(each.who, each.why) for each in found.reopenings] == [(str(office), "A figure was wrong.")]


def test_a_reason_longer_than_the_trail_holds_is_kept_whole(quarter: Quarter, office: User) -> None:
    lock(quarter, office)
    reason = "Six cases were counted twice by the provider, once in February and once in March. " * 3
    actions.reopen_quarter(quarter=quarter, by=office, reason=reason)

    assert [each.why for each in restated(quarter, office).reopenings] == [
        "A figure was wrong.",
        reason.strip(),
    ]


def test_a_corrected_figure_says_who_when_and_why(quarter: Quarter, office: User) -> None:
    contributor = make_user(role=Role.CONTRIBUTOR)
    change(KPIValue.objects.get(), contributor, "Counted twice", value=Decimal(5))

    figure, rating = restated(quarter, office).lines

    assert (figure.about, figure.what, figure.before, figure.after) == (
        "11. Inspections",
        "Figure, Q1",
        "7",
        "5",
    )
    assert (figure.who, figure.why, figure.at is not None) == (str(contributor), "Counted twice", True)
    assert (rating.what, rating.before, rating.after) == ("Rating", "Green", "Red")
    assert rating.who == str(contributor)


def test_what_a_contributor_wrote_in_the_return_is_the_reason(quarter: Quarter, office: User) -> None:
    saved = "Saved in the return, 2014/15 Q1"
    change(KPIValue.objects.get(), office, saved, value=Decimal(5), commentary="Two were counted twice.")
    assert [line.why for line in restated(quarter, office).lines] == ["Two were counted twice."] * 2


def test_what_the_approver_sent_the_row_back_for_is_the_reason(quarter: Quarter, office: User) -> None:
    value = KPIValue.objects.get()
    change(value, office, "Sent back", sent_back_comment="Count each once.", sent_back_at=clock.now())
    change(value, office, "Saved in the return, 2014/15 Q1", value=Decimal(4), sent_back_at=None)
    change(value, office, "Saved in the return, 2014/15 Q1", value=Decimal(5))
    assert [line.why for line in restated(quarter, office).lines] == ["Sent back: Count each once."] * 2


def test_what_a_row_was_sent_back_for_before_it_was_reported_is_no_reason(
    quarter: Quarter, office: User
) -> None:
    before = {"sent_back_comment": "Which wards?", "sent_back_at": SIGNED_ON}
    KPIValue.objects.update(**before)
    KPIValue.history.update(**before)
    saved = "Saved in the return, 2014/15 Q1"
    change(KPIValue.objects.get(), office, saved, value=Decimal(5), sent_back_at=None)
    assert {line.why for line in restated(quarter, office).lines} == {saved}


def test_a_comment_that_stood_there_before_is_no_reason(quarter: Quarter, office: User) -> None:
    KPIValue.objects.update(commentary="As it was.")
    KPIValue.history.update(commentary="As it was.")
    saved = "Saved in the return, 2014/15 Q1"
    change(KPIValue.objects.get(), office, saved, value=Decimal(5))
    assert [line.why for line in restated(quarter, office).lines] == [saved] * 2


def test_the_reason_is_that_of_the_figure_and_not_of_a_later_comment(quarter: Quarter, office: User) -> None:
    value = KPIValue.objects.get()
    change(value, make_user(role=Role.CONTRIBUTOR), "Counted twice", value=Decimal("6.5"))
    change(value, office, "Comment put better", commentary="Fewer")

    assert [line.why for line in restated(quarter, office).lines] == ["Counted twice"]


def test_a_rating_that_follows_from_a_target_is_put_down_to_it(quarter: Quarter, office: User) -> None:
    change(Target.objects.get(), office, "Agreed in May", value=Decimal(9))

    found = {line.what: line for line in restated(quarter, office).lines}

    assert (found["Target"].why, found["Rating"].why) == ("Agreed in May", "Agreed in May")


def _score(office: User) -> None:
    risk = Risk.objects.get()
    change(risk, office, "It came true", likelihood=5)
    risk.scores.update(likelihood=5)


CHANGES: dict[str, tuple[Callable[[User], None], tuple[Area, str, str, str, str]]] = {
    "a project": (
        lambda by: change(make_project_update(), by, "Update for 2014/15 Q1", rag=RAG.AMBER),
        (Area.PROJECTS, "Delivery RAG", "Green", "Amber", "Update for 2014/15 Q1"),
    ),
    "a risk": (_score, (Area.RISKS, "Score", "3 × 3 = 9, high", "5 × 3 = 15, extreme", "It came true")),
    "a budget": (
        lambda by: change(budget_line(), by, "Virement", annual_plan=Decimal(13_000)),
        (Area.FINANCE, "Plan for the year", "£12,000", "£13,000", "Virement"),
    ),
    "an activity": (
        lambda by: change(activity(), by, "Recounted", took_part=40),
        (Area.ENGAGEMENT, "People who took part", "None", "40", "Recounted"),
    ),
}


def make_project_update() -> object:
    from programmes.models import ProjectUpdate

    return ProjectUpdate.objects.get()


def budget_line() -> object:
    from finance.models import BudgetLine

    return BudgetLine.objects.get()


def activity() -> object:
    from engagement.models import EngagementActivity

    return EngagementActivity.objects.get()


@pytest.mark.parametrize("what", CHANGES)
def test_every_room_says_who_restated_it_and_why(what: str, quarter: Quarter, office: User) -> None:
    make, expected = CHANGES[what]
    make(office)

    found = [line for line in restated(quarter, office).lines if line.who]

    assert [(line.area, line.what, line.before, line.after, line.why) for line in found] == [expected]


def test_an_activity_that_was_recorded_late_is_counted_and_said_whose_it_is(
    quarter: Quarter, office: User
) -> None:
    make_activity(title="Carers’ day", starts_on=date(2014, 6, 1))

    found = {(line.about, line.what): line for line in restated(quarter, office).lines}

    assert found["All activities", "Activities in the quarter"].after == "2"
    assert found["Carers’ day", "Added"].before == "Not in it"


def test_what_follows_from_nothing_that_is_recorded_names_nobody(quarter: Quarter, office: User) -> None:
    KPIValue.objects.update(value=Decimal("6.5"))
    assert [(line.after, line.who, line.why) for line in restated(quarter, office).lines] == [("6.5", "", "")]


def test_a_version_that_was_never_reported_is_passed_over(quarter: Quarter, office: User) -> None:
    change(KPIValue.objects.get(), office, "Counted twice", value=Decimal(5))
    lock(quarter, office)
    actions.reopen_quarter(quarter=quarter, by=office, reason="Once more.")
    change(KPIValue.objects.get(), office, "As it was", value=Decimal(7))

    found = restated(quarter, office)

    assert (found.since_version, found.lines) == (1, ())
    assert [each.why for each in found.reopenings] == ["A figure was wrong.", "Once more."]


def test_a_version_that_was_never_published_is_passed_over(quarter: Quarter, office: User) -> None:
    """The public has version 1: what version 3 corrects is told since that one."""
    now, director = clock.now(), make_user(role=Role.DIRECTOR)
    Publication.objects.create(
        report=Report.objects.get(),
        quarter=quarter,
        slug="governing-body",
        version=1,
        state="published",
        proposed_at=now,
        proposed_by=office,
        published_at=now,
        published_by=director,
    )
    change(KPIValue.objects.get(), office, "Counted twice", value=Decimal(5))
    make_report(snapshot=lock(quarter, office), state="ready", version=2)
    actions.reopen_quarter(quarter=quarter, by=office, reason="Once more.")

    found = restated(quarter, office)

    assert found.since_version == 1
    assert ("Figure, Q1", "7", "5") in [(line.what, line.before, line.after) for line in found.lines]


def test_without_a_report_it_is_compared_with_the_version_before(office: User, quarter: Quarter) -> None:
    Snapshot.objects.get().reports.all().delete()
    found = restated(quarter, office)
    assert (found.since_version, found.was_reported) == (1, False)


def test_a_version_of_another_shape_is_not_compared(quarter: Quarter, office: User) -> None:
    Snapshot.objects.update(schema=0)
    assert not restated(quarter, office).is_comparable


def test_a_version_that_cannot_be_read_is_not_compared(quarter: Quarter, office: User) -> None:
    Snapshot.objects.update(pack={"head": None})
    assert not restated(quarter, office).is_comparable


def test_it_costs_the_same_however_much_is_restated(quarter: Quarter, office: User) -> None:
    asked = []
    for count in (1, 6):
        for _ in range(count):
            kpi = make_kpi()
            make_value(kpi=kpi, period="2014-15-Q1", text="3")
        pack = actions.build_pack(quarter, today=clock.today())
        with CaptureQueriesContext(connection) as queries:
            found = restated_since(quarter, pack)
        asked.append(len(queries))
        assert found is not None
        assert len(found.lines) >= count

    assert asked[0] == asked[1] <= 6


def test_a_line_knows_its_page(quarter: Quarter, office: User) -> None:
    change(KPIValue.objects.get(), office, "Counted twice", value=Decimal("6.5"))
    (line,) = restated(quarter, office).lines
    assert isinstance(line, Line)
    assert line.path == f"/performance/kpis/{KPIValue.objects.get().kpi.slug}/?quarter=2014-15-Q1"
