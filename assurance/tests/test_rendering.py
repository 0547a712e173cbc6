"""The PDF: readable, accessible, self-contained, the same bytes twice, and never a door to anything else."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest

from assurance import rendering
from assurance.audience import Audience
from assurance.pack import AssurancePack, from_json, to_json
from assurance.printing.sheet import PrintedFile, TooLarge
from assurance.rendering import render_report
from assurance.renditions.data import as_json
from assurance.report_contents import build
from assurance.tests.builders import make_frame, make_row
from assurance.tests.pack_builders import QUARTERLY, make_pack
from core.rag import RAG

ROOT = Path(__file__).resolve().parent.parent.parent
RENDER = """
import django; django.setup()
import hashlib, sys
from assurance.tests.test_rendering import render
from assurance.tests.pack_builders import make_pack
print(hashlib.sha256(render(make_pack()).pdf).hexdigest(), "weasyprint" in sys.modules)
"""
"""Renders in another process, and prints the file's digest and whether the process itself knows WeasyPrint."""


def render(pack: AssurancePack, audience: Audience = QUARTERLY, **more: Any) -> PrintedFile:
    contents = build(pack, audience, version=1, **more)
    return render_report(contents, on_step=lambda step, percent: None)


@cache
def rendered() -> PrintedFile:
    return render(make_pack())


def text_of(pdf: bytes) -> str:
    """All text in reading order, with runs of space made one."""
    result = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", result.stdout.decode())


def test_it_passes_pdf_ua_1() -> None:
    report = page.validate_pdf_bytes(rendered().pdf, profile=page.ValidationProfile.PDF_UA_1)

    assert report.is_compliant, str(report)


def test_it_says_what_the_pack_holds() -> None:
    text = text_of(rendered().pdf)

    for expected in (
        "Quarterly assurance report",
        "2013/14 Quarter 4",
        "9 May 2014, 17:00",
        "1 of 2 KPIs is off target",
        "Cases over 28 days",
        "Two more assessors",
        "£12.614m",
        "Be more visible",
        "The quarters do not add up to the year.",
        "No trajectory" if not make_pack().performance.ambitions else "1,691.7",
        f"Page 1 of {rendered().pages}" if rendered().pages == 1 else f"of {rendered().pages}",
    ):
        assert expected in text


def test_contents_bookmarks_title_and_language() -> None:
    with pikepdf.open(io.BytesIO(rendered().pdf)) as pdf:
        with pdf.open_outline() as outline:
            top = [item.title for item in outline.root[0].children] if outline.root else []
        assert pdf.Root.Lang == "en-GB"
        assert str(pdf.docinfo["/Title"]) == "Quarterly assurance report, 2013/14 Quarter 4, NHS Dorset CCG"
        assert {"Executive summary", "KPI schedule: Quality", "Risks", "Provenance"} <= set(top)
        for title in ("Year-end forecast", "Variation in depth", "Projects by working group", "Risks"):
            assert (title in str(pdf.docinfo["/Subject"])) == (title in top), title
        links = [note for sheet in pdf.pages for note in sheet.get("/Annots", []) if note.Subtype == "/Link"]
        assert len(links) >= len(top)


def test_only_our_own_typeface_is_embedded(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(rendered().pdf)
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout

    names = [line.split()[0] for line in fonts.splitlines()[2:]]
    assert names
    assert all("Arimo" in name for name in names), fonts


def test_what_people_wrote_is_printed_and_never_obeyed() -> None:
    hostile = "<img src=file:///etc/passwd><script>x</script> {{ settings.SECRET_KEY }} & “quotes”"
    frame = make_frame(issue=hostile, cause=hostile, action=hostile)
    made = render(make_pack(make_row(now=RAG.RED, name="A KPI", exception=frame)))

    printed = text_of(made.pdf).replace(" ", "")
    assert "<imgsrc=file:///etc/passwd><script>x</script>{{settings.SECRET_KEY}}" in printed
    assert not any("passwd" in name for name in made.fetched)


def test_a_long_narrative_flows_over_pages() -> None:
    frame = make_frame(cause="A long cause, told at length. " * 400)
    made = render(make_pack(make_row(now=RAG.RED, name="A KPI", exception=frame)))

    assert made.pages > rendered().pages
    assert text_of(made.pdf).count("A long cause, told at length.") >= 380


def test_a_document_beyond_all_measure_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "MAX_HTML", 1000)

    with pytest.raises(TooLarge, match="characters of text, and 1,000 is the most"):
        render(make_pack())


def test_the_same_snapshot_gives_the_same_bytes_in_another_process_which_imports_no_weasyprint() -> None:
    said = subprocess.run(
        [sys.executable, "-c", RENDER], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()

    assert said == [sha256(rendered().pdf).hexdigest(), "False"]


def test_a_pack_that_went_through_a_snapshot_prints_the_same() -> None:
    assert render(from_json(to_json(make_pack()))).pdf == rendered().pdf


def test_it_says_which_data_the_file_carries() -> None:
    data = as_json(build(make_pack(), QUARTERLY, version=1))

    assert rendered().data_sha256 == sha256(data).hexdigest()


def test_another_pack_is_another_file() -> None:
    pack = make_pack()
    other = replace(pack, head=replace(pack.head, version=2))

    assert render(other).pdf != rendered().pdf


def test_progress_is_told_in_order() -> None:
    steps: list[tuple[str, int]] = []
    render_report(
        build(make_pack(), QUARTERLY, version=1),
        on_step=lambda step, percent: steps.append((step, percent)),
    )

    assert [step for step, _ in steps] == [
        "Write the pages",
        "Lay out and draw",
        "Write the PDF",
        "Check the file",
    ]
    assert [percent for _, percent in steps] == sorted(percent for _, percent in steps)


def test_weasyprint_is_called_in_one_module_which_only_the_printing_process_imports() -> None:
    def naming(pattern: str) -> list[str]:
        return [
            file.relative_to(ROOT).as_posix()
            for file in ROOT.glob("*/**/*.py")
            if not {"var", "tests", "benchmarks"} & set(file.parts)
            and re.search(pattern, file.read_text(), re.M)
        ]

    assert set(naming(r"^\s*(from|import) weasyprint")) == {
        "assurance/printing/drawing.py",
        "assurance/printing/press.py",
    }
    assert naming(r"import.*\bdrawing\b|printing\.drawing import") == ["assurance/printing/press.py"]
