"""Tables as CSV files that a spreadsheet opens without running anything."""

import csv
import io
import re
from collections.abc import Iterable

from django.http import HttpResponse

_NUMBER = re.compile(r"[-+]?£?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")


def csv_response(name: str, columns: list[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A file to take away. `None` is an empty cell; a text that a spreadsheet would run as a formula gets an
    apostrophe in front, and a number that is written for people is one that programs read."""
    response = HttpResponse(csv_text(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_text(columns: list[str], rows: Iterable[Iterable[object]]) -> str:
    """The text of such a file."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([in_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return written.getvalue()


def in_cell(text: str) -> str:
    """The text as a cell, with the minus of a keyboard before numbers."""
    text = re.sub(r"−(?=[£\d])", "-", text)
    return text if _NUMBER.fullmatch(text) else harmless(text)


def harmless(text: str) -> str:
    """The text as a cell that is not a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
