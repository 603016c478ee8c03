"""Requests a second, case beside case: every round asks each case in turn, and the median of the rounds counts."""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from statistics import median

from servers import Server

CONNECTIONS = 16


@dataclass
class Case:
    """One address of one server, asked with these headers."""

    name: str
    server: Server
    processes: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    bytes: int = 0
    per_second: list[float] = field(default_factory=list)
    cpu_milliseconds: list[float] = field(default_factory=list)

    @property
    def speed(self) -> float:
        return median(self.per_second)

    @property
    def spread(self) -> str:
        """The slowest and the fastest round: far apart when the machine had other work to do."""
        return f"{min(self.per_second):,.0f}–{max(self.per_second):,.0f}"

    @property
    def cpu(self) -> float:
        return median(self.cpu_milliseconds)


def race(cases: list[Case], rounds: int, seconds: int) -> None:
    """Measure all cases in turn, `rounds` times."""
    for _round in range(rounds):
        for case in cases:
            before = case.server.cpu_seconds()
            requests, taken = _run(case, seconds)
            case.per_second.append(requests / taken)
            case.cpu_milliseconds.append((case.server.cpu_seconds() - before) * 1000 / requests)


def _run(case: Case, seconds: int) -> tuple[int, float]:
    """Requests answered by wrk's count, and the seconds it took."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s"]
    for name, words in case.headers.items():
        command += ["-H", f"{name}: {words}"]
    done = subprocess.run([*command, case.server.url(case.path)], text=True, capture_output=True)
    found = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", done.stdout)
    if not found or not int(found[1]) or "Non-2xx" in done.stdout:
        sys.exit(f"wrk could not measure “{case.name}”: {(done.stdout + done.stderr).strip()[-400:]}")
    return int(found[1]), float(found[2]) * {"ms": 0.001, "s": 1, "m": 60}[found[3]]
