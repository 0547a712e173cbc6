"""The disk is full, or a file is torn."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from chaos.invariants import let_leases_run_out, tables
from chaos.people import Answer
from chaos.reports import ask_for_report, download, wait_for
from chaos.stage import Stage
from tools.breakable import descendants

LITTLE = 250_000
"""Bytes after which the kernel refuses to go on writing a file, as it does on a full disk."""


def disk_full_for_the_worker(stage: Stage) -> None:
    """No report can be stored; it waits, says why, and is made when there is room."""
    with full(stage, "worker"):
        report = ask_for_report(stage)
        failure = _wait_for_failure(stage, report)
    assert "too large" in failure.lower() or "space" in failure.lower(), failure
    assert not list(stage.portal.files.rglob("*.part")), "Half a file lies in the store."
    let_leases_run_out(stage.portal)
    wait_for(stage, report, "ready")


def disk_full_for_the_web(stage: Stage) -> None:
    """A large file is sent, and has nowhere to be kept while it is read."""
    editor = stage.editors[0]
    editor.open_return()
    with full(stage, "web"):
        answer = editor.post_file(f"{editor.return_page}workbook/send/", b"PK" + bytes(3_000_000))
    assert answer.status == 503, f"A file without room was answered {answer.status}."
    assert "no room" in _words(answer), _words(answer)[:600]


@contextmanager
def full(stage: Stage, name: str) -> Iterator[None]:
    """No room for the processes of that name: no file of theirs grows beyond a few bytes."""
    master = stage.portal.processes[name].pid
    processes = [master, *descendants(master)]
    stage.portal.log(name).write_bytes(b"")
    for pid in processes:
        _allow(pid, LITTLE)
    try:
        yield
    finally:
        for pid in {*processes, *descendants(master)}:
            _allow(pid, resource.RLIM_INFINITY)


def _allow(pid: int, size: int) -> None:
    """How large the files may grow that a process writes; one that has ended writes none."""
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _wait_for_failure(stage: Stage, report: str) -> str:
    """The reason that stands in the row once the first attempt has failed."""
    wait_for(stage, report, "running")
    wait_for(stage, report, "queued")
    with tables(stage.portal) as cursor:
        cursor.execute("SELECT failure FROM assurance_report WHERE id = %s", [report])
        return str(cursor.fetchone()[0])


def torn_file(stage: Stage) -> None:
    """Half a report lies in the store: it is not given out, and the same file can be made again."""
    report = ask_for_report(stage)
    wait_for(stage, report, "ready")
    with tables(stage.portal) as cursor:
        cursor.execute("SELECT file, sha256 FROM assurance_report WHERE id = %s", [report])
        name, sha256 = cursor.fetchone()
    path = stage.portal.files / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    refused = download(stage.assurance, report)
    assert refused.status == 409, f"Half a report was answered {refused.status}."
    assert "damaged" in _words(refused), _words(refused)[:600]
    stage.assurance.post(f"/reports/{report}/retry/")
    wait_for(stage, report, "ready")
    given = download(stage.assurance, report)
    assert (given.status, given.sha256) == (200, sha256), "The file that was made again is another one."


def _words(answer: Answer) -> str:
    return answer.text.lower()
