"""What is known of a quarter: of what was published of it, and for the signed-in of the figures as they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from django.db.models import Subquery

from assurance import store
from assurance.assembly import build_pack
from assurance.audience import Audience, Detail
from assurance.models import Publication, PublicationQuerySet
from assurance.pack import AssurancePack
from assurance.publishing import files
from assurance.publishing.catalogue import day_of
from assurance.publishing.known import Known, UnknownShape, known_of, printed
from assurance.publishing.then_and_now import Line, Said, Source, ThenAndNow, compare
from assurance.restated import comparison
from assurance.restated.facts import Fact
from assurance.restated.lines import Line as RestatedLine
from core import clock
from core.dates import in_words
from organisation.models import FinancialYear, Organisation, Quarter, User


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
    unread: tuple[Said, ...] = ()

    @property
    def changed(self) -> int:
        return sum(len(each.changed) for _, each in self.quarters)


def published_then_and_now_of(quarter: Quarter) -> ThenAndNow | None:
    """For everybody: as first published, and as last published. None where nothing is."""
    read = read_published(quarter.year)
    if quarter.starts_on not in read.quarters:
        return None
    page = compare(quarter.label, quarter.starts_on, read.sources)
    return replace(page, others=_others(read.of(quarter)), unread=read.unread)


def then_and_now_for(user: User, quarter: Quarter) -> tuple[ThenAndNow, bool]:
    """For those who are signed in: as first published, and as it stands today; whether that is what it says.

    While a quarter is reopened, only those see its figures who may see open quarters; others the last published ones.
    """
    read = read_published(quarter.year)
    is_live = Quarter.objects.visible_to(user).filter(pk=quarter.pk).exists()
    pack = build_pack(quarter, today=clock.today()) if is_live else None
    today = Said("as it stands today")
    live = Source(today, quarter.starts_on, known_of(pack).kpis) if pack else None
    page = compare(quarter.label, quarter.starts_on, read.sources, live=live)
    return replace(page, others=_others(read.of(quarter), live=pack), unread=read.unread), is_live


def published_year_of(year: FinancialYear) -> YearPage | None:
    """The quarters of a year of which something is published, in their order; None where there is none."""
    read = read_published(year)
    quarters = [
        (each, compare(each.label, each.starts_on, read.sources))
        for each in year.quarters.select_related("year").order_by("starts_on")
        if each.starts_on in read.quarters
    ]
    if not quarters:
        return None
    groups = tuple(_groups([both for _, both in quarters]))
    return YearPage(year.label, year.slug, tuple(quarters), groups, read.unread)


@dataclass(frozen=True)
class Published:
    """What a publication said, and for whom."""

    audience: Audience
    quarter_starts_on: date
    said: Said
    known: Known

    @property
    def source(self) -> Source:
        audience = self.audience
        is_whole = (
            audience.is_of_all and audience.detail == Detail.FULL and "schedules" in audience.section_slugs
        )
        return Source(self.said, self.quarter_starts_on, self.known.kpis, is_whole)


@dataclass(frozen=True)
class ReadYear:
    """All that is published of a year's quarters, in the order of its publication. `unread` is what cannot be compared:
    its facts are damaged, or of another release; its report is there all the same."""

    quarters: frozenset[date]
    published: tuple[Published, ...]
    unread: tuple[Said, ...]

    @property
    def sources(self) -> list[Source]:
        return [each.source for each in self.published]

    def of(self, quarter: Quarter) -> list[Published]:
        return [each for each in self.published if each.quarter_starts_on == quarter.starts_on]


def mark_of(year: FinancialYear) -> str:
    """Another one whenever something else is published of the year, or the organisation is called otherwise: what its
    pages are kept under. One query."""
    called = Subquery(Organisation.objects.values("name")[:1])
    rows = _publications(year).order_by("pk").values_list("pk", "state", called)
    return sha256(repr(list(rows)).encode()).hexdigest()


def read_published(year: FinancialYear) -> ReadYear:
    """What is published of a year, of the facts that were stored with it: two queries."""
    rows = list(_publications(year).with_report().prefetch_related("files").order_by("published_at", "pk"))
    published, unread = [], []
    for each in rows:
        said = Said(f"{each}, {in_words(day_of(each))}", each.get_absolute_url())
        try:
            known = files.facts_of(each)
        except (store.Damaged, UnknownShape):
            unread.append(said)
        else:
            published.append(Published(each.report.made_for, each.quarter.starts_on, said, known))
    return ReadYear(frozenset(each.quarter.starts_on for each in rows), tuple(published), tuple(unread))


def _publications(year: FinancialYear) -> PublicationQuerySet:
    """Of its quarters: the annual report repeats them."""
    return Publication.objects.public().filter(quarter__year=year, report__description__spans_year=False)


def _others(published: Sequence[Published], live: AssurancePack | None = None) -> tuple[RestatedLine, ...]:
    """What is known otherwise besides KPIs: the first publication of each audience beside its last, or what stands."""
    first: dict[str, Published] = {}
    last: dict[str, tuple[Fact, ...]] = {}
    for each in published:
        first.setdefault(each.audience.slug, each)
        known = known_of(printed(live, each.audience)) if live else each.known
        last[each.audience.slug] = known.others
    lines = [line for slug, each in first.items() for line in _otherwise(each, last[slug])]
    return tuple(dict.fromkeys(lines))


def _otherwise(before: Published, after: tuple[Fact, ...]) -> tuple[RestatedLine, ...]:
    """A report of what is off track alone names no others, so only what stands in both can be known otherwise."""
    is_whole = before.audience.detail == Detail.FULL
    compared = comparison.compare_facts if is_whole else comparison.compare_shared
    return compared(before.known.others, after)


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
