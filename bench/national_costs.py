"""What one portal for England and Wales costs its readers and officers, and its ten heaviest queries.

Part of `national.py`; writes its chapter of RESULTS.md, and the queries to var/heaviest-queries.md.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles

import prepare
from all_forces import database_seconds
from results import Results, standing

STORED, NEVER_STORED, HEAVIEST = 1_000, 50, 10
SLOWER, DESK_QUERIES, DESK_CPU = 1.2, 15, 150  # times as slow as with the fewest partnerships; queries; milliseconds
ALL, DESK, PUBLICATION = "all stored pages", "desk home", "a plan is published"
TITLE = "What a portal for England and Wales costs"
LARGEST = """
SELECT relname, CASE relkind WHEN 'i' THEN 'index' ELSE 'table' END, pg_relation_size(oid) FROM pg_class
WHERE relkind IN ('r', 'i', 't') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)
ORDER BY 3 DESC LIMIT 8"""


def report(partnerships: int, seconds: float | None) -> int:
    """Measure the pages of one of the made-up partnerships, beside what stands in RESULTS.md of other sizes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), pg_database_size(current_database()) FROM performance_observation")
        figures, size = cursor.fetchone()
        cursor.execute(LARGEST)
        largest = cursor.fetchall()
    results, load = Results(TITLE, "bench/national.py"), f"{os.getloadavg()[0]:.1f}"
    heavy: list[tuple[float, str, str]] = []
    times: dict[str, list[float]] = {}
    pages = [[name, *_page(path, heavy, name, times)] for name, path in addresses().items()]
    stored = [one for name, some in times.items() if name != "search" for one in some]
    pages.append([ALL, None, None, None, median(stored), quantiles(stored, n=100)[-1]])
    desk, again = _desk(heavy, times)
    pages += [[DESK, *desk], [PUBLICATION, *_publication(heavy)]]
    path = prepare.ROOT / "bench" / "RESULTS.md"
    _goals(results, pages, again, standing(path, TITLE, "Pages"))

    def section(title: str, words: str, headings: list[str], place: int, rows: list[list[object]]) -> None:
        """A table with a row for each size, the number of partnerships in the column `place`."""
        order = list(dict.fromkeys(str(row[0]) for row in rows)) if place else []
        given = [[*row[:place], partnerships, *row[place:]] for row in rows]
        kept = [row for row in standing(path, TITLE, title) if row[place] != str(partnerships)]
        rows = sorted([*given, *kept], key=lambda row: (_place(order, row) if place else 0, int(row[place])))
        results.section(title, words, [*headings[:place], "Partnerships", *headings[place:]], rows)

    headings = ["Figures", "GiB", "Seconds to fill", "Load of the machine"]
    section(
        "Sizes",
        "With ten years of monthly figures of 23 wards each.",
        headings,
        0,
        [[figures, f"{size / 2**30:.2f}", seconds, load]],
    )
    rows = [[name, kind, f"{octets / 2**20:.0f}"] for name, kind, octets in largest]
    section("Largest tables and indexes", "Without their indexes.", ["Name", "What", "MiB"], 1, rows)
    section(
        "Pages",
        "Milliseconds, with the database. First drawing: what was stored is dropped before it; its CPU time is that of "
        f"the portal and PostgreSQL. Then {STORED:,} stored answers one after another; search and desk home are never "
        f"stored, of them {NEVER_STORED}. A plan is published with its own pages, which are drawn at once.",
        ["Page", "Queries", "First drawing, ms", "CPU of it, ms", "p50, ms", "p99, ms"],
        1,
        pages,
    )
    results.write(path)
    (prepare.ROOT / "var" / "heaviest-queries.md").write_text(heaviest(heavy), encoding="utf-8")
    return 1 if results.missed else 0


def _goals(results: Results, pages: list[list], desk: tuple[int, float], known: list[list[str]]) -> None:
    """Stored pages beside those of the smallest portal that was measured, and the desk home."""
    smallest = min((row for row in known if row[0] == ALL), key=lambda row: int(row[1]), default=None)
    now = next(row[-2:] for row in pages if row[0] == ALL)
    for words, then, milliseconds in zip(("p50", "p99"), smallest[-2:] if smallest else (), now, strict=False):
        times = milliseconds / float(then)
        said = f"{times:.2f} times: {milliseconds:.3g} and {then} ms with {smallest[1]}"
        results.goal(f"{words} of {ALL}, beside the smallest portal", f"≤ {SLOWER} times", said, times <= SLOWER)
    queries, cpu = desk
    results.goal(f"Queries of the {DESK}, worked out before", f"≤ {DESK_QUERIES}", queries, queries <= DESK_QUERIES)
    results.goal(f"CPU ms of the {DESK}, worked out before", f"≤ {DESK_CPU}", f"{cpu:.0f}", cpu <= DESK_CPU)


def _place(order: list[str], row: list[object]) -> int:
    """Where the first cell of a row stands among those measured now; behind them where it was not."""
    return order.index(str(row[0])) if str(row[0]) in order else len(order)


def addresses() -> dict[str, str]:
    """One address of each kind, of one of the made-up partnerships."""
    owner = _owner()
    area = owner.area_sets.get().areas.order_by("pk")[0].code
    here = f"/{owner.slug}"
    return {
        "home": "/",
        "all partnerships": "/partnerships/",
        "partnership": f"{here}/",
        "plan": f"{here}/plans/2023-2026/",
        "performance": f"{here}/performance/",
        "indicator": f"{here}/performance/police-uk-burglary/",
        "areas": f"{here}/areas/",
        "area": f"{here}/areas/{area}/",
        "source": f"{here}/sources/monthly/",
        "report": f"{here}/scrutiny/report-1/",
        "compare": "/compare/",
        "compare one indicator": "/compare/police-uk-burglary/",
        "interface: figures": f"/api/v1/partnerships/{owner.slug}/observations",
        "search": "/search/?q=burglary",
    }


def _owner():
    """The one of the made-up partnerships that is looked at."""
    from plans.models import Partnership

    return Partnership.objects.filter(slug__startswith="in-").order_by("slug").first()


def _page(path: str, heavy: list, name: str, times: dict[str, list[float]]) -> list:
    from django.test import Client

    from csp_portal.models import StoredPage

    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_ENCODING="br")
    client.get("/help/")
    StoredPage.objects.filter(path=path).delete()
    return _measured(client, path, heavy, name, times)


def _desk(heavy: list, times: dict[str, list[float]]) -> tuple[list, tuple[int, float]]:
    """The desk home of an officer like any page; then the queries and the CPU time of one that is worked out."""
    from django.test import Client

    from plans.models import Membership, User

    owner = _owner()
    person, _made = User.objects.get_or_create(username="bench-officer")
    Membership.objects.get_or_create(user=person, partnership=owner, role="officer")
    owner.worked_out.all().delete()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(person)
    costs, before, cpu = _measured(client, "/desk/", heavy, DESK, times), len(heavy), _cpu()
    for _ in range(NEVER_STORED):
        client.get("/desk/")
    cpu = (_cpu() - cpu) * 1000 / NEVER_STORED
    _asked(client, "/desk/", heavy, DESK)
    return costs, (len(heavy) - before, cpu)


def _measured(client, path: str, heavy: list, name: str, times: dict[str, list[float]]) -> list:
    began, cpu, before = time.perf_counter(), _cpu(), len(heavy)
    _asked(client, path, heavy, name)
    first, cpu, queries = (time.perf_counter() - began) * 1000, (_cpu() - cpu) * 1000, len(heavy) - before
    some = times.setdefault(name, [])
    for _ in range(NEVER_STORED if name in ("search", DESK) else STORED):
        began = time.perf_counter()
        client.get(path)
        some.append((time.perf_counter() - began) * 1000)
    return [queries, first, cpu, median(some), quantiles(some, n=100)[-1]]


def _cpu() -> float:
    """CPU seconds of the portal and of PostgreSQL so far."""
    return time.process_time() + database_seconds()


def _publication(heavy: list) -> list:
    """A plan is published again."""
    from plans.publishing.versions import publish

    plan = _owner().plans.get(slug="2023-2026")
    began, cpu, before = time.perf_counter(), _cpu(), len(heavy)
    with _kept(heavy, PUBLICATION):
        publish(plan, kind="final", note="A word is corrected.")
    return [len(heavy) - before, (time.perf_counter() - began) * 1000, (_cpu() - cpu) * 1000, None, None]


def _asked(client, path: str, heavy: list, name: str) -> None:
    """Ask for a page once."""
    with _kept(heavy, name):
        status = client.get(path).status_code
    if status != 200:
        sys.exit(f"{path} answered {status}.")


@contextmanager
def _kept(heavy: list, name: str) -> Iterator[None]:
    """Keep what the database is asked meanwhile, and how long each question took."""
    from django.db import connection

    def kept(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not many and sql.startswith(("SELECT", "(SELECT")):
                words = context["cursor"].cursor.mogrify(sql, params).decode()
                heavy.append((time.perf_counter() - began, name, words))

    with connection.execute_wrapper(kept):
        yield


def heaviest(heavy: list[tuple[float, str, str]]) -> str:
    """The ten heaviest queries, each once, as PostgreSQL explains them."""
    from django.db import connection

    shape, chosen = set(), []
    for seconds, name, words in sorted(heavy, reverse=True):
        if (key := re.sub(r"\d+|'[^']*'", "?", words)) not in shape:
            shape.add(key)
            chosen.append((seconds, name, words))
    parts = []
    for seconds, name, words in chosen[:HEAVIEST]:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {words}".replace("%", "%%"))
            plan = "\n".join(line for (line,) in cursor.fetchall())
        short = words if len(words) < 600 else f"{words[:300]} … {words[-300:]}"
        parts.append(f"### {name}: {seconds * 1000:.0f} ms\n\n```sql\n{short}\n```\n\n```\n{plan}\n```")
    return "\n\n".join(parts) + "\n"
