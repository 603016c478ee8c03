"""What Chromium loads for a page, and whether the page can be read without JavaScript."""

from browser import Load, chromium, load, only_with_javascript
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
    rows = []
    with chromium() as browser:
        for path in dict.fromkeys([*MUST_SEE, *heaviest]):
            seen = load(browser, portal.url(path))
            lost = only_with_javascript(seen, load(browser, portal.url(path), javascript=False))
            needed = seen.bytes["JS"] if lost else 0
            rows.append([path, seen.pictures, seen.requests, *(seen.bytes[kind] for kind in KINDS), seen.total, needed])
            if path in PLANS.values():
                _goals(path, seen, needed, results)
    results.section(
        "First load in Chromium",
        "Empty cache, nothing pressed. Bytes as received, headers included. JavaScript needed: the bytes of the "
        "page's scripts if any line can be read only with JavaScript, else 0.",
        ["Address", "Charts and maps", "Requests", *KINDS, "Sum", "JavaScript needed"],
        rows,
    )


def _goals(path: str, seen: Load, needed: int, results: Results) -> None:
    results.goal(f"Charts and maps drawn on {path}", "≥ 1", seen.pictures, seen.pictures >= 1)
    results.goal(f"Bytes of {path}", f"≤ {MOST_BYTES:,}", f"{seen.total:,}", seen.total <= MOST_BYTES)
    results.goal(f"Requests of {path}", f"≤ {MOST_REQUESTS}", seen.requests, seen.requests <= MOST_REQUESTS)
    results.goal(f"JavaScript needed to read {path}", "0 bytes", f"{needed:,}", needed == 0)
