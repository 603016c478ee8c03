"""Requests a second of one plan page: stored, drawn anew, as a file of nginx, and as a table of Datasette."""

import sys
import time
from contextlib import ExitStack
from pathlib import Path

import servers
from django.utils import timezone
from named import NORWICH
from plan_rows import export
from results import Results
from throughput import CONNECTIONS, Case, race
from wire import get

from plans.models import PlanVersion
from plans.public.pages import downloads_of, plan_page, read_around

MOST_TIMES_SLOWER = 50
COLD = {"DJANGO_SETTINGS_MODULE": "cold_settings", "PYTHONPATH": str(Path(__file__).parent)}


def report(
    folder: Path, environment: dict[str, str], portal: servers.Server, rounds: int, seconds: int, results: Results
) -> None:
    """Race all servers and judge the two goals."""
    partnership, _plans, plan = NORWICH.strip("/").split("/")
    newest = PlanVersion.objects.filter(plan__partnership__slug=partnership, plan__slug=plan).first()
    if newest is None:
        sys.exit(f"The demonstration content has no published plan at {NORWICH}.")
    brotli = {"Accept-Encoding": "br"}
    stored = get(portal.port, NORWICH, Accept_Encoding="br")
    page = folder / "www" / NORWICH.strip("/")
    page.parent.mkdir(parents=True)
    page.write_bytes(stored.body)
    count = export(newest.content, folder / "plan.db")
    with ExitStack() as stack:
        fixed = stack.enter_context(servers.nginx(folder))
        cold = stack.enter_context(servers.gunicorn(folder, environment | COLD, workers=1))
        peer = stack.enter_context(servers.datasette(folder, folder / "plan.db", count))
        table = "/plan/rows?_size=max"
        cases = [
            Case("Portal, stored page", portal, "2 workers", NORWICH, brotli),
            Case("nginx, the same bytes as a file", fixed, "2 workers", NORWICH.rstrip("/"), brotli),
            Case("Portal, 304", portal, "2 workers", NORWICH, brotli | {"If-None-Match": stored.headers["etag"]}, 304),
            Case("Portal, drawn anew", cold, "1 worker", NORWICH),
            Case("Datasette, the same rows", peer, "1 process", table),
            Case("Portal, drawn anew and gzip", cold, "1 worker", NORWICH, {"Accept-Encoding": "gzip"}),
        ]
        for case in cases:
            _check(case)
        if get(fixed.port, cases[1].path, **_names(brotli)).body != stored.body:
            sys.exit("nginx must send the very bytes that the portal sends, and does not.")
        race(cases, rounds, seconds)
    _report(cases, count, _in_process(newest), rounds, seconds, results)


def _check(case: Case) -> None:
    """Ask a few times: what is measured must be what is meant, and every server starts warm."""
    for _time in range(10):
        answer = get(case.server.port, case.path, **_names(case.headers))
        if answer.status != case.status:
            sys.exit(f"“{case.name}” answers {answer.status}, not {case.status}.")
        case.bytes = len(answer.body)


def _names(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("-", "_"): words for name, words in headers.items()}


def _in_process(newest: PlanVersion, times: int = 10) -> float:
    """Milliseconds of CPU to draw the page from its version, without request, server or query."""
    around, files = read_around(newest, timezone.localdate()), downloads_of(newest)
    plan_page(newest, newest, NORWICH, around, files)
    start = time.process_time()
    for _time in range(times):
        plan_page(newest, newest, NORWICH, around, files)
    return (time.process_time() - start) * 1000 / times


def _report(cases: list[Case], count: int, drawing: float, rounds: int, seconds: int, results: Results) -> None:
    stored, fixed, _repeat, cold, peer, _gzip = cases
    results.section(
        "Speed of the Norwich plan page",
        f"wrk, 1 thread, {CONNECTIONS} connections, {rounds} rounds of {seconds} s for each case in turn; medians, and "
        "the slowest and fastest round. "
        f"CPU is the time of the server's processes for one request. Datasette shows the {count} rows of the same "
        "plan on one page (immutable file, no facet suggestions); neither it nor the portal beside it compresses. "
        f"Drawing the page alone, inside one process: {drawing:.1f} ms of CPU.",
        [
            "Case",
            "Processes",
            "Status",
            "Body bytes",
            "Requests/s",
            "Rounds",
            "CPU ms",
            "nginx ÷ case, speed",
            "case ÷ nginx, CPU",
        ],
        [
            [
                case.name,
                case.processes,
                case.status,
                case.bytes,
                case.speed,
                case.spread,
                case.cpu,
                fixed.speed / case.speed,
                case.cpu / fixed.cpu,
            ]
            for case in cases
        ],
    )
    slower, faster = fixed.speed / stored.speed, cold.speed / peer.speed
    results.goal(
        "nginx ÷ portal, stored plan page", f"≤ {MOST_TIMES_SLOWER}", f"{slower:.1f}", slower <= MOST_TIMES_SLOWER
    )
    results.goal("Portal drawn anew ÷ Datasette, one process each", "≥ 1", f"{faster:.2f}", faster >= 1)
