"""Every type of public page from the store: beside nginx with the same bytes, for its first reader, and when large.

    .venv/bin/python bench/stored.py [--rounds 3] [--seconds 0.25]

Writes its chapter of bench/RESULTS.md. Exit status 1 when a goal is missed.
"""

import argparse
import logging
import os
import sys
import tempfile
from pathlib import Path

import django
import prepare
import servers
from results import Results

TOOLS = {"wrk": "wrk", "nginx": "nginx-light"}
OF_EACH_TYPE = 3  # pages that are looked at to find the heaviest
MOST_TIMES_SLOWER = 60
MOST_DRAWING = 150  # milliseconds of CPU
SMALL, LARGE, AREAS = 20, 2_000, 500
MOST_TIMES_LARGER = 1.5
BROTLI = {"Accept-Encoding": "br"}


def main() -> int:
    options = argparse.ArgumentParser(description="Measure stored pages.")
    options.add_argument("--rounds", type=int, default=3, help="how often each page is measured")
    options.add_argument("--seconds", type=float, default=0.25, help="how long each time")
    chosen = options.parse_args()
    if problem := prepare.missing_tools(TOOLS, datasette=False):
        sys.exit(problem)
    results = Results("What stored pages cost", "make bench-stored")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        environment = prepare.portal(folder)
        os.environ.update(environment)
        sys.path.insert(0, str(prepare.ROOT))
        django.setup()
        logging.disable(logging.WARNING)
        by_type(folder, environment, chosen, results)
        by_size(results)
    results.write(prepare.ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


def by_type(folder: Path, environment: dict[str, str], chosen: argparse.Namespace, results: Results) -> None:
    """The heaviest page of each type beside nginx, and what it costs its first reader."""
    from counting import drawing_milliseconds  # these read models, which Django has only now
    from crawl import crawl
    from every_page import FORMS, by_type as grouped
    from throughput import CONNECTIONS, Case, race
    from wire import get

    busy = os.getloadavg()[0]
    rows, slowest, dearest = [], (0.0, ""), (0.0, "")
    (www := folder / "www").mkdir()
    with servers.gunicorn(folder, environment, workers=2) as portal, servers.nginx(folder) as fixed:
        types = grouped(crawl(portal.port, OF_EACH_TYPE)[0])
        for kind, pages in types.items():
            path = max(pages, key=lambda page: len(page.answer.body)).path
            if kind in FORMS or kind == "search":
                continue
            body = get(portal.port, path, Accept_Encoding="br").body
            (www / kind).write_bytes(body)
            cases = [
                Case(kind, portal, "2 workers", path, BROTLI),
                Case(kind, fixed, "2 workers", f"/{kind}", BROTLI),
            ]
            race(cases, chosen.rounds, chosen.seconds)
            stored, file = cases
            drawing = drawing_milliseconds(path, times=3)
            slower = file.speed / stored.speed
            slowest, dearest = max(slowest, (slower, kind)), max(dearest, (drawing, kind))
            print(f"{kind}: {slower:.1f} times, drawn in {drawing:.0f} ms", file=sys.stderr, flush=True)
            rows.append([kind, path, len(body), stored.speed, stored.spread, file.speed, slower, stored.cpu, drawing])
    results.section(
        "Stored pages of every type",
        f"The heaviest of {OF_EACH_TYPE} pages of each type. wrk, 1 thread, {CONNECTIONS} connections, {chosen.rounds} "
        f"rounds of {chosen.seconds} s, portal and nginx (2 workers each) in turn; medians, and the slowest and "
        f"fastest round. Compare the ratios: the machine had other work (load {busy:.1f} on {os.cpu_count()} cores). "
        "First drawing: CPU of one process for the first reader after a publication, from query to stored bytes.",
        ["Type", "Page", "Bytes", "Stored/s", "Rounds", "nginx/s", "nginx ÷ stored", "CPU ms", "First drawing, CPU ms"],
        rows,
    )
    met, words = slowest[0] <= MOST_TIMES_SLOWER, f"{slowest[0]:.1f} ({slowest[1]})"
    results.goal(f"nginx ÷ stored page, slowest of {len(rows)} types", f"≤ {MOST_TIMES_SLOWER}", words, met)
    met, words = dearest[0] <= MOST_DRAWING, f"{dearest[0]:.0f} ({dearest[1]})"
    results.goal("CPU ms of the first drawing, dearest type", f"≤ {MOST_DRAWING}", words, met)


def by_size(results: Results) -> None:
    """Stored pages of a partnership with 20 rows of everything beside one with 2,000 targets and 500 areas."""
    import synthetic
    from counting import cpu_milliseconds, drawing_milliseconds, queries

    synthetic.build(SMALL)
    synthetic.build(LARGE, AREAS)
    rows, worst, most = [], (0.0, ""), 0
    for name, path in synthetic.addresses(SMALL).items():
        large = synthetic.addresses(LARGE)[name]
        drawing = drawing_milliseconds(large, times=1, like=path)
        asked = [queries(address, cold=False).warm for address in (path, large)]
        times = [cpu_milliseconds(address, seconds=0.1) for address in (path, large)]
        worst, most = max(worst, (times[1] / times[0], name)), max(most, *asked)
        print(f"{name}: {times[1] / times[0]:.2f} times, drawn in {drawing:.0f} ms", file=sys.stderr, flush=True)
        rows.append([name, *asked, *times, times[1] / times[0], drawing])
    results.section(
        f"Stored pages at {SMALL} and at {LARGE:,} rows",
        f"Two made-up partnerships: {SMALL} actions, targets and areas, and {LARGE:,} actions and targets with {AREAS} "
        "areas. CPU of one stored answer inside this process, without a server.",
        [
            "Page",
            "Queries, small",
            "Queries, large",
            "CPU ms, small",
            "CPU ms, large",
            "large ÷ small",
            "Drawing, large",
        ],
        rows,
    )
    met, words = worst[0] <= MOST_TIMES_LARGER, f"{worst[0]:.2f} ({worst[1]})"
    results.goal(f"CPU of a stored page, {LARGE:,} rows ÷ {SMALL}", f"≤ {MOST_TIMES_LARGER}", words, met)
    results.goal("Queries of a stored page, of either size", "1", most, most == 1)


if __name__ == "__main__":
    sys.exit(main())
