"""What a report costs: beside the same HTML through WeasyPrint as it comes, and as it grows to 60 pages.

Untuned are three: the same HTML as the same kind of file, which is what the bar is about; beside it, as context, as
a plain PDF without tags, which no screen reader could read; and as the same kind of file with the screen's style
sheet before the report's, as a web project begins.

They are whole processes, from the start of the interpreter to the file; the report is one that a worker makes after
its first, which has loaded WeasyPrint for it. CPU seconds are the least that each took in some rounds, in each of
which all were made in turns: what else the machine does meanwhile can only add to them. Bars: 20 pages with 15 charts
in at most 0.75 times the CPU; the portal's own part (reading the snapshot, templates) at most a tenth of it; at most
twice the memory; a page of 60 at most a quarter dearer than of 20.

    make bench, or for this alone: python benchmarks/pages.py report
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assurance import pack as packs
from assurance import rendering, report_contents
from assurance.assembly import build_pack
from assurance.pack import AssurancePack
from assurance.printing import archive
from assurance.printing.sheet import PrintedFile
from assurance.report_contents import ReportContents
from assurance.tests.pack_builders import QUARTERLY
from core import periods
from organisation.models import Quarter

ROOT = Path(__file__).resolve().parent.parent
QUARTER, ON = "2018-19-Q4", date(2019, 4, 8)
"""The last quarter of the demonstration: months enough for charts."""
CHARTS = 15
ROUNDS, CONTEXT_ROUNDS, GROWTH_ROUNDS = 12, 3, 4
CPU, OWN, MEMORY, GROWTH = 0.75, 0.10, 2.0, 1.25
OWN_STYLE, SCREEN_STYLE = "report.css", "nhsuk-frontend.min.css"
CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]


@dataclass(frozen=True)
class Cost:
    """CPU seconds: of the portal before printing, altogether, and of them those that load WeasyPrint (a worker does
    that once in its life)."""

    pages: int
    own: float
    cpu: float
    peak_mb: float
    loading: float = 0


def measure_report() -> None:
    """Prints a line a bar, then the context."""
    contents = contents_with(CHARTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(contents, folder)
        made, alike, plain, screen = _in_turns(contents, folder)
        assert made.pages == alike.pages, "Not the same pages: the typeface is missing on one side."
        print(f"\nreport of {made.pages} pages with {CHARTS} charts, PDF/A-3a and PDF/UA-1, data attached")
        print(f"{'':46}{'report':>9}{'untuned':>9}{'ratio':>8}{'at most':>9}")
        _line("CPU s, same kind of file", made.cpu, alike.cpu, CPU)
        _line("context: beside a plain PDF, without tags", made.cpu, plain.cpu)
        _line("context: screen's style sheet as well", made.cpu, screen.cpu)
        print(f"{'of it loading WeasyPrint, here once a worker':46}{made.loading:9.2f}{alike.loading:9.2f}")
        _line("peak memory MB", made.peak_mb, alike.peak_mb, MEMORY)
        _line("own part of it (snapshot, templates), CPU s", made.own, made.cpu, OWN)
        _growth()
        _context(folder)


def contents_with(charts: int, times: int = 1) -> ReportContents:
    """The report of a quarter with so many charts, and so many times its schedules and notes."""
    pack = build_pack(Quarter.objects.of(periods.Quarter.from_slug(QUARTER)), today=ON)
    shown = pack.performance.exhibits
    exhibits = tuple(shown[place % len(shown)] for place in range(charts))
    larger = replace(pack, performance=replace(pack.performance, exhibits=exhibits), notes=pack.notes * times)
    return _contents(larger)


def _contents(pack: AssurancePack) -> ReportContents:
    return report_contents.build(packs.from_json(packs.to_json(pack)), QUARTERLY, version=1)


def lay_out(contents: ReportContents, folder: Path) -> None:
    """The report's HTML with what it needs beside it, the fonts as they are shipped."""
    sheet = rendering.sheet_of(contents)
    head = '<link rel="stylesheet" href="report.css">'
    (folder / "report.html").write_text(sheet.html)
    (folder / "linked.html").write_text(sheet.html.replace("</head>", f"{head}</head>"))
    (folder / SCREEN_STYLE).write_bytes(rendering._file(f"vendor/nhsuk/{SCREEN_STYLE}"))
    for name, asset in sheet.assets.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        packed = name in rendering.FONTS + rendering.WIDER_FONTS
        path.write_bytes(rendering._file(f"vendor/fonts/{name}.woff2") if packed else asset.content)


def printed(contents: ReportContents) -> Cost:
    """As the job makes it: contents out of the snapshot's JSON, pages, printing."""
    started = time.process_time()
    again = _contents(contents.pack)
    rendering.sheet_of(again)
    own = time.process_time() - started
    made: PrintedFile = rendering.render_report(again, on_step=lambda step, percent: None)
    return Cost(made.pages, own, own + made.cpu_seconds, made.peak_mb)


def untuned(folder: Path, variant: str, *styles: str) -> Cost:
    html = str(folder / "report.html")
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "benchmarks.untuned",
        html,
        str(folder),
        variant,
        *styles,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    pages, cpu, loading, peak = json.loads(said)
    return Cost(pages, 0, cpu, peak, loading)


def _in_turns(contents: ReportContents, folder: Path) -> tuple[Cost, ...]:
    """The cheapest of some rounds: the report; untuned as the same kind of file, as a plain one, with the screen's
    style. What is context alone takes part in fewer."""
    made, alike, plain, screen = [], [], [], []
    for place in range(ROUNDS):
        made.append(printed(contents))
        alike.append(untuned(folder, archive.VARIANT, OWN_STYLE))
        if place < CONTEXT_ROUNDS:
            plain.append(untuned(folder, "", OWN_STYLE))
            screen.append(untuned(folder, archive.VARIANT, SCREEN_STYLE, OWN_STYLE))
    return tuple(min(costs, key=lambda cost: cost.cpu) for costs in (made, alike, plain, screen))


def _line(name: str, value: float, other: float, most: float | None = None) -> None:
    """A figure beside another, and the bar where there is one."""
    ratio = value / other
    bar = "" if most is None else f"{most:9.2f}{'' if ratio <= most else '  MISSED'}"
    print(f"{name:46}{value:9.2f}{other:9.2f}{ratio:8.2f}{bar}")


def _growth() -> None:
    """CPU seconds a page of reports of some 20, 40 and 60 pages, of the same kind of pages."""
    sizes = [contents_with(charts, times) for charts, times in ((CHARTS, 1), (50, 2), (85, 4))]
    rounds = [[printed(contents) for contents in sizes] for _ in range(GROWTH_ROUNDS)]
    costs = [min(costs, key=lambda cost: cost.cpu) for costs in zip(*rounds, strict=True)]
    for cost in costs:
        print(f"{f'{cost.pages} pages, CPU s a page':46}{cost.cpu / cost.pages:9.3f}{cost.peak_mb:9.0f} MB")
    first, last = costs[0], costs[-1]
    _line(
        f"a page at {last.pages} pages beside one at {first.pages}",
        last.cpu / last.pages,
        first.cpu / first.pages,
        GROWTH,
    )


def _context(folder: Path) -> None:
    """What other ways take for the same pages, where they are installed; nothing depends on them."""
    chromium = shutil.which("chromium-headless-shell")
    if chromium:
        options = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={folder}/chromium.pdf"]
        _print_context("Chromium, same HTML", [chromium, *CHROMIUM, *options, f"file://{folder}/linked.html"])
    typst = shutil.which("typst")
    if typst:
        source = folder / "tables.typ"
        source.write_text(as_typst(contents_with(CHARTS)))
        _print_context(
            "Typst, same tables, no charts", [typst, "compile", str(source), f"{folder}/typst.pdf"]
        )


def _print_context(name: str, command: list[str]) -> None:
    seconds = children_cpu(lambda: subprocess.run(command, capture_output=True, check=True, timeout=120))
    print(f"{f'context: {name}, CPU s':46}{seconds:9.2f}")


def children_cpu(work: Callable[[], object]) -> float:
    """CPU seconds of the processes that some work starts and waits for."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def as_typst(contents: ReportContents) -> str:
    """Every table of the report as a Typst table."""
    from assurance.renditions.tables import tables_of

    def cell(value: object) -> str:
        return f"[#{json.dumps('' if value is None else str(value), ensure_ascii=False)}]"

    return "\n".join(
        f"= #{json.dumps(table.title)}\n#table(columns: {len(table.columns)}, "
        f"table.header({', '.join(cell(column.heading) for column in table.columns)}), "
        f"{', '.join(cell(value) for row in table.rows for value in row)})"
        for table in tables_of(contents)
    )
