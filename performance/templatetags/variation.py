"""Charts and icons of variation."""

from django import template

from core.templatetags.portal import Drawing, drawn, mark
from performance.variation.chart import NARROW, PRINT, WIDE, xmr_chart
from performance.variation.pages import Exhibit
from performance.variation.words import ASSURANCE, VARIATION

register = template.Library()

SIZES = {"wide": WIDE, "narrow": NARROW, "print": PRINT}


@register.simple_tag
def xmr(exhibit: Exhibit, size: str = "wide") -> Drawing:
    """The XmR chart, `wide` for the page, `narrow` for a phone, `print` for the report."""
    return drawn("performance/variation/_chart.html", chart=xmr_chart(exhibit, SIZES[size]))


@register.simple_tag
def variation_icon(name: str, size: int = 64, titled: bool = True) -> Drawing:
    """The icon of variation by its name: common, improvement-high, concern-low, neutral-high."""
    title = f"Variation: {VARIATION[name].word.lower()}" if titled else ""
    return mark("performance/variation/_variation_icon.html", **_drawing(name), size=size, title=title)


@register.simple_tag
def assurance_icon(name: str, size: int = 64, titled: bool = True) -> Drawing:
    """The icon of assurance by its name: pass, hit-or-miss, fail, empty."""
    title = f"Assurance: {ASSURANCE[name].word.lower()}" if titled else ""
    return mark("performance/variation/_assurance_icon.html", name=name, size=size, title=title)


@register.simple_tag
def point_mark(name: str, rule: str = "") -> Drawing:
    """The mark of a point in a table, its reason hidden beside it; nothing for common cause."""
    kind = name if name.startswith("neutral") else name.partition("-")[0]
    return mark("performance/variation/_point_mark.html", kind=kind, rule=rule)


def _drawing(name: str) -> dict[str, str]:
    """Kind and letter of a variation icon: improvement and H."""
    kind, _, height = name.partition("-")
    return {"kind": kind, "letter": height[:1].upper(), "height": height}
