"""What of a quarter's pack a report may print, before a word is written: its part of the meeting, and whose it is.

Everything a report says comes out of the pack that `for_audience` gives, so what is taken out here is in no rendering:
not in the PDF, not in its HTML twin, spreadsheet or JSON. Pure.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from assurance import lock_note, story
from assurance.audience import PUBLIC, SECTIONS, Audience
from assurance.belonging import ProgrammeLinks, links_of
from assurance.cover_sheet import Topic
from assurance.framework_rows import ComponentRow, FrozenFramework, in_a_sentence
from assurance.lock_note import OF_RETURNS, GapKind, NamedGap
from assurance.pack import AssurancePack, Story
from assurance.restated.lines import Area, Line
from assurance.text_blocks import TextBlock, TextKind
from core.rag import RAG
from engagement.pages import EngagementPart
from finance.pages import FinancePart
from performance.pages import (
    DirectorateCounts,
    QualityNote,
    RagCounts,
    Scorecard,
    ScorecardRow,
)
from programmes.pages import ProgrammesPart, ProjectRow, RiskRegister, RiskRow
from programmes.portfolio import count_groups, count_stages
from programmes.register import heat_map
from programmes.risk_bands import Band


def for_audience(pack: AssurancePack, audience: Audience) -> AssurancePack:
    """The pack without what belongs to the private part, of a public report; then of its directorate or programme."""
    pack = _of_its_span(pack, audience)
    if audience.is_public:
        pack = in_public(pack, audience)
    pack = replace(pack, texts=tuple(text for text in pack.texts if _is_for(text, audience)))
    if audience.directorate:
        return of_directorate(pack, audience.directorate, audience.directorate_name)
    if audience.programme:
        return of_programme(pack, audience.programme)
    return pack


def _of_its_span(pack: AssurancePack, audience: Audience) -> AssurancePack:
    """The report of a year has texts and a cover sheet of its own: those of its last quarter speak of that alone."""
    texts = tuple(text for text in pack.texts if text.audience or text.of_year == audience.spans_year)
    sheet = pack.cover_sheet_of_year if audience.spans_year else pack.cover_sheet
    return replace(pack, texts=texts, cover_sheet=sheet, cover_sheet_of_year=None)


def _is_for(text: TextBlock, audience: Audience) -> bool:
    """A text for one audience is read by that alone; of the others, a directorate reads its own, a programme none."""
    if text.audience:
        return text.audience == audience.slug
    if audience.programme:
        return False
    return not audience.directorate or text.directorate == audience.directorate


# The part of the meeting ----------------------------------------------------------------------------------


def in_public(pack: AssurancePack, audience: Audience) -> AssurancePack:
    """Without private risks and texts, without what stands in a section that the audience has marked as private or does
    not print, and without the names of those who changed a figure: a person's name is not published."""
    hidden = {risk.reference for risk in pack.programmes.register.risks if risk.part != PUBLIC}
    # A risk can be evidence for a component after it was closed, and then it stands in no register any more.
    hidden |= set(pack.private_risks)
    pack = _without_risks(pack, hidden)
    pack = replace(pack, texts=tuple(text for text in pack.texts if text.part == PUBLIC))
    printed = set(audience.section_slugs)
    for slug in SECTIONS:
        if slug not in printed:
            pack = _unsaid(pack, slug)
        if audience.keeps_back(slug) or not printed & {slug, *DRAWN_ON.get(slug, ())}:
            pack = _emptied(pack, slug)
    return replace(pack, restated=pack.restated and pack.restated.in_public())


def _emptied(pack: AssurancePack, slug: str) -> AssurancePack:
    """Without what a section is made of, and without what would be evidence if its rows were still named."""
    if slug in EMPTIED:
        pack = EMPTIED[slug](pack)
    return replace(pack, frameworks=()) if slug in EVIDENCE else pack


def _unsaid(pack: AssurancePack, slug: str) -> AssurancePack:
    """Without what is said of a section elsewhere: in notes, among what was restated, on the cover sheet, and as a
    gap that was named at the lock."""
    address = NOTED.get(slug, "")
    if address:
        pack = replace(pack, notes=_notes(pack, lambda note: address not in note.path))
    if pack.restated and slug in RESTATED:
        lines = tuple(line for line in pack.restated.lines if not RESTATED[slug](line))
        pack = replace(pack, restated=replace(pack.restated, lines=lines))
    if slug in NAMED_AT_LOCK:
        pack = _locked_with(pack, lambda gap: gap.kind not in NAMED_AT_LOCK[slug])
    return _uncommented(pack, COVERED.get(slug, ()))


def _locked_with(pack: AssurancePack, wanted: Callable[[NamedGap], bool]) -> AssurancePack:
    said = lock_note.note_with(pack.head.lock_note, wanted)
    return replace(pack, head=replace(pack.head, lock_note=said))


def _uncommented(pack: AssurancePack, topics: tuple[Topic, ...]) -> AssurancePack:
    """The summary of the cover sheet still says that a topic was considered, and not what was found."""
    sheet = pack.cover_sheet
    if sheet is None or not topics:
        return pack
    lines = tuple(replace(line, comment="") if line.topic in topics else line for line in sheet.lines)
    return replace(pack, cover_sheet=replace(sheet, lines=lines))


def _without_risks(pack: AssurancePack, hidden: set[str]) -> AssurancePack:
    if not hidden:
        return pack
    register = _register_of(pack.programmes.register, lambda risk: risk.reference not in hidden)
    restated = pack.restated and replace(
        pack.restated,
        lines=tuple(line for line in pack.restated.lines if not hidden & _named_in(line.path, *line.key)),
    )
    return replace(
        pack,
        programmes=replace(pack.programmes, register=register),
        notes=_notes(pack, lambda note: not hidden & _named_in(note.path)),
        restated=restated,
        frameworks=tuple(_without_evidence(each, hidden) for each in pack.frameworks),
        links=tuple(
            replace(each, risks=tuple(risk for risk in each.risks if risk not in hidden))
            for each in pack.links
        ),
        private_risks=(),
    )


def _named_in(*texts: str) -> set[str]:
    """The parts of addresses and keys, among which a risk's reference may stand."""
    return {part for text in texts for part in text.split("/")}


def _without_evidence(framework: FrozenFramework, hidden: set[str]) -> FrozenFramework:
    rows = tuple(_component(row, hidden) for row in framework.coverage.rows)
    answer = in_a_sentence(rows, framework.component_word)
    return replace(framework, coverage=replace(framework.coverage, rows=rows, answer=answer))


def _component(row: ComponentRow, hidden: set[str]) -> ComponentRow:
    return replace(row, risks=tuple(risk for risk in row.risks if risk.reference not in hidden))


def _no_kpis(pack: AssurancePack) -> AssurancePack:
    """Without the schedules no KPI is named anywhere, the summary included."""
    pack = _with_kpis(pack, lambda row: False)
    texts = tuple(text for text in pack.texts if text.kind != TextKind.COMMENTARY)
    return replace(pack, story=_story(pack), texts=texts)


def _no_outlook(pack: AssurancePack) -> AssurancePack:
    scorecard = pack.performance.scorecard
    rows = tuple(replace(row, year_end=None) for row in scorecard.rows)
    return replace(pack, performance=replace(pack.performance, scorecard=replace(scorecard, rows=rows)))


def _no_milestones(pack: AssurancePack) -> AssurancePack:
    """No project says its next one, nor how many are overdue."""
    portfolio = pack.programmes.portfolio
    none = {"next_milestone": None, "milestones_total": 0, "milestones_done": 0, "milestones_overdue": 0}
    projects = tuple(replace(row, **none) for row in portfolio.projects)
    portfolio = replace(portfolio, projects=projects, groups=tuple(count_groups(projects)))
    return replace(pack, milestones=(), programmes=replace(pack.programmes, portfolio=portfolio))


def _no_returns(pack: AssurancePack) -> AssurancePack:
    pack = replace(pack, notes=(), performance=replace(pack.performance, returns=()))
    return replace(pack, story=_story(pack))


EMPTIED: dict[str, Callable[[AssurancePack], AssurancePack]] = {
    "foreword": lambda pack: replace(
        pack, texts=tuple(text for text in pack.texts if text.kind == TextKind.COMMENTARY)
    ),
    "cover-sheet": lambda pack: replace(pack, cover_sheet=None),
    "schedules": _no_kpis,
    "outlook": _no_outlook,
    "variation": lambda pack: replace(pack, performance=replace(pack.performance, exhibits=())),
    "ambitions": lambda pack: replace(pack, performance=replace(pack.performance, ambitions=(), levels=())),
    "projects": lambda pack: _with_projects(pack, lambda row: False),
    "milestones": _no_milestones,
    "finance": lambda pack: replace(
        pack, finance=FinancePart(year=pack.finance.year, running_costs=pack.finance.running_costs)
    ),
    "running": lambda pack: replace(pack, finance=replace(pack.finance, running_costs=None)),
    "risks": lambda pack: _without_risks(pack, {risk.reference for risk in pack.programmes.register.risks}),
    "engagement": lambda pack: replace(pack, engagement=EngagementPart(year=pack.engagement.year)),
    "frameworks": lambda pack: replace(pack, frameworks=()),
    "restated": lambda pack: replace(pack, restated=None),
    "complete": _no_returns,
}
"""What of the pack a section is made of."""
DRAWN_ON: dict[str, tuple[str, ...]] = {
    "schedules": ("summary", "year", "outlook", "variation", "frameworks"),
    "projects": ("milestones", "frameworks"),
    "milestones": ("projects",),
    "risks": ("frameworks",),
    "complete": ("summary",),
}
"""Sections that print rows of another one in their own right: its rows stay for them when it is only not printed. When
it is marked as private, they do without."""
EVIDENCE = ("schedules", "projects", "risks")
"""Sections whose rows are named as evidence in the assurance frameworks."""
NOTED = {
    "schedules": "/performance/kpis/",
    "ambitions": "/performance/outcomes/",
    "projects": "/programmes/",
    "finance": "/finance/",
    "running": "/finance/running-costs/",
    "risks": "/risks/",
    "engagement": "/engagement/",
}
"""The address under which the notes of a section lie."""
RESTATED: dict[str, Callable[[Line], bool]] = {
    "schedules": lambda line: line.area is Area.KPIS,
    "ambitions": lambda line: line.area is Area.AMBITIONS,
    "projects": lambda line: line.area is Area.PROJECTS,
    "finance": lambda line: line.area is Area.FINANCE and NOTED["running"] not in line.path,
    "running": lambda line: NOTED["running"] in line.path,
    "risks": lambda line: line.area is Area.RISKS,
    "engagement": lambda line: line.area is Area.ENGAGEMENT,
}
"""Which of what was restated is a section's."""
COVERED = {
    "schedules": (Topic.QUALITY,),
    "ambitions": (Topic.AIMS,),
    "projects": (Topic.AIMS,),
    "finance": (Topic.BUDGET,),
    "running": (Topic.BUDGET,),
    "risks": (Topic.RISK,),
}
"""Lines of the cover sheet whose comment says what a section says."""
NAMED_AT_LOCK: dict[str, tuple[GapKind | None, ...]] = {
    "schedules": (None, GapKind.UNFRAMED, *OF_RETURNS),
    "complete": OF_RETURNS,
}
"""Gaps that are named at a lock, by the section that they are gaps of. A line that no check wrote may name any KPI."""


# Whose it is ----------------------------------------------------------------------------------------------


def of_directorate(pack: AssurancePack, slug: str, name: str) -> AssurancePack:
    """One directorate's KPIs, projects, risks, returns, texts and engagement; money is the whole organisation's."""
    pack = _with_kpis(pack, lambda row: row.directorate_slug == slug)
    pack = _with_projects(pack, lambda row: row.directorate_slug == slug)
    activities = tuple(each for each in pack.engagement.activities if each.directorate == name)
    heard = {each.slug for each in activities}
    register = _register_of(pack.programmes.register, lambda risk: risk.directorate_slug == slug)
    returns = tuple(each for each in pack.performance.returns if each.directorate_slug == slug)
    pack = replace(
        pack,
        performance=replace(pack.performance, returns=returns),
        programmes=replace(pack.programmes, register=register),
        engagement=replace(
            pack.engagement,
            activities=activities,
            feedback=tuple(each for each in pack.engagement.feedback if each.activity_slug in heard),
            standards=(),
        ),
    )
    pack = _locked_with(pack, lambda gap: gap.kind is GapKind.EARLY or gap.directorate == name)
    return replace(_told_anew(pack), restated=None, cover_sheet=None)


def of_programme(pack: AssurancePack, slug: str) -> AssurancePack:
    """One programme's projects, milestones and risks, and the KPIs linked to it or to its projects."""
    belongs = _links(pack, slug)
    pack = _with_kpis(pack, lambda row: row.slug in belongs.kpis)
    pack = _with_projects(pack, lambda row: row.slug in belongs.projects)
    register = _register_of(
        pack.programmes.register,
        lambda risk: risk.reference in belongs.risks or risk.project_slug in belongs.projects,
    )
    pack = replace(
        pack,
        performance=replace(pack.performance, returns=()),
        programmes=replace(pack.programmes, register=register),
        engagement=EngagementPart(year=pack.engagement.year),
    )
    pack = _locked_with(pack, lambda gap: gap.kind is GapKind.EARLY)
    return replace(_told_anew(pack), restated=None, cover_sheet=None)


def _links(pack: AssurancePack, slug: str) -> ProgrammeLinks:
    """What belongs to a programme. A snapshot that does not say so still knows the projects of a working group."""
    found = links_of(pack.links, slug)
    of_group = (row.slug for row in pack.programmes.portfolio.projects if row.working_group_slug == slug)
    return replace(found, projects=tuple(dict.fromkeys((*found.projects, *of_group))))


def _told_anew(pack: AssurancePack) -> AssurancePack:
    """The story and the notes of what is left."""
    slugs = {row.slug for row in pack.performance.scorecard.rows}
    projects = {row.slug for row in pack.programmes.portfolio.projects}
    risks = {row.reference for row in pack.programmes.register.risks}
    return replace(
        pack,
        story=_story(pack),
        notes=_notes(pack, lambda note: bool((slugs | projects | risks) & _named_in(note.path))),
    )


def _story(pack: AssurancePack) -> Story:
    performance, is_closed = pack.performance, story.is_closed(pack.head.state)
    return story.build_story(performance.scorecard, performance.returns, is_closed=is_closed)


# What is off track ----------------------------------------------------------------------------------------


def exceptions_of(pack: AssurancePack) -> AssurancePack:
    """Only the rows that are off track; the counts stay those of all, so that a short report is no rosier."""
    scorecard = pack.performance.scorecard
    register = pack.programmes.register
    rows = tuple(
        row for row in scorecard.rows if row.is_off_target or row.needs_frame or row.assessments_differ
    )
    projects = tuple(row for row in pack.programmes.portfolio.projects if _is_off_track(row))
    risks = tuple(risk for risk in register.risks if risk.band in (Band.EXTREME, Band.HIGH))
    shown = {row.slug for row in projects}
    portfolio = replace(pack.programmes.portfolio, projects=projects, groups=tuple(count_groups(projects)))
    return replace(
        pack,
        performance=replace(pack.performance, scorecard=replace(scorecard, rows=rows)),
        programmes=ProgrammesPart(portfolio=portfolio, register=replace(register, risks=risks)),
        milestones=tuple(each for each in pack.milestones if each.is_overdue or each.project_slug in shown),
    )


def _is_off_track(project: ProjectRow) -> bool:
    return project.rag in (RAG.RED, RAG.AMBER) or bool(project.milestones_overdue)


# Parts of the pack ----------------------------------------------------------------------------------------


def _with_kpis(pack: AssurancePack, wanted: Callable[[ScorecardRow], bool]) -> AssurancePack:
    part = pack.performance
    scorecard = _scorecard_of(part.scorecard, tuple(row for row in part.scorecard.rows if wanted(row)))
    slugs = {row.slug for row in scorecard.rows}
    exhibits = tuple(each for each in part.exhibits if each.slug in slugs)
    return replace(pack, performance=replace(part, scorecard=scorecard, exhibits=exhibits))


def _scorecard_of(scorecard: Scorecard, rows: tuple[ScorecardRow, ...]) -> Scorecard:
    by_directorate = (
        DirectorateCounts(
            each.name, each.slug, _count(row.rag for row in rows if row.directorate_slug == each.slug)
        )
        for each in scorecard.by_directorate
    )
    before = [row.previous_rag for row in rows if row.was_in_use_before]
    return replace(
        scorecard,
        rows=rows,
        counts=_count(row.rag for row in rows),
        previous_counts=_count(rag or RAG.GREY for rag in before) if any(before) else None,
        by_directorate=tuple(each for each in by_directorate if each.counts.total),
    )


def _count(ratings: Iterable[RAG]) -> RagCounts:
    found = Counter(ratings)
    return RagCounts(found[RAG.RED], found[RAG.AMBER], found[RAG.GREEN], found[RAG.GREY])


def _with_projects(pack: AssurancePack, wanted: Callable[[ProjectRow], bool]) -> AssurancePack:
    portfolio = pack.programmes.portfolio
    projects = tuple(row for row in portfolio.projects if wanted(row))
    kept = {row.slug for row in projects}
    portfolio = replace(
        portfolio,
        projects=projects,
        groups=tuple(count_groups(projects)),
        stages=tuple(count_stages(projects)) if projects else (),
    )
    return replace(
        pack,
        programmes=replace(pack.programmes, portfolio=portfolio),
        milestones=tuple(each for each in pack.milestones if each.project_slug in kept),
    )


def _register_of(register: RiskRegister, wanted: Callable[[RiskRow], bool]) -> RiskRegister:
    """The register of some of its risks. How many were removed is known of the whole register alone."""
    risks = tuple(risk for risk in register.risks if wanted(risk))
    bands = Counter(risk.band for risk in risks)
    return replace(
        register,
        risks=risks,
        heat_map=heat_map(risks),
        extreme=bands[Band.EXTREME],
        high=bands[Band.HIGH],
        moderate=bands[Band.MODERATE],
        low=bands[Band.LOW],
        added=sum(risk.change == "New" for risk in risks),
        removed=register.removed if len(risks) == len(register.risks) else 0,
    )


def _notes(pack: AssurancePack, wanted: Callable[[QualityNote], bool]) -> tuple[QualityNote, ...]:
    """Numbered anew, because a report's notes count from 1."""
    kept = [note for note in pack.notes if wanted(note)]
    return tuple(replace(note, number=number) for number, note in enumerate(kept, start=1))
