"""How every answer of the interface is given: JSON or CSV, an ETag, open to other sites, faults in one shape."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.throttling import AnonRateThrottle

from csp_portal.formats.csv_files import csv_text
from csp_portal.forms.rate_limit import network_of

from .keeping import answered

CSV = "text/csv; charset=utf-8"
PROBLEM = "application/problem+json; charset=utf-8"
SEPARATOR = "; "  # between several values in one cell


class NetworkThrottle(AnonRateThrottle):
    """At most so many requests from one network, counted by each process in its memory and nowhere else."""

    def __init__(self) -> None:
        super().__init__("600/m")

    def get_cache_key(self, request: HttpRequest) -> str:
        return f"api-{network_of(request)}"


FAULTS = {
    "400": "A filter, a cursor or another part of the query makes no sense",
    "404": "There is nothing of this name",
    "429": "More requests from one network than are answered in a minute",
}
FAULT = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("type", "title", "detail")} | {"status": {"type": "integer"}},
    "required": ["type", "status", "title", "detail"],
}


class OpenInterface(NinjaAPI):
    """Adds to each answer what all have in common."""

    def get_openapi_schema(self, **given: Any) -> Any:
        """The description with what every address may answer: faults, CSV for a list, and that nothing changed."""
        described = super().get_openapi_schema(**given)
        for operation in (one for path in described["paths"].values() for one in path.values()):
            answers = operation["responses"]
            content = answers[200]["content"]
            shape = content["application/json"]["schema"].get("$ref", "")
            if shape.rpartition("/")[2].startswith("Page_"):
                content["text/csv"] = {"schema": {"type": "string"}}
            answers["304"] = {"description": "The reader has this answer already"}
            for status, words in FAULTS.items():
                answers[status] = {"description": words, "content": {"application/problem+json": {"schema": FAULT}}}
        return described

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """The answer as JSON, or as CSV to those who prefer it; 304 to those who have it."""
        response = super().create_response(request, data, status=status, temporal_response=temporal_response)
        if response.status_code != 200:
            response["Access-Control-Allow-Origin"] = "*"
            return response
        if form_of(request) == "csv" and isinstance(data, dict) and isinstance(data.get("items"), list):
            response.content, response["Content-Type"] = as_csv(data["items"]), CSV
        return answered(request, response)

    def problem(self, request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
        """A fault as RFC 9457 has it."""
        said = {"type": "about:blank", "status": status, "title": title, "detail": detail}
        response = self.create_response(request, said, status=status)
        response["Content-Type"] = PROBLEM
        return response


def add_faults(api: OpenInterface) -> None:
    """What a program is told when there is no answer: what was wrong, and what would be accepted."""

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, fault: Http404) -> HttpResponse:
        return api.problem(request, 404, _("Not found"), getattr(fault, "sentence", "") or _("There is nothing here."))

    @api.exception_handler(ValidationError)
    def not_valid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
        said = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in fault.errors)
        return api.problem(request, 400, _("Bad request"), said)

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, fault: HttpError) -> HttpResponse:
        return api.problem(request, fault.status_code, _("Bad request"), str(fault))

    @api.exception_handler(Throttled)
    def too_many(request: HttpRequest, fault: Throttled) -> HttpResponse:
        seconds = int(fault.wait or 1)
        words = _("More than 600 requests in a minute came from your network. Try again in %(seconds)s seconds.")
        response = api.problem(request, 429, _("Too many requests"), words % {"seconds": seconds})
        response["Retry-After"] = str(seconds)
        return response


def with_known_filters(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuses a question that the address does not have: misspelt, it would be answered with everything."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **parts: Any) -> Any:
        """Answer what can be asked here. Raises HttpError 400 for another name, and for a text that no name has."""
        known = [name for part in parts.values() if isinstance(part, Schema) for name in type(part).model_fields]
        for name in request.GET:
            if name not in known:
                words = _("There is no filter “%(name)s” at this address. It takes: %(known)s.")
                raise HttpError(400, words % {"name": name[:100], "known": ", ".join(known) or _("none")})
            if any("\x00" in value for value in request.GET.getlist(name)):
                raise HttpError(400, _("%(name)s holds a character that no name has (NUL).") % {"name": name})
        return view(request, *args, **parts)

    return wrapped


def form_of(request: HttpRequest) -> str:
    """The form of answer that a reader prefers: json or csv."""
    return "csv" if request.get_preferred_type(["application/json", "text/csv"]) == "text/csv" else "json"


def as_csv(items: Sequence[Mapping[str, Any]]) -> str:
    """One row an item. A part of a part has both names in its heading, words of a list stand in one cell, and lists of
    parts are left out: they are lists of their own."""
    rows = [_flat(item) for item in items]
    parts = {name for row in rows for name, value in row.items() if isinstance(value, list)}
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name not in parts]
    return csv_text(columns, ([row.get(name) for name in columns] for row in rows))


def _flat(item: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """The cells of an item by their headings; a list of parts stays a list."""
    row: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, Mapping):
            row |= _flat(value, f"{above}{name}_")
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            row[above + name] = SEPARATOR.join(value)
        else:
            row[above + name] = value
    return row
