"""A printing process that stands ready: it has loaded WeasyPrint, and a copy of it prints each report.

    python -m assurance.printing.press_ready PARENT < requests > messages

Loading takes half a second of computing, a tenth of a report. It is done once here, and every report is still printed
by a process of its own, that limits itself before it reads anything, knows nothing of the report before, and ends with
it: this process forks and reads no sheet. A request is a line of JSON with the limits and the folder in which the sheet
lies; what the copy says follows, and at last how it ended. Whoever starts this ends it; left alone, it goes by itself.
"""

import gc
import json
import os
import select
import sys
import tempfile
from pathlib import Path
from typing import Any

from assurance.printing import press
from assurance.printing import sheet as sheets
from assurance.printing.sheet import Limits

IDLE_SECONDS = 600
"""After which the memory that it holds is worth more than the half second."""
SHEET, FILE, ERRORS, FONTS = "sheet.json", "report.pdf", "errors.txt", "fonts.conf"
"""What lies in the folder of one printing."""


def main(parent: int) -> None:
    press.end_with_parent(parent)
    press.load()
    gc.freeze()  # the copies share these pages of memory
    requests, own = os.fdopen(os.dup(0), "rb", buffering=0), os.getpid()
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        line = requests.readline()
        if not line:
            break
        pid = os.fork()
        if not pid:
            _print(json.loads(line), own)
        _, status = os.waitpid(pid, 0)
        sheets.tell(sys.stdout.buffer, exited=os.waitstatus_to_exitcode(status))


def _print(request: dict[str, Any], parent: int) -> None:
    """In the copy: it never comes back from here."""
    folder = Path(request["folder"])
    os.environ.update(HOME=str(folder), TMPDIR=str(folder), FONTCONFIG_FILE=str(folder / FONTS))
    tempfile.tempdir = None
    os.dup2(os.open(folder / SHEET, os.O_RDONLY), 0)
    os.dup2(os.open(folder / ERRORS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
    press.main(Limits(**request["limits"]), folder / FILE, parent)


def command() -> list[str]:
    """How this module is started."""
    return [sys.executable, "-s", "-W", "ignore", "-m", __name__, str(os.getpid())]


if __name__ == "__main__":
    main(int(sys.argv[1]))
