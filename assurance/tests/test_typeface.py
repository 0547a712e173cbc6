"""What the report's typeface lacks is written with what it has: no empty box, no typeface of the machine."""

import subprocess
from pathlib import Path

import page
import pytest

from assurance import rendering
from assurance.printing.typeface import legible
from assurance.report_contents import build
from assurance.tests.builders import make_frame, make_row
from assurance.tests.pack_builders import QUARTERLY, make_pack
from assurance.tests.test_rendering import render, text_of
from core.rag import RAG

CHARACTERS = frozenset(map(chr, range(32, 127))) | frozenset("é–—•")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Plain words – and a dash", "Plain words – and a dash"),
        ("a line\nand\ttabs", "a line\nand\ttabs"),
        ("≥ 95% and ≤ 5%", "&gt;= 95% and &lt;= 5%"),
        ("fell → rose", "fell -&gt; rose"),
        ("cafe\u0301", "café"),
        ("ﬁve, Ｑ４, x²", "five, Q4, x2"),
        ("done ✓ ✗", "done yes no"),
        ("a\u200bb\u00adc\ufe0f", "abc"),
        ("well done 👍", "well done [thumbs up sign]"),
        ("黒", "[cjk unified ideograph-9ed2]"),
        ("\ue000", "[u+e000]"),
        ("＜script＞", "&lt;script&gt;"),
    ],
)
def test_what_is_lacking_is_written_otherwise(typed: str, printed: str) -> None:
    assert legible(typed, CHARACTERS) == printed


def test_names_are_printed_with_their_letters_and_the_file_stays_valid(tmp_path: Path) -> None:
    """Polish and Welsh names need the wider fonts; a sign that neither has is written out."""
    frame = make_frame(issue="Łukasz Wiśniewski at Tŷ Gwyn ≥ 95% 👍", cause="Δ", action="done → closed")
    made = render(make_pack(make_row(now=RAG.RED, name="A KPI", exception=frame)))
    text = text_of(made.pdf)
    file = tmp_path / "report.pdf"
    file.write_bytes(made.pdf)
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout

    for words in ("Łukasz", "Wiśniewski", "Tŷ", ">=", "[thumbs", "[greek", "->"):
        assert words in text
    names = {line.split()[0].partition("+")[2] for line in fonts.splitlines()[2:]}
    assert names <= {"Arimo", "Arimo-Bold", "Wider", "Wider-Bold"}, fonts
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(made.pdf, profile=profile)
        assert report.is_compliant, str(report)


def test_the_wider_fonts_are_handed_over_only_when_they_are_needed() -> None:
    plain = rendering.sheet_of(build(make_pack(), QUARTERLY, version=1))

    assert not [name for name in plain.assets if "ext" in name]
