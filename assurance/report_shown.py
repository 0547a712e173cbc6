"""What a report of exceptions says of the rows that it leaves out, beside each table that is not whole. Pure."""

from collections.abc import Mapping

from assurance.pack import AssurancePack


def shown(pack: AssurancePack, whole: AssurancePack) -> Mapping[str, str]:
    """A line for each section of which only some rows are shown, by its slug; “stages” is of what the projects'
    second table counts. Nothing of a report that shows everything."""
    projects = len(pack.programmes.portfolio.projects), len(whole.programmes.portfolio.projects)
    risks = len(pack.programmes.register.risks), len(whole.programmes.register.risks)
    milestones = len(pack.milestones), len(whole.milestones)
    found = {
        "projects": _line("projects that are red, amber or have a milestone overdue", *projects),
        "stages": f"Counted from all {projects[1]} projects, those on track too"
        if projects[0] < projects[1]
        else "",
        "risks": _line("high and extreme risks", *risks, "the map counts all"),
        "milestones": _line("milestones that are overdue or of a project off track", *milestones),
    }
    return {slug: line for slug, line in found.items() if line}


def of_schedule(listed: int, every: int) -> str:
    """The same for the KPIs of one directorate."""
    return _line("KPIs that are off target or must be explained", listed, every)


def _line(what: str, listed: int, every: int, more: str = "") -> str:
    if listed == every:
        return ""
    return f"Only {what} are listed: {listed} of {every}{f'; {more}' if more else ''}."
