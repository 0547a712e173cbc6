"""The tables of a report about projects, money, risks and engagement, and where all of it is from. Pure."""

from collections.abc import Iterator
from typing import Any

from assurance.renditions.table import DataTable, day, moment, number, pounds, table, text, yes_no
from assurance.renditions.tables_kpis import said
from assurance.report_contents import ReportContents
from finance.pages import Budget


def tables(contents: ReportContents) -> Iterator[DataTable]:
    """In no particular order; the caller puts them into that of the report."""
    yield _projects(contents)
    yield _stages(contents)
    yield _position(contents)
    yield from _budgets(contents)
    yield _pooled_funds(contents)
    yield _running_costs(contents)
    yield _risks(contents)
    yield _risk_actions(contents)
    yield from _engagement(contents)
    yield _origins(contents)
    yield _documents(contents)
    yield _snapshots(contents)


# Projects -------------------------------------------------------------------------------------------------


def _projects(contents: ReportContents) -> DataTable:
    def milestone(name: str) -> Any:
        return lambda each: getattr(each.next_milestone, name) if each.next_milestone else None

    columns = (
        number("number", "No.", "Number in the delivery plan"),
        text("project", "Project", "Name of the project", "name"),
        text("working_group", "Working group", "Clinical working group"),
        text("programme", "Programme", "Clinical commissioning programme", "commissioning_programme"),
        text("directorate", "Directorate", "Directorate that owns it"),
        text("stage", "Stage", "Stage of the commissioning cycle", "stage_text"),
        text(
            "rag",
            "RAG",
            "Delivery RAG; empty without an update",
            lambda each: each.rag.value if each.rag else None,
        ),
        text("narrative", "Narrative", "What was said of it in the quarter"),
        text("milestone", "Next milestone", "Name of the next milestone", milestone("name")),
        day("milestone_due_on", "Milestone due", "Day on which it is due", milestone("due_on")),
        yes_no("milestone_overdue", "Overdue", "Whether it is overdue", milestone("is_overdue")),
        text(
            "provenance",
            "Provenance",
            "Where stage, RAG and narrative are from",
            lambda each: said(each.update_provenance),
        ),
    )
    projects = (project for group in contents.groups for project in group.projects)
    return table(
        "projects", "Priority projects", "Each project in the quarter", "projects", columns, projects
    )


def _stages(contents: ReportContents) -> DataTable:
    columns = (
        text("stage", "Stage", "Stage of the commissioning cycle", "text"),
        number("red", "Red", "Projects rated red"),
        number("amber", "Amber", "Projects rated amber"),
        number("green", "Green", "Projects rated green"),
        number("not_rated", "Not rated", "Projects without an update"),
        number("total", "Projects", "All"),
    )
    stages = contents.pack.programmes.portfolio.stages
    return table(
        "stages",
        "Projects by stage",
        "Number of projects at each stage of the cycle, by RAG",
        "projects",
        columns,
        stages,
    )


# Money ----------------------------------------------------------------------------------------------------


def _position(contents: ReportContents) -> DataTable:
    columns = (
        text("part", "Part", "Part of the year’s position"),
        pounds("resource_limit", "Revenue resource limit", "What could be spent"),
        pounds("net_operating_costs", "Net operating costs", "What was spent"),
        pounds("surplus", "Surplus", "Limit less costs; a surplus is favourable"),
        text("provenance", "Provenance", "Where it is from", lambda each: said(each.provenance)),
        text("source", "Source", "Document"),
    )
    finance = contents.pack.finance
    return table(
        "position",
        f"Position of {finance.year}",
        "Limit, costs and surplus of the year, in £",
        "finance",
        columns,
        finance.position,
    )


def _budgets(contents: ReportContents) -> Iterator[DataTable]:
    finance = contents.pack.finance
    if finance.budget:
        yield _budget(finance.budget)
    ahead = [budget for budget in (finance.next_budget, finance.later_budget) if budget]
    columns = (
        text("year", "Year", "Financial year", lambda each: each[0].year),
        text("heading", "Heading", "Heading of the budget", lambda each: each[1].heading),
        text("kind", "Kind", "spend, or surplus, which is not spent", lambda each: each[1].kind),
        pounds("plan", "Plan", "Of the year", lambda each: each[1].annual_plan),
        text("provenance", "Provenance", "Where it is from", lambda each: said(each[0].provenance)),
        text("source", "Source", "Document", lambda each: each[0].source),
    )
    rows = ((budget, row) for budget in ahead for row in budget.rows)
    yield table(
        "opening-budgets",
        "Opening budgets",
        "Plans of the years ahead by heading, in £",
        "finance",
        columns,
        rows,
    )


def _budget(budget: Budget) -> DataTable:
    columns = (
        text("heading", "Heading", "Heading of the budget"),
        text("kind", "Kind", "spend, or surplus, which is not spent"),
        pounds("annual_plan", "Plan, year", "Plan of the year"),
        pounds("plan_to_date", "Plan to date", "Plan of the months so far"),
        pounds("actual_to_date", "Actual to date", "Spent in the months so far"),
        pounds("variance_to_date", "Variance to date", "Plan less actual: above nought is favourable"),
        text("variance_words", "Variance in words", "Favourable or (adverse)", "variance_to_date_text"),
        pounds("forecast_outturn", "Forecast outturn", "Expected at the year’s end"),
        pounds("forecast_variance", "Forecast variance", "Plan less forecast: above nought is favourable"),
        text(
            "forecast_words",
            "Forecast variance in words",
            "Favourable or (adverse)",
            "forecast_variance_text",
        ),
        text(
            "provenance",
            "Provenance",
            "Where it is from",
            lambda each: said(each.provenance or budget.provenance),
        ),
    )
    to = f", to {budget.months_to}" if budget.months_to else ""
    return table(
        "budget",
        f"Budget {budget.year}{to}",
        "Plan, actual and forecast by heading, in £",
        "finance",
        columns,
        budget.rows,
    )


def _pooled_funds(contents: ReportContents) -> DataTable:
    columns = (
        text("fund", "Fund", "Name of the pooled fund", lambda each: each[0].name),
        text("partner", "Partner", "Who contributes", lambda each: each[1].partner),
        text("year", "Year", "Financial year", lambda each: each[2]),
        pounds("amount", "Amount", "Contribution; empty where none is printed", lambda each: each[3]),
        text("provenance", "Provenance", "Where it is from", lambda each: said(each[0].provenance)),
        text("source", "Source", "Document", lambda each: each[0].source),
    )
    rows = (
        (fund, row, year, amount)
        for fund in contents.pack.finance.pooled_funds
        for row in fund.rows
        for year, amount in zip(fund.years, row.amounts, strict=True)
    )
    return table(
        "pooled-funds", "Pooled funds", "Contributions by partner and year, in £", "finance", columns, rows
    )


def _running_costs(contents: ReportContents) -> DataTable:
    columns = (
        text("line", "Line", "Directorate, team or sum", "label"),
        number("level", "Level", "0 is the whole; a deeper line is part of the one above", "level"),
        text("kind", "Kind", "line, subtotal, total or saving"),
        pounds("amount", "Amount", "As printed in the source"),
        number("per_head", "£ per head", "Of the registered population", unit="£"),
        number("share_percent", "Share", "Of the total", unit="%"),
        pounds("parts_sum", "Sum of its parts", "Where that is not what is printed"),
    )
    costs = contents.pack.finance.running_costs
    meaning = "Running costs"
    if costs:
        meaning = f"Running costs of {costs.year}; {costs.population:,} registered. {costs.source}"
    rows = costs.rows if costs else ()
    return table("running-costs", "Running costs per head", meaning, "running", columns, rows)


# Risks ----------------------------------------------------------------------------------------------------


def _risks(contents: ReportContents) -> DataTable:
    columns = (
        text("reference", "Risk", "Reference of the risk"),
        text("title", "Title", "What may happen"),
        text("cause", "Cause", "Because of what"),
        text("event", "Event", "What would happen"),
        text("effect", "Effect", "With which effect"),
        text("directorate", "Directorate", "Directorate that holds it"),
        text("owner", "Owner", "Role that answers for it"),
        number("inherent", "Inherent", "Score before controls, 1 to 25"),
        number("likelihood", "Likelihood", "Now, 1 to 5"),
        number("impact", "Impact", "Now, 1 to 5"),
        number("score", "Score", "Likelihood × impact, now"),
        text("band", "Band", "low, moderate, high or extreme"),
        number("target", "Target", "Score aimed at"),
        text("change", "Change", "Since the quarter before"),
        text("controls", "Controls", "What holds it"),
        text("assurances", "Assurances", "How it is known that they work"),
        text("gaps", "Gaps", "What is missing"),
        day("opened_on", "Opened", "Day on which it was recorded"),
        text("provenance", "Provenance", "Where it is from", lambda each: said(each.provenance)),
    )
    risks = contents.pack.programmes.register.risks
    return table("risks", "Risk register", "Open risks, highest score first", "risks", columns, risks)


def _risk_actions(contents: ReportContents) -> DataTable:
    columns = (
        text("reference", "Risk", "Reference of the risk", lambda each: each[0].reference),
        text("action", "Action", "What is to be done", lambda each: each[1].text),
        text("owner", "Owner", "Role that does it", lambda each: each[1].owner),
        day("due_on", "Due", "Day on which it is due", lambda each: each[1].due_on),
        day("done_on", "Done", "Empty while it is open", lambda each: each[1].done_on),
        yes_no("overdue", "Overdue", "Whether it is overdue", lambda each: each[1].is_overdue),
    )
    risks = contents.pack.programmes.register.risks
    actions = ((risk, action) for risk in risks for action in risk.actions)
    return table(
        "risk-actions",
        "Actions on risks",
        "What is to be done about each risk, open and done",
        "risks",
        columns,
        actions,
    )


# Engagement -----------------------------------------------------------------------------------------------


def _engagement(contents: ReportContents) -> Iterator[DataTable]:
    engagement = contents.pack.engagement
    activities = (
        text("activity", "Activity", "Title of the activity", "title"),
        text("kind", "Kind", "Survey, event, meeting …", "kind_text"),
        text("when", "When", "As stated"),
        text("place", "Place", "As stated"),
        text("purpose", "Purpose", "What it was for"),
        text("reach", "Reach", "As stated", "reach_text"),
        text("took_part", "Took part", "Fewer than 5 are not counted", "took_part_text"),
        text("state", "State", "State of the activity", "state_text"),
        text("provenance", "Provenance", "Where it is from", lambda each: said(each.provenance)),
        text("source", "Source", "Document"),
    )
    yield table(
        "activities",
        "Engagement activities",
        f"Each activity of {engagement.year}, with what is stated of it",
        "engagement",
        activities,
        engagement.activities,
    )
    feedback = (
        text("you_said", "You said", "What was said", "said"),
        text("we_did", "We did", "What changed", "did"),
        text("no_change_reason", "Why nothing changed", "Where nothing changed"),
        text("activity", "Activity", "Where it was said"),
        text("provenance", "Provenance", "Where it is from", lambda each: said(each.provenance)),
    )
    yield table(
        "feedback",
        "You said, we did",
        "What was said, and what changed or why nothing did",
        "engagement",
        feedback,
        engagement.feedback,
    )
    standards = (
        number("number", "No.", "Number of the standard"),
        text("standard", "Standard", "Name of the standard", "name"),
        number("met", "Met", "Activities that met it"),
        number("not_met", "Not met", "Activities that did not"),
        number("not_answered", "Not answered", "Activities that do not say"),
    )
    yield table(
        "engagement-standards",
        "Engagement standards",
        "How activities answered each standard",
        "engagement",
        standards,
        engagement.standards,
    )


# Provenance -----------------------------------------------------------------------------------------------


def _origins(contents: ReportContents) -> DataTable:
    columns = (
        text("word", "Word", "Word of provenance", lambda each: str(each.word.label)),
        text("meaning", "Meaning", "What the word says", lambda each: each.word.meaning),
        text("covers", "In this report", "What it covers here"),
    )
    return table(
        "provenance",
        "Provenance",
        "What each word of provenance covers in this report",
        "provenance",
        columns,
        contents.origins,
    )


def _snapshots(contents: ReportContents) -> DataTable:
    """Of a report over the year; of any other, the imprint says all of the one."""
    columns = (
        text("quarter", "Quarter", "Quarter that was frozen"),
        number("version", "Version", "How often the quarter had been locked"),
        moment("cut_off", "Frozen", "Moment whose figures it holds"),
        text("sha256", "SHA-256", "SHA-256 of the snapshot"),
    )
    return table(
        "snapshots",
        "Snapshots",
        "What the report over the year is made of",
        "provenance",
        columns,
        contents.sources if contents.is_annual else (),
    )


def _documents(contents: ReportContents) -> DataTable:
    columns = (
        text("document", "Document or file", "Name of the source", "name"),
        text("used_for", "Used for", "What was taken from it"),
    )
    return table(
        "sources",
        "Sources",
        "Documents and files that figures were taken from",
        "provenance",
        columns,
        contents.documents,
    )
