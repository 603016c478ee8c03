"""python -m tests.performance.killing FOLDER KILLS: kills an importing process again and again at random moments.

Two files of the same months are loaded in turn into a database of its own. After each kill the figures must be those
of the one file or of the other; every fifth time the file is loaded to its end and must give its figures. Prints what
was seen as JSON.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROWS, MONTHS, TO_THE_END = 400, 6, 5


def database(folder: Path) -> str:
    """A new database: a file, or one beside the PostgreSQL database that the environment names."""
    address = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not address.scheme.startswith("postgres"):
        return f"sqlite:///{folder / 'killed.sqlite3'}"
    import psycopg2

    server = psycopg2.connect(urlunsplit(address))
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS killed_imports")
        cursor.execute("CREATE DATABASE killed_imports")
    server.close()
    return urlunsplit(address._replace(path="/killed_imports"))


def main(folder: Path, kills: int) -> dict[str, object]:
    os.environ |= {"DATABASE_URL": database(folder), "DJANGO_SETTINGS_MODULE": "csp_portal.settings"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.databases import make_tables
    from tests.performance.conftest import make_anytown
    from tests.performance.imports.test_police_street import HEADINGS, NORTH, SOUTH, row

    make_tables()
    make_anytown()
    files, chance = [], random.Random()
    for number in range(2):
        file = folder / f"{number}-street.csv"
        rows = [
            row(f"2018-{month:02d}", small=chance.choice((NORTH, SOUTH, "")), kind=chance.choice(("Burglary", "Drugs")))
            for month in range(1, MONTHS + 1)
            for _ in range(ROWS // MONTHS + number)
        ]
        file.write_text("".join(f"{line}\n" for line in (HEADINGS, *rows)))
        files.append(file)
    connection.close()

    def begin(file: Path) -> int:
        """Load a file in a process of its own."""
        child = os.fork()
        if child:
            return child
        try:
            with open(os.devnull, "w") as nowhere:
                call_command("import_figures", file, partnership="anytown", commit=True, stdout=nowhere)
        except BaseException as problem:
            sys.stderr.write(f"{problem}\n")
            os._exit(1)
        os._exit(0)

    def load(file: Path) -> float:
        """Load a file to its end; the seconds it took."""
        began = time.monotonic()
        _pid, status = os.waitpid(begin(file), 0)
        assert status == 0, status
        return time.monotonic() - began

    load(files[0])
    states = [figures()]
    long = load(files[1])
    states.append(figures())
    assert states[0] != states[1]
    seen = {"kills": 0, "before": 0, "after": 0, "finished": 0}
    target = 0
    while seen["kills"] < kills:
        child = begin(files[target])
        time.sleep(chance.uniform(0, long))
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        now = figures()
        assert now in states, "neither the old nor the new figures"
        seen["kills"] += os.WIFSIGNALED(status)
        seen["finished"] += not os.WIFSIGNALED(status)
        seen["after" if now == states[target] else "before"] += 1
        if now != states[target] and seen["kills"] % TO_THE_END:
            continue
        load(files[target])
        assert figures() == states[target], "loading again gave other figures"
        target = 1 - target
    return seen


def figures() -> str:
    """The checksum of all figures that the portal has now."""
    from django.db import connection

    from performance.models import Observation

    columns = ("indicator__slug", "area__code", "period_start", "period_end", "state", "value")
    rows = sorted(map(str, Observation.objects.order_by().values_list(*columns)))
    connection.close()
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
