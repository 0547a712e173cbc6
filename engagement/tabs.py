"""The views of engagement, one beside the other."""

from dataclasses import dataclass

from django.urls import reverse

VIEWS = (
    ("engagement:activity_list", "Activities"),
    ("engagement:you_said_we_did", "You said, we did"),
    ("engagement:participation", "Who took part"),
    ("engagement:principles", "Principles and standards"),
    ("engagement:project_list", "Projects that change services"),
)


@dataclass(frozen=True)
class Tab:
    url: str
    label: str
    current: bool


def tabs(current: str) -> list[Tab]:
    return [Tab(reverse(name), label, name == current) for name, label in VIEWS]
