"""One page of one browser in which any page of the portal is looked at: by axe, by keys, on the narrowest of screens.

A page is shown in place of the one before: the browser keeps its styles, and axe is warm, which costs a fifth of
opening it anew. What is made alike, row by row or page by page, is looked at once. The portal's own policy holds, so
that a style or a handler within a page is told; scripts do not run here, journeys run them.
"""

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route

from core.tests.axe import OPTIONS, bring_axe
from organisation.demonstration import DOMAIN
from organisation.models import User

PREPARE = Path(__file__).with_suffix(".js")
PASSWORDS = "organisation.adapters.PortalBackend"
NOWHERE = "http://portal.test/"
NARROWEST = {"width": 320, "height": 640}
"""1280 pixels magnified four times (WCAG 1.4.10)."""
PHONE = {"width": 375, "height": 800}
"""Rules for the narrowest screens do not hold here yet, and there is little more room."""
DESK = {"width": 1280, "height": 900}
SHEETS = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)"(?: media="([^"]+)")?>')
BODY = re.compile(r'<title>(.*?)</title>.*<body(?: class="([^"]*)")?>(.*)</body>', re.DOTALL)
TAG = re.compile(r"<(\w+)((?:\s[^<>]*)?)>")
SAID = re.compile(r'\b(class|type|role)="([^"]*)"|\b([a-z-]+)=')
LEADS = re.compile(r'<a\b[^>]*\bhref="(/[a-z]*)')
INLINE_SCRIPT = re.compile(r'<script(?![^>]*\s(?:src=|type="application/json"))')
EMPTY_PAGE = '<!DOCTYPE html><html lang="en-GB"><head><title>Portal</title></head><body></body></html>'


@dataclass(frozen=True)
class Seen:
    """A page as somebody got it: who, where, and its HTML."""

    where: str
    html: str

    @property
    def says_error(self) -> bool:
        return self.html.partition("<title>")[2].lstrip().startswith("Error: ")

    @property
    def pieces(self) -> frozenset[tuple[str, str]]:
        """What it is made of: elements with their attributes, whatever they say."""
        main = self.html.partition("<main")[2] or self.html
        return frozenset((tag, str(SAID.findall(rest))) for tag, rest in TAG.findall(main))

    @property
    def way_around(self) -> tuple[str, ...]:
        """Where its header and the list of sections below it lead, which is told apart by role."""
        header = self.html.partition("<header")[2].partition("</header>")[0]
        sections = self.html.partition('<nav class="portal-nav"')[2].partition("</nav>")[0]
        return tuple(LEADS.findall(header + sections))


class Glass:
    """What is wrong with pages, a line each, under the policy that the portal sends."""

    def __init__(self, page: Page, policy: str) -> None:
        self.page = page
        self.wrong: list[str] = []
        self.looked_at = 0
        self._where = ""
        self._sheets: set[str] = set()
        self._makes: set[Hashable] = set()
        page.route("**/*", lambda route: self._answer(route, policy))
        page.on("console", lambda message: self._complain(message.text))
        page.goto(NOWHERE)
        bring_axe(page)
        page.evaluate(PREPARE.read_text())

    def look(self, pages: Iterable[Seen]) -> list[str]:
        """First all of them on a phone and on the narrowest screen in the reader's own colours, then by axe on a desk;
        both times as somebody sees them who uses keys, and wants nothing to move."""
        kept = list(self._made_unlike(pages))
        self.looked_at += len(kept)
        self.page.emulate_media(forced_colors="active", reduced_motion="reduce")
        for seen in kept:
            self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
            self._show(seen)
            if (wide := self.page.evaluate("wide()")) > 0:
                self.wrong.append(f"{seen.where} is {wide} pixels too wide for a phone of 375")
            self.page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
            self._say_narrow(seen)
            self._say_keys(" in forced colours")
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        self.page.emulate_media(forced_colors="none", reduced_motion="reduce")
        for seen in kept:
            self._show(seen)
            self._say_keys("")
            found = self.page.evaluate("(options) => look(options)", OPTIONS)
            self.wrong += [f"{seen.where}: {line}" for line in found]
        return self.wrong

    def _made_unlike(self, pages: Iterable[Seen]) -> Iterator[Seen]:
        """The first of each make: of what lies on the page, and of the way around the portal above it."""
        for seen in pages:
            makes = {(seen.says_error, seen.pieces), seen.way_around}
            if not makes <= self._makes:
                self._makes |= makes
                yield seen

    def know(self, name: str, style: str, media: str = "") -> None:
        """A style sheet, by the name by which pages ask for it."""
        self._sheets.add(name)
        self.page.evaluate("addSheet", [name, media, style])

    def _answer(self, route: Route, policy: str) -> None:
        """The one page and its type, whose widths matter; nothing else that is asked for does."""
        asked = route.request.url.removeprefix(NOWHERE)
        if not asked:
            headers = {"Content-Security-Policy": policy, "Content-Type": "text/html"}
            route.fulfill(body=EMPTY_PAGE, headers=headers)
        elif asked.endswith(".woff2"):
            route.fulfill(path=str(finders.find(asked)))
        else:
            route.abort()

    def _complain(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.wrong.append(f"{self._where}: {text}")

    def _show(self, seen: Seen) -> None:
        self._where = seen.where
        found = BODY.search(seen.html)
        assert found, seen.where
        title, css, body = found.groups()
        sheets = SHEETS.findall(seen.html)
        for name, media in sheets:
            if name not in self._sheets:
                self.know(name, Path(str(finders.find(name))).read_text(), media)
        names = [name for name, _ in sheets]
        self.page.evaluate("show", {"title": title.strip(), "css": css or "", "body": body, "names": names})

    def _say_narrow(self, seen: Seen) -> None:
        said = self.page.evaluate("said()")
        if said["error"] != seen.says_error:
            self.wrong.append(f'{seen.where}: an error on the page and "Error: " in its title go together')
        if said["charts"] and not said["tables"]:
            self.wrong.append(f"{seen.where}: a chart without its numbers in a table")
        if INLINE_SCRIPT.search(seen.html):
            self.wrong.append(f"{seen.where}: a script within the page")
        plain, spaced, cut = self.page.evaluate("narrow()")
        if plain > 0:
            self.wrong.append(f"{seen.where} is {plain} pixels too wide for a screen of 320")
        elif spaced > 0:
            self.wrong.append(f"{seen.where} is {spaced} pixels too wide for 320 with letters spaced out")
        if cut:
            self.wrong.append(f"{seen.where}: cut off with letters spaced out: {cut}")

    def _say_keys(self, where: str) -> None:
        for element in self.page.evaluate("keys()"):
            self.wrong.append(f"{self._where}: the focus is not seen{where}: {element}")
        if moves := self.page.evaluate("moving()"):
            self.wrong.append(f"{self._where}: it moves for somebody who asked for no movement: {moves}")


def pages_of(account: str, paths: Iterable[str]) -> Iterator[Seen]:
    """The pages as an account of the demonstration gets them; as a visitor without one, where it has no name."""
    client = Client()
    if account:
        client.force_login(User.objects.get(email=f"{account}@{DOMAIN}"), backend=PASSWORDS)
    for path in paths:
        yield Seen(f"{account} {path}", client.get(path).content.decode())


def policy_of(client: Client) -> str:
    """The policy as the portal sends it."""
    return str(client.get("/about/accessibility/").headers["Content-Security-Policy"])
