"""The sentence that opens each section of the printed report: it states the finding. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from assurance import report_variation, story
from assurance.lock_checks import LOCKED
from assurance.pack import AssurancePack
from assurance.report_brevity import first_of
from core.money import millions, round_half_up
from core.rag import RAG
from finance.pages import Budget
from performance.pages import FigureState, QualityNote, ReturnProgress, ScorecardRow

AWAITED = (FigureState.MISSING, FigureState.NOT_DUE, FigureState.PARTIAL)


def ledes(pack: AssurancePack, whose: str = "") -> Mapping[str, str]:
    """By the section's id. `whose` names the directorate or programme where the report is of one alone."""
    return {
        "variation": report_variation.lede(report_variation.in_depth(pack)),
        "ambitions": ambitions_lede(pack),
        "projects": projects_lede(pack, whose),
        "finance": finance_lede(pack),
        "risks": risks_lede(pack, whose),
        "engagement": engagement_lede(pack),
        "complete": completeness_lede(pack.performance.returns, pack.notes),
    }


# KPIs -----------------------------------------------------------------------------------------------------


def schedule_lede(rows: Sequence[ScorecardRow]) -> str:
    """“14 KPIs: 2 red, 1 amber, 6 green, 5 grey.”, and which are red and amber; what has not come is counted apart."""
    counted = f"{len(rows)} {'KPI' if len(rows) == 1 else 'KPIs'}"
    here = [row for row in rows if row.latest.state not in AWAITED or row.is_assessed]
    states = [row.latest.state for row in rows]
    ratings = [
        *_counted((str(rag.label).lower(), sum(row.rag == rag for row in here)) for rag in RAG),
        *_counted(
            [
                ("not returned", states.count(FigureState.MISSING)),
                (
                    "returned in part",
                    sum(row.latest.state == FigureState.PARTIAL and not row.is_assessed for row in rows),
                ),
                ("not due", states.count(FigureState.NOT_DUE)),
            ]
        ),
    ]
    finding = f"{counted}: {', '.join(ratings)}." if ratings else f"{counted}."
    return " ".join(filter(None, (finding, _off_target(here))))


def _off_target(rows: Sequence[ScorecardRow]) -> str:
    if not any(row.is_assessed for row in rows):
        return ""
    ordered = story.in_order(rows)
    off = [(rag, [row.short_name for row in ordered if row.rag == rag]) for rag in (RAG.RED, RAG.AMBER)]
    named = [f"{rag.label}: {first_of(names)}." for rag, names in off if names]
    return " ".join(named) or "None is off target."


def ambitions_lede(pack: AssurancePack) -> str:
    """How many have a trajectory, how much of the movement is due first, and whether anything was reported since."""
    ambitions = pack.performance.ambitions
    if not ambitions:
        return "No outcome ambition is recorded."
    planned = [row for row in ambitions if row.has_trajectory]
    shares = [row.share_due_percent for row in planned if row.share_due_percent is not None]
    years = {row.targets[0].year for row in planned if row.targets}
    reported = sum(bool(row.actuals) for row in planned)
    due = ""
    if shares and len(years) == 1:
        low, high = (round_half_up(share, 0) for share in (min(shares), max(shares)))
        share = f"{low}%" if low == high else f"{low}% to {high}%"
        due = f", and {share} of the movement is due by {years.pop()}"
    later = f"{reported} have a later figure" if reported else "No figure later than the baseline is recorded"
    have = f"{len(planned)} of {len(ambitions)} ambitions have"
    if len(ambitions) == len(planned) == 1:
        have = "The one ambition has"
    return f"{have} a trajectory{due}. {later}."


# Projects, money, risks -----------------------------------------------------------------------------------


def projects_lede(pack: AssurancePack, whose: str = "") -> str:
    projects = pack.programmes.portfolio.projects
    if not projects:
        return f"No priority project of {whose} is recorded." if whose else "No priority project is recorded."
    rated = [(str(rag.label).lower(), sum(project.rag == rag for project in projects)) for rag in RAG]
    unrated = sum(project.rag is None for project in projects)
    late = sum(bool(project.milestones_overdue) for project in projects)
    words = [", ".join(_counted(rated)) or "none rated"]
    if unrated and unrated < len(projects):
        words.append(f"{unrated} without an update for this quarter")
    if late:
        words.append(f"{late} with a milestone overdue")
    number = f"{len(projects)} priority {'project' if len(projects) == 1 else 'projects'}"
    return f"{number} of the delivery plan: {'; '.join(words)}."


def finance_lede(pack: AssurancePack) -> str:
    """How the year closed; before it has, spending so far and the forecast; before that, its budget."""
    finance = pack.finance
    if finance.position:
        total = finance.position[-1]
        word = "surplus" if total.surplus >= 0 else "deficit"
        share = abs(total.surplus) * 100 / total.resource_limit if total.resource_limit else None
        of_limit = f", {round_half_up(share, 2)}% of the limit" if share is not None else ""
        costs = finance.running_costs
        running = (
            f" Running costs used {millions(costs.spend, 2)} of {millions(costs.total, 2)}." if costs else ""
        )
        return f"The year closed with a {word} of {millions(abs(total.surplus), 3)}{of_limit}.{running}"
    if finance.budget and finance.budget.total:
        return _budget_lede(finance.budget)
    return "No financial figures are recorded for this year."


def _budget_lede(budget: Budget) -> str:
    spend = budget.spend or budget.total
    if spend is None or spend.actual_to_date is None or spend.plan_to_date is None:
        return f"The budget of {budget.year} is {millions(budget.spend_total + budget.surplus)}."
    sentence = (
        f"Spending to {budget.months_to} is {millions(spend.actual_to_date)} "
        f"of {millions(spend.plan_to_date)} planned, {spend.variance_to_date_text}."
    )
    if spend.forecast_outturn is not None:
        sentence += (
            f" The year is forecast to close at {millions(spend.forecast_outturn)}, "
            f"{spend.forecast_variance_text}."
        )
    return sentence


def risks_lede(pack: AssurancePack, whose: str = "") -> str:
    register = pack.programmes.register
    if not register.risks:
        of_whom = f"No open risk on the register belongs to {whose}."
        return of_whom if whose else "No risk is open on the register."
    top, number = register.risks[0], len(register.risks)
    if number == 1:
        extreme = "is extreme" if register.extreme else "is not extreme"
        return f"The one open risk, {top.reference}, {extreme}. It stands at {top.score}: {top.title}."
    are = "is" if register.extreme < 2 else "are"
    extreme = f"{register.extreme or 'None'} of {number} open risks {are} extreme."
    return f"{extreme} The highest is {top.reference}, at {top.score}: {top.title}."


# Engagement and completeness ------------------------------------------------------------------------------


def engagement_lede(pack: AssurancePack) -> str:
    engagement = pack.engagement
    number, answers = len(engagement.activities), len(engagement.feedback)
    if not number:
        return "No engagement activity is recorded for this year."
    answered = sum(
        bool(each.standards_met or each.standards_not_met) and not each.standards_not_answered
        for each in engagement.activities
    )
    one = number == 1
    recorded = f"{number} {'activity is' if one else 'activities are'} recorded for {engagement.year}"
    say = (
        "no answer says yet" if not answers else "1 answer says" if answers == 1 else f"{answers} answers say"
    )
    came = f"{say} what came of {'it' if one else 'them'}"
    standards = f", and {answered} of {number} have every engagement standard answered" if answered else ""
    return f"{recorded}; {came}{standards}."


def completeness_lede(returns: Sequence[ReturnProgress], notes: Sequence[QualityNote]) -> str:
    """Whether everything was answered, and in time; and how many data-quality notes there are."""
    words = "No data-quality note is open."
    if notes:
        say = "note says" if len(notes) == 1 else "notes say"
        words = f"{len(notes)} data-quality {say} where figures do not agree or are not clear."
    if not returns:
        return f"No return is recorded for this quarter. {words}"
    answered, due = sum(each.answered for each in returns), sum(each.due for each in returns)
    return f"{answered} of {due} KPIs due were answered{_in_time(returns)}. {words}"


def _in_time(returns: Sequence[ReturnProgress]) -> str:
    """What came once came, though it was taken back after a reopening; that is said beside it."""
    here = [each for each in returns if each.came_at]
    late = sum(bool(each.late_by) for each in here)
    if not here:
        is_closed = all(each.state == LOCKED for each in returns)
        return "; no return came" if is_closed else "; no return has come yet"
    if len(here) < len(returns):
        came = f"; {len(here)} of {len(returns)} returns have come{f', {late} of them late' if late else ''}"
    elif late:
        came = ", the return late" if len(returns) == 1 else f", {late} of {len(returns)} returns late"
    else:
        came = ", all in time"
    return f"{came}{_taken_back(returns)}"


def _taken_back(returns: Sequence[ReturnProgress]) -> str:
    back = sum(each.was_taken_back for each in returns)
    if not back:
        return ""
    which = "it" if len(returns) == 1 else f"{back} of {len(returns)}"
    return f"; {which} {'was' if back == 1 else 'were'} taken or sent back and not submitted again"


def _counted(counts: Iterable[tuple[str, int]]) -> list[str]:
    """“2 red”, “1 amber”: what there is none of is not said."""
    return [f"{count} {word}" for word, count in counts if count]
