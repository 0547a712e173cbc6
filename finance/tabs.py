"""The views of finance, one beside the other."""

from dataclasses import dataclass

from django.urls import reverse

VIEWS = (
    ("finance:position", "Position and budget"),
    ("finance:running_costs", "Running costs"),
    ("finance:pooled_funds", "Pooled funds"),
    ("finance:prompt_payment", "Prompt payment"),
)


@dataclass(frozen=True)
class Tab:
    url: str
    label: str
    current: bool


def tabs(current: str, year_slug: str = "") -> list[Tab]:
    """All four; the chosen year goes along."""
    query = f"?year={year_slug}" if year_slug else ""
    return [Tab(f"{reverse(name)}{query}", label, name == current) for name, label in VIEWS]
