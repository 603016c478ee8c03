"""A column of a row as JSON that is the same on every database, and back."""

import base64
import binascii
import datetime as dt
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime

# What names rows by their keys, beside foreign keys: the history and comments, which outlive the rows.
KEY_IN_ABOUT = re.compile(r" (\w+):(-?\d+) ")


class UnusableRow(ValueError):
    """A row of the file cannot be stored; the message goes on from “the file”."""


def to_json(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value as it is written. Numbers are exact, times are in UTC."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(field, models.BinaryField) else value


def from_json(field: "models.Field[Any, Any]", value: Any) -> Any:
    """The value that was written. Raises UnusableRow where the column cannot hold it."""
    try:
        if value is None or isinstance(field, models.JSONField):
            return value
        if isinstance(field, models.BinaryField):
            return base64.b64decode(value, validate=True)
        if isinstance(field, models.DateTimeField):
            return _moment(value)
        found = field.to_python(value)
        field.run_validators(found)
        return found
    except (ValidationError, TypeError, ValueError, binascii.Error):
        name = f"{field.model._meta.verbose_name}, {field.verbose_name}"
        raise UnusableRow(f"has a value that does not fit its column: “{str(value)[:60]}” ({name})") from None


def _moment(value: str) -> dt.datetime:
    found = parse_datetime(value)
    if found is None or found.tzinfo is None:
        raise ValueError(value)
    return found


def line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def renumbered(about: str, number: Callable[[str, int], int]) -> str:
    """The keys of rows in `about` of a history, each as another number."""
    return KEY_IN_ABOUT.sub(lambda found: f" {found[1]}:{number(found[1], int(found[2]))} ", about)
