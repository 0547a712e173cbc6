"""The annual report says one thing of each quarter: what that quarter's own snapshot does, and which that is."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from assurance import pack as packs
from assurance.audience import SectionChoice
from assurance.models import Report, ReportState
from assurance.pack import AssurancePack
from assurance.renditions.data import imprint_of
from assurance.renditions.history import FigureHistory, history_of
from assurance.renditions.tables import tables_of
from assurance.report_contents import ReportContents, build
from assurance.report_source import contents_of
from assurance.tests.builders import make_annual, make_figure, make_report, make_row, make_snapshot
from assurance.tests.pack_builders import CUT_OFF, YEARLY, make_head, make_pack
from core import periods, trail
from core.figures import Figure, MeasureKind
from core.provenance import Provenance
from core.rag import RAG
from core.trend import Trend
from organisation.models import QuarterState
from organisation.rights import Role
from organisation.tests.builders import make_organisation, make_quarter, make_user
from performance.pages import FigureState, PeriodFigure, ScorecardRow
from performance.tests.builders import make_kpi, make_value

LATER = CUT_OFF + timedelta(days=30)
RATINGS = {"4": RAG.RED, "5": RAG.AMBER, "6": RAG.GREEN, "7": RAG.GREEN, "*": RAG.GREY}


def figure(name: str, text: str, **fields: Any) -> PeriodFigure:
    """A count of a quarter; “*” was not collected."""
    if text == "*":
        return make_figure(name, text, state=FigureState.NOT_COLLECTED, rag=RAG.GREY)
    measured = Figure.of(MeasureKind.COUNT, Decimal(text))
    given = {"value": measured.value, "kind": MeasureKind.COUNT.value, "measured": (measured,)}
    return replace(make_figure(name, text, rag=RATINGS[text]), **(given | fields))


def row(*texts: str, slug: str = "inspections", **fields: Any) -> ScorecardRow:
    """The KPI at the quarter of the last of these figures, whose first is of Q1."""
    figures = tuple(figure(f"Q{number}", text) for number, text in enumerate(texts, start=1))
    before = figures[-2].rag if len(figures) > 1 else None
    made = make_row(now=figures[-1].rag or RAG.GREY, before=before, number=11, name="Inspections")
    return replace(made, slug=slug, figures=figures, **fields)


def quarter(number: int, *rows: ScorecardRow, version: int = 1, **fields: Any) -> AssurancePack:
    slug = f"2013-14-Q{number}"
    before = f"2013/14 Q{number - 1}" if number > 1 else "2012/13 Q4"
    head = make_head(
        quarter=f"2013/14 Q{number}",
        quarter_slug=slug,
        version=version,
        previous_quarter=before,
        **fields,
    )
    return make_pack(*rows, head=head)


def year_of(*texts: str, again: str, at: int = 1) -> list[AssurancePack]:
    """Four quarters of one KPI, of which one was locked again, later than the last, with another figure."""
    made = [quarter(number, row(*texts[:number])) for number in (1, 2, 3, 4)]
    corrected = row(*texts[: at - 1], again)
    made[at - 1] = quarter(at, corrected, version=2, cut_off=LATER)
    return made


def annual(of_year: list[AssurancePack], **fields: Any) -> ReportContents:
    return build(of_year[-1], replace(YEARLY, **fields), version=2, packs_of_year=of_year)


def printed(contents: ReportContents) -> ScorecardRow:
    [schedule] = contents.schedules
    [team] = schedule.teams
    [found] = team.rows
    return found


def test_the_schedule_prints_what_the_table_of_the_year_counts() -> None:
    contents = annual(year_of("6", "7", "6", "7", again="4"))

    assert contents.year is not None
    assert contents.year.rows[0].ratings[0] == RAG.RED
    assert [each.text for each in printed(contents).figures] == ["4", "7", "6", "7"]
    assert printed(contents).figures[0].rag == RAG.RED
    figures = next(each for each in tables_of(contents) if each.slug == "kpi-figures")
    column = [each.key for each in figures.columns].index("printed")
    assert [each[column] for each in figures.rows] == ["4", "7", "6", "7"]


def test_the_trend_is_against_the_figure_that_is_printed() -> None:
    moved = annual(year_of("6", "*", "*", "6", again="4"))
    as_before = annual(year_of("6", "7", "6", "6", again="4"))
    taken_away = annual(year_of("6", "*", "*", "6", again="*"))

    assert printed(moved).trend == Trend.IMPROVED
    assert printed(as_before).trend == Trend.NO_CHANGE
    assert printed(taken_away).trend == Trend.FIRST


def test_the_rating_before_and_the_counts_before_are_those_of_the_third_quarter() -> None:
    contents = annual(year_of("6", "6", "6", "4", again="4", at=3))

    assert printed(contents).previous_rag == RAG.RED
    before = contents.pack.performance.scorecard.previous_counts
    assert contents.year is not None
    assert before == contents.year.counts[2].counts
    assert contents.summary.reds[0].without_date == "None given"


def test_a_note_says_where_the_snapshots_disagree() -> None:
    contents = annual(year_of("6", "7", "6", "7", again="4"))
    own, found = contents.pack.notes

    assert (own.number, found.number, found.about) == (1, 2, "Inspections")
    assert found.text == (
        "Q1 is printed as the snapshot of 2013/14 Q1 (version 2, 8 June 2014, 17:00) has it: 4. "
        "That of 2013/14 Q4 (version 1, 9 May 2014, 17:00) has: 6. "
        "Ratings of the year so far, charts and forecasts rest on the latter."
    )
    assert contents.marks == {"kpi-inspections": (2,)}
    html = render_to_string("report/_sections.html", {"report": contents})
    assert found.text in html


def test_quarters_that_agree_are_printed_as_they_were() -> None:
    of_year = [quarter(number, row(*("6", "7", "6", "7")[:number])) for number in (1, 2, 3, 4)]
    of_year[-1] = quarter(4, replace(row("6", "7", "6", "7"), trend=Trend.DECLINED))
    contents = annual(of_year)

    assert printed(contents).trend == Trend.DECLINED
    assert contents.pack == of_year[-1]


def test_a_kpi_that_an_earlier_quarter_did_not_have_keeps_its_figures() -> None:
    of_year = [quarter(number, row("6", slug="another")) for number in (1, 2, 3)]
    of_year.append(quarter(4, row("6", "7", "6", "7")))
    contents = annual(of_year)

    assert printed(contents).figures == of_year[-1].performance.scorecard.rows[0].figures
    assert len(contents.pack.notes) == 1


# Which snapshots ------------------------------------------------------------------------------------------


def test_the_four_snapshots_are_named_with_their_moments_and_the_cover_says_the_latest() -> None:
    contents = annual(year_of("6", "7", "6", "7", again="4"))

    assert contents.cut_off == "8 June 2014, 17:00, the latest of its 4 snapshots"
    assert contents.snapshot == "2013-14: Q1 version 2, Q2 version 1, Q3 version 1, Q4 version 1"
    assert contents.stamp.endswith(f"Snapshots {contents.snapshot}")
    assert imprint_of(contents).frozen_at == LATER
    html = render_to_string("report/report.html", {"report": contents})
    assert '<tr><th scope="row">2013/14 Q1</th><td>Version 2</td><td>8 June 2014, 17:00</td></tr>' in html
    assert '<tr><th scope="row">2013/14 Q4</th><td>Version 1</td><td>9 May 2014, 17:00</td></tr>' in html
    assert '<meta name="dcterms.created" content="2014-06-08T17:00:00+01:00">' in html
    table = next(each for each in tables_of(contents) if each.slug == "snapshots")
    assert [each[:2] for each in table.rows] == [
        ("2013/14 Q1", 2),
        ("2013/14 Q2", 1),
        ("2013/14 Q3", 1),
        ("2013/14 Q4", 1),
    ]
    assert [each[3] for each in table.rows] == list(contents.digests)


def test_the_report_of_a_quarter_names_its_one_snapshot() -> None:
    contents = build(make_pack(), replace(YEARLY, spans_year=False), version=1)
    html = render_to_string("report/report.html", {"report": contents})

    assert contents.cut_off == "9 May 2014, 17:00"
    assert "2013-14-Q4, version 1, frozen 9 May 2014, 17:00. The same snapshot gives the same file." in html
    assert "<h3>Snapshots</h3>" not in html
    assert "snapshots" not in {each.slug for each in tables_of(contents)}


def test_a_year_of_which_a_quarter_is_not_frozen_is_a_draft() -> None:
    of_year = year_of("6", "7", "6", "7", again="4")
    of_year[1] = quarter(2, row("6", "7"), cut_off=None)
    contents = annual(of_year)

    assert not contents.is_frozen
    assert contents.snapshot == "None: the quarter is not frozen"
    assert contents.cut_off == "Not yet: they can still change"


def test_a_public_report_without_schedules_says_nothing_of_a_figure() -> None:
    contents = annual(
        year_of("6", "7", "6", "7", again="4"), sections=(SectionChoice("year"), SectionChoice("complete"))
    )

    assert [note.about for note in contents.pack.notes] == ["KPI 1"]


# The history of a figure ----------------------------------------------------------------------------------


@pytest.fixture
def report(db: None) -> Report:
    """An annual report whose first quarter was locked again with 4 instead of 6, after its last one was locked."""
    make_organisation()
    kpi = make_kpi(measure=MeasureKind.COUNT, slug="inspections")
    value = make_value(kpi=kpi, period="2013-14-Q1", text="6", provenance=Provenance.RETURNED)
    of_year = year_of("6", "7", "6", "7", again="4")
    quarters = [make_quarter(slug=each.head.quarter_slug, state=QuarterState.REPORTED) for each in of_year]
    snapshots = [
        make_snapshot(quarter=each, pack=packs.to_json(pack))
        for each, pack in zip(quarters[1:], of_year[1:], strict=True)
    ]
    value.value = Decimal(4)
    trail.save(value, by=None, reason="Two were counted twice")
    first = make_snapshot(quarter=quarters[0], version=2, pack=packs.to_json(of_year[0]))
    made = make_report(snapshot=snapshots[-1], audience=make_annual(), state=ReportState.READY)
    made.sources.set([first, *snapshots])
    return made


def history(report: Report, slug: str) -> FigureHistory:
    found = history_of(
        report,
        contents_of(report),
        kpi="inspections",
        quarter=periods.Quarter.from_slug(slug),
        user=make_user(role=Role.GOVERNING_BODY),
    )
    assert found is not None
    return found


def test_the_history_reports_the_figure_of_the_snapshot_that_was_printed(report: Report) -> None:
    page = history(report, "2013-14-Q1")

    assert page.reported == "4"
    assert (page.snapshot.quarter.slug, page.snapshot.version, page.cut_off) == ("2013-14-Q1", 2, LATER)
    said = [(each.text, each.is_reported, each.is_later) for each in page.versions]
    assert said == [("4", True, False), ("6", False, False)]
    assert page.today is not None
    assert not page.today.has_changed


def test_the_next_version_says_the_latest_cut_off_of_the_one_before(report: Report) -> None:
    later = make_report(snapshot=report.snapshot, audience=report.audience, version=2)
    later.sources.set(report.sources.all())

    assert contents_of(later).version == "2; earlier: version 1, cut off 8 June 2014, 17:00"


def test_the_last_quarters_figure_is_from_its_own_snapshot(report: Report) -> None:
    page = history(report, "2013-14-Q4")

    assert (page.snapshot, page.cut_off) == (report.snapshot, CUT_OFF)


def test_the_page_of_the_figure_names_that_snapshot(report: Report, client: Any) -> None:
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    page = client.get(f"/reports/{report.pk}/figures/inspections/2013-14-Q1/").content.decode()

    assert "2013/14 Q1, snapshot 2, frozen 8 June 2014, 17:00" in page


def test_the_page_of_the_report_names_all_that_it_is_made_of(report: Report, client: Any) -> None:
    client.force_login(make_user(role=Role.GOVERNING_BODY))
    page = " ".join(strip_tags(client.get(report.get_absolute_url()).content.decode()).split())

    assert "from the figures of the quarters of 2013/14, the latest frozen on 8 June 2014, 17:00." in page
    assert "2013/14 Q1, snapshot 2, frozen 8 June 2014, 17:00" in page
    assert "2013/14 Q4, snapshot 1, frozen 9 May 2014, 17:00" in page


# The notes of the locks


LOADED, EARLY = "Loaded as published.", "Locked before the due date, 14 July 2013, was over"


def locked_with(*notes: str) -> ReportContents:
    """The report of a year whose quarters were locked with these notes."""
    made = [quarter(number, row("4"), lock_note=note) for number, note in enumerate(notes, start=1)]
    return annual(made)


@pytest.mark.parametrize("template", ["report/report.html", "renditions/_report.html"])
def test_the_note_of_each_lock_is_printed_with_its_quarter(template: str) -> None:
    contents = locked_with(f"{LOADED}\n{EARLY}: The figures were in.", LOADED, "", "Loaded by hand.")

    page = render_to_string(template, {"report": contents})

    assert "Locked with a note (2013/14 Q1, 2013/14 Q2): Loaded as published.<" in page
    assert "Locked with a note (2013/14 Q4): Loaded by hand.<" in page
    assert ">Locked with 1 named exception<" in page
    assert "when each quarter was locked" in page
    assert f'<td>2013/14 Q1</td><th scope="row">{EARLY}</th><td>The figures were in.</td>' in page
    (named,) = (table for table in tables_of(contents) if table.slug == "named-exceptions")
    assert named.rows == (("2013/14 Q1", EARLY, "The figures were in."),)


def test_a_note_that_all_quarters_have_is_said_once() -> None:
    assert locked_with(*[LOADED] * 4).lock_remarks == ("Locked with a note: Loaded as published.",)
