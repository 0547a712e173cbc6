"""The answer in one sentence and the counted lines of what changed, composed by rule from a scorecard. Pure.

A member with two minutes must not read a collapse that did not happen: a KPI that is red because it was assessed for
the first time is told apart from one that fell, one that is not assessed any more from one that recovered, and one
that has not been returned yet, or is not due, is left out of every claim.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum

from assurance import sentences
from assurance.pack import ChangeLine, Story
from assurance.sentences import composed, sentence
from core import periods
from core.provenance import Provenance
from core.rag import RAG
from core.trend import Trend
from performance.pages import FigureState, ReturnProgress, Scorecard, ScorecardRow

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
DAYS_IN_A_MONTH = 30.44


class Move(Enum):
    """How the rating of a KPI moved since the quarter before; the order is that of the list of exceptions."""

    FELL = "rated worse than before"
    WORSE = "off target as before, with a worse figure"
    FIRST = "assessed for the first time"
    AGAIN = "assessed again after a gap"
    SAME = "rated as before"
    ROSE = "better, still off target"
    RECOVERED = "on target again"
    DROPPED = "not assessed any more"
    NONE = "nothing to compare"


EXCEPTION_ORDER = list(Move)


def build_story(
    scorecard: Scorecard, returns: Iterable[ReturnProgress] = (), *, is_closed: bool = False
) -> Story:
    """The sentence and the lines. Without figures of both quarters nothing is said to have changed.

    How many KPIs are answered is what the `returns` say; nothing more comes of a closed quarter.
    """
    begun = any(not row.is_awaited and row.latest.state != FigureState.NOT_DUE for row in scorecard.rows)
    changes = changes_of(scorecard, is_closed=is_closed) if scorecard.previous_counts and begun else ()
    return Story(answer=answer_of(scorecard, tuple(returns), is_closed=is_closed), changes=changes)


def is_closed(state: str) -> bool:
    """Whether a quarter in this state is locked, so that nothing more is awaited."""
    return state in ("locked", "reported")


# One KPI --------------------------------------------------------------------------------------------------


def move_of(row: ScorecardRow) -> Move:
    """How one KPI moved. Grey is no grade: into it is dropped, out of it is first or again."""
    before, now = row.previous_rag, row.rag
    if row.latest.state == FigureState.NOT_DUE or (row.is_awaited and not row.is_assessed):
        return Move.NONE
    if row.is_first_assessment:
        return Move.AGAIN if _assessed_earlier(row) else Move.FIRST
    if before is None or before == RAG.GREY:
        return Move.NONE
    if now == RAG.GREY:
        return Move.DROPPED
    if now.worse_than(before):
        return Move.FELL
    if now.better_than(before):
        return Move.RECOVERED if now == RAG.GREEN else Move.ROSE
    return Move.WORSE if row.is_off_target and row.trend == Trend.DECLINED else Move.SAME


def since_text(row: ScorecardRow, quarter_slug: str) -> str:
    """What a reader compares the rating with: “Green in Q3”, “Red in Q3, worse”, “First assessed”."""
    return _since(row, f" in {previous_name(quarter_slug)}")


def since_words(row: ScorecardRow) -> str:
    """The same in a column that names the quarter at its head: “Green”, “Red, worse”, “First assessed”."""
    return _since(row, "")


def _since(row: ScorecardRow, when: str) -> str:
    match move_of(row):
        case Move.FIRST:
            return "First assessed"
        case Move.AGAIN:
            return f"Not assessed{when}"
        case Move.NONE:
            return ""
        case Move.WORSE:
            return f"{_word(row.previous_rag)}{when}, worse"
        case Move.SAME if row.is_off_target:
            same = "better" if row.trend == Trend.IMPROVED else "same"
            return f"{_word(row.previous_rag)}{when}, {same}"
        case _:
            return f"{_word(row.previous_rag)}{when}"


def in_order(rows: Iterable[ScorecardRow]) -> tuple[ScorecardRow, ...]:
    """Exceptions as they are read: newly fallen first, then worse, first assessed, unchanged; red before amber."""
    return tuple(
        sorted(rows, key=lambda row: (EXCEPTION_ORDER.index(move_of(row)), row.rag.order, row.number))
    )


def exceptions_of(scorecard: Scorecard) -> tuple[ScorecardRow, ...]:
    """What must carry a frame: every red KPI, and every one rated better than the rule does."""
    return in_order(row for row in scorecard.rows if row.needs_frame)


def previous_name(quarter_slug: str) -> str:
    """“Q3”, or “2012/13 Q4” when it lies in the year before."""
    quarter = periods.Quarter.from_slug(quarter_slug)
    return quarter.previous.name if quarter.number > 1 else quarter.previous.label


def _assessed_earlier(row: ScorecardRow) -> bool:
    return any(figure.rag not in (None, RAG.GREY) for figure in row.figures[:-1])


def _word(rag: RAG | None) -> str:
    return str(rag.label) if rag else ""


# The answer -----------------------------------------------------------------------------------------------


@composed
def answer_of(
    scorecard: Scorecard, returns: Sequence[ReturnProgress] = (), *, is_closed: bool = False
) -> str:
    """Counts, then the change in red with its largest cause."""
    if not scorecard.rows:
        return "No KPI is reported for this quarter."
    if any(row.is_awaited for row in scorecard.rows):
        return _answer_so_far(scorecard, returns, is_closed=is_closed)
    return f"{_off_target(scorecard)} {_change_in_red(scorecard)}"


def _answer_so_far(scorecard: Scorecard, returns: Sequence[ReturnProgress], *, is_closed: bool) -> str:
    """While returns come in, nothing is compared: half a quarter would look like a change."""
    due, answered = _answered(scorecard, returns)
    whole = f"{due} {'KPI' if sentence(due) == '1' else 'KPIs'}"
    if answered == "0":
        return f"None of the {whole} due {'was returned' if is_closed else 'has been returned yet'}."
    rated = [(_rated(scorecard, rag), rag.value) for rag in (RAG.RED, RAG.AMBER)]
    ratings = [f"{sentences.kpis(rows)} {word}" for rows, word in rated if rows]
    found = " and ".join(ratings) or "none off target"
    came = f"{answered} of {whole} due"
    return f"{came} were returned: {found}." if is_closed else f"{came} are returned so far: {found}."


def _answered(scorecard: Scorecard, returns: Sequence[ReturnProgress]) -> tuple[str, str]:
    """How many KPIs were due, and how many are answered: by the returns, where there are some."""
    if returns:
        due, answered = sum(each.due for each in returns), sum(each.answered for each in returns)
        return sentences.count(due, "kpis", "due"), sentences.count(answered, "kpis", "answered")
    rows = [row for row in scorecard.rows if row.latest.state != FigureState.NOT_DUE]
    return sentences.kpis(rows), sentences.kpis([row for row in rows if not row.is_awaited])


def _off_target(scorecard: Scorecard) -> str:
    red, amber = _rated(scorecard, RAG.RED), _rated(scorecard, RAG.AMBER)
    off, assessed = [*red, *amber], [row for row in scorecard.rows if row.is_assessed]
    whole = _kpis(scorecard.rows)
    if not assessed:
        return f"None of {whole} can be assessed this quarter."
    if not off and len(assessed) == 1:
        return "The one KPI that can be assessed is on target."
    if not off:
        return f"All {_kpis(assessed)} that can be assessed are on target."
    found = f"{sentences.kpis(off)} of {whole} {'is' if len(off) == 1 else 'are'} off target"
    if not red or not amber:
        return f"{found}{', all' if len(off) > 1 else ':'} {'red' if red else 'amber'}."
    return f"{found}: {sentences.kpis(red)} red and {sentences.kpis(amber)} amber."


def _rated(scorecard: Scorecard, rag: RAG) -> list[ScorecardRow]:
    return [row for row in scorecard.rows if row.rag == rag]


def _change_in_red(scorecard: Scorecard) -> str:
    if scorecard.previous_counts is None:
        return "There is no earlier quarter to compare with."
    before, now = scorecard.previous_counts.red, scorecard.counts.red
    was = sentences.count(before, "kpis", "red_before")
    red = sentences.kpis(_rated(scorecard, RAG.RED))
    arrived, left = _arrivals(scorecard.rows), _departures(scorecard.rows)
    if now > before:
        return f"Red rose from {was} to {red}{_because(arrived)}."
    if now < before:
        return f"Red fell from {was} to {red}{_because(left)}."
    if not now:
        return "None was red in the quarter before either."
    new = [row for rows, _ in arrived for row in rows]
    if new:
        return f"Red stayed at {red}, but {_in_words(new)} of them {'is' if len(new) == 1 else 'are'} new."
    return f"Red stayed at {red}, the same KPIs."


Cause = tuple[list[ScorecardRow], str]


def _arrivals(rows: Iterable[ScorecardRow]) -> list[Cause]:
    red = [row for row in rows if row.rag == RAG.RED]
    return _causes(
        (_moved(red, Move.FELL), "fell back", "fell back"),
        (_moved(red, Move.FIRST), "was assessed for the first time", "were assessed for the first time"),
        (_moved(red, Move.AGAIN), "is assessed again", "are assessed again"),
    )


def _departures(rows: Iterable[ScorecardRow]) -> list[Cause]:
    were = [row for row in rows if row.previous_rag == RAG.RED]
    return _causes(
        (_moved(were, Move.RECOVERED), "recovered", "recovered"),
        (_moved(were, Move.ROSE), "improved to amber", "improved to amber"),
        (_moved(were, Move.DROPPED), "is not assessed any more", "are not assessed any more"),
    )


def _moved(rows: Iterable[ScorecardRow], move: Move) -> list[ScorecardRow]:
    return [row for row in rows if move_of(row) == move]


def _causes(*causes: tuple[list[ScorecardRow], str, str]) -> list[Cause]:
    """Those that happened, largest first, each as a clause."""
    found = [
        (rows, f"{_in_words(rows)} {one if len(rows) == 1 else many}") for rows, one, many in causes if rows
    ]
    return sorted(found, key=lambda cause: -len(cause[0]))


def _because(causes: list[Cause]) -> str:
    """The largest cause where it accounts for most of the change, else all of them."""
    if not causes:
        return ""
    largest, clause = causes[0]
    if len(causes) > 1 and 2 * len(largest) > sum(len(rows) for rows, _ in causes):
        return f", mostly because {clause}"
    return f", because {_joined([clause for _, clause in causes])}"


# What changed ---------------------------------------------------------------------------------------------


def changes_of(scorecard: Scorecard, *, is_closed: bool = False) -> tuple[ChangeLine, ...]:
    """Falls, first assessments, what stayed red, what is not assessed any more, what recovered, and what was red and
    is not returned: of that nothing is claimed, but nobody may take its silence for a recovery."""
    rows = scorecard.rows
    return (
        *_falls(rows),
        *_assessed_newly(rows, Move.FIRST, "assessed for the first time and off target"),
        *_assessed_newly(rows, Move.AGAIN, "assessed again after a gap and off target"),
        *_listed(
            "stayed red", [r for r in rows if r.rag == RAG.RED and move_of(r) in (Move.SAME, Move.WORSE)]
        ),
        *_listed("improved from red to amber", [r for r in rows if move_of(r) == Move.ROSE]),
        *_listed(
            "off target before and not assessed any more",
            [r for r in rows if move_of(r) == Move.DROPPED and r.previous_rag in (RAG.RED, RAG.AMBER)],
        ),
        _recovered(rows),
        *_unreturned(rows, previous_name(scorecard.quarter_slug), is_closed=is_closed),
    )


def red_before_and_not_returned(rows: Iterable[ScorecardRow]) -> tuple[ScorecardRow, ...]:
    """The KPIs that were red in the quarter before and of which nothing can be said in this one."""
    return tuple(
        row for row in rows if row.is_awaited and not row.is_assessed and row.previous_rag == RAG.RED
    )


def nothing_red(rows: Iterable[ScorecardRow]) -> str:
    """What is said where no KPI is red: of those alone that were returned."""
    return "No KPI that was returned is red." if any(row.is_awaited for row in rows) else "No KPI is red."


def _unreturned(rows: tuple[ScorecardRow, ...], before: str, *, is_closed: bool) -> tuple[ChangeLine, ...]:
    found = red_before_and_not_returned(rows)
    if not found:
        return ()
    links = tuple((f"{row.short_name} ({row.figures[-2].text} in {before})", row.slug) for row in found)
    yet = "" if is_closed else " yet"
    return (ChangeLine(len(found), f"red in {before} and not returned{yet}:", links),)


@composed
def grey_note(rows: Iterable[ScorecardRow]) -> str:
    """Why KPIs are grey, largest reason first: different things that one colour stands for."""
    reasons: defaultdict[str, list[ScorecardRow]] = defaultdict(list)
    for row in rows:
        if row.rag == RAG.GREY:
            reasons[_grey_reason(row)].append(row)
    found = sorted(reasons.items(), key=lambda reason: -len(reason[1]))
    return ", ".join(f"{sentences.kpis(of)} {reason}" for reason, of in found) or "none"


def _grey_reason(row: ScorecardRow) -> str:
    if row.latest.state == FigureState.MISSING:
        return "not returned"
    if row.latest.state == FigureState.PARTIAL:
        return "returned in part"
    if row.latest.state == FigureState.NOT_DUE:
        return "not due"
    return "not assessable" if row.has_target else "without a target"


def counted_in(line: ChangeLine, rows: Iterable[ScorecardRow]) -> tuple[str, ...]:
    """The KPIs that a line names, or counts without naming them: those that are newly assessed and off target."""
    if line.links or not line.count:
        return tuple(slug for _, slug in line.links)
    newly = [move for move in (Move.FIRST, Move.AGAIN) if line.text.startswith(move.value)]
    return tuple(row.slug for row in rows if row.is_off_target and move_of(row) in newly)


def _falls(rows: tuple[ScorecardRow, ...]) -> tuple[ChangeLine, ...]:
    lines: list[ChangeLine] = []
    for before, now in ((RAG.GREEN, RAG.RED), (RAG.AMBER, RAG.RED), (RAG.GREEN, RAG.AMBER)):
        fallen = [
            row for row in rows if move_of(row) == Move.FELL and (row.previous_rag, row.rag) == (before, now)
        ]
        lines += _listed(f"fell from {before.value} to {now.value}", fallen)
    return tuple(lines) or (ChangeLine(0, "fell to red or amber."),)


def _assessed_newly(rows: tuple[ScorecardRow, ...], move: Move, text: str) -> tuple[ChangeLine, ...]:
    """Counted, not listed: the names stand in the list of exceptions and on the board."""
    new = [row for row in rows if move_of(row) == move]
    off = [row for row in new if row.is_off_target]
    if not new:
        return ()
    ratings = [
        f"{sentences.kpis(rated)} {rag.value}"
        for rag in (RAG.RED, RAG.AMBER)
        if (rated := [row for row in off if row.rag == rag])
    ]
    on_target = [row for row in new if not row.is_off_target]
    more = "more came in on target" if off else "came in on target"
    good = f"{_in_words(on_target, begins=True)} {more}." if on_target else ""
    found = f"{', '.join(ratings)}." if ratings else ""
    after = sentence(" ".join(filter(None, (found, good))))
    return (ChangeLine(len(off), f"{text}{':' if ratings else '.'}", after=after),)


def _listed(text: str, rows: list[ScorecardRow], after: str = "") -> tuple[ChangeLine, ...]:
    if not rows:
        return ()
    links = tuple((f"{row.short_name} ({_figures(row)})", row.slug) for row in in_order(rows))
    return (ChangeLine(len(rows), f"{text}:", links, after),)


def _recovered(rows: tuple[ScorecardRow, ...]) -> ChangeLine:
    back = [row for row in rows if move_of(row) == Move.RECOVERED]
    slipped = _slipped(rows)
    listed = _listed("recovered", back, slipped)
    return listed[0] if listed else ChangeLine(0, "recovered.", after=slipped)


def _figures(row: ScorecardRow) -> str:
    """“0 to 37”; where the figure stands still, the target it stands against."""
    now = row.latest.text or "not collected"
    before = row.figures[-2] if len(row.figures) > 1 else None
    if before and before.text and before.text != now:
        return f"{before.text} to {now}"
    return f"{now}; target {in_a_sentence(row.target_text)}" if row.has_target else now


def in_a_sentence(target_text: str) -> str:
    """“At least 31” in the middle of a sentence: “at least 31”."""
    return target_text[:1].lower() + target_text[1:]


def slipped(rows: Iterable[ScorecardRow]) -> tuple[ScorecardRow, ...]:
    """The KPIs that still need a recovery date and promise a later one than a quarter ago; a note kept from a time
    before it recovered promises nothing any more."""
    return tuple(row for row in rows if row.needs_frame and row.exception and row.exception.slipped)


@composed
def _slipped(rows: tuple[ScorecardRow, ...]) -> str:
    """How many promised dates moved, by how much; marked when every one of them is illustrative."""
    late = slipped(rows)
    frames = [row.exception for row in late if row.exception]
    if not frames:
        return ""
    by = {slip_text((frame.recovery_on - frame.promised_before).days) for frame in frames}  # type: ignore[operator]
    how_far = f" by {by.pop()}" if len(by) == 1 else ""
    dates = "promised date" if len(frames) == 1 else "promised dates"
    invented = all(frame.provenance == Provenance.ILLUSTRATIVE for frame in frames)
    mark = " (illustrative)" if invented else ""
    return f"{_in_words(late, begins=True)} {dates} slipped{how_far}{mark}."


def slip_text(days: int) -> str:
    """A delay in words: days up to six weeks, then months."""
    if days <= 45:
        return f"{number_in_words(days)} {'day' if days == 1 else 'days'}"
    months = round(days / DAYS_IN_A_MONTH)
    return f"{number_in_words(months)} {'month' if months == 1 else 'months'}"


def _kpis(rows: Sequence[ScorecardRow]) -> str:
    return f"{sentences.kpis(rows)} {'KPI' if len(rows) == 1 else 'KPIs'}"


def _in_words(rows: Sequence[ScorecardRow], *, begins: bool = False) -> str:
    """How many there are, leading to each of them; it may begin a sentence."""
    words = number_in_words(len(rows))
    return sentences.kpis(rows, words.capitalize() if begins else words)


def number_in_words(count: int) -> str:
    return WORDS[count] if count < len(WORDS) else str(count)


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
