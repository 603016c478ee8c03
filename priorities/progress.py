"""Rules of a round, without a database: who is late, what is to be done today, which answer is the last one.

Every rule takes the day it is asked about.
"""

import datetime as dt
from collections.abc import Iterable
from enum import Enum
from typing import Protocol, TypeVar


class Asked(Protocol):
    """A lead who was asked: the day of the last letter and of the escalation, and the time of the answer, if any."""

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


class Told(Protocol):
    """An answer about one action; without a status it is still to come."""

    status: str

    @property
    def told_at(self) -> dt.datetime: ...


class Step(Enum):
    """What the daily work does about one lead."""

    WRITE = "write"
    REMIND = "remind"
    ESCALATE = "escalate"


A = TypeVar("A", bound=Asked)
T = TypeVar("T", bound=Told)


def unanswered(leads: Iterable[A]) -> list[A]:
    """Those who have not answered."""
    return [lead for lead in leads if lead.answered_at is None]


def overdue(terms: Terms, lead: Asked, today: dt.date) -> bool:
    """Whether an answer is missing after the day by which it was asked for; a closed round waits for nobody."""
    return terms.closed_at is None and lead.answered_at is None and today > terms.answer_by


def next_step(terms: Terms, lead: Asked, today: dt.date) -> Step | None:
    """What is due today for a lead; None when nothing is, also a second time on the same day.

    A letter that never went out is written. A reminder follows `remind_days` after the last letter. The officer is
    told once, `escalate_days` after the day by which to answer, also of a lead whom nobody could ask; from then on
    no more reminders go out, because a person takes over.
    """
    if terms.closed_at is not None or lead.answered_at is not None or lead.escalated_on is not None:
        return None
    if today >= terms.answer_by + dt.timedelta(days=terms.escalate_days) and today > terms.answer_by:
        return Step.ESCALATE
    if not lead.email:
        return None
    if lead.written_on is None:
        return Step.WRITE
    if today >= lead.written_on + dt.timedelta(days=terms.remind_days):
        return Step.REMIND
    return None


def last_answer(answers: Iterable[T], before: dt.datetime | None = None) -> T | None:
    """The newest answer there is, or was before a moment."""
    given = [one for one in answers if one.status and (before is None or one.told_at < before)]
    return max(given, key=lambda one: one.told_at, default=None)


def late(due_on: dt.date | None, completed_on: dt.date | None, today: dt.date) -> bool:
    """Whether a milestone was due before today and is not done. One without a day is never late."""
    return due_on is not None and completed_on is None and due_on < today
