"""What waits for a person on the desk: each room contributes where such lines come from; the desk home shows them."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from csp_portal.contributions import contributed
from plans.models import Membership, Partnership, User


@dataclass(frozen=True)
class Task:
    """One line of "What waits for me". `sentence` says what waits, with its number, in words; `address` leads to the
    place where it is dealt with; `count` is how many things the line stands for. What is `urgent` stands first."""

    partnership: Partnership
    sentence: str
    address: str
    count: int = 1
    urgent: bool = False


# Of a person, all their memberships (each with its partnership) and the day: what waits for them. A source asks the
# memberships what this person may do, and costs the same number of queries whatever it finds; or it says why not.
Source = Callable[[User, list[Membership], dt.date], Iterable[Task]]


def tasks_for(user: User, memberships: list[Membership], today: dt.date) -> list[Task]:
    """Everything that waits for a person, in order."""
    return in_order([line for source in contributed("TASKS") for line in source(user, memberships, today)])


def in_order(lines: list[Task]) -> list[Task]:
    """Urgent lines first; lines that count nothing are left out."""
    return sorted((line for line in lines if line.count), key=lambda line: not line.urgent)
