"""Public pages that are drawn when asked for: a reader who has the current one is told so at the cost of one query."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response

from .release import release
from .stored_pages import CACHE_CONTROL


class NotFound(Http404):
    """Something that is not there. Says what was looked for, and which addresses the reader may have meant."""

    def __init__(self, sentence: str, suggestions: list[tuple[str, str]] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.suggestions = suggestions or []


def etag_of(request: HttpRequest, stamp: object) -> str:
    """Names one state of one address: the same words mean the same page."""
    words = f"{release()} {request.get_full_path()} {stamp}"
    return f'W/"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The answer "you have it already", where that is true."""
    response = get_conditional_response(request, etag=etag)
    return with_headers(response, etag) if isinstance(response, HttpResponseNotModified) else None


def with_headers(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
