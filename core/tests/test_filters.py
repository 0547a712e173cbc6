"""Narrowing and ordering the rows of a list."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.http import QueryDict

from core.filters import RowFilter, matching, ordered


@dataclass(frozen=True)
class Row:
    name: str
    size: int


ROWS = [Row("b", 1), Row("a", 2), Row("c", 2)]
ORDERS = {"name": lambda row: row.name, "size": lambda row: row.size}


class SizeFilter(RowFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add("size", "Size", [("1", "Small"), ("2", "Large")])
        self.add("name", "Name", [("a", "A")], "Any")


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("", {}),
        ("size=2", {"size": "2"}),
        ("size=2&name=a", {"size": "2", "name": "a"}),
        ("size=9&name=a", {"name": "a"}),
        ("sort=-name&colour=red", {}),
    ],
)
def test_what_is_not_on_a_list_is_not_chosen(asked: str, chosen: dict[str, str]) -> None:
    assert SizeFilter(QueryDict(asked)).chosen() == chosen


def test_empty_means_all() -> None:
    fields = SizeFilter(QueryDict("")).fields
    assert fields["size"].choices[0] == ("", "All")
    assert fields["name"].choices[0] == ("", "Any")


def test_rows_match_everything_that_was_chosen() -> None:
    tests = {"size": lambda row: str(row.size), "name": lambda row: row.name}

    assert matching(ROWS, {"size": "2"}, tests) == [Row("a", 2), Row("c", 2)]
    assert matching(ROWS, {"size": "2", "name": "a"}, tests) == [Row("a", 2)]
    assert matching(ROWS, {"colour": "red"}, tests) == ROWS


@pytest.mark.parametrize(
    ("sort", "names"),
    [("name", "abc"), ("-name", "cba"), ("size", "bac"), ("", "bac"), ("--name", "bac"), ("; drop", "bac")],
)
def test_rows_are_ordered_by_a_column(sort: str, names: str) -> None:
    assert "".join(row.name for row in ordered(ROWS, sort, ORDERS)) == names
