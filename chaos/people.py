"""People at their browsers: each a session, a form token, and what the page last showed of the row they type into."""

import hashlib
import html
import json
import re
import time
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from itertools import count
from typing import Any
from urllib.parse import urlencode

from chaos.portal import HOST

PATIENCE = 60  # seconds after which somebody gives up, as a proxy does
NO_ANSWER = 0
NOT_SAVED = "has not been saved"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"
_number = count(1)


class Outcome(StrEnum):
    """What somebody knows of a save after its answer."""

    SAVED = "saved"
    REFUSED = "refused"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Save:
    """One save: who, which row, what was typed, the version that was seen before and, once saved, the one after."""

    by: str
    row: int
    text: str
    before: int
    after: int
    outcome: Outcome


@dataclass(frozen=True)
class Answer:
    """What came back: 0 for nothing at all. `at` is when it was asked (monotonic seconds)."""

    kind: str
    status: int
    seconds: float
    at: float
    body: bytes = b""
    location: str = ""
    why: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def has_words(self) -> bool:
        """Whether somebody is told what is the matter: a whole page with a heading, or a row's own message."""
        if self.body.startswith(b"{"):
            return bool(json.loads(self.body).get("message"))
        return b"<h1" in self.body and b"</html>" in self.body


@dataclass
class Person:
    """Somebody signed in. A connection for each request, as a proxy makes them."""

    port: int
    name: str
    role: str
    directorate: str
    cookies: dict[str, str]
    quarter: str
    row: int = 0
    seen: str = ""
    token: str = ""
    saves: list[Save] = field(default_factory=list)

    @property
    def types(self) -> bool:
        return bool(self.row)

    @property
    def return_page(self) -> str:
        return f"/returns/{self.quarter}/{self.directorate}/"

    def get(self, path: str, kind: str = "read") -> Answer:
        return self._ask("GET", path, kind)

    def post(self, path: str, kind: str = "post", **fields: str) -> Answer:
        return self._ask("POST", path, kind, urlencode(fields))

    def post_file(self, path: str, content: bytes, field: str = "file") -> Answer:
        head = f'Content-Disposition: form-data; name="{field}"; filename="return.xlsx"'
        parts = [
            b"--chaos",
            head.encode(),
            b"Content-Type: application/octet-stream",
            b"",
            content,
            b"--chaos--",
            b"",
        ]
        return self._ask("POST", path, "file", b"\r\n".join(parts), "multipart/form-data; boundary=chaos")

    def open_return(self) -> Answer:
        """The page of the return; what it shows of the own row is what the next save starts from."""
        answer = self.get(self.return_page, "return")
        if answer.status == 200:
            self._look_at(answer.text)
        return answer

    def _look_at(self, page: str) -> None:
        found = re.search(rf'name="k{self.row}-seen" value="([^"]+)"', page)
        self.seen = html.unescape(found[1]) if found else ""

    def save(self) -> Answer:
        """One row, as the page saves it when it is left; a conflict is answered by opening the page again."""
        if not self.seen and (opened := self.open_return()).status != 200:
            return opened
        text = f"Noted {next(_number)} by {self.name} at {time.time():.3f}."
        before = int(self.seen.partition(".")[0] or 0)
        prefix = f"k{self.row}-"
        answer = self.post(
            f"{self.return_page}row/",
            "save",
            **{"row": str(self.row), f"{prefix}seen": self.seen, f"{prefix}com": text},
        )
        after, outcome = self._outcome(answer)
        self.saves.append(Save(self.name, self.row, text, before, after, outcome))
        if outcome != Outcome.SAVED:
            self.seen = ""
        return answer

    def _outcome(self, answer: Answer) -> tuple[int, Outcome]:
        if answer.status in (200, 422):
            self.seen = json.loads(answer.body)["seen"]
            return int(self.seen.partition(".")[0]), Outcome.SAVED
        if 400 <= answer.status < 500 or (answer.status == 503 and NOT_SAVED in answer.text):
            return 0, Outcome.REFUSED
        return 0, Outcome.UNSURE

    # Over the wire

    def _ask(
        self, method: str, path: str, kind: str, body: str | bytes | None = None, content_type: str = FORM
    ) -> Answer:
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Connection": "close",
            "Accept": "application/json" if kind == "save" else "text/html",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body is not None:
            headers |= {
                "Content-Type": content_type,
                "Origin": f"https://{HOST}",
                "X-CSRFToken": self.token,
            }
        connection, started = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE), time.monotonic()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, HTTPException) as silence:
            why = f"{type(silence).__name__}: {silence}"
            return Answer(kind, NO_ANSWER, time.monotonic() - started, started, why=why)
        finally:
            connection.close()
        self._keep(response, content)
        seconds = time.monotonic() - started
        return Answer(kind, response.status, seconds, started, content, response.getheader("Location") or "")

    def _keep(self, response: HTTPResponse, content: bytes) -> None:
        """The cookies that were set, and the form token of the page."""
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        if b"csrfmiddlewaretoken" in content and (found := TOKEN.search(content.decode(errors="replace"))):
            self.token = found[1]


def people_of(facts: dict[str, Any], port: int) -> list[Person]:
    """Everybody that `chaos.prepare` has made."""
    return [Person(port=port, quarter=facts["quarter"], **person) for person in facts["people"]]
