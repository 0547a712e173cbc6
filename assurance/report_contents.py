"""What the printed report says and in which order: pure preparation of an assurance pack for the page templates.

Ledes state the finding (report_ledes); nothing here asks the database or the clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from assurance import audience as audiences
from assurance import (
    audience_pack,
    report_ledes,
    report_notes,
    report_origins,
    report_quarters,
    report_shown,
    report_summary,
    report_tables,
    report_variation,
    report_year,
    story,
)
from assurance import pack as packs
from assurance import report_findings as findings
from assurance.audience import Audience, Detail
from assurance.lock_note import NamedGap, QuarterNote, remarks_of
from assurance.money_line import MoneyItem, money_items
from assurance.pack import AssurancePack, PackHead
from assurance.report_origins import Document, Origin
from assurance.report_outlook import OutlookRow, outlook_lede, outlook_rows
from assurance.report_quarters import Source
from assurance.report_sections import Section, sections_of
from assurance.report_summary import Summary
from assurance.report_tables import AmbitionTable, BandRow, Bar, ForwardLook, LevelRow
from assurance.report_variation import InDepth
from assurance.report_year import Year
from assurance.sentences import NOTHING, Sentence
from assurance.text_blocks import TextBlock, TextKind, leading, of_kind
from core.provenance import Provenance
from performance.data_quality import Level
from performance.pages import (
    ReturnProgress,
    ScorecardRow,
)
from programmes.pages import GroupCounts, ProjectRow

FEW_SECTIONS = 4


@dataclass(frozen=True)
class TeamRows:
    team: str
    rows: tuple[ScorecardRow, ...]


@dataclass(frozen=True)
class Schedule:
    """One directorate's KPIs with its exceptions, as the annual report lays them out."""

    id: str
    directorate: str
    lede: Sentence
    labels: tuple[str, ...]
    teams: tuple[TeamRows, ...]
    exceptions: tuple[ScorecardRow, ...]
    differing: tuple[ScorecardRow, ...]
    is_illustrative: bool
    texts: tuple[TextBlock, ...] = ()
    shown: Sentence = NOTHING
    """Of a report of exceptions: how many of the KPIs are listed."""

    @property
    def columns(self) -> int:
        """Number and name, the quarters, target, RAG and trend."""
        return len(self.labels) + 5


@dataclass(frozen=True)
class WorkingGroup:
    counts: GroupCounts
    projects: tuple[ProjectRow, ...]


@dataclass(frozen=True)
class Totals:
    """The returns of all directorates together."""

    due: int
    answered: int
    not_collected: int
    returned: int
    late: int
    signed_off: int
    number: int


@dataclass(frozen=True)
class ReportContents:
    """All that the page templates print."""

    pack: AssurancePack
    whole: AssurancePack
    """What is counted. Of a report of exceptions, the `pack` has only those in its rows."""
    of_year: tuple[AssurancePack, ...]
    """Those of the year's quarters, in a report over the year."""
    audience: Audience
    identity: str
    """The digest of all that it is made of: the packs, the audience, the version."""
    sources: tuple[Source, ...]
    """The snapshots that it is made of, in their order: one of a quarter, and those of the year."""
    is_annual: bool
    is_frozen: bool
    title: str
    period: str
    span: str
    cut_off: str
    frozen_at: datetime | None
    """The latest moment at which one of its snapshots was taken; None while a quarter can still change."""
    status: str
    version: str
    snapshot: str
    stamp: str
    sections: tuple[Section, ...]
    summary: Summary
    schedules: tuple[Schedule, ...]
    in_depth: tuple[InDepth, ...]
    year: Year | None
    ambitions: AmbitionTable
    areas: tuple[str, ...]
    levels: tuple[LevelRow, ...]
    groups: tuple[WorkingGroup, ...]
    projects_illustrative: bool
    feedback_illustrative: bool
    money: tuple[MoneyItem, ...]
    forward: ForwardLook | None
    bands: tuple[BandRow, ...]
    returns: Totals
    ledes: Mapping[str, Sentence]
    bars: Mapping[str, Bar]
    marks: Mapping[str, tuple[int, ...]]
    notes: Mapping[str, str]
    origins: tuple[Origin, ...]
    documents: tuple[Document, ...]
    locked_with: tuple[QuarterNote, ...]
    """The note of each quarter that it is made of."""
    outlook: tuple[OutlookRow, ...] = ()
    shown: Mapping[str, Sentence] = field(default_factory=dict)
    """Of a report of exceptions: how much of each section is listed."""

    @property
    def digests(self) -> tuple[str, ...]:
        """The SHA-256 of each snapshot."""
        return tuple(each.sha256 for each in self.sources)

    @property
    def order(self) -> tuple[str, ...]:
        """The printed sections by their registered slugs; the schedules of all directorates are one."""
        return tuple(dict.fromkeys(section.slug for section in self.sections))

    @property
    def lists_contents(self) -> bool:
        """Paper lists its contents, and how its schedules are to be read, where there is something to look for: a
        programme's few sections are found by turning two leaves."""
        return len(self.sections) > FEW_SECTIONS or bool(self.kpi_anchors)

    @property
    def kpi_anchors(self) -> frozenset[int]:
        """Numbers of the KPIs that stand in a printed schedule, and that the other sections can point to."""
        rows = (row for each in self.schedules for team in each.teams for row in team.rows)
        return frozenset(row.number for row in rows) if "schedules" in self.order else frozenset()

    @property
    def has_unsure_programmes(self) -> bool:
        """Whether a listed project's programme is marked as read from the order of cells."""
        return any(project.commissioning_note for group in self.groups for project in group.projects)

    @property
    def has_full_register(self) -> bool:
        """Controls, assurances, gaps and all actions are for a committee that reads everything in private; the public
        part reads the register's scores and main actions."""
        return not self.audience.is_public and self.audience.detail is Detail.FULL

    @property
    def money_line(self) -> str:
        return self.ledes["finance"] if self.audience.reads_of_money else ""

    @property
    def tells_milestones(self) -> bool:
        """Whether the projects' next milestones may be said: “None set” would be untrue of those kept back."""
        return not self.audience.keeps_back("milestones")

    @property
    def tells_answers(self) -> bool:
        """Whether the number of KPIs that were answered can lead to each of them."""
        return report_ledes.tells_answers(self.whole.performance.scorecard.rows)

    @property
    def milestones_illustrative(self) -> str:
        """“all” or “most” of them, which is then said once; of fewer, each says it for itself."""
        invented = [each.provenance == Provenance.ILLUSTRATIVE for each in self.pack.milestones]
        if invented and all(invented):
            return "all"
        return "most" if 2 * sum(invented) > len(invented) else ""

    @property
    def leading_texts(self) -> tuple[TextBlock, ...]:
        return leading(self.pack.texts)

    @property
    def outlook_lede(self) -> Sentence:
        return outlook_lede(self.outlook)

    @property
    def named_exceptions(self) -> tuple[NamedGap, ...]:
        """What was missing when its quarters were locked, each with its reason."""
        return tuple(gap for each in self.locked_with for gap in each.exceptions)

    @property
    def lock_remarks(self) -> tuple[str, ...]:
        return remarks_of(self.locked_with)

    @property
    def doubtful(self) -> tuple[ScorecardRow, ...]:
        """KPIs whose data are poor on one of the counts that speak of figures, in the order of the schedule."""
        rows = self.pack.performance.scorecard.rows
        return tuple(row for row in rows if row.data_quality and row.data_quality.level == Level.POOR)


def build(
    pack: AssurancePack,
    audience: Audience,
    *,
    version: int,
    packs_of_year: Sequence[AssurancePack] = (),
    digests: Sequence[str] = (),
    earlier: datetime | None = None,
) -> ReportContents:
    """Everything that the report of one quarter says to an audience; where that spans the year, of the year that ends
    with the quarter. `digests` are those of the snapshots; without them the packs are digested as they are. `earlier`
    is when the figures of the version before were cut off.

    Of each earlier quarter a report of the year says what that quarter's own pack does (report_quarters). What the
    audience may not read is taken out before anything is worded. Of a report of exceptions, the rows are
    those off track, while every count and finding is of the `whole`.
    """
    made_of = packs_of_year or (pack,)
    digests = tuple(digests) or tuple(packs.digest(packs.to_json(each)) for each in made_of)
    if audience.spans_year:
        pack = report_quarters.with_quarters_as_frozen(pack, packs_of_year)
    whole = audience_pack.for_audience(pack, audience)
    pack = audience_pack.exceptions_of(whole) if audience.detail is Detail.EXCEPTIONS else whole
    is_annual = audience.spans_year
    schedules = tuple(_schedules(pack, whole))
    of_year = [audience_pack.for_audience(each, audience) for each in packs_of_year]
    year = report_year.year_of(of_year) if is_annual else None
    sources = report_quarters.sources_of(made_of, digests)
    sections = sections_of(
        audience.section_slugs,
        pack,
        _entries(schedules),
        has_year=year is not None,
        is_of_all=audience.is_of_all,
    )
    ledes = report_ledes.ledes(whole, audience.directorate_name or audience.programme_name)
    money = ledes["finance"] if audience.reads_of_money else ""
    return ReportContents(
        pack=pack,
        whole=whole,
        of_year=tuple(of_year),
        audience=audience,
        identity=_identity(digests, audience, version, earlier),
        sources=sources,
        is_annual=is_annual,
        **_labels(pack, audience, version, earlier, sources),
        sections=sections,
        summary=report_summary.summary_of(whole, year, of_year, money=money),
        schedules=schedules,
        in_depth=report_variation.in_depth(pack),
        year=year,
        **_tables(pack),
        ledes=ledes,
        **_sources(pack, audience, sections),
        locked_with=_notes_of_locks(of_year if is_annual else [pack]),
        shown=report_shown.shown(pack, whole),
    )


def _sources(pack: AssurancePack, audience: Audience, sections: Iterable[Section]) -> dict[str, Any]:
    """Where it is all from, as far as it is printed, and what does not agree."""
    printed = report_origins.covered((each.slug for each in sections), audience)
    told = pack.notes if "complete" in audience.section_slugs else ()
    return {
        "marks": report_notes.marks(told),
        "notes": report_notes.section_texts(told),
        "origins": report_origins.origins(pack, printed),
        "documents": report_origins.documents(pack, printed),
    }


def _tables(pack: AssurancePack) -> dict[str, Any]:
    """What the rooms of the pack say, as they are printed."""
    return {
        "ambitions": report_tables.ambition_table(pack.performance.ambitions),
        "areas": tuple(dict.fromkeys(level.area for level in pack.performance.levels)),
        "levels": tuple(report_tables.level_rows(pack.performance.levels)),
        "groups": tuple(_groups(pack)),
        "projects_illustrative": _all_illustrative(_updates(pack)),
        "feedback_illustrative": _all_illustrative(each.provenance for each in pack.engagement.feedback),
        "money": _money(pack),
        "forward": report_tables.forward_look(pack.finance),
        "bands": report_tables.band_rows(pack.programmes.register),
        "returns": _totals(pack.performance.returns),
        "bars": report_tables.bars(pack),
        "outlook": outlook_rows(pack.performance.scorecard.rows),
    }


def _money(pack: AssurancePack) -> tuple[MoneyItem, ...]:
    """The money line of the report's own year."""
    year = pack.head.year_slug
    return tuple(item for item in money_items(pack.finance, year) if item.year_slug == year)


def _identity(digests: Sequence[str], audience: Audience, version: int, earlier: datetime | None) -> str:
    before = [earlier.isoformat()] if earlier else []
    return packs.digest([list(digests), audiences.to_json(audience), version, *before])


def _labels(
    pack: AssurancePack,
    audience: Audience,
    version: int,
    earlier: datetime | None,
    sources: Sequence[Source],
) -> dict[str, Any]:
    """What the cover and the running foot say. A quarter that is not frozen says so instead of naming a snapshot."""
    head, is_annual = pack.head, audience.spans_year
    moments = [each.cut_off for each in sources if each.cut_off]
    is_frozen = len(moments) == len(sources)
    snapshot = _snapshot_words(head, sources) if is_frozen else "None: the quarter is not frozen"
    frozen_at = max(moments) if is_frozen else None
    latest = f", the latest of its {len(sources)} snapshots" if is_frozen and len(sources) > 1 else ""
    called = "Snapshots" if len(sources) > 1 else "Snapshot"
    issue, first = report_quarters.issue_of(head), int(head.year[:4])
    return {
        "is_frozen": is_frozen,
        "title": audience.title,
        "period": head.year if is_annual else head.quarter.replace(" Q", " Quarter "),
        "span": f"April {first} to March {first + 1}" if is_annual else head.quarter_span,
        "frozen_at": frozen_at,
        "cut_off": f"{report_quarters.moment_text(frozen_at)}{latest}",
        "status": head.state_text,
        # Which publication it replaces is decided later: that stands beside the published report.
        "version": _version_words(head, version, earlier),
        "snapshot": snapshot,
        "stamp": f"{head.organisation_short}, {audience.part_text}, {issue} {version}. {called} {snapshot}"
        if is_frozen
        else f"{head.organisation_short}. Draft: the quarter is not frozen",
    }


def _snapshot_words(head: PackHead, sources: Sequence[Source]) -> str:
    """“2013-14-Q4, version 1”; of a year, “2013-14: Q1 version 2, Q2 version 1, …”."""
    if len(sources) > 1:
        return f"{head.year_slug}: {', '.join(each.name for each in sources)}"
    return f"{head.quarter_slug}, {report_quarters.issue_of(head)} {head.version}"


def _version_words(head: PackHead, version: int, earlier: datetime | None) -> str:
    """Positions are counted for themselves, so that the first report of the locked quarter is version 1. A later one
    names those before it, and says when the figures of the last of them were cut off, as its own cover does."""
    if head.cut_off is not None and not story.is_closed(head.state):
        return f"Position {version} of the open quarter"
    if version == 1:
        return "1, the first of this period"
    before = "version 1" if version == 2 else f"versions 1 to {version - 1}"
    when = f"{'' if version == 2 else ' the last'} cut off {report_quarters.moment_text(earlier)}"
    return f"{version}; earlier: {before}{f',{when}' if earlier else ''}"


def _notes_of_locks(made_of: Iterable[AssurancePack]) -> tuple[QuarterNote, ...]:
    return tuple(QuarterNote(each.head.quarter, each.head.lock_note) for each in made_of)


def _entries(schedules: Iterable[Schedule]) -> list[Section]:
    return [Section(each.id, f"KPI schedule: {each.directorate}", "schedules") for each in schedules]


# The sections ---------------------------------------------------------------------------------------------


def _schedules(pack: AssurancePack, whole: AssurancePack) -> Iterable[Schedule]:
    """One for each directorate; where only exceptions are shown, for each that has one. The lede is of all its KPIs."""
    scorecard = pack.performance.scorecard
    must_explain = story.exceptions_of(scorecard)
    commentaries = of_kind(pack.texts, TextKind.COMMENTARY)
    for directorate in scorecard.by_directorate:
        rows = [row for row in scorecard.rows if row.directorate_slug == directorate.slug]
        every = [row for row in whole.performance.scorecard.rows if row.directorate_slug == directorate.slug]
        if every and not rows:
            continue
        exceptions = tuple(row for row in must_explain if row.directorate_slug == directorate.slug)
        yield Schedule(
            id=f"schedule-{directorate.slug}",
            directorate=directorate.name,
            lede=report_ledes.schedule_lede(every),
            labels=tuple(figure.label for figure in rows[0].figures) if rows else (),
            teams=tuple(
                TeamRows(team, tuple(of_team)) for team, of_team in groupby(rows, key=lambda row: row.team)
            ),
            exceptions=exceptions,
            differing=tuple(row for row in rows if row.assessments_differ),
            is_illustrative=findings.is_illustrative(exceptions),
            texts=tuple(text for text in commentaries if text.directorate == directorate.slug),
            shown=report_shown.of_schedule(rows, every),
        )


def _groups(pack: AssurancePack) -> Iterable[WorkingGroup]:
    portfolio = pack.programmes.portfolio
    for counts in portfolio.groups:
        projects = tuple(each for each in portfolio.projects if each.working_group_slug == counts.slug)
        yield WorkingGroup(counts, projects)


def _updates(pack: AssurancePack) -> Iterable[str]:
    """Where the ratings and milestones of the projects are from."""
    for project in pack.programmes.portfolio.projects:
        if project.rag:
            yield project.update_provenance
        if project.next_milestone:
            yield project.next_milestone.provenance


def _all_illustrative(provenances: Iterable[str]) -> bool:
    """Then a caption says it once; else each that is says it for itself."""
    return set(provenances) == {Provenance.ILLUSTRATIVE}


def _totals(returns: Sequence[ReturnProgress]) -> Totals:
    here = [each for each in returns if each.came_at]
    return Totals(
        due=sum(each.due for each in returns),
        answered=sum(each.answered for each in returns),
        not_collected=sum(each.not_collected for each in returns),
        returned=len(here),
        late=sum(bool(each.late_by) for each in here),
        signed_off=sum(bool(each.signed_off_at) for each in returns),
        number=len(returns),
    )
