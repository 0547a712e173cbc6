"""The body of a frozen dashboard is drawn once for all who see the same of it, and anew for whatever differs."""

from datetime import date, timedelta
from unittest import mock

import pytest

from assurance import dashboard_body
from assurance.assembly import Frozen, frozen_pack
from assurance.dashboard_body import body_of_frozen
from assurance.tests.builders import make_row, make_snapshot
from assurance.tests.pack_builders import make_pack
from core.rag import RAG
from organisation.models import QuarterState
from organisation.tests.builders import make_quarter

pytestmark = pytest.mark.django_db
TODAY = date(2014, 7, 8)
NOBODY: frozenset[str] = frozenset()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    body_of_frozen.cache_clear()


def test_it_is_drawn_again_for_other_figures_another_day_and_other_links() -> None:
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.LOCKED)
    first = Frozen("1" * 64, make_pack(make_row(now=RAG.RED, name="Falls")))
    second = Frozen("2" * 64, make_pack(make_row(now=RAG.RED, name="Pressure ulcers")))
    with mock.patch.object(dashboard_body, "body_of", wraps=dashboard_body.body_of) as drawn:
        page = body_of_frozen(first, quarter, TODAY, NOBODY)
        assert body_of_frozen(first, quarter, TODAY, NOBODY) is page
        assert drawn.call_count == 1

        assert "Pressure ulcers" in body_of_frozen(second, quarter, TODAY, NOBODY)
        body_of_frozen(first, quarter, TODAY + timedelta(days=1), NOBODY)
        own = body_of_frozen(first, quarter, TODAY, frozenset({"quality"}))
    assert drawn.call_count == 4
    assert "/returns/2014-15-Q1/quality/" in own
    assert "/returns/" not in page


def test_a_process_reads_a_snapshot_once_and_the_next_one_when_it_is_there() -> None:
    quarter = make_quarter(slug="2013-14-Q4", state=QuarterState.LOCKED)
    with mock.patch("assurance.assembly.packs.from_json", side_effect=lambda pack: dict(pack)) as read:
        first = make_snapshot(quarter=quarter, pack={"version": 1})
        assert frozen_pack(quarter) is frozen_pack(quarter)
        second = make_snapshot(quarter=quarter, version=2, pack={"version": 2})
        found = frozen_pack(quarter)
    assert found
    assert (found.sha256, found.pack) == (second.sha256, {"version": 2})
    assert first.sha256 != second.sha256
    assert read.call_count == 2
