"""What a grid of rows costs: bytes of its page, SQL queries and CPU time of saving it through the whole application.

    .venv/bin/python bench/grids.py

Writes its chapter of bench/RESULTS.md. Exit status 1 when a goal is missed.
"""

import gc
import gzip
import re
import sys
import time
from contextlib import nullcontext
from html import unescape
from urllib.parse import urlencode

import prepare
from results import Results

ROWS, MOST_QUERIES, MOST_CPU, MOST_BYTES = 200, 20, 300, 60_000
CHANGES = [
    ("actions", "title"),
    ("actions", "leads"),
    ("milestones", "text"),
    ("funding", "purpose"),
    ("targets", "holder"),
]
UNWATCHED = nullcontext()


def main() -> int:
    results = Results("What a grid of rows costs", "make bench-grids")
    with prepare.portal_here():
        report(results)
    results.write(prepare.ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


def report(results: Results) -> None:
    """Open and save a grid of each kind of rows: unchanged, one row changed, all rows changed."""
    import synthetic  # it reads models, which Django has only now

    from plans.models import Plan, PlanState, User

    partnership = synthetic.build(ROWS)
    plan = partnership.plans.get()
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    for number in range(ROWS):
        plan.funding.create(fund="Fund", purpose=f"Purpose {number}", allocated=number, position=number)
    officer = User.objects.create(username="officer of the bench")
    officer.memberships.create(partnership=partnership, role="officer")
    rows = []
    for kind, column in CHANGES:
        for many in (0, 1, ROWS):
            counted, cpu, page, packed = _costs(
                officer, f"/desk/{partnership.slug}/plans/plan/{kind}/table/", column, many
            )
            rows.append([kind, f"{many} × {column}" if many else "0", counted, cpu, page, packed])
    headings = ["Rows", "Changed", "Queries of saving", "CPU ms", "Bytes of the page", "Compressed"]
    words = f"A page of {ROWS} rows is saved by an officer. Queries are those of saving, without sign-in and redirect."
    results.section(f"Saving {ROWS} rows", words, headings, rows)
    for what, place, most in (
        ("Queries", 2, MOST_QUERIES),
        ("CPU ms", 3, MOST_CPU),
        ("Compressed page", 5, MOST_BYTES),
    ):
        found = max(row[place] for row in rows)
        results.goal(f"{what}, {ROWS} rows", f"≤ {most:,}", f"{found:,.0f}", found <= most)


def _costs(officer, address: str, column: str, many: int) -> tuple[int, float, int, int]:
    """Queries of saving, CPU milliseconds of the request, and the bytes of the page before.

    Counting queries costs time of its own, so the time is that of other savings: the least of three, because what else
    runs on the machine can only add to it.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    captured = CaptureQueriesContext(connection)
    page, _cpu = _save(officer, address, column, many, captured)
    desk = ("django_session", "plans_user", "plans_membership", "otp_")
    saving = [one for one in captured if not any(table in one["sql"].partition("WHERE")[0] for table in desk)]
    cpu = min(_save(officer, address, column, many)[1] for _ in range(3))
    return len(saving), cpu, len(page), len(gzip.compress(page))


def _save(officer, address: str, column: str, many: int, watched=UNWATCHED) -> tuple[bytes, float]:
    """The page before saving, and CPU milliseconds of the request that saves."""
    from django.test import Client

    client = Client(headers={"Host": prepare.HOST})
    client.force_login(officer)
    page = client.get(address).content
    sent = _cells(page.decode()) | {"save": "yes"}
    names = [name for name in sent if name.startswith("r") and name.endswith(f"-{column}")][:many]
    sent |= {name: f"Changed {time.monotonic_ns()}" for name in names}
    gc.collect()  # what earlier requests left is no cost of this one
    with watched:
        start = time.process_time()
        response = client.post(address, urlencode(sent), "application/x-www-form-urlencoded")
        cpu = (time.process_time() - start) * 1000
    assert response.status_code == 302, response.content[:2000]
    return page, cpu


def _cells(html: str) -> dict[str, str]:
    """What a browser would send back."""
    form = html[html.index('<form method="post" data-draft') : html.index('<template id="grid-row"')]
    inputs = re.findall(r'<input value="([^"]*)"[^>]*? name="([rn]\d+-\w+)"', form)
    areas = re.findall(r'<textarea rows="\d+" name="([rn]\d+-\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    seen = re.findall(r'name="(r\d+-seen)" value="([^"]*)"', form)
    return {name: unescape(text) for name, text in [*((n, t) for t, n in inputs), *areas, *seen]}


if __name__ == "__main__":
    sys.exit(main())
