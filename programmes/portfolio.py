"""All priority projects of a quarter: by working group, and where they stand in the commissioning cycle."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import groupby

from core.provenance import Provenance
from core.rag import RAG
from organisation.models import Quarter
from programmes.models import Milestone, PriorityProject, ProjectSupport, Stage, Strand
from programmes.pages import GroupCounts, MilestoneRow, Portfolio, ProjectRow, StageRow, SupportMark

STAGE_NOT_RECORDED = "Stage not recorded"
NOT_RATED = "Not rated"
"""No update was made for the quarter; not the same as grey."""


def build_portfolio(quarter: Quarter | None, known_by: date) -> Portfolio:
    """The projects with their RAG, stage and narrative of the quarter, and their milestones as known on a day.

    Three queries, however many projects there are.
    """
    projects = (
        PriorityProject.objects.open_in(quarter)
        .with_ratings(quarter)
        .select_related("working_group", "commissioning_programme", "directorate")
        .prefetch_related("milestones", "supports")
        .order_by("working_group__order", "working_group__name", "number")
    )
    is_past = quarter is not None and (quarter.is_closed or bool(quarter.reopen_note))
    rows = tuple(project_row(project, known_by, is_past=is_past) for project in projects)
    return Portfolio(
        quarter=quarter.label if quarter else "",
        projects=rows,
        groups=tuple(count_groups(rows)),
        stages=tuple(count_stages(rows)),
        known_by=known_by,
    )


def projects_on_target(quarter: Quarter) -> tuple[int, int]:
    """How many projects were green in a quarter, of how many that were rated: a KPI proposes this figure."""
    ratings = (
        PriorityProject.objects.open_in(quarter)
        .with_ratings(quarter)
        .filter(now_rag__isnull=False)
        .values_list("now_rag", flat=True)
    )
    counts = Counter(ratings)
    return counts[RAG.GREEN], sum(counts.values())


def in_a_sentence(portfolio: Portfolio) -> str:
    """The finding: how the projects are rated, how many got worse, and how many milestones are overdue."""
    rows = portfolio.projects
    if not rows:
        return "No priority project is recorded yet."
    counts = Counter(row.rag for row in rows)
    ratings = [f"{counts[rag]} {str(rag.label).lower()}" for rag in (RAG.RED, RAG.AMBER, RAG.GREEN)]
    unrated = counts[None] + counts[RAG.GREY]
    if unrated == len(rows):
        ratings = ["none is rated yet"]
    elif unrated:
        ratings.append(f"{unrated} not rated")
    worse = sum(bool(row.rag and row.previous_rag and row.rag.worse_than(row.previous_rag)) for row in rows)
    overdue = sum(row.milestones_overdue for row in rows)
    return " ".join(
        filter(
            None,
            [
                f"{_counted(len(rows), 'priority project')}: {', '.join(ratings)}.",
                f"{worse} worse than the quarter before." if worse else "",
                f"{_counted(overdue, 'milestone')} overdue." if overdue else "",
            ],
        )
    )


def all_illustrative(provenances: Iterable[str]) -> bool:
    """Whether everything that says where it is from is invented: then a caption says so once, instead of each row."""
    said = {provenance for provenance in provenances if provenance}
    return said == {Provenance.ILLUSTRATIVE.value}


def ratings_illustrative(rows: Iterable[ProjectRow]) -> bool:
    """Whether all RAG, narratives and next milestones of a list of projects are invented."""
    rows = list(rows)
    milestones = [row.next_milestone.provenance for row in rows if row.next_milestone]
    return all_illustrative([row.update_provenance for row in rows] + milestones)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def project_row(project: PriorityProject, known_by: date, *, is_past: bool = False) -> ProjectRow:
    """One project from the portfolio's queries (`with_ratings`, milestones and supports fetched beforehand).

    Its stage is that of its latest update by then. The project's own, present stage stands in only while nothing has
    been said of it, and never for a quarter that is past, be it open again for corrections.
    """
    milestones = [milestone_row(milestone, project, known_by) for milestone in project.milestones.all()]
    stage = project.now_stage or project.stage_by_then or ("" if is_past else project.stage)
    programme = project.commissioning_programme
    return ProjectRow(
        number=project.number,
        slug=project.slug,
        name=project.name,
        short_name=project.short_name,
        working_group=project.working_group.name,
        working_group_slug=project.working_group.slug,
        commissioning_programme=programme.name if programme else "",
        commissioning_note=project.commissioning_note,
        directorate=project.directorate.name if project.directorate else "",
        directorate_slug=project.directorate.slug if project.directorate else "",
        owner=project.owner,
        stage=stage,
        stage_text=str(Stage(stage).label) if stage else "",
        rag=RAG(project.now_rag) if project.now_rag else None,
        previous_rag=RAG(project.rag_before) if project.rag_before else None,
        narrative=project.now_narrative or "",
        next_milestone=next_milestone(milestones),
        milestones_total=len(milestones),
        milestones_done=sum(row.completed_on is not None for row in milestones),
        milestones_overdue=sum(row.is_overdue for row in milestones),
        supports=support_marks(project.supports.all()),
        provenance=project.provenance,
        update_provenance=project.now_provenance or "",
    )


def milestone_row(milestone: Milestone, project: PriorityProject, known_by: date) -> MilestoneRow:
    """A milestone as known on a day: one completed later is still open, and overdue once its due date has passed."""
    completed_on = milestone.completed_on
    if completed_on and completed_on > known_by:
        completed_on = None
    return MilestoneRow(
        name=milestone.name,
        due_on=milestone.due_on,
        forecast_on=milestone.forecast_on,
        completed_on=completed_on,
        is_overdue=completed_on is None and milestone.due_on < known_by,
        provenance=milestone.provenance,
        project=project.short_name,
        project_slug=project.slug,
        project_number=project.number,
        working_group=project.working_group.name,
        note=milestone.note,
        pk=milestone.pk,
    )


def next_milestone(milestones: Iterable[MilestoneRow]) -> MilestoneRow | None:
    """The open milestone with the earliest due date; one that is overdue comes before those still to come."""
    return min((row for row in milestones if not row.completed_on), key=lambda row: row.due_on, default=None)


def support_marks(supports: Iterable[ProjectSupport]) -> tuple[SupportMark, ...]:
    """One mark for each strand, in the plan's order; one that nobody answered is not recorded, never “no”."""
    answers = {support.strand: support for support in supports}
    return tuple(_support_mark(strand, answers.get(strand.value)) for strand in Strand)


def _support_mark(strand: Strand, support: ProjectSupport | None) -> SupportMark:
    return SupportMark(
        strand=strand.value,
        strand_text=str(strand.label),
        answer=support.answer if support else ProjectSupport.Answer.NOT_RECORDED.value,
        note=support.note if support else "",
    )


def count_groups(rows: Iterable[ProjectRow]) -> list[GroupCounts]:
    """Projects of each working group by delivery RAG, with the group's next milestone. Rows stand in groups."""
    return [_group(list(members)) for _, members in groupby(rows, key=lambda row: row.working_group_slug)]


def _group(members: list[ProjectRow]) -> GroupCounts:
    counts = Counter(row.rag for row in members)
    return GroupCounts(
        name=members[0].working_group,
        slug=members[0].working_group_slug,
        red=counts[RAG.RED],
        amber=counts[RAG.AMBER],
        green=counts[RAG.GREEN],
        not_rated=counts[None] + counts[RAG.GREY],
        next_milestone=next_milestone(row.next_milestone for row in members if row.next_milestone),
    )


def count_stages(rows: Iterable[ProjectRow]) -> list[StageRow]:
    """Projects of each RAG at each of the eight stages; a ninth row only where a stage was not recorded."""
    counts = Counter((row.stage, row.rag) for row in rows)
    texts = [(stage.value, str(stage.label)) for stage in Stage]
    if any(stage == "" for stage, _ in counts):
        texts.append(("", STAGE_NOT_RECORDED))
    return [
        StageRow(
            stage=stage,
            text=text,
            red=counts[stage, RAG.RED],
            amber=counts[stage, RAG.AMBER],
            green=counts[stage, RAG.GREEN],
            not_rated=counts[stage, None] + counts[stage, RAG.GREY],
        )
        for stage, text in texts
    ]
