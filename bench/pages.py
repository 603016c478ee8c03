"""What the public pages cost: bytes, requests, SQL queries, CPU time, and speed beside nginx and Datasette.

    .venv/bin/python bench/pages.py [--rounds 5] [--seconds 3]

Writes bench/RESULTS.md. Exit status 1 when a goal is missed.
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


def main() -> int:
    options = argparse.ArgumentParser(description="Measure the public pages.")
    options.add_argument("--rounds", type=int, default=5, help="how often each server is measured")
    options.add_argument("--seconds", type=int, default=3, help="how long each time")
    chosen = options.parse_args()
    if problem := prepare.missing_tools():
        sys.exit(problem)
    results = Results()
    results.section("Machine", "Servers and clients share it.", ["What", "How much"], prepare.machine())
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        environment = prepare.portal(folder)
        os.environ.update(environment)
        sys.path.insert(0, str(prepare.ROOT))
        django.setup()
        logging.disable(logging.WARNING)  # an address that is not there is asked on purpose
        measure(folder, environment, chosen, results)
    results.write(prepare.ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


def measure(folder: Path, environment: dict[str, str], chosen: argparse.Namespace, results: Results) -> None:
    """The five parts of the bench. The made-up rows come last, so that no other part sees them."""
    import by_size  # these read models, which Django has only now
    import every_page
    import first_load
    import speed

    with servers.gunicorn(folder, environment, workers=2) as portal:
        pages = every_page.wire(portal, results)
        every_page.queries(pages, results)
        first_load.report(portal, pages, results)
        speed.report(folder, environment, portal, chosen.rounds, chosen.seconds, results)
    by_size.report(results)


if __name__ == "__main__":
    sys.exit(main())
