"""The register's page: as it stands today or stood at a quarter's end, its map as links, its finding in a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from core import periods
from core.charts import IMPACTS, LIKELIHOODS
from organisation.models import Quarter
from programmes.pages import HeatCell, RiskRegister, RiskRow
from programmes.risk_bands import band_text

NAMED_IN_A_CELL = 4
"""A cell of the map names up to this many risks; more are counted."""


@dataclass(frozen=True)
class Choice:
    """One entry of the picker, as its tag reads it."""

    slug: str
    label: str


@dataclass(frozen=True)
class MapCell:
    """One cell of the map, and the list that it opens."""

    cell: HeatCell
    url: str
    is_chosen: bool

    @property
    def band_text(self) -> str:
        return band_text(self.cell.score)

    @property
    def texts(self) -> tuple[str, ...]:
        """The references in the cell, or how many there are."""
        many = len(self.cell.references)
        return (f"{many} risks",) if many > NAMED_IN_A_CELL else self.cell.references


@dataclass(frozen=True)
class MapRow:
    likelihood: int
    word: str
    cells: tuple[MapCell, ...]


@dataclass(frozen=True)
class RiskMap:
    """The 5 by 5 map: likelihood 5 at the top, impact 5 at the right."""

    rows: tuple[MapRow, ...]
    impacts: tuple[tuple[int, str], ...] = tuple(enumerate(IMPACTS, start=1))


def days_to_compare(quarter: Quarter | None, today: date) -> tuple[date, date]:
    """The day of the register, and the day before to which its scores are compared.

    A quarter stands against the end of the one before; today against the end of the latest quarter that was locked.
    """
    if quarter:
        return min(quarter.ends_on, today), quarter.period.previous.ends_on
    locked = Quarter.objects.closed().filter(ends_on__lt=today).order_by("-ends_on").first()
    return today, locked.ends_on if locked else periods.Quarter.containing(today).previous.ends_on


def with_today(quarters: Iterable[Quarter], today: date) -> list[Choice]:
    """The picker's choices: today first, then the ends of the quarters that have ended."""
    ended = (each for each in quarters if each.ends_on < today)
    return [Choice("", "Today"), *(Choice(each.slug, f"End of {each.label}") for each in ended)]


def map_rows(register: RiskRegister, query: QueryDict) -> RiskMap:
    """The map with a link from each cell that holds risks to the list of those risks."""
    return RiskMap(
        tuple(
            MapRow(
                row[0].likelihood,
                LIKELIHOODS[row[0].likelihood - 1],
                tuple(_cell(cell, query) for cell in row),
            )
            for row in register.heat_map
        )
    )


def _cell(cell: HeatCell, query: QueryDict) -> MapCell:
    asked = QueryDict(mutable=True)
    if query.get("quarter"):
        asked["quarter"] = query["quarter"]
    asked |= {"likelihood": str(cell.likelihood), "impact": str(cell.impact)}
    chosen = (query.get("likelihood"), query.get("impact")) == (asked["likelihood"], asked["impact"])
    return MapCell(cell, f"?{asked.urlencode()}#list" if cell.references else "", chosen)


@dataclass(frozen=True)
class Movement:
    """What moved since the day before: “went up” and the risks that did."""

    words: str
    rows: tuple[RiskRow, ...]


def movements(everything: Iterable[RiskRow], since: date) -> tuple[Movement, ...]:
    """The risks that were added, went up, came down and were removed since a day; all rows, closed ones too."""
    rows = list(everything)
    scored = [row for row in rows if row.closed_on is None and row.opened_on <= since and row.previous]
    heaps = {
        "added": [row for row in rows if row.opened_on > since],
        "went up": [row for row in scored if row.score > (row.previous or 0)],
        "came down": [row for row in scored if row.score < (row.previous or 0)],
        "removed": [row for row in rows if row.closed_on and row.closed_on > since],
    }
    return tuple(Movement(words, tuple(moved)) for words, moved in heaps.items())


def in_a_sentence(register: RiskRegister) -> str:
    """How many risks are open, and how serious they are."""
    many = len(register.risks)
    if not many:
        return "No risk is open."
    open_risks = f"{many} open risk{'s' if many > 1 else ''}"
    serious = f"{register.extreme} extreme and {register.high} high"
    return f"{open_risks}: {serious}."
