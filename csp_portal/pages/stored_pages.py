"""Pages kept as bytes: drawn once for each state of what is public, then answered with one query and no work."""

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

import brotli
from django.db import DatabaseError, connection, connections, router, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response

from csp_portal.models import StoredPage

from .release import release

# Anyone may keep a page, and asks whether it still stands before showing it again; a shared cache may
# answer for one second without asking, so that a publication is seen within a second.
CACHE_CONTROL = "public, max-age=0, s-maxage=1, must-revalidate"
HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
READ = ("content_type", "headers", "etag")
COLUMNS = {"br": "brotli", "gzip": "gzip", "": "plain"}
HEADERS = ("Content-Disposition", "Last-Modified", "Content-Security-Policy")  # what a page says of itself
MOST = 2_000  # pages of one partnership, and of the portal; the oldest are dropped
KEPT_OF_OTHERS = dt.timedelta(days=1)  # pages of a release that may still run on another machine
LONGEST_ADDRESS = StoredPage._meta.get_field("path").max_length
PACKED = ("image/png", "application/pdf", "application/zip", "application/vnd.")  # no smaller, however long one tries
GZIP, BROTLI = 9, 6  # the reader waits for it: the highest of Brotli, 11, takes forty times as long and saves an eighth


class PublicState(NamedTuple):
    """What is public of a partnership, or of all where `owner` is empty, as numbered when it was read."""

    owner: str
    stamp: int


def store(
    path: str, body: str | bytes, state: PublicState, content_type: str = HTML, good_until: dt.date | None = None
) -> None:
    """Keep a page under its address, in place of what this release kept there, until the last day on which it is true,
    if any."""
    _write(path, _fields(HttpResponse(body, content_type), state, good_until))


def keep(
    request: HttpRequest, response: HttpResponse, state: PublicState, good_until: dt.date | None, path: str = ""
) -> HttpResponse:
    """Answer with a page that was not stored, and store it under `path`, if given, for the next reader.

    `state` and the day were read before the page was drawn: what changed meanwhile makes it outdated, not wrong.
    A page that cannot be stored is answered all the same.
    """
    if not path or len(path) > (LONGEST_ADDRESS or 0):
        return revalidated(request, etag_of(response.content), lambda: response)
    fields = _fields(response, state, good_until)
    _write_for_reader(path, fields)
    encoding = _encoding(request.headers.get("Accept-Encoding", ""))
    return _response(request, [fields[name] for name in (*READ, COLUMNS[encoding])], encoding)


def _fields(response: HttpResponse, state: PublicState, good_until: dt.date | None) -> dict[str, Any]:
    """What is stored of a page."""
    plain, headers = response.content, {name: response[name] for name in HEADERS if name in response}
    is_packed = response["Content-Type"].startswith(PACKED)
    return {
        **state._asdict(),
        "content_type": response["Content-Type"],
        "headers": json.dumps(headers) if headers else "",
        "etag": etag_of(plain),
        "release": release(),
        "good_until": good_until,
        "stored_at": timezone.now(),
        "plain": plain,
        "gzip": gzip.compress(plain, 1 if is_packed else GZIP, mtime=0),
        "brotli": brotli.compress(plain, quality=1 if is_packed else BROTLI),
    }


def _write(path: str, fields: dict[str, Any]) -> None:
    """One statement, so that two who write the same page at once do not meet."""
    StoredPage.objects.bulk_create(
        [StoredPage(path=path, **fields)],
        update_conflicts=True,
        unique_fields=["path", "release"],
        update_fields=[name for name in fields if name != "release"],
    )


def _write_for_reader(path: str, fields: dict[str, Any]) -> None:
    """As `_write`, and drop what is more than the store holds: without waiting while somebody else is writing."""
    rows = StoredPage.objects.filter(owner=fields["owner"], release=release()).order_by("-stored_at")
    try:
        with hardly_waiting():
            _write(path, fields)
            StoredPage.objects.filter(pk__in=rows[MOST:].values("pk")).delete()
    except DatabaseError:
        return  # locked, full or read-only: the page is answered, and drawn again for the next reader


def drop(paths: list[str]) -> None:
    """Drop the pages at these addresses; each is made again when it is next asked for."""
    StoredPage.objects.filter(path__in=paths).delete()


@contextmanager
def hardly_waiting() -> Iterator[None]:
    """A transaction of somebody who only reads: DatabaseError at once where others are writing.

    SQLite waits for its lock as long as the connection says.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
            yield
        return
    connection.ensure_connection()
    wait = connection.settings_dict["OPTIONS"].get("timeout", 5)
    connection.connection.execute("PRAGMA busy_timeout = 50")
    try:
        with transaction.atomic():
            yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {wait * 1000}")


def drop_outdated(today: dt.date) -> int:
    """Drop what is of a day that is over, and what another release stored over a day ago. Gives back how many pages.

    A release that still runs beside this one stores them once more.
    """
    of_others = ~Q(release=release()) & Q(stored_at__lt=timezone.now() - KEPT_OF_OTHERS)
    return StoredPage.objects.filter(Q(good_until__lt=today) | of_others).delete()[0]


def answer(request: HttpRequest, path: str, stamp: str, parameters: Sequence[str] = ()) -> HttpResponse | None:
    """The stored page in the encoding the reader takes; None when none is of this release, this day and this stamp.

    A page that depends on the day and was stored on a later one, by a clock that was ahead, is not of this day.

    `stamp` is SQL that reads the number of what is public now: in the same statement as the bytes, so that a page drawn
    while somebody published is never taken for a current one. One plain query: building it through the ORM would cost
    as much as all the rest of the answer.
    """
    encoding = _encoding(request.headers.get("Accept-Encoding", ""))
    with connections[router.db_for_read(StoredPage)].cursor() as cursor:
        day = timezone.localdate()
        cursor.execute(f"{_QUERIES[encoding]} ({stamp})", [path, release(), day, _end_of(day), *parameters])
        row = cursor.fetchone()
    if row is None:
        return None
    return _response(request, row, encoding)


_QUERIES = {
    encoding: f"SELECT {', '.join(READ)}, {column} FROM {StoredPage._meta.db_table} "
    "WHERE path = %s AND release = %s AND (good_until IS NULL OR good_until >= %s AND stored_at < %s) AND stamp ="
    for encoding, column in COLUMNS.items()
}


def of_day(day: dt.date) -> Q:
    """As `answer` has it, for a queryset."""
    return Q(good_until=None) | Q(good_until__gte=day, stored_at__lt=_end_of(day))


@lru_cache(maxsize=2)
def _end_of(day: dt.date) -> str:
    """The first moment of the next day, as both databases compare it."""
    return f"{timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time())).astimezone(dt.UTC)}"


def _encoding(accepted: str) -> str:
    """The smallest encoding a reader takes: br, gzip or none. One refused with ;q=0 is not taken."""
    offers = (offer.replace(" ", "").split(";") for offer in accepted.split(","))
    taken = {name for name, *quality in offers if not quality or quality[0].removeprefix("q=").strip("0.")}
    return "br" if "br" in taken else "gzip" if "gzip" in taken else ""


def _response(request: HttpRequest, row: Sequence[Any], encoding: str) -> HttpResponse:
    """What READ and the bytes in an encoding give."""
    content_type, said, etag, body = row
    headers = json.loads(said) if said else {}
    if encoding:
        headers["Content-Encoding"] = encoding
    response = revalidated(request, etag, lambda: HttpResponse(bytes(body), content_type, headers=headers))
    response.headers["Vary"] = "Accept-Encoding"
    return response


def etag_of(content: bytes) -> str:
    """The mark by which a browser asks for a page again: the SHA-256 of its bytes."""
    return f'W/"{hashlib.sha256(content).hexdigest()}"'


def checksum_in(etag: str) -> str:
    """The SHA-256 that a mark holds."""
    return etag.removeprefix('W/"').removesuffix('"')


def revalidated(request: HttpRequest, etag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that `make` gives, or 304 to a reader who has the one with this mark."""
    response = get_conditional_response(request, etag=etag)
    if not isinstance(response, HttpResponseNotModified):
        response = make()
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
