"""Room for calls: Python takes the stack of a thread from the system in pieces of 16 kB, and gives a piece back as soon
as the call that began it ends. Calls in a loop at the end of a piece, wherever that is, take a new one each: some 3,000
to draw a page, a fifth of its time.
"""

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def with_room(work: Callable[..., Result], *given: object) -> Result:
    """Do `work` below a call that asks for half a megabyte, which Python takes in one piece with as much to go on."""
    return work(*given)


with_room.__code__ = with_room.__code__.replace(co_stacksize=2**16)
