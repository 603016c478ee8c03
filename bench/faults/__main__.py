"""Kills the portal while people use it, looks after each time, and writes its chapter of bench/RESULTS.md.

    .venv/bin/python -m bench.faults [KILLS]

Needs root (a small disk is filled), PostgreSQL and nginx. Exit status 1 when anything was lost or left half done.
"""

import datetime as dt
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.faults.disk import Disk
from bench.faults.environment import made
from bench.results import Results
from tests.with_postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
KILLS, RESTORES, EVERYTHING_EVERY = 200, 20, 30
# Of so many kills each: those that most often happen to a real portal come most often.
SHARES = {"worker": 9, "job": 5, "database": 5, "import": 4, "portal": 2}


def main(kills: int) -> int:
    with tempfile.TemporaryDirectory(prefix="faults-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Disk(folder / "disk", 3000) as disk, Disk(folder / "small", 300) as small:
            database = made(disk.folder, small.folder)
            results = Results("What is left after a fault", "make faults")
            _report(folder, database, {"of files": small, "of the database": disk}, kills, results)
    results.write(ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


def _report(folder: Path, database: Postgres, disks: dict[str, Disk], kills: int, results: Results) -> None:
    """Do every kind of fault to one portal in use."""
    import django

    django.setup()
    from bench.faults.session import Session

    session = Session(folder, database)
    try:
        session.make()
        session.begin()
        killed(session, kills, results)
        full(session, disks, results)
        jumped(session, results)
        slow(session, results)
        restored(session, results)
    finally:
        session.end()
    words = "All that people were answered meanwhile; 503 is the plain page that says when to come back."
    results.section("Answers", words, ["Answer", "Times"], sorted(session.answers().items()))
    strange = session.strange()
    results.goal("Answers with a fault of the portal, or cut off", "0", len(strange), not strange)
    for sentence in strange[:20]:
        print(sentence, flush=True)


def killed(session, kills: int, results: Results) -> None:
    """Kill one thing after the other while everybody works, and look each time."""
    ways: dict[str, Callable[[], None]] = {name: getattr(session.machine, f"kill_{name}") for name in SHARES}
    order = [name for name, share in SHARES.items() for _ in range(share)]
    seconds: dict[str, list[float]] = {name: [] for name in SHARES}
    wrong: dict[str, list[str]] = {name: [] for name in SHARES}
    for number in range(1, kills + 1):
        name = random.choice(order)
        session.machine.keep_jobs_running()
        time.sleep(random.uniform(0.1, 0.8))
        ways[name]()
        seconds[name].append(session.machine.wait_until_well())
        found = session.look(everything=number % EVERYTHING_EVERY == 0)
        wrong[name] += found
        for sentence in found:
            print(f"After kill {number} ({name}): {sentence}", flush=True)
        if number % EVERYTHING_EVERY == 0:
            print(f"{number} kills. {session.so_far()}", flush=True)
    rows = [
        (name, len(took), statistics.median(took) if took else None, max(took, default=None), len(wrong[name]))
        for name, took in seconds.items()
    ]
    found = Counter("lost" if said.startswith("Lost") else "partial" for some in wrong.values() for said in some)
    results.section(
        f"{kills} kills",
        f"kill -9 at random moments while people edit, import, publish, withdraw and read. {session.so_far()}",
        ["Killed", "Times", "Seconds until it answers, median", "Most", "Things wrong afterwards"],
        rows,
    )
    results.goal(f"Partial states after {kills} kills", "0", found["partial"], not found["partial"])
    results.goal("Lost acknowledged writes", "0", found["lost"], not found["lost"])


def full(session, disks: dict[str, Disk], results: Results) -> None:
    """Fill each disk while everybody works, make room again, and look."""
    rows = []
    for name, disk in disks.items():
        before = session.answers()
        disk.fill()
        time.sleep(4)
        disk.make_room()
        session.machine.start_database_again()
        seconds = session.machine.wait_until_well()
        found = session.look(everything=True)
        for sentence in found:
            print(f"After the full disk {name}: {sentence}", flush=True)
        said = session.answers() - before
        rows.append((name, said["302"], said["503"], said["500"], seconds, len(found)))
    words = "No byte free for four seconds while everybody works."
    headings = ["Disk", "Stored", "Answered 503", "Answered 500", "Seconds until it answers", "Things wrong afterwards"]
    results.section("Full disks", words, headings, rows)
    results.goal(
        "Partial or lost after full disks", "0", sum(row[-1] for row in rows), not any(row[-1] for row in rows)
    )


def jumped(session, results: Results) -> None:
    """Let the clock of the portal be a day ahead, and an hour behind, while everybody works; look when it is right."""
    from bench.faults.clock import PATIENCE, Clock, jump

    clock, rows = Clock(session.machine.folder), []
    jumps = (
        ("a day ahead", dt.timedelta(days=1), dt.timedelta(hours=12)),
        ("an hour behind", dt.timedelta(hours=-1), dt.timedelta(seconds=5)),
    )
    with session.machine.given(clock.environment):
        for name, by, due_in in jumps:
            seen = jump(session, clock, by, due_in)
            for sentence in seen.wrong:
                print(f"After a clock {name}: {sentence}", flush=True)
            rows.append((name, *seen[:-1], len(seen.wrong)))
    words = (
        "The clock of the portal and its jobs jumps and comes back while everybody works. One plan is due in twelve "
        "hours and in five seconds, another in three days; people sign in with wrong passwords; what the portal does "
        "by itself is killed while it is off."
    )
    headings = ["Clock", "Stored meanwhile", "Published meanwhile", "Jobs held by what was killed"]
    headings += ["Seconds until every job began again", "Things wrong afterwards"]
    results.section("A clock that jumps", words, headings, rows)
    wrong, longest = sum(row[-1] for row in rows), max(row[-2] for row in rows)
    results.goal("Things wrong after the clock jumped", "0", wrong, not wrong)
    results.goal("Every job began again", f"≤ {PATIENCE:.0f} s", f"{longest:.0f} s", longest <= PATIENCE)


def slow(session, results: Results) -> None:
    """Clients that never end their requests, beside readers: through nginx as deploy/nginx/ has it."""
    rows = []
    with session.only_readers_through_nginx():
        for clients in (0, 10, 0, 200):
            with session.half_open(clients):
                seconds = sorted(session.reading_times(5))
            slowest = seconds[len(seconds) * 99 // 100]
            rows.append((clients, len(seconds), statistics.median(seconds) * 1000, slowest * 1000))
    words = "Clients that send half a request and no more, while two readers ask for pages that the portal answers."
    results.section("Slow clients", words, ["Half-open", "Pages read", "Median, ms", "99 of 100, ms"], rows)
    before, beside = (max(row[3] for row in rows if bool(row[0]) == some) for some in (False, True))
    measured = f"{beside:.0f} ms, {before:.0f} ms without"
    results.goal("99 of 100 pages beside half-open clients", "≤ × 1.5", measured, beside <= 1.5 * before)


def restored(session, results: Results) -> None:
    """Kill restores of the database, when nobody is there."""
    from bench.faults.restoring import kill_restores

    session.send_everybody_away()
    session.machine.portal.stop()
    seen = kill_restores(session.machine.portal.environment, session.machine.folder, RESTORES)
    headings = ["As before", "Wholly restored", "Partial", "With published files of another state"]
    words = f"`restore --replace` is killed {RESTORES} times, two backups in turns."
    results.section("Killed restores", words, headings, [list(seen.values())])
    wrong = seen["partial"] + seen["folder"]
    results.goal(f"Partial states after {RESTORES} killed restores", "0", wrong, not wrong)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
