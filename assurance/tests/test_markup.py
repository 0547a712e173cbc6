"""Read as XML or as HTML, a report is the same file."""

import subprocess
import sys
from pathlib import Path

import pytest

from assurance.printing.markup import tree_of

ROOT = Path(__file__).resolve().parent.parent.parent
DRAW = """
import django; django.setup()
import hashlib, sys
from assurance import rendering
from assurance.printing import drawing, markup
from assurance.printing.sheet import Limits
from assurance.report_contents import build
from assurance.tests.pack_builders import QUARTERLY, make_pack
sheet = rendering.sheet_of(build(make_pack(), QUARTERLY, version=1))
for read in (markup.tree_of, lambda html: None):
    markup.tree_of = read
    print(read(sheet.html) is not None)
    made = drawing.draw(sheet, limits=Limits(), on_step=lambda step, percent: None)
    print(hashlib.sha256(made.pdf).hexdigest())
"""


def test_both_parsers_give_the_same_bytes() -> None:
    command = [sys.executable, "-W", "ignore", "-c", DRAW]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()

    assert (said[0], said[2]) == ("True", "False")
    assert said[1] == said[3]


@pytest.mark.parametrize(
    "html",
    [
        "<p>not closed",
        "<p class=bare></p>",
        "<p>&nbsp;</p>",
        '<!DOCTYPE html [<!ENTITY x "y">]><p>&x;</p>',
        '<!DOCTYPE html><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>',
    ],
)
def test_what_is_not_well_formed_or_declares_anything_is_left_to_the_html_parser(html: str) -> None:
    assert tree_of(html) is None


def test_void_elements_and_drawings_are_understood() -> None:
    tree = tree_of('<!DOCTYPE html><html><body>a<br>b<svg width="1"><title>x</title></svg></body></html>')

    assert tree is not None
    assert [each.tag for each in tree.iter()][2:] == [
        "br",
        "{http://www.w3.org/2000/svg}svg",
        "{http://www.w3.org/2000/svg}title",
    ]
