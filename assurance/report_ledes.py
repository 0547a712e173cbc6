"""The sentence that opens each section of the printed report: it states the finding. Pure."""

from collections.abc import Mapping, Sequence

from assurance import report_variation, sentences, story
from assurance.lock_checks import LOCKED
from assurance.pack import AssurancePack
from assurance.report_brevity import first_of
from assurance.sentences import Sentence, composed, lead, sentence
from core.money import millions, pounds, round_half_up
from core.rag import RAG
from engagement.pages import FeedbackRow
from finance.pages import Budget, RunningCosts
from performance.pages import AmbitionRow, FigureState, QualityNote, ReturnProgress, ScorecardRow
from programmes.pages import RiskRegister

AWAITED = (FigureState.MISSING, FigureState.NOT_DUE, FigureState.PARTIAL)


def ledes(pack: AssurancePack, whose: str = "") -> Mapping[str, Sentence]:
    """By the section's id; “moved” is of the register of risks. `whose` names the directorate or programme where the
    report is of one alone."""
    return {
        "variation": report_variation.lede(report_variation.in_depth(pack)),
        "ambitions": ambitions_lede(pack),
        "projects": projects_lede(pack, whose),
        "finance": finance_lede(pack),
        "running": running_lede(pack.finance.running_costs),
        "risks": risks_lede(pack, whose),
        "moved": risks_moved(pack.programmes.register),
        "engagement": engagement_lede(pack),
        "complete": completeness_lede(pack.performance.returns, pack.notes, pack.performance.scorecard.rows),
    }


# KPIs -----------------------------------------------------------------------------------------------------


@composed
def schedule_lede(rows: Sequence[ScorecardRow]) -> str:
    """“14 KPIs: 2 red, 1 amber, 6 green, 5 grey.”, and which are red and amber; what has not come is counted apart."""
    here = [row for row in rows if row.latest.state not in AWAITED or row.is_assessed]
    found = [(str(rag.label).lower(), [row for row in here if row.rag == rag]) for rag in RAG]
    found += [
        ("not returned", [row for row in rows if row.latest.state == FigureState.MISSING]),
        (
            "returned in part",
            [row for row in rows if row.latest.state == FigureState.PARTIAL and not row.is_assessed],
        ),
        ("not due", [row for row in rows if row.latest.state == FigureState.NOT_DUE]),
    ]
    ratings = ", ".join(f"{sentences.kpis(some)} {word}" for word, some in found if some)
    counted = f"{sentences.kpis(rows)} {'KPI' if len(rows) == 1 else 'KPIs'}"
    finding = f"{counted}: {ratings}." if ratings else f"{counted}."
    return " ".join(filter(None, (finding, _off_target(here))))


def _off_target(rows: Sequence[ScorecardRow]) -> str:
    if not any(row.is_assessed for row in rows):
        return ""
    ordered = story.in_order(rows)
    off = [(rag, [row.short_name for row in ordered if row.rag == rag]) for rag in (RAG.RED, RAG.AMBER)]
    named = [f"{rag.label}: {first_of(names)}." for rag, names in off if names]
    return " ".join(named) or "None is off target."


@composed
def ambitions_lede(pack: AssurancePack) -> str:
    """How many have a trajectory, how much of the movement is due first, and whether anything was reported since."""
    ambitions = pack.performance.ambitions
    if not ambitions:
        return "No outcome ambition is recorded."
    planned = [row for row in ambitions if row.has_trajectory]
    reported = [row for row in planned if row.actuals]
    later = "No figure later than the baseline is recorded"
    if reported:
        later = f"{sentences.ambitions(reported)} have a later figure"
    have = f"{sentences.ambitions(planned)} of {sentences.ambitions(ambitions)} ambitions have"
    if len(ambitions) == len(planned) == 1:
        have = "The one ambition has"
    return f"{have} a trajectory{_due_first(planned)}. {later}."


def _due_first(planned: Sequence[AmbitionRow]) -> str:
    """The least and the greatest share of their movement that is due in their first year, where that is one year."""
    years = {row.targets[0].year for row in planned if row.targets}
    shares = [(row.share_due_percent, row.number) for row in planned if row.share_due_percent is not None]
    if not shares or len(years) != 1:
        return ""
    low, high = (
        lead(f"{round_half_up(share, 0)}%", "ambition", number)
        for share, number in (min(shares), max(shares))
    )
    of_all = low if sentence(low) == sentence(high) else f"{low} to {high}"
    return f", and {of_all} of the movement is due by {years.pop()}"


# Projects, money, risks -----------------------------------------------------------------------------------


@composed
def projects_lede(pack: AssurancePack, whose: str = "") -> str:
    projects = pack.programmes.portfolio.projects
    if not projects:
        return f"No priority project of {whose} is recorded." if whose else "No priority project is recorded."
    rated = [(str(rag.label).lower(), [row for row in projects if row.rag == rag]) for rag in RAG]
    unrated = [row for row in projects if row.rag is None]
    late = [row for row in projects if row.milestones_overdue]
    words = [", ".join(f"{sentences.projects(of)} {word}" for word, of in rated if of) or "none rated"]
    if unrated and len(unrated) < len(projects):
        words.append(f"{sentences.projects(unrated)} without an update for this quarter")
    if late:
        words.append(f"{sentences.projects(late)} with a milestone overdue")
    number = f"{sentences.projects(projects)} priority {'project' if len(projects) == 1 else 'projects'}"
    return f"{number} of the delivery plan: {'; '.join(words)}."


@composed
def finance_lede(pack: AssurancePack) -> str:
    """How the year closed; before it has, spending so far and the forecast; before that, its budget."""
    finance = pack.finance
    if finance.position:
        total, place = finance.position[-1], len(finance.position)
        word = "surplus" if total.surplus >= 0 else "deficit"
        share = abs(total.surplus) * 100 / total.resource_limit if total.resource_limit else None
        of_limit = ""
        if share is not None:
            of_limit = f", {lead(f'{round_half_up(share, 2)}%', 'position', place)} of the limit"
        amount = lead(millions(abs(total.surplus), 3), "position", place)
        return f"The year closed with a {word} of {amount}{of_limit}.{_running_costs(finance.running_costs)}"
    if finance.budget and finance.budget.total:
        return _budget_lede(finance.budget)
    return "No financial figures are recorded for this year."


def _running_costs(costs: RunningCosts | None) -> str:
    if costs is None:
        return ""
    spend, total = millions(costs.spend, 2), millions(costs.total, 2)
    return f" Running costs used {_of_total(costs, spend)} of {_of_total(costs, total)}."


def _of_total(costs: RunningCosts, text: str) -> str:
    """A figure of the table's last row."""
    places = [place for place, row in enumerate(costs.rows, start=1) if row.kind == "total"]
    return lead(text, "running", places[-1]) if places else text


@composed
def running_lede(costs: RunningCosts | None) -> str:
    """What was spent, in all and for each person registered, and what could have been."""
    if costs is None:
        return ""
    spend, total, per_head, allowed, population = (
        _of_total(costs, text)
        for text in (
            pounds(costs.spend),
            pounds(costs.total),
            pounds(costs.spend_per_head),
            pounds(costs.allocation_per_head),
            f"{costs.population:,}",
        )
    )
    heads = f"{per_head} a head against {allowed} allowed, {population} registered"
    return f"{spend} spent of {total}: {heads}, {costs.year}."


def _budget_lede(budget: Budget) -> str:
    def leads(text: str) -> str:
        return lead(text, "budget", budget.year_slug, "_")

    spend = budget.spend or budget.total
    if spend is None or spend.actual_to_date is None or spend.plan_to_date is None:
        return f"The budget of {budget.year} is {leads(millions(budget.spend_total + budget.surplus))}."
    said = (
        f"Spending to {budget.months_to} is {leads(millions(spend.actual_to_date))} "
        f"of {leads(millions(spend.plan_to_date))} planned, {leads(spend.variance_to_date_text)}."
    )
    if spend.forecast_outturn is not None:
        said += (
            f" The year is forecast to close at {leads(millions(spend.forecast_outturn))}, "
            f"{leads(spend.forecast_variance_text)}."
        )
    return said


@composed
def risks_lede(pack: AssurancePack, whose: str = "") -> str:
    register = pack.programmes.register
    if not register.risks:
        of_whom = f"No open risk on the register belongs to {whose}."
        return of_whom if whose else "No risk is open on the register."
    top, number = register.risks[0], len(register.risks)
    score = lead(top.score, "risk", top.reference)
    if number == 1:
        extreme = "is extreme" if register.extreme else "is not extreme"
        return f"The one open risk, {top.reference}, {extreme}. It stands at {score}: {top.title}."
    are = "is" if register.extreme < 2 else "are"
    counted = lead(register.extreme, "risks", "extreme") if register.extreme else "None"
    extreme = f"{counted} of {sentences.risks(register.risks, register.risks)} open risks {are} extreme."
    return f"{extreme} The highest is {top.reference}, at {score}: {top.title}."


@composed
def risks_moved(register: RiskRegister) -> str:
    """How many risks came to the register in the quarter, and how many went."""
    new = [risk for risk in register.risks if register.since and risk.opened_on > register.since]
    added = str(register.added or "No")
    if register.added and len(new) == register.added:
        added = sentences.risks(new, register.risks)
    one = register.added == 1
    came = f"{added} {'risk was' if one else 'risks were'} added in the quarter"
    if not register.removed:
        return f"{came}."
    return f"{came}, {register.removed} {'was' if register.removed == 1 else 'were'} removed."


# Engagement and completeness ------------------------------------------------------------------------------


@composed
def engagement_lede(pack: AssurancePack) -> str:
    engagement = pack.engagement
    activities = engagement.activities
    if not activities:
        return "No engagement activity is recorded for this year."
    answered = [
        each
        for each in activities
        if (each.standards_met or each.standards_not_met) and not each.standards_not_answered
    ]
    one, every = len(activities) == 1, sentences.activities(activities, activities)
    recorded = f"{every} {'activity is' if one else 'activities are'} recorded for {engagement.year}"
    came = f"{_answers(engagement.feedback)} what came of {'it' if one else 'them'}"
    standards = ""
    if answered:
        counted = sentences.activities(answered, activities)
        standards = f", and {counted} of {every} have every engagement standard answered"
    return f"{recorded}; {came}{standards}."


def _answers(feedback: Sequence[FeedbackRow]) -> str:
    number = len(feedback)
    if not number:
        return "no answer says yet"
    return f"{sentences.answers(feedback)} {'answer says' if number == 1 else 'answers say'}"


@composed
def completeness_lede(
    returns: Sequence[ReturnProgress], notes: Sequence[QualityNote], rows: Sequence[ScorecardRow] = ()
) -> str:
    """Whether everything was answered, and in time; and how many data-quality notes there are. Its numbers lead to the
    KPIs, as far as the `rows` tell of them."""
    words = "No data-quality note is open."
    if notes:
        say = "note says" if len(notes) == 1 else "notes say"
        words = f"{sentences.notes(notes)} data-quality {say} where figures do not agree or are not clear."
    if not returns:
        return f"No return is recorded for this quarter. {words}"
    answered, due = sum(each.answered for each in returns), sum(each.due for each in returns)
    counted = sentences.count(answered, "kpis", "answered") if tells_answers(rows) else str(answered)
    whole = sentences.count(due, "kpis", "due") if rows else str(due)
    return f"{counted} of {whole} KPIs due were answered{_in_time(returns)}. {words}"


def tells_answers(rows: Sequence[ScorecardRow]) -> bool:
    """Whether these KPIs say which of them were answered: before their quarter has ended, no figure of it is told,
    though a return can hold some. A public report can name none of the KPIs."""
    return any(row.latest.state != FigureState.NOT_DUE for row in rows)


def _in_time(returns: Sequence[ReturnProgress]) -> str:
    """What came once came, though it was taken back after a reopening; that is said beside it."""
    here = [each for each in returns if each.came_at]
    late = [each for each in here if each.late_by]
    if not here:
        is_closed = all(each.state == LOCKED for each in returns)
        return "; no return came" if is_closed else "; no return has come yet"
    of_late, every = sentences.returns(late, returns), sentences.returns(returns, returns)
    if len(here) < len(returns):
        of_them = f", {of_late} of them late" if late else ""
        came = f"; {sentences.returns(here, returns)} of {every} returns have come{of_them}"
    elif late:
        came = ", the return late" if len(returns) == 1 else f", {of_late} of {every} returns late"
    else:
        came = ", all in time"
    return f"{came}{_taken_back(returns)}"


def _taken_back(returns: Sequence[ReturnProgress]) -> str:
    back = [each for each in returns if each.was_taken_back]
    if not back:
        return ""
    which = "it"
    if len(returns) > 1:
        which = f"{sentences.returns(back, returns)} of {sentences.returns(returns, returns)}"
    return f"; {which} {'was' if len(back) == 1 else 'were'} taken or sent back and not submitted again"
