"""Tables as CSV files that a spreadsheet opens without running anything."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.http import HttpResponse

PIECE = 1 << 16  # characters
# What a spreadsheet may run: a sign of a formula, also of full width and after blanks that it may take away.
_FORMULA = re.compile(r"[\s\0]*[=+\-@＝＋－＠]|[\t\r\n\0]")
_NUMBER = re.compile(r"[-+]?£?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")


def csv_response(name: str, columns: list[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A file to take away. `None` is an empty cell; a text that a spreadsheet would run as a formula gets an
    apostrophe in front, and a number that is written for people is one that programs read."""
    response = HttpResponse(csv_text(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_text(columns: list[str], rows: Iterable[Iterable[object]]) -> str:
    """The text of such a file."""
    return "".join(csv_lines(columns, rows))


def csv_lines(columns: list[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The text of such a file in pieces, so that a long one is never in memory as a whole."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(map(_written, columns))
    for row in rows:
        if written.tell() > PIECE:
            yield written.getvalue()
            written.seek(0)
            written.truncate()
        writer.writerow(map(_written, row))
    yield written.getvalue()


def _written(cell: object) -> object:
    """A cell as CSV holds it: numbers exact and without an exponent."""
    if isinstance(cell, str):
        return in_cell(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def in_cell(text: str) -> str:
    """The text as a cell, with the minus of a keyboard before numbers."""
    text = re.sub(r"−(?=[£\d])", "-", text)
    return text if _NUMBER.fullmatch(text) else harmless(text)


def harmless(text: str) -> str:
    """The text as a cell that is not a formula."""
    return f"'{text}" if may_run(text) else text


def may_run(text: str) -> bool:
    """Whether a spreadsheet that reads the text from a file could take it for a formula."""
    return _FORMULA.match(text) is not None
