"""What the portal's processes hold and use, read from the kernel."""

import os
import re
from pathlib import Path

from chaos.portal import Portal
from tools.breakable import children, descendants

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def memory_of(portal: Portal) -> dict[str, float]:
    """Megabytes: of our own processes what is resident, one by one; of PostgreSQL what is its own, all together."""
    held = {name: _megabytes(pid, "VmRSS") for name, pid in _own(portal).items()}
    database = [portal.postgres.process.pid, *children(portal.postgres.process.pid)]
    held["database, all"] = sum(_megabytes(pid, "RssAnon") for pid in database)
    held["queue"] = _megabytes(portal.redis.process.pid, "VmRSS")
    return held


def cpu_of(portal: Portal) -> dict[str, float]:
    """Seconds of computing so far, by part; what has ended is counted with its parent."""
    roots = {name: process.pid for name, process in portal.processes.items()}
    roots |= {"database": portal.postgres.process.pid, "queue": portal.redis.process.pid}
    return {name: sum(map(_seconds, [pid, *descendants(pid)])) for name, pid in roots.items()}


def _own(portal: Portal) -> dict[str, int]:
    """The portal's processes by their names: web, web 1, web 2, worker, worker 1, schedule."""
    found = {}
    for name, process in portal.processes.items():
        found[name] = process.pid
        found |= {f"{name} {number}": pid for number, pid in enumerate(children(process.pid), 1)}
    return found


def _megabytes(pid: int, key: str) -> float:
    try:
        said = re.search(rf"^{key}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except OSError:  # it has ended meanwhile
        return 0.0
    return int(said[1]) / 1024 if said else 0.0


def _seconds(pid: int) -> float:
    """User and system time, of itself and of the children that it has buried."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / CLOCK_TICKS
