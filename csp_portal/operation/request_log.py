"""The line of every request in the log: what was asked for, what became of it, how long it took, and its id."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import metrics
from .logs import address, page_type, request_id

logger = logging.getLogger(__name__)
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: gives every request an id, or takes that of the proxy, counts it and writes its line."""

    def middleware(request: HttpRequest) -> HttpResponse:
        """Answer the request, then say so."""
        given = request.headers.get("X-Request-ID", "")
        name = given if GIVEN.fullmatch(given) else secrets.token_hex(16)
        token, began = request_id.set(name), time.perf_counter()
        try:
            response = get_response(request)
            seconds = time.perf_counter() - began
            response.headers["X-Request-ID"] = name
            if request.method == "HEAD":
                _drop_body(response)
            metrics.count(page_type(request), response.status_code, seconds)
            _write(request, response.status_code, seconds)
        finally:
            request_id.reset(token)
        return response

    return middleware


def _drop_body(response: HttpResponse) -> None:
    """Answer a HEAD request with the length of the page in place of the page."""
    if not response.streaming and response.content:
        length = len(response.content)
        response.content = b""
        response.headers["Content-Length"] = str(length)


def _write(request: HttpRequest, status: int, seconds: float) -> None:
    path, ms = address(request), round(seconds * 1000, 1)
    person = getattr(getattr(request, "_cached_user", None), "pk", None)  # nobody is looked up for the log
    said = {"method": request.method, "path": path, "status": status, "ms": ms, "person": person}
    words = f"{request.method} {path.encode('unicode_escape').decode()} {status} {ms} ms"
    logger.info(words, extra={"fields": {"page": page_type(request), **said}})
