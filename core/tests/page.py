"""Reads rendered HTML the way a browser does, for tests of what is drawn."""

import re
from collections.abc import Iterator
from io import StringIO
from xml.etree.ElementTree import Element

import tinyhtml5

NEVER_THE_SAME = re.compile(r'name="csrfmiddlewaretoken" value="\w*"|data-time-left="\d+"')


def parse(html: str) -> Element:
    """The document, its tags without namespaces."""
    root = tinyhtml5.parse(StringIO(html), namespace_html_elements=False)
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    return root


def comparable(html: str) -> str:
    """A page without what differs each time that it is drawn."""
    return NEVER_THE_SAME.sub("", html)


def find_all(root: Element, tag: str, **attributes: str) -> list[Element]:
    """Elements by tag and attributes; `css` asks for one class, an underscore stands for a hyphen."""
    return list(_matching(root, tag, attributes))


def find(root: Element, tag: str, **attributes: str) -> Element:
    """The one element; fails when there is none or more."""
    found = find_all(root, tag, **attributes)
    assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>"
    return found[0]


def text_of(element: Element) -> str:
    """What is read, with its white space in order."""
    return " ".join("".join(element.itertext()).split())


def _matching(root: Element, tag: str, attributes: dict[str, str]) -> Iterator[Element]:
    css = attributes.get("css")
    wanted = {name.replace("_", "-"): value for name, value in attributes.items() if name != "css"}
    for element in root.iter(tag):
        has_class = css is None or css in (element.get("class") or "").split()
        if has_class and all(element.get(name) == value for name, value in wanted.items()):
            yield element
