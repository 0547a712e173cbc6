"""`manage.py spc --json`: series in, analyses out, and an error of its own for each object that is none."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from performance.spc_json import answer

DATES = [f"2018-{month:02}-01" for month in range(1, 13)] + ["2019-01-01", "2019-02-01"]
KEYS = {"mean", "upl", "lpl", "near_lpl", "near_upl", "point_type", "variation_type", "assurance_type"}


def asked(**changes: Any) -> dict[str, Any]:
    return {
        "values": [10, 12] * 7,
        "dates": DATES,
        "target": 20,
        "improvement_direction": "increase",
        "rebase_dates": None,
        "baseline_n": None,
        "screen_outliers": True,
    } | changes


def run(monkeypatch: pytest.MonkeyPatch, text: str, *options: str) -> list[dict[str, Any]]:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    out = io.StringIO()
    call_command("spc", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def test_a_list_of_series_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = run(monkeypatch, json.dumps([asked(), {"values": 3}, asked(target=11)]))
    assert set(first) == KEYS
    assert first["mean"] == [11.0] * 14
    assert first["upl"] == pytest.approx([16.32] * 14)
    assert first["near_lpl"] == pytest.approx([11 - 2.66 * 4 / 3] * 14)
    assert first["point_type"] == ["common_cause"] * 14
    assert (first["variation_type"], first["assurance_type"]) == ("common_cause", "consistent_fail")
    assert set(second) == {"error"}
    assert third["assurance_type"] == "inconsistent"


def test_a_single_object_is_a_list_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(run(monkeypatch, json.dumps(asked()))) == 1


def test_the_portals_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    short = asked(values=[10, 12] * 3, dates=DATES[:6])
    full, run_of_values = run(monkeypatch, json.dumps([asked(), short]), "--policy", "portal")
    assert (full["standing"], full["assurance_type"]) == ("full", "consistent_fail")
    assert run_of_values["message"] == "Not enough data for SPC (6 of 13 points)"
    assert run_of_values["upl"] == run_of_values["point_type"] == [None] * 6
    assert run_of_values["variation_type"] is None


def test_no_json_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="not JSON"):
        run(monkeypatch, "values: 3")


def test_rows_are_answered_by_date() -> None:
    there = answer(asked(values=list(range(14)), dates=DATES, rebase_dates=["2018-08-01"]))
    back = answer(asked(values=list(range(13, -1, -1)), dates=DATES[::-1], rebase_dates=["2018-08-01"]))
    assert there == back
    assert there["mean"] == [3.0] * 7 + [10.0] * 7


def test_undefined_limits_are_null() -> None:
    found = answer(asked(values=[5] * 14))
    assert (found["mean"][0], found["upl"][0], found["assurance_type"]) == (5.0, None, "inconsistent")


def test_what_is_left_out_has_its_default() -> None:
    assert "error" not in answer({"values": [1, 2], "dates": DATES[:2]})


def test_the_two_in_three_setting() -> None:
    """Limits 5.68 and 16.32, near 14.55: 15 and 17 are two of three only where 17, outside, counts."""
    series = asked(values=[10, 12] * 6 + [15, 12, 17], dates=[*DATES, "2019-03-01"], baseline_n=12)
    assert answer(series)["point_type"][-3:] == ["common_cause"] * 2 + ["special_cause_improvement"]
    counted = answer(series, outside_counts=True)["point_type"][-3:]
    assert counted == ["special_cause_improvement", "common_cause", "special_cause_improvement"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"values": [True, *[1] * 13]}, "not a number"),
        ({"values": ["12", *[1] * 13]}, "not a number"),
        ({"values": [10**400, *[1] * 13]}, "not finite"),
        ({"values": [float("nan"), *[1] * 13]}, "not finite"),
        ({"values": None}, "not a list"),
        ({"dates": ["soon", *DATES[1:]]}, "not a date"),
        ({"dates": [3, *DATES[1:]]}, "not a date"),
        ({"dates": ["0001-01-01T00:00:00+05:00", *DATES[1:]]}, "not a date"),
        ({"values": [1e308, 1e308, -1e308, *[1] * 11]}, "too large"),
        ({"values": [1.7e308, -1.7e308, *[1] * 12]}, "too large"),
        ({"dates": [DATES[1], *DATES[1:]]}, "twice"),
        ({"dates": DATES[1:]}, "13 dates and 14 values"),
        ({"target": "95"}, "not a number"),
        ({"improvement_direction": "up"}, "known are increase, decrease, neutral"),
        ({"improvement_direction": []}, "known are"),
        ({"rebase_dates": "2018-08-01"}, "not a list"),
        ({"baseline_n": 11}, "12 points"),
        ({"baseline_n": "12"}, "not a number"),
        ({"screen_outliers": "no"}, "neither true nor false"),
    ],
)
def test_an_error_of_its_own(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in answer(asked(**changes))["error"]


@pytest.mark.parametrize("nothing", [None, 3, "series", [asked()]])
def test_what_is_no_object(nothing: Any) -> None:
    assert "not an object" in answer(nothing)["error"]
