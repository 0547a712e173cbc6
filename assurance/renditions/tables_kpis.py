"""The tables of a report about KPIs: figures, ratings, exceptions, forecasts, variation, ambitions, returns. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from assurance.renditions.table import (
    DataTable,
    Filled,
    Value,
    day,
    moment,
    number,
    table,
    text,
    yes_no,
)
from assurance.report_contents import ReportContents
from core.figures import Figure, MeasureKind
from core.provenance import Provenance
from performance.pages import AmbitionPoint, AmbitionRow, FigureState, PeriodFigure, RagCounts, ScorecardRow
from performance.variation.pages import Exhibit, ProcessPoint

SCHEDULES = "schedules"
"""The section of the KPI schedules, of which a report prints one for each directorate."""
UNITS = {
    MeasureKind.MONEY: "£",
    MeasureKind.PERCENTAGE: "%",
    MeasureKind.RATIO: "%",
    MeasureKind.DAYS: "days",
    MeasureKind.RATE: "rate",
    MeasureKind.SCORE: "score",
}
STATES = {
    FigureState.FIGURE: "Figure",
    FigureState.NOT_COMPARABLE: "Figure that cannot be compared",
    FigureState.PARTIAL: "Returned in part",
    FigureState.WITH_GAP: "Figure without all its months",
    FigureState.NOT_COLLECTED: "Not collected",
    FigureState.MISSING: "Not returned",
    FigureState.NOT_DUE: "Not due",
}

WHICH = (
    number("kpi_number", "KPI", "Number of the KPI in the schedule", "row.number"),
    text("kpi", "KPI (key)", "Name of the KPI in addresses; it never changes", "row.slug"),
    text("indicator", "Indicator", "Short name of the KPI", "row.short_name"),
    text("directorate", "Directorate", "Directorate that reports it", "row.directorate"),
)
"""The columns by which rows of different tables are brought together."""


@dataclass(frozen=True)
class Of:
    """Something of one KPI, beside the KPI's row."""

    row: ScorecardRow
    what: Any = None


def unit_of(kind: str) -> str:
    """The unit of a measure: “£”, “%”, “days”; “number” for a plain count; empty where it is not known."""
    return UNITS.get(MeasureKind(kind), "number") if kind else ""


def tables(contents: ReportContents) -> Iterator[DataTable]:
    """In no particular order; the caller puts them into that of the report."""
    rows = rows_of(contents)
    yield _counts(contents)
    yield _reds(contents)
    yield _kpis(rows)
    yield figures(rows)
    yield _exceptions(contents)
    yield from _year(contents)
    yield _outlook(contents)
    exhibits = [each.exhibit for each in contents.in_depth]
    yield _variation(exhibits)
    yield _points(exhibits)
    yield _ambitions(contents)
    yield _levels(contents)
    yield _returns(contents)
    yield _named_exceptions(contents)
    yield _doubtful(contents)
    yield _notes(contents)


def rows_of(contents: ReportContents) -> list[ScorecardRow]:
    """The KPIs that the report prints, each once."""
    rows = (row for schedule in contents.schedules for team in schedule.teams for row in team.rows)
    return list({row.slug: row for row in rows}.values())


# The summary ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """The KPIs of one directorate, or of all, in one quarter."""

    directorate: str
    quarter: str
    counts: RagCounts


def _counts(contents: ReportContents) -> DataTable:
    scorecard = contents.pack.performance.scorecard
    counted = [Counted(each.name, scorecard.quarter, each.counts) for each in contents.summary.directorates]
    counted.append(Counted("All", scorecard.quarter, scorecard.counts))
    if scorecard.previous_counts:
        counted.append(Counted("All", contents.pack.head.previous_quarter, scorecard.previous_counts))
    columns = (
        text("directorate", "Directorate", "Directorate, or All"),
        text("quarter", "Quarter", "Quarter that is counted"),
        *_at_each_rag(),
    )
    meaning = "Number of KPIs at each RAG, by directorate"
    return table("rag-counts", "KPIs by RAG", meaning, "summary", columns, counted)


def _at_each_rag() -> Iterator[Filled]:
    for name in ("red", "amber", "green", "grey"):
        yield number(name, name.capitalize(), f"KPIs rated {name}", f"counts.{name}")
    yield number("total", "All", "KPIs in all", "counts.total")


def _reds(contents: ReportContents) -> DataTable:
    columns = (
        *WHICH,
        text("printed", "Figure", "The quarter’s figure as printed", "row.latest.text"),
        text("target", "Target", "Target of the quarter in words", "row.target_text"),
        text("since", "Since", "Rating in the quarter before, or since when it is red", "what.since"),
        day(
            "promised_before",
            "Promised before",
            "Recovery date promised in the quarter before",
            lambda each: each.row.exception.promised_before if each.row.exception else None,
        ),
        day(
            "recovery_on",
            "Recovery date",
            "Expected recovery date now",
            lambda each: each.row.exception.recovery_on if each.row.exception else None,
        ),
    )
    lines = (Of(line.row, line) for line in contents.summary.reds)
    return table("red-kpis", "Red KPIs", "KPIs rated red, newly fallen first", "summary", columns, lines)


# The schedules --------------------------------------------------------------------------------------------


def _kpis(rows: Iterable[ScorecardRow]) -> DataTable:
    columns = (
        *WHICH,
        text("name", "Name in full", "Name as the schedule prints it", "row.name"),
        text("team", "Team", "Team that reports it", "row.team"),
        text("frequency", "Frequency", "How often it is reported", "row.frequency"),
        text("polarity", "Polarity", "Which way is better", "row.polarity_text"),
        text("printed", "Figure", "The quarter’s figure as printed", "row.latest.text"),
        text("target", "Target", "Target in words; empty where there is none", "row.target_text"),
        number(
            "target_value",
            "Target value",
            "Target on the scale of one quarter’s figure",
            "row.target_value",
            unit_in="unit",
        ),
        text("unit", "Unit", "Unit of the target’s value", lambda each: unit_of(each.row.latest.kind)),
        text("rag", "RAG", "Reported: the directorate’s own rating, else the rule’s", "row.rag.value"),
        text("rag_by_rule", "RAG by rule", "What target and tolerance give", "row.computed.value"),
        text("rule_reason", "Reason by rule", "Why the rule gives this", "row.computed_reason"),
        text(
            "rag_by_directorate",
            "RAG by directorate",
            "The directorate’s own rating; empty where it agrees with the rule",
            lambda each: each.row.self_assessed.value if each.row.self_assessed else None,
        ),
        text(
            "directorate_reason",
            "Reason of the directorate",
            "Why it rates otherwise than the rule",
            "row.self_assessed_reason",
        ),
        text("trend", "Trend", "Against the last collected period", lambda each: str(each.row.trend.label)),
        text("commentary", "Commentary", "The directorate’s commentary", "row.commentary"),
        yes_no(
            "is_submitted", "Submitted", "No: the return it was typed into is a draft", "row.is_submitted"
        ),
    )
    found = (Of(row) for row in rows)
    return table(
        "kpis",
        "KPIs",
        "Each KPI in its quarter: target, both ratings with their reasons, trend, commentary",
        SCHEDULES,
        columns,
        found,
    )


def figures(rows: Iterable[ScorecardRow]) -> DataTable:
    """One row for each figure: the table that everything else can be worked out from."""
    return table(
        "kpi-figures",
        "KPI figures",
        "Each figure of each KPI: the quarter and the quarters before it",
        SCHEDULES,
        _figure_columns(),
        (Of(row, figure) for row in rows for figure in row.figures),
    )


def _figure_columns() -> tuple[Filled, ...]:
    return (
        *WHICH,
        text("period", "Period", "Quarter as the schedule heads it", "what.label"),
        day("starts_on", "Starts on", "First day of the period", "what.starts_on"),
        text("state", "State", "Whether there is a figure", lambda each: STATES[each.what.state]),
        text(
            "printed",
            "As printed",
            "Text in the report; * is not collected",
            lambda each: _printed(each.what),
        ),
        number(
            "value",
            "Value",
            "What the target is about; of n of d, the percentage",
            "what.value",
            unit_in="unit",
        ),
        text("unit", "Unit", "Unit of the value", lambda each: unit_of(each.what.kind)),
        number(
            "first", "First measure", "Number of the first measure", _part(0, "value"), unit_in="first_unit"
        ),
        text("first_unit", "Unit of the first", "Unit of the first measure", _unit(0)),
        number("numerator", "n", "n of n of d", _part(0, "numerator")),
        number("denominator", "d", "d of n of d", _part(0, "denominator")),
        number(
            "second",
            "Second measure",
            "Number of the second measure of a pair",
            _part(1, "value"),
            unit_in="second_unit",
        ),
        text("second_unit", "Unit of the second", "Unit of the second measure", _unit(1)),
        text("rag_by_rule", "RAG by rule", "What target and tolerance give", _rag),
        text("rule_reason", "Reason by rule", "Why the rule gives this", "what.rag_reason"),
        text("provenance", "Provenance", "Where the figure is from", lambda each: said(each.what.provenance)),
        text("source", "Source", "Document or file", "what.source"),
        text("as_published", "As published", "What the source prints, where it differs", "what.printed"),
        text("why_not_collected", "Why not collected", "The directorate’s reason", "what.reason"),
    )


def said(provenance: str) -> str | None:
    """The word of provenance: Published, Returned, Imported, Derived, Illustrative."""
    return str(Provenance(provenance).label) if provenance else None


def _printed(figure: PeriodFigure) -> str:
    return ", ".join(filter(None, (figure.text, figure.second)))


def _rag(each: Of) -> str | None:
    return each.what.rag.value if each.what.rag else None


def _measure(each: Of, place: int) -> Figure | None:
    measured = each.what.measured
    return measured[place] if len(measured) > place else None


def _part(place: int, name: str) -> Any:
    def value(each: Of) -> Value:
        found = _measure(each, place)
        return getattr(found, name) if found else None

    return value


def _unit(place: int) -> Any:
    def value(each: Of) -> Value:
        found = _measure(each, place)
        return unit_of(found.kind) if found else None

    return value


def _exceptions(contents: ReportContents) -> DataTable:
    columns = (
        *WHICH,
        text("issue", "Issue", "What is wrong", "what.issue"),
        text("cause", "Cause", "Why", "what.cause"),
        text("action", "Action", "What is done about it", "what.action"),
        text("owner", "Owner", "Role that answers for it", "what.owner"),
        day(
            "promised_before",
            "Promised before",
            "Date promised in the quarter before",
            "what.promised_before",
        ),
        day("recovery_on", "Recovery date", "Expected recovery date now", "what.recovery_on"),
        text("promised", "Promises", "How often a date was promised", "what.promised"),
        yes_no("lacks_action", "No open action", "Red, with no open action", "row.lacks_action"),
        text("provenance", "Provenance", "Where the note is from", lambda each: said(each.what.provenance)),
    )
    shown = [row for schedule in contents.schedules for row in schedule.exceptions]
    noted = (Of(row, row.exception) for row in shown if row.exception)
    meaning = "KPIs that are red, or rated better than the rule does: issue, cause, action, owner, date"
    return table("exceptions", "Exceptions", meaning, SCHEDULES, columns, noted)


# The year -------------------------------------------------------------------------------------------------


def _year(contents: ReportContents) -> Iterator[DataTable]:
    year = contents.year
    if year is None:
        return
    counts = (
        text("quarter", "Quarter", "Quarter as it was frozen"),
        *_at_each_rag(),
        number(
            "off_target",
            "Off target",
            "Red and amber, of the KPIs that could be assessed",
            lambda each: each.off_target and each.off_target.percent,
            unit="%",
        ),
    )
    yield table(
        "year-counts", "KPIs by RAG and quarter", "Number of KPIs at each RAG", "year", counts, year.counts
    )
    off = (
        number("kpi_number", "KPI", "Number of the KPI", lambda each: each[0].number),
        text("indicator", "Indicator", "Short name of the KPI", lambda each: each[0].name),
        text("directorate", "Directorate", "Directorate that reports it", lambda each: each[0].directorate),
        text("quarter", "Quarter", "Quarter of the year", lambda each: each[1]),
        text("rag", "RAG", "As reported in that quarter", lambda each: each[2].value if each[2] else None),
    )
    ratings = ((row, *rated) for row in year.rows for rated in zip(year.labels, row.ratings, strict=True))
    meaning = "KPIs that were red or amber in at least one quarter"
    yield table("year-off-target", "KPIs that were off target", meaning, "year", off, ratings)


def _outlook(contents: ReportContents) -> DataTable:
    columns = (
        number("kpi_number", "KPI", "Number of the KPI", "number"),
        text("indicator", "Indicator", "Short name of the KPI", "name"),
        text("target", "Target of the year", "In words", "outlook.target_text"),
        text("projected", "Projection", "Plain projection of what was reported", "outlook.projected"),
        text("basis", "Rests on", "What the projection is made of", "outlook.basis"),
        text("own", "Directorate", "The directorate’s own forecast", "outlook.own"),
        text("own_reason", "Reason", "Why the directorate expects otherwise", "outlook.own_reason"),
        text("rag_expected", "RAG expected", "At the year’s end", "outlook.expected_rag.value"),
    )
    meaning = "Where KPIs with a target are expected to end the year"
    return table("year-end", "Year-end forecast", meaning, "outlook", columns, contents.outlook)


# Variation ------------------------------------------------------------------------------------------------


def _variation(exhibits: Iterable[Exhibit]) -> DataTable:
    columns = (
        number("kpi_number", "KPI", "Number of the KPI", "number"),
        text("kpi", "KPI (key)", "Name of the KPI in addresses", "slug"),
        text("indicator", "Indicator", "Name of the KPI", "name"),
        text("unit", "Unit", "Unit of the points", lambda each: unit_of(each.kind)),
        number("points", "Points", "Number of points", "process.points"),
        number("mean", "Mean", "Of the newest stretch", "last.mean", unit_in="unit"),
        number("lower_limit", "Lower limit", "Mean - 2.66 × mean moving range", "last.lpl", unit_in="unit"),
        number("upper_limit", "Upper limit", "Mean + 2.66 × mean moving range", "last.upl", unit_in="unit"),
        text("variation", "Variation", "What the newest point says of the process", "process.variation_word"),
        text("assurance", "Assurance", "Whether the process meets its target", "process.assurance_word"),
        text("finding", "Finding", "In a sentence", "process.finding"),
    )
    meaning = "XmR charts: mean, process limits, variation and assurance of each KPI drawn"
    return table("variation", "Variation", meaning, "variation", columns, exhibits)


def _points(exhibits: Iterable[Exhibit]) -> DataTable:
    def of(name: str) -> Any:
        return lambda pair: getattr(pair[1], name)

    columns = (
        number("kpi_number", "KPI", "Number of the KPI", lambda pair: pair[0].number),
        text("kpi", "KPI (key)", "Name of the KPI in addresses", lambda pair: pair[0].slug),
        text("period", "Period", "Month or quarter", of("label")),
        day("starts_on", "Starts on", "First day of the period", of("starts_on")),
        number("value", "Value", "Empty where nothing was collected", of("value"), unit_in="unit"),
        text("unit", "Unit", "Unit of the value", lambda pair: unit_of(pair[0].kind)),
        text("printed", "As printed", "Text beside the chart", of("text")),
        text("special_cause", "Special cause", "The rule that marks the point, in words", of("rule")),
        number("target", "Target", "Target of that period", of("target"), unit_in="unit"),
        yes_no("illustrative", "Illustrative", "Drawn, and not counted", of("is_illustrative")),
    )
    pairs: Iterable[tuple[Exhibit, ProcessPoint]] = (
        (exhibit, point) for exhibit in exhibits for point in exhibit.points
    )
    return table(
        "variation-points",
        "Points of the charts",
        "Each point of the XmR charts",
        "variation",
        columns,
        pairs,
    )


# Ambitions ------------------------------------------------------------------------------------------------


def _ambitions(contents: ReportContents) -> DataTable:
    columns = (
        number("number", "No.", "Number of the ambition", lambda each: each[0].number),
        text("ambition", "Ambition", "Name of the ambition", lambda each: each[0].name),
        number("domain", "Domain", "Domain of the NHS Outcomes Framework", lambda each: each[0].domain),
        text("unit", "Unit", "Unit of the value", lambda each: each[0].unit),
        text("polarity", "Polarity", "Which way is better", lambda each: each[0].polarity_text),
        text("what", "What", "Baseline, target or reported", lambda each: each[1]),
        text("year", "Year", "Year of the value", lambda each: each[2].year),
        number("value", "Value", "In the ambition’s unit", lambda each: each[2].value),
        text("printed", "As printed", "Text in the report", lambda each: each[2].text),
        text(
            "provenance",
            "Provenance",
            "Where it is from",
            lambda each: said(each[2].provenance or each[0].provenance),
        ),
        text("source", "Source", "Document", lambda each: each[0].source),
    )
    points = (point for line in contents.ambitions.lines for point in _points_of(line.row))
    return table(
        "ambitions",
        "Outcome ambitions",
        "Baseline, targets and reported figures of each ambition, by year",
        "ambitions",
        columns,
        points,
    )


def _points_of(row: AmbitionRow) -> Iterator[tuple[AmbitionRow, str, AmbitionPoint]]:
    if row.baseline:
        yield row, "Baseline", row.baseline
    for target in row.targets:
        yield row, "Target", target
    for actual in row.actuals:
        yield row, "Reported", actual


def _levels(contents: ReportContents) -> DataTable:
    columns = (
        text("indicator", "Indicator", "Published indicator"),
        text("area", "Area", "Local authority area, or the CCG"),
        text("level", "Level", "In the source’s words: the rank of the value, not a judgement"),
        text("as_at", "As at", "When it was published"),
    )
    levels = contents.pack.performance.levels
    return table(
        "area-levels",
        "Levels by area",
        "Published levels of performance by area, in the source’s words",
        "ambitions",
        columns,
        levels,
    )


# Completeness ---------------------------------------------------------------------------------------------


def _returns(contents: ReportContents) -> DataTable:
    columns = (
        text("directorate", "Directorate", "Directorate that returns"),
        number("due", "KPIs due", "KPIs that were to be answered"),
        number("answered", "Answered", "KPIs that were answered"),
        number("not_collected", "Not collected", "KPIs answered as not collected"),
        day("due_on", "Due", "Ten working days after the quarter’s end"),
        moment("returned_at", "Returned", "Empty where it was not returned", "came_at"),
        number("late_by", "Late by", "Working days after the due date; 0 is on time", unit="working days"),
        moment("signed_off_at", "Signed off", "Empty where it was not signed off"),
        text("note", "Note", "What is to be known of these dates", "provenance_note"),
    )
    returns = contents.pack.performance.returns
    return table(
        "returns",
        "Returns",
        "Each directorate’s return: how many KPIs were answered, and when it came",
        "complete",
        columns,
        returns,
    )


def _named_exceptions(contents: ReportContents) -> DataTable:
    columns = (
        text("quarter", "Quarter", "The quarter that was locked", "quarter"),
        text("missing", "What was missing", "What the checks before the lock found", "what"),
        text("reason", "Reason", "Why the quarter was locked all the same", "why"),
    )
    return table(
        "named-exceptions",
        "Named exceptions",
        "What was missing when a quarter was locked, each with the reason that was given",
        "complete",
        columns,
        contents.named_exceptions,
    )


def _doubtful(contents: ReportContents) -> DataTable:
    quarters = "of the last four quarters in which it was due"
    columns = (
        *WHICH,
        *_met("in_time", "In time", f"Returns that came in time, {quarters}", "timeliness"),
        *_met("complete", "Complete", f"Figures with all their months, {quarters}", "completeness"),
        *_met("comparable", "Could be compared", f"Figures that can be compared, {quarters}", "validity"),
    )
    return table(
        "poor-data",
        "KPIs with poor data",
        "KPIs of which fewer than three in four of the last quarters came in time, were complete or comparable",
        "complete",
        columns,
        (Of(row, row.data_quality) for row in contents.doubtful),
    )


def _met(key: str, heading: str, meaning: str, aspect: str) -> Iterator[Filled]:
    yield number(key, heading, meaning, f"what.{aspect}.met")
    yield number(
        f"{key}_of", f"{heading}: of", "Out of so many quarters that can be judged", f"what.{aspect}.of"
    )


def _notes(contents: ReportContents) -> DataTable:
    columns = (
        number("number", "No.", "The raised number in the report"),
        text("about", "About", "What it is about"),
        text("note", "Note", "What does not agree, or is not clear", "text"),
        text("source", "Source", "Who says so"),
        text("area", "Area", "Part of the report"),
    )
    return table(
        "data-quality-notes",
        "Data-quality notes",
        "Differences that are said, never corrected in silence",
        "complete",
        columns,
        contents.pack.notes,
    )
