"""Answers that are kept: what an address without a query gives, drawn once for each state of what is public."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse

from csp_portal.pages import stored_pages
from csp_portal.pages.stored_pages import PublicState
from plans.public.live import OF_ALL, OF_ONE
from plans.search.published_pages import stamp_of


class Place(NamedTuple):
    """Where an answer is kept, and the state in which it was worked out."""

    path: str
    state: PublicState


def kept(form_of: Callable[[HttpRequest], str]) -> Callable[[Any], Any]:
    """Give the kept answer, or have the one that is worked out now kept.

    It stands under its whole address, which is in it, and its form. Filters and cursors are without end: what they give
    is worked out for each request.
    """

    def decorator(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **parts: Any) -> Any:
            path = "" if request.META.get("QUERY_STRING") else f"{request.build_absolute_uri()} {form_of(request)}"
            return (path and _kept(request, path, parts.get("partnership"))) or view(request, *args, **parts)

        return wrapped

    return decorator


def _kept(request: HttpRequest, path: str, owner: str | None) -> HttpResponse | None:
    """The answer kept at its place, if it is true still; otherwise the next one gets the place."""
    stamp, parameters = (OF_ONE, [owner]) if owner else (OF_ALL, [])
    if found := stored_pages.answer(request, path, stamp, parameters):
        return _open(found)
    state = PublicState(owner or "", stamp_of(owner or "") or 0)  # one that is not there has nothing
    request.place = Place(path, state)  # type: ignore[attr-defined]
    return None


def answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer for its reader, 304 to those who have it, and kept where it has a place."""
    if place := getattr(request, "place", None):
        return _open(stored_pages.keep(request, response, place.state, None, place.path))
    return _open(stored_pages.revalidated(request, stored_pages.etag_of(response.content), lambda: response))


def _open(response: HttpResponse) -> HttpResponse:
    """What every answer says: pages of other sites may read it, and it depends on the form that was asked for."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Vary"] = ", ".join(filter(None, ["Accept", response.get("Vary", "")]))
    return response
