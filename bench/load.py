"""Many readers, for half an hour if nothing is said, while people edit, import and publish; then without the database,
and beside clients that never end their requests. Writes its chapter of bench/RESULTS.md.

    .venv/bin/python -m bench.load [MINUTES]

Needs nginx and PostgreSQL. Exit status 1 when a goal is missed.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from bench.faults.environment import made
from bench.results import Results

ROOT = Path(__file__).resolve().parents[1]
RATE, MINUTES, AWAY, HALF_OPEN = 250, 30, 60, 10  # requests a second; minutes; seconds without the database; clients
SETTLING, BESIDE = 20, 120  # seconds to come back to rest; seconds beside clients that never end
BUSY, QUIET, STOPPED = "People edit, import and publish", "Only readers", "The database is stopped"
BACK, SLOW = "It is back", f"{HALF_OPEN} half-open clients"
PAUSES = {"writers": 2.0, "publisher": 10.0, "importer": 5.0}  # seconds between two steps of each person


class Read(NamedTuple):
    """One request of the readers: the second it was due, its status, the milliseconds it took and its address."""

    due: float
    status: int
    took: float
    address: str


def main(minutes: int) -> int:
    results = Results("Many readers at a steady rate", "python -m bench.load")
    with tempfile.TemporaryDirectory(prefix="load-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        database = made(folder, folder)
        import django

        django.setup()
        from bench.faults.session import Session

        session = Session(folder, database)
        try:
            _report(session, folder, minutes * 60, results)
        finally:
            session.end()
    results.write(ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


def _report(session, folder: Path, seconds: int, results: Results) -> None:
    from django.core.management import call_command

    from bench.faults.front import in_front
    from plans.search.published_pages import write_all

    session.make()
    with open("/dev/null", "w") as nowhere:
        call_command("demo", stdout=nowhere)
    session.begin()
    for kind, pause in PAUSES.items():
        for person in session.writers if kind == "writers" else [getattr(session, kind)]:
            person.pause = pause
    session.send_away(session.readers)
    list(write_all())
    with in_front([session.machine.portal], os.environ["PUBLISHED_FOLDER"], folder) as front:
        addresses = _addresses(front)
        for address in addresses:  # each is drawn before readers come, as it is in a portal that is in use
            front.ask("GET", address)
        parts = {BUSY: seconds, QUIET: BESIDE, STOPPED: AWAY, BACK: SETTLING, SLOW: BESIDE}
        whole = sum(parts.values())
        command = [sys.executable, "-m", "bench.steady", str(front.port), str(RATE), str(whole)]
        session.front = front
        with (folder / "read").open("w") as file:
            readers = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=file, text=True, cwd=ROOT)
            readers.stdin.write("\n".join(addresses))
            readers.stdin.close()
            began = time.monotonic() + 1
            _through(session, parts, began)
            readers.wait()
    reads = [_read(line) for line in (folder / "read").read_text().splitlines()]
    _tell(session, parts, reads, len(addresses), results)


def _read(line: str) -> Read:
    due, status, took, address = line.split()
    return Read(float(due), int(status), float(took), address)


def _addresses(front) -> list[str]:
    """All published pages that the site's own map names."""
    found: list[str] = []
    for partnership in re.findall(r"<loc>[^<]*?(/sitemap-[^<]+)</loc>", front.ask("GET", "/sitemap.xml").text):
        found += re.findall(r"<loc>https?://[^/<]+(/[^<]*)</loc>", front.ask("GET", partnership).text)
    return found


def _through(session, parts: dict[str, int], began: float) -> None:
    """Do what each part says at its moment."""
    until = began
    for name, seconds in parts.items():
        until += seconds
        if name == QUIET:
            session.send_away(session.people)
        if name == STOPPED:
            session.machine.kill_job()
            session.machine.database.stop()
            time.sleep(max(0, until - time.monotonic()))
            session.machine.database.start()
        elif name == SLOW:
            with session.half_open(HALF_OPEN):
                _wait(session, until)
        else:
            _wait(session, until)


def _wait(session, until: float) -> None:
    """Let time pass; what is due is done by the portal, as its service for jobs would."""
    while (left := until - time.monotonic()) > 0:
        session.machine.keep_jobs_running()
        time.sleep(min(left, 20))


def _tell(session, parts: dict[str, int], reads: list[Read], addresses: int, results: Results) -> None:
    rows, begin = [], 0
    for name, seconds in parts.items():
        some = [read for read in reads if begin <= read.due < begin + seconds]
        begin += seconds
        took = sorted(read.took for read in some)
        wrong = [read for read in some if read.status != 200]
        slowest = took[len(took) * 99 // 100], took[-1]
        rows.append((name, seconds / 60, len(some), len(wrong), statistics.median(took), *slowest))
        for read, times in Counter((read.status, read.address) for read in wrong).most_common(10):
            print(f"{name}: {read} {times} times", flush=True)
    results.section(
        "Through nginx",
        f"{RATE} requests a second for any of {addresses} published pages, one after the other at its moment: a page "
        f"that waits is late from when it was due. {session.so_far()}",
        ["Part", "Minutes", "Requests", "Errors", "Median, ms", "99 of 100, ms", "Slowest, ms"],
        rows,
    )
    busy, quiet, away, back, beside = rows
    results.goal("Errors while people import and publish", "0", busy[3], not busy[3])
    results.goal("99 of 100 pages meanwhile", "≤ 50 ms", f"{busy[5]:.1f} ms", busy[5] <= 50)
    results.goal("Errors while the database is stopped", "0", away[3] + back[3], not away[3] + back[3])
    measured = f"{beside[5]:.1f} ms, {quiet[5]:.1f} ms without"
    results.goal("99 of 100 pages beside half-open clients", "≤ × 1.5", measured, beside[5] <= 1.5 * quiet[5])
    strange = session.strange()
    results.goal("Answers to people with a fault of the portal", "0", len(strange), not strange)
    for sentence in strange[:20]:
        print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MINUTES))
