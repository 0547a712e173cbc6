"""The printing process: its limits, its endings, and that nothing of it outlives whoever started it."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from assurance import rendering
from assurance.printing import press, process, sheet
from assurance.printing.process import print_apart
from assurance.printing.ready import ReadyPress
from assurance.printing.sheet import Asset, Attachment, Limits, PrintedFile, RenderingDefect, Sheet, TooLarge
from tools import breakable

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = "<html lang=en><title>A page</title><h1>A page</h1>"
MADE_AT = datetime(2014, 5, 9, 16, 0, tzinfo=UTC)


def make_sheet(html: str = f"{PAGE}<p>Words.", attachments: tuple[Attachment, ...] = ()) -> Sheet:
    """A document in the report's own typeface and style."""
    fonts, _ = rendering.fonts_named(rendering.FONTS)
    assets = {**rendering.assets(tuple(fonts)), **fonts}
    return Sheet(html=html, identifier=b"x" * 16, assets=assets, attachments=attachments)


def printed(
    made: Sheet, on_step: Callable[[str, int], None] = lambda step, percent: None, **limits: int
) -> PrintedFile:
    return print_apart(made, limits=Limits(**limits), on_step=on_step)


@pytest.fixture(autouse=True)
def others() -> set[int]:
    """What other tests have started from this process, such as a browser."""
    return children()


def children() -> set[int]:
    found = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True, check=False)
    return {int(pid) for pid in found.stdout.split()}


def test_a_sheet_goes_over_the_pipe_and_comes_back_the_same() -> None:
    made = Sheet(
        html="<p>Łukasz, Tŷ Gwyn",
        identifier=b"\x00\xff" * 8,
        assets={"a.css": Asset(b"p{}", "text/css")},
        attachments=(Attachment("a.csv", "Data", "Data of a table", b"1,2\xff", MADE_AT),),
    )

    assert sheet.from_bytes(sheet.to_bytes(made)) == made


@pytest.mark.parametrize(
    ("html", "limits", "why"),
    [
        (
            f"{PAGE}{'A line of a narrative without an end.<br>' * 100_000}",
            {"cpu_seconds": 3},
            "3 seconds of computing",
        ),
        (f"{PAGE}{'x' * 2_000_000}", {"cpu_seconds": 3}, "3 seconds of computing"),
        (f"{PAGE}{'A line.<br>' * 100_000}", {"memory_mb": 220}, "220 MB of memory"),
        (f"{PAGE}{'A line.<br>' * 100_000}", {"wall_seconds": 3}, "takes more than 3 seconds"),
        (f"{PAGE}{'<div>' * 5_000}", {}, "nested too deeply"),
        (f"{PAGE}{'<p style=break-after:page>x' * 30}", {"pages": 20}, "30 pages, and 20 is the most"),
    ],
    ids=["many lines", "one long word", "memory", "clock", "depth", "pages"],
)
def test_what_is_too_large_is_said_in_a_sentence(
    html: str, limits: dict[str, int], why: str, others: set[int]
) -> None:
    with pytest.raises(TooLarge, match=f"^The report is too large: .*{why}"):
        printed(make_sheet(html), **limits)

    assert children() <= others


def test_a_file_beyond_its_size_is_too_large() -> None:
    noise = Attachment("noise.bin", "Noise", "Data that no zip makes smaller", os.urandom(3_000_000), MADE_AT)

    with pytest.raises(TooLarge, match="more than 1 MB"):
        printed(make_sheet(attachments=(noise,)), file_mb=1)


def test_the_limits_are_the_kernels() -> None:
    code = (
        "import os, resource, signal, sys\n"
        "from assurance.printing import press\n"
        "from assurance.printing.sheet import Limits\n"
        "press.confine(Limits(cpu_seconds=7, wall_seconds=9, memory_mb=300, file_mb=2), os.getppid())\n"
        "names = ('RLIMIT_CPU', 'RLIMIT_AS', 'RLIMIT_FSIZE', 'RLIMIT_CORE')\n"
        "print([resource.getrlimit(getattr(resource, name)) for name in names], signal.alarm(0))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    memory, file = 300 * 1024 * 1024, 2 * 1024 * 1024
    assert said.stdout.strip() == f"{[(7, 12), (memory, memory), (file, file), (0, 0)]} 14"


def test_it_ends_when_whoever_started_it_is_gone_already() -> None:
    """And does not take a worker for gone whose number is 1, as the first process of a container has."""
    code = (
        "import os\n"
        "from assurance.printing import press\n"
        "os.getppid = lambda: 1\n"
        "press.end_with_parent({parent})\n"
        "print('it works')"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code.format(parent=parent)], capture_output=True, check=True, cwd=ROOT
        ).stdout
        for parent in (1, 4321)
    ]

    assert said == [b"it works\n", b""]


class Lost(Exception):
    """A lease that is lost, a time limit that is over."""


def test_whatever_is_raised_meanwhile_ends_the_process_and_its_files(others: set[int]) -> None:
    """As a heartbeat does by a signal, in the middle of the rendering."""
    made, at_work = make_sheet(f"{PAGE}{'A line.<br>' * 100_000}"), set()

    def lose(number: int, frame: object) -> None:
        """As soon as it has been at work for a second, however long it takes to start."""
        now = children() - others
        if now & at_work:
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise Lost
        at_work.update(now)

    before = signal.signal(signal.SIGALRM, lose)
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    try:
        with pytest.raises(Lost):
            printed(made)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    assert children() <= others


def test_what_a_killed_worker_leaves_lies_in_the_folder_that_is_cleared(tmp_path: Path) -> None:
    code = (
        "import django, sys; django.setup()\n"
        "from pathlib import Path\n"
        "from assurance.printing.process import print_apart\n"
        "from assurance.printing.sheet import Limits\n"
        "from assurance.tests.test_printing import PAGE, make_sheet\n"
        "made = make_sheet(PAGE + 'A line.<br>' * 100_000)\n"
        "print_apart(made, limits=Limits(), on_step=print, within=Path(sys.argv[1]) / 'printing')"
    )
    settings = os.environ | {"DJANGO_SETTINGS_MODULE": "ccg_portal.settings", "TMPDIR": str(tmp_path)}
    worker = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, env=settings)
    deadline = time.monotonic() + 90
    while not list(tmp_path.glob("printing/report-*/errors.txt")):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    worker.kill()
    worker.wait()

    assert [path.name for path in tmp_path.iterdir()] == ["printing"]
    assert process.clear_left(tmp_path / "printing", time.time() + 1) == 1
    assert list((tmp_path / "printing").iterdir()) == []


def test_a_refused_step_ends_the_process(others: set[int]) -> None:
    def refuse(step: str, percent: int) -> None:
        raise Lost

    with pytest.raises(Lost):
        printed(make_sheet(), refuse)

    assert children() <= others


def test_a_process_that_is_killed_from_outside_is_a_fault_of_the_machine(others: set[int]) -> None:
    def kill(step: str, percent: int) -> None:
        for pid in children() - others:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)

    html = f"{PAGE}{'<p>A line.' * 2_000}"
    with pytest.raises((OSError, TooLarge)) as ended:
        printed(make_sheet(html), kill, pages=10_000)

    assert isinstance(ended.value, OSError)
    assert "ended from outside (signal 9)" in str(ended.value)


def test_it_ends_with_whoever_started_it() -> None:
    """A worker that is killed without a word leaves no process behind, not even one that can do nothing itself."""
    code = (
        "import django; django.setup()\n"
        "from assurance.tests.test_printing import PAGE, make_sheet, printed\n"
        "printed(make_sheet(PAGE + 'A line.<br>' * 100_000))"
    )
    settings = os.environ | {"DJANGO_SETTINGS_MODULE": "ccg_portal.settings"}
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=settings)
    deadline = time.monotonic() + 90
    while not (confined := [pid for pid in breakable.children(parent.pid) if is_confined(pid)]):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    [child] = confined
    os.kill(child, signal.SIGSTOP)
    parent.kill()
    parent.wait()

    deadline = time.monotonic() + 90
    while breakable.is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_confined(pid: int) -> bool:
    """Whether the process has set itself its limits, the end of its parent among them."""
    said = Path(f"/proc/{pid}/limits").read_text()
    return re.search(rf"^Max cpu time +{Limits().cpu_seconds} ", said, re.MULTILINE) is not None


def test_the_process_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    real = subprocess.Popen

    def note(*options: object, **more: dict[str, str]) -> subprocess.Popen[bytes]:
        given.append(more["env"])
        return real(*options, **more)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(process.subprocess, "Popen", note)
    printed(make_sheet())

    assert set(given[0]) <= {*process.KEPT, "HOME", "TMPDIR", "FONTCONFIG_FILE", "LANG", "PYTHONHASHSEED"}


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        (MemoryError(), press.TOO_LARGE),
        (RecursionError(), press.TOO_LARGE),
        (OSError(27, "File too large"), press.TOO_LARGE),
        (OSError(28, "No space left on device"), press.FAULT),
        (RenderingDefect("The page maker found a defect: x"), press.DEFECT),
        (ValueError("odd"), press.DEFECT),
        (KeyboardInterrupt(), press.DEFECT),
    ],
)
def test_every_ending_has_its_verdict(end: BaseException, kind: str) -> None:
    said, why, _ = press.verdict(end, Limits())

    assert said == kind
    assert why


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (signal.SIGXCPU, TooLarge),
        (signal.SIGTRAP, TooLarge),
        (signal.SIGSEGV, RenderingDefect),
        (signal.SIGKILL, OSError),
    ],
)
def test_every_signal_has_its_meaning(number: int, expected: type[Exception]) -> None:
    assert isinstance(process._of_signal(number, Limits()), expected)


def test_a_full_disk_is_a_fault_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(
        process, "_listen", lambda *_: {"end": press.FAULT, "why": "No space left on device", "errno": 28}
    )

    with pytest.raises(OSError, match="No space left") as fault:
        printed(make_sheet())

    assert fault.value.errno == 28


# A press that stands ready


def test_a_copy_prints_the_same_bytes_and_whatever_becomes_of_it_the_next_is_printed(
    others: set[int],
) -> None:
    """Given a press that stands ready, when a copy fails, breaks its limits or is ended, the next is as by its own."""
    ready, made = ReadyPress(), make_sheet()

    def copied(
        page: Sheet = made, on_step: Callable[[str, int], None] = lambda *_: None, **limits: int
    ) -> bytes:
        return print_apart(page, limits=Limits(**limits), on_step=on_step, ready=ready).pdf

    def lose(step: str, percent: int) -> None:
        raise Lost

    by_its_own = printed(made).pdf
    assert copied() == by_its_own
    (standing,) = children() - others

    with pytest.raises(TooLarge, match="30 pages, and 20 is the most"):
        copied(make_sheet(f"{PAGE}{'<p style=break-after:page>x' * 30}"), pages=20)
    with pytest.raises(TooLarge, match="1 seconds of computing"):
        copied(make_sheet(f"{PAGE}{'x' * 2_000_000}"), cpu_seconds=1)
    assert children() - others == {standing}, "what ends a copy leaves the press"

    with pytest.raises(Lost):
        copied(on_step=lose)
    assert children() <= others, "what is raised here ends both"
    assert copied() == by_its_own
    ready.end()


def test_a_time_limit_while_a_press_is_ended_leaves_it_to_the_next() -> None:
    """Celery raises its soft limit wherever the thread is just then."""
    ready, standing = ReadyPress(), mock.Mock(stdin=None, stdout=None)
    standing.poll.return_value = None
    standing.wait.side_effect = [SoftTimeLimitExceeded, 0]

    with pytest.raises(SoftTimeLimitExceeded), ready.lent(lambda: standing):
        pass
    with ready.lent(mock.Mock()) as lent:
        assert lent is standing, "it was not ended yet, and is lent again"

    assert standing.kill.call_count == 2


def test_one_press_serves_one_printing_and_one_thread_at_a_time() -> None:
    ready, started = ReadyPress(), []

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(["sleep", "60"]))
        return started[-1]

    with ready.lent(start) as first, ready.lent(start) as second:
        assert (first, second) == (started[0], None)
        ready.done()
    other = threading.Thread(target=lambda: ready.lent(start).__enter__())
    other.start()
    other.join()

    assert len(started) == 2, "each thread starts its own"
    assert started[0].poll() is not None
    started[1].kill()
    started[1].wait()
