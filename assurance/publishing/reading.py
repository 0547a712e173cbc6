"""What is known of a quarter: of what was published of it, and for the signed-in of the figures as they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assurance import audience_pack
from assurance.assembly import build_pack
from assurance.audience import PRIVATE, Audience, Detail, SectionChoice
from assurance.models import Publication
from assurance.pack import AssurancePack
from assurance.publishing.catalogue import day_of
from assurance.publishing.then_and_now import Line, Said, Source, ThenAndNow, compare, source_of
from assurance.report_sections import SECTIONS
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
    is_live = Quarter.objects.visible_to(user).filter(pk=quarter.pk).exists()
    pack = build_pack(quarter, today=clock.today()) if is_live else None
    live = source_of(pack, Said("as it stands today"), quarter.starts_on) if pack else None
    page = compare(quarter.label, quarter.starts_on, [each.source for each in published], live=live)
    return replace(page, others=_others(of_quarter, live=pack)), is_live


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
    """What a publication printed of its pack, and for whom."""

    audience: Audience
    quarter_starts_on: date
    said: Said
    pack: AssurancePack

    @property
    def source(self) -> Source:
        audience = self.audience
        is_whole = (
            audience.is_of_all and audience.detail == Detail.FULL and "schedules" in audience.section_slugs
        )
        return source_of(self.pack, self.said, self.quarter_starts_on, is_whole=is_whole)


def printed(pack: AssurancePack, audience: Audience) -> AssurancePack:
    """A pack without any section that the audience's report does not print, as if those were all private: a page made
    of what was published shows nothing that was not."""
    unprinted = [slug for slug in SECTIONS if slug not in audience.section_slugs]
    sections = (*audience.sections, *(SectionChoice(slug, PRIVATE) for slug in unprinted))
    return audience_pack.for_audience(pack, replace(audience, sections=sections))


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
            contents = contents_of(each.report)
        except Unreadable:
            continue
        said = Said(f"{each}, {in_words(day_of(each))}", each.get_absolute_url())
        pack = printed(contents.pack, contents.audience)
        yield Published(contents.audience, each.quarter.starts_on, said, pack)


def _others(published: Sequence[Published], live: AssurancePack | None = None) -> tuple[RestatedLine, ...]:
    """What is known otherwise besides KPIs: the first publication of each audience beside its last, or what stands."""
    first: dict[str, Published] = {}
    last: dict[str, AssurancePack] = {}
    for each in published:
        first.setdefault(each.audience.slug, each)
        last[each.audience.slug] = printed(live, each.audience) if live else each.pack
    lines = [line for slug, each in first.items() for line in _not_of_kpis(each, last[slug])]
    return tuple(dict.fromkeys(lines))


def _not_of_kpis(before: Published, after: AssurancePack) -> tuple[RestatedLine, ...]:
    """A report of what is off track alone names no others, so only what stands in both can be known otherwise."""
    is_whole = before.audience.detail == Detail.FULL
    compared = (comparison.compare if is_whole else comparison.compare_shared)(before.pack, after)
    return tuple(line for line in compared if line.area != Area.KPIS)


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
