"""An uploaded spreadsheet as the text that its cells would be if they were pasted."""

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from csp_portal.contributions import contributed

from .layouts import NotATable

MOST_BYTES = 5_000_000


def texts_of_file(content: bytes) -> dict[str, str]:
    """The cells of each sheet of an XLSX, ODS or CSV file, parted by tabs, by the name of the sheet.

    Raises NotATable.
    """
    if len(content) > MOST_BYTES:
        raise NotATable(_("The file is larger than 5 MB; save the sheet with the rows as a separate file."))
    (visible_tables,) = contributed("SHEET_READERS")
    try:
        tables = visible_tables(content)
    except ValueError as problem:
        raise NotATable(sentence(problem)) from None
    return {name: as_text(rows) for name, rows in tables}


def sentence(problem: Any) -> str:
    """Why a file cannot be read, in which cell unless it is the whole file, and what can be."""
    words = {"why": problem.why, "accepted": problem.accepted, "row": problem.row, "column": problem.column}
    if (problem.row, problem.column) == (1, "A"):
        return _("The file cannot be read: %(why)s. What can be read: %(accepted)s.") % words
    return _("Row %(row)s, column %(column)s: %(why)s. What can be read: %(accepted)s.") % words


def as_text(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, dialect="excel-tab").writerows(rows)
    return text.getvalue()
