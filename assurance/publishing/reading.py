"""What is known of a quarter: of what was published of it, and for the signed-in of the figures as they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assurance.assembly import build_pack
from assurance.models import Publication
from assurance.pack import AssurancePack
from assurance.publishing.catalogue import day_of
from assurance.publishing.then_and_now import Line, Said, Source, ThenAndNow, compare, source_of
from assurance.report_source import Unreadable, contents_of
from assurance.restated import comparison
from assurance.restated.lines import Area
from assurance.restated.lines import Line as RestatedLine
from core import clock
from core.dates import in_words
from organisation.models import FinancialYear, Quarter, User


@dataclass(frozen=True)
class YearCell:
    """One KPI in one quarter of the year; no line where it was not reported."""

    quarter: str
    line: Line | None


@dataclass(frozen=True)
class YearRow:
    number: int
    name: str
    cells: tuple[YearCell, ...]


@dataclass(frozen=True)
class YearPage:
    """A year: its quarters then and now, and the same as one table by KPI and quarter."""

    label: str
    slug: str
    quarters: tuple[tuple[Quarter, ThenAndNow], ...]
    groups: tuple[tuple[str, tuple[YearRow, ...]], ...]

    @property
    def changed(self) -> int:
        return sum(len(each.changed) for _, each in self.quarters)


def published_then_and_now_of(quarter: Quarter) -> ThenAndNow | None:
    """For everybody: as first published, and as last published. None where nothing is."""
    published = published_packs(quarter.year)
    of_quarter = [each for each in published if each.quarter_starts_on == quarter.starts_on]
    if not of_quarter:
        return None
    page = compare(quarter.label, quarter.starts_on, [each.source for each in published])
    return replace(page, others=_others(of_quarter))


def then_and_now_for(user: User, quarter: Quarter) -> tuple[ThenAndNow, bool]:
    """For those who are signed in: as first published, and as it stands today; whether that is what it says.

    While a quarter is reopened, only those see its figures who may see open quarters; others the last published ones.
    """
    published = published_packs(quarter.year)
    of_quarter = [each for each in published if each.quarter_starts_on == quarter.starts_on]
    sources = [each.source for each in published]
    if not Quarter.objects.visible_to(user).filter(pk=quarter.pk).exists():
        page = compare(quarter.label, quarter.starts_on, sources)
        return replace(page, others=_others(of_quarter)), False
    pack = build_pack(quarter, today=clock.today())
    live = source_of(pack, Said("as it stands today"), quarter.starts_on)
    page = compare(quarter.label, quarter.starts_on, sources, live=live)
    return replace(page, others=_not_of_kpis(of_quarter[0].pack, pack)), True


def published_year_of(year: FinancialYear) -> YearPage | None:
    """The quarters of a year of which something is published, in their order; None where there is none."""
    packs = published_packs(year)
    sources = [each.source for each in packs]
    published = {each.quarter_starts_on for each in packs}
    quarters = [
        (each, compare(each.label, each.starts_on, sources))
        for each in year.quarters.select_related("year").order_by("starts_on")
        if each.starts_on in published
    ]
    if not quarters:
        return None
    return YearPage(year.label, year.slug, tuple(quarters), tuple(_groups([both for _, both in quarters])))


@dataclass(frozen=True)
class Published:
    """The pack of a publication as its audience was shown it, so that nothing of Part 2 is in it."""

    slug: str
    quarter_starts_on: date
    said: Said
    pack: AssurancePack

    @property
    def source(self) -> Source:
        return source_of(self.pack, self.said, self.quarter_starts_on)


def published_packs(year: FinancialYear) -> list[Published]:
    """All that is published of the year's quarters, in the order of its publication: one query.

    The annual report repeats them. One that this portal cannot read any more is left out; its PDF and data are
    still there.
    """
    publications = (
        Publication.objects.public()
        .filter(quarter__year=year, report__description__spans_year=False)
        .select_related("quarter", "report__snapshot__quarter__year")
        .order_by("published_at", "pk")
    )
    return list(_readable(publications))


def _readable(publications: Iterable[Publication]) -> Iterable[Published]:
    for each in publications:
        try:
            pack = contents_of(each.report).pack
        except Unreadable:
            continue
        said = Said(f"{each}, {in_words(day_of(each))}", each.get_absolute_url())
        yield Published(each.slug, each.quarter.starts_on, said, pack)


def _others(published: Sequence[Published]) -> tuple[RestatedLine, ...]:
    """What a correction says otherwise besides KPIs: the first publication of an audience beside its last."""
    first: dict[str, Published] = {}
    last: dict[str, Published] = {}
    for each in published:
        first.setdefault(each.slug, each)
        last[each.slug] = each
    lines = [line for slug in first for line in _not_of_kpis(first[slug].pack, last[slug].pack)]
    return tuple(dict.fromkeys(lines))


def _not_of_kpis(before: AssurancePack, after: AssurancePack) -> tuple[RestatedLine, ...]:
    return tuple(line for line in comparison.compare(before, after) if line.area != Area.KPIS)


def _groups(quarters: list[ThenAndNow]) -> Iterable[tuple[str, tuple[YearRow, ...]]]:
    """The KPIs of the year by directorate, in the order of their numbers."""
    newest = {line.slug: line for each in quarters for line in each.lines}
    ordered = sorted(newest.values(), key=lambda line: (line.number, line.name))
    for directorate in dict.fromkeys(line.directorate for line in ordered):
        yield (
            directorate,
            tuple(
                YearRow(line.number, line.name, _cells(quarters, line.slug))
                for line in ordered
                if line.directorate == directorate
            ),
        )


def _cells(quarters: list[ThenAndNow], slug: str) -> tuple[YearCell, ...]:
    return tuple(YearCell(each.label, each.line_of(slug)) for each in quarters)
