"""What `/returns/` shows: what is due from a person, what waits for their sign-off, how far everybody is, what was."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core import periods
from organisation.models import Directorate, Quarter, QuarterState, User
from organisation.rights import Permission
from performance import return_wording
from performance.models import KPI, KPIValue, Return, ReturnState
from performance.pages import ReturnProgress
from performance.return_notices import approvers_by_directorate
from performance.returns import ReturnSheet, progress_of, read_sheets_of
from performance.workflow import Move, opening_sentence, state_of

EARLIER_QUARTERS = 4


@dataclass(frozen=True)
class EarlierReturn:
    """A return of a closed quarter, as one line."""

    quarter: str
    directorate: str
    url: str
    state_text: str
    due: int
    answered: int
    not_collected: int


@dataclass(frozen=True)
class OpenReturn:
    """A return of an open quarter, with what the person can do with it."""

    sheet: ReturnSheet
    may_save: bool = False
    may_sign_off: bool = False
    may_take_back: bool = False
    approvers: tuple[str, ...] = ()

    @property
    def due_words(self) -> str:
        return return_wording.due_words(self.sheet)

    @property
    def standing(self) -> str:
        return return_wording.standing(self.sheet)

    @property
    def is_begun(self) -> bool:
        return bool(self.sheet.finished or self.sheet.begun or self.sheet.waiting)

    @property
    def progress(self) -> ReturnProgress:
        return progress_of(self.sheet)


@dataclass(frozen=True)
class ReturnsPage:
    """`due` the person files, `to_review` the person signs off, `round` holds what the person only reads."""

    due: tuple[OpenReturn, ...]
    to_review: tuple[OpenReturn, ...]
    round: tuple[OpenReturn, ...]
    earlier: tuple[EarlierReturn, ...]
    next_opening: str
    files: bool
    signs_off: bool
    sees_all: bool
    has_more: bool = False

    @property
    def only_reads(self) -> bool:
        """Whether the person, a director, neither files nor signs off."""
        return not (self.files or self.signs_off)

    @property
    def is_of_several(self) -> bool:
        """Whether the earlier returns are of more than one directorate."""
        return len({line.directorate for line in self.earlier}) > 1

    @property
    def nothing_due(self) -> str:
        """Said to a contributor when no return is open."""
        return " ".join(filter(None, ("Nothing is due from you.", self.next_opening)))

    @property
    def nothing_open(self) -> str:
        return " ".join(filter(None, ("No quarter is open for returns.", self.next_opening)))


@dataclass(frozen=True)
class _Seen:
    """The directorates (ids; None is all) whose returns a person files, signs off and may read."""

    files: set[int] | None
    signs_off: set[int] | None
    reads: set[int] | None

    @property
    def acts(self) -> set[int]:
        """Whose returns the person files or signs off; whoever may everywhere reads them in the round instead."""
        return (self.files or set()) | (self.signs_off or set())


def build_returns_page(user: User, today: date, *, all_earlier: bool = False) -> ReturnsPage:
    """Five queries for all open quarters, and four for all that are closed."""
    seen = _Seen(
        files=user.directorate_ids_for(Permission.FILE_RETURNS),
        signs_off=user.directorate_ids_for(Permission.SIGN_OFF_RETURNS),
        reads=user.directorate_ids_for(Permission.VIEW_RETURNS),
    )
    quarters = list(Quarter.objects.begun_by(today).select_related("year").order_by("starts_on"))
    is_open = [quarter for quarter in quarters if quarter.is_open]
    sheets = read_sheets_of(is_open, directorates=seen.reads, today=today)
    closed = [quarter for quarter in reversed(quarters) if quarter.is_closed]
    shown = closed if all_earlier else closed[:EARLIER_QUARTERS]
    approvers = approvers_by_directorate() if sheets else {}
    found = [_open_return(sheet, user, approvers.get(sheet.directorate.pk, ())) for sheet in sheets]
    return ReturnsPage(
        due=tuple(each for each in found if _within(each, seen.files)),
        to_review=tuple(
            sorted((each for each in found if _within(each, seen.signs_off)), key=_waits_longest)
        ),
        round=tuple(each for each in found if not _within(each, seen.acts)),
        earlier=tuple(_earlier(shown, seen.reads)),
        next_opening=_next_opening(quarters),
        files=seen.files is None or bool(seen.files),
        signs_off=seen.signs_off is None or bool(seen.signs_off),
        sees_all=seen.reads is None,
        has_more=len(shown) < len(closed),
    )


def _open_return(sheet: ReturnSheet, user: User, approvers: tuple[str, ...]) -> OpenReturn:
    return OpenReturn(
        sheet,
        may_save=sheet.allows(Move.SAVE, user),
        may_sign_off=sheet.allows(Move.SIGN_OFF, user),
        may_take_back=sheet.allows(Move.TAKE_BACK, user),
        approvers=approvers,
    )


def _within(each: OpenReturn, ids: set[int] | None) -> bool:
    return ids is None or each.sheet.directorate.pk in ids


def _waits_longest(each: OpenReturn) -> tuple[bool, date]:
    """What is submitted first, then by due date."""
    return (each.sheet.state != ReturnState.SUBMITTED, each.sheet.quarter.due_on)


def _next_opening(quarters: Iterable[Quarter]) -> str:
    """When the next quarter that has begun opens; nothing while none is on its way."""
    upcoming = [quarter for quarter in quarters if quarter.state == QuarterState.UPCOMING]
    return opening_sentence(upcoming[0]) if upcoming else ""


# Closed quarters ------------------------------------------------------------------------------------------------------


def _earlier(quarters: list[Quarter], ids: set[int] | None) -> Iterable[EarlierReturn]:
    if not quarters:
        return
    kpis = KPI.objects.select_related("team__directorate")
    kpis = list(kpis if ids is None else kpis.filter(team__directorate__in=ids))
    values = _statements(quarters, kpis)
    filings = {
        (filing.directorate_id, filing.quarter_id): filing
        for filing in Return.objects.filter(quarter__in=quarters)
    }
    directorates = sorted({kpi.team.directorate for kpi in kpis}, key=lambda each: (each.order, each.name))
    for quarter in quarters:
        for directorate in directorates:
            due = [
                kpi
                for kpi in kpis
                if kpi.team.directorate_id == directorate.pk and _was_due(kpi, quarter.period)
            ]
            if due:
                filing = filings.get((directorate.pk, quarter.pk))
                yield _line(
                    quarter, directorate, filing, Counter(values.get((k.pk, quarter.starts_on)) for k in due)
                )


def _statements(quarters: list[Quarter], kpis: list[KPI]) -> dict[tuple[int, date], str]:
    """What each KPI said of each quarter: a figure, or that it was not collected."""
    rows = KPIValue.objects.quarterly().filter(
        kpi__in=kpis, starts_on__in=[quarter.starts_on for quarter in quarters]
    )
    return {
        (row.kpi_id, row.starts_on): "not collected" if row.not_collected else "figure"
        for row in rows
        if row.not_collected or row.has_figure
    }


def _was_due(kpi: KPI, quarter: periods.Quarter) -> bool:
    return kpi.was_in_use(quarter) and kpi.is_due_in(quarter)


def _line(
    quarter: Quarter, directorate: Directorate, filing: Return | None, said: Counter[str | None]
) -> EarlierReturn:
    filing = filing or Return()
    filing.directorate, filing.quarter = directorate, quarter
    return EarlierReturn(
        quarter=quarter.label,
        directorate=directorate.name,
        url=filing.get_absolute_url(),
        state_text=state_of(filing).label,
        due=said.total(),
        answered=said["figure"] + said["not collected"],
        not_collected=said["not collected"],
    )
