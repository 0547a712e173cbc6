"""What nobody means well by, and the ways of putting it into a form; every choice comes from the dice given."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from ccg_portal.tests.drawn_forms import Control, DrawnForm
from ccg_portal.tests.walk import HOSTILE

Data = dict[str, list[object]]


@dataclass(frozen=True)
class Body:
    """What is sent in place of a form, and what it says that it is."""

    content: bytes
    content_type: str


Attack = Callable[[DrawnForm, random.Random], Data | Body]

TEXTS = (
    HOSTILE,
    "nul \x00 inside",
    "\u202egnp.exe\x00",
    "x" * 100_000,
    "-1",
    "9" * 40,
    "9999999999999999999",
    "1e400",
    "NaN",
    "-Infinity",
    "٣",
    "=cmd|' /C calc'!A0",
    "' OR 1=1 --",
    "../../etc/passwd",
    "//elsewhere.example/",
    "0000-00-00",
    "31/02/2014",
    "2014-15-Q9",
    "[]",
    "{}",
    "on",
    " ",
    "",
)
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
BODIES = (
    Body(b'{"state": "locked"}', "application/json"),
    Body(b"<x/>", "text/xml"),
    Body(b"", ""),
    Body(b"%ED%B0%80=%ED%B0%80&version=%ED%B0%80&reason=%FF%FE", FORM),
    Body(b"version=1&reason=words", f"{FORM}; charset=utf-99"),
    Body(b"--b\r\nContent-Disposition: form-data; name=", PARTS),
    Body(b"--b\r\n" + b"x" * 500, PARTS),
    Body(b"no boundary", "multipart/form-data"),
)
"""Half a character, as a browser never sends it; half a message; and what is no form."""
ON_NO_LIST = "not-on-the-list"


def markup_in_every_text(form: DrawnForm, dice: random.Random) -> Data:
    """Filled in well, as far as anybody can tell."""
    return _each(form, lambda control: HOSTILE if control.is_text else None)


def every_answer_hostile(form: DrawnForm, dice: random.Random) -> Data:
    return _each(form, lambda control: dice.choice(TEXTS))


def some_answers_hostile(form: DrawnForm, dice: random.Random) -> Data:
    chosen = dice.sample(sorted(form.controls), min(2, len(form.controls)))
    return _each(form, lambda control: dice.choice(TEXTS) if control.name in chosen else None)


def missing_and_repeated(form: DrawnForm, dice: random.Random) -> Data:
    """A third of the answers left out, a third given twice and differently."""
    filled = _each(form, lambda control: None)
    twice = {name: [*values, dice.choice(TEXTS)] for name, values in filled.items() if dice.random() < 0.5}
    return {name: values for name, values in (filled | twice).items() if dice.random() < 0.7}


def files_for_texts(form: DrawnForm, dice: random.Random) -> Data:
    """And no spreadsheet where one is due."""
    names = [name for name, control in form.controls.items() if control.kind == "file" or dice.random() < 0.5]
    files: Data = {
        name: [SimpleUploadedFile("<pwned>.xlsx", b"PK\x03\x04" + dice.randbytes(60))] for name in names
    }
    return _each(form, lambda control: None) | files


def not_offered(form: DrawnForm, dice: random.Random) -> Data:
    """One list answered with what is not on it: another's primary key, or a word."""
    lists = [name for name, control in form.controls.items() if control.is_closed]
    chosen = dice.choice(lists) if lists else ""
    return _each(form, lambda control: _off_the_list(control, dice) if control.name == chosen else None)


def no_form_at_all(form: DrawnForm, dice: random.Random) -> Body:
    return dice.choice(BODIES)


OTHERS: list[Attack] = [
    every_answer_hostile,
    some_answers_hostile,
    missing_and_repeated,
    files_for_texts,
    no_form_at_all,
]


def attacks_on(form: DrawnForm, dice: random.Random, *, others: int) -> list[Attack]:
    """Markup, what was not offered where there is a list, and some of the others."""
    has_list = any(control.is_closed for control in form.controls.values())
    always: list[Attack] = [markup_in_every_text, *([not_offered] if has_list else [])]
    return [*always, *dice.sample(OTHERS, others)]


def _each(form: DrawnForm, replaced: Callable[[Control], str | None]) -> Data:
    found: Data = {}
    for name, control in form.controls.items():
        hostile = replaced(control)
        found[name] = list(control.plausible()) if hostile is None else [hostile]
    return found


def _off_the_list(control: Control, dice: random.Random) -> str:
    if not any(option.isdigit() for option in control.options):
        return ON_NO_LIST
    return dice.choice([str(key) for key in [*range(1, 60), 10**6] if str(key) not in control.options])
