"""Requests a second, case beside case: every round asks each case in turn, and the median of the rounds counts."""

import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from statistics import median

from servers import Server

CONNECTIONS = 16
LONGEST = 600  # seconds; wrk counts whole ones, so it is stopped before


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


def race(cases: list[Case], rounds: int, seconds: float) -> None:
    """Measure all cases in turn, `rounds` times."""
    for _round in range(rounds):
        for case in cases:
            before = case.server.cpu_seconds()
            requests, taken = _run(case, seconds)
            case.per_second.append(requests / taken)
            case.cpu_milliseconds.append((case.server.cpu_seconds() - before) * 1000 / requests)


def _run(case: Case, seconds: float) -> tuple[int, float]:
    """Requests answered by wrk's count, and the seconds it took."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{LONGEST}s", "--timeout", "30s"]
    for name, words in case.headers.items():
        command += ["-H", f"{name}: {words}"]
    said = complaint = ""
    while not said and seconds < LONGEST:  # on a busy machine wrk may not be ready yet when it is told to stop
        said, complaint = _stopped([*command, case.server.url(case.path)], seconds)
        seconds *= 2
    found = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", said)
    if not found or not int(found[1]) or "Non-2xx" in said:
        sys.exit(f"wrk could not measure “{case.name}”: {(said + complaint).strip()[-400:]}")
    return int(found[1]), float(found[2]) * {"ms": 0.001, "s": 1, "m": 60}[found[3]]


def _stopped(command: list[str], seconds: float) -> tuple[str, str]:
    """What wrk prints when it is stopped: what it counted, and for how long. Nothing where it did not stop at the first
    signal: one that reaches wrk before it waits ends its work, but not its waiting and its clock."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, text=True, stdout=pipe, stderr=pipe) as wrk:
        time.sleep(seconds)
        wrk.send_signal(signal.SIGINT)
        try:
            return wrk.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            wrk.kill()
            return "", wrk.communicate()[1]
