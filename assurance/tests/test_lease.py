"""A lease that is renewed while the work goes on, and work that ends when the lease is lost."""

import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError
from pytest_django.fixtures import Settings

from assurance import lease
from assurance.lease import INTERRUPT, LostLease, heartbeat

pytestmark = pytest.mark.django_db

OFTEN = timedelta(seconds=0.02)


AT_WORK: list[str] = []
"""What work that is to be interrupted says first: on a busy machine the heart beats before it has begun."""


@pytest.fixture(autouse=True)
def nobody_at_work() -> None:
    AT_WORK.clear()


def lose() -> None:
    raise LostLease("It is another worker's.")


def work_for_long() -> None:
    AT_WORK.append("begun")
    time.sleep(30)


def lose_at_work() -> None:
    if AT_WORK:
        lose()


def beating() -> bool:
    return any(thread.name == "the heartbeat" for thread in threading.enumerate())


def wait_for(is_so: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 90
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_is_renewed_again_and_again_and_ends_with_the_work() -> None:
    renewed: list[None] = []
    with heartbeat(lambda: renewed.append(None), every=OFTEN, name="the heartbeat"):
        wait_for(lambda: len(renewed) >= 3)
    assert not beating()


def test_it_ends_with_work_that_fails() -> None:
    with (
        pytest.raises(SoftTimeLimitExceeded),
        heartbeat(lambda: None, every=OFTEN, name="the heartbeat"),
    ):
        raise SoftTimeLimitExceeded
    assert not beating()


def test_a_lost_lease_interrupts_the_work() -> None:
    before = signal.getsignal(INTERRUPT)
    with pytest.raises(LostLease), heartbeat(lose_at_work, every=OFTEN, name="the heartbeat"):
        work_for_long()
    assert not beating()
    assert signal.getsignal(INTERRUPT) is before


def test_a_lease_that_is_lost_before_the_work_begins_leaves_no_heart_beating(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or its next interruption would come when nobody expects one, and end the whole worker."""

    class Hesitant(threading.Thread):
        def start(self) -> None:
            super().start()
            time.sleep(30)

    monkeypatch.setattr(threading, "Thread", Hesitant)
    begun: list[str] = []
    with pytest.raises(LostLease), heartbeat(lose, every=OFTEN, name="the heartbeat"):
        begun.append("the work")
    assert not begun
    assert not beating()


def test_work_that_is_tidying_up_is_not_interrupted_again() -> None:
    tidied: list[str] = []

    def work() -> None:
        try:
            work_for_long()
        finally:
            time.sleep(0.2)
            tidied.append("to the end")

    with pytest.raises(LostLease), heartbeat(lose_at_work, every=OFTEN, name="the heartbeat"):
        work()
    assert tidied == ["to the end"]


def test_work_that_swallows_the_interruption_hears_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "AGAIN_AFTER", 1)
    heard: list[str] = []

    def work_on() -> None:
        try:
            work_for_long()
        except LostLease as lost:
            heard.append(str(lost))
        time.sleep(30)

    with pytest.raises(LostLease), heartbeat(lose_at_work, every=OFTEN, name="the heartbeat"):
        work_on()
    assert len(heard) == 1


def test_outside_the_main_thread_the_work_goes_on() -> None:
    ended: list[str] = []

    def work() -> None:
        with heartbeat(lose, every=OFTEN, name="the heartbeat"):
            time.sleep(0.2)
        ended.append("by itself")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert ended == ["by itself"]


def test_a_database_that_is_away_for_a_moment_does_not_end_the_beat() -> None:
    renewed: list[None] = []

    def renew() -> None:
        renewed.append(None)
        if len(renewed) == 1:
            raise DatabaseError("the server closed the connection")

    with heartbeat(renew, every=OFTEN, name="the heartbeat"):
        wait_for(lambda: len(renewed) >= 3)

    assert len(renewed) >= 3


def test_work_beyond_the_longest_time_is_renewed_no_more(settings: Settings) -> None:
    settings.CELERY_TASK_TIME_LIMIT = 0.1
    with heartbeat(lambda: None, every=OFTEN, name="the heartbeat"):
        wait_for(lambda: not beating())
        assert not beating()
