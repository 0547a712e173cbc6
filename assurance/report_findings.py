"""What the executive summary finds: what, so what and now what, why KPIs are grey, and where the reds lie. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assurance import report_brevity, report_ledes, sentences, story
from assurance.pack import AssurancePack
from assurance.sentences import composed, composed_each
from core.provenance import Provenance
from core.rag import RAG
from performance.pages import RagCounts, ReturnProgress, Scorecard, ScorecardRow


@dataclass(frozen=True)
class RagTable:
    """How many KPIs of each directorate stand at each RAG; of each team where they are all one directorate's. Where
    there is but one to count, no row repeats what all of them together say."""

    by: str
    rows: tuple[tuple[str, RagCounts], ...]


def rag_table(scorecard: Scorecard) -> RagTable:
    """The summary's table of counts."""
    by, rows = "directorate", tuple((each.name, each.counts) for each in scorecard.by_directorate)
    if len(rows) == 1 and all(row.team for row in scorecard.rows):
        teams = dict.fromkeys(row.team for row in scorecard.rows)
        by, rows = "team", tuple((team, _counts_of(scorecard.rows, team)) for team in teams)
    return RagTable(by, rows if len(rows) > 1 else ())


def _counts_of(rows: Sequence[ScorecardRow], team: str) -> RagCounts:
    found = Counter(row.rag for row in rows if row.team == team)
    return RagCounts(found[RAG.RED], found[RAG.AMBER], found[RAG.GREEN], found[RAG.GREY])


def is_illustrative(rows: Iterable[ScorecardRow]) -> bool:
    """Whether any of the exceptions' notes was invented for the demonstration."""
    return any(row.exception and row.exception.provenance == Provenance.ILLUSTRATIVE for row in rows)


@composed_each
def what(pack: AssurancePack, reds: Sequence[ScorecardRow], when: str = "") -> Iterable[str]:
    assessed = [row for row in pack.performance.scorecard.rows if row.is_assessed]
    green = [row for row in assessed if row.rag == RAG.GREEN]
    if len(assessed) == 1:
        yield f"The one KPI that can be assessed {'meets' if green else 'misses'} its target{when}."
    elif assessed:
        meet = "meet their" if len(green) > 1 else "meets its"
        yield f"{_so_many_kpis(green, assessed)} KPIs that can be assessed {meet} target{when}."
    for row in reds[:2]:
        against = sentences.target(row, story.in_a_sentence(row.target_text))
        yield f"{row.short_name}: {sentences.figure(row)} against {against}."


@composed_each
def so_what(pack: AssurancePack, reds: Sequence[ScorecardRow]) -> Iterable[str]:
    """Where the reds lie, and which promises slipped; nothing is claimed of a quarter that nobody has returned."""
    rows = pack.performance.scorecard.rows
    if rows and all(row.latest.state in report_ledes.AWAITED for row in rows):
        yield "Nothing can be said of the quarter until figures are returned."
        return
    yield where(reds, rows) if reds else story.nothing_red(rows)
    unreturned = story.red_before_and_not_returned(rows)
    if unreturned:
        yield _silent(unreturned, story.previous_name(pack.performance.scorecard.quarter_slug))
    slipped = story.slipped(rows) if reds else ()
    if slipped:
        yield f"Recovery dates promised last quarter have slipped: {_first_of(slipped)}."


def _silent(rows: Sequence[ScorecardRow], before: str) -> str:
    """KPIs of which nothing is known now: their silence is no recovery."""
    if len(rows) == 1:
        return f"One that was red in {before} is not returned: {rows[0].short_name}."
    return f"{sentences.kpis(rows)} that were red in {before} are not returned: {_first_of(rows)}."


def unchanged(scorecard: Scorecard) -> str:
    """Why there is no line of change to print."""
    if scorecard.previous_counts is None:
        return "There is no earlier quarter to compare with."
    return "Nothing is compared until figures are returned."


@composed_each
def awaited(pack: AssurancePack) -> Iterable[str]:
    """What has not come, with its date: the first thing to do of a quarter that is still open."""
    returns = pack.performance.returns
    if story.is_closed(pack.head.state):
        yield from _never_came(returns)
        return
    missing = [each for each in returns if each.submitted_at is None]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        yield f"{_returns(missing, returns)} {are} awaited, due {pack.head.due_on:%-d %B %Y}."


def _never_came(returns: Sequence[ReturnProgress]) -> Iterable[str]:
    """Of a locked quarter; what came once, and was taken back after a reopening, did come."""
    missing = [each for each in returns if each.came_at is None]
    back = [each for each in returns if each.was_taken_back]
    if len(missing) == len(returns) > 1:
        of_all = sentences.returns(returns, returns)
        yield f"None of the {of_all} returns came before the quarter was locked."
    elif missing:
        yield f"{_returns(missing, returns)} did not come before the quarter was locked."
    if back:
        was = "was" if len(back) == 1 else "were"
        yield f"{_returns(back, returns)} {was} taken or sent back and not submitted again."


def _returns(some: Sequence[ReturnProgress], every: Sequence[ReturnProgress]) -> str:
    if len(every) == 1:
        return "The return"
    return f"{_so_many(sentences.returns(some, every), sentences.returns(every, every))} returns"


@composed
def where(reds: Sequence[ScorecardRow], rows: Sequence[ScorecardRow]) -> str:
    """The directorate with most reds, and the team among them where one stands out. Where all KPIs of the report are
    one directorate's, its teams are told apart instead."""
    is_one = len({row.directorate for row in rows}) == 1 and all(row.team for row in reds)
    owner, most = _most(reds, lambda row: row.team if is_one else row.directorate)
    if len(reds) == 1:
        return f"The one red KPI lies with {owner}."
    if len(most) == 1:
        another = "team" if is_one else "directorate"
        return f"Each of the {sentences.kpis(reds)} red KPIs lies with another {another}."
    lie = f"{_so_many_kpis(most, reds)} red KPIs lie with {owner}"
    team, of_team = _most(most, lambda row: "" if is_one else row.team)
    if team and 1 < len(of_team) < len(most):
        return f"{lie}, {sentences.kpis(of_team)} of them with {team}."
    return f"{lie}."


def _most(
    rows: Iterable[ScorecardRow], owner_of: Callable[[ScorecardRow], str]
) -> tuple[str, list[ScorecardRow]]:
    """The owner of most rows, and those."""
    by_owner: defaultdict[str, list[ScorecardRow]] = defaultdict(list)
    for row in rows:
        by_owner[owner_of(row)].append(row)
    return max(by_owner.items(), key=lambda owner: len(owner[1]))


@composed_each
def now_what(reds: Sequence[ScorecardRow]) -> Iterable[str]:
    dates = [(row.exception.recovery_on, row) for row in reds if row.exception and row.exception.recovery_on]
    bare = [row for row in reds if not row.exception or not row.exception.action]
    if dates:
        day, last = max(dates, key=lambda dated: dated[0])
        latest = sentences.lead(f"{day:%-d %B %Y}", "exception", last.slug)
        if len(reds) == 1:
            yield f"The red KPI has a recovery date: {latest}."
        else:
            have = "has" if len(dates) == 1 else "have"
            dated = f"{_so_many_kpis([row for _, row in dates], reds)} red KPIs {have} a recovery date"
            yield f"{dated}; the latest is {latest}."
    if bare:
        yield f"{sentences.kpis(bare)} red {'KPI has' if len(bare) == 1 else 'KPIs have'} no action recorded."
    idle = _first_of([row for row in reds if row.lacks_action])
    if idle:
        yield f"Red, with no open action: {idle}."
    # The summary keeps its page: what nobody is doing comes before a second example of what somebody is.
    examples = 2 - bool(idle) - (len(reds) >= report_brevity.ROWS)
    for row in reds[:examples]:
        if row.exception and row.exception.action:
            yield f"{row.short_name}: {report_brevity.action(row.exception.action)}"


def _first_of(rows: Iterable[ScorecardRow]) -> str:
    return report_brevity.first_of([row.short_name for row in rows], report_brevity.NAMED_IN_A_COLUMN)


def _so_many_kpis(some: Sequence[ScorecardRow], every: Sequence[ScorecardRow]) -> str:
    return _so_many(sentences.kpis(some), sentences.kpis(every))


def _so_many(count: str, whole: str) -> str:
    """“Both”, “All 4”, “3 of the 4” or “None of the 4”, of two things or more; each number as a sentence has it."""
    if count == whole:
        return "Both" if sentences.sentence(whole) == "2" else f"All {whole}"
    return f"{'None' if count == '0' else count} of the {whole}"
