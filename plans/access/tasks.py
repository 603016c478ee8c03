"""What waits for a person on the desk: each room contributes where such lines come from; the desk home shows them."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from csp_portal.contributions import contributed
from plans.models import Membership, Partnership, User


@dataclass(frozen=True)
class Task:
    """One line of the tasks on the desk home."""

    partnership: Partnership
    sentence: str  # what is to be done, with its number, in words
    address: str  # the page on which it is done
    count: int = 1  # how many things the line is about; with 0 it is left out
    urgent: bool = False  # shown first


# Of a person, all their memberships (each with its partnership) and the day: what waits for them. A source asks the
# memberships what this person may do, and costs the same number of queries whatever it finds; or it says why not.
Source = Callable[[User, list[Membership], dt.date], Iterable[Task]]


def tasks_for(user: User, memberships: list[Membership], today: dt.date) -> list[Task]:
    """Everything that waits for a person, in order."""
    return in_order([line for source in contributed("TASKS") for line in source(user, memberships, today)])


def in_order(lines: list[Task]) -> list[Task]:
    """Urgent lines first; lines that count nothing are left out."""
    return sorted((line for line in lines if line.count), key=lambda line: not line.urgent)
