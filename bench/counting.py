"""SQL queries and CPU time of one address, counted inside this process on the same database as the servers."""

import time
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.core.wsgi import get_wsgi_application
from django.db import connection, reset_queries
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from prepare import HOST
from wire import ACCEPTED

from csp_portal.models import StoredPage


class Queries(NamedTuple):
    """SQL statements, transaction control included. `cold` is None for a page that is never stored."""

    cold: int | None
    warm: int
    not_modified: int | None

    @property
    def most(self) -> int:
        return max(self.cold or 0, self.warm)


@cache
def _client() -> Client:
    return Client(raise_request_exception=False, headers={"Host": HOST, "Accept-Encoding": ACCEPTED})


@cache
def _application():
    return get_wsgi_application()


def queries(path: str, cold: bool = True) -> Queries:
    """Count for one address: without its stored page, with it, and for a reader who has the current page."""
    page = StoredPage.objects.filter(path__in=_addresses(path))
    if cold:
        page.delete()
    first, response = _count(path)
    stored = cold and page.exists()
    warm = _count(path)[0] if stored else first
    etag = response.headers.get("ETag")
    repeat = _count(path, {"If-None-Match": etag}) if etag else None
    not_modified = repeat[0] if repeat and repeat[1].status_code == 304 else None
    return Queries(first if stored else None, warm, not_modified)


def drawing_milliseconds(path: str, times: int = 5, like: str = "") -> float:
    """CPU time of the first reader after a publication: the page is drawn, compressed and stored; the least of
    several times, because other work on the machine makes each of them dearer. What draws it has drawn it before, or
    another page `like` it."""
    ask(like or path)
    found = []
    for _time in range(times):
        StoredPage.objects.filter(path__in=_addresses(path)).delete()
        start = time.process_time()
        ask(path)
        found.append((time.process_time() - start) * 1000)
    return min(found)


def _addresses(path: str) -> list[str]:
    """Under which a page may be stored: the parts of its query are put in order."""
    before, mark, query = path.partition("?")
    return [path, f"{before}{mark}{urlencode(sorted(parse_qsl(query, keep_blank_values=True)))}"]


def _count(path: str, headers: dict[str, str] | None = None):
    reset_queries()  # the log of a connection has an end, and what is past it is not counted
    with CaptureQueriesContext(connection) as captured:
        response = _client().get(path, headers=headers)
    return len(captured), response


def cpu_milliseconds(path: str, seconds: float = 0.25) -> float:
    """CPU time of one request through the whole WSGI application, without a server: mean over about `seconds`."""
    ask(path)
    start, times = time.process_time(), 0
    while not times or time.process_time() - start < seconds:
        ask(path)
        times += 1
    return (time.process_time() - start) * 1000 / times


def ask(path: str) -> None:
    """One request as a browser sends it, through the whole application."""
    environ = RequestFactory().get(path, headers={"Host": HOST, "Accept-Encoding": ACCEPTED}).environ
    response = _application()(environ, lambda status, headers: None)
    try:
        b"".join(response)
    finally:
        response.close()
