"""Every public address, found by following the links from the home page."""

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, get_resolver, resolve
from wire import ACCEPTED, Answer, get, size_of_file

VARIANTS = 6  # addresses with a query (?sort=…) followed for each page


class Links(HTMLParser):
    """What a page leads to (`pages`) and what a browser loads with it (`files`)."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []
        self.files: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in ("script", "img") or (tag == "link" and found.get("rel") == "stylesheet"):
            self.files.append(found.get("src") or found.get("href") or "")
        else:
            self.pages += [found[name] or "" for name in ("href", "xlink:href", "data-plotly") if name in found]


@dataclass
class Page:
    """One public address and what came back."""

    path: str
    type: str
    answer: Answer
    bytes: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.bytes.total()


def url_type(path: str) -> str:
    """The name of the URL pattern of an address."""
    try:
        return resolve(urlsplit(path).path).url_name or "unnamed"
    except Resolver404:
        return "unknown address"


def crawl(port: int, most: int = 0) -> tuple[list[Page], int]:
    """All pages below `/`, or the first of each type, and how many addresses with a query were left out beyond the
    first few of a page."""
    waiting, known, variants, left_out, pages = deque(["/"]), {"/"}, Counter(), 0, []
    while waiting:
        path = waiting.popleft()
        if most and sum(page.type == url_type(path) for page in pages) >= most:
            continue
        page, links = visit(port, path)
        pages.append(page)
        for link in links:
            address = urlsplit(urldefrag(urljoin(f"http://portal{path}", link)).url)
            below = address.path + (f"?{address.query}" if address.query else "")
            if address.netloc != "portal" or address.scheme != "http" or below in known:
                continue
            known.add(below)
            variants[address.path] += bool(address.query)
            if address.query and variants[address.path] > VARIANTS:
                left_out += 1
            elif not below.startswith(("/static/", "/desk/")):
                waiting.append(below)
    return pages, left_out


def visit(port: int, path: str) -> tuple[Page, list[str]]:
    """One page and the links on it."""
    answer = get(port, path, Accept_Encoding=ACCEPTED)
    page, links = Page(path, url_type(path), answer), Links()
    if answer.content_type == "text/html":
        links.feed(answer.text)
        page.bytes["HTML"] = len(answer.body)
        for file in dict.fromkeys(name for name in links.files if name.startswith("/")):
            kind, size = size_of_file(port, file)
            page.bytes[kind] += size
    else:
        page.bytes["other"] = len(answer.body)
    return page, links.pages


def never_reached(pages: list[Page]) -> list[str]:
    """Names of public URL patterns that no link leads to. What needs a sign-in or a personal link is not public."""
    patterns = get_resolver().reverse_dict
    named = {name: patterns.getlist(name)[0][0][0][0] for name in patterns if isinstance(name, str)}
    public = {name for name, path in named.items() if not path.startswith(("desk/", "update/"))}
    return sorted(public - {page.type for page in pages})
