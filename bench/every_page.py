"""Bytes, cookies, SQL queries and CPU time of every public address."""

from collections import Counter, defaultdict

from counting import Queries, cpu_milliseconds, queries as count
from crawl import Page, crawl, never_reached, visit
from django.urls import resolve
from named import MUST_SEE
from results import Results
from servers import Server

KINDS = ("HTML", "CSS", "JS", "other")
MOST_QUERIES = 4
# What gathers several tables, or writes a paper on its first request, has a limit of its own; so has a page whose
# stored copy is missing, which is drawn once after a publication.
GATHERED = {"area-feed", "brief-pdf", "cover-pdf", "fact-register", "feed", "priority-feed", "report-pdf"}
GATHERED |= {"report-version", "subscribe"}
MOST_GATHERED = 12
MOST_COLD = 20  # five of them look into the store and store what was drawn
FORMS = {"subscribe", "write-feedback"}  # their cookie guards the form, so they are neither shared nor kept
UNKNOWN = "/nowhere/"


def wire(portal: Server, results: Results) -> list[Page]:
    """Find all public pages; one line for each type, with its heaviest page."""
    pages, left_out = crawl(portal.port)
    unlinked = never_reached(pages)
    rows = []
    for kind, group in by_type(pages).items():
        worst = max(group, key=lambda page: page.total)
        rows.append([kind, len(group), _counted(page.answer.status for page in group), *_wire_cells(worst)])
    named = [page for path in MUST_SEE for page in [visit(portal.port, path)[0]]]
    rows += [["named", 1, page.answer.status, *_wire_cells(page)] for page in named]
    unknown = visit(portal.port, UNKNOWN)[0]
    rows.append(["unknown address", 1, unknown.answer.status, *_wire_cells(unknown)])
    cookies = sum(page.answer.cookies for page in [*pages, *named, unknown] if page.type not in FORMS)
    results.section(
        "Every public address over the wire",
        f"{len(pages)} addresses found from `/` ({left_out} more with a query left out); for each type of "
        "address the heaviest. Bytes of the bodies as sent for `Accept-Encoding: br, gzip`, with the page's styles and "
        "scripts. "
        f"No link leads to: {', '.join(unlinked) or 'none'}.",
        ["Type", "Addresses", "Status", "Heaviest", *KINDS, "Sum", "Encoding", "Vary", "Cookies"],
        rows,
    )
    wrong = [page.path for page in [*pages, *named] if page.answer.status != 200]
    answered = f"not: {_some(wrong)}" if wrong else f"all {len(pages)}"
    results.goal("Every public address answers", "status 200", answered, not wrong)
    results.goal("Cookies set by public addresses without a form", "0", cookies, cookies == 0)
    return pages


def queries(pages: list[Page], results: Results) -> None:
    """Count for every address; one line for each type, with its dearest page."""
    counted = _count_all(pages)
    rows = []
    for kind, group in by_type(pages).items():
        dearest = max(group, key=lambda page: counted[page.path].most)
        heaviest = max(group, key=lambda page: page.total)
        numbers = [counted[page.path] for page in group]
        rows.append(
            [
                kind,
                dearest.path,
                *(_most(numbers, name) for name in Queries._fields),
                heaviest.path,
                cpu_milliseconds(heaviest.path),
            ]
        )
    rows += [["named", path, *count(path), path, cpu_milliseconds(path)] for path in MUST_SEE]
    rows.append(["unknown address", UNKNOWN, *count(UNKNOWN), UNKNOWN, cpu_milliseconds(UNKNOWN)])
    results.section(
        "SQL queries and CPU time",
        "Queries of every address, transaction control included, the most of its type. Cold: its stored page was "
        "dropped (once for each type in each plan; – means that it is drawn for every reader). 304: the reader has "
        "the current page. CPU time of one warm request inside this process, without a server (process time, mean).",
        ["Type", "Most queries at", "Cold", "Warm", "304", "CPU measured at", "CPU ms"],
        rows,
    )
    gathered = [counted[page.path] for page in pages if page.type in GATHERED]
    known = [counted[page.path] for page in pages if page.type not in GATHERED]
    known += [count(path) for path in MUST_SEE]
    cold, warm, repeat = (_most(known, name) or 0 for name in Queries._fields)
    without = [page.path for page in pages if counted[page.path].not_modified is None and page.type not in FORMS]
    most = max(one.warm for one in gathered)
    names = ", ".join(sorted(GATHERED))
    results.goal("SQL queries of a public page, stored or drawn", f"≤ {MOST_QUERIES}", warm, warm <= MOST_QUERIES)
    results.goal(f"SQL queries of what gathers tables ({names})", f"≤ {MOST_GATHERED}", most, most <= MOST_GATHERED)
    results.goal("SQL queries when the stored page is missing", f"≤ {MOST_COLD}", cold, cold <= MOST_COLD)
    measured = f"{repeat}, but never a 304 at {_some(without)}" if without else repeat
    results.goal("SQL queries of a 304", "≤ 1", measured, repeat <= 1 and not without)


def by_type(pages: list[Page]) -> dict[str, list[Page]]:
    groups: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        groups[page.type].append(page)
    return dict(sorted(groups.items()))


def _count_all(pages: list[Page]) -> dict[str, Queries]:
    """Queries of every page; the stored page is dropped for the first of each type in each plan only."""
    dropped, counted = set(), {}
    for page in pages:
        parts = resolve(page.path.partition("?")[0]).kwargs
        place = page.type, parts.get("partnership"), parts.get("plan"), parts.get("report")
        counted[page.path] = count(page.path, cold=place not in dropped)
        dropped.add(place)
    return counted


def _wire_cells(page: Page) -> list[object]:
    headers = page.answer.headers
    sizes = [page.bytes[kind] for kind in KINDS]
    encoding = headers.get("content-encoding", "none")
    return [page.path, *sizes, page.total, encoding, headers.get("vary", "none"), page.answer.cookies]


def _most(numbers: list[Queries], name: str) -> int | None:
    """The largest count; None where no page has one."""
    return max((found for one in numbers if (found := getattr(one, name)) is not None), default=None)


def _counted(statuses) -> str:
    return ", ".join(str(s) if n == 1 else f"{s} × {n}" for s, n in sorted(Counter(statuses).items()))


def _some(paths: list[str]) -> str:
    """The first few addresses of a list."""
    return ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")
