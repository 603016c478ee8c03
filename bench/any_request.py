"""Asks the interface for programs whatever its description allows and forbids, and judges every answer by it.

    .venv/bin/python bench/any_request.py [--requests 3000] [--seed 15]

Schemathesis draws the requests. Exit status 1 when the portal fails, when an answer is not as described, or when fewer
requests were made than were asked for.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import prepare
import servers
from interface import OPEN

TOOL = prepare.ROOT / ".venv-schemathesis" / "bin" / "schemathesis"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
PHASES = "coverage,fuzzing,stateful"
REQUESTS_OF_AN_EXAMPLE = 20  # of all addresses together, and fewer than there are
# What there is: a made up name is only ever answered with 404.
KNOWN = """[parameters]
partnership = "norwich"
plan = "2008-2011"
number = 1
"""


def main() -> int:
    options = argparse.ArgumentParser(description="Ask the interface for programs whatever there is to ask.")
    options.add_argument("--requests", type=int, default=3000, help="how many at least")
    options.add_argument("--seed", type=int, default=15, help="the same one draws the same requests")
    chosen = options.parse_args()
    if not TOOL.exists():
        sys.exit("It needs Schemathesis in .venv-schemathesis; `make test-interface` installs it.")
    with tempfile.TemporaryDirectory(prefix="requests-") as name:
        folder = Path(name)
        with servers.gunicorn(folder, prepare.portal(folder) | OPEN, workers=2) as portal:
            found = drawn(folder, portal.url("/api/v1/openapi.json"), chosen)
    cases = found["test_cases"]
    print(f"{cases['generated']} requests, {cases['with_failures']} with a fault or an answer that is not described.")
    return int(cases["generated"] < chosen.requests or cases["with_failures"] > 0 or not found["complete"])


def drawn(folder: Path, description: str, chosen: argparse.Namespace) -> dict:
    """What Schemathesis reports; it says itself what was wrong with an answer."""
    settings = folder / "schemathesis.toml"
    settings.write_text(KNOWN)
    words = [str(TOOL), "--config-file", str(settings), "run", description, "--checks", CHECKS, "--phases", PHASES]
    words += ["--max-examples", str(chosen.requests // REQUESTS_OF_AN_EXAMPLE), "--seed", str(chosen.seed)]
    words += ["--continue-on-failure", "--no-color", "--report", "json", "--report-dir", str(folder)]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr)
    reports = sorted(folder.glob("json-*.json"))
    if not reports:
        sys.exit("Schemathesis made no report.")
    found: dict = json.loads(reports[-1].read_text())
    return found


if __name__ == "__main__":
    sys.exit(main())
