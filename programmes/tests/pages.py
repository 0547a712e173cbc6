"""Reading an answered page in tests: its text, its links and the values of its form."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse


class _Reader(HTMLParser):
    """Collects words and form values; what a page hides by `hidden` inputs counts as a value."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.values: dict[str, str] = {}
        self.lists: dict[str, list[str]] = {}
        self._inside: list[str] = []
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self._inside.append(tag)
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "input" and given.get("type") not in ("radio", "checkbox", "submit"):
            self._keep(given.get("name", ""), given.get("value", ""))
        if tag == "input" and given.get("type") in ("radio", "checkbox") and "checked" in given:
            self._keep(given["name"], given.get("value", ""))
        if tag == "textarea":
            self._area = given.get("name", "")
            self.values[self._area] = ""
        if tag == "select":
            self._select = given.get("name", "")
        if tag == "option" and "selected" in given:
            self._keep(self._select, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._inside.pop()
        if tag == "textarea":
            self.values[self._area] = self.values[self._area].strip("\r\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data
        if not self._inside:
            self.words.append(data)

    def _keep(self, name: str, value: str) -> None:
        self.values[name] = value
        self.lists.setdefault(name, []).append(value)


def read(response: HttpResponse) -> _Reader:
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader


def text(response: HttpResponse) -> str:
    """The page's words, with single spaces."""
    return " ".join(" ".join(read(response).words).split())


def form_values(response: HttpResponse) -> dict[str, Any]:
    """What the page's form would send if nobody typed anything."""
    reader = read(response)
    return {name: reader.lists.get(name, [value]) for name, value in reader.values.items() if name}
