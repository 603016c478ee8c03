"""Calls at any depth take their stack from the system once, not for each call."""

import resource
from concurrent.futures import ThreadPoolExecutor

from csp_portal.operation.room import with_room

CALLS = 2_000


def nothing() -> None:
    pass


def calls_at(depth: int) -> None:
    if depth:
        calls_at(depth - 1)
    else:
        for _number in range(CALLS):
            nothing()


def most_pages_taken() -> int:
    """The most pages of memory that many calls at one depth take from the system, of 300 depths."""

    def taken(depth: int) -> int:
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        calls_at(depth)
        return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before

    return max(taken(depth) for depth in range(300))


def test_calls_at_any_depth_take_no_memory_each():
    with ThreadPoolExecutor(1) as thread:  # with a stack of its own
        assert thread.submit(with_room, most_pages_taken).result() < CALLS // 10
