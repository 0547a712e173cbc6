"""Charts and icons of variation."""

from django import template

from core.templatetags.portal import Drawing, mark
from performance.variation import chart
from performance.variation.chart import NARROW, PRINT, WIDE, XmRChart
from performance.variation.pages import Exhibit, Process
from performance.variation.words import ASSURANCE, VARIATION

register = template.Library()

SIZES = {"wide": WIDE, "narrow": NARROW, "print": PRINT}


@register.simple_tag
def xmr_chart(exhibit: Exhibit, size: str = "wide") -> XmRChart:
    """Where the marks of a chart stand: `wide` for the page, `narrow` for a phone, `print` for the report."""
    return chart.xmr_chart(exhibit, SIZES[size])


@register.simple_tag
def variation_words(name: str) -> str:
    """What an icon of variation says, for a key: “Special cause, improving: significantly higher values”."""
    icon = VARIATION[name]
    return f"{icon.word}: {icon.meaning[:1].lower()}{icon.meaning[1:]}"


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
def process_marks(process: Process) -> Drawing:
    """Both icons and their words, small, for a board's row; each kind is drawn once for the life of the process."""
    return mark(
        "performance/variation/_process_marks.html",
        **_drawing(process.variation),
        assurance=process.assurance,
        size=26,
        words=f"{process.variation_word}; {process.assurance_word.lower()}",
    )


@register.simple_tag
def point_mark(name: str, rule: str = "") -> Drawing:
    """The mark of a point in a table, its reason hidden beside it; nothing for common cause."""
    kind = name if name.startswith("neutral") else name.partition("-")[0]
    return mark("performance/variation/_point_mark.html", kind=kind, rule=rule)


def _drawing(name: str) -> dict[str, str]:
    """Kind and letter of a variation icon: improvement and H."""
    kind, _, height = name.partition("-")
    return {"kind": kind, "letter": height[:1].upper(), "height": height}
