"""Calls find room: memory is not asked for and given back again and again."""

import resource
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.room import roomy

DEPTHS, TIMES = 250, 300


def faults_at(depth: int) -> int:
    """How often the machine brought a page of memory for calls from so deep."""
    if depth:
        return faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(TIMES):
        _of_many_names()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def _of_many_names() -> int:
    """Its frame is longer than that of the function above: from some depth it always lies beyond the end."""
    a = b = c = d = e = f = g = h = i = j = k = m = n = o = p = q = 1
    return a + b + c + d + e + f + g + h + i + j + k + m + n + o + p + q


def most_faults() -> int:
    return max(faults_at(depth) for depth in range(DEPTHS))


def test_no_depth_costs_memory_for_every_call() -> None:
    """In a thread of its own, as its stack begins anew; plain, one depth in some thirty costs a page a call."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        assert thread.submit(roomy(most_faults)).result() < TIMES // 2


def test_it_is_the_same_work() -> None:
    @roomy
    def share(of: int, *, by: int) -> float:
        """A part of it."""
        return of / by

    assert share(6, by=3) == 2
    assert (share.__name__, share.__doc__) == ("share", "A part of it.")
    with pytest.raises(ZeroDivisionError):
        share(6, by=0)
