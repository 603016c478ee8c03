"""Public pages that are drawn when asked for: a reader who has the current one is told so at the cost of one query."""

import hashlib
from collections.abc import Callable

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


def answer(request: HttpRequest, stamp: object, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that `make` draws, or, to a reader who has it in this state already, the word that it still stands.

    `stamp` names the state: the same stamp at the same address means the same page, within one release.
    """
    words = f"{release()} {request.get_full_path()} {stamp}"
    etag = f'W/"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if not isinstance(response, HttpResponseNotModified):
        response = make()
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
