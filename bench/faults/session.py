"""A portal in use: its machine, the people, and the looks at what they left."""

import socket
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from csp_portal.models import JobState
from performance.figures.publishing import publish_source
from plans.models import User
from plans.publishing.versions import publish
from plans.search.published_pages import write_all
from tests import builders
from tests.databases import make_tables
from tests.with_postgres import Postgres

from . import invariants
from .front import in_front
from .machine import Machine
from .people import SOURCE, Gate, Importer, Person, Publisher, Reader, Writer

PAGES = [
    "/",
    *(f"/anytown/{page}" for page in ("", "plans/", "performance/", "areas/", "plans/2023-2026/")),
]
WRITERS, SOME, ALL = 2, 2, 1_000


class Session:
    """Made once; `make` makes an empty portal, and `begin` gives it a partnership and lets people in."""

    def __init__(self, folder: Path, database: Postgres) -> None:
        self.machine, self.gate = Machine(folder, database), Gate()
        self.people: list[Person] = []

    def make(self) -> None:
        self.machine.database.start()
        make_tables()

    def begin(self) -> None:
        owner = builders.partnership()
        builders.area_set(owner, ["North", "South"])
        builders.indicator("count", name="Count")
        publish_source(builders.source(owner, SOURCE))
        drafted = builders.plan(owner)
        cycled = builders.rich_plan(2, owner, slug="2023-2026")
        publish(cycled, kind="final")
        self.officer = builders.person("officer", owner, "officer")
        self._let_in(
            self.officer,
            [drafted.sections.create(heading=f"Part {n}", slug=f"part-{n}") for n in range(WRITERS)],
            cycled,
        )
        connection.close()
        self.machine.portal.start()
        for person in self.people:
            person.start()

    def _let_in(self, officer: User, sections, cycled) -> None:
        server = self.machine.portal
        self.writers = [Writer(self.gate, server, officer, section) for section in sections]
        self.publisher = Publisher(self.gate, server, officer, cycled.sections.first())
        self.importer = Importer(self.gate, server, officer)
        self.readers = [Reader(self.gate, server, PAGES) for _ in range(2)]
        self.people = [*self.writers, self.publisher, self.importer, *self.readers]

    def end(self) -> None:
        self.send_everybody_away()
        self.machine.stop()

    def send_everybody_away(self) -> None:
        self.send_away(self.people)
        self.machine.kill_job()

    def send_away(self, people: Iterable[Person]) -> None:
        """Let them end what they do."""
        for person in people:
            person.goes_on = False
        self.gate.open()
        for person in people:
            if person.is_alive():
                person.join(timeout=60)

    def look(self, *, everything: bool) -> list[str]:
        """What is wrong now. Nobody acts meanwhile; jobs go on, unless everything is looked at."""
        self.gate.close()
        try:
            if everything:
                self.machine.kill_job()
                self._do_jobs()
            found = invariants.all_of(self.writers, self.publisher, self.importer, ALL if everything else SOME)
            self._let_time_pass()
        finally:
            connection.close()
            self.gate.open()
        return found

    def _do_jobs(self) -> None:
        """What the next minute does by itself."""
        list(write_all())
        with open("/dev/null", "w") as nowhere:
            call_command("verify_versions", stdout=nowhere)

    def _let_time_pass(self) -> None:
        """Every job is due again, also one that was killed."""
        with transaction.atomic():
            JobState.objects.update(due_at=timezone.now(), running_until=None)

    def stored(self) -> int:
        """How many edits of a draft the portal said are stored."""
        return sum(len(writer.stored) for writer in self.writers)

    def answers(self) -> Counter[str]:
        return sum((person.answers for person in self.people), Counter())

    def strange(self) -> list[str]:
        return [sentence for person in self.people for sentence in person.strange]

    def so_far(self) -> str:
        """What the portal said is stored."""
        published, moves = len(self.publisher.published), len(self.publisher.moves)
        return (
            f"Answered as stored: {self.stored()} edits, {moves} moves of a plan, {published} of them publications, "
            f"and {len(self.importer.stored)} imports of {invariants.CELLS} figures."
        )

    @contextmanager
    def only_readers_through_nginx(self) -> Iterator[None]:
        """Everybody else goes; pages with a question mark are in no folder, so the portal answers them."""
        self.send_away([person for person in self.people if not isinstance(person, Reader)])
        with in_front([self.machine.portal], settings.PUBLISHED_FOLDER, self.machine.folder) as self.front:
            for reader in self.readers:
                reader.server, reader.pages = self.front, [f"{page}?lang=cy" for page in PAGES]
            yield
            self.send_away(self.readers)

    @contextmanager
    def half_open(self, clients: int) -> Iterator[None]:
        """So many connections on which half a request was sent."""
        sockets = []
        for _number in range(clients):
            one = socket.create_connection(("127.0.0.1", self.front.port))
            one.sendall(b"GET /anytown/?lang=cy HTTP/1.1\r\nHost: 127.0.0.1\r\nX-")
            sockets.append(one)
        try:
            yield
        finally:
            for one in sockets:
                one.close()

    def reading_times(self, seconds: float) -> list[float]:
        """How long pages took that were read now."""
        for reader in self.readers:
            reader.seconds.clear()
        time.sleep(seconds)
        return [one for reader in self.readers for one in reader.seconds]
