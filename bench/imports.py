"""What loading a large police file costs: rows a second and peak memory, beside four ways of only counting it.

    .venv/bin/python tests/with_postgres.py .venv/bin/python bench/imports.py [--copies 150] [--rounds 3]

Writes its chapter of bench/RESULTS.md. Exit status 1 when a goal is missed.
"""

import argparse
import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import prepare
from results import Results

DATA = prepare.ROOT / "tests" / "data" / "2018-10-cambridgeshire-street.csv.gz"
MEMORY, RATIO, GROWTH = 150, 1.0, 1.1
COUNT = 'SELECT "Month", "LSOA code", "Crime type", count(*) FROM {table} GROUP BY 1, 2, 3'
DUCKDB = "import duckdb, sys; print(len(duckdb.sql({query!r}.format(table=repr(sys.argv[1]))).fetchall()))"
PANDAS = (
    "import pandas, sys; print(len(pandas.read_csv(sys.argv[1], dtype=str)"
    ".groupby(['Month', 'LSOA code', 'Crime type'], dropna=False).size()))"
)


@dataclass
class Way:
    """One way of reading the file: what is run, and how long and how large each run was."""

    name: str
    does: str
    command: list[str]
    own_memory: bool = True
    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def run(self, environment: dict[str, str]) -> None:
        began = time.perf_counter()
        process = subprocess.Popen(self.command, env=environment, stdout=subprocess.DEVNULL)
        _pid, status, used = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - began)
        self.megabytes.append(used.ru_maxrss / 1024)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{self.name} failed.")


def main() -> int:
    options = argparse.ArgumentParser(description="Measure the loading of police files.")
    options.add_argument("--copies", type=int, default=150, help="how often the month is repeated in the large file")
    options.add_argument("--rounds", type=int, default=3, help="how often each way is measured")
    chosen = options.parse_args()
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres") or not shutil.which("psql") or not shutil.which("sqlite3"):
        sys.exit("Run it as `make bench-imports`; it needs PostgreSQL and sqlite3: apt-get install postgresql sqlite3")
    if not prepare.DATASETTE.exists():
        sys.exit("It needs pandas in .venv-bench; `make bench-imports` installs it.")
    results = Results("What loading a police file costs", "make bench-imports")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        measure(Path(name), server, chosen.copies, chosen.rounds, results)
    results.write(prepare.ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


def measure(folder: Path, server: str, copies: int, rounds: int, results: Results) -> None:
    environment = prepare.portal(folder)
    stored = folder / "portal.sqlite3"
    large, small = write(folder / "large-street.csv", copies), write(folder / "small-street.csv", copies // 10)
    ways = [
        loading(large[0]),
        Way(
            "DuckDB alone", "counts, checks nothing", [sys.executable, "-c", DUCKDB.format(query=COUNT), str(large[0])]
        ),
        Way(
            "pandas", "counts, checks nothing", [str(prepare.DATASETTE.parent / "python"), "-c", PANDAS, str(large[0])]
        ),
        Way("sqlite3 .import", "copies, counts, checks nothing", sqlite(folder, large[0])),
        Way("psql COPY", "copies, counts, checks nothing", psql(server, large[0]), own_memory=False),
    ]
    tenth = loading(small[0])
    for _ in range(rounds):
        for way in [*ways, tenth]:
            (folder / "imported.sqlite3").unlink(missing_ok=True)
            shutil.copyfile(stored, folder / "used.sqlite3")
            way.run(environment | {"DATABASE_URL": f"sqlite:///{folder / 'used.sqlite3'}"})
    report(ways, tenth, large, small, results)


def write(path: Path, copies: int) -> tuple[Path, int]:
    """The published month, repeated under one line of headings with other Crime IDs; the file and its rows."""
    headings, _, rows = gzip.decompress(DATA.read_bytes()).partition(b"\n")
    with path.open("wb") as file:
        file.write(headings + b"\n")
        for number in range(copies):
            file.write(re.sub(rb"(?m)^[0-9a-f]{6}", b"%06x" % number, rows))
    return path, rows.count(b"\n") * copies


def loading(file: Path) -> Way:
    command = [sys.executable, str(prepare.ROOT / "manage.py"), "import_figures", str(file)]
    words = ["--partnership", "peterborough", "--commit"]
    return Way("The portal", "checks every row, counts by ward and force, stores", command + words)


def sqlite(folder: Path, file: Path) -> list[str]:
    words = [".mode csv", f".import {file} crimes", COUNT.format(table="crimes") + ";"]
    return ["sqlite3", str(folder / "imported.sqlite3"), *words]


def psql(server: str, file: Path) -> list[str]:
    columns = file.open().readline().strip().split(",")
    create = "CREATE TABLE crimes ({})".format(", ".join(f'"{name}" text' for name in columns))
    words = [
        "DROP TABLE IF EXISTS crimes",
        create,
        f"\\copy crimes FROM '{file}' CSV HEADER",
        COUNT.format(table="crimes"),
    ]
    return ["psql", "--quiet", "--dbname", server, *[part for word in words for part in ("-c", word)]]


def report(ways: list[Way], tenth: Way, large: tuple[Path, int], small: tuple[Path, int], results: Results) -> None:
    portal = ways[0]
    rows = large[1]
    own = statistics.median(portal.seconds)
    table = []
    for way in ways:
        middle = statistics.median(way.seconds)
        table.append(
            (
                way.name,
                way.does,
                f"{middle:.2f} ({min(way.seconds):.2f} to {max(way.seconds):.2f})",
                rows / middle,
                f"{middle / own:.2f}",
                f"{max(way.megabytes):.0f}" if way.own_memory else "not counted: it is the server's",
            )
        )
    size = large[0].stat().st_size / 1e6
    results.section(
        f"A file of {rows:,} rows, {size:.0f} MB",
        "Seconds are the median of the rounds, with the fastest and the slowest; each way starts a process of its own. "
        "The portal's time holds its start, the checksum of the file and the storing in SQLite.",
        ["Way", "What it does", "Seconds", "Rows a second", "Time ÷ portal", "Peak memory, MB"],
        table,
    )
    peak, peak_tenth = max(portal.megabytes), max(tenth.megabytes)
    results.section(
        "Memory as the file grows",
        "The same month, repeated.",
        ["Rows", "Seconds", "Peak memory, MB"],
        [
            (small[1], f"{statistics.median(tenth.seconds):.2f}", f"{peak_tenth:.0f}"),
            (rows, f"{own:.2f}", f"{peak:.0f}"),
        ],
    )
    copy = statistics.median(ways[-1].seconds) / own
    results.goal("psql COPY and GROUP BY ÷ portal, time", f"≥ {RATIO:g}", f"{copy:.2f}", copy >= RATIO)
    results.goal(f"Peak memory at {rows:,} rows", f"< {MEMORY} MB", f"{peak:.0f} MB", peak < MEMORY)
    growth = peak / peak_tenth
    results.goal("Peak memory when the file is ten times as long", f"≤ × {GROWTH}", f"× {growth:.2f}", growth <= GROWTH)


if __name__ == "__main__":
    sys.exit(main())
