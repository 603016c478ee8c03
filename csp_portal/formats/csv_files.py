"""Tables as CSV files that a spreadsheet opens without running anything."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse


def csv_response(name: str, columns: list[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A file to take away. `None` is an empty cell; a text that a spreadsheet would run as a formula gets an
    apostrophe in front."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return response


def harmless(text: str) -> str:
    """The text as a cell that is not a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
