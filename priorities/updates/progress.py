"""Rules of a round, without a database: who is late, what is to be done today, which answer is the last one.

Every rule takes the day it is asked about.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from enum import Enum
from typing import Protocol, TypeVar

from priorities.models import ProgressStatus


class LeadState(Protocol):
    """A lead who was asked: the day of the last email and of the escalation, and the time of the answer, if any."""

    email: str
    written_on: dt.date | None
    escalated_on: dt.date | None
    answered_at: dt.datetime | None


class Terms(Protocol):
    """What a round says about time."""

    answer_by: dt.date
    remind_days: int
    escalate_days: int
    closed_at: dt.datetime | None


class ActionAnswer(Protocol):
    """An answer about one action; without a status it is still to come."""

    status: str

    @property
    def told_at(self) -> dt.datetime: ...


class ReminderStep(Enum):
    """What the daily work does about one lead."""

    WRITE = "write"
    REMIND = "remind"
    ESCALATE = "escalate"


SOON_DAYS = 30
A = TypeVar("A", bound=LeadState)
T = TypeVar("T", bound=ActionAnswer)
K = TypeVar("K", bound=Hashable)


def unanswered(leads: Iterable[A]) -> list[A]:
    """Those who have not answered."""
    return [lead for lead in leads if lead.answered_at is None]


def overdue(terms: Terms, lead: LeadState, today: dt.date) -> bool:
    """Whether an answer is missing after the day by which it was asked for; a closed round waits for nobody."""
    return terms.closed_at is None and lead.answered_at is None and today > terms.answer_by


def next_step(terms: Terms, lead: LeadState, today: dt.date) -> ReminderStep | None:
    """What is due today for a lead; None when nothing is, also a second time on the same day.

    An email that never went out is written. A reminder follows `remind_days` after the last email. The officer is
    told once, `escalate_days` after the day by which to answer, also of a lead whom nobody could ask; from then on
    no more reminders go out, because a person takes over.
    """
    if terms.closed_at is not None or lead.answered_at is not None or lead.escalated_on is not None:
        return None
    if today >= terms.answer_by + dt.timedelta(days=terms.escalate_days) and today > terms.answer_by:
        return ReminderStep.ESCALATE
    if not lead.email:
        return None
    if lead.written_on is None:
        return ReminderStep.WRITE
    if today >= lead.written_on + dt.timedelta(days=terms.remind_days):
        return ReminderStep.REMIND
    return None


def last_answers(answers: Iterable[T], of: Callable[[T], K]) -> dict[K, T]:
    """The newest answer to each question; `of` names the question. What has no status was not answered."""
    last: dict[K, T] = {}
    for one in answers:
        key = of(one)
        if one.status and (key not in last or last[key].told_at <= one.told_at):
            last[key] = one
    return last


_WORST_FIRST = [
    ProgressStatus.OFF_TRACK,
    ProgressStatus.AT_RISK,
    ProgressStatus.NOT_STARTED,
    ProgressStatus.ON_TRACK,
    ProgressStatus.COMPLETE,
]


def status_of_all(answers: Iterable[T]) -> T | None:
    """Of the answers of several leads about one action, the one that the action has: the worst, of two equals the
    newest. None where nobody could say."""
    said = [one for one in answers if one.status in _WORST_FIRST]
    newest_first = sorted(said, key=lambda one: one.told_at, reverse=True)
    return min(newest_first, key=lambda one: _WORST_FIRST.index(ProgressStatus(one.status)), default=None)


class MilestoneTiming(Enum):
    """How a milestone stands in time."""

    DONE = "done"
    LATE = "late"
    SOON = "due soon"
    LATER = "later"
    NO_DAY = "no day"


def due(due_on: dt.date | None, completed_on: dt.date | None, today: dt.date, soon: int = SOON_DAYS) -> MilestoneTiming:
    """How a milestone stands on a day: due on that day itself is soon, not late. `soon` counts days."""
    if completed_on is not None:
        return MilestoneTiming.DONE
    if due_on is None:
        return MilestoneTiming.NO_DAY
    if due_on < today:
        return MilestoneTiming.LATE
    return MilestoneTiming.SOON if due_on <= today + dt.timedelta(days=soon) else MilestoneTiming.LATER
