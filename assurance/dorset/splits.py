"""Invents the months behind a published quarter, so that they roll up to it exactly.

Pure and repeatable: the same KPI and quarter always give the same months. Everything made here is illustrative, and is
loaded with that mark; the published quarter itself is never touched.
"""

from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256

from core.figures import HUNDRED, Figure, MeasureKind, places_of
from core.money import round_half_up
from performance.rollup import RollUp

MONTHS = 3
_NOUGHT, _ONE = Decimal(0), Decimal(1)
_PLACES = {MeasureKind.PERCENTAGE: 1, MeasureKind.NUMBER: 2}
"""Places kept at least, by kind; counts and days are whole."""


def wave(seed: str) -> Decimal:
    """A number from -1 to 1 that looks like chance and is always the same for the same seed."""
    drawn = int.from_bytes(sha256(seed.encode()).digest()[:4], "big")
    return Decimal(drawn) / Decimal(2**31) - _ONE


def months_of(
    figure: Figure, rule: RollUp, *, seed: str, spread: Decimal, before: Figure | None = None
) -> tuple[Figure, ...]:
    """Three months whose roll-up by the KPI's rule is the figure.

    `spread` is how far months stray from an even share, as a share of 1. `before` is the quarter before: what is
    rolled up by its last month moves from there to here.
    """
    if figure.kind == MeasureKind.RATIO:
        return _pooled(figure, seed, spread)
    value = figure.value or _NOUGHT
    match rule:
        case RollUp.SUM:
            values = shares(value, seed=seed, spread=spread)
        case RollUp.MEAN:
            values = around(value, figure.kind, seed=seed, spread=spread)
        case _:
            start = value if before is None or before.value is None else before.value
            values = towards(value, figure.kind, start=start, seed=seed, spread=spread)
    return tuple(Figure.of(figure.kind, each) for each in values)


def year_before(figure: Figure, *, seed: str, spread: Decimal, level: Decimal) -> Figure:
    """A figure for the same quarter a year earlier: `level` times the published one, give or take half the spread.

    An n of d becomes a count alone, as the report prints the quarters before the last.
    """
    is_ratio = figure.kind == MeasureKind.RATIO
    base = (figure.numerator if is_ratio else figure.value) or _NOUGHT
    moved = base * level * (_ONE + wave(f"{seed} level") * spread / 2)
    if is_ratio:
        return Figure.ratio(round_half_up(moved, 0))
    return Figure.of(figure.kind, _within(round_half_up(moved, _places(base, figure.kind)), figure.kind))


def shares(total: Decimal, *, seed: str, spread: Decimal) -> list[Decimal]:
    """Whole numbers that add up to the total; what is left over goes to the largest remainders."""
    weights = [_ONE + spread * wave(f"{seed} {month}") for month in range(MONTHS)]
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [part.to_integral_value(rounding="ROUND_FLOOR") for part in exact]
    by_remainder = sorted(range(MONTHS), key=lambda month: (whole[month] - exact[month], month))
    for month in by_remainder[: int(total - sum(whole))]:
        whole[month] += 1
    return whole


def around(mean: Decimal, kind: MeasureKind, *, seed: str, spread: Decimal) -> list[Decimal]:
    """Values whose mean is exactly the given one; all equal where straying would leave the scale."""
    places = _places(mean, kind)
    strays = [round_half_up(mean * spread * wave(f"{seed} {month}") / 2, places) for month in range(2)]
    values = [mean + stray for stray in (*strays, -sum(strays))]
    return values if all(value == _within(value, kind) for value in values) else [mean] * MONTHS


def towards(last: Decimal, kind: MeasureKind, *, start: Decimal, seed: str, spread: Decimal) -> list[Decimal]:
    """Values that move evenly from the quarter before to this one's last month, straying a little on the way."""
    places = max(_places(last, kind), _places(start, kind))
    step = (last - start) / MONTHS
    strays = [last * spread * wave(f"{seed} {month}") / MONTHS for month in range(2)]
    on_the_way = [start + step * month + stray for month, stray in enumerate(strays, start=1)]
    return [*(_within(round_half_up(value, places), kind) for value in on_the_way), last]


def _pooled(figure: Figure, seed: str, spread: Decimal) -> tuple[Figure, ...]:
    """Counts that add up to n; where d is known, parts that add up to d, with what was missed spread over them."""
    numerator = figure.numerator or _NOUGHT
    if figure.denominator is None:
        return tuple(Figure.ratio(part) for part in shares(numerator, seed=seed, spread=spread))
    wholes = shares(figure.denominator, seed=seed, spread=spread)
    missed = _capped(shares(figure.denominator - numerator, seed=f"{seed} missed", spread=spread), wholes)
    return tuple(Figure.ratio(whole - miss, whole) for whole, miss in zip(wholes, missed, strict=True))


def _capped(parts: Sequence[Decimal], caps: Sequence[Decimal]) -> list[Decimal]:
    """The same total with no part above its cap: what is too much moves on to where there is room."""
    kept = [min(part, cap) for part, cap in zip(parts, caps, strict=True)]
    over = sum(parts) - sum(kept)
    for month, cap in enumerate(caps):
        moved = min(over, cap - kept[month])
        kept[month] += moved
        over -= moved
    return kept


def _places(value: Decimal, kind: MeasureKind) -> int:
    return max(places_of(value), _PLACES.get(kind, 0))


def _within(value: Decimal, kind: MeasureKind) -> Decimal:
    """Nothing is below nought, and no percentage above 100."""
    return max(_NOUGHT, min(value, HUNDRED) if kind == MeasureKind.PERCENTAGE else value)
