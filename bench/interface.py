"""What the interface for programs costs: its main addresses, kept and worked out again, beside Datasette.

    .venv/bin/python bench/interface.py [--rounds 3] [--seconds 2]

Datasette has the items of each list as a table and gives the same ones as JSON. Writes its chapter of
bench/RESULTS.md. Exit status 1 when a goal is missed.
"""

import argparse
import json
import os
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

import prepare
import servers
from results import Results
from throughput import CONNECTIONS, Case, race
from wire import get

NORWICH = "/api/v1/partnerships/norwich/"
LISTS = {
    "partnerships": "/api/v1/partnerships",
    "plans": f"{NORWICH}plans",
    "indicators": f"{NORWICH}indicators",
    "observations": f"{NORWICH}observations",
    "reports": f"{NORWICH}reports",
    "actions": "/api/v1/partnerships/south-cambridgeshire/plans/2009-2012/actions",
    "recommendations": "/api/v1/partnerships/peterborough/recommendations",
}
ALL = "?limit=100"  # the same items, worked out for every request, as what a query asks for is not kept
# Datasette sends rows as they are; where the portal works out an answer, each figure is protected and put into words.
MOST_TIMES_SLOWER = {"kept": 1, "worked out": 10}
TOOLS = {"wrk": "wrk"}
OPEN = {"DJANGO_SETTINGS_MODULE": "open_settings", "PYTHONPATH": str(Path(__file__).parent)}


def main() -> int:
    options = argparse.ArgumentParser(description="Measure the interface for programs.")
    options.add_argument("--rounds", type=int, default=3, help="how often each address is measured")
    options.add_argument("--seconds", type=int, default=2, help="how long each time")
    chosen = options.parse_args()
    if problem := prepare.missing_tools(TOOLS):
        sys.exit(problem)
    results = Results("What the interface for programs costs", "make bench-interface")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        environment = prepare.portal(folder)
        report(folder, environment | OPEN, chosen, results)
    results.write(prepare.ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


def report(folder: Path, environment: dict[str, str], chosen: argparse.Namespace, results: Results) -> None:
    """Race each list with the table of its items, one process each."""
    busy, rows = os.getloadavg()[0], []
    slowest = dict.fromkeys(MOST_TIMES_SLOWER, (0.0, ""))
    with servers.gunicorn(folder, environment, workers=1) as portal:
        items = {kind: _items(portal, path) for kind, path in LISTS.items()}
        most = max(map(len, items.values()))
        with servers.datasette(folder, _stored(folder / "lists.db", items), most) as peer:
            for kind, path in LISTS.items():
                cases = [
                    Case(f"{kind}, kept", portal, "1 worker", path),
                    Case(f"{kind}, worked out", portal, "1 worker", path + ALL),
                    Case(f"{kind}, Datasette", peer, "1 process", f"/lists/{kind}.json?_shape=objects&_size=max"),
                ]
                for case in cases:
                    case.bytes = len(get(case.server.port, case.path).body)
                race(cases, chosen.rounds, chosen.seconds)
                *own, other = cases
                for way, case in zip(slowest, own, strict=True):
                    slower = other.speed / case.speed
                    slowest[way] = max(slowest[way], (slower, kind))
                    count = len(items[kind])
                    rows.append([kind, way, count, case.bytes, case.speed, case.spread, other.speed, slower, case.cpu])
    results.section(
        "Lists beside Datasette",
        f"wrk, 1 thread, {CONNECTIONS} connections, {chosen.rounds} rounds of {chosen.seconds} s each in turn; "
        "medians. An address without a query is answered as it is kept; with one, the portal works the answer out from "
        "what is published, with its protection. "
        "Datasette reads the same items, a first page of at most 100, from a table of an immutable file. "
        f"Load of the machine at the start: {busy:.1f}.",
        ["List", "Answer", "Items", "Body bytes", "Requests/s", "Rounds", "Datasette, requests/s",
         "Datasette ÷ portal, speed", "CPU ms"],
        rows,
    )  # fmt: skip
    for way, limit in MOST_TIMES_SLOWER.items():
        slower, kind = slowest[way]
        results.goal(
            f"Datasette ÷ portal, slowest list, {way}", f"≤ {limit}", f"{slower:.2f} ({kind})", slower <= limit
        )


def _items(portal: servers.Server, path: str) -> list[dict[str, Any]]:
    """The first page of a list."""
    answer = get(portal.port, path)
    if answer.status != 200:
        sys.exit(f"The portal answers {path} with {answer.status}.")
    found: list[dict[str, Any]] = json.loads(answer.body)["items"]
    return found


def _stored(database: Path, items: dict[str, list[dict[str, Any]]]) -> Path:
    """Each list as a table; a part that has parts is JSON."""
    with sqlite3.connect(database) as connection:
        for kind, rows in items.items():
            names = ", ".join(f'"{name}"' for name in rows[0])
            connection.execute(f"CREATE TABLE {kind} ({names})")
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(
                f"INSERT INTO {kind} VALUES ({marks})", [list(map(_cell, row.values())) for row in rows]
            )
    connection.close()
    return database


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


if __name__ == "__main__":
    sys.exit(main())
