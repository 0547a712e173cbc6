"""The quarter of an address, and its pack as it would be frozen now."""

from datetime import date

from django.http import Http404

from assurance.assembly import cut_off_day, locked_pack
from assurance.live import live_pack
from assurance.pack import AssurancePack
from assurance.papers.beside import with_what_stands_beside
from organisation.models import Quarter
from organisation.periods_in_request import NO_SUCH_QUARTER


def quarter_or_404(slug: str) -> Quarter:
    """Raises Http404 for what is no quarter, or not here."""
    found = Quarter.objects.select_related("year").written(slug).first()
    if found is None:
        raise Http404(NO_SUCH_QUARTER)
    return found


def figures_pack(quarter: Quarter, *, today: date) -> AssurancePack:
    """The figures of a quarter: as they were frozen, or as they stand while it is open."""
    return locked_pack(quarter) if quarter.is_closed else live_pack(quarter, today=today)


def whole_pack(quarter: Quarter, *, today: date) -> AssurancePack:
    """As a report of the quarter would find it: of a locked one the snapshot, else all that would be frozen today."""
    pack = figures_pack(quarter, today=today)
    if quarter.is_closed and pack.head.version:
        return pack
    on = cut_off_day(quarter) if quarter.is_closed else today
    return with_what_stands_beside(pack, quarter, today=on)
