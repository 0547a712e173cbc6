"""Narrowing and ordering the rows of a list by what its address asks for.

An answer that is not on a filter's list narrows nothing, and an unknown column leaves the order as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django import forms

from core.forms import PortalForm

R = TypeVar("R")
Key = Callable[[Any], Any]


class RowFilter(PortalForm):
    """Selects that narrow a list; empty means all."""

    submit = ""

    def add(self, name: str, label: str, choices: Iterable[tuple[str, str]], everything: str = "All") -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[("", everything), *choices], required=False
        )

    def chosen(self) -> dict[str, str]:
        """What was chosen, of what can be chosen."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def matching(rows: Iterable[R], chosen: Mapping[str, Any], tests: Mapping[str, Key]) -> list[R]:
    """The rows of which each test gives what was chosen for it."""
    asked = {name: value for name, value in chosen.items() if name in tests}
    return [row for row in rows if all(tests[name](row) == value for name, value in asked.items())]


def ordered(rows: Iterable[R], sort: str, orders: Mapping[str, Key]) -> list[R]:
    """By a column's name, backwards with a minus before it; an unknown name leaves the order as it is."""
    key = orders.get(sort.removeprefix("-"))
    return sorted(rows, key=key, reverse=sort.startswith("-")) if key else list(rows)
