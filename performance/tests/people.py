"""People at their browsers, for journeys: they open a page, type into its fields, and send them."""

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from organisation.models import Directorate, User
from organisation.rights import Role
from organisation.tests.builders import make_user
from performance.models import KPI

URL = "/returns/2014-15-Q1/quality/"


class Fields(HTMLParser):
    """The fields of a page with what stands in them, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.area = self.choice = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        name = found.get("name") or ""
        if tag == "input" and name and (found.get("type") not in ("checkbox", "radio") or "checked" in found):
            self.values[name] = found.get("value") or ("on" if found.get("type") == "checkbox" else "")
        elif tag == "textarea":
            self.area, self.values[name] = name, ""
        elif tag == "select":
            self.choice, self.values[name] = name, ""
        elif tag == "option" and "selected" in found:
            self.values[self.choice] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data


def fields_of(answer: HttpResponse) -> dict[str, str]:
    return Fields(answer.content.decode()).values


class Person:
    """Somebody at their browser. `open` shows the page of a return; `save` sends it with what they typed."""

    def __init__(self, role: Role, directorate: Directorate | None = None, title: str = "") -> None:
        self.user: User = make_user(role=role, directorate=directorate, title=title)
        self.client = Client()
        self.client.force_login(self.user)
        self.fields: dict[str, str] = {}

    def open(self, url: str = URL, code: int = 200) -> str:
        answer = self.client.get(url)
        assert answer.status_code == code
        self.fields = fields_of(answer)
        return answer.content.decode()

    def save(self, typed: dict[str, str] | None = None, *, url: str = URL, code: int = 302) -> str:
        """Send the open page with what was typed (`None` unticks a box), and follow to the page that comes."""
        data = self.fields | (typed or {})
        answer = self.client.post(url, {name: text for name, text in data.items() if text is not None})
        assert answer.status_code == code, answer.content.decode()
        if code == 302:
            return self.open(answer.headers["Location"])
        self.fields = fields_of(answer)
        return answer.content.decode()

    def submit(self, typed: dict[str, str] | None = None, code: int = 302) -> str:
        return self.save(typed, url=f"{URL}submit/", code=code)

    def autosave(self, kpi: KPI, typed: dict[str, str], code: int = 200) -> dict[str, Any]:
        own = {name: text for name, text in self.fields.items() if name.startswith(f"k{kpi.number}-")}
        answer = self.client.post(f"{URL}row/", own | typed | {"row": str(kpi.number)})
        assert answer.status_code == code, answer.content.decode()
        return answer.json()


def words(page: str) -> str:
    """The page as one reads it: without tags, each space once, none before a full stop or comma."""
    read = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    return re.sub(r" ([.,])", r"\1", read)


def summary(page: str) -> list[str]:
    """The lines of the error summary."""
    found = re.search(r"nhsuk-error-summary__list\">(.*?)</ul>", page, re.DOTALL)
    return [words(line) for line in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)] if found else []
