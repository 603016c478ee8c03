"""Lists in pages. A cursor names the last item that was read, so that what is added meanwhile moves nothing."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from ninja.errors import HttpError

Item = TypeVar("Item")
MOST, USUAL = 500, 100


class Page(Schema, Generic[Item]):
    """Some of the items, and the address of the next ones; null when these are the last."""

    items: list[Item]
    next: str | None


class Paging(Schema):
    cursor: str = Field("", description="From the address in `next`")
    limit: int = Field(USUAL, ge=1, le=MOST, description="How many items at most")


Paged = Annotated[Paging, Query()]


def page_of(request: HttpRequest, items: Sequence[Any], key: Callable[[Any], str], paging: Paging) -> dict[str, Any]:
    """The items after the cursor. `key` names each of them for good. Raises HttpError 400 for an unknown cursor."""
    start = 0
    if paging.cursor:
        keys = [key(item) for item in items]
        try:
            start = keys.index(urlsafe_b64decode(paging.cursor.encode()).decode()) + 1
        except (ValueError, Error) as fault:
            words = _("This cursor names nothing that is published now. Start again without a cursor.")
            raise HttpError(400, words) from fault
    found = items[start : start + paging.limit]
    more = start + paging.limit < len(items)
    return {"items": found, "next": _address(request, key(found[-1])) if more else None}


def _address(request: HttpRequest, last: str) -> str:
    query = request.GET.copy()
    query["cursor"] = urlsafe_b64encode(last.encode()).decode()
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
