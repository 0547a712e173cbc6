"""The portal's own words for templates: marks, charts, figures, navigation and tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from core import charts, controls, money
from core.dates import in_words
from core.figures import NOT_COLLECTED, Part, Style, format_figure
from core.provenance import Provenance
from core.rag import RAG
from core.trend import Trend

register = template.Library()

ARROWS = {Trend.IMPROVED: "up", Trend.DECLINED: "down", Trend.NO_CHANGE: "level"}


# Marks ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawing:
    """What a template drew, without the line break that ends its file; safe because a template escaped it."""

    html: str

    def __html__(self) -> str:
        return self.html


def drawn(template_name: str, **values: Any) -> Drawing:
    return Drawing(render_to_string(template_name, values).strip())


@register.simple_tag
def kept(drawing: Drawing) -> Drawing:
    """What was drawn before and kept, as it was drawn then."""
    return drawing


@lru_cache(maxsize=2048, typed=True)
def mark(template_name: str, **values: Any) -> Drawing:
    """A board holds hundreds of marks of a few kinds: each kind is drawn once for the life of the process."""
    return drawn(template_name, **values)


@register.simple_tag
def rag(value: str | RAG, word: str = "", reason: str = "", small: bool = False) -> Drawing:
    """RAG as shape, word and colour. Grey gives its reason in place of the word; `word` says more: "2 red"."""
    rating = RAG(value)
    is_reason = rating == RAG.GREY and bool(reason)
    said = word or (reason if is_reason else str(rating.label))
    return mark(
        "components/rag.html",
        rag=rating.value,
        word=said,
        quiet=is_reason,
        small=small,
        size=11 if small else 16,
    )


@register.simple_tag
def rag_mark(value: str | RAG, size: int = 12, titled: bool = False) -> Drawing:
    """The mark alone, its word hidden, for matrices whose caption names the marks. `titled` is for print."""
    rating = RAG(value)
    return mark(
        "components/rag.html", rag=rating.value, word=str(rating.label), alone=True, size=size, titled=titled
    )


@register.simple_tag
def trend(value: str | Trend | None, word: str = "") -> Drawing:
    """Improved, no change or declined, with its arrow; what cannot be rated is said in quiet words."""
    movement = Trend(value) if value else None
    label = str(movement.label) if movement else ""
    arrow = ARROWS.get(movement, "") if movement else ""
    return mark("components/trend.html", arrow=arrow, word=word or label)


@register.simple_tag
def provenance(value: str | Provenance | None, always: bool = False) -> Drawing:
    """The exception is marked, not the rule: a dashed box on what is illustrative. `always` names the others, too."""
    origin = Provenance(value) if value else None
    return mark("components/provenance.html", origin=origin, always=always)


@register.simple_tag
def illustrative() -> Drawing:
    """The dashed box itself, once in a caption for a whole section."""
    return mark("components/provenance.html", origin=Provenance.ILLUSTRATIVE)


@register.simple_tag
def score(value: int, band: str, label: bool = True) -> Drawing:
    """A risk score by density of ink, so that it cannot be read as RAG; the band is said beside it."""
    return mark("components/score.html", value=value, band=str(band), label=label)


@register.simple_tag
def state(kind: str, word: str) -> Drawing:
    """The state of a row: `todo`, `part`, `sent`, `done`, `unsaved`, `missed`, `error` or `none` (no dot)."""
    return mark("components/state.html", kind=kind, word=word)


@register.simple_tag
def progress(value: int, of: int, label: str) -> Drawing:
    """How far something is, as a native progress bar with its words."""
    return drawn("components/progress.html", value=value, of=of, label=label)


@register.inclusion_tag("components/rag_legend.html")
def rag_legend(tolerance: str = "", sparkline: bool = False) -> dict[str, Any]:
    """What the four marks mean; with `sparkline`, what the small charts mean as well."""
    return {"ratings": list(RAG), "tolerance": tolerance, "sparkline": sparkline}


# Charts -----------------------------------------------------------------------------------------------------


@register.simple_tag
def sparkline(
    name: str, points: Sequence[charts.Point], target: Decimal | None = None, target_text: str = ""
) -> Drawing:
    """A run of periods in a cell. Its title reads all values and the target."""
    return _sparkline(name, tuple(points), target, target_text)


@lru_cache(maxsize=2048, typed=True)
def _sparkline(
    name: str, points: tuple[charts.Point, ...], target: Decimal | None, target_text: str
) -> Drawing:
    """The same run is drawn for every reader of a board, until one of its figures changes."""
    return drawn("components/sparkline.html", chart=charts.sparkline(name, points, target, target_text))


@register.simple_tag
def trajectory(name: str, steps: Sequence[charts.Step]) -> Drawing:
    """Baseline and what was measured, filled; what is planned, hollow and dashed; years to scale."""
    return drawn("components/trajectory.html", chart=charts.trajectory(name, steps))


# Figures, money, dates --------------------------------------------------------------------------------------


@register.filter
def figure(value: Part, style: Style = "screen") -> str:
    """A figure as it is read: 57 of 57 (100%), £1,059,768; `*` when not collected; nothing when not yet returned."""
    return "*" if value is NOT_COLLECTED else format_figure(value, style)


@register.filter
def pounds(value: Decimal | None) -> str:
    """£1,234.50."""
    return "" if value is None else money.pounds(value)


@register.filter
def thousands(value: Decimal | None) -> str:
    """For columns headed £000: 934,483."""
    return "" if value is None else money.thousands(value)


@register.filter
def millions(value: Decimal | None, places: int = 1) -> str:
    """£934.5m."""
    return "" if value is None else money.millions(value, places)


@register.filter
def day(value: date | datetime | None) -> str:
    """14 July 2014; nothing where there is no date, or no record that could have one."""
    return in_words(value) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """Monday 14 July 2014."""
    return "" if not value else f"{value:%A} {day(value)}"


@register.filter
def moment(value: datetime | None) -> str:
    """8 July 2014, 11:15."""
    return "" if not value else f"{day(value)}, {timezone.localtime(value):%H:%M}"


# Rights, navigation, addresses ------------------------------------------------------------------------------


@register.filter
def may(user: Any, permission: str) -> bool:
    """Whether the person holds the permission, by its code: `{% if user|may:"run-round" %}`."""
    ask = getattr(user, "may", None)
    return bool(ask and ask(permission))


@register.simple_tag
def url_or_nothing(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, or nothing where the portal does not have it."""
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


# Tables, filters, pages -------------------------------------------------------------------------------------


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, label: str, key: str, default: str = "", css: str = "") -> dict[str, Any]:
    """A column head that sorts by `?sort=key`, then `?sort=-key`, and keeps the rest of the address.

    `default` is the order of the page when the address names none.
    """
    request = _request(context)
    query = request.GET.copy()
    order = query.get("sort") or default
    direction = {key: "ascending", f"-{key}": "descending"}.get(order, "")
    query.pop("page", None)
    query["sort"] = f"-{key}" if direction == "ascending" else key
    return {"label": label, "direction": direction, "href": f"?{query.urlencode()}", "css": css}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, noun: str = "rows") -> dict[str, Any]:
    """Links to the pages of a long list, keeping filters and order, and a count in words."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    query = _request(context).GET.copy()
    query.pop("page", None)
    base = f"?{query.urlencode()}&" if query else "?"
    links = [{"number": n, "href": f"{base}page={n}" if isinstance(n, int) else ""} for n in pages]
    return {"page": page, "links": links, "noun": noun, "base": base}


@dataclass(frozen=True)
class Option:
    """One choice of a picker."""

    value: str
    label: str
    selected: bool


@register.inclusion_tag("components/picker.html", takes_context=True)
def quarter_picker(
    context: Context, quarters: Iterable[Any], current: Any, name: str = "quarter", label: str = "Quarter"
) -> dict[str, Any]:
    """Choose the quarter of a page. Quarters have `slug` and `label`; the rest of the address is kept."""
    return _picker(context, quarters, current, name, label)


@register.inclusion_tag("components/picker.html", takes_context=True)
def year_picker(
    context: Context, years: Iterable[Any], current: Any, name: str = "year", label: str = "Financial year"
) -> dict[str, Any]:
    """Choose the financial year of a page."""
    return _picker(context, years, current, name, label)


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context: Context, form: BaseForm, submit: str = "Apply") -> dict[str, Any]:
    """A list's filters as one line of fields, sent by GET; the order of the list is kept, its page is not."""
    query = _request(context).GET
    kept = [(key, value) for key, value in query.items() if key not in form.fields and key != "page"]
    return {
        "form": form,
        "submit": submit,
        "kept": kept,
        "is_filtered": any(query.get(name) for name in form.fields),
        "clear": f"?{urlencode(kept)}",
    }


# Forms ------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any, intro: str = "") -> dict[str, Any]:
    """What is wrong on this page, each line leading into its field. Forms without errors add nothing."""
    return {"entries": controls.summary_of(*forms), "intro": intro}


@register.simple_tag
def error_prefix(*forms: Any) -> str:
    """ "Error: " at the start of the page's title while a form of the page has errors."""
    return "Error: " if controls.summary_of(*forms) else ""


@register.inclusion_tag("nhsuk/control.html")
def form_field(field: Any, label: str | None = None, hint: str | None = None) -> dict[str, Any]:
    """One field with label, hint and error, as the crispy pack draws it; the label and the hint can be replaced."""
    return {"control": controls.control(field, label=label, hint=hint)}


def _picker(context: Context, periods: Iterable[Any], current: Any, name: str, label: str) -> dict[str, Any]:
    slug = getattr(current, "slug", "")
    kept = [(key, value) for key, value in _request(context).GET.items() if key not in (name, "page")]
    options = [Option(period.slug, period.label, period.slug == slug) for period in periods]
    return {"name": name, "label": label, "options": options, "kept": kept}


def _request(context: Context) -> HttpRequest:
    request: HttpRequest = context["request"]
    return request
