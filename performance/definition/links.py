"""What a KPI is linked to, each with its page."""

from dataclasses import dataclass

from django.urls import reverse

from performance.models import KPI


@dataclass(frozen=True)
class Links:
    """The records of one kind: their names, and their pages where they have one."""

    term: str
    links: tuple[tuple[str, str], ...]


def links_of(kpi: KPI) -> tuple[Links, ...]:
    """By kind, as far as there are any: four queries, none for a KPI without links."""
    if not kpi.linked_to:
        return ()
    kinds = (
        ("Programmes", [(str(each), each.get_absolute_url()) for each in kpi.programmes.all()]),
        ("Priority projects", [(str(each), each.get_absolute_url()) for each in kpi.projects.all()]),
        ("Strategic aims", [(str(each), "") for each in kpi.strategic_aims.all()]),
        (
            "Outcome ambitions",
            [
                (str(each), reverse("performance:ambition_level", args=[each.number]))
                for each in kpi.ambitions.all()
            ],
        ),
    )
    return tuple(Links(term, tuple(links)) for term, links in kinds if links)
