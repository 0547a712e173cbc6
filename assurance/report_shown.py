"""What a report of exceptions says of the rows that it leaves out, beside each table that is not whole. Pure."""

from collections.abc import Mapping, Sequence

from assurance import sentences
from assurance.pack import AssurancePack
from assurance.sentences import Sentence, composed, sentence
from performance.pages import ScorecardRow


def shown(pack: AssurancePack, whole: AssurancePack) -> Mapping[str, Sentence]:
    """A line for each section of which only some rows are shown, by its slug; “stages” is of what the projects'
    second table counts. Nothing of a report that shows everything."""
    register = whole.programmes.register.risks
    projects = [sentences.projects(each.programmes.portfolio.projects) for each in (pack, whole)]
    risks = [sentences.risks(each.programmes.register.risks, register) for each in (pack, whole)]
    milestones = [sentences.milestones(each.milestones, whole.milestones) for each in (pack, whole)]
    found = {
        "projects": _line("projects that are red, amber or have a milestone overdue", *projects),
        "stages": f"Counted from all {projects[1]} projects, those on track too"
        if projects[0] != projects[1]
        else "",
        "risks": _line("high and extreme risks", *risks, "the map counts all"),
        "milestones": _line("milestones that are overdue or of a project off track", *milestones),
    }
    return {slug: sentence(line) for slug, line in found.items() if line}


@composed
def of_schedule(listed: Sequence[ScorecardRow], every: Sequence[ScorecardRow]) -> str:
    """The same for the KPIs of one directorate."""
    counts = sentences.kpis(listed), sentences.kpis(every)
    return _line("KPIs that are off target or must be explained", *counts)


def _line(what: str, listed: str, every: str, more: str = "") -> str:
    if listed == every:
        return ""
    return f"Only {what} are listed: {listed} of {every}{f'; {more}' if more else ''}."
