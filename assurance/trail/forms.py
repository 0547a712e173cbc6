"""What the trail can be searched by. What cannot be understood narrows nothing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from assurance.trail.kinds import Kind
from assurance.trail.search import Asked, cursor_of, within_a_year
from core import clock
from core.filters import RowFilter
from organisation.models import User


class TrailFilter(RowFilter):
    """Who, what kind of record, from which day to which, and words of the reason. One query for the people."""

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        people = User.objects.order_by("title", "email")
        self.add("person", "Who", [(str(person.pk), str(person)) for person in people], "Everybody")
        self.add("kind", "Kind", sorted(((kind.key, kind.label) for kind in kinds), key=lambda pair: pair[1]))
        for name, label in (("since", "From"), ("until", "To")):
            widget = forms.TextInput(attrs={"type": "date"})
            self.fields[name] = forms.CharField(label=label, required=False, max_length=10, widget=widget)
        self.fields["words"] = forms.CharField(label="Reason or name holds", required=False, max_length=80)

    def asked(self, page_below: str) -> Asked:
        chosen = self.chosen()
        person = chosen.get("person")
        asked = Asked(
            person=int(person) if person else None,
            since=_day(chosen.get("since", "")),
            until=_day(chosen.get("until", "")),
            words=chosen.get("words", "").strip(),
            before=cursor_of(page_below),
        )
        return within_a_year(asked, clock.today())

    def chosen_kinds(self) -> list[Kind]:
        wanted = self.chosen().get("kind")
        return [kind for kind in self.kinds if not wanted or kind.key == wanted]


def _day(text: str) -> date | None:
    """As a browser's date field sends it: 2014-07-08."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1948 <= found.year <= 2100 else None
