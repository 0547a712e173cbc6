"""The tables behind a report: raw numbers beside the words, and nothing of a section that is not printed."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string

from assurance import report_contents
from assurance.audience import SectionChoice
from assurance.renditions.data import as_json, schema, values_of
from assurance.renditions.table import DataTable, Type, number, table
from assurance.renditions.tables import as_csv, tables_of
from assurance.report_contents import ReportContents
from assurance.tests.builders import make_figure, make_frame, make_row
from assurance.tests.pack_builders import QUARTERLY, YEARLY, make_empty_pack, make_head, make_pack, make_risk
from assurance.tests.schemas import jsonschema
from core.figures import Figure, MeasureKind
from core.rag import RAG
from performance.pages import FigureState


def contents(pack: Any = None, audience: Any = QUARTERLY, **more: Any) -> ReportContents:
    return report_contents.build(pack or make_pack(), audience, version=1, **more)


def tables_by_name(**more: Any) -> dict[str, DataTable]:
    return {each.slug: each for each in tables_of(contents(**more))}


def records(found: DataTable) -> list[dict[str, Any]]:
    keys = [column.key for column in found.columns]
    return [dict(zip(keys, row, strict=True)) for row in found.rows]


def in_order(slugs: list[str], sections: list[str]) -> bool:
    return [slugs.index(each) for each in sections] == sorted(slugs.index(each) for each in sections)


# What there is --------------------------------------------------------------------------------------------


def test_the_tables_stand_in_the_order_of_the_sections() -> None:
    slugs = [each.slug for each in tables_of(contents())]

    assert in_order(slugs, ["rag-counts", "red-kpis", "kpis", "kpi-figures", "exceptions", "ambitions"])
    assert in_order(slugs, ["ambitions", "position", "risks", "risk-actions", "activities", "feedback"])
    assert in_order(slugs, ["feedback", "returns", "data-quality-notes", "provenance"])
    assert len(slugs) == len(set(slugs))


def test_each_table_has_its_columns_filled() -> None:
    for each in tables_of(contents()):
        assert each.rows, each.slug
        keys = [column.key for column in each.columns]
        assert len(keys) == len(set(keys)), each.slug
        assert all(len(row) == len(keys) for row in each.rows), each.slug
        assert all(column.heading and column.meaning for column in each.columns), each.slug


def test_a_section_that_is_not_printed_gives_no_table() -> None:
    chosen = replace(QUARTERLY, sections=(SectionChoice("risks"), SectionChoice("finance")))

    assert [each.slug for each in tables_of(contents(audience=chosen))] == [
        "risks",
        "risk-actions",
        "position",
    ]


def test_an_annual_report_has_the_tables_of_its_quarters() -> None:
    pack = make_pack()
    found = tables_by_name(pack=pack, audience=YEARLY, packs_of_year=[pack] * 4)

    assert len(found["year-counts"].rows) == 4
    assert records(found["year-off-target"])[0]["rag"] == "red"


def test_of_an_empty_quarter_there_is_what_every_report_has() -> None:
    assert "kpi-figures" not in tables_by_name(pack=make_empty_pack())
    assert "provenance" in tables_by_name(pack=make_empty_pack())


# Figures --------------------------------------------------------------------------------------------------


def test_a_figure_has_its_raw_numbers_beside_the_words() -> None:
    ratio = Figure.ratio(Decimal(57), Decimal(66))
    shown = replace(
        make_figure("Q4", "57 of 66 (86.4%)", rag=RAG.AMBER),
        value=ratio.value,
        kind="ratio",
        measured=(ratio, Figure.of(MeasureKind.MONEY, Decimal("1059768.50"))),
        second="£1,059,768.50",
        provenance="published",
        source="Annual report",
    )
    row = make_row(number=7, name="Seen in time")
    found = tables_by_name(pack=make_pack(replace(row, figures=(shown,))))
    (figure,) = records(found["kpi-figures"])

    assert (figure["kpi_number"], figure["period"]) == (7, "Q4")
    assert figure["printed"] == "57 of 66 (86.4%), £1,059,768.50"
    assert (figure["value"], figure["unit"]) == (Decimal("86.363636"), "%")
    assert (figure["numerator"], figure["denominator"]) == (57, 66)
    assert (figure["second"], figure["second_unit"]) == (Decimal("1059768.50"), "£")
    assert (figure["rag_by_rule"], figure["provenance"]) == ("amber", "Published")


def test_not_collected_is_neither_nought_nor_missing() -> None:
    row = make_row(figures=("*", ""), state=FigureState.MISSING)
    starred = replace(row.figures[1], state=FigureState.NOT_COLLECTED)
    found = tables_by_name(pack=make_pack(replace(row, figures=(starred, row.figures[2]))))
    first, second = records(found["kpi-figures"])

    assert (first["state"], first["printed"], first["value"]) == ("Not collected", "*", None)
    assert (second["state"], second["printed"], second["value"]) == ("Not returned", "", None)


def test_both_ratings_stand_in_the_row() -> None:
    kinder = make_row(now=RAG.RED, self_assessed=RAG.AMBER, self_assessed_reason="The tide turned")
    (kpi,) = records(tables_by_name(pack=make_pack(kinder))["kpis"])

    assert (kpi["rag"], kpi["rag_by_rule"], kpi["rag_by_directorate"]) == ("amber", "red", "amber")
    assert kpi["directorate_reason"] == "The tide turned"


# CSV ------------------------------------------------------------------------------------------------------


def test_a_table_as_csv() -> None:
    found = list(csv.DictReader(io.StringIO(as_csv(tables_by_name()["position"]).decode("utf-8-sig"))))

    assert found[0]["part"] == "Total"
    assert found[0]["resource_limit"] == "947097000"


def test_what_a_spreadsheet_would_run_is_kept_as_text() -> None:
    bad = make_risk(title='=HYPERLINK("http://x.invalid")')
    pack = make_pack()
    register = replace(pack.programmes.register, risks=(bad,))
    pack = replace(pack, programmes=replace(pack.programmes, register=register))
    text = as_csv(tables_by_name(pack=pack)["risks"]).decode("utf-8-sig")

    assert "'=HYPERLINK" in text


def test_percentages_are_plain_numbers() -> None:
    shares = table(
        "a", "A", "", "a", [number("share", "Share", "", lambda each: each, unit="%")], [Decimal("-5.50")]
    )

    assert as_csv(shares).decode("utf-8-sig").splitlines() == ["share", "-5.5"]


# JSON -----------------------------------------------------------------------------------------------------


def test_the_data_are_as_the_schema_describes() -> None:
    described = json.loads(schema())
    jsonschema().Draft202012Validator.check_schema(described)
    validator = jsonschema().Draft202012Validator(described)
    pack = make_pack(make_row(now=RAG.RED, exception=make_frame()), make_row(figures=("1", "*")))

    for made in (
        contents(pack),
        contents(make_empty_pack()),
        contents(pack, YEARLY, packs_of_year=[pack] * 4),
    ):
        validator.validate(json.loads(as_json(made)))


def test_each_row_has_the_keys_of_its_columns_and_values_of_their_types() -> None:
    types = {
        Type.TEXT: str,
        Type.NUMBER: (int, float),
        Type.YES_NO: bool,
        Type.DAY: str,
        Type.MOMENT: str,
    }
    for each in values_of(contents())["tables"]:
        keys = [column["key"] for column in each["columns"]]
        for row in each["rows"]:
            assert list(row) == keys
            for column in each["columns"]:
                value = row[column["key"]]
                assert value is None or isinstance(value, types[Type(column["type"])]), (each["name"], column)


def test_the_data_say_what_they_are_of() -> None:
    head = json.loads(as_json(contents()))["report"]

    assert (head["title"], head["audience"]) == ("Quarterly assurance report", "Governing Body")
    assert head["snapshot"] == "2013-14-Q4, version 1"
    assert head["frozen_at"] == "2014-05-09T17:00:00+01:00"
    assert len(head["digests"]) == 1
    assert len(head["digests"][0]) == 64


def test_the_same_contents_give_the_same_bytes() -> None:
    assert as_json(contents()) == as_json(contents())
    other = make_pack(head=make_head(version=2))
    assert as_json(contents(other)) != as_json(contents())


@pytest.mark.parametrize("broken", [{"format": "another"}, {"tables": [{}]}, {"more": 1}])
def test_the_schema_refuses_what_is_not_described(broken: dict[str, Any]) -> None:
    values = json.loads(as_json(contents())) | broken

    with pytest.raises(jsonschema().ValidationError):
        jsonschema().validate(values, json.loads(schema()))


# What is private ------------------------------------------------------------------------------------------


def test_what_is_private_is_in_no_form_of_a_public_report() -> None:
    pack = make_pack()
    risks = (make_risk(title="The known one"), make_risk(reference="R-002", title="The secret one", part=2))
    register = replace(pack.programmes.register, risks=risks)
    pack = replace(pack, programmes=replace(pack.programmes, register=register))

    public, private = contents(pack), contents(pack, replace(QUARTERLY, part=2))
    assert "The secret one" in as_json(private).decode()
    for form in (as_json(public).decode(), render_to_string("renditions/_report.html", {"report": public})):
        assert "The known one" in form
        assert "secret" not in form
    assert "secret" not in b"".join(map(as_csv, tables_of(public))).decode()
