"""Two portals, one database behind pgbouncer in transaction mode, and a replica of it: what holds over all of them.

    .venv/bin/python -m bench.several

Needs PostgreSQL and pgbouncer. Writes its chapter of bench/RESULTS.md; exit status 1 when a goal is missed.
"""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

from bench.results import Results
from tests.with_postgres import Postgres

ROOT = Path(__file__).resolve().parents[1]
POOLER = """
[databases]
* = host=127.0.0.1 port={database} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
auth_type = any
pool_mode = transaction
default_pool_size = 8
max_client_conn = 200
unix_socket_dir =
logfile = {folder}/pgbouncer.log
pidfile = {folder}/pgbouncer.pid
"""
PAGES = [f"/anytown/{page}" for page in ("", "plans/", "performance/", "areas/", "plans/2020-2023/")]
PLAN = "/desk/anytown/plans/2020-2023/"


def main() -> int:
    results = Results("Several machines", "python -m bench.several")
    with tempfile.TemporaryDirectory(prefix="several-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        servers = []
        for which in ("first", "copy"):
            (folder / which).mkdir()
            servers.append(Postgres(str(folder / which), settings=()))
        first, copy = servers
        first.make()
        first.start()
        try:
            copy.follow(first)
            copy.start()
            with _pooler(first) as port:
                _report(folder, first, copy, port, results)
        finally:
            for server in servers:
                if server.is_running():
                    server.stop()
    results.write(ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


@contextmanager
def _pooler(database: Postgres) -> Iterator[int]:
    """pgbouncer in front of a server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = Path(database.folder) / "pgbouncer.ini"
    config.write_text(POOLER.format(database=database.port, port=port, folder=database.folder))
    process = subprocess.Popen(["/usr/sbin/pgbouncer", "--quiet", config], **database.owner)
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def _report(folder: Path, first: Postgres, copy: Postgres, port: int, results: Results) -> None:
    os.environ |= {
        "DATABASE_URL": f"postgres://postgres@127.0.0.1:{port}/postgres?DISABLE_SERVER_SIDE_CURSORS=True",
        "DATABASE_REPLICA_URL": copy.url,
        "PUBLISHED_FOLDER": str(folder / "published"),
        "DJANGO_SETTINGS_MODULE": "tests.quick",
        "SECRET_KEY": secrets.token_urlsafe(50),
    }
    import django

    django.setup()
    from plans.publishing.versions import publish
    from tests import builders
    from tests.databases import make_tables
    from tests.running import Editor, Server

    make_tables()
    portals = [Server(os.environ["DATABASE_URL"], folder, workers=1) for _number in range(2)]
    plan = builders.rich_plan(2)
    publish(plan, kind="final")
    type(plan).objects.update(state="draft")
    section = plan.sections.first()
    for portal in portals:
        portal.start()
    try:
        editors = [Editor(portals[0], builders.person("officer", plan.partnership, "officer"))]
        editors.append(Editor(portals[1], builders.person("officer", plan.partnership, "officer")))
        editors[1].headers, editors[1].token = editors[0].headers, editors[0].token
        _shared(portals, editors, section, results)
        _read(portals, copy, results)
        _stopped(portals, first, copy, results)
    finally:
        for portal in portals:
            portal.stop()


def _shared(portals, editors, section, results: Results) -> None:
    """What is done at the one portal holds at the other."""
    statuses = [editor.get(PLAN).status for editor in editors]
    results.goal("Signed in at one portal, the other knows it", "200, 200", statuses, statuses == [200, 200])
    fields = {"heading": section.heading, "kind": "other", "visibility": "public"}
    stored = 0
    for number in range(20):
        given = fields | {"body": f"Text {number}", "row_version": section.row_version + number}
        stored += editors[number % 2].post(f"{PLAN}rows/sections/{section.pk}/", **given).status == 302
    results.goal("20 edits of one row, at each portal in turn, stored", "20", stored, stored == 20)
    wrong = {"username": "officer", "password": "not the password", "csrfmiddlewaretoken": editors[0].token}
    headers = editors[0].headers | {"Cookie": f"csrftoken={editors[0].token}"}
    answers = [portals[n % 2].ask("POST", "/desk/sign-in/", urlencode(wrong), headers).status for n in range(7)]
    met = answers == [200] * 4 + [429] * 3
    results.goal("Wrong passwords at both in turn: five are too many", "4 × 200, then 429", answers, met)
    for move in ("submit", "publish"):
        editors[0].post(f"{PLAN}publish/{move}/", note="New words")
    began, address = time.monotonic(), "/anytown/plans/2020-2023/"
    while "Text 19" not in portals[1].ask("GET", address).text and time.monotonic() - began < 20:
        time.sleep(0.02)
    seconds = time.monotonic() - began
    results.goal("Published at one, read at the other over the replica", "≤ 2 s", f"{seconds:.2f} s", seconds <= 2)


def _read(portals, copy: Postgres, results: Results) -> None:
    """Where public pages are read: queries of both servers, as they count them."""
    from django.db import connections

    def counted() -> list[int]:
        found = []
        for name in ("default", "replica"):
            with connections[name].cursor() as cursor:
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                query = "SELECT tup_returned + tup_fetched FROM pg_stat_database WHERE datname = current_database()"
                cursor.execute(query)
                found.append(cursor.fetchone()[0])
        return found

    for page in PAGES:
        portals[0].ask("GET", page)
    time.sleep(2)
    before = counted()
    answers = Counter(portal.ask("GET", page).status for _turn in range(40) for portal in portals for page in PAGES)
    time.sleep(2)
    rows = [after - earlier for after, earlier in zip(counted(), before, strict=True)]
    results.section(
        "Where pages are read",
        f"{sum(answers.values())} public pages at two portals: {dict(answers)}.",
        ["Server", "Rows it read meanwhile"],
        [("the database", rows[0]), ("the replica", rows[1])],
    )
    results.goal("Public pages are read from the replica", "10 × more rows there", rows, rows[1] > 10 * rows[0])


def _stopped(portals, first: Postgres, copy: Postgres, results: Results) -> None:
    """Read all the time while the copy, the database soon after it, and then both are killed and come back.

    Nothing is in the published folder before both are.
    """
    rows: list[tuple[str, int, int, dict[str, int]]] = []
    for name, servers in (("the replica", [copy]), ("the database, soon after", [first]), ("both", [first, copy])):
        if name == "both":
            _write_published()
        with _reading(portals) as answers:
            time.sleep(1)
            for server in servers:
                server.kill()
            time.sleep(4)
            for server in servers:
                server.start()
            time.sleep(1)
        rows.append((name, answers["200"], answers.total() - answers["200"], dict(answers)))
    words = (
        "Two readers, one at each portal, while a server is killed for four seconds: the database within the ten "
        "seconds in which a replica that failed is asked last, and both once their pages are in the published folder."
    )
    results.section("A server is away", words, ["Killed", "Pages read", "Not", "Answers"], rows)
    missing = sum(row[2] for row in rows)
    results.goal("Public pages not answered while either or both are away", "0", missing, not missing)


def _write_published() -> None:
    """As the job does it, which goes well as soon as pgbouncer has noticed that the database is back."""
    from django.db import OperationalError, connection

    from plans.search.published_pages import write_all

    for _attempt in range(60):
        with suppress(OperationalError):
            list(write_all())
            return
        connection.close()
        time.sleep(0.5)
    raise TimeoutError("The database did not come back.")


@contextmanager
def _reading(portals) -> Iterator[Counter[str]]:
    """Somebody reads at each portal, as long as the block of code runs."""
    answers: Counter[str] = Counter()
    is_over = threading.Event()

    def read(portal) -> None:
        while not is_over.is_set():
            for page in PAGES:
                with suppress(OSError, HTTPException):
                    answers[str(portal.ask("GET", page).status)] += 1
                    continue
                answers["no answer"] += 1

    readers = [threading.Thread(target=read, args=[portal]) for portal in portals]
    for reader in readers:
        reader.start()
    try:
        yield answers
    finally:
        is_over.set()
        for reader in readers:
            reader.join()


if __name__ == "__main__":
    sys.exit(main())
