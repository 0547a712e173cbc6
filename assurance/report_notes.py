"""Where a report points to its data-quality notes: by the number of each note, beside what it is about. Pure."""

import re
from collections.abc import Iterable, Sequence

from performance.pages import QualityNote

SECTIONS = (
    ("/performance/outcomes/", "ambitions"),
    ("/programmes/", "projects"),
    ("/finance/running-costs/", "running"),
    ("/finance/", "finance"),
    ("/risks/", "risks"),
    ("/engagement/", "engagement"),
)
"""What the address of a note's page says about its section, the narrower first."""
RUNNING_COST = "Running costs: "


def marks(notes: Iterable[QualityNote]) -> dict[str, tuple[int, ...]]:
    """Numbers of notes by what they are about: “kpi-<slug>” or “cost-<line of the running costs>”."""
    found: dict[str, tuple[int, ...]] = {}
    for note in notes:
        kpi = re.search(r"/kpis/([^/?]+)/", note.path)
        key = f"kpi-{kpi[1]}" if kpi else ""
        if note.about.startswith(RUNNING_COST):
            key = f"cost-{note.about.removeprefix(RUNNING_COST)}"
        if key:
            found[key] = (*found.get(key, ()), note.number)
    return found


def section_texts(notes: Iterable[QualityNote]) -> dict[str, str]:
    """“Data-quality notes 3 to 5 and 14”, by the id of the section that they are about."""
    numbers: dict[str, list[int]] = {}
    for note in notes:
        section = next((name for part, name in SECTIONS if part in note.path), "")
        if section:
            numbers.setdefault(section, []).append(note.number)
    return {section: _text(found) for section, found in numbers.items()}


def _text(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Data-quality note {numbers[0]}"
    runs = _runs(numbers)
    listed = f"{', '.join(runs[:-1])} and {runs[-1]}" if len(runs) > 1 else runs[0]
    return f"Data-quality notes {listed}"


def _runs(numbers: Sequence[int]) -> list[str]:
    """3, 4, 5 and 14 as “3 to 5” and “14”; two in a row stay two."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [
        text
        for run in runs
        for text in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run])
    ]
