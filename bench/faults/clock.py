"""A clock that jumps, for the portal and its jobs alone, and what must be true once it is right again."""

import datetime as dt
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from csp_portal.models import JobState
from csp_portal.operation import published_folder
from csp_portal.operation.jobs import HELD, wanted
from plans.access.accounts import password_page
from plans.models import Plan, User
from plans.publishing.transitions import make_transition, schedule
from tests import builders
from tests.running import Server

PATIENCE = HELD.total_seconds() + 180  # a claim of a killed process, a minute, and the jobs themselves beside everybody
PASSWORD = secrets.token_urlsafe(12)


class Clock:
    """What the portal and its jobs take for the time: they ask for it what bench/faults/settings.py gives them."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.environment = {"CLOCK_OF_FAULTS": str(self.file)}
        self.jump(dt.timedelta())

    def jump(self, by: dt.timedelta) -> None:
        """Let it be wrong by so much from now on, in every process at once."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{by.total_seconds()}")
        new.replace(self.file)


class Seen(NamedTuple):
    """What a jump did, and what was wrong afterwards."""

    stored: int
    published: int
    held: int
    seconds: float
    wrong: list[str]


def jump(session, clock: Clock, by: dt.timedelta, due_in: dt.timedelta) -> Seen:
    """Let the clock be wrong for a while in which everybody works and a plan is due, and look when it is right."""
    soon, later = (_scheduled(session.officer, after) for after in (due_in, dt.timedelta(days=3)))
    person = builders.person(f"clock{soon.pk}", soon.partnership)
    link = password_page(person)
    server, wrong, before = session.machine.portal, [], session.stored()
    clock.jump(by)
    tried = [_sign_in(server, person, "not the password") for _number in range(6)]
    if tried != [200] * 4 + [429] * 2:
        wrong.append(f"Six wrong passwords are answered {tried}.")
    wrong += _link(server, link, 302)
    _do_jobs_until_killed(session, by)
    published = soon.versions.count()
    if published != (due_in < by):
        wrong.append(f"While the clock was wrong, the scheduled plan was published {published} times.")
    stored = session.stored() - before
    held = JobState.objects.exclude(running_until=None).count()
    clock.jump(dt.timedelta())
    seconds = _wait_for_jobs(session, dt.timedelta(), "began_at", _minutely())
    wrong += times()
    if seconds > PATIENCE:
        wrong.append("A job of every minute was not done again.")
    if (versions := [plan.versions.count() for plan in (soon, later)]) != [1, 0]:
        wrong.append(f"The scheduled plans have {versions} versions.")
    wrong += _link(server, link, 302)
    person.set_password(PASSWORD)
    person.save()
    wrong += _link(server, link, 200)
    if (status := _sign_in(server, person, PASSWORD)) != 302:
        wrong.append(f"The right password is answered {status}.")
    before = session.stored()
    time.sleep(3)
    if session.stored() == before:
        wrong.append("Nobody can save anything any more.")
    wrong += [*session.look(everything=False), *day_links()]
    return Seen(stored, published, held, seconds, wrong)


def times() -> Iterator[str]:
    """No job waits for a time that no clock which goes right would have set."""
    now, states = timezone.now(), {state.name: state for state in JobState.objects.all()}
    for job in wanted():
        state = states[job.command]
        if state.due_at > job.after(now + HELD):
            yield f"{job.command} is due on {state.due_at}."
        if state.running_until and state.running_until > now + 2 * HELD:
            yield f"{job.command} is held until {state.running_until}."


def day_links() -> Iterator[str]:
    """The web server finds nothing under the name of another day."""
    right = {timezone.localdate().isoformat(), published_folder.NOW}
    for owner in Path(settings.PUBLISHED_FOLDER).glob("*/"):
        if wrong := {path.name for path in owner.iterdir() if path.is_symlink()} - right:
            yield f"The folder of {owner.name} has links of {', '.join(sorted(wrong))}."


def _scheduled(officer: User, after: dt.timedelta) -> Plan:
    """A plan that waits to be published so long from now."""
    owner = officer.memberships.get().partnership
    plan = builders.rich_plan(1, owner, slug=f"scheduled-{owner.plans.count()}")
    plan = make_transition(plan, "submit", by=officer)
    schedule(plan, timezone.now() + after, by=officer)
    return plan


def _do_jobs_until_killed(session, by: dt.timedelta) -> None:
    """Do what is due by the wrong clock, and once more, of which a part is killed while it is done."""
    _wait_for_jobs(session, by, "ended_at", ["publish_due"])
    JobState.objects.filter(name__in=_minutely()).update(due_at=timezone.now() - dt.timedelta(days=2))
    began = time.monotonic()
    while not JobState.objects.exclude(running_until=None).exists() and time.monotonic() - began < PATIENCE:
        session.machine.keep_jobs_running()
        time.sleep(0.001)
    session.machine.kill_job()


def _wait_for_jobs(session, by: dt.timedelta, moment: str, names: list[str]) -> float:
    """Seconds until these began or ended by a clock that is wrong by so much."""
    began, right = time.monotonic(), timezone.now() + by
    while (seconds := time.monotonic() - began) <= PATIENCE:
        session.machine.keep_jobs_running()
        done = JobState.objects.filter(Q((f"{moment}__range", (right, timezone.now() + by))), name__in=names)
        if done.count() == len(names):
            break
        time.sleep(0.5)
    return seconds


def _minutely() -> list[str]:
    return [job.command for job in wanted() if job.every]


def _sign_in(server: Server, person: User, password: str) -> int:
    token = secrets.token_hex(16)
    fields = {"username": person.username, "password": password, "csrfmiddlewaretoken": token}
    headers = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    return server.ask("POST", "/desk/sign-in/", urlencode(fields), headers).status


def _link(server: Server, link: str, expected: int) -> Iterator[str]:
    """A link that works once leads on as long as it was not used."""
    connection.close()
    if (status := server.ask("GET", link).status) != expected:
        yield f"A link that works once answers {status}, not {expected}."
