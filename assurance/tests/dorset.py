"""The Dorset data set for the tests that read it: loaded once for a file, and taken back at its end."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


@contextmanager
def loaded_dorset(blocker: Any) -> Iterator[None]:
    """Everything that `load_dorset` loads in the demonstration, inside a transaction that is rolled back."""
    with blocker.unblock(), transaction.atomic():
        with override_settings(PORTAL_DEMONSTRATION=True):
            call_command("load_dorset", verbosity=0)
        yield
        transaction.set_rollback(True)


def numbers_in(printed: str) -> list[Decimal]:
    """The numbers of a printed text, as they stand: £1,059,768 and £2.5m, 66/66 (100%)."""
    found = re.findall(r"(\d[\d,]*(?:\.\d+)?)(m\b)?", printed)
    return [Decimal(number.replace(",", "")) * (1_000_000 if unit else 1) for number, unit in found]
