"""The file for the archive and for every reader: PDF/A-3a and PDF/UA-1, said by a validator and looked up by hand."""

import csv
import io
import json
import logging
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from defusedxml import ElementTree

from assurance import rendering
from assurance.pack import AssurancePack, digest, to_json
from assurance.printing.drawing import listening
from assurance.report_contents import build
from assurance.tests.builders import make_frame, make_row
from assurance.tests.pack_builders import QUARTERLY, YEARLY, make_empty_pack, make_pack
from assurance.tests.test_rendering import render, rendered
from core.rag import RAG

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
BOTH = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)
TOLD_AT_LENGTH = make_row(now=RAG.RED, name="A KPI", exception=make_frame(cause="Told at length. " * 900))
CUT_OFF = "D:20140509160000Z"


@cache
def opened() -> pikepdf.Pdf:
    """Kept open: what is read of it lives as long."""
    return pikepdf.open(io.BytesIO(rendered().pdf))


@cache
def xmp() -> Any:
    """The metadata as they stand in the file, without reading it as a PDF."""
    content = rendered().pdf
    start = content.index(b"<x:xmpmeta")
    return ElementTree.fromstring(
        content[start : content.index(b"</x:xmpmeta>", start) + len("</x:xmpmeta>")]
    )


def said(name: str, namespace: str) -> str | None:
    """A property of the metadata, written as an attribute or an element."""
    key = f"{{{namespace}}}{name}"
    for each in xmp().iter(f"{RDF}Description"):
        if key in each.attrib:
            return each.attrib[key]
        found = each.find(key)
        if found is not None:
            return found.text
    return None


def structure(element: Any) -> Iterator[Any]:
    """Every structure element below one, in order."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from structure(child)


def elements(kind: str) -> list[Any]:
    return [each for each in structure(opened().Root.StructTreeRoot) if f"/{kind}" == each.S]


@pytest.mark.parametrize(
    ("pack", "audience"),
    [
        (make_pack(), QUARTERLY),
        (make_empty_pack(), QUARTERLY),
        (make_pack(), YEARLY),
        (
            make_pack(
                make_row(now=RAG.RED, name="A KPI", exception=make_frame(cause="Told at length. " * 900))
            ),
            QUARTERLY,
        ),
    ],
    ids=["quarter", "empty quarter", "year", "long narrative"],
)
def test_every_kind_of_report_is_both_by_the_validator(pack: AssurancePack, audience: Any) -> None:
    more = {"packs_of_year": [pack] * 4} if audience.spans_year else {}
    made = render(pack, audience, **more)

    for profile in BOTH:
        report = page.validate_pdf_bytes(made.pdf, profile=profile)
        assert report.is_compliant, str(report)
    assert made.warnings == ()


def test_the_metadata_name_both_standards_and_declare_the_second() -> None:
    assert said("part", "http://www.aiim.org/pdfa/ns/id/") == "3"
    assert said("conformance", "http://www.aiim.org/pdfa/ns/id/") == "A"
    assert said("part", "http://www.aiim.org/pdfua/ns/id/") == "1"
    schema = "{http://www.aiim.org/pdfa/ns/schema#}"
    declared = [each.text for each in xmp().iter(f"{schema}namespaceURI")]
    assert declared == ["http://www.aiim.org/pdfua/ns/id/"]
    assert len(list(xmp().iter(f"{RDF}RDF"))) == 1


def test_metadata_and_document_say_the_same() -> None:
    info = opened().docinfo
    (title,) = xmp().iter("{http://purl.org/dc/elements/1.1/}title")

    assert "".join(title.itertext()).strip() == str(info["/Title"])
    assert said("CreateDate", "http://ns.adobe.com/xap/1.0/") == "2014-05-09T17:00:00+01:00"
    assert str(info["/CreationDate"]) == "D:20140509170000+01'00"


def test_colours_fonts_and_lock_are_as_an_archive_wants_them(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(rendered().pdf)
    pdf = opened()
    (intent,) = pdf.Root.OutputIntents
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout

    assert (intent.S, intent.DestOutputProfile.N) == ("/GTS_PDFA1", 3)
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:]), fonts
    assert "/Encrypt" not in pdf.trailer
    assert len(pdf.trailer.ID) == 2
    assert not {"/JavaScript", "/AA", "/OpenAction"} & set(pdf.Root.keys())


def test_nothing_is_transparent() -> None:
    for each in opened().objects:
        if isinstance(each, pikepdf.Dictionary):
            assert "/SMask" not in each or each.SMask == "/None"
            assert all(each.get(key, 1) == 1 for key in ("/ca", "/CA"))


def test_every_figure_has_its_words_and_every_table_its_heads() -> None:
    figures, tables = elements("Figure"), elements("Table")

    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
    assert len(tables) >= 10
    for each in tables:
        kinds = [cell.S for cell in structure(each)]
        assert "/TH" in kinds, [str(cell) for cell in structure(each)][:3]
    unheaded = [cell for cell in elements("TD") if "/Headers" not in cell.get("/A", {})]
    assert unheaded == []


def test_headings_never_skip_a_level() -> None:
    levels = [
        int(str(each.S)[2])
        for each in structure(opened().Root.StructTreeRoot)
        if str(each.S) in ("/H1", "/H2", "/H3")
    ]

    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_data_of_the_tables_lie_inside_with_the_snapshots_name() -> None:
    pdf, pack = opened(), make_pack()
    snapshot = digest(to_json(pack))
    names = sorted(pdf.attachments)

    assert "2013-14-Q4-all-tables.json" in names
    assert "2013-14-Q4-kpis.csv" in names
    for name in names:
        spec = pdf.attachments[name]
        assert spec.obj.AFRelationship == "/Data"
        assert "Snapshot: 2013-14-Q4, version 1" in str(spec.description)
        assert snapshot in str(spec.description)
        stream = spec.obj.EF.F
        assert (str(stream.Params.CreationDate), str(stream.Params.ModDate)) == (CUT_OFF, CUT_OFF)
        assert stream.Params.Size == len(spec.get_file().read_bytes())
    associated = [each.objgen for each in pdf.Root.AF]
    assert len(associated) == len(set(associated)) == len(names)


def test_the_attached_figures_are_those_that_are_printed() -> None:
    pdf = opened()
    whole = json.loads(pdf.attachments["2013-14-Q4-all-tables.json"].get_file().read_bytes())
    text = pdf.attachments["2013-14-Q4-kpis.csv"].get_file().read_bytes().decode("utf-8-sig")
    (kpis,) = [table for table in whole["tables"] if table["name"] == "kpis"]
    rows = list(csv.DictReader(io.StringIO(text)))

    assert whole["report"]["digests"] == [digest(to_json(make_pack()))]
    assert len(rows) == len(kpis["rows"]) == 2
    assert set(rows[0]) == {column["key"] for column in kpis["columns"]}


def test_a_draft_is_dated_by_its_quarter_and_says_that_it_has_no_snapshot() -> None:
    pack = make_empty_pack()
    draft = replace(pack, head=replace(pack.head, cut_off=None, version=0))
    attachments = rendering.attachments_of(build(draft, QUARTERLY, version=1))

    assert {each.made_at.isoformat() for each in attachments} == {"2014-04-14T00:00:00+00:00"}
    assert all("Snapshot: None: the quarter is not frozen" in each.description for each in attachments)


def test_an_error_in_the_log_of_the_page_maker_is_heard() -> None:
    with listening() as log:
        logging.getLogger("weasyprint").error("broken")
        logging.getLogger("weasyprint").warning("odd")
        logging.getLogger("weasyprint").info("fine")

    assert (log.errors, log.warnings) == (["broken"], ["odd"])
