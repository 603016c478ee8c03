"""Public pages that are drawn when asked for: a reader who has the current one is told so at the cost of one query."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from .release import release
from .stored_pages import etag_of, revalidated


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
    return revalidated(request, etag_of(f"{release()} {request.get_full_path()} {stamp}".encode()), make)
