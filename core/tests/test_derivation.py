"""Figures that the portal proposes: what facts can be, who answers, and that each source is asked once."""

from decimal import Decimal

import pytest

from core import derivation
from core.derivation import Asking, Derived, Source, derived, register
from core.figures import Figure, MeasureKind
from core.periods import Period, Quarter

Q1 = Quarter.from_slug("2014-15-Q1")


@pytest.fixture(autouse=True)
def no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derivation, "_SOURCES", {})


@pytest.mark.parametrize(
    ("kind", "whole", "figure"),
    [
        (MeasureKind.COUNT, None, Figure.of(MeasureKind.COUNT, Decimal(24))),
        (MeasureKind.COUNT, 31, Figure.of(MeasureKind.COUNT, Decimal(24))),
        (MeasureKind.MONEY, None, None),
        (MeasureKind.RATIO, 31, Figure.ratio(Decimal(24), Decimal(31))),
        (MeasureKind.RATIO, None, None),
        (MeasureKind.PERCENTAGE, 31, Figure.of(MeasureKind.PERCENTAGE, Decimal("77.42"))),
        (MeasureKind.PERCENTAGE, 0, None),
        (MeasureKind.PERCENTAGE, None, None),
        (MeasureKind.DAYS, 31, None),
    ],
)
def test_facts_become_a_figure_of_the_kind_that_is_asked_for(
    kind: MeasureKind, whole: int | None, figure: Figure | None
) -> None:
    assert derived(24, whole, "24 of 31.").figure(kind) == figure


def test_pounds_are_no_count_and_no_n_of_d() -> None:
    facts = derived(Decimal("1.50"), 3, "", is_money=True)

    assert facts.figure(MeasureKind.MONEY) == Figure.of(MeasureKind.MONEY, Decimal("1.50"))
    assert facts.figure(MeasureKind.PERCENTAGE) == Figure.of(MeasureKind.PERCENTAGE, Decimal(50))
    assert [facts.figure(kind) for kind in (MeasureKind.COUNT, MeasureKind.RATIO)] == [None, None]


def test_each_source_is_asked_once_for_a_period() -> None:
    asked: list[Period] = []

    def answer(period: Period) -> Derived:
        asked.append(period)
        return derived(len(asked), None, "")

    register(Source("events", "the log", answer))
    asking = Asking()

    assert [asking.of("events", Q1), asking.of("events", Q1), asking.of("events", Q1.next)] == [
        derived(1, None, ""),
        derived(1, None, ""),
        derived(2, None, ""),
    ]


def test_an_unknown_key_proposes_nothing() -> None:
    assert Asking().of("nobody-answers", Q1) is None


def test_a_key_has_one_source() -> None:
    def answer(period: Period) -> None:
        return None

    first = Source("events", "the log", answer)
    register(first)
    register(first)

    with pytest.raises(ValueError, match="Another source"):
        register(Source("events", "another log", answer))
    assert derivation.sources() == (first,)
