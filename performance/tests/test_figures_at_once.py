"""Figures that meet at the same moment: of two imports, and of a first figure and another definition of its KPI."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from core.figures import MeasureKind
from core.provenance import Provenance
from core.refusals import Refused
from core.tests.at_once import at_the_same_time
from organisation.models import Quarter, QuarterState, User
from organisation.rights import Role
from organisation.tests.builders import make_quarter, make_user
from performance import actions, workflow
from performance.definition import actions as definition
from performance.history_import.applying import PlanChanged, apply_history, keep_history, plan_of
from performance.history_import.reading import HistoryRow, ReadHistory
from performance.models import KPI, FigureUpload, Frequency, KPIValue
from performance.return_texts import texts_of, understand
from performance.returns import find_return, read_sheet
from performance.tests.builders import make_kpi, make_value

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2014, 7, 8)


@pytest.fixture(autouse=True)
def july(settings: Settings) -> None:
    settings.PORTAL_TODAY = TODAY


def refusal_of(call: Callable[[], Any]) -> Any:
    """What the call gives, or the kind of its refusal."""
    try:
        return call()
    except (PlanChanged, workflow.Refused) as said:
        return type(said)


class TestTwoImports:
    @pytest.fixture
    def by(self) -> User:
        return make_user(role=Role.ASSURANCE)

    def sent(self, kpi: KPI, period: str, figure: str, by: User) -> tuple[FigureUpload, str]:
        """A file of one row that somebody looked at, with what they saw."""
        row = HistoryRow(2, kpi.slug, period, {"Figure": figure})
        file = {"file_name": f"{figure}.csv", "sha256": figure.rjust(64, "0"), "size": 99}
        upload = keep_history(read=ReadHistory((row,), {}, ()), chosen="", by=by, **file)
        return upload, plan_of(upload, TODAY).fingerprint

    def apply(self, upload: FigureUpload, seen: str, by: User) -> Any:
        return refusal_of(
            lambda: apply_history(
                upload=upload, by=by, fingerprint=seen, replace=lambda line: True, today=TODAY
            )
        )

    def test_the_second_is_told_that_the_figure_has_changed(self, by: User) -> None:
        kpi = make_kpi(active_from=date(2010, 4, 1))
        value = make_value(kpi=kpi, period="2012-13-Q1", text="10")
        sent = [self.sent(kpi, "2012-13-Q1", figure, by) for figure in ("20", "30")]

        outcomes = at_the_same_time(*(lambda each=each: self.apply(*each, by) for each in sent))

        assert outcomes == ("0 figures added, 1 replaced", PlanChanged)
        value.refresh_from_db()
        assert (value.value, value.version) == (20, 2)

    def test_a_quarter_is_made_of_the_months_of_both(self, by: User) -> None:
        kpi = make_kpi(active_from=date(2010, 4, 1), frequency=Frequency.MONTHLY)
        make_value(kpi=kpi, period="2012-04", text="10")
        quarter = make_value(kpi=kpi, period="2012-13-Q1", text="10", provenance=Provenance.DERIVED)
        sent = [self.sent(kpi, month, figure, by) for month, figure in (("2012-05", "20"), ("2012-06", "30"))]

        outcomes = at_the_same_time(*(lambda each=each: self.apply(*each, by) for each in sent))

        assert outcomes == ("1 figure added; 1 quarter made from months",) * 2
        quarter.refresh_from_db()
        assert (quarter.value, quarter.is_complete) == (60, True)

    def test_none_is_stored_into_a_quarter_that_is_being_locked(self, by: User) -> None:
        kpi = make_kpi(active_from=date(2010, 4, 1))
        quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.UPCOMING)
        upload, seen = self.sent(kpi, "2013-14-Q4", "20", by)

        def lock() -> None:
            held = Quarter.objects.select_for_update(no_key=True).get(pk=quarter.pk)
            held.state = QuarterState.LOCKED
            held.save()

        assert at_the_same_time(lock, lambda: self.apply(upload, seen, by)) == (None, workflow.Refused)
        assert not KPIValue.objects.exists()


class TestAFirstFigure:
    """Saved at the moment at which the assurance team gives its KPI another meaning, or takes it out of use."""

    @pytest.fixture
    def quarter(self) -> Quarter:
        make_quarter(slug="2013-14-Q4", state=QuarterState.UPCOMING)
        return make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)

    @pytest.fixture
    def kpi(self, quarter: Quarter) -> KPI:
        return make_kpi(number=1)

    @pytest.fixture
    def save(self, kpi: KPI, quarter: Quarter) -> Any:
        """What a contributor's page does, which was opened before anything changed."""
        sheet = read_sheet(find_return(kpi.team.directorate, quarter))
        row = sheet.row(1)
        entry = understand(row, {**texts_of(row), "1a": "700"}).entry
        by = make_user(role=Role.CONTRIBUTOR, directorate=kpi.team.directorate)
        return lambda: refusal_of(
            lambda: actions.record_row(
                filing=sheet.filing, kpi=row.kpi, entry=entry, by=by, expected_version=0
            )
        )

    def change(self, kpi: KPI, **changes: Any) -> KPI:
        return definition.change_kpi(
            kpi=kpi,
            changes={"reason": "Better", **changes},
            by=make_user(role=Role.ASSURANCE),
            expected_version=1,
        )

    def test_is_not_kept_as_a_figure_of_another_kind(self, kpi: KPI, quarter: Quarter, save: Any) -> None:
        percentage = {"measure": MeasureKind.PERCENTAGE, "roll_up": "mean", "holds_from": quarter}

        _, outcome = at_the_same_time(lambda: self.change(kpi, **percentage), save)

        assert outcome is workflow.Refused
        assert not KPIValue.objects.exists()

    def test_keeps_the_kpi_from_being_measured_otherwise(self, kpi: KPI, quarter: Quarter, save: Any) -> None:
        percentage = {"measure": MeasureKind.PERCENTAGE, "roll_up": "mean", "holds_from": quarter}

        value, outcome = at_the_same_time(save, lambda: self.change(kpi, **percentage))

        assert (value.value, outcome) == (Decimal(700), Refused)

    def test_is_not_kept_of_a_kpi_that_is_retired(self, kpi: KPI, save: Any) -> None:
        retirement = {"last_quarter": Quarter.objects.get(starts_on=date(2014, 1, 1)), "reason": "Over"}
        retire = self.retire(kpi, retirement)

        assert at_the_same_time(retire, save)[1] is workflow.Refused
        assert not KPIValue.objects.exists()

    def test_keeps_the_kpi_in_use(self, kpi: KPI, save: Any) -> None:
        retirement = {"last_quarter": Quarter.objects.get(starts_on=date(2014, 1, 1)), "reason": "Over"}

        assert at_the_same_time(save, self.retire(kpi, retirement))[1] is Refused

    def retire(self, kpi: KPI, changes: dict[str, Any]) -> Any:
        by = make_user(role=Role.ASSURANCE)
        return lambda: definition.retire_kpi(kpi=kpi, changes=changes, by=by, expected_version=1)

    def test_is_kept_where_only_the_owner_or_the_words_changed(
        self, kpi: KPI, save: Any, quarter: Quarter
    ) -> None:
        words = {"definition": "Complaints closed in time", "holds_from": quarter}
        _, value = at_the_same_time(lambda: self.change(kpi, **words), save)
        assert value.value == 700

    def test_is_kept_beside_that_of_another_kpi_whose_definition_changes(
        self, kpi: KPI, save: Any, quarter: Quarter
    ) -> None:
        other = make_kpi(number=2)
        definition.change_kpi(
            kpi=other,
            changes={"definition": "Otherwise", "holds_from": quarter, "reason": "Better"},
            by=make_user(role=Role.ASSURANCE),
            expected_version=1,
        )
        assert save().value == 700
