"""What public pages take from the query of their address, and pages that are drawn for each reader."""

from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.http import urlencode

from .release import release
from .stored_pages import etag_of, revalidated


class NotFound(Http404):
    """Something that is not there. Says what was looked for, and which addresses the reader may have meant."""

    def __init__(self, sentence: str, suggestions: list[tuple[str, str]] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.suggestions = suggestions or []


def take_only(request: HttpRequest, names: Iterable[str]) -> None:
    """Leave of the query what a page takes, always in the same order: marks that others add to links mean nothing."""
    request.settled = set()  # type: ignore[attr-defined]
    if request.META.get("QUERY_STRING"):
        given = {name: request.GET[name] for name in sorted(names) if name in request.GET}
        request.GET = QueryDict(urlencode(given))


def settle(request: HttpRequest, name: str, value: object) -> None:
    """Say how a page read a part of its query, in the one way it is written; None where it changes nothing.

    A page is stored under its settled address, so that however many pages somebody asks for, those there are are kept.
    """
    if name in request.GET:
        query = request.GET.copy()
        if value is None:
            del query[name]
        else:
            query[name] = str(value)
        request.GET = query  # type: ignore[assignment]
    if isinstance(settled := getattr(request, "settled", None), set):
        settled.add(name)


def address(request: HttpRequest) -> str:
    """The address of a page with the part of the query that it takes."""
    query = request.META.get("QUERY_STRING") and request.GET.urlencode()
    return f"{request.path}?{query}" if query else request.path


def is_settled(request: HttpRequest) -> bool:
    """Whether every part of the query has one of the values that there are; free text never has."""
    return set(request.GET) <= getattr(request, "settled", set())


def answer(request: HttpRequest, stamp: object, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that `make` draws, or, to a reader who has it in this state already, the word that it still stands.

    `stamp` names the state: the same stamp at the same address means the same page, within one release.
    """
    return revalidated(request, etag_of(f"{release()} {request.get_full_path()} {stamp}".encode()), make)
