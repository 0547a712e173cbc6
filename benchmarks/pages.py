"""Page times, query counts and the report's time on the Dorset data, each beside a floor measured in the same run.

    make bench

Times of these pages are medians of the requests of one process on an otherwise idle machine; the ratio to the floor
is what carries from one machine to the next. Goal: the dashboard takes at most 15 queries, whatever the number of
KPIs. The bars of the KPI pages are in `bars`, those of the printed report in `report`;
`python benchmarks/pages.py bars` (or `report`) measures those alone.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

REQUESTS = 25
PAGES = {
    "floor: signed in, one query": ("assurance", "/floor/"),
    "dashboard, locked quarter": ("governing.body", "/?quarter=2013-14-Q4"),
    "dashboard, open quarter": ("assurance", "/?quarter=2014-15-Q1"),
    "return, 14 KPIs": ("contributor.quality", "/returns/2014-15-Q1/quality/"),
    "scorecard, 39 KPIs": ("governing.body", "/performance/?quarter=2013-14-Q4"),
}


def measure_pages() -> None:
    """Prints a line a page: median, ratio to the floor, queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from organisation.models import User

    floor = 0.0
    print(f"{'page':36}{'median ms':>10}{'x floor':>9}{'queries':>9}{'KB':>7}")
    for name, (account, path) in PAGES.items():
        client = Client()
        client.force_login(User.objects.get(email=f"{account}@dorset.example"))
        size = len(client.get(path).content)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        asked = len(queries)  # now: the next request empties the connection's log
        median = statistics.median(
            timed(lambda client=client, path=path: client.get(path)) for _ in range(REQUESTS)
        )
        floor = floor or median
        print(f"{name:36}{median * 1000:10.1f}{median / floor:9.1f}{asked:9}{size / 1000:7.0f}")


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    import os

    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccg_portal.settings")
    os.environ.setdefault("PORTAL_TODAY", "2014-07-08")
    django.setup()
    settings.ROOT_URLCONF = "benchmarks.floor"
    settings.PORTAL_DEMONSTRATION = True
    settings.TEMPLATES[0]["DIRS"].append(ROOT / "benchmarks" / "templates")
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = ["testserver"]
    # The schema is made from the models: the same tables, sooner.
    settings.DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False
    from django.core.management import call_command
    from django.test.utils import get_runner

    from benchmarks.bars import measure_bars
    from benchmarks.report import measure_report

    # As the web server does (`ccg_portal.wsgi`).
    gc.collect()
    gc.freeze()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        call_command("createcachetable", verbosity=0)
        if "bars" not in sys.argv:
            call_command("load_dorset", verbosity=0)
        if not {"bars", "report"} & set(sys.argv):
            measure_pages()
        if "bars" not in sys.argv:
            measure_report()
        if "report" not in sys.argv:
            measure_bars()
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
