"""The bars that the KPI pages must clear, each beside a page written by hand on the same rows.

Times are the portal's own CPU seconds, medians of many requests taken in turns. The ratio is the median of those of
each turn: a machine that is slow for a while is slow for both, where the quickest of each would favour the shorter
one. What the database does meanwhile is not in them, of the page as of its floor.
"""

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import board
from core.periods import FinancialYear
from organisation.models import User
from organisation.tests.builders import make_directorate
from performance.spc import Series, analyse
from performance.tests.people import fields_of

ROUNDS = 40
QUERIES_A_CHANGED_ROW = 12
SERIES, SECONDS_FOR_SERIES = 1_000, 1.0
RETURN = f"/returns/{board.OPEN.slug}/quality/"
CONTROL = re.compile(r'<(?:input (?!type="hidden")|textarea|select)')


@dataclass(frozen=True)
class Bar:
    """One page, the hand-written one of its size, and how many times its time it may take."""

    name: str
    account: str
    path: str
    floor: str
    times: float


def measure_bars() -> None:
    """Prints a line a bar: the page, its floor, the ratio, and whether the bar is cleared."""
    call_command("flush", interactive=False, verbosity=0)
    board.make_round()
    board.make_board(50)
    board.make_board(10, directorate=make_directorate(name="Service Delivery", order=1), first=51)
    long_run = f"kpis/{board.make_long_run().slug}/"
    bars = (
        Bar("return of 50 KPIs", "contributor", RETURN, "/floor/form/", 2),
        Bar("scorecard of 60 KPIs", "reader", "/performance/", "/floor/table/", 2.5),
        Bar(
            "one KPI, 60 months, chart", "reader", f"/performance/{long_run}", f"/floor/kpi/{long_run[5:]}", 2
        ),
    )
    print(
        f"\n{'page':30}{'CPU ms':>10}{'floor ms':>10}{'x floor':>9}{'at most':>9}{'queries':>9}{'KB':>6}{'KB':>6}"
    )
    for bar in bars:
        print(_line(bar))
    _measure_saving()
    _measure_variation()


def client_of(account: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=f"{account}@example.org"))
    return client


def in_turns(*works: Callable[[], object], rounds: int = ROUNDS) -> list[list[float]]:
    """The CPU seconds of each in every round, measured one after the other."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, times in zip(works, taken, strict=True):
            started = time.process_time()
            work()
            times.append(time.process_time() - started)
    return taken


def _line(bar: Bar) -> str:
    client = client_of(bar.account)
    page, floor = (client.get(path).content.decode() for path in (bar.path, bar.floor))
    assert abs(len(CONTROL.findall(page)) - len(CONTROL.findall(floor))) <= 12, (
        "The floor is of another size."
    )
    asked = _queries(lambda: client.get(bar.path))
    both = in_turns(lambda: client.get(bar.path), lambda: client.get(bar.floor))
    ours, by_hand = map(statistics.median, both)
    ratio = statistics.median(one / other for one, other in zip(*both, strict=True))
    verdict = "" if ratio <= bar.times else "  MISSED"
    return (
        f"{bar.name:30}{ours * 1000:10.1f}{by_hand * 1000:10.1f}{ratio:9.2f}{bar.times:9}"
        f"{asked:9}{len(page) / 1000:6.0f}{len(floor) / 1000:6.0f}{verdict}"
    )


def _measure_saving() -> None:
    """Prints what a draft costs in queries: with nothing changed, and for each further row that is."""
    client = client_of("contributor")
    unchanged, one, five = (_queries_of_a_save(client, rows) for rows in (0, 1, 5))
    a_row = (five - one) / 4
    verdict = "" if a_row <= QUERIES_A_CHANGED_ROW else "  MISSED"
    print(f"{'draft of 50 KPIs, nothing changed':36}{unchanged:5} queries")
    print(f"{'each further changed row':36}{a_row:5.1f} queries (at most {QUERIES_A_CHANGED_ROW}){verdict}")


def _measure_variation() -> None:
    """Prints the seconds that special causes take in a thousand series of sixty points."""
    dates = [month.starts_on for year in range(2009, 2014) for month in FinancialYear(year).months]
    many = [
        Series(
            dates, [90 + (place * 7 + each * 3) % 11 + place % 5 for place in range(len(dates))], target=95
        )
        for each in range(SERIES)
    ]
    seconds = min(*in_turns(lambda: [analyse(series) for series in many], rounds=3))
    verdict = "" if seconds < SECONDS_FOR_SERIES else "  MISSED"
    print(
        f"{SERIES:,} series of {len(dates)} points in {seconds:.2f} s (at most {SECONDS_FOR_SERIES:.0f}){verdict}"
    )


def _queries_of_a_save(client: Client, rows: int) -> int:
    """Every field of the return sent back as the page shows it, but for the commentary of that many rows."""
    fields = fields_of(client.get(RETURN))
    for name in [name for name in fields if name.endswith("-com")][:rows]:
        fields[name] += " More."
    return _queries(lambda: client.post(RETURN, fields))


def _queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)  # now: the next request empties the connection's log
