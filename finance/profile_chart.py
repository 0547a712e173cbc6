"""Where the lines of a heading's year stand: plan and actual added up, month by month. Pure; templates print it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import short_pounds
from finance.profile import MONTHS_IN_A_YEAR, NOUGHT, MonthRow


@dataclass(frozen=True)
class AxisMark:
    """A tick of an axis: where it stands, and what it says."""

    at: str
    text: str


@dataclass(frozen=True)
class ProfileChart:
    """Plan and actual added up over the year. Coordinates are text, ready for SVG."""

    title: str
    width: int
    height: int
    left: int
    right: int
    bottom: int
    plan: str
    actual: str
    last_x: str
    last_y: str
    last_text: str
    label_y: str
    label_anchor: str
    months: tuple[AxisMark, ...]
    amounts: tuple[AxisMark, ...]


WIDE, NARROW = (640, 250), (340, 230)
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 26, 30
BELOW, ABOVE = 19, -10
"""Where the label of the last actual stands: to the right below the rising line, later to the left above it."""


def profile_chart(
    heading: str, rows: Sequence[MonthRow], size: tuple[int, int] = WIDE
) -> ProfileChart | None:
    """The two lines; None where the year's months have no plan, or add up to nothing that can be drawn."""
    plans = [row.plan_so_far for row in rows if row.plan_so_far is not None]
    actuals = [row.actual_so_far for row in rows if row.actual_so_far is not None]
    highest = max([*plans, *actuals], default=NOUGHT)
    if len(plans) < MONTHS_IN_A_YEAR or highest <= 0 or min([*plans, *actuals]) < 0:
        return None
    width, height = size
    top = nice_top(highest)
    across = (width - LEFT - RIGHT) / (MONTHS_IN_A_YEAR - 1)

    def x(place: int) -> str:
        return f"{LEFT + place * across:.1f}"

    def y(amount: Decimal) -> str:
        return f"{height - BOTTOM - float(amount / top) * (height - TOP - BOTTOM):.1f}"

    last = len(actuals) - 1
    step = 1 if size == WIDE else 3
    is_early = last < MONTHS_IN_A_YEAR / 2
    return ProfileChart(
        title=_title(heading, rows),
        width=width,
        height=height,
        left=LEFT,
        right=width - RIGHT,
        bottom=height - BOTTOM,
        plan=_path([(x(place), y(amount)) for place, amount in enumerate(plans)]),
        actual=_path([(x(place), y(amount)) for place, amount in enumerate(actuals)]),
        last_x=x(last) if actuals else "",
        last_y=y(actuals[-1]) if actuals else "",
        last_text=f"{rows[last].label[:3]} {short_pounds(actuals[-1])}" if actuals else "",
        label_y=f"{float(y(actuals[-1])) + (BELOW if is_early else ABOVE):.1f}" if actuals else "",
        label_anchor="start" if is_early else "end",
        months=tuple(AxisMark(x(place), rows[place].label[:3]) for place in range(0, len(rows), step)),
        amounts=tuple(AxisMark(y(top * part / 2), short_pounds(top * part / 2)) for part in (0, 1, 2)),
    )


def nice_top(highest: Decimal) -> Decimal:
    """The end of the axis: the next 1, 1.2, 1.6, 2, 3, 4, 5, 6 or 8 with noughts behind it."""
    scale = Decimal(10) ** (len(str(int(highest))) - 1)
    steps = [Decimal(text) for text in ("1", "1.2", "1.6", "2", "3", "4", "5", "6", "8", "10")]
    return next(scale * step for step in steps if scale * step >= highest)


def _path(points: Sequence[tuple[str, str]]) -> str:
    return " ".join(f"{'L' if place else 'M'}{x} {y}" for place, (x, y) in enumerate(points))


def _title(heading: str, rows: Sequence[MonthRow]) -> str:
    """What the drawing shows, said aloud."""
    planned = rows[-1].plan_so_far
    entered = [row for row in rows if row.actual_so_far is not None]
    said = f"{heading}: plan of {short_pounds(planned or NOUGHT)} for the year, added up month by month."
    if not entered:
        return f"{said} No actual yet."
    last = entered[-1]
    actual, plan = last.actual_so_far or NOUGHT, last.plan_so_far or NOUGHT
    return f"{said} Actual to {last.label}: {short_pounds(actual)}, of {short_pounds(plan)} planned."
