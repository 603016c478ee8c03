"""What Chromium loads for a page, and whether the page can be read without JavaScript."""

from browser import chromium, load, only_with_javascript
from crawl import Page
from every_page import KINDS, by_type
from named import MUST_SEE, PLANS
from results import Results
from servers import Server

MOST_BYTES = 35_000
MOST_REQUESTS = 4


def report(portal: Server, pages: list[Page], results: Results) -> None:
    """The heaviest page of each type and the named ones."""
    html = [page for page in pages if page.answer.content_type == "text/html"]
    heaviest = [max(group, key=lambda page: page.total).path for group in by_type(html).values()]
    rows, loads = [], {}
    with chromium() as browser:
        for path in dict.fromkeys([*MUST_SEE, *heaviest]):
            seen = loads[path] = load(browser, portal.url(path))
            lost = only_with_javascript(seen, load(browser, portal.url(path), javascript=False))
            needed = seen.bytes["JS"] if lost else 0
            rows.append([path, seen.requests, *(seen.bytes[kind] for kind in KINDS), seen.total, needed])
            if path in PLANS.values():
                _goals(path, seen.total, seen.requests, needed, results)
    results.section(
        "First load in Chromium",
        "Empty cache, nothing pressed. Bytes as received, headers included. JavaScript needed: the bytes of the "
        "page's scripts if any line can be read only with JavaScript, else 0.",
        ["Address", "Requests", *KINDS, "Sum", "JavaScript needed"],
        rows,
    )


def _goals(path: str, size: int, requests: int, needed: int, results: Results) -> None:
    results.goal(f"Bytes of {path} with charts", f"≤ {MOST_BYTES:,}", f"{size:,}", size <= MOST_BYTES)
    results.goal(f"Requests of {path}", f"≤ {MOST_REQUESTS}", requests, requests <= MOST_REQUESTS)
    results.goal(f"JavaScript needed to read {path}", "0 bytes", f"{needed:,}", needed == 0)
