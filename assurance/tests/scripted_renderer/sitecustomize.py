"""On the PYTHONPATH of a worker under test: a renderer that takes the seconds in SLOW_RENDERER, a step at a time.

With FAILING_RENDERER it then fails with those words.
"""

import os
import sys
import time
from types import ModuleType, SimpleNamespace
from typing import Any

STEP = 0.1


def render_report(pack: Any, **options: Any) -> Any:
    for _ in range(int(float(os.environ.get("SLOW_RENDERER", "0")) / STEP)):
        options["on_step"]("Lay out and draw", 40)
        time.sleep(STEP)
    if words := os.environ.get("FAILING_RENDERER"):
        raise ValueError(words)
    return SimpleNamespace(pdf=b"%PDF-1.7 slow and whole", pages=1)


stand_in = ModuleType("assurance.rendering")
stand_in.render_report = render_report  # type: ignore[attr-defined]
sys.modules["assurance.rendering"] = stand_in
