"""What waits for a person on the desk, and the first steps of a new partnership: each room contributes its own."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from csp_portal.contributions import contributed
from csp_portal.operation.reading import Reader
from csp_portal.pages.languages import Words
from plans.models import Membership, Partnership, Plan, User

from .permissions import Permission


@dataclass(frozen=True)
class Task:
    """One line of the tasks on the desk home."""

    partnership: Partnership
    sentence: str  # what is to be done, with its number, in words
    address: str  # the page on which it is done
    count: int = 1  # how many things the line is about; with 0 it is left out
    urgent: bool = False  # shown first


@dataclass(frozen=True)
class PartnerTask:
    """Something that one organisation has to do for a partnership; it may be one of several that have."""

    partner: str  # its name, or the words of the plan in place of one; empty: nobody is named
    sentence: str
    address: str
    due_on: dt.date | None = None
    late: bool = False


# Of a partnership and a day: what its organisations have to do, at a constant number of queries.
PartnerSource = Callable[[Partnership, dt.date], Iterable[PartnerTask]]


def partner_tasks(partnership: Partnership, today: dt.date) -> list[PartnerTask]:
    """Everything that organisations have to do for a partnership: what is late first, then by the day it is due."""
    sources: tuple[PartnerSource, ...] = contributed("PARTNER_TASKS")
    lines = [line for source in sources for line in source(partnership, today)]
    return sorted(lines, key=lambda line: (not line.late, line.due_on or dt.date.max))


# Of a person, all their memberships (each with its partnership) and the day: a reader that finds what waits for them. A
# source asks the memberships what this person may do, and asks the database in as few turns as it can.
Source = Callable[[User, list[Membership], dt.date], Reader]


def task_readers(user: User, memberships: list[Membership], today: dt.date) -> list[Reader]:
    """What reads everything that waits for a person."""
    return [source(user, memberships, today) for source in contributed("TASKS")]


def in_order(lines: list[Task]) -> list[Task]:
    """Urgent lines first; lines that count nothing are left out."""
    return sorted((line for line in lines if line.count), key=lambda line: not line.urgent)


@dataclass(frozen=True)
class FirstStep:
    """One step on the way to a first published plan. Nothing of it is stored: it is done where its rows are."""

    place: int  # among the steps, from 1
    words: Words
    permission: Permission  # of those who can do it
    rows: QuerySet[Any]
    partnership: str  # the lookup from a row to its partnership
    page: Callable[[Partnership, Plan | None], str]  # where it is done, with the plan in work; empty: not possible yet


FIRST_STEPS = (
    FirstStep(
        1,
        _("Invite people: officers, approvers, scrutiny members"),
        Permission.MANAGE_PEOPLE,
        Membership.objects.filter(partnership__memberships__user__gt=F("user")),  # somebody else is there too
        "partnership",
        lambda owner, _plan: reverse("people", args=[owner.slug]),
    ),
)
