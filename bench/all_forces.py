"""What a month of the police files of all forces costs: 330 partnerships, 43 files, half a million rows, one command.

    .venv/bin/python tests/with_postgres.py .venv/bin/python bench/all_forces.py [--partnerships 330] [--rows 500000]

Rows are drawn from a published month. Writes its chapter of bench/RESULTS.md; exit status 1 when a goal is missed.
"""

import argparse
import csv
import gzip
import io
import os
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import national
import prepare
from imports import DATA
from results import Results

SMALL_AREAS = 35_000
MONTH, NEXT_MONTH = "2019-10", "2019-11"
SECONDS, MEGABYTES = 60, 300
ABROAD, SKEW = 0.01, 0.6  # the share of rows in the area of another force; how uneven small areas are


class Costs(NamedTuple):
    """What one run of the command took: seconds, CPU of the command and of PostgreSQL, and its peak memory in MB."""

    seconds: float
    cpu: float
    database: float
    megabytes: float


def main() -> int:
    options = argparse.ArgumentParser(description="Measure the import of a month of all forces.")
    options.add_argument("--partnerships", type=int, default=330)
    options.add_argument("--rows", type=int, default=500_000)
    chosen = options.parse_args()
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        sys.exit("It needs PostgreSQL: run it through tests/with_postgres.py.")
    results = Results("What a month of all forces costs", "bench/all_forces.py")
    with prepare.portal_here(server) as folder:
        measure(folder, chosen.partnerships, chosen.rows, results)
    results.write(prepare.ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


def measure(folder: Path, count: int, rows: int, results: Results) -> None:
    from performance.figures.publishing import publish_source
    from performance.models import Source

    small_areas = places(count)
    written = write(folder / MONTH, small_areas, rows, MONTH)
    costs = [("first month: every source is new", run(folder / MONTH))]
    results.goal("Rows that are in a figure of a ward or counted as in none", "all", *every_row(written))
    before = stored()
    costs.append(("the same month again", run(folder / MONTH)))
    results.goal("Figures that the same files change", "0", *same(before, stored()))
    for source in Source.objects.filter(slug__startswith="police-uk-", published_at=None):
        publish_source(source)
    write(folder / NEXT_MONTH, small_areas, rows, NEXT_MONTH)
    costs.append(("the next month: every source is published", run(folder / NEXT_MONTH)))
    wards = len({ward for fits in small_areas.values() for ward in fits.values()})
    results.section(
        f"{sum(written.values()):,} rows in {len(written)} files, {count} partnerships, {wards:,} wards",
        f"The load of the machine was {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        ["Import", "Seconds", "CPU seconds", "CPU seconds of PostgreSQL", "Peak memory, MB"],
        [(name, *one) for name, one in costs],
    )
    for name, one in costs:
        busy = one.cpu + one.database
        results.goal(f"Seconds, {name}", f"≤ {SECONDS}", f"{one.seconds:.1f}", one.seconds <= SECONDS)
        results.goal(f"CPU seconds with PostgreSQL’s, {name}", f"≤ {SECONDS}", f"{busy:.1f}", busy <= SECONDS)
    most = max(one.megabytes for _name, one in costs)
    results.goal("Peak memory", f"≤ {MEGABYTES} MB", f"{most:.0f} MB", most <= MEGABYTES)


def places(count: int) -> dict[str, dict[str, str]]:
    """Partnerships with wards, each in the area of a police force; by force, small areas and the ward of each."""
    from performance.models import SmallAreaLookup
    from plans.models import AreaKind, AreaLink
    from plans.places.your_place.lists import place_lists
    from plans.places.your_place.storing import shared_area

    lists, found = place_lists(), defaultdict(dict)
    codes, numbers = sorted(lists.forces), iter(range(900_000, 1_000_000))
    owners = national.partnerships(count)
    each = SMALL_AREAS // (330 * national.WARDS) + 1
    for place, owner in enumerate(owners):
        known = lists.districts.get(owner["code"])
        force = lists.forces[known.force if known else codes[place % len(codes)]]
        name = f"{force.name} police area"
        larger = shared_area("police-areas", "Police", AreaKind.FORCE, force.code, name, [force.organisation])
        owner["partnership"].areas.add(owner["district"])
        AreaLink.objects.get_or_create(smaller=owner["district"], larger=larger, defaults={"basis": "best fit"})
        fits = found[force.organisation]
        fits |= {f"E01{next(numbers)}": ward.code for ward in owner["wards"] for _ in range(each)}
    everywhere = {small: ward for fits in found.values() for small, ward in fits.items()}
    SmallAreaLookup.objects.create(slug="made-up", title="Made up", small="2011", fits=everywhere, sha256="")
    return dict(found)


def write(folder: Path, small_areas: dict[str, dict[str, str]], rows: int, month: str) -> Counter[str]:
    """A file for each force, of as many rows as its share of the small areas; how many rows each has."""
    folder.mkdir()
    chosen, written = random.Random(43), Counter[str]()
    published = list(csv.DictReader(io.StringIO(gzip.decompress(DATA.read_bytes()).decode())))
    everywhere = [small for fits in small_areas.values() for small in fits]
    for number, (force, fits) in enumerate(sorted(small_areas.items())):
        own = list(fits)
        share = round(rows * len(own) / len(everywhere))
        weights = [chosen.paretovariate(1 / SKEW) for _ in own]
        with (folder / f"{month}-force-{number}-street.csv").open("w", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, published[0])
            lines.writeheader()
            for row, small in zip(
                chosen.choices(published, k=share), chosen.choices(own, weights, k=share), strict=True
            ):
                where = chosen.choice(everywhere) if chosen.random() < ABROAD else small
                crime = f"{chosen.getrandbits(256):064x}" if row["Crime ID"] else ""
                place = where if row["LSOA code"] else ""
                own_words = {"Month": month, "Crime ID": crime, "LSOA code": place}
                lines.writerow(row | own_words | {"Falls within": force, "Reported by": force})
        written[force] = share
    return written


def run(folder: Path) -> Costs:
    """The real command in a process of its own."""
    command = [sys.executable, str(prepare.ROOT / "manage.py"), "import_figures", str(folder), "--all", "--commit"]
    before, began, most = database_seconds(), time.perf_counter(), 0
    used = os.times()
    with (folder / "said.txt").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        while process.poll() is None:
            most = max(most, peak(process.pid))
            time.sleep(0.02)
    seconds, now = time.perf_counter() - began, os.times()
    if process.returncode:
        sys.exit((folder / "said.txt").read_text()[-1000:])
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    return Costs(seconds, cpu, database_seconds() - before, most / 1024)


def peak(process: int) -> int:
    """VmHWM in kB; 0 for a process that is ending."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def database_seconds() -> float:
    """CPU time of PostgreSQL so far: of its first process, of those it has now, and of those that have ended."""
    from django.db import connection

    connection.ensure_connection()
    first = int(_fields(connection.connection.info.backend_pid)[1])
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    ticks = sum(map(int, _fields(first)[11:15])) + sum(sum(map(int, _fields(int(one))[11:13])) for one in children)
    return ticks / os.sysconf("SC_CLK_TCK")


def _fields(process: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the third on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def every_row(written: Counter[str]) -> tuple[str, bool]:
    """If each import counts all rows of its file for the force, and in wards all but those it says are in none."""
    from django.db.models import Q, Sum

    from performance.models import ImportRun

    of_force = Q(observations__area__area_set__kind="force")
    runs = ImportRun.objects.filter(layout="police-uk", file_name__startswith=MONTH, source__slug__startswith="police")
    right, placed, rows = True, 0, 0
    for one in runs.annotate(
        force=Sum("observations__value", filter=of_force), wards=Sum("observations__value", filter=~of_force)
    ):
        read = written[one.source.title.removeprefix("Street-level crime, ")]
        wards = int(one.wards or 0)
        right &= one.rows_read == int(one.force) == wards + one.report["skipped_rows"] == read
        placed += wards
        rows += read
    sums = "equal" if right else "differ"
    return f"{placed:,} in a ward of their own; {rows:,} read by {len(runs)} imports, sums {sums}", right


def stored() -> tuple[object, ...]:
    """What is stored of figures, so that a change of any shows."""
    from django.db.models import Count, Max, Sum

    from performance.models import Observation, Revision

    found = Observation.objects.aggregate(Count("pk"), Max("pk"), Sum("pk"), Sum("value"))
    return (*found.values(), Revision.objects.count())


def same(before: tuple[object, ...], after: tuple[object, ...]) -> tuple[str, bool]:
    return f"{before[0]:,} figures, {'as before' if before == after else 'changed'}", before == after


if __name__ == "__main__":
    sys.exit(main())
