"""What the portal writes into its log: a line for every request and every fault, as JSON for programs or for people.

It names nobody: who signed in is a number, addresses that are keys are masked, and what looks like an email address is
left out of what others say.
"""

import datetime as dt
import json
import logging
import re
import traceback
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.log import AdminEmailHandler

KEYS = frozenset({"token", "uidb64"})  # parts of an address that only its email knows
MASK = "***"
LONGEST_KNOWN = 16  # characters; a longer part of an address that is not known may be a mistyped key
MOST_EMAILS = 10  # about different faults, from one process in an hour
HOUR = 3600
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ROW = re.compile(r"^DETAIL: .*$", re.MULTILINE)  # PostgreSQL repeats the values that it refuses
request_id: ContextVar[str] = ContextVar("request_id", default="")


def page_type(request: HttpRequest) -> str:
    """The name of the route; "static" or "unknown" where there is none."""
    if request.resolver_match:
        return request.resolver_match.view_name
    return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"


def address(request: HttpRequest) -> str:
    """The path of a request without the keys in it; of an unknown one, without anything that is as long as a key."""
    match = request.resolver_match
    if match is None and not request.path.startswith(settings.STATIC_URL):
        try:
            match = resolve(f"{request.path.rstrip('/')}/")
        except Resolver404:
            return "/".join(MASK if len(part) > LONGEST_KNOWN else part for part in request.path.split("/"))
    keys = {str(value) for name, value in match.kwargs.items() if name in KEYS} if match else set()
    return "/".join(MASK if part in keys else part for part in request.path.split("/"))


def without_personal_data(text: str) -> str:
    return _EMAIL.sub(MASK, _ROW.sub(f"DETAIL: {MASK}", text))


class RequestFilter(logging.Filter):
    """Leaves out what Django says of refusals, which have their line, and masks the address of a fault. A refusal for a
    reason of security is told without its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written; it is changed in place."""
        record.request_id = request_id.get()
        status, request = getattr(record, "status_code", 0), getattr(record, "request", None)
        if record.name == "django.request" and not (record.exc_info and status >= 500):
            return False
        if 400 <= status < 500:
            record.exc_info = record.exc_text = None
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            path = request.path.encode("unicode_escape").decode()
            record.args = tuple(address(request) if part == path else part for part in record.args)
        return True


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; what was raised is a field of it."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": at, "level": record.levelname, "logger": record.name}
        fields = getattr(record, "fields", None)
        line |= fields or {"message": without_personal_data(record.getMessage())}
        if name := getattr(record, "request_id", ""):
            line["request"] = name
        if record.exc_info:
            line["traceback"] = without_personal_data(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainFormatter(logging.Formatter):
    """A record for people to read."""

    def format(self, record: logging.LogRecord) -> str:
        return without_personal_data(super().format(record))


class ErrorEmailHandler(AdminEmailHandler):
    """Emails a fault to those who run the portal: each once an hour, and no more than ten an hour, from one process.

    Unlike Django's own it sends nothing of the request but its line: forms hold texts that are withheld.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hour, self.sent = 0, set[tuple[str, ...]]()

    def emit(self, record: logging.LogRecord) -> None:
        """Send it beside the request, unless the same fault was sent in this hour."""
        from csp_portal import emails  # which knows models, and these are not loaded yet when logging is set up

        if getattr(record, "status_code", 500) >= 500 and self._is_news(record):
            subject, words = self.format_subject(record.getMessage())[:200], self.format(record)
            emails.send_later(lambda: self.send_mail(without_personal_data(subject), words, fail_silently=True))

    def _is_news(self, record: logging.LogRecord) -> bool:
        """Whether this fault, known by the place where it was raised, was not sent in this hour."""
        hour = int(record.created) // HOUR
        if hour != self.hour:
            self.hour, self.sent = hour, set()
        frames = traceback.extract_tb(record.exc_info[2]) if record.exc_info else []
        fault = (record.name, str(record.msg), *(f"{frame.filename}:{frame.lineno}" for frame in frames[-1:]))
        if fault in self.sent or len(self.sent) >= MOST_EMAILS:
            return False
        self.sent.add(fault)
        return True
