"""What is answered while the database is away or a disk takes nothing: what was published last, or a plain 503 soon."""

import errno
import logging
import re
import select
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import psycopg2
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg2 import extensions

from csp_portal.forms.typed import typed_here
from csp_portal.pages.stored_pages import revalidated

from . import published_folder
from .logs import address

logger = logging.getLogger(__name__)
FOR_READERS, AT_THE_DESK = 2.5, 30.0  # seconds that one question to the database may take
RETRY_AFTER = 30  # seconds
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NOT_WRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)
_MISSING = re.compile(
    r"no such (?:table|column)|has no column named|(?:relation|column) \S+ (?:of relation \S+ )?does not exist"
)
_patience: ContextVar[float | None] = ContextVar("patience", default=None)  # None: as long as it takes


class DatabaseAway:
    """Middleware: sets how long a request waits for the database, and answers those for which it was not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with its patience."""
        reads = request.method in ("GET", "HEAD") and not request.path.startswith("/desk/")
        token = _patience.set(FOR_READERS if reads else AT_THE_DESK)
        try:
            return self.get_response(request)
        finally:
            _patience.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a fault of the database or a disk; None for every other fault."""
        return answer(request, exception)


def answer(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """The published page, or 503 with what was typed; None for what is no fault of the database or a disk."""
    sentence = sentence_of(exception)
    if not sentence:
        return None
    logger.error("The database or a disk did not do what %s asked for: %s", address(request), str(exception).strip())
    plain = request.method in ("GET", "HEAD") and not request.META["QUERY_STRING"]
    if plain and (file := published_folder.find(request.path)):
        made = HttpResponse(file.body, file.content_type, headers=file.headers)
        return revalidated(request, file.etag, lambda: made)
    response = render(request, "503.html", {"sentence": sentence, "texts": typed_here(request)}, status=503)
    response.headers["Retry-After"], response.headers["Cache-Control"] = str(RETRY_AFTER), "no-store"
    return response


def sentence_of(problem: BaseException | None) -> str:
    """What a person at the portal can make of a fault of the database or a disk; empty for every other fault."""
    if isinstance(problem, OSError) and problem.errno in (*FULL, *NOT_WRITABLE):
        return _full() if problem.errno in FULL else _not_writable()
    words = str(problem).lower()
    if isinstance(problem, DatabaseError) and _MISSING.search(words):
        return _("The tables of the database are not those of this release. The people who run it have to migrate it.")
    if not isinstance(problem, OperationalError | InterfaceError):
        return ""
    if "disk is full" in words or "no space left" in words or "could not extend" in words:
        return _full()
    if "readonly" in words or "read-only" in words or "disk i/o error" in words:
        return _not_writable()
    if "locked" in words or "lock timeout" in words:
        return _("The portal is busy storing something else.")
    return _("The portal cannot reach its database at the moment.")


def _full() -> str:
    return _("The portal’s disk is full, so nothing can be saved. The people who run it have to make room.")


def _not_writable() -> str:
    return _("The portal can be read but nothing can be saved at the moment.")


def wait(connection: Any) -> None:
    """Wait for an answer of PostgreSQL no longer than the request may. psycopg2 calls this for every question.

    Raises OperationalError, after which the connection is closed: a server that hangs would hold a request for ever.
    """
    patience = _patience.get()
    end = None if patience is None else time.monotonic() + patience
    poller, ways = select.poll(), {extensions.POLL_READ: select.POLLIN, extensions.POLL_WRITE: select.POLLOUT}
    while (state := connection.poll()) != extensions.POLL_OK:
        if state not in ways:
            raise psycopg2.OperationalError(f"The connection is in the state {state}.")
        left = None if end is None else max(0, end - time.monotonic()) * 1000
        poller.register(connection.fileno(), ways[state])
        if not poller.poll(left):
            raise psycopg2.OperationalError(f"The database did not answer within {patience} seconds.")
