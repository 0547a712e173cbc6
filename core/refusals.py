"""Why a change may not be made, in the sentence that the person reads."""

from collections.abc import Callable
from typing import Any


class Refused(Exception):
    """Why a change may not be made, in the sentence that the person reads; `field` is where they put it right."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def why_not(check: Callable[..., None], *facts: Any) -> str:
    """The sentence of a check that fails, for a page that shows it instead of a button; nothing when it passes."""
    try:
        check(*facts)
    except Refused as refusal:
        return str(refusal)
    return ""
