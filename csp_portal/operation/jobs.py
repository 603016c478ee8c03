"""What the portal does by itself: commands that are due every so often or once a day, each by one process at a time.

Any number of processes and machines may look for what is due: each job is claimed by one statement in the database. A
process holds its job as long as it lives, and no longer than the job may take; one that was killed leaves it claimed
for a minute or two. A clock that was wrong for a while and is put right delays no job: times that are further away than
any clock that goes right would have set are brought near.
"""

import datetime as dt
import io
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise

from csp_portal.contributions import contributed
from csp_portal.models import JobState

from .database_away import sentence_of

logger = logging.getLogger(__name__)
KEPT = 2_000  # characters of what a job said last
HELD = dt.timedelta(minutes=2)  # after which nobody is doing a job who has not said so again
BETWEEN_SIGNS = 30  # seconds


@dataclass(frozen=True)
class Job:
    """A command and when it is due: `every` so long or, where that is empty, once a day `at` this local time."""

    command: str
    label: str | Promise
    every: dt.timedelta | None = None
    at: dt.time | None = None
    longest: dt.timedelta = dt.timedelta(minutes=30)
    is_wanted: Callable[[], bool] = lambda: True

    def after(self, now: dt.datetime) -> dt.datetime:
        """When the job is due next, if it was done `now`."""
        if self.every is not None:
            return now + self.every
        local = timezone.localtime(now)
        today = dt.datetime.combine(local.date(), self.at or dt.time(3), local.tzinfo)
        return today if today > local else timezone.make_aware(today.replace(tzinfo=None) + dt.timedelta(days=1))


def wanted() -> list[Job]:
    """Every job of this portal, in the order in which they are done."""
    return [job for job in contributed("JOBS") if job.is_wanted()]


def run_due(clock: Callable[[], dt.datetime] = timezone.now) -> Iterator[tuple[Job, JobState]]:
    """Do what is due, one after the other, and give each job with its new state. One that fails stops no other."""
    known = JobState.objects.in_bulk(field_name="name")
    for job in wanted():
        if job.command in known:
            _bring_near(known[job.command], job, clock())
    for job in wanted():
        state = known.get(job.command) or _new_state(job, clock())
        if state.due_at <= clock() and _claim(state, job, clock()):
            with _held(state, job):
                outcome, failed = _run(job)
            state.refresh_from_db()
            state.outcome, state.ended_at, state.running_until = outcome[-KEPT:], clock(), None
            state.failures = state.failures + 1 if failed else 0
            state.succeeded_at = state.succeeded_at if failed else state.ended_at
            state.due_at = job.after(state.ended_at)
            state.save()
            yield job, state


def _new_state(job: Job, now: dt.datetime) -> JobState:
    """The state of a job that was never done: it is due now. Another process may have said so at the same time."""
    return JobState.objects.get_or_create(name=job.command, defaults={"due_at": now})[0]


def _bring_near(state: JobState, job: Job, now: dt.datetime) -> None:
    """Correct what a clock that was ahead has left, so that nobody waits until then. Clocks may differ by HELD.

    A claim is cut short, not dropped: whoever lives and has the job says so again sooner than it ends.
    """
    row = JobState.objects.filter(pk=state.pk)
    if state.due_at > job.after(now + HELD):
        near = job.after(now)
        row.filter(due_at=state.due_at).update(due_at=near)
        state.due_at = near
    if state.running_until and state.running_until > now + 2 * HELD:
        row.filter(running_until=state.running_until).update(running_until=now + HELD)


def _claim(state: JobState, job: Job, now: dt.datetime) -> bool:
    """Take a job, unless another process has it or has just done it."""
    free = Q(running_until=None) | Q(running_until__lt=now)
    mine = JobState.objects.filter(free, pk=state.pk, due_at=state.due_at)
    return bool(mine.update(running_until=now + min(HELD, job.longest), began_at=now))


@contextmanager
def _held(state: JobState, job: Job) -> Iterator[None]:
    """Say again and again that this process is alive and has the job, until its longest time is over."""
    is_over, turns = threading.Event(), int(job.longest.total_seconds() / BETWEEN_SIGNS)

    def say() -> None:
        """Go on until the job is done; a sign that could not be given is left out."""
        for _turn in range(turns):
            if is_over.wait(BETWEEN_SIGNS):
                return
            try:
                JobState.objects.filter(pk=state.pk).update(running_until=timezone.now() + HELD)
            except DatabaseError:
                logger.warning("The job %s could not say that it goes on.", job.command)
            connection.close()

    saying = threading.Thread(target=say, daemon=True)
    saying.start()
    try:
        yield
    finally:
        is_over.set()
        saying.join()


def _run(job: Job) -> tuple[str, bool]:
    """What the command said, and whether it failed."""
    said = io.StringIO()
    try:
        call_command(job.command, stdout=said, stderr=said)
    except SystemExit as stop:
        return said.getvalue(), bool(stop.code)
    except Exception as problem:
        logger.exception("The job %s failed.", job.command)
        words = sentence_of(problem)
        return f"{said.getvalue()}{f'{words} ' if words else ''}{type(problem).__name__}: {problem}", True
    return said.getvalue(), False
