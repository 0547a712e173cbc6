"""The forms of a page as a browser sees them, and what somebody would plausibly type into them."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.test import Client
from lxml import html as libxml

SIGN_OUT = "/accounts/logout/"
TOKEN = "csrfmiddlewaretoken"
A_DATE = {"day": "1", "month": "5", "year": "2014"}
NOT_TYPED = ("submit", "button", "reset", "image")


@dataclass(frozen=True)
class Control:
    """One name of a form: what stands in it, and what may be chosen where it is a list."""

    name: str
    kind: str
    values: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    is_number: bool = False

    @property
    def is_text(self) -> bool:
        """Whether words are due, and not a figure, a date or a choice."""
        is_date = self.name.rpartition("_")[2] in A_DATE
        return self.kind in ("text", "textarea", "search") and not self.is_number and not is_date

    @property
    def is_closed(self) -> bool:
        """Whether it is answered from a list; a single tick box takes any word for yes."""
        return self.kind in ("select", "radio") or (self.kind == "checkbox" and self.options != ("on",))

    def plausible(self) -> list[str]:
        """What stands there already, or the first that would do."""
        if self.kind == "file":
            return []
        if self.values and self.values != ("",):
            return list(self.values)
        if self.options:
            return [next((option for option in self.options if option), "")]
        return [self._typed()]

    def _typed(self) -> str:
        if self.kind == "hidden":
            return ""
        part = self.name.rpartition("_")[2]
        return A_DATE.get(part) or ("5" if self.is_number else "As it was said")


@dataclass(frozen=True)
class DrawnForm:
    """Where a form is sent, and its controls by name."""

    action: str
    controls: dict[str, Control]

    def filled(self) -> dict[str, list[str]]:
        """Every answer as somebody would give it; no file."""
        return {name: control.plausible() for name, control in self.controls.items()}


def forms_of(html: str, path: str, method: str = "post") -> list[DrawnForm]:
    """Every form of that method on the page at `path`, but that which signs out. The page is read in C: a run of the
    tests reads hundreds."""
    forms = []
    for form in libxml.document_fromstring(html).iter("form"):
        if (form.get("method") or "get").lower() != method:
            continue
        elsewhere = [button.get("formaction", "") for button in form.iter("button")]
        actions = dict.fromkeys([form.get("action") or path, *filter(None, elsewhere)])
        controls = _controls(form)
        forms += [DrawnForm(action, controls) for action in actions if not action.startswith(SIGN_OUT)]
    return forms


def drawn_at(client: Client, path: str) -> list[DrawnForm]:
    """The forms of the page that is there; none of a file."""
    page = client.get(path)
    if page.streaming:
        b"".join(page)
    elif page.status_code == 200 and "html" in page.headers["Content-Type"]:
        return forms_of(page.content.decode(), path)
    return []


def _controls(form: Element) -> dict[str, Control]:
    found: dict[str, Control] = {}
    for control in _each(form):
        if control.name == TOKEN:
            continue
        before = found.get(control.name)
        if before:
            control = Control(
                control.name,
                control.kind,
                before.values + control.values,
                before.options + control.options,
                control.is_number,
            )
        found[control.name] = control
    return found


def _each(form: Element) -> Iterator[Control]:
    for element in form.iter():
        name = element.get("name")
        if not name or element.get("disabled") is not None:
            continue
        if element.tag == "textarea":
            yield Control(name, "textarea", ("".join(element.itertext()),))
        elif element.tag == "select":
            yield _list(name, element)
        elif element.tag == "input":
            yield from _input(name, element)


def _list(name: str, element: Element) -> Control:
    options = [(option.get("value", ""), option.get("selected")) for option in element.iter("option")]
    chosen = tuple(value for value, selected in options if selected is not None)
    return Control(name, "select", chosen, tuple(value for value, _ in options))


def _input(name: str, element: Element) -> Iterator[Control]:
    kind, value = element.get("type", "text"), element.get("value", "")
    if kind in NOT_TYPED:
        return
    if kind in ("radio", "checkbox"):
        chosen = (value or "on",) if element.get("checked") is not None else ()
        yield Control(name, kind, chosen, (value or "on",))
    else:
        is_number = element.get("inputmode") in ("numeric", "decimal")
        yield Control(name, kind, (value,), is_number=is_number)
