"""Pages kept as bytes: written when something is published, answered with one query and no work."""

import datetime as dt
import gzip
import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import brotli
from django.db import IntegrityError, connection
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
COLUMNS = {"br": "brotli", "gzip": "gzip", "": "plain"}


def store(path: str, body: str | bytes, content_type: str = HTML, good_until: dt.date | None = None) -> StoredPage:
    """Keep a page under its path, in place of what stood there, until the last day on which it is true, if any."""
    page, _created = StoredPage.objects.update_or_create(path=path, defaults=_fields(body, content_type, good_until))
    return page


def keep(
    request: HttpRequest, body: str | bytes, content_type: str = HTML, good_until: dt.date | None = None
) -> HttpResponse:
    """Answer with a page that was not stored, and store it for the next reader."""
    fields = _fields(body, content_type, good_until)
    outdated = ~Q(release=fields["release"]) | Q(good_until__lt=timezone.localdate())
    stale = StoredPage.objects.filter(outdated, path=request.path)
    # Somebody may have published or read it meanwhile: what stands there by now is as new or newer, and stays.
    with suppress(IntegrityError):
        if not stale.update(**fields):
            StoredPage.objects.create(path=request.path, **fields)
    encoding = _encoding(request.headers.get("Accept-Encoding", ""))
    return _response(request, content_type, fields["etag"], fields[COLUMNS[encoding]], encoding)


def _fields(body: str | bytes, content_type: str, good_until: dt.date | None) -> dict[str, Any]:
    """What is stored of a page. A very long one is compressed faster, since its reader waits."""
    plain = body.encode() if isinstance(body, str) else body
    return {
        "content_type": content_type,
        "etag": etag_of(plain),
        "release": release(),
        "good_until": good_until,
        "plain": plain,
        "gzip": gzip.compress(plain, 9, mtime=0),
        "brotli": brotli.compress(plain, quality=11 if len(plain) < 400_000 else 6),
    }


def forget(path: str) -> None:
    """Drop every page at or below a path; each is made again when it is next asked for."""
    StoredPage.objects.filter(path__startswith=path).delete()


def answer(request: HttpRequest) -> HttpResponse | None:
    """The stored page for this address in the encoding the reader takes; None when none of this release and day is.

    One plain query: building it through the ORM would cost as much as all the rest of the answer.
    """
    encoding = _encoding(request.headers.get("Accept-Encoding", ""))
    with connection.cursor() as cursor:
        cursor.execute(_QUERIES[encoding], [request.path, release(), timezone.localdate()])
        row = cursor.fetchone()
    if row is None:
        return None
    content_type, etag, body = row
    return _response(request, content_type, etag, body, encoding)


_QUERIES = {
    encoding: f"SELECT content_type, etag, {column} FROM {StoredPage._meta.db_table} "
    "WHERE path = %s AND release = %s AND (good_until IS NULL OR good_until >= %s)"
    for encoding, column in COLUMNS.items()
}


def _encoding(accepted: str) -> str:
    """The smallest encoding a reader takes: br, gzip or none. One refused with ;q=0 is not taken."""
    offers = (offer.replace(" ", "").split(";") for offer in accepted.split(","))
    taken = {name for name, *quality in offers if not quality or quality[0].removeprefix("q=").strip("0.")}
    return "br" if "br" in taken else "gzip" if "gzip" in taken else ""


def _response(request: HttpRequest, content_type: str, etag: str, body: bytes, encoding: str) -> HttpResponse:
    headers = {"Content-Encoding": encoding} if encoding else {}
    response = revalidated(request, etag, lambda: HttpResponse(bytes(body), content_type, headers=headers))
    response.headers["Vary"] = "Accept-Encoding"
    return response


def etag_of(content: bytes) -> str:
    """The mark by which a browser asks for a page again."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


def revalidated(request: HttpRequest, etag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that `make` gives, or 304 to a reader who has the one with this mark."""
    response = get_conditional_response(request, etag=etag)
    if not isinstance(response, HttpResponseNotModified):
        response = make()
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
