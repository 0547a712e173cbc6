"""The loaded Dorset data in every form of a report: the same figures in each, for each audience."""

import io
import json
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

import jsonschema
import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from openpyxl import load_workbook

from assurance import report_contents
from assurance.audience import Audience
from assurance.models import ReportAudience, Snapshot
from assurance.renditions.data import as_json, schema
from assurance.renditions.workbook import as_xlsx
from assurance.report_contents import ReportContents
from assurance.report_source import read
from assurance.tests.dorset import loaded_dorset, numbers_in
from assurance.tests.pack_builders import QUARTERLY

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def dorset(portal_settings: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_dorset(django_db_blocker):
        yield


@cache
def contents(audience: Audience = QUARTERLY) -> ReportContents:
    of_year = list(Snapshot.objects.filter(quarter__year__start=2013).order_by("quarter__starts_on"))
    packs = [read(snapshot) for snapshot in of_year]
    year = packs if audience.spans_year else ()
    return report_contents.build(packs[-1], audience, version=1, packs_of_year=year)


def data(audience: Audience = QUARTERLY) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_json(contents(audience)))
    return found


def table(name: str) -> list[dict[str, Any]]:
    found = next(each for each in data()["tables"] if each["name"] == name)
    return list(found["rows"])


def on_screen(audience: Audience = QUARTERLY) -> str:
    return render_to_string("renditions/_report.html", {"report": contents(audience), "history": None})


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(strip_tags(re.sub(r"<br>|</t[dh]>", " ", html))))


def test_each_audience_has_data_as_the_schema_describes_and_a_workbook() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    audiences = [row.frozen() for row in ReportAudience.objects.all()]

    assert len(audiences) > 10
    for audience in audiences:
        found = data(audience)
        validator.validate(found)
        book = load_workbook(io.BytesIO(as_xlsx(contents(audience))))
        assert len(book.sheetnames) == len(found["tables"]) + 2, audience.slug


def test_what_is_read_without_an_account_leads_to_nothing_that_needs_one() -> None:
    for row in ReportAudience.objects.all():
        html = on_screen(row.frozen())
        ids = set(re.findall(r'\bid="([^"]+)"', html))

        assert re.findall(r'href="/[^"]*"', html) == [], row.slug
        assert set(re.findall(r'href="#([^"]+)"', html)) - {"main"} <= ids, row.slug


def test_every_table_of_every_audience_has_a_caption_and_scopes() -> None:
    for row in ReportAudience.objects.all():
        for found in re.findall(r"<table.*?</table>", on_screen(row.frozen()), re.DOTALL):
            assert "<caption" in found, (row.slug, found[:120])
            assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", found)), (
                row.slug,
                found[:120],
            )


def test_the_figures_on_the_screen_are_those_of_the_data() -> None:
    schedules = {each.id for each in contents().schedules}
    html = on_screen()
    rows = {
        int(number): words(cells)
        for number, cells in re.findall(r'<tr id="kpi-(\d+)">(.*?)</tr>', html, re.DOTALL)
    }

    assert schedules
    assert len(rows) == 39
    for figure in table("kpi-figures"):
        for part in (figure["printed"] or "").split(", "):
            assert part in rows[figure["kpi_number"]], figure


def test_the_raw_numbers_are_those_in_the_words() -> None:
    for figure in table("kpi-figures"):
        if figure["state"] != "Figure":
            continue
        printed = [float(number) for number in numbers_in(figure["printed"])]
        exact = [
            figure[key] for key in ("first", "numerator", "denominator", "second") if figure[key] is not None
        ]
        first = figure["first"] if figure["numerator"] is None else figure["numerator"]
        assert exact, figure
        assert first in printed, figure


def test_money_is_in_pounds_in_the_data() -> None:
    total = next(row for row in table("position") if row["part"] == "Total")

    assert (total["resource_limit"], total["net_operating_costs"]) == (947_097_000, 934_483_000)
    assert "947,097" in words(on_screen())


def test_what_is_invented_says_so_in_the_data() -> None:
    assert {row["provenance"] for row in table("risks")} == {"Illustrative"}
    assert {row["provenance"] for row in table("kpi-figures")} <= {"Published", "Derived", None}
