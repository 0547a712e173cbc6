"""What the printed report says and in which order: pure preparation of an assurance pack for the page templates.

Ledes state the finding; nothing here asks the database or the clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from assurance import story
from assurance.pack import AssurancePack
from core import clock
from core.money import millions, pounds
from core.provenance import Provenance
from core.rag import RAG
from performance.pages import AreaLevel, DirectorateCounts, FigureState, RagCounts, ScorecardRow
from programmes.pages import GroupCounts, ProjectRow

ANNUAL = "annual"
BAR_MM = 39
"""Length of a full bar in a table cell, in millimetres; classes b0 to b39 of report.css draw it."""


@dataclass(frozen=True)
class Section:
    """One entry of the contents page."""

    id: str
    title: str


@dataclass(frozen=True)
class Bar:
    """A length to scale: `mm` of `BAR_MM`, with the share it stands for."""

    mm: int
    percent: Decimal


@dataclass(frozen=True)
class RedLine:
    """A red KPI on the summary page, with the recovery dates promised last quarter and now."""

    row: ScorecardRow
    since: str


@dataclass(frozen=True)
class TeamRows:
    team: str
    rows: tuple[ScorecardRow, ...]


@dataclass(frozen=True)
class Schedule:
    """One directorate's KPIs with its exceptions, as the annual report lays them out."""

    id: str
    directorate: str
    lede: str
    labels: tuple[str, ...]
    teams: tuple[TeamRows, ...]
    exceptions: tuple[ScorecardRow, ...]
    differing: tuple[ScorecardRow, ...]
    is_illustrative: bool

    @property
    def columns(self) -> int:
        """Number and name, the quarters, target, RAG and trend."""
        return len(self.labels) + 5


@dataclass(frozen=True)
class WorkingGroup:
    counts: GroupCounts
    projects: tuple[ProjectRow, ...]


@dataclass(frozen=True)
class LevelRow:
    """One published indicator with its level in each area's column; empty where none is published."""

    indicator: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class QuarterCounts:
    quarter: str
    counts: RagCounts


@dataclass(frozen=True)
class Summary:
    """What, so what, now what: the whole report on one page."""

    lede: str
    what: tuple[str, ...]
    so_what: tuple[str, ...]
    now_what: tuple[str, ...]
    reds: tuple[RedLine, ...]
    directorates: tuple[DirectorateCounts, ...]
    grey_note: str


@dataclass(frozen=True)
class ReportContents:
    """All that the page templates print."""

    pack: AssurancePack
    is_annual: bool
    title: str
    period: str
    span: str
    cut_off: str
    status: str
    version: str
    snapshot: str
    stamp: str
    sections: tuple[Section, ...]
    summary: Summary
    schedules: tuple[Schedule, ...]
    year_counts: tuple[QuarterCounts, ...]
    areas: tuple[str, ...]
    levels: tuple[LevelRow, ...]
    groups: tuple[WorkingGroup, ...]
    ledes: dict[str, str]
    bars: dict[str, Bar]
    used: tuple[Provenance, ...]


def build(
    pack: AssurancePack, *, kind: str, version: int, packs_of_year: Sequence[AssurancePack] = ()
) -> ReportContents:
    """Everything the report of one quarter says; with kind "annual", of the year that ends with it."""
    head = pack.head
    is_annual = kind == ANNUAL
    schedules = tuple(_schedules(pack))
    period = head.year if is_annual else head.quarter.replace(" Q", " Quarter ")
    snapshot = f"{head.quarter_slug}, version {head.version}"
    return ReportContents(
        pack=pack,
        is_annual=is_annual,
        title="Annual assurance report" if is_annual else head.report_name,
        period=period,
        span=f"April {head.year[:4]} to March {int(head.year[:4]) + 1}" if is_annual else head.quarter_span,
        cut_off=_moment(pack),
        status=head.state_text,
        version=f"{version}, the first of this period"
        if version == 1
        else f"{version}, replaces version {version - 1}",
        snapshot=snapshot,
        stamp=f"{head.organisation_short}, version {version}. Snapshot {snapshot}",
        sections=tuple(_sections(pack, schedules, is_annual)),
        summary=_summary(pack),
        schedules=schedules,
        year_counts=tuple(
            QuarterCounts(each.head.quarter, each.performance.scorecard.counts) for each in packs_of_year
        ),
        areas=tuple(dict.fromkeys(level.area for level in pack.performance.levels)),
        levels=tuple(_levels(pack.performance.levels)),
        groups=tuple(_groups(pack)),
        ledes=_ledes(pack),
        bars=_bars(pack),
        used=_provenances(pack),
    )


def _moment(pack: AssurancePack) -> str:
    moment = pack.head.cut_off
    return f"{moment.astimezone(clock.LONDON):%-d %B %Y, %H:%M}" if moment else "not frozen"


def _sections(pack: AssurancePack, schedules: Iterable[Schedule], is_annual: bool) -> Iterable[Section]:
    yield Section("summary", "Executive summary")
    if is_annual:
        yield Section("year", "The year in four quarters")
    for schedule in schedules:
        yield Section(schedule.id, f"KPI schedule: {schedule.directorate}")
    yield Section("ambitions", "Outcome ambitions")
    yield Section("projects", "Projects by working group")
    yield Section("finance", "Finance")
    if pack.finance.running_costs:
        yield Section("running", "Running costs per head")
    yield Section("risks", "Risks")
    yield Section("engagement", "Engagement")
    yield Section("complete", "Completeness and data quality")
    yield Section("provenance", "Provenance")


# The summary ----------------------------------------------------------------------------------------------


def _summary(pack: AssurancePack) -> Summary:
    scorecard = pack.performance.scorecard
    exceptions = story.in_order(scorecard.reds)
    return Summary(
        lede=pack.story.answer,
        what=tuple(_what(pack)),
        so_what=tuple(_so_what(exceptions)),
        now_what=tuple(_now_what(exceptions)),
        reds=tuple(RedLine(row, story.since_text(row, pack.head.quarter_slug)) for row in exceptions),
        directorates=scorecard.by_directorate,
        grey_note=_grey_note(scorecard.rows),
    )


def _what(pack: AssurancePack) -> Iterable[str]:
    counts = pack.performance.scorecard.counts
    assessed = counts.red + counts.amber + counts.green
    if assessed:
        yield f"{counts.green} of the {assessed} KPIs that can be assessed meet their target."
    worst = story.in_order(pack.performance.scorecard.reds)[:2]
    for row in worst:
        yield f"{row.short_name}: {row.latest.text} against {row.target_text}."


def _so_what(reds: Sequence[ScorecardRow]) -> Iterable[str]:
    """Where the reds lie, and which promises slipped."""
    if not reds:
        yield "No KPI is red."
        return
    by_directorate = {
        name: len(list(rows))
        for name, rows in groupby(
            sorted(reds, key=lambda row: row.directorate), key=lambda row: row.directorate
        )
    }
    name, most = max(by_directorate.items(), key=lambda item: item[1])
    yield f"{most} of the {len(reds)} red KPIs lie{'s' if most == 1 else ''} with {name}."
    slipped = [row for row in reds if row.exception and row.exception.slipped]
    if slipped:
        names = "; ".join(row.short_name for row in slipped)
        yield f"Recovery dates promised last quarter have slipped: {names}."


def _now_what(reds: Sequence[ScorecardRow]) -> Iterable[str]:
    dated = [row for row in reds if row.exception and row.exception.recovery_on]
    bare = [row for row in reds if not row.exception or not row.exception.action]
    if dated:
        last = max(row.exception.recovery_on for row in dated if row.exception and row.exception.recovery_on)
        yield f"{len(dated)} of {len(reds)} red KPIs have a recovery date; the latest is {last:%-d %B %Y}."
    if bare:
        yield f"{len(bare)} red {'KPI has' if len(bare) == 1 else 'KPIs have'} no action recorded."
    for row in reds[:2]:
        if row.exception and row.exception.action:
            yield f"{row.short_name}: {row.exception.action}"


def _grey_note(rows: Iterable[ScorecardRow]) -> str:
    grey = [row for row in rows if row.rag == RAG.GREY]
    without = sum(not row.has_target for row in grey)
    return f"{without} without a target, {len(grey) - without} not assessable"


# The sections ---------------------------------------------------------------------------------------------


def _schedules(pack: AssurancePack) -> Iterable[Schedule]:
    scorecard = pack.performance.scorecard
    for directorate in scorecard.by_directorate:
        rows = [row for row in scorecard.rows if row.directorate_slug == directorate.slug]
        exceptions = story.in_order(
            row for row in story.exceptions_of(scorecard) if row.directorate_slug == directorate.slug
        )
        yield Schedule(
            id=directorate.slug,
            directorate=directorate.name,
            lede=_schedule_lede(directorate.counts, exceptions),
            labels=tuple(figure.label for figure in rows[0].figures) if rows else (),
            teams=tuple(
                TeamRows(team, tuple(of_team)) for team, of_team in groupby(rows, key=lambda row: row.team)
            ),
            exceptions=exceptions,
            differing=tuple(row for row in rows if row.assessments_differ),
            is_illustrative=any(
                row.exception and row.exception.provenance == Provenance.ILLUSTRATIVE for row in exceptions
            ),
        )


def _schedule_lede(counts: RagCounts, exceptions: Sequence[ScorecardRow]) -> str:
    parts = [
        f"{count} {word}" for word in ("red", "amber", "green", "grey") if (count := getattr(counts, word))
    ]
    finding = f"{counts.total} {'KPI' if counts.total == 1 else 'KPIs'}: {', '.join(parts)}."
    if not exceptions:
        return f"{finding} None needs an exception note."
    names = [row.short_name for row in exceptions]
    return f"{finding} Off target: {'; '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}."


def _groups(pack: AssurancePack) -> Iterable[WorkingGroup]:
    portfolio = pack.programmes.portfolio
    for counts in portfolio.groups:
        projects = tuple(each for each in portfolio.projects if each.working_group_slug == counts.slug)
        yield WorkingGroup(counts, projects)


def _levels(levels: Sequence[AreaLevel]) -> Iterable[LevelRow]:
    areas = tuple(dict.fromkeys(level.area for level in levels))
    for indicator in dict.fromkeys(level.indicator for level in levels):
        found = {level.area: _shortened(level.level) for level in levels if level.indicator == indicator}
        yield LevelRow(indicator, tuple(found.get(area, "") for area in areas))


def _shortened(level: str) -> str:
    """“Achieving lowest quintile performance” as “Lowest quintile”: the caption says the words around it once."""
    words = level.removeprefix("Achieving ").replace(" performance", "")
    return words[:1].upper() + words[1:]


def _ledes(pack: AssurancePack) -> dict[str, str]:
    return {
        "ambitions": _ambitions_lede(pack),
        "projects": _projects_lede(pack),
        "finance": _finance_lede(pack),
        "risks": _risks_lede(pack),
        "engagement": _engagement_lede(pack),
        "complete": _completeness_lede(pack),
    }


def _ambitions_lede(pack: AssurancePack) -> str:
    ambitions = pack.performance.ambitions
    planned = [row for row in ambitions if row.has_trajectory]
    if not ambitions:
        return "No outcome ambition is recorded."
    reported = sum(bool(row.actuals) for row in planned)
    return (
        f"{len(planned)} of {len(ambitions)} ambitions have a trajectory; "
        f"{'no figure later than the baseline is recorded' if not reported else f'{reported} have a later figure'}."
    )


def _projects_lede(pack: AssurancePack) -> str:
    projects = pack.programmes.portfolio.projects
    if not projects:
        return "No priority project is recorded."
    words = [
        f"{count} {word}"
        for word, rag in (("red", RAG.RED), ("amber", RAG.AMBER), ("green", RAG.GREEN))
        if (count := sum(project.rag == rag for project in projects))
    ]
    unrated = sum(project.rag is None for project in projects)
    more = f"; {unrated} without an update for this quarter" if unrated else ""
    return (
        f"{len(projects)} priority projects of the delivery plan: {', '.join(words) or 'none rated'}{more}."
    )


def _finance_lede(pack: AssurancePack) -> str:
    finance = pack.finance
    if finance.position:
        total = finance.position[-1]
        word = "surplus" if total.surplus >= 0 else "deficit"
        sentence = f"The year closed with a {word} of {millions(abs(total.surplus), 3)}."
        costs = finance.running_costs
        if costs:
            sentence += f" Running costs used {millions(costs.spend, 2)} of {millions(costs.total, 2)}."
        return sentence
    if finance.budget and finance.budget.total:
        total_row = finance.budget.total
        if total_row.forecast_variance_text:
            return f"Forecast outturn for the year: {total_row.forecast_variance_text} against the plan."
        return f"The budget of {finance.budget.year} is {millions(total_row.annual_plan)}."
    return "No financial figures are recorded for this year."


def _risks_lede(pack: AssurancePack) -> str:
    register = pack.programmes.register
    if not register.risks:
        return "No risk is open on the register."
    top = register.risks[0]
    return (
        f"{register.extreme} of {len(register.risks)} open risks {'is' if register.extreme == 1 else 'are'} extreme. "
        f"The highest, at {top.score}, is: {top.title}."
    )


def _engagement_lede(pack: AssurancePack) -> str:
    engagement = pack.engagement
    if not engagement.activities:
        return "No engagement activity is recorded for this year."
    answers = len(engagement.feedback)
    what_came = f"{answers} {'answer says' if answers == 1 else 'answers say'} what came of them"
    return f"{len(engagement.activities)} activities are recorded for {engagement.year}; {what_came}."


def _completeness_lede(pack: AssurancePack) -> str:
    returns, notes = pack.performance.returns, len(pack.notes)
    late = sum(bool(each.late_by) for each in returns)
    answered, due = sum(each.answered for each in returns), sum(each.due for each in returns)
    on_time = "all in time" if not late else f"{late} of {len(returns)} returns late"
    words = f"{notes} data-quality {'note says' if notes == 1 else 'notes say'} where figures do not agree."
    if not returns:
        return f"No return is recorded for this quarter. {words}"
    return f"{answered} of {due} KPIs due were answered, {on_time}. {words}"


# Bars and provenance --------------------------------------------------------------------------------------


def _bar(share: Decimal) -> Bar:
    """A share of the whole, 0 to 1, as a bar."""
    within = min(max(share, Decimal(0)), Decimal(1))
    return Bar(mm=round(within * BAR_MM), percent=(share * 100).quantize(Decimal("0.1")))


def _bars(pack: AssurancePack) -> dict[str, Bar]:
    """Bars by key: ambitions by number, budget lines by slug, running costs by their place, partners by name."""
    bars: dict[str, Bar] = {}
    for row in pack.performance.ambitions:
        if row.share_due_percent is not None:
            bars[f"ambition-{row.number}"] = _bar(row.share_due_percent / 100)
    for budget in filter(None, (pack.finance.budget, pack.finance.next_budget)):
        whole = budget.total.annual_plan if budget.total else Decimal(0)
        for line in budget.rows:
            bars[f"{budget.year_slug}-{line.slug}"] = _bar(line.annual_plan / whole if whole else Decimal(0))
    costs = pack.finance.running_costs
    if costs:
        for place, cost in enumerate(costs.rows):
            bars[f"running-{place}"] = _bar(cost.amount / costs.spend if costs.spend else Decimal(0))
    return bars


def _provenances(pack: AssurancePack) -> tuple[Provenance, ...]:
    """The words of provenance, all five, in the order in which they are explained."""
    return tuple(Provenance)


def money(value: Decimal | None) -> str:
    """£ to the penny where there are pennies; empty where there is none."""
    return pounds(value) if value is not None else ""


def is_missing(row: ScorecardRow) -> bool:
    """Whether the quarter's figure has not been returned."""
    return row.latest.state == FigureState.MISSING
