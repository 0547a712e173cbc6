"""What paper does not need: a report's sections made fit for a screen of any width. Pure.

The sections are the same templates as those of the PDF. On a page, a table wider than the screen scrolls by itself
within a named region that the keyboard reaches, and a table without a caption is named after its heading.
"""

import re
from collections.abc import Iterator

from django.utils.html import strip_tags

_PIECE = re.compile(r"<h([23])[^>]*>(?P<heading>.*?)</h\1>|<table[^>]*>.*?</table>", re.DOTALL)
_OPENING = re.compile(r"<table[^>]*>")
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)


def for_screen(sections: str) -> str:
    """The sections with each table in a region of its own, named after its heading, and captioned."""
    return "".join(_pieces(sections))


def _pieces(sections: str) -> Iterator[str]:
    heading, place = "", 0
    for found in _PIECE.finditer(sections):
        yield sections[place : found.start()]
        place = found.end()
        if found["heading"] is None:
            yield _in_a_region(found[0], heading)
        else:
            heading = " ".join(strip_tags(found["heading"]).split())
            yield found[0]
    yield sections[place:]


def _in_a_region(table: str, heading: str) -> str:
    """Headings are escaped text already; a quotation mark is all that an attribute minds beside."""
    name = heading.replace('"', "&quot;")
    if not _CAPTION.search(table):
        caption = f'<caption class="nhsuk-u-visually-hidden">{heading}</caption>'
        table = _OPENING.sub(lambda opening: f"{opening[0]}{caption}", table, count=1)
    return f'<div class="scroll" role="region" aria-label="Table: {name}" tabindex="0">{table}</div>'
