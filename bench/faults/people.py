"""Who uses the portal while faults are done to it. Each notes what the portal said is stored, and what was odd."""

import random
import re
import threading
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPException

from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, connection

from performance.imports import worker
from performance.imports.formats.figure_list import COLUMNS
from performance.models import ImportRun, RunState
from plans.models import Plan, PlanState, Section, User
from tests.running import Answer, Editor, Server

SOURCE, WARDS, YEARS = "counts", ("anytown-north", "anytown-south"), range(2001, 2021)


class Gate:
    """Lets people act, or keeps them waiting while somebody looks at what they left."""

    def __init__(self) -> None:
        self._free, self._inside, self._is_open = threading.Condition(), 0, True

    def __enter__(self) -> None:
        with self._free:
            self._free.wait_for(lambda: self._is_open)
            self._inside += 1

    def __exit__(self, *_problem: object) -> None:
        with self._free:
            self._inside -= 1
            self._free.notify_all()

    def close(self) -> None:
        """Wait until everybody has ended what they do, and let nobody begin."""
        with self._free:
            self._is_open = False
            self._free.wait_for(lambda: not self._inside)

    def open(self) -> None:
        with self._free:
            self._is_open = True
            self._free.notify_all()


class Person(threading.Thread):
    """Somebody who does one step after the other. A request that is not answered is only counted."""

    pause = 0.05

    def __init__(self, gate: Gate) -> None:
        super().__init__(daemon=True)
        self.gate, self.goes_on = gate, True
        self.answers: Counter[str] = Counter()
        self.strange: list[str] = []

    def run(self) -> None:
        while self.goes_on:
            with self.gate:
                try:
                    self.step()
                except (OSError, HTTPException):
                    self.answers["no answer"] += 1
                except DatabaseError:  # what one reads of it for oneself
                    connection.close()
            time.sleep(self.pause)
        connection.close()

    def step(self) -> None:
        raise NotImplementedError

    def noted(self, address: str, answer: Answer) -> Answer:
        """Count an answer; a fault of the portal is kept to be shown."""
        self.answers[str(answer.status)] += 1
        if answer.status >= 500 and answer.status != 503:
            self.strange.append(f"{address} answers {answer.status}")
        if "Traceback" in answer.text:
            self.strange.append(f"{address} shows a traceback")
        return answer


class AtDesk(Person):
    """Somebody who is signed in, and signs in again when the portal says that this is over."""

    def __init__(self, gate: Gate, server: Server, user: User) -> None:
        super().__init__(gate)
        self.user, self.editor = user, Editor(server, user)

    def post(self, address: str, **fields: object) -> Answer:
        answer = self.noted(address, self.editor.post(address, **fields))
        if answer.status == 403 or answer.location.startswith("/desk/sign-in/"):
            with suppress(UpdateError):  # deleted at once, by a portal for which it is a day later
                self.editor = Editor(self.editor.server, self.user)
            return answer._replace(status=403)
        return answer


class Writer(AtDesk):
    """Saves one section of a draft, over and over, each time with the next number."""

    def __init__(self, gate: Gate, server: Server, user: User, section: Section) -> None:
        super().__init__(gate, server, user)
        self.section, self.seen, self.tried = section, section.row_version, 0
        self.stored: list[int] = []

    def step(self) -> None:
        self.tried += 1
        fields = {"heading": self.section.heading, "kind": "other", "visibility": "public", "row_version": self.seen}
        address = f"/desk/anytown/plans/{self.section.plan.slug}/rows/sections/{self.section.pk}/"
        answer = self.post(address, body=f"Text {self.tried}", **fields)
        if answer.status == 302:
            self.stored.append(self.tried)
            self.seen += 1
        elif answer.status == 200:  # what was sent before its answer was lost had been stored
            self.seen = Section.objects.get(pk=self.section.pk).row_version


class Publisher(AtDesk):
    """Amends a plan, publishes it, withdraws it and takes that back."""

    def __init__(self, gate: Gate, server: Server, user: User, section: Section) -> None:
        super().__init__(gate, server, user)
        self.section, self.number = section, 0
        self.moves: list[str] = []  # that the portal said are made
        self.published: list[str] = []  # the notes of versions that the portal said are published

    def step(self) -> None:
        plan = Plan.objects.get(pk=self.section.plan_id)
        if plan.withdrawn_at:
            self._move(plan, "reinstate")
        elif plan.state == PlanState.DRAFT:
            self._write(plan)
            self._move(plan, "submit")
        elif plan.state == PlanState.APPROVAL:
            self._move(plan, "publish")
        else:
            self._move(plan, random.choice(("amend", "amend", "withdraw")))

    def _write(self, plan: Plan) -> None:
        self.number += 1
        version = Section.objects.get(pk=self.section.pk).row_version
        fields = {"heading": self.section.heading, "kind": "other", "visibility": "public", "row_version": version}
        address = f"/desk/anytown/plans/{plan.slug}/rows/sections/{self.section.pk}/"
        self.post(address, body=f"Words {self.number}", **fields)

    def _move(self, plan: Plan, name: str) -> None:
        self.number += 1
        note = f"{name} {self.number}"
        if self.post(f"/desk/anytown/plans/{plan.slug}/publish/{name}/", note=note).status == 302:
            self.moves.append(note)
            if name == "publish":
                self.published.append(note)


class Importer(AtDesk):
    """Loads the same table over and over, each time with another number in all of its cells."""

    pause = 0.2

    def __init__(self, gate: Gate, server: Server, user: User) -> None:
        super().__init__(gate, server, user)
        self.run_of, self.number = 0, 0
        self.stored: list[int] = []

    def step(self) -> None:
        if not self.run_of:
            self._give_up_others()
            self._send()
            return
        run = ImportRun.objects.get(pk=self.run_of)
        here = f"/desk/anytown/figures/import/{run.pk}/"
        if run.state in worker.WORKING:
            if not worker.progress(run).alive:
                self.post(f"{here}again/")
        elif run.state == RunState.READ:
            self.post(f"{here}store/", right="on", reason="Counted again")
        else:
            if run.state == RunState.STORED:
                self.stored.append(self.number)
            elif run.state == RunState.REFUSED:
                self.strange.append(f"An import was refused: {run.report.get('refused')}")
            self.run_of = 0

    def _send(self) -> None:
        self.number += 1
        lines = [",".join(COLUMNS)]
        lines += [
            f"line 1,count,{ward},{year}/{(year + 1) % 100:02d},,,Count,{self.number},,,"
            for ward in WARDS
            for year in YEARS
        ]
        given = {"pasted": "\n".join(lines), "source": SOURCE, "layout": "figure-list"}
        answer = self.post("/desk/anytown/figures/import/", **given)
        if found := re.search(r"/(\d+)/$", answer.location):
            self.run_of = int(found[1])
        elif answer.status not in (302, 403, 503):
            self.strange.append(f"An import was answered {answer.status}")

    def _give_up_others(self) -> None:
        """What was sent and its answer lost: a person finds it in the list, and discards it."""
        for run in ImportRun.objects.filter(state__in=worker.OPEN):
            if not worker.progress(run).alive:
                self.post(f"/desk/anytown/figures/import/{run.pk}/leave/")


class Reader(Person):
    """A stranger who reads public pages."""

    pause = 0.02

    def __init__(self, gate: Gate, server: Server, pages: list[str]) -> None:
        super().__init__(gate)
        self.server, self.pages = server, pages
        self.seconds: list[float] = []

    def step(self) -> None:
        page, began = random.choice(self.pages), time.monotonic()
        answer = self.noted(page, self.server.ask("GET", page))
        self.seconds.append(time.monotonic() - began)
        if answer.status not in (200, 503):
            self.strange.append(f"{page} answers {answer.status}")
        if answer.status == 200 and not answer.text.rstrip().endswith("</html>"):
            self.strange.append(f"{page} is cut off")
