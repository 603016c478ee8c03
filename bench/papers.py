"""What the files of a long plan cost: CPU time, memory and bytes of each form in which it can be taken away.

    .venv/bin/python bench/papers.py

The plan has thirty sides as PDF. Writes its chapter of bench/RESULTS.md. Exit status 1 when a goal is missed.
"""

import copy
import os
import sys
from pathlib import Path
from typing import Any

import prepare
from results import Results

TIMES = 3  # the priorities of South Cambridgeshire, so often: more than thirty sides
MOST_SECONDS = {"plan.pdf": 10, "plan.xlsx": 1}
MOST_MEGABYTES = 250


def main() -> int:
    results = Results("What the files of a long plan cost", "make bench-papers")
    with prepare.portal_here() as folder:
        report(folder, results)
    results.write(prepare.ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


def report(folder: Path, results: Results) -> None:
    """Make each form in a process of its own."""
    from django.urls import reverse

    from plans.exports.registry import PLAN_EXPORTS
    from plans.exports.stored import text_of
    from plans.models import PlanVersion

    version = PlanVersion.objects.filter(plan__partnership__slug="south-cambridgeshire").latest("number")
    text = text_of(version, long(version.content), reverse("version", args=["south-cambridgeshire", "plan", 1]))
    PLAN_EXPORTS["summary.pdf"].make(text)  # what every file needs is loaded before, as in a portal that runs
    rows, seconds, peaks, sides = [], {}, {}, 0
    for name, export in PLAN_EXPORTS.items():
        if export.gathers:
            continue
        file = folder / name
        seconds[name], peaks[name] = _cost(lambda make=export.make, file=file: file.write_bytes(make(text)))
        content = file.read_bytes()
        sides = sides or _sides(content)
        rows.append([name, seconds[name], peaks[name], len(content)])
    results.section(
        f"A plan of {sides} sides",
        "Each is made once in a process of its own, in which the libraries are loaded already. Memory is the most that "
        f"the process had. Load of the machine: {os.getloadavg()[0]:.1f}.",
        ["File", "CPU seconds", "Memory, MB", "Bytes"],
        rows,
    )
    for name, limit in MOST_SECONDS.items():
        results.goal(f"CPU seconds, {name}", f"≤ {limit}", f"{seconds[name]:.2f}", seconds[name] <= limit)
    most = max(peaks.values())
    results.goal("Memory, MB", f"≤ {MOST_MEGABYTES}", f"{most:.0f}", most <= MOST_MEGABYTES)


def long(content: dict[str, Any]) -> dict[str, Any]:
    """The plan with its priorities several times over, each with references of its own."""
    priorities = []
    for time in range(TIMES):
        for priority in copy.deepcopy(content["priorities"]):
            for row in (priority, *priority["actions"], *(m for a in priority["actions"] for m in a["milestones"])):
                row["ref"] = f"{time or ''}{row['ref']}"
            priorities.append(priority)
    return {**content, "priorities": priorities}


def _cost(work: Any) -> tuple[float, float]:
    """CPU seconds of a piece of work in a process of its own, and the megabytes it had at most."""
    if (child := os.fork()) == 0:
        work()
        os._exit(0)
    _child, status, used = os.wait4(child, 0)
    if status:
        sys.exit("A file could not be made.")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1_000_000


def _sides(content: bytes) -> int:
    from pypdfium2 import PdfDocument

    return len(PdfDocument(content))


if __name__ == "__main__":
    sys.exit(main())
