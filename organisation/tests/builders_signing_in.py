"""Builders for the tests of signing in: what a worker would do, done in the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from organisation.tasks import send_password_link


@contextmanager
def letters_at_once() -> Iterator[None]:
    """Links for a new password are sent while they are asked for, and not by a worker afterwards."""

    def apply(key: int) -> Any:
        return send_password_link.apply([key], throw=True)

    with mock.patch.object(send_password_link, "delay", apply):
        yield
