"""What paper does not need: a report's sections made fit for a screen of any width. Pure.

The sections are the same templates as those of the PDF. On a page, a table wider than the screen scrolls by itself
within a named group that the keyboard reaches (thirty landmarks would help nobody to find their way), and a table
without a caption is named after its heading, or by its `data-name` where the heading before it is of something else.
"""

import re
from collections.abc import Iterator

from django.utils.html import strip_tags

_PIECE = re.compile(
    r"<h(?P<level>[23])[^>]*>(?P<heading>.*?)</h(?P=level)>|<table[^>]*>.*?</table>", re.DOTALL
)
_OPENING = re.compile(r"<table[^>]*>")
_NAME = re.compile(r'<table[^>]* data-name="([^"]*)"')
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)

BACK = '<p class="small noprint"><a href="#contents">Back to contents</a></p>'


def for_screen(sections: str) -> str:
    """The sections with each table in a group of its own, named after its headings, and a way back from each end."""
    return "".join(_pieces(sections)).replace("</section>", f"{BACK}</section>")


def _pieces(sections: str) -> Iterator[str]:
    section, heading, place = "", "", 0
    for found in _PIECE.finditer(sections):
        yield sections[place : found.start()]
        place = found.end()
        if found["level"] is None:
            own = _NAME.match(found[0])
            name = own[1] if own else heading
            yield _grouped(found[0], ", ".join(filter(None, (name, section))))
            continue
        said = " ".join(strip_tags(found["heading"]).split())
        section, heading = (said, "") if found["level"] == "2" else (section, said)
        yield found[0]
    yield sections[place:]


def _grouped(table: str, name: str) -> str:
    """Headings are escaped text already; a quotation mark is all that an attribute minds beside."""
    if not _CAPTION.search(table):
        caption = f'<caption class="nhsuk-u-visually-hidden">{name}</caption>'
        table = _OPENING.sub(lambda opening: f"{opening[0]}{caption}", table, count=1)
    label = name.replace('"', "&quot;")
    return f'<div class="scroll" role="group" aria-label="Table: {label}" tabindex="0">{table}</div>'
