"""What one portal for England and Wales costs its readers and officers, and its ten heaviest queries.

Part of `national.py`; writes its chapter of RESULTS.md, and the queries to var/heaviest-queries.md.
"""

import re
import sys
import time
from statistics import median, quantiles

import prepare
from results import Results

STORED, HEAVIEST = 100, 10


def report(partnerships: int) -> int:
    """Measure the pages of one of the made-up partnerships; exit status 1 when a goal is missed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM performance_observation")
        figures = cursor.fetchone()[0]
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0] / 2**30
    results = Results(f"What a portal of {partnerships} partnerships costs", "bench/national.py")
    heavy: list[tuple[float, str, str]] = []
    rows = [[name, *_page(path, heavy, name)] for name, path in addresses().items()]
    rows.append(["desk home", *_desk(heavy)])
    results.section(
        f"{figures:,} figures, {size:.1f} GiB",
        "Milliseconds, with the database. First drawing: what was stored is dropped before it. Stored: of "
        f"{STORED} answers one after another. Search and desk are never stored.",
        ["Page", "Queries", "First drawing, ms", "CPU of it, ms", "p50, ms", "p99, ms"],
        rows,
    )
    results.write(prepare.ROOT / "bench" / "RESULTS.md")
    (prepare.ROOT / "var" / "heaviest-queries.md").write_text(heaviest(heavy), encoding="utf-8")
    return 1 if results.missed else 0


def addresses() -> dict[str, str]:
    """One address of each kind, of one of the made-up partnerships."""
    from plans.models import Partnership

    owner = Partnership.objects.filter(slug__startswith="in-").order_by("slug").first()
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


def _page(path: str, heavy: list, name: str) -> list:
    from django.test import Client

    from csp_portal.models import StoredPage

    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_ENCODING="br")
    client.get("/help/")
    StoredPage.objects.filter(path=path).delete()
    return _measured(client, path, heavy, name)


def _desk(heavy: list) -> list:
    from django.test import Client

    from plans.models import Membership, Partnership, User

    owner = Partnership.objects.filter(slug__startswith="in-").order_by("slug").first()
    person, _made = User.objects.get_or_create(username="bench-officer")
    Membership.objects.get_or_create(user=person, partnership=owner, role="officer")
    owner.worked_out.all().delete()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(person)
    return _measured(client, "/desk/", heavy, "desk home")


def _measured(client, path: str, heavy: list, name: str) -> list:
    from django.db import connection

    def kept(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not many and sql.startswith(("SELECT", "(SELECT")):
                words = context["cursor"].cursor.mogrify(sql, params).decode()
                heavy.append((time.perf_counter() - began, name, words))

    began, cpu, before = time.perf_counter(), time.process_time(), len(heavy)
    with connection.execute_wrapper(kept):
        status = client.get(path).status_code
    first, cpu = (time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000
    if status != 200:
        sys.exit(f"{path} answered {status}.")
    queries, times = len(heavy) - before, []
    for _ in range(STORED if name != "search" else 20):
        began = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - began) * 1000)
    return [queries, first, cpu, median(times), quantiles(times, n=100)[-1]]


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
        parts.append(f"### {name}: {seconds * 1000:.0f} ms\n\n```sql\n{short}\n```\n\n```\n{plan[:3000]}\n```")
    return "\n\n".join(parts) + "\n"
