"""Every published page and file, found by following links, and written into the folder for the web server in front."""

import datetime as dt
import logging
import math
import re
import time
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from csp_portal.models import StoredPage
from csp_portal.operation import published_folder
from csp_portal.pages.release import release
from csp_portal.pages.stored_pages import of_day
from plans.models import Partnership

logger = logging.getLogger(__name__)
LISTED = re.compile(r"<url>\s*<loc>([^<]+)</loc>")


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "xlink:href") and value]


def write_all(longest: float = math.inf) -> Iterator[tuple[str, int | None]]:
    """Write what changed since it was last written, for `longest` seconds.

    Gives for each partnership, and "" for the pages about all, how many pages there are; None when the next run has to
    write them, as something was published meanwhile or the time is over. What was drawn is not drawn again.
    """
    end = time.monotonic() + longest
    stamps = dict(Partnership.objects.order_by("slug").values_list("slug", "public_revision"))
    slugs = set(stamps)
    stamps[""] = sum(revision + 1 for revision in stamps.values())
    for owner, stamp in stamps.items():
        day = timezone.localdate()
        name, folder = f"{stamp}-{release()[:12]}-{day}", owner or published_folder.SITE
        if published_folder.is_written(folder, name, day):
            continue
        if all(time.monotonic() < end and stamp_of(owner) == stamp for _path in draw_all(owner, slugs)):
            pages = pages_of(owner, stamp, day)
            yield owner, published_folder.write(folder, name, pages, day, lambda: stamp_of(owner) == stamp)  # noqa: B023
        else:
            yield owner, None
        if time.monotonic() >= end:
            return


def stamp_of(owner: str) -> int | None:
    """The number of what is public now of a partnership, or of all."""
    if owner:
        return Partnership.objects.filter(slug=owner).values_list("public_revision", flat=True).first()
    return Partnership.objects.aggregate(stamp=Sum(F("public_revision") + 1))["stamp"] or 0


def pages_of(owner: str, stamp: int, day: dt.date) -> QuerySet[StoredPage]:
    """What is stored of this state of what is public, on this day; but for pages of a part of a list."""
    rows = StoredPage.objects.filter(of_day(day), owner=owner, stamp=stamp, release=release())
    return rows.exclude(path__contains="?")


def draw_all(owner: str, slugs: set[str]) -> Iterator[str]:
    """Ask for every page of a partnership, or about all, that links or its map lead to; each is stored as for a
    reader. Gives the addresses one by one."""
    if owner:
        first = [reverse("partnership", args=[owner]), reverse("partnership-sitemap", args=[owner])]
    else:
        first = [reverse(name) for name in ("home", "all-partnerships", "robots", "sitemap", "sitemap-pages")]
    waiting, known = deque(first), set(first)
    shown = []
    while waiting:
        path = waiting.popleft()
        response = drawn(path)
        yield path
        if response is None or response.status_code != 200:
            continue
        if response["Content-Type"].startswith("text/html"):
            shown.append(path)
        for link in links_of(response):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or parts.query or parts.path in known or not parts.path.startswith("/"):
                continue
            known.add(parts.path)
            begins = parts.path.split("/")[1]
            if (begins == owner) if owner else (begins not in slugs and begins not in ("desk", "static", "search")):
                waiting.append(parts.path)
    stored = set(StoredPage.objects.filter(path__in=shown, release=release()).values_list("path", flat=True))
    for path in shown:
        if path not in stored:  # it names files that were made after it was drawn
            drawn(path)
            yield path


def links_of(response: HttpResponse) -> list[str]:
    """The addresses that a page leads to, or that a map of the site lists: also pages that are empty so far."""
    if response["Content-Type"].startswith("application/xml"):
        return [urlsplit(address).path for address in LISTED.findall(response.text)]
    links = Links()
    if response["Content-Type"].startswith("text/html"):
        links.feed(response.text)
    return links.found


def drawn(path: str) -> HttpResponse | None:
    """A page as a reader without an account gets it; None where there is none. One that fails stops no other: readers
    are then answered by the portal."""
    try:
        view, args, parts = resolve(path)
    except Resolver404:
        return None
    address = urlsplit(settings.PORTAL_URL)
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.META = {
        "SERVER_NAME": address.hostname or "",
        "SERVER_PORT": str(address.port or {"https": 443}.get(address.scheme, 80)),
        "HTTP_HOST": address.netloc,
        "QUERY_STRING": "",
        "REMOTE_ADDR": "",
        "wsgi.url_scheme": address.scheme,
    }
    request.user, request.COOKIES = AnonymousUser(), {}
    try:
        response: HttpResponse = view(request, *args, **parts)
    except Http404:
        return None
    except Exception:
        logger.exception("The page %s could not be drawn.", path)
        return None
    return response
