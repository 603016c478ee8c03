"""The rules of a round, without a database."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given, strategies as st

from priorities.updates.progress import (
    MilestoneTiming,
    ReminderStep,
    due,
    last_answers,
    next_step,
    overdue,
    status_of_all,
    unanswered,
)

DAY = dt.date(2020, 7, 20)
NOON = dt.datetime(2020, 7, 10, 12, tzinfo=dt.UTC)


def day(after: int) -> dt.date:
    """So many days after the day by which to answer."""
    return DAY + dt.timedelta(days=after)


@dataclass
class Terms:
    answer_by: dt.date = DAY
    remind_days: int = 7
    escalate_days: int = 5
    closed_at: dt.datetime | None = None


@dataclass
class Asked:
    email: str = "lead@example.org"
    written_on: dt.date | None = day(-20)
    escalated_on: dt.date | None = None
    answered_at: dt.datetime | None = None


@dataclass
class Told:
    question: str
    status: str
    told_at: dt.datetime


@pytest.mark.parametrize(
    ("lead", "terms", "today", "step"),
    [
        (Asked(written_on=None), Terms(), day(-19), ReminderStep.WRITE),
        (Asked(), Terms(), day(-20), None),
        (Asked(), Terms(), day(-14), None),
        (Asked(), Terms(), day(-13), ReminderStep.REMIND),
        (Asked(written_on=day(-13)), Terms(), day(-13), None),
        (Asked(written_on=day(-13)), Terms(), day(-6), ReminderStep.REMIND),
        (Asked(written_on=day(1)), Terms(), day(4), None),
        (Asked(written_on=day(1)), Terms(), day(5), ReminderStep.ESCALATE),
        (Asked(email="", written_on=None), Terms(), day(-1), None),
        (Asked(email="", written_on=None), Terms(), day(5), ReminderStep.ESCALATE),
        (Asked(), Terms(escalate_days=0), day(0), ReminderStep.REMIND),
        (Asked(), Terms(escalate_days=0), day(1), ReminderStep.ESCALATE),
        (Asked(escalated_on=day(5)), Terms(), day(30), None),
        (Asked(answered_at=NOON), Terms(), day(30), None),
        (Asked(), Terms(closed_at=NOON), day(30), None),
    ],
)
def test_what_is_due_for_a_lead(lead, terms, today, step):
    assert next_step(terms, lead, today) is step


def test_an_answer_is_overdue_from_the_day_after():
    assert [overdue(Terms(), Asked(), day(after)) for after in (-1, 0, 1)] == [False, False, True]
    assert not overdue(Terms(), Asked(answered_at=NOON), day(9))
    assert not overdue(Terms(closed_at=NOON), Asked(), day(9))


def test_who_has_not_answered():
    silent, other = Asked(), Asked(email="")
    assert unanswered([silent, Asked(answered_at=NOON), other]) == [silent, other]


@given(st.integers(1, 40), st.integers(0, 40), st.integers(-30, 60))
def test_after_a_letter_nothing_more_is_written_that_day(remind_days, escalate_days, after):
    """Whatever the terms say, doing what is due leaves nothing to write for the same day."""
    terms = Terms(remind_days=remind_days, escalate_days=escalate_days)
    lead = Asked()
    step = next_step(terms, lead, day(after))
    if step is ReminderStep.ESCALATE:
        lead.escalated_on = day(after)
    elif step is not None:
        lead.written_on = day(after)
    assert step is None or next_step(terms, lead, day(after)) is None


def test_the_last_answer_to_each_question():
    first, second = Told("1.1", "off track", NOON), Told("1.1", "complete", NOON + dt.timedelta(days=90))
    to_come, other = Told("1.1", "", NOON + dt.timedelta(days=180)), Told("1.2", "on track", NOON)
    for order in ([first, second, to_come, other], [other, to_come, second, first]):
        assert last_answers(order, of=lambda one: one.question) == {"1.1": second, "1.2": other}


@pytest.mark.parametrize(
    ("due_on", "completed_on", "how"),
    [
        (day(-1), None, MilestoneTiming.LATE),
        (day(0), None, MilestoneTiming.SOON),
        (day(30), None, MilestoneTiming.SOON),
        (day(31), None, MilestoneTiming.LATER),
        (day(-1), day(3), MilestoneTiming.DONE),
        (None, None, MilestoneTiming.NO_DAY),
        (None, day(-3), MilestoneTiming.DONE),
    ],
)
def test_how_a_milestone_stands(due_on, completed_on, how):
    assert due(due_on, completed_on, DAY) is how


def test_a_status_of_several_leads_is_the_worst_that_somebody_could_say():
    """Rank: off track, at risk, not started, on track, complete; “cannot say” counts for nothing."""
    later = NOON + dt.timedelta(days=1)
    said = [Told("1.1", "complete", later), Told("1.1", "at risk", NOON), Told("1.1", "not known", later)]
    assert status_of_all(said) is said[1]
    assert status_of_all(said[2:]) is None
    two = [Told("1.1", "on track", NOON), Told("1.1", "on track", later)]
    assert status_of_all(two) is two[1]
