"""The report's HTML as a tree: read as XML, by Python's parser in C, where it can be.

Our templates are well formed but for HTML's void elements; WeasyPrint's own parser, in Python, takes a tenth of a
report's time for the same tree. Whatever is not well formed goes to that parser.
"""

import re
from xml.etree import ElementTree

DOCTYPE = "<!DOCTYPE html>"
VOID = re.compile(r"<(meta|br|hr|img|link|col|wbr)\b([^<>]*?)/?>")
DRAWING = re.compile(r"<svg\b(?![^>]*\bxmlns=)")


def tree_of(html: str) -> ElementTree.Element | None:
    """The tree, or None where only an HTML parser can tell. A document that declares anything is not read as XML."""
    text = html.replace(DOCTYPE, "", 1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return None
    text = VOID.sub(r"<\1\2/>", text)
    text = DRAWING.sub('<svg xmlns="http://www.w3.org/2000/svg"', text)
    try:
        return ElementTree.fromstring(text)  # noqa: S314
    except ElementTree.ParseError:
        return None
