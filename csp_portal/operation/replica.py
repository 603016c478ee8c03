"""Public pages are read from a copy of the database, where DATABASE_REPLICA_URL names one: everybody else, and all that
is stored, goes to the database itself. So do public pages while the copy is away.

Whoever is signed in is not read for from the copy, which is a moment behind: they would miss what they just did.
"""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)
NAME = "replica"
LEFT_ALONE = 10.0  # seconds in which a copy that did not answer is asked only if the database does not either
NOT_PUBLIC = ("/desk/", "/update/", "/healthz", "/readyz", "/metrics")
_is_read: ContextVar[bool] = ContextVar("is_read", default=False)
_is_last: ContextVar[bool] = ContextVar("is_last", default=True)  # nobody else can be asked


class Router:
    """Tells Django's models where to read and where to write."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return NAME if _is_read.get() else None

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class ReadReplica:
    """Middleware: lets public pages be read from the copy, and once more from the database if the copy fails.

    A copy that failed is left alone for a while: then the database is asked first, and the copy if that fails too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response, self.is_there, self.away_until = get_response, NAME in settings.DATABASES, 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read from one of the two if it may be, and from the other if that did not answer."""
        if not self._may_read(request):
            return self.get_response(request)
        copy_first = time.monotonic() >= self.away_until
        response = self._read(request, from_copy=copy_first, is_last=False)
        if not getattr(response, "is_not_sent", False):
            return response
        return self._read(request, from_copy=not copy_first, is_last=True)

    def _may_read(self, request: HttpRequest) -> bool:
        is_public = request.method in ("GET", "HEAD") and not request.path.startswith(NOT_PUBLIC)
        return self.is_there and is_public and settings.SESSION_COOKIE_NAME not in request.COOKIES

    def _read(self, request: HttpRequest, *, from_copy: bool, is_last: bool) -> HttpResponse:
        read, last = _is_read.set(from_copy), _is_last.set(is_last)
        try:
            return self.get_response(request)
        finally:
            _is_read.reset(read)
            _is_last.reset(last)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Remember a copy that failed. What is given here while there is another to ask is not sent."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        if _is_read.get():
            logger.error("The replica did not answer: %s", str(exception).strip())
            self.away_until = time.monotonic() + LEFT_ALONE
            connections[NAME].close()
        if _is_last.get():
            return None
        response = HttpResponse(status=503)
        response.is_not_sent = True  # type: ignore[attr-defined]
        return response
