"""On the PYTHONPATH of a worker under test: a renderer that does what the file named in RENDERER_SCRIPT says.

The file is JSON and is read at each rendering, so that one worker can be told several things: `seconds` it takes,
`waits` until the file says otherwise, `says` whether it names its step meanwhile, `stubborn` whether it goes on when it
is told to stop, `fails` with these words, `dies` like a process that runs out of memory, `size` of the file in bytes,
`room` left on the disk in bytes (nothing: enough).
"""

import json
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

STEP = 0.1


def render_report(contents: Any, **options: Any) -> Any:
    script = json.loads(Path(os.environ["RENDERER_SCRIPT"]).read_text())
    options["on_step"]("Lay out and draw", 40)
    while script.get("waits"):
        time.sleep(STEP)
        script = json.loads(Path(os.environ["RENDERER_SCRIPT"]).read_text())
    for _ in range(int(script.get("seconds", 0) / STEP)):
        with suppress(Exception if script.get("stubborn") else ()):
            time.sleep(STEP)
        if script.get("says"):
            options["on_step"]("Lay out and draw", 40)
    if script.get("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if words := script.get("fails"):
        raise ValueError(words)
    set_room(script.get("room"))
    pdf = b"%PDF-1.7 scripted".ljust(script.get("size", 0))
    return SimpleNamespace(pdf=pdf, pages=1, data_sha256="")


def set_room(room: int | None) -> None:
    """A file that would grow beyond it is refused by the kernel in the middle of writing."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most if room is None else room, most))


if "RENDERER_SCRIPT" in os.environ:
    stand_in = ModuleType("assurance.rendering")
    stand_in.render_report = render_report  # type: ignore[attr-defined]
    sys.modules["assurance.rendering"] = stand_in
