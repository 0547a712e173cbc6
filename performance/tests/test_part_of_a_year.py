"""A KPI that begins, ends or rests within a year: the quarters in which it was in use make the year."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.periods import FinancialYear
from core.rag import RAG
from organisation.tests.builders import make_quarter
from performance.follow_up.pages import YearEndOutlook
from performance.follow_up.year_end import outlook_of
from performance.models import KPI, EarlierDefinition, KPIValue
from performance.models.kpis import DATED_FIELDS
from performance.rag import Basis, Comparator, Rating
from performance.records import KPIRecord, read_records
from performance.tests.builders import make_kpi, make_target, make_value

pytestmark = pytest.mark.django_db

YEAR = FinancialYear(2013)
Q1, Q2, Q3, Q4 = YEAR.quarters
GREEN = Rating(RAG.GREEN, "On target")
FROM_Q2 = {"active_from": Q2.starts_on}
UNTIL_Q2 = {"retired_on": Q2.ends_on}


def a_record(*texts: str, first: int = 1, in_use: dict[str, Any], **target: Any) -> KPIRecord:
    """10 a quarter, or what is said, of a KPI in use for a part of 2013/14."""
    make_quarter(slug="2013-14-Q1")
    kpi = make_kpi(**in_use)
    make_target(kpi=kpi, start=2013, **({"value": 10} | target))
    for number, text in enumerate(texts, start=first):
        make_value(kpi=kpi, period=f"2013-14-Q{number}", text=text)
    (record,) = read_records(KPI.objects.all(), values=KPIValue.objects.all(), today=date(2014, 7, 1))
    return record


def outlook(record: KPIRecord, at: Any) -> YearEndOutlook:
    found = outlook_of(record, at)
    assert found is not None
    return found


class TestBegunWithinTheYear:
    def test_the_years_target_falls_due_in_even_parts_from_then_on(self) -> None:
        record = a_record("10", "10", "9", first=2, in_use=FROM_Q2, value=30, basis=Basis.RUNNING_TOTAL)

        assert [record.rating(quarter) for quarter in (Q2, Q3)] == [GREEN, GREEN]
        assert record.rating(Q4) == Rating(RAG.AMBER, "1 short")
        assert [record.target_level(quarter) for quarter in (Q2, Q3, Q4)] == [10, 10, 10]

    def test_of_a_profile_its_own_quarters_are_taken(self) -> None:
        """Typed as the total expected by the end of each month."""
        profile = [str(month) for month in (0, 0, 0, 2, 4, 6, 8, 10, 12, 20, 25, 30)]
        record = a_record(
            "6", "5", first=2, in_use=FROM_Q2, value=30, basis=Basis.RUNNING_TOTAL, profile=profile
        )

        assert (record.rating(Q2), record.rating(Q3)) == (GREEN, Rating(RAG.AMBER, "1 short"))
        assert [record.target_level(quarter) for quarter in (Q2, Q3, Q4)] == [6, 6, 18]

    def test_the_year_is_what_its_quarters_make_and_final_with_the_last(self) -> None:
        record = a_record("10", "10", "10", first=2, in_use=FROM_Q2, from_quarter=2)

        whole, said = record.whole_year(YEAR), outlook(record, Q4)

        assert whole is not None
        assert whole.sentence == "Year 30"
        assert (said.projected, said.basis, said.is_final) == (
            "30",
            "The year’s figure: 3 of 3 quarters",
            True,
        )
        assert (said.target_text, said.rag) == ("At least 30", RAG.GREEN)

    def test_a_year_end_target_is_held_against_them(self) -> None:
        record = a_record("10", "10", "10", first=2, in_use=FROM_Q2, value=30, basis=Basis.YEAR_END)

        assert record.rating(Q3).reason == "Judged at year end"
        assert (record.rating(Q4), outlook(record, Q4).rag) == (GREEN, RAG.GREEN)

    def test_history_of_before_it_was_in_use_counts(self) -> None:
        record = a_record("10", "10", "10", "10", in_use=FROM_Q2, value=40, basis=Basis.RUNNING_TOTAL)

        whole = record.whole_year(YEAR)

        assert whole is not None
        assert whole.sentence == "Year 40"
        assert {record.rating(quarter) for quarter in YEAR.quarters} == {GREEN}


class TestRetiredWithinTheYear:
    def test_what_was_due_until_then_stays_what_it_was(self) -> None:
        record = a_record("10", "10", in_use=UNTIL_Q2, value=40, basis=Basis.RUNNING_TOTAL)

        assert [record.rating(quarter) for quarter in (Q1, Q2)] == [GREEN, GREEN]
        assert record.target_level(Q2) == 10

    @pytest.mark.parametrize(
        ("target", "said", "rag"),
        [
            ({"value": 10}, "At least 20", RAG.GREEN),
            ({"value": 40, "basis": Basis.RUNNING_TOTAL}, "At least 20", RAG.GREEN),
            ({"value": 40, "basis": Basis.YEAR_END}, "No target for the whole year", RAG.GREY),
            (
                {"value": None, "comparator": Comparator.BETTER_THAN_LAST_YEAR},
                "No target for the whole year",
                RAG.GREY,
            ),
        ],
    )
    def test_nothing_is_projected_beyond_it(self, target: dict[str, Any], said: str, rag: RAG) -> None:
        record = a_record("10", "10", in_use=UNTIL_Q2, **target)

        found, whole = outlook(record, Q2), record.whole_year(YEAR)

        assert (found.projected, found.is_final, found.target_text, found.rag) == ("20", True, said, rag)
        assert whole is not None
        assert whole.sentence == "Year 20"


def test_a_quarter_in_which_it_rested_is_no_gap() -> None:
    """Retired after Q1, brought back with Q3: the definition of the time between says so."""
    record = a_record("10", in_use={}, value=40, basis=Basis.RUNNING_TOTAL)
    rested = EarlierDefinition(
        kpi=record.kpi, until=Q3.starts_on, **{name: getattr(record.kpi, name) for name in DATED_FIELDS}
    )
    rested.retired_on = Q1.ends_on
    rested.save()
    for period in ("2013-14-Q3", "2013-14-Q4"):
        make_value(kpi=record.kpi, period=period, text="15")
    (record,) = read_records(KPI.objects.all(), values=KPIValue.objects.all(), today=date(2014, 7, 1))

    assert record.quarters_in(YEAR) == (Q1, Q3, Q4)
    assert record.rating(Q4) == GREEN
    assert outlook(record, Q4).projected == "40"


def test_at_year_end_rule_and_forecast_say_the_same_of_a_whole_year() -> None:
    record = a_record("10", "10", "10", "10", in_use={}, value=40, basis=Basis.YEAR_END)

    assert (record.rating(Q4), outlook(record, Q4).rag) == (GREEN, RAG.GREEN)
    assert [record.target_level(quarter) for quarter in (Q1, Q4)] == [None, None]


def test_better_than_last_year_at_year_end_looks_at_all_of_it() -> None:
    record = a_record(
        "10",
        "10",
        "10",
        "11",
        in_use={},
        value=None,
        comparator=Comparator.BETTER_THAN_LAST_YEAR,
        basis=Basis.YEAR_END,
    )
    for number in (1, 2, 3, 4):
        make_value(kpi=record.kpi, period=f"2012-13-Q{number}", text="10")
    (record,) = read_records(KPI.objects.all(), values=KPIValue.objects.all(), today=date(2014, 7, 1))

    assert record.rating(Q4) == GREEN
    terms = record.terms(Q4)
    assert terms is not None
    assert terms.value == Decimal(40)
