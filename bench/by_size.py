"""SQL queries of each page type over 20, 200 and 2,000 rows."""

import synthetic
from counting import Queries, cpu_milliseconds, queries
from django.db import DatabaseError
from every_page import MOST_COLD, MOST_QUERIES
from results import Results

SIZES = (20, 200, 2000)


def report(results: Results) -> None:
    """Build one made-up partnership of each size and count at once."""
    measured: dict[int, dict[str, tuple[Queries, float]]] = {}
    refused = []
    for size in SIZES:
        try:
            synthetic.build(size)
            measured[size] = {name: _measure(path) for name, path in synthetic.addresses(size).items()}
        except DatabaseError as problem:
            refused.append(f"not {size:,}: {problem}")
    rows, most, cold, uneven = [], 0, 0, []
    for name in synthetic.addresses(SIZES[0]):
        counted, times = zip(*(pages[name] for pages in measured.values()), strict=True)
        series = {f"{name}, cold": [one.cold for one in counted], f"{name}, warm": [one.warm for one in counted]}
        if counted[0].cold is None:
            series = {name: [one.warm for one in counted]}
        for label, numbers in series.items():
            rows.append([label, *numbers, *([None] * len(times) if label.endswith("cold") else times)])
            cold = max(cold, *numbers) if label.endswith("cold") else cold
            most = most if label.endswith("cold") else max(most, *numbers)
            if len(set(numbers)) > 1:
                uneven.append(f"{label} ({', '.join(map(str, numbers))})")
    results.section(
        "SQL queries by number of rows",
        "A made-up partnership with so many actions (two milestones each), targets, wards and indicators, two "
        "figures for each ward and indicator. CPU time as above.",
        ["Page", *(f"{size:,} rows" for size in measured), *(f"CPU ms, {size:,}" for size in measured)],
        rows,
    )
    results.goal("Plans of 20, 200 and 2,000 rows", "published", "; ".join(refused) or "published", not refused)
    sizes = f"{', '.join(f'{size:,}' for size in measured)} rows"
    results.goal(f"Queries at {sizes}", "equal", "; ".join(uneven) or "equal", not uneven)
    results.goal(f"Most queries at {sizes}", f"≤ {MOST_QUERIES}", most, most <= MOST_QUERIES)
    results.goal(f"Most queries at {sizes}, stored page missing", f"≤ {MOST_COLD}", cold, cold <= MOST_COLD)


def _measure(path: str) -> tuple[Queries, float]:
    return queries(path), cpu_milliseconds(path, seconds=0.05)
